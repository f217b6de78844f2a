"""Messages of dunning actions are evidence: people add to the history, they neither change nor delete it."""

from odoo import api, models
from odoo.exceptions import UserError

# What a message says, to whom it belongs and what it carries.
EVIDENCE = {
    "subject", "body", "author_id", "email_from", "date", "model", "res_id", "message_type", "message_id",
    "partner_ids", "attachment_ids", "create_date",
}  # fmt: skip


class MailMessage(models.Model):
    _inherit = "mail.message"

    def write(self, vals):
        if EVIDENCE & vals.keys():
            self._check_dunning_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_dunning_evidence(self):
        self._check_dunning_evidence()

    def _check_dunning_evidence(self):
        """Refuse to touch what was sent or logged; comments that people typed remain their author's.

        :raises UserError: a message of a dunning action is no comment
        """
        if not self.env.su and self.filtered(
            lambda message: message.model == "dunning.action" and message.message_type != "comment"
        ):
            raise UserError(self.env._("What was sent to a customer is evidence: it cannot be changed or deleted."))
