"""What was sent is evidence (rule 11): its source to the letter and its hash, and what nobody changes or deletes afterwards.

What is kept of each item is in ``dunning_action_line``, read by ``account.move.line._dunning_snapshot``.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared import evidence

# What cannot change once an action is done: it is the evidence of what was said to whom.
EVIDENCE = {
    "partner_id", "profile_id", "contact_id", "channel", "step_id", "plan_id", "date", "date_done", "line_ids", "snapshot",
    "snapshot_hash", "amount_due", "recipient_address", "custom_subject", "custom_body", "custom_sms", "mail_message_id", "company_id",
    "branch_id", "state", "delivery_status", "document_ids", "is_contact", "posted_on", "printed_on", "outcome", "outcome_note", "active",
    "continues_id", "notice_rule_id", "notice_last_day",
}  # fmt: skip

# What the add-on alone writes, from the beginning: what left, to whom, when and how it went.
WRITTEN = {
    "snapshot", "snapshot_hash", "recipient_address", "mail_message_id", "document_ids", "delivery_status", "date_done",
    "date_cancelled", "cancel_reason", "printed_on", "posted_on", "access_token", "first_read_on",
    "continues_id", "notice_rule_id", "notice_last_day",
}  # fmt: skip


class DunningAction(models.Model):
    _inherit = "dunning.action"

    # text, not HTML: it is the source of what left, to the letter, and over it goes the hash; what is shown is sanitised
    snapshot = fields.Text(readonly=True, copy=False, help="The source of what was sent, to the letter.")
    snapshot_html = fields.Html(string="What Was Sent", compute="_compute_snapshot_html", help="What was sent, as it looks.")
    snapshot_hash = fields.Char(readonly=True, copy=False, help="SHA-256 of what was sent.")

    @api.depends("snapshot")
    def _compute_snapshot_html(self):
        for action in self:
            action.snapshot_html = action.snapshot

    @api.model_create_multi
    def create(self, vals_list):
        """Actions begin open, and with nothing said about what left.

        :raises UserError: one is done, or is said to have left
        """
        if not evidence.may_write(self.env):
            if any(vals.get("state") == "done" for vals in vals_list):
                raise UserError(self.env._("An action is done when it was sent, posted or reported, not otherwise."))
            if not self.env.su and any(vals.get(name) for vals in vals_list for name in WRITTEN):
                raise UserError(self.env._("What left to a customer is written when it leaves, not by hand."))
        opened = evidence.without_defaults(self, WRITTEN | {"state"})
        return super(DunningAction, opened).create(vals_list).with_env(self.env)

    def _write_evidence(self, vals):
        """Write, as the add-on itself, what became of these actions.

        :param dict vals: as for ``write``
        """
        evidence.as_writer(self).write(vals)

    def _check_evidence_change(self, vals):
        """Refuse to change what is done, and to write by hand what only sending, posting or reporting may say.

        :param dict vals: as for ``write``
        :raises UserError: they would
        """
        done = self.filtered(lambda action: action.state == "done")
        if done and EVIDENCE & vals.keys():
            raise UserError(
                self.env._("“%s” is done: what was sent is evidence and cannot be changed.", done[0].display_name)
            )
        if vals.get("state") == "done":
            raise UserError(self.env._("An action is done when it was sent, posted or reported, not otherwise."))
        rekeyed = "access_token" in vals and any(self.mapped("access_token"))
        if rekeyed or (not self.env.su and WRITTEN & vals.keys()):
            raise UserError(self.env._("What left to a customer is written when it leaves, not by hand."))
        done._check_letter_entries(vals)

    def unlink(self):
        """Keep the history; asked before the messages go, which core deletes first.

        :raises UserError: it is part of the history
        """
        self.check_access("unlink")
        evidence.check_deletion(
            self, self.env._("Dunning actions are part of the history: cancel them instead of deleting them.")
        )
        return super().unlink()
