"""Report a call: outcome, note, and what follows from it."""

from odoo import api, fields, models

from ..models.dunning_action_call import HOLD_OF_OUTCOME, OUTCOMES


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
    needs_until = fields.Boolean(compute="_compute_needs_until")
    move_ids = fields.Many2many(
        "account.move", string="Invoices Concerned", compute="_compute_move_ids", store=True, readonly=False
    )
    available_move_ids = fields.Many2many("account.move", compute="_compute_available_move_ids")

    @api.depends("outcome")
    def _compute_until(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            days = {"promised": 10, "payment_announced": 5}.get(wizard.outcome)
            wizard.until = days and fields.Date.add(today, days=days)

    @api.depends("outcome")
    def _compute_needs_until(self):
        for wizard in self:
            wizard.needs_until = wizard.outcome in HOLD_OF_OUTCOME

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
        # what follows (holds, summary e-mail, history) is the system's work, also after a salesperson's call
        self.action_id.sudo()._report_call(
            fields.Date.context_today(self), self.outcome, self.note or "", self.until, self.sudo().move_ids
        )
        return {"type": "ir.actions.act_window_close"}
