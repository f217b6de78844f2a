"""Claims that stand alone: the invoices are paid, interest and compensation are not. Somebody gets the task to ask for them."""

from odoo import api, models

from ..shared.activities import drop_tasks, give_tasks
from ..shared.shipped import shipped


class DunningClaim(models.Model):
    _inherit = "dunning.claim"

    @api.model
    def _cron_follow_claims(self):
        """Follow the claims of every main company: paid ones, and tasks about those that stand alone."""
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            self._settle_claims_paid(company)
            self._ask_for_lone_claims(company)

    @api.model
    def _ask_for_lone_claims(self, company):
        """Give one task about each claim whose customer has nothing overdue any more; take it back when he has.

        While an invoice is overdue the claim is asked for beside it; a claim takes no step of its own.

        :param company: main company
        """
        claims = self.sudo().search([("company_id", "=", company.id), ("state", "=", "charged")])
        claims = claims.filtered(lambda claim: claim.is_posted and claim.residual > 0)
        overdue = {profile.partner_id for profile in claims.profile_id if profile.amount_overdue > 0}
        today = self._claim_day(company)
        alone = claims.filtered(lambda claim: claim.partner_id not in overdue and claim.date_due and claim.date_due < today)
        drop_tasks(claims - alone)
        give_tasks(
            alone.filtered(lambda claim: not claim.activity_ids),
            shipped(self.env, "mail_activity_type_claim"),
            lambda claim: claim.profile_id._find_in_charge(),
            lambda claim: self.env._("%(claim)s: the invoices are paid, %(amount)s of interest and compensation is not.",
                                     claim=claim.name, amount=claim._amounts_text()),
            today,
        )  # fmt: skip
