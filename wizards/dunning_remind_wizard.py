"""A one-off reminder from an invoice or a customer."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.shared.company_day import company_day
from ..models.shared.once import say_done
from ..models.shared.windows import form_of


class DunningRemindWizard(models.TransientModel):
    _name = "dunning.remind.wizard"
    _inherit = "dunning.dialogue"
    _description = "Remind Now"

    move_ids = fields.Many2many("account.move", string="Invoices")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_partner_id", store=True, readonly=False
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("phone", "Phone call"), ("letter", "Letter")], required=True, default="email"
    )
    contact_id = fields.Many2one("res.partner", string="To", compute="_compute_contact_id", store=True, readonly=False)
    template_id = fields.Many2one(
        "mail.template", string="Text", domain="[('model', '=', 'dunning.action')]",
        default=lambda self: self.env.ref("account_dunning.mail_template_manual", raise_if_not_found=False),
    )  # fmt: skip

    @api.depends("move_ids")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.move_ids.commercial_partner_id[:1] or wizard.partner_id

    @api.depends("move_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = (wizard.move_ids.company_id[:1] or self.env.company).root_id

    @api.depends("partner_id", "company_id", "channel")
    def _compute_contact_id(self):
        Profile = self.env["dunning.profile"]
        for wizard in self:
            partner = wizard.partner_id.commercial_partner_id
            profile = Profile.search([("partner_id", "=", partner.id), ("company_id", "=", wizard.company_id.id)])
            profile = profile or Profile.new({"partner_id": partner.id, "company_id": wizard.company_id.id})
            contact = self.env["dunning.action"]._default_contact(profile, wizard.channel) if partner else partner
            wizard.contact_id = contact._origin

    def _create_action(self):
        """Make the reminder, unless it is there already.

        :return: (``dunning.action`` made, ``dunning.action`` that somebody made before), one of them empty
        """
        self._check_one_dialogue()
        if not self.partner_id:
            raise UserError(self.env._("Choose an invoice or a customer."))
        if len(self.move_ids.commercial_partner_id) > 1:
            raise UserError(self.env._("Choose the invoices of one customer: a reminder has one addressee."))
        if self.move_ids and self.move_ids.company_id.root_id != self.company_id:
            raise UserError(self.env._("Choose the invoices of one main company: a reminder has one sender."))
        Action, partner, today = self.env["dunning.action"], self.partner_id.commercial_partner_id, company_day(self)
        meant = {"channel": self.channel, "contact": self.contact_id, "moves": self.move_ids}
        found = Action._find_manual(partner, self.company_id, today, **meant)
        if found:
            return Action, found
        return Action._create_manual(partner, self.company_id, today, template=self.template_id, **meant), Action

    def _open_reminder(self, action):
        return {**form_of(action), "name": self.env._("Reminder")}

    def action_edit(self):
        """Make the reminder and open it, to read and change its text before it leaves; one that is there is opened."""
        made, found = self._create_action()
        return self._open_reminder(made or found)

    def action_send(self):
        """Make the reminder and let it leave at once; one that is there already is not made again, but opened."""
        made, found = self._create_action()
        if found:
            return say_done(self.env, found._reminded_text(), self._open_reminder(found))
        if self.channel != "phone":
            made.action_approve()
        return {"type": "ir.actions.act_window_close"}
