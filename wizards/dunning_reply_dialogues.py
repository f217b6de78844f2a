"""Dialogues that a reply opens: confirming them deals with the reply."""

from odoo import fields, models

from ..models.shared.company_day import company_day


class DunningPromiseWizard(models.TransientModel):
    _inherit = "dunning.promise.wizard"

    reply_id = fields.Many2one("dunning.reply")

    def _check_promised(self):
        """Refuse to deal with the reply of somebody else, or one that was dealt with meanwhile."""
        self.reply_id._check_dialogue("promised", self.partner_id)

    def _note_promised(self):
        """Deal with the reply that opened the dialogue: its writer gave a promise."""
        if self.reply_id:
            self.reply_id._note_outcome("promised", company_day(self))


class DunningDisputeWizard(models.TransientModel):
    _inherit = "dunning.dispute.wizard"

    reply_id = fields.Many2one("dunning.reply")

    def _check_disputed(self):
        """Refuse to deal with the reply of somebody else, or one that was dealt with meanwhile."""
        self.reply_id._check_dialogue("disputed", self.partner_id)

    def _note_disputed(self):
        """Deal with the reply that opened the dialogue: its writer gave a dispute."""
        if self.reply_id:
            self.reply_id._note_outcome("disputed", company_day(self))
