"""Enter numbers, dates and proofs of registered letters in bulk."""

from odoo import Command, api, fields, models

from ..models.delivery.dunning_action_proof import ENTRIES
from ..models.shared.company_day import company_day


class DunningLetterWizard(models.TransientModel):
    _name = "dunning.letter.wizard"
    _inherit = "dunning.dialogue"
    _description = "Registered Letters"

    action_ids = fields.Many2many("dunning.action", required=True)
    posted_on = fields.Date(default=company_day, help="Day of posting of the letters below.")
    line_ids = fields.One2many(
        "dunning.letter.wizard.line", "wizard_id", compute="_compute_line_ids", store=True, readonly=False
    )

    @api.depends("action_ids")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "action_id": action._origin.id,
                        "registered_number": action.registered_number,
                        "posted_on": action.posted_on,
                        "is_electronic": action.is_electronic,
                        "presented_on": action.presented_on,
                        "received_on": action.received_on,
                        "is_refused": action.is_refused,
                        "is_unclaimed": action.is_unclaimed,
                        "is_unknown_address": action.is_unknown_address,
                    }
                )
                for action in wizard.action_ids
            ]

    def action_confirm(self):
        """Write what was entered; letters that got a number and a day of posting are done."""
        self._check_one_dialogue()
        for line in self.line_ids:
            action = line.action_id
            action._check_collector()
            action._check_registered_letters()
            vals = {name: line[name] for name in ENTRIES}
            posted = {"posted_on": line.posted_on} if action.state == "done" else {}
            action._enter_proofs(vals | posted, line.receipt_ids)
            day = line.posted_on or self.posted_on
            if line.registered_number and day and action.state != "done":
                action._mark_posted(day)
                action._enter_proofs(vals)
        return {"type": "ir.actions.act_window_close"}


class DunningLetterWizardLine(models.TransientModel):
    _name = "dunning.letter.wizard.line"
    _inherit = "dunning.dialogue"
    _description = "Registered Letter"

    wizard_id = fields.Many2one("dunning.letter.wizard", required=True, ondelete="cascade")
    action_id = fields.Many2one("dunning.action", required=True)
    partner_id = fields.Many2one(related="action_id.partner_id")
    registered_number = fields.Char()
    posted_on = fields.Date(
        string="Posted", help="Of a letter that was posted already, another day corrects it; the former one stays in its history."
    )
    is_electronic = fields.Boolean(string="Electronic")
    presented_on = fields.Date(string="First Presented")
    received_on = fields.Date(string="Received")
    is_refused = fields.Boolean(string="Letter Refused")
    is_unclaimed = fields.Boolean(string="Unclaimed")
    is_unknown_address = fields.Boolean(string="Unknown at the Address")
    receipt_ids = fields.Many2many(
        "ir.attachment", "dunning_letter_wizard_receipt_rel", "line_id", "attachment_id", string="Proof"
    )
