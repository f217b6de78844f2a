"""Whom a reply names: "please write to Ms Roth from now on" proposes a contact, and one click takes it."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .meaning import find_new_words_of_html

# What an address is called that is no person's: it keeps its own name.
LETTERS_OF_A_NAME = 4
# An address within prose: core's ``email_split`` takes what follows it for a part of it.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def find_addresses(text):
    """Return the e-mail addresses that a text names, normalized, in its order.

    :param str text: prose
    """
    return [address for found in ADDRESS.findall(text or "") if (address := email_normalize(found))]


class DunningReply(models.Model):
    _inherit = "dunning.reply"

    named_address = fields.Char(
        compute="_compute_named_address", string="Address Named", help="Where the reply says that such messages are to go."
    )

    @api.depends("meaning_ids.outcome", "meaning_ids.state", "mail_message_id.body", "email_from", "state", "sender")
    def _compute_named_address(self):
        for reply in self:
            asked = reply.kind == "reply" and reply.sender == "contact" and reply.state == "new"
            wrong = asked and any(one.outcome == "wrong_person" and one.state == "proposed" for one in reply.sudo().meaning_ids)
            reply.named_address = reply._find_named_address() if wrong else False

    def _find_named_address(self):
        """Return the first address in the new words of the message that is neither the writer's nor ours."""
        company = self.company_id.sudo()
        people = company.partner_id | self.sudo().user_id.partner_id
        ours = {email_normalize(self.email_from or ""), *people.mapped("email_normalized")}
        words = find_new_words_of_html(self.sudo().mail_message_id.body)
        found = [address for address in find_addresses(words) if address not in ours]
        return found[0] if found else False

    def action_use_named(self):
        """Write to the address that the reply names from now on: its owner becomes a contact in the writer's place.

        :raises UserError: the reply names no address, or comes from somebody who is no contact of the customer
        :raises AccessError: it is somebody else's reply
        """
        self.ensure_one()
        today = self._to_handle()
        address = self.named_address
        if not address:
            raise UserError(self.env._("“%s” names no other address.", self.display_name))
        reply = self.sudo()
        profile = reply.profile_id
        contact = self._contacts_at(profile, address)[:1] or profile._name_contact(self._name_of_address(address), address)
        profile._replace_contact(reply.author_id, contact)
        reply._close_meanings("accepted", today)
        self._note_outcome("wrong_contact", today, note=self.env._("From now on: %s", address))
        return True

    @api.model
    def _name_of_address(self, address):
        """Return what a person is called by an address: "howard.lee@…" is Howard Lee; "ap@…" keeps its own name."""
        parts = [part for part in address.partition("@")[0].replace("_", ".").split(".") if part.isalpha()]
        if len(parts) > 1 or (parts and len(parts[0]) >= LETTERS_OF_A_NAME):
            return " ".join(part.capitalize() for part in parts)
        return address
