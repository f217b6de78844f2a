"""Mend the contact of a customer: another person, an address, a number; what was asked to be mended is done with it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.shared.channels import ROLES


class DunningContactWizard(models.TransientModel):
    _name = "dunning.contact.wizard"
    _inherit = "dunning.dialogue"
    _description = "Mend the Contact"

    profile_id = fields.Many2one("dunning.profile", required=True)
    partner_id = fields.Many2one(related="profile_id.partner_id")
    problem = fields.Char(compute="_compute_problem")
    role = fields.Selection(ROLES, required=True, default="payment")
    contact_id = fields.Many2one(
        "res.partner", string="Person", compute="_compute_contact_id", store=True, readonly=False,
        domain="[('commercial_partner_id', '=', partner_id)]", help="Empty: a new person.",
    )  # fmt: skip
    name = fields.Char(compute="_compute_person", store=True, readonly=False)
    email = fields.Char(string="E-mail", compute="_compute_person", store=True, readonly=False)
    phone = fields.Char(string="Number", compute="_compute_person", store=True, readonly=False)

    @api.depends("profile_id")
    def _compute_problem(self):
        kind = self.env.ref("account_dunning.mail_activity_type_address", raise_if_not_found=False)
        for wizard in self:
            tasks = wizard.profile_id.sudo().activity_ids.filtered(lambda one: kind and one.activity_type_id == kind)
            wizard.problem = ", ".join(filter(None, tasks.mapped("summary")))

    @api.depends("profile_id", "role")
    def _compute_contact_id(self):
        for wizard in self:
            profile = wizard.profile_id
            wizard.contact_id = (profile._contact_for(wizard.role or "payment") or profile.partner_id) if profile else False

    @api.depends("contact_id")
    def _compute_person(self):
        for wizard in self:
            wizard.name = wizard.contact_id.name
            wizard.email = wizard.contact_id.email
            wizard.phone = wizard.contact_id.phone

    def action_confirm(self):
        """Write it, and tick off the task that asked for it.

        :raises UserError: no name, or neither an e-mail nor a number
        """
        self._check_one_dialogue()
        if not self.name or not (self.email or self.phone):
            raise UserError(self.env._("Give a name and an e-mail or a number: that is how the person is reached."))
        profile = self.profile_id
        profile.check_access("write")
        contact = profile._name_contact(self.name, self.email, self.phone, self.contact_id)
        if contact != profile.partner_id:
            profile[f"{self.role}_contact_id"] = contact
        profile._address_mended()
        return self.env["dunning.task"]._open_next_line()

    def action_next(self):
        """Leave it for later and go on with the next line."""
        return self.env["dunning.task"]._open_next_line()
