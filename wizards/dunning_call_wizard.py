"""Report a call: outcome, note, and what follows from it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.dunning_action_call import ANNOUNCED_DAYS, OUTCOMES, RESTING
from ..models.dunning_promise import USUAL_DAYS


class DunningCallWizard(models.TransientModel):
    _name = "dunning.call.wizard"
    _description = "Report a Dunning Call"

    action_id = fields.Many2one("dunning.action", required=True)
    partner_id = fields.Many2one(related="action_id.partner_id")
    phone_numbers = fields.Char(related="action_id.phone_numbers")
    script = fields.Html(related="action_id.script")
    items_html = fields.Html(related="action_id.items_html")
    outcome = fields.Selection(OUTCOMES, required=True)
    note = fields.Text(string="What Was Said")
    until = fields.Date(compute="_compute_until", store=True, readonly=False)
    currency_id = fields.Many2one("res.currency", compute="_compute_promise_amount", store=True)
    promise_amount = fields.Monetary(
        string="Amount", compute="_compute_promise_amount", store=True, readonly=False,
        help="By default all that is due of these invoices and not promised yet.",
    )  # fmt: skip
    more_ids = fields.One2many(
        "dunning.promise.wizard.line", "call_wizard_id", string="Further Payments", help="When it is paid in several parts."
    )
    category_id = fields.Many2one("dunning.dispute.category", string="Dispute About")
    needs_until = fields.Boolean(compute="_compute_needs_until")
    move_ids = fields.Many2many(
        "account.move", string="Invoices Concerned", compute="_compute_move_ids", store=True, readonly=False
    )
    available_move_ids = fields.Many2many("account.move", compute="_compute_available_move_ids")

    @api.depends("outcome")
    def _compute_until(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            days = {"promised": USUAL_DAYS, "payment_announced": ANNOUNCED_DAYS}.get(wizard.outcome)
            wizard.until = days and fields.Date.add(today, days=days)

    @api.depends("outcome")
    def _compute_needs_until(self):
        for wizard in self:
            wizard.needs_until = wizard.outcome in RESTING

    @api.depends("outcome", "move_ids")
    def _compute_promise_amount(self):
        """All that can be promised of the invoices; nothing to fill in when they are in several currencies."""
        today = fields.Date.context_today(self)
        for wizard in self.sudo():
            action, rows = wizard.action_id, []
            if wizard.outcome == "promised" and action:
                items = action._items_of(wizard.move_ids._origin or action.advance_line_ids.move_id, today)
                rows = self.env["dunning.promise"].sudo()._promisable(action.company_id, action.partner_id, today, items)
            currencies = {row["currency_id"] for row in rows}
            single = len(currencies) == 1
            wizard.currency_id = currencies.pop() if single else False
            wizard.promise_amount = sum(row["left"] for row in rows) if single else 0.0

    @api.depends("action_id")
    def _compute_available_move_ids(self):
        for wizard in self:
            wizard.available_move_ids = wizard.action_id.line_ids.filtered(lambda line: line.kind != "credit").move_id

    @api.depends("action_id")
    def _compute_move_ids(self):
        for wizard in self:
            wizard.move_ids = wizard.action_id.advance_line_ids.move_id

    def action_confirm(self):
        """Record the outcome; its consequence follows in the same click."""
        self.ensure_one()
        self.action_id._check_caller()
        dates = None
        if self.outcome == "promised" and self.promise_amount:
            dates = [(self.until, self.promise_amount), *((line.date_payment, line.amount) for line in self.more_ids)]
        if self.outcome == "disputed" and not self.category_id:
            raise UserError(self.env._("Say what the dispute is about: that decides who settles it, and by when."))
        # what follows (promises, disputes, summary e-mail, history) is the system's work, also after a salesperson's call
        self.action_id.sudo()._report_call(
            fields.Date.context_today(self),
            self.outcome,
            self.note or "",
            self.until,
            self.sudo().move_ids,
            dates,
            self.sudo().category_id,
        )
        return {"type": "ir.actions.act_window_close"}
