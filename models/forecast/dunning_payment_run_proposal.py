"""Payment runs that the ledger tells of: proposed when the payments of twelve months show them, used when somebody says so."""

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.tools import SQL, format_date

from .payment_rhythm import FEW_DAYS, FEW_MONTHS, by_customer, find_rhythm

PROPOSED_MONTHS = 12


class DunningPaymentRun(models.Model):
    _inherit = "dunning.payment.run"

    @api.model
    def _propose_payment_runs(self, company, today):
        """Propose the payment runs that the ledger shows, of customers who have none in use and declined none like them.

        :param company: root ``res.company``
        :param date today: the day up to which payments count
        :return: ``dunning.payment.run`` proposed
        """
        payments = by_customer(self._paid_days(company, today))
        partners = self.env["res.partner"].browse(sorted(payments))
        banks = self._bank_days_of(company, partners)
        found = {partner: find_rhythm(payments[partner.id], banks[partner.id][1]) for partner in partners}
        partners = partners.filtered(lambda partner: found[partner])
        profiles = self.env["dunning.profile"].sudo()._get_or_create(partners, company)
        known = self._known_proposals(company, profiles)
        vals_list = []
        for profile in profiles:
            vals = self._run_proposal_vals(profile, found[profile.partner_id])
            if known.get(profile) is None or (vals["rhythm"], vals["month_days"], vals["weekday"]) not in known[profile]:
                vals_list.append(vals)
        replaced = self.sudo().search([("company_id", "=", company.id), ("state", "=", "proposed")])
        replaced.filtered(lambda run: run.profile_id.id in {vals["profile_id"] for vals in vals_list}).unlink()
        return self.sudo().create(vals_list)

    @api.model
    def _paid_days(self, company, today):
        """Return what customers without payment runs in use paid, as (partner id, day, amount in company currency).

        Only those with enough payment days: with fewer nothing is proposed.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                WITH paid AS (
                    SELECT payment.partner_id, payment.date_paid, SUM(payment.amount)::float8 AS amount
                      FROM (%(payments)s) AS payment
                     WHERE payment.partner_id NOT IN (
                           SELECT partner_id FROM dunning_payment_run
                            WHERE company_id = %(company)s AND state = 'accepted' AND (date_end IS NULL OR date_end >= %(today)s))
                     GROUP BY payment.partner_id, payment.date_paid
                )
                SELECT * FROM paid
                 WHERE partner_id IN (SELECT partner_id FROM paid GROUP BY partner_id
                                      HAVING COUNT(*) >= %(days)s AND COUNT(DISTINCT DATE_TRUNC('month', date_paid)) >= %(months)s)
                """,
                payments=self.env["dunning.behaviour"]._sql_payments(company, today - relativedelta(months=PROPOSED_MONTHS), today),
                company=company.id,
                today=today,
                days=FEW_DAYS,
                months=FEW_MONTHS,
            )
        )

    @api.model
    def _known_proposals(self, company, profiles):
        """Return by profile what was proposed already: what is proposed the same way, or was declined, is not proposed again."""
        known = {}
        for run in self.sudo().search([("company_id", "=", company.id), ("profile_id", "in", profiles.ids)]):
            if run.state in ("proposed", "declined"):
                known.setdefault(run.profile_id, set()).add((run.rhythm, run.month_days or False, run.weekday or False))
        return known

    @api.model
    def _run_proposal_vals(self, profile, found):
        """Return the values of a proposed run.

        :param profile: ``dunning.profile``
        :param found: ``payment_rhythm.Found``
        """
        rhythm = found.rhythm
        monthly = rhythm.weekday is None
        last = rhythm.month_days == (31,)
        return {
            "profile_id": profile.id,
            "rhythm": ("last" if last else "month") if monthly else "week",
            "month_days": ", ".join(map(str, rhythm.month_days)) if monthly and not last else False,
            "weekday": False if monthly else str(rhythm.weekday),
            "every_weeks": rhythm.every_weeks,
            "first_run": rhythm.anchor or False,
            "source": "ledger",
            "state": "proposed",
            "date_start": found.first,
            "evidence": self.env._(
                "%(share)s %% of the amount paid since %(day)s came on these days (payment days: %(count)s).",
                share=round(100 * found.share),
                day=format_date(self.env, found.first),
                count=found.days,
            ),
        }
