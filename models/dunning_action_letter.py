"""Letters and registered letters: printed in bulk, done when they are posted, proven by number and dates."""

import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from .channels import POSTAL_CHANNELS, REGISTERED_LETTER

# More in one call exhausts the memory limit of a worker.
LETTERS_PER_CALL = 50


class DunningAction(models.Model):
    _inherit = "dunning.action"

    printed_on = fields.Date(readonly=True, copy=False)
    posted_on = fields.Date(readonly=True, copy=False)
    registered_number = fields.Char(copy=False, help="Number of the registered letter, paper or electronic.")
    is_electronic = fields.Boolean(string="Electronic Registered Letter", copy=False)
    presented_on = fields.Date(string="First Presented On", copy=False)
    received_on = fields.Date(copy=False, help="Day on the acknowledgement of receipt.")
    is_refused = fields.Boolean(string="Refused by the Addressee", copy=False)
    receipt_ids = fields.Many2many(
        "ir.attachment",
        "dunning_action_receipt_rel",
        "action_id",
        "attachment_id",
        string="Proofs of Receipt",
        copy=False,
    )

    def _letters(self):
        return self.filtered(lambda action: action.channel in POSTAL_CHANNELS)

    def action_print_letters(self):
        """Print the letters of these actions into one PDF and open it.

        :raises UserError: none of them is a letter that can be printed
        """
        self._check_collector()
        letters = self._letters().filtered(lambda action: action.state in ("todo", "ready", "done"))
        if not letters:
            raise UserError(self.env._("There is no letter to print among these actions."))
        today = fields.Date.context_today(self)
        letters._refresh(max([today, *letters.mapped("date")]))
        letters = letters.filtered(lambda action: action.state in ("todo", "ready", "done"))
        if not letters:
            raise UserError(self.env._("These letters have been settled meanwhile: nothing is left to print."))
        letters.filtered(lambda action: action.state != "done")._check_formal_notice(max([today, *letters.mapped("date")]))
        attachment = letters._print(today)
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "new"}

    def _print(self, today):
        """Render letters in chunks, merge them, and note that they were printed.

        :param date today: day of printing
        :return: ``ir.attachment`` with all letters
        """
        content = self._letters_pdf()
        kind = "pdf" if content[:4] == b"%PDF" else "html"
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.env._('Letters')} {fields.Date.to_string(today)}.{kind}",
                "datas": base64.b64encode(content),
                "res_model": self._name if len(self) == 1 else False,
                "res_id": self.id if len(self) == 1 else False,
            }
        )
        waiting = self.filtered(lambda action: action.state != "done")
        for action in waiting:
            action.sudo().write(
                {
                    **action.with_context(dunning_today=today)._letter_evidence(),
                    "document_ids": [Command.link(attachment.id)],
                    "printed_on": today,
                    "delivery_status": "printed",
                    "state": "ready",
                    "needs_review": False,
                }
            )
        return attachment

    def _letters_pdf(self):
        """Return the letters of these actions as one PDF (bytes), each followed by the invoices it encloses.

        At most ``LETTERS_PER_CALL`` are rendered a call.
        """
        parts = []
        for start in range(0, len(self), LETTERS_PER_CALL):
            parts += self[start : start + LETTERS_PER_CALL]._letter_parts()
        return parts[0] if len(parts) == 1 else merge_pdf(parts)

    def _letter_parts(self):
        """Render some letters in one call.

        :return: list of PDF (bytes) in the order of printing: each letter, then its invoices. Where the engine
            cannot take its document apart, the letters come first, then the invoices.
        """
        Report = self.env["ir.actions.report"].sudo()
        rendered, _kind = Report._pre_render_qweb_pdf("account_dunning.action_report_letter", res_ids=self.ids)
        if not isinstance(rendered, dict):  # tests get HTML
            return [rendered if isinstance(rendered, bytes) else rendered.encode()]
        documents = self._invoice_documents()
        whole = rendered.get(False)
        parts = [whole["stream"].getvalue()] if whole else []
        for action in self:
            if not whole:
                parts.append(rendered[action.id]["stream"].getvalue())
            parts += [content for _name, content in action._message_documents(documents) if content[:4] == b"%PDF"]
        return parts

    def action_mark_posted(self):
        """Say that these letters have been posted today: their step is done."""
        self._check_collector()
        self._mark_posted(fields.Date.context_today(self))
        return True

    def _mark_posted(self, today, number=None):
        """Record that letters were posted: that is when their step is done.

        :param date today: day of posting
        :param str number: number of the registered letter
        :raises UserError: a registered letter has no number, or a formal notice may not leave
        """
        self._letters()._open()._check_formal_notice(today)
        for action in self._letters()._open():
            if number:
                action.registered_number = number
            if action.channel == REGISTERED_LETTER and not action.registered_number:
                raise UserError(
                    self.env._("The registered letter to %s has no number yet.", action.partner_id.display_name)
                )
            evidence = {} if action.printed_on and action.snapshot else action.with_context(dunning_today=today)._letter_evidence()
            action.sudo().write({"registered_number": action.registered_number, "posted_on": today})
            action._set_done(
                today,
                delivery_status="posted",
                recipient_address=", ".join(action.with_context(lang=action.lang)._letter_address()),
                **evidence,
            )

    def _letter_evidence(self):
        """Return what the letter says as it reads now, its blocks included as the report adds them, and the hash of it.

        Taken when a letter is printed, for that is what goes into the envelope; else when it is posted.
        """
        self.ensure_one()
        subject, body, _error = self._render_message()[self]
        action = self.with_context(lang=self.lang)
        for block in ("items", "payment", "signature"):
            if f"o_dunning_{block}" not in body:
                body += action[f"{block}_html"]
        return {"custom_subject": subject, "snapshot": body, "snapshot_hash": self._fingerprint(subject, body)}

    def _check_registered_letters(self):
        """Refuse to note proofs of posting of what is no registered letter, or was cancelled.

        :raises UserError: one of these actions is another contact
        """
        for action in self:
            if action.channel != REGISTERED_LETTER or action.state == "cancelled":
                raise UserError(
                    self.env._("“%s” is no registered letter that was or will be posted.", action.display_name)
                )

    def action_enter_numbers(self):
        """Open the dialogue in which numbers and dates of registered letters are entered in bulk."""
        self._check_collector()
        letters = self.filtered(lambda action: action.channel == REGISTERED_LETTER and action.state != "cancelled")
        if not letters:
            raise UserError(self.env._("There is no registered letter among these actions."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Registered Letters"),
            "res_model": "dunning.letter.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_action_ids": letters.ids},
        }

    @api.constrains("presented_on", "received_on", "posted_on")
    def _check_letter_dates(self):
        for action in self:
            days = [day for day in (action.posted_on, action.presented_on, action.received_on) if day]
            if days != sorted(days):
                raise UserError(
                    self.env._(
                        "The dates of the letter to %s are not in order: posted, presented, received.",
                        action.partner_id.display_name,
                    )
                )
