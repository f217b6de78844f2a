"""The banner on a customer: what is overdue, for collectors and for whoever sells to it."""

from odoo import api, fields, models
from odoo.tools import formatLang


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_banner = fields.Char(compute="_compute_dunning_figures", compute_sudo=True, groups="account_dunning.group_dunning_contributor")

    @api.depends_context("company", "lang", "uid")
    def _compute_dunning_figures(self):
        """Say in one line what is overdue; nothing about customers of others."""
        result = super()._compute_dunning_figures()
        for partner in self:
            profile = partner.dunning_profile_id  # of a customer of others it is empty
            if not profile or partner.dunning_amount_overdue <= 0:
                partner.dunning_banner = False
                continue
            partner.dunning_banner = self.env._(
                "%(amount)s overdue, the oldest for %(days)s days – %(next)s",
                amount=formatLang(self.env, partner.dunning_amount_overdue, currency_obj=profile.currency_id),
                days=partner.dunning_oldest_days,
                next=partner.dunning_status_reason or "",
            )
        return result

    def action_dunning_add_information(self):
        """Open the dialogue that adds field information about this customer."""
        self.ensure_one()
        return self.env["dunning.profile"]._get_or_create(self, self.env.company).action_add_information()

    def action_dunning_dispute(self):
        """Open the dialogue that opens disputes about this customer's invoices."""
        self.ensure_one()
        return self.env["dunning.dispute.wizard"]._open_dispute_wizard(self)
