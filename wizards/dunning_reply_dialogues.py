"""Dialogues that a reply opens: confirming them deals with the reply."""

from odoo import fields, models


class DunningPromiseWizard(models.TransientModel):
    _inherit = "dunning.promise.wizard"

    reply_id = fields.Many2one("dunning.reply")

    def action_confirm(self):
        self.reply_id._check_dialogue("promised", self.partner_id)
        result = super().action_confirm()
        if self.reply_id:
            self.reply_id._note_outcome("promised", fields.Date.context_today(self))
        return result


class DunningDisputeWizard(models.TransientModel):
    _inherit = "dunning.dispute.wizard"

    reply_id = fields.Many2one("dunning.reply")

    def action_confirm(self):
        self.reply_id._check_dialogue("disputed", self.partner_id)
        result = super().action_confirm()
        if self.reply_id:
            self.reply_id._note_outcome("disputed", fields.Date.context_today(self))
        return result
