"""Letters and registered letters: printed in bulk, done when they are posted, proven by number and dates."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.pdf import merge_pdf

from ..shared.channels import POSTAL_CHANNELS, REGISTERED_LETTER
from ..shared.company_day import company_day
from ..shared.compat import render_pdf_each
from ..shared.once import lock_rows
from ..shared.pdf import is_readable_pdf
from ..shared.shipped import shipped

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
    is_unclaimed = fields.Boolean(
        string="Unclaimed", copy=False, help="The addressee did not fetch it; the day of first presentation counts."
    )
    is_unknown_address = fields.Boolean(string="Unknown at the Address", copy=False, help="It came back: nobody of that name lives there.")
    receipt_ids = fields.Many2many(
        "ir.attachment",
        "dunning_action_receipt_rel",
        "action_id",
        "attachment_id",
        string="Proofs of Receipt",
        copy=False,
    )

    def _filter_letters(self):
        return self.filtered(lambda action: action.channel in POSTAL_CHANNELS)

    def action_print_letters(self):
        """Print the letters of these actions into one PDF and open it.

        :raises UserError: none of them is a letter that can be printed
        """
        self._check_collector()
        letters = self._filter_letters().filtered(lambda action: action.state in ("todo", "ready", "done"))
        if not letters:
            raise UserError(self.env._("There is no letter to print among these actions."))
        letters.filtered(lambda action: action.state != "done").company_id._check_dunning_leaves()
        if len(letters) > LETTERS_PER_CALL:
            name = self.env._("Print %s letters", len(letters))
            return self.env["dunning.background"]._queue_work(letters, "_print_in_background", name, LETTERS_PER_CALL)
        attachment = letters._print_current_letters()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "new"}

    def _print_in_background(self, job):
        """Print a part of many letters: one document each part.

        :param job: ``dunning.background``
        """
        letters = self.filtered(lambda action: action.state in ("todo", "ready", "done"))
        letters.filtered(lambda action: action.state != "done").company_id._check_dunning_leaves()
        try:
            job._keep_document(letters._print_current_letters())
        except UserError as error:
            job._keep_note(str(error))

    def _print_current_letters(self):
        """Print those of these letters that the ledger still asks for.

        :return: ``ir.attachment`` with all of them
        :raises UserError: none is left, or a formal notice asks for what it may not
        """
        letters, today = self, company_day(self)
        letters._refresh_from_ledger(max([today, *letters.mapped("date")]))
        letters = letters.filtered(lambda action: action.state in ("todo", "ready", "done"))
        if not letters:
            raise UserError(self.env._("These letters have been settled meanwhile: nothing is left to print."))
        letters.filtered(lambda action: action.state != "done")._check_formal_notice(max([today, *letters.mapped("date")]))
        return letters._print_letters(today)

    def _print_letters(self, today):
        """Render letters in chunks: each customer's own is kept with his action, all together are for whoever prints.

        :param date today: day of printing
        :return: ``ir.attachment`` with all letters
        """
        documents = self._letter_documents()
        waiting = self.filtered(lambda action: action.state != "done")
        for action in waiting:
            action._keep_printed(documents[action], today)
        if waiting == self and len(self) == 1:
            return self.document_ids.sorted("id")[-1]
        # of several letters it belongs to none: only its maker reads it, until ``_gc_print_files`` deletes it
        return self._attach_printed(self.env._("Letters"), self._join_documents(list(documents.values())), today)

    def _attach_printed(self, name, content, today, res_id=False):
        """Return a new document (``ir.attachment``) of what was printed."""
        kind = "pdf" if content[:4] == b"%PDF" else "html"
        return self.env["ir.attachment"].create(
            {
                "name": f"{name} {fields.Date.to_string(today)}.{kind}",
                "raw": content,
                "res_model": self._name,
                "res_id": res_id,
            }
        )

    def _keep_printed(self, content, today):
        """Keep what was printed with its action: that is what goes into the envelope.

        :param bytes content: the letter and what it encloses
        :param date today: day of printing
        """
        self.ensure_one()
        self._threaten_claims(today)
        document = self._attach_printed(self.env._("Letter"), content, today, self.id)
        self._write_evidence(
            {
                **self.with_context(dunning_contact_day=today)._letter_evidence(),
                "document_ids": [Command.link(document.id)],
                "printed_on": today,
                "delivery_status": "printed",
                "state": "ready",
                "needs_review": False,
            }
        )

    def _letters_pdf(self):
        """Return the letters of these actions as one PDF (bytes), each followed by the invoices it encloses."""
        return self._join_documents(list(self._letter_documents().values()))

    @api.model
    def _join_documents(self, parts):
        """Return several documents (bytes) as one; in tests they are HTML."""
        if len(parts) == 1:
            return parts[0]
        return merge_pdf(parts) if all(part[:4] == b"%PDF" for part in parts) else b"".join(parts)

    def _letter_documents(self):
        """Render letters, at most ``LETTERS_PER_CALL`` a call.

        :return: dict by action of PDF (bytes): the letter, then the invoices it encloses
        """
        found = {}
        for start in range(0, len(self), LETTERS_PER_CALL):
            batch = self[start : start + LETTERS_PER_CALL]
            letters = batch._render_letters()
            documents = batch._invoice_documents()
            for action in batch:
                enclosed = [content for _name, content in action._message_documents(documents) if content[:4] == b"%PDF"]
                if letters[action][:4] != b"%PDF":  # tests get HTML
                    enclosed = []
                found[action] = action._join_enclosed([letters[action], *enclosed])
        return found

    def _join_enclosed(self, parts):
        """Return a letter and what it encloses (bytes each) as one document.

        :raises UserError: an invoice's document is damaged or locked, so that it cannot be printed
        """
        if not all(is_readable_pdf(part) for part in parts[1:]):
            raise UserError(
                self.env._(
                    "An invoice enclosed in the letter to %s is damaged or locked: replace its document, then print again.",
                    self.partner_id.display_name,
                )
            )
        return self._join_documents(parts)

    def _render_letters(self):
        """Render some letters in one call, or one by one where the engine cannot take its document apart.

        :return: dict by action of PDF (bytes)
        """
        shipped(self.env, "action_report_letter")
        printed = render_pdf_each(self.env, "account_dunning.action_report_letter", self.ids)
        if all(action.id in printed for action in self):
            return {action: printed[action.id] for action in self}
        if len(self) > 1:
            return {action: action._render_letters()[action] for action in self}
        return {self: printed[False]}

    @api.autovacuum
    def _gc_print_files(self):
        """Delete the files in which several letters or statements were printed together, a day later: each has its own."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        files = self.env["ir.attachment"].sudo().search(
            [("res_model", "in", (self._name, "dunning.statement")), ("res_id", "in", (False, 0)), ("create_date", "<", limit)],
            limit=1000,
        )
        (files - files._dunning_evidence()).unlink()

    def action_mark_posted(self):
        """Say that these letters have been posted today: their step is done.

        Registered letters without a number stay; the others do not wait for them.

        :raises UserError: none of them could be posted
        """
        self._check_collector()
        letters = self._filter_letters()
        lock_rows(letters.sudo())
        if letters and not letters._keep_open_ones() and "done" in letters.mapped("state"):
            posted = letters.filtered(lambda action: action.state == "done")[0]
            raise UserError(
                self.env._(
                    "“%(letter)s” was posted already on %(day)s (%(user)s).",
                    letter=posted.display_name,
                    day=format_date(self.env, posted.posted_on),
                    user=posted.sudo().write_uid.name,
                )
            )
        waiting = letters._keep_open_ones()
        unnumbered = waiting.filtered(lambda action: action.channel == REGISTERED_LETTER and not action.registered_number)
        if not unnumbered or unnumbered == waiting:
            self._mark_posted(company_day(self))
            return True
        (waiting - unnumbered)._mark_posted(company_day(self))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._(
                    "Posted: %(count)s. Without a number yet, not posted: %(customers)s.",
                    count=len(waiting - unnumbered),
                    customers=", ".join(unnumbered.partner_id.mapped("display_name")),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _mark_posted(self, today, number=None):
        """Record that letters were posted: that is when their step is done.

        :param date today: day of posting
        :param str number: number of the registered letter
        :raises UserError: a registered letter has no number, or a formal notice may not leave
        """
        self._filter_letters()._keep_open_ones()._check_formal_notice(today)
        self._filter_letters()._keep_open_ones()._check_electronic_consent()
        for action in self._filter_letters()._keep_open_ones():
            if number:
                action.registered_number = number
            if action.channel == REGISTERED_LETTER and not action.registered_number:
                raise UserError(
                    self.env._("The registered letter to %s has no number yet.", action.partner_id.display_name)
                )
            kept = action.printed_on and action.snapshot
            if not kept:
                action._threaten_claims(today)
            proof = {} if kept else action.with_context(dunning_contact_day=today)._letter_evidence()
            action._write_evidence({"posted_on": today})
            action._set_done(
                today,
                delivery_status="posted",
                recipient_address=", ".join(action.with_context(lang=action.lang)._letter_address()),
                **proof,
            )

    def _letter_evidence(self):
        """Return what the letter says as it reads now, its blocks included as the report adds them, and the hash of it.

        Taken when a letter is printed, for that is what goes into the envelope; else when it is posted.
        """
        self.ensure_one()
        subject, body, _error = self._render_message()[self]
        action = self.with_context(lang=self.lang)
        for block in ("items", "payment", "signature"):
            replaced = block == "items" and "o_dunning_claim" in body
            if f"o_dunning_{block}" not in body and not replaced:
                body += action[f"{block}_html"]
        body += action.claim_annex_html or ""
        return {"custom_subject": subject, "snapshot": str(body), "snapshot_hash": self._hash_content(subject, body)}

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
