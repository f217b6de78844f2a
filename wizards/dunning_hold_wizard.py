"""Put invoices or a whole customer on hold, or exclude them, with a reason and an end."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.claim.dunning_hold import KINDS
from ..models.shared.company_day import company_day
from ..models.shared.once import say_done


class DunningHoldWizard(models.TransientModel):
    _name = "dunning.hold.wizard"
    _inherit = "dunning.dialogue"
    _description = "Hold or Exclude"

    move_ids = fields.Many2many("account.move", string="Invoices")
    partner_id = fields.Many2one("res.partner", string="Customer")
    kind = fields.Selection(KINDS, required=True, default="hold")
    reason = fields.Char(required=True)
    date_end = fields.Date(string="Until", help="Last day. Empty: until somebody ends it.")
    review_date = fields.Date(help="When somebody looks again. By default after the company's usual time.")
    judgment_date = fields.Date(
        string="Opening Judgment", help="What was delivered before it rests for good, what comes after it is chased."
    )
    publication_date = fields.Date(string="Published On")
    target = fields.Char(compute="_compute_target")

    @api.depends("move_ids", "partner_id")
    def _compute_target(self):
        for wizard in self:
            names = wizard.move_ids.mapped("name") or [wizard.partner_id.display_name or ""]
            wizard.target = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")

    def action_confirm(self):
        """Create the holds; what is pending about them is dropped when it is about to leave."""
        self._check_one_dialogue()
        today = company_day(self)
        if self.date_end and self.date_end < today:
            raise UserError(self.env._("A hold cannot end in the past."))
        vals = {"kind": self.kind, "reason": self.reason, "date_end": self.date_end, "review_date": self.review_date}
        if self.kind == "insolvency":
            vals |= {"judgment_date": self.judgment_date, "publication_date": self.publication_date}
        moves = self.move_ids.filtered(lambda move: move.state == "posted")
        if self.move_ids and not moves:
            raise UserError(self.env._("Only posted invoices can be put on hold."))
        if not moves and not self.partner_id:
            raise UserError(self.env._("Choose an invoice or a customer."))
        targets = [{"move_id": move.id} for move in moves] or [{"partner_id": self.partner_id.id}]
        made, found = self.env["dunning.hold"]._place_holds([{**vals, **target} for target in targets])
        if found and not made:
            return say_done(self.env, found._placed_text())
        return {"type": "ir.actions.act_window_close"}
