"""Offer a set-off: what both owe, how much of it; and take down that one was accepted elsewhere."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.shared.company_day import company_day
from ..models.shared.windows import form_of


class DunningSetOffWizard(models.TransientModel):
    _name = "dunning.set.off.wizard"
    _inherit = "dunning.dialogue"
    _description = "Offer a Set-off"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    contact_id = fields.Many2one(
        "res.partner", string="Offered To", domain="[('commercial_partner_id', '=', partner_id)]",
        help="Gets the link to accept it. Empty: the customer's contact for payments.",
    )  # fmt: skip
    receivable_ids = fields.Many2many("dunning.receivable", string="The Customer Owes", help="Empty: all that is overdue.")
    payable_ids = fields.Many2many("dunning.payable", string="We Owe", help="Empty: all that is open.")
    currency_id = fields.Many2one("res.currency", compute="_compute_amounts")
    owed_to_us = fields.Monetary(compute="_compute_amounts", help="Less credits, and not promised.")
    owed_by_us = fields.Monetary(string="We Owe Them", compute="_compute_amounts")
    amount = fields.Monetary(
        string="Set Off", compute="_compute_amount", store=True, readonly=False, precompute=True, compute_sudo=False,
        help="At most what the smaller side owes.",
    )  # fmt: skip
    is_in_proceedings = fields.Boolean(compute="_compute_is_in_proceedings")
    proceedings_reason = fields.Text(string="Why in Spite of the Proceedings")
    note = fields.Text(string="What Was Said")

    @api.model
    def _open_set_off_wizard(self, partner=None, company=None):
        """Return the action that opens the dialogue.

        :param partner: ``res.partner``, the customer
        :param company: root ``res.company``
        """
        company = company or self.env.company.root_id
        context = {"default_company_id": company.root_id.id}
        if partner:
            context["default_partner_id"] = partner.commercial_partner_id.id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Offer a Set-off"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    def _their_items(self):
        """Return the items that the customer owes: those chosen, else what is overdue."""
        chosen = self.receivable_ids
        if not chosen:
            chosen = chosen.search([
                ("partner_id", "=", self.partner_id.commercial_partner_id.id), ("root_company_id", "=", self.company_id.root_id.id),
                ("residual", ">", 0), ("date_due", "<", company_day(self, self.company_id)),
            ])  # fmt: skip
        return self.env["account.move.line"].browse(chosen.ids)

    def _our_items(self):
        """Return what we owe: what was chosen, else all that is open and in no other set-off."""
        if self.payable_ids:
            return self.payable_ids
        running = [("side", "=", "ours"), ("set_off_id.state", "in", ("offered", "accepted"))]
        taken = self.env["dunning.set.off.item"].sudo().search(running).move_line_id
        return self.payable_ids.search([
            ("partner_id", "=", self.partner_id.commercial_partner_id.id), ("root_company_id", "=", self.company_id.root_id.id),
            ("id", "not in", taken.ids),
        ])  # fmt: skip

    @api.depends("partner_id", "company_id", "receivable_ids", "payable_ids")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_amounts(self):
        for wizard in self:
            partner, own = wizard.partner_id.commercial_partner_id, wizard.company_id.currency_id
            rows, ours = [], wizard.payable_ids
            if partner:
                today, ours = company_day(wizard, wizard.company_id), wizard._our_items()
                rows = self.env["dunning.promise"]._promisable_rows(wizard.company_id, partner, today, wizard._their_items())
            currencies = {row["currency_id"] for row in rows} or set(ours.currency_id.ids)
            wizard.currency_id = own.browse(currencies.pop()) if len(currencies) == 1 else own
            wizard.owed_to_us = sum(row["left"] for row in rows if row["currency_id"] == wizard.currency_id.id)
            same = ours.filtered(lambda one, wizard=wizard: one.currency_id == wizard.currency_id)
            wizard.owed_by_us = sum(same.mapped("residual_currency"))

    @api.depends("partner_id", "company_id", "receivable_ids", "payable_ids")
    def _compute_amount(self):
        """As much as both owe, until the user says otherwise."""
        for wizard in self:
            wizard.amount = max(min(wizard.owed_to_us, wizard.owed_by_us), 0.0)

    @api.depends("partner_id", "company_id")
    def _compute_is_in_proceedings(self):
        Profile, SetOff = self.env["dunning.profile"].sudo(), self.env["dunning.set.off"]
        for wizard in self:
            asked = Profile.new({"partner_id": wizard.partner_id.commercial_partner_id.id, "company_id": wizard.company_id.root_id.id})
            wizard.is_in_proceedings = bool(wizard.partner_id) and SetOff._is_in_proceedings(asked)

    def action_confirm(self):
        """Record the offer and open it: it leaves at once.

        :raises UserError: it cannot be offered like that
        """
        self._check_one_dialogue()
        SetOff = self.env["dunning.set.off"]
        SetOff._check_set_off_right()
        partner, company = self.partner_id.commercial_partner_id, self.company_id.root_id
        self.receivable_ids._check_owed_by(partner, company)
        if self.contact_id and self.contact_id.commercial_partner_id != partner:
            raise UserError(self.env._("The contact belongs to another customer."))
        profile = self.env["dunning.profile"].sudo()._get_or_create(partner, company)
        contact = self.contact_id or self.env["dunning.contact"].sudo()._find_people(profile, "email")[profile]
        found = SetOff._offer_set_off(
            profile, company_day(self, company), (self._their_items(), self._our_items()), self.amount,
            contact_id=contact.id, note=self.note, proceedings_reason=self.is_in_proceedings and self.proceedings_reason,
        )  # fmt: skip
        return form_of(found)


class DunningSetOffAcceptWizard(models.TransientModel):
    _name = "dunning.set.off.accept.wizard"
    _inherit = "dunning.accepted.elsewhere"
    _description = "Set-off Accepted Elsewhere"

    set_off_id = fields.Many2one("dunning.set.off", string="Set-off", required=True)

    def action_confirm(self):
        """Take down the acceptance: the entry is proposed.

        :raises UserError: nobody is named, or it is no offer any more
        """
        self._check_one_dialogue()
        self.set_off_id._check_set_off_right()
        self.set_off_id._accept_set_off(*self._read_acceptance())
        return form_of(self.set_off_id)
