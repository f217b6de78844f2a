"""What interrupted the limitation of claims: dated events that people record. Whether one counts is the law's to say (data)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..shared.company_day import company_day
from .dunning_limitation_rule import INTERRUPTIONS

_lt = LazyTranslate(__name__)


class DunningInterruption(models.Model):
    _name = "dunning.interruption"
    _description = "Interruption of Limitation"
    _inherit = ["dunning.guarded", "dunning.history", "mail.thread"]
    _kept_sentence = _lt("An interruption is part of the history: withdraw it instead of deleting it.")
    _order = "date desc, id desc"
    _rec_name = "kind"
    _check_company_auto = True
    _given_once = frozenset({"company_id", "partner_id", "move_id", "kind", "date"})
    _author_fields = frozenset({"user_id"})

    company_id = fields.Many2one(
        "res.company", string="Main Company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    move_id = fields.Many2one(
        "account.move", string="Invoice", index="btree_not_null", ondelete="cascade", help="Empty: all that the customer owed on the day."
    )
    kind = fields.Selection(INTERRUPTIONS, required=True)
    date = fields.Date(required=True, default=company_day)
    note = fields.Char(required=True, help="What proves it: letter, judgment, transfer…")
    user_id = fields.Many2one("res.users", string="Recorded By", required=True, default=lambda self: self.env.user)
    state = fields.Selection([("valid", "Valid"), ("withdrawn", "Withdrawn")], default="valid", required=True, readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Complete customer and company from the invoice, once it is known that the caller may see it.

        :raises AccessError: the caller may not write here, or cannot see the invoice
        """
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        for vals in vals_list:
            move = self.env["account.move"].sudo().browse(vals.get("move_id"))
            customers = move._dunning_customers() if move else move.partner_id
            if len(customers) == 1:
                vals.setdefault("partner_id", customers.id)
            if vals.get("partner_id"):
                vals["partner_id"] = self.env["res.partner"].browse(vals["partner_id"]).commercial_partner_id.id
            company = move.company_id or self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals["company_id"] = company.root_id.id
        return super().create(vals_list)

    @api.constrains("date")
    def _check_day(self):
        for event in self:
            if event.date > company_day(event):
                raise UserError(self.env._("What interrupted the limitation has happened already: its day cannot be later than today."))

    @api.constrains("partner_id", "move_id")
    def _check_same_debtor(self):
        for event in self.filtered("move_id"):
            if event.partner_id not in event.move_id.sudo()._dunning_customers():
                raise UserError(
                    self.env._(
                        "Invoice %(invoice)s does not belong to %(customer)s.",
                        invoice=event.move_id.sudo().name,
                        customer=event.partner_id.display_name,
                    )
                )

    def action_withdraw(self):
        """Say that the event was recorded by mistake: it counts no more and stays in the history."""
        self.check_access("write")
        events = self.filtered(lambda event: event.state == "valid")
        events.sudo().state = "withdrawn"
        for event in events:
            event._message_log(body=self.env._("Withdrawn by %s", self.env.user.name))
        return True
