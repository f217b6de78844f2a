"""Decide to ask for invoices although their claims are time-barred: by a person, with a reason, without any threat."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.shared.company_day import company_day
from ..models.shared.roles import check_collector


class DunningLimitationWizard(models.TransientModel):
    _name = "dunning.limitation.wizard"
    _inherit = "dunning.dialogue"
    _description = "Ask Although Time-Barred"

    move_ids = fields.Many2many("account.move", string="Invoices", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Keep the decision; the invoices are asked for again by the next run, without formal notices or firm texts.

        :raises AccessError: the caller is no collector
        :raises UserError: a consumer owes one of them
        """
        self._check_one_dialogue()
        check_collector(self.env, self.env._("Only collectors ask for what is time-barred."))
        companies = self.move_ids.company_id.root_id
        profiles = self.env["dunning.profile"].sudo().search(
            [("partner_id", "in", self.move_ids.commercial_partner_id.ids), ("company_id", "in", companies.ids)]
        )
        if consumers := profiles.filtered(lambda profile: profile.debtor_class == "consumer"):
            name = consumers[:1].partner_id.display_name
            raise UserError(self.env._("%s is a consumer: what is time-barred is not asked of consumers any more.", name))
        self.env["dunning.performance"]._pursue_invoices(self.move_ids, company_day(self), self.reason)
        return {"type": "ir.actions.act_window_close"}
