"""Hold the deliveries of a customer: a person does, sees what is overdue, and the customer gets a notice that names it."""

from odoo import api, fields, models
from odoo.addons.account_dunning.models.shared.channels import EMAIL
from odoo.exceptions import UserError


class DunningDeliveryHoldWizard(models.TransientModel):
    _name = "dunning.delivery.hold.wizard"
    _inherit = "dunning.dialogue"
    _description = "Hold Deliveries"

    profile_id = fields.Many2one("dunning.profile", string="Customer", required=True)
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Commercial Entity")
    contact_id = fields.Many2one(
        "res.partner", string="Notice To", compute="_compute_contact_id", store=True, readonly=False, compute_sudo=False,
        domain="[('commercial_partner_id', '=', partner_id)]",
    )  # fmt: skip
    grounds = fields.Text(string="Overdue and Undisputed", compute="_compute_grounds")
    reason = fields.Char(help="For colleagues; the customer reads the invoices only.")

    @api.depends("profile_id")
    def _compute_contact_id(self):
        for wizard in self:
            wizard.contact_id = wizard.profile_id and self.env["dunning.action"]._default_contact(wizard.profile_id, EMAIL)

    @api.depends("profile_id")
    @api.depends_context("lang")
    def _compute_grounds(self):
        Hold = self.env["dunning.delivery.hold"]
        for wizard in self:
            wizard.grounds = False
            if wizard.profile_id and wizard.profile_id.has_access("write"):
                draft = Hold.sudo().new({"profile_id": wizard.profile_id.id})
                draft.item_ids = Hold._find_grounds(wizard.profile_id)
                wizard.grounds = "\n".join(draft._name_items()) or self.env._("Nothing: deliveries cannot be held.")

    def action_confirm(self):
        """Hold the deliveries; the notice leaves at once.

        :raises AccessError: the caller is no collector
        :raises UserError: no reason, nothing is overdue, or no notice can leave
        """
        self._check_one_dialogue()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why: colleagues read it."))
        self.env["dunning.delivery.hold"]._hold_deliveries(self.profile_id, self.contact_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
