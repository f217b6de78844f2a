"""What the law adds to a late payment between businesses, as a sentence of letters: penalties and an indemnity, in no amount."""

from odoo import api, fields, models


class DunningAction(models.Model):
    _inherit = "dunning.action"

    late_text = fields.Char(
        compute="_compute_late_text",
        help="What the law adds to a late payment between businesses, in a sentence; empty for other debtors and where it is not known.",
    )

    @api.depends("profile_id.debtor_class", "company_id", "branch_id")
    @api.depends_context("lang")
    def _compute_late_text(self):
        europe = self.env.ref("base.europe", raise_if_not_found=False)
        for action in self:
            company = action._sender_company().sudo()
            country = company.country_id or company.root_id.country_id
            action.late_text = ""
            if action.profile_id.debtor_class != "business":
                continue
            if country.code == "FR":
                action.late_text = self.env._(
                    "Penalties for late payment and, for each invoice, a fixed indemnity for recovery costs are due by law "
                    "(article L. 441-10 of the French Commercial Code)."
                )
            elif europe and country in europe.sudo().country_ids:
                action.late_text = self.env._(
                    "Between businesses, interest for late payment and, for each invoice, a fixed compensation for recovery costs "
                    "are due by law."
                )
