"""Read the post's or a provider's file about registered letters: numbers, dates and results."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.late_payment import post_file
from ..models.late_payment.dunning_action_post_file import FILE_ERRORS
from ..models.late_payment.law_words import words_of
from ..models.shared.channels import REGISTERED_LETTER


class DunningPostFileWizard(models.TransientModel):
    _name = "dunning.post.file.wizard"
    _inherit = "dunning.dialogue"
    _description = "File of the Post"

    content = fields.Binary(string="File (CSV)", required=True, attachment=False)
    file_name = fields.Char()
    report = fields.Text(readonly=True)

    def action_read(self):
        """Enter what the file tells; what belongs to no letter of ours is listed.

        :raises UserError: the file cannot be read; with each line
        """
        self._check_one_dialogue()
        events = self._read_events()
        taken, foreign = 0, []
        for event in events:
            letter = self._letter_of(event)
            if letter:
                letter._check_collector()
                letter._take_post_event(event)
                taken += 1
            else:
                foreign.append(event.number or event.reference)
        lines = [self.env._("%s entries were read.", taken)]
        if foreign:
            lines.append(self.env._("No letter of ours: %s.", ", ".join(dict.fromkeys(foreign))))
        self.report = "\n".join(lines)
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form", "target": "new",
        }  # fmt: skip

    def _read_events(self):
        raw = base64.b64decode(self.content or b"")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        try:
            return post_file.read_post_file(text)
        except post_file.PostFileError as error:
            told = [
                self.env._("line %(line)s (“%(text)s”): %(reason)s", line=line, text=words, reason=words_of(self.env, FILE_ERRORS, code))
                for line, code, words in error.lines[:5]
            ]
            raise UserError(self.env._("The file cannot be read: %s", " ".join(told))) from error

    def _letter_of(self, event):
        """Return the letter that an event is about: by its number, else by our reference."""
        Action = self.env["dunning.action"]
        letters = Action.search([("channel", "=", REGISTERED_LETTER), ("registered_number", "!=", False), ("state", "!=", "cancelled")])
        found = letters.filtered(lambda letter: "".join(letter.registered_number.split()).upper() == event.number)
        if found or not event.reference:
            return found[:1]
        digits = event.reference.strip().lstrip("L")
        letter = Action.browse(int(digits)).exists() if digits.isdecimal() and len(digits) < 10 else Action
        return letter.filtered(lambda one: one.channel == REGISTERED_LETTER and one.state != "cancelled" and one.has_access("read"))
