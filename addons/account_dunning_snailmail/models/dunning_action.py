"""Letters handed to Snailmail: printed and kept as always, posted by the queue, done when they were."""

from odoo import fields, models
from odoo.addons.account_dunning.models.delivery.dunning_action_letter import LETTERS_PER_CALL
from odoo.addons.account_dunning.models.shared.channels import LETTER
from odoo.addons.account_dunning.models.shared.company_day import company_day
from odoo.addons.account_dunning.models.shared.once import lock_rows
from odoo.exceptions import UserError


class DunningAction(models.Model):
    _inherit = "dunning.action"

    snailmail_letter_id = fields.Many2one(
        "snailmail.letter", string="Letter by Post", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
        help="The letter in the queue of Snailmail.",
    )  # fmt: skip
    snailmail_state = fields.Selection(
        related="snailmail_letter_id.state", string="By Post", help="What Snailmail says of the letter handed to it."
    )

    def action_send_by_post(self):
        """Print these letters and hand them to Snailmail; those in its queue already and registered ones stay as they are.

        :raises UserError: none of them can be posted, one has no complete address, or nothing leaves in the company's name
        """
        self._check_collector()
        letters = self._find_letters_to_post()
        if not letters:
            raise UserError(self.env._("None of these actions is an open letter that can be sent by post."))
        if len(letters) > LETTERS_PER_CALL:
            raise UserError(self.env._("Choose at most %s letters at a time.", LETTERS_PER_CALL))
        letters.company_id._check_dunning_leaves()
        letters._check_postal_addresses()
        lock_rows(letters.sudo())
        letters._print_current_letters()
        letters.filtered(lambda action: action.state == "ready" and action.printed_on)._queue_at_post()
        return True

    def _find_letters_to_post(self):
        """Return the open plain letters among these actions that are not in Snailmail's queue."""
        return self._keep_open_ones().filtered(
            lambda action: action.channel == LETTER and not action.firm_batch_id and action.snailmail_state != "pending"
        )

    def _check_postal_addresses(self):
        """Refuse letters to addresses that Snailmail does not take.

        :raises UserError: with the customers
        """
        Letter = self.env["snailmail.letter"]
        unknown = self.filtered(lambda action: not Letter._is_valid_address((action.contact_id or action.partner_id).sudo()))
        if unknown:
            raise UserError(
                self.env._(
                    "Street, zip, city and country are needed to send by post: %s.",
                    ", ".join(unknown.partner_id.mapped("display_name")),
                )
            )

    def _queue_at_post(self):
        """Put printed letters into the queue of Snailmail; one of before that did not leave is withdrawn."""
        self.snailmail_letter_id.sudo().filtered(lambda letter: letter.state != "sent").cancel()
        for action in self:
            company = action._sender_company()
            letter = self.env["snailmail.letter"].sudo().with_company(company).create(
                {
                    "model": self._name, "res_id": action.id, "partner_id": (action.contact_id or action.partner_id).id,
                    "company_id": company.id, "user_id": self.env.uid,
                }
            )  # fmt: skip
            letter._enclose_dunning_letter(action)
            action._write_evidence({"snailmail_letter_id": letter.id})

    def _follow_post(self, letter):
        """Record what Snailmail says of the letter of this action: posted, or refused and why.

        The letter has left when it says so: what stands against noting it is told, and never undoes that.

        :param letter: ``snailmail.letter``
        """
        self.ensure_one()
        if not self._keep_open_ones():
            return
        if letter.state == "sent":
            try:
                with self.env.cr.savepoint():
                    self._mark_posted(company_day(self, self.company_id))
            except UserError as error:
                self._message_log(body=self.env._("Posted by Snailmail, but not noted as posted: %s", str(error)))
            self._message_log(body=letter.info_msg)
        elif letter.state == "error":
            self._set_failed(letter._explain_dunning_error())
