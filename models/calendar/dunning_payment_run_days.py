"""On which days a customer's payment runs fall: for the decision as a table, for dialogues one by one."""

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..claim.dunning_promise import USUAL_DAYS
from ..shared.bounds import NO_END, add_days
from .payment_days import run_days

# How far back and ahead of a day its runs are known (days). What is due later falls on its day by the plan until then.
DAYS_BACK, DAYS_AHEAD = 120, 200


class DunningPaymentRun(models.Model):
    _inherit = "dunning.payment.run"

    @api.model
    @tools.ormcache("company_id")
    def _payment_run_rules(self, company_id):
        """Return the runs in use of a root company: by partner id a tuple of (id, rhythm, first day, last day)."""
        runs = self.sudo().search([("company_id", "=", company_id), ("state", "=", "accepted")])
        return {
            partner.id: tuple((run.id, run._as_rhythm(), run.date_start, min(run.date_end or NO_END, NO_END)) for run in own)
            for partner, own in runs.grouped("partner_id").items()
        }

    @api.model
    def _bank_days_of(self, company, partners):
        """Return for each customer a function that tells whether banks are closed on a day where it is.

        Other than closed days of contacts this depends on no setting: banks are closed at weekends and on public holidays.

        :param company: root ``res.company``
        :param partners: commercial ``res.partner``
        :return: dict by partner id of (zone, function)
        """
        Calendar = self.env["dunning.calendar"]
        found, functions = {}, {}
        for partner in partners.sudo():
            zone = Calendar._zone_of_partner(company, partner)
            functions.setdefault(zone, lambda day, zone=zone: self._is_bank_closed(zone, day))
            found[partner.id] = (zone, functions[zone])
        return found

    @api.model
    def _is_bank_closed(self, zone, day):
        weekend, public = self.env["dunning.calendar"]._country_year(zone.country_code, zone.region, day.year)
        return day.weekday() in weekend or day in public

    @api.model
    def _list_run_days(self, company, first, last, partner_ids=None, rules=None):
        """Return the runs in use of a company between two days.

        :param company: root ``res.company``
        :param date first: first day of the rhythm looked at, ``last`` its last
        :param partner_ids: restrict to these customers; ``None`` for all
        :param dict rules: the runs by partner id, ``None`` for those in use
        :return: list of (id of the payment run, partner id, ``RunDay``), of each rule in order
        """
        rules = self._payment_run_rules(company.id) if rules is None else rules
        wanted = rules.keys() if partner_ids is None else rules.keys() & partner_ids
        banks = self._bank_days_of(company, self.env["res.partner"].browse(sorted(wanted)))
        known, rows = {}, []
        for partner_id, (zone, is_closed) in banks.items():
            for run_id, rhythm, start, end in rules[partner_id]:
                if (zone, rhythm) not in known:
                    known[zone, rhythm] = run_days(rhythm, first, last, is_closed)
                rows += [(run_id, partner_id, run) for run in known[zone, rhythm] if start <= run.day <= end]
        return rows

    @api.model
    def _sql_payment_run_days(self, company, today, partners=None, rules=None):
        """Return the runs around a day as SQL with columns ``partner_id, day, cutoff, message, arrival``.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        :param partners: as for the decision; only a recordset narrows what is listed
        :param dict rules: as for ``_list_run_days``
        """
        wanted = None
        if isinstance(partners, models.Model):
            wanted = set(partners.commercial_partner_id.ids)
        rows = self._list_run_days(
            company, add_days(today, -DAYS_BACK), add_days(today, DAYS_AHEAD), wanted, rules
        )
        columns = [[partner_id for _run, partner_id, _day in rows]]
        columns += [[(getattr(day, name) - today).days for _run, _partner, day in rows] for name in day_names()]
        return SQL(
            """
            SELECT DISTINCT ON (run.partner_id, run.day) run.partner_id, %(today)s + run.day AS day, %(today)s + run.cutoff AS cutoff,
                   %(today)s + run.message AS message, %(today)s + run.arrival AS arrival
              FROM UNNEST(%(rows)s) AS run(partner_id, day, cutoff, message, arrival)
             ORDER BY run.partner_id, run.day, run.cutoff
            """,
            today=today,
            # as text of an array each, as the calendar does
            rows=SQL(", ").join(SQL("%s::int[]", f"{{{','.join(map(str, column))}}}") for column in columns),
        )

    # -- one by one --------------------------------------------------------------------------------

    @api.model
    def _find_in_use(self, company, partner, today):
        """Return the payment runs of a customer that are in use and not over.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        :param date today: the day from which is looked
        """
        rules = self._payment_run_rules(company.id).get(partner.id, ())
        return self.sudo().browse(run_id for run_id, _rhythm, _start, end in rules if end >= today)

    @api.model
    def _find_next_run(self, company, partner, today):
        """Return the next run of a customer that still takes invoices in, as ``RunDay``; ``None`` without.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        :param date today: the day from which is looked
        """
        if not self._find_in_use(company, partner, today):
            return None
        rows = self._list_run_days(company, today, add_days(today, DAYS_AHEAD), {partner.id})
        return min((run for _id, _partner, run in rows if run.cutoff >= today), default=None)

    @api.model
    @tools.ormcache("company_id", "partner_id", "day")
    def _cutoff_of_run(self, company_id, partner_id, day):
        """Return the cut-off of a customer's run, the day itself when there is no such run any more.

        :param int company_id: the company of an item, a branch counts for its root
        :param int partner_id: commercial partner
        :param date day: the day of the run
        """
        company = self.env["res.company"].browse(company_id).sudo().root_id
        # closed days move a run by some days
        rows = self._list_run_days(company, fields.Date.subtract(day, days=10), fields.Date.add(day, days=10), {partner_id})
        return max((run.cutoff for _id, _partner, run in rows if run.day == day), default=day)

    @api.model
    def _usual_promise_day(self, company, partner, today):
        """Return the day on which a promise is offered to fall: that of the next payment run, else after the usual days.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        :param date today: the day on which is promised
        """
        run = self._find_next_run(company, partner, today)
        return run.day if run else fields.Date.add(today, days=USUAL_DAYS)


def day_names():
    """Return the names of the days of a run in the order of the table's columns."""
    return "day", "cutoff", "message", "arrival"
