"""How the forecast is made: what decides about each item, and the snapshot that is written."""


from odoo import api, models

from ..shared.bounds import add_days
from . import behaviour
from .behaviour import Part

# Reasons for rest after which no money is counted on: somebody else decides about it, or nobody knows.
NOT_COUNTED = ("insolvency", "factor", "legal", "time_barred")

# Reasons that say that the money is on its way.
ON_ITS_WAY = ("in_payment", "transaction")


class DunningForecast(models.Model):
    _inherit = "dunning.forecast"

    @api.model
    def _store_forecast(self, company, today, estimate):
        """Replace the forecast of a root company.

        :param company: root ``res.company``
        :param date today: the day for which it is made
        :param dict estimate: as ``dunning.behaviour._estimate_ledger`` gives it
        """
        Behaviour = self.env["dunning.behaviour"]
        promised, reliability = Behaviour._promised_dates_by_item(company, today), Behaviour._promise_reliability(company)
        weeks = behaviour.weeks(today)
        context = {
            "today": today,
            "ends": [last for _monday, last in weeks],
            "promised": promised,
            "runs": self._runs_by_customer(company, today, {row["partner_id"] for row in estimate["open"]}),
            "reliability": reliability,
            "habits": self._habits_by_customer(estimate),
            "digits": company.currency_id.decimal_places,
        }
        rows = [self._forecast_vals(row, context) for row in estimate["open"]]
        self.env["dunning.forecast.item"].sudo()._replace_items(company, today, rows)
        self.invalidate_model()

    @api.model
    def _habits_by_customer(self, estimate):
        """Return by customer his curve, his expected days late and the invoices he has paid."""
        ledger, customers = estimate["ledger"], estimate["customers"]
        closed = {}
        for row in estimate["paid"]:
            closed[row["partner_id"]] = closed.get(row["partner_id"], 0) + row["closed"]
        found = {}
        for partner in {row["partner_id"] for row in estimate["open"]}:
            group = customers[partner]["group"]
            figures = ledger.figures(partner, group)
            found[partner] = (
                ledger.curve(partner, group),
                figures and round(figures.level, 1),
                closed.get(partner, 0),
            )
        return found

    @api.model
    def _forecast_vals(self, row, context):
        """Return the values of ``dunning_forecast_item.COLUMNS`` of one open item."""
        today = context["today"]
        basis, parts, facts = self._payment_outlook(row, context)
        weights = [round(share, 6) for share in behaviour.shares(parts, context["ends"])]
        amount = float(row["net"])
        expected = round(amount * sum(weights), context["digits"])
        later = round(amount - expected, context["digits"])
        days = [self._shift_date(today, behaviour.days_until(parts, share)) for share in (0.5, 0.8)]
        return row["id"], row["net"], basis, *days, expected, later, weights, facts

    @api.model
    def _shift_date(self, today, days):
        return None if days is None else behaviour.business_day(add_days(today, days))

    @api.model
    def _payment_outlook(self, row, context):
        """Return what decides when an item is paid.

        :param dict row: of ``dunning.behaviour._open_item_rows``
        :return: (code of ``BASES``, list of :class:`behaviour.Part`, facts for the words)
        """
        today = context["today"]
        curve, level, count = context["habits"][row["partner_id"]]
        facts = {"late": level, "count": count, "open_at": row["late"]}
        code = row["code"]
        if code in NOT_COUNTED:
            return code, [], facts
        if code == "dispute":
            if not row["resume"] or row["resume"] < today:
                return "dispute_late", [], facts
            start = (row["resume"] - today).days
            facts["until"] = row["resume"].isoformat()
            return "dispute", self._part_from_day(curve, start, row["late"], 1.0), facts
        if code in ON_ITS_WAY:
            return "in_payment", [Part(1.0, self._next_banking_day(today, self._day_of_arrival(row, context)))], facts
        if code == "direct_debit" and row["until"]:
            facts["until"] = row["until"].isoformat()
            return "submitted", [Part(1.0, self._next_banking_day(today, row["until"]))], facts
        if row["id"] in context["promised"]:
            return "promise", self._promised_parts(row, context, curve, facts), facts
        if code in ("payment_announced", "promise") and row["until"]:
            kept = self._share_kept(row["partner_id"], context)
            facts |= {"until": row["until"].isoformat(), "kept": kept}
            day = self._next_banking_day(today, row["until"])
            after = self._part_from_day(curve, day, row["late"] + day, 1 - (1.0 if kept is None else kept))
            return "announced", [Part(1.0 if kept is None else kept, day), *after], facts
        run, kept = self._run_that_pays(row, context)
        if run:
            facts |= {"until": run.day.isoformat(), "kept": kept}
            day = self._next_banking_day(today, run.arrival)
            sure = 1.0 if kept is None else kept
            return "run", [Part(sure, day), *self._part_from_day(curve, day, row["late"] + day, 1 - sure)], facts
        return ("due_date" if curve is None else "history"), self._from_now(curve, row, 1.0), facts

    @api.model
    def _day_of_arrival(self, row, context):
        """Return when a payment on its way arrives: today, or on the later date that a cheque or a bill bears.

        :param dict row: of ``dunning.behaviour._open_item_rows``; it rests for the company's days after that date
        """
        today = context["today"]
        if row["code"] != "in_payment" or not row["until"]:
            return today
        company = self.env["res.company"].sudo().browse(row["company_id"]).root_id
        return max(today, add_days(row["until"], -company.dunning_transit_days))

    @api.model
    def _runs_by_customer(self, company, today, partner_ids):
        """Return by customer who keeps its payment runs the runs ahead, and which share of their amount came in them.

        :param company: root ``res.company``
        :param date today: the day for which it is made
        :param set partner_ids: whose items are open
        :return: dict of (list of ``RunDay``, share or ``None`` when no run was judged yet)
        """
        trusted = self.env["dunning.engine"]._customers_with_kept_runs(company, today, partner_ids)
        shares = self.env["dunning.payment.run.day"].sudo()._read_group(
            [("company_id", "=", company.id), ("partner_id", "in", list(trusted)), ("payment_run_id.state", "=", "accepted")],
            ["partner_id"],
            ["paid:sum", "expected:sum"],
        )
        kept = {partner.id: round(min(1.0, paid / expected), 4) for partner, paid, expected in shares if expected}
        found = {}
        first, last = add_days(today, -10), add_days(today, 200)
        for _id, partner, run in self.env["dunning.payment.run"]._list_run_days(company, first, last, trusted):
            found.setdefault(partner, ([], kept.get(partner)))[0].append(run)
        return found

    @api.model
    def _run_that_pays(self, row, context):
        """Return (the payment run that should hold an item, share kept); (``None``, ``None``) of customers without runs."""
        runs, kept = context["runs"].get(row["partner_id"], ([], None))
        begin = row["invoice_date"] or row["date_due"]
        fits = [run for run in runs if run.day >= row["date_due"] and run.cutoff >= begin and run.arrival >= context["today"]]
        return (min(fits), kept) if fits else (None, None)

    @api.model
    def _from_now(self, curve, row, share):
        """The part of an item that its habit decides about: it was open last night, and may be paid today."""
        return self._part_from_day(curve, -1, row["late"] - 1, share)

    @api.model
    def _part_from_day(self, curve, start, late, share):
        """Return the part of an item whose clock goes on from a day; without history it comes on its due date.

        :param int start: days from today at whose end nothing has come; ``late`` the lateness then
        """
        if share <= 0:
            return []
        if curve is None:
            return [Part(share, start - late)] if late < 0 else []
        return [Part(share, start, curve, late)]

    @api.model
    def _next_banking_day(self, today, day):
        return (behaviour.business_day(add_days(max(day, today), 0)) - today).days

    @api.model
    def _share_kept(self, partner, context):
        """Return how much of what this customer promises comes in, drawn to that of all; ``None`` when none was judged."""
        everybody = context["reliability"].get(None)
        if everybody is None:
            return None
        kept, count = context["reliability"].get(partner, (0.0, 0))
        return round(behaviour.shrunk_share(kept * count, count, everybody[0]), 4)

    @api.model
    def _promised_parts(self, row, context, curve, facts):
        """Return the parts of a promised item: each date its share as far as it is kept; the rest goes on by the curve."""
        today, kept = context["today"], self._share_kept(row["partner_id"], context)
        open_amount, left, parts = float(row["net_currency"]), 1.0, []
        facts |= {"kept": kept, "days": []}
        for day, amount in context["promised"][row["id"]]:
            share = min(left, amount / open_amount)
            if share <= 0:
                continue
            left -= share
            start = self._next_banking_day(today, day)
            facts["days"].append(day.isoformat())
            sure = share * (1.0 if kept is None else kept)
            parts += [Part(sure, start), *self._part_from_day(curve, start, row["late"] + start, share - sure)]
        return parts + self._from_now(curve, row, left)
