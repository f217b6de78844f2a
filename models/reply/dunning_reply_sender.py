"""Who wrote a reply: a contact of the customer, or somebody else until a person says who it is."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, format_date
from odoo.tools.mail import email_split_tuples

from ..shared.channels import EMAIL
from ..shared.company_day import company_day
from ..shared.once import lock_rows

SENDERS = [
    ("contact", "A contact of the customer"),
    ("stranger", "Somebody else: say who it is"),
    ("not_theirs", "Not theirs"),
]

# Whom a person named as the customer's, whatever company the contact belongs to.
ROLE_FIELDS = ("payment_contact_id", "invoice_contact_id", "approval_contact_id", "legal_contact_id")

# Working days for which somebody else's message pauses a thread, once.
STRANGER_DAYS = 2


class DunningReply(models.Model):
    _inherit = "dunning.reply"

    sender = fields.Selection(
        SENDERS, default="contact", required=True, readonly=True, index=True, tracking=True,
        help="Somebody else gets no answer, and pauses the plan for two working days only.",
    )  # fmt: skip
    thread_ref = fields.Char(readonly=True, index="btree_not_null", help="The record in whose thread it came in.")

    @api.model
    def _sender_vals(self, profile, message):
        """Return who wrote a message, as far as the customer's contacts tell.

        :param profile: ``dunning.profile`` of the customer whose thread it is
        :param message: ``mail.message`` posted by the gateway
        :return: dict of values of a reply
        """
        known = self._contacts_at(profile, message.email_from)
        if known and not self._is_shared(profile, message.email_from):
            return {"sender": "contact", "author_id": known[0].id}
        return {"sender": "stranger", "author_id": message.author_id.id}

    @api.model
    def _contacts_at(self, profile, address):
        """Return the customer's own contacts with an e-mail address: its people, and those named in its roles."""
        address = email_normalize(address or "")
        if not address:
            return self.env["res.partner"]
        roles = [profile[name].id for name in ROLE_FIELDS if profile[name]]
        own = Domain("commercial_partner_id", "=", profile.partner_id.id) | Domain("id", "in", roles)
        found = self.env["res.partner"].sudo().search(own & Domain("email_normalized", "=", address))
        return found.sorted(lambda person: (person.id not in roles, person == profile.partner_id, person.id))

    @api.model
    def _is_shared(self, profile, address):
        """Tell whether another customer is reached at the same address: a service centre that several share."""
        users = self.env["res.partner"].sudo().search([("email_normalized", "=", email_normalize(address or ""))])
        named = Domain.OR(Domain(name, "in", users.ids) for name in ROLE_FIELDS)
        others = Domain("company_id", "=", profile.company_id.id) & Domain("id", "!=", profile.id)
        named |= Domain("partner_id", "in", users.commercial_partner_id.ids)
        return bool(self.env["dunning.profile"].sudo().search_count(others & named, limit=1))

    def _rest_after(self, today):
        """Pause the plan after replies: as long as the company says, after somebody else's two working days.

        :param date today: first day of the pause
        """
        self.filtered(lambda reply: reply.sender == "contact")._pause_plan(today)
        for reply in self.filtered(lambda reply: reply.sender == "stranger" and reply.company_id.dunning_reply_days):
            before = [("thread_ref", "=", reply.thread_ref), ("sender", "!=", "contact"), ("hold_id", "!=", False)]
            if reply.thread_ref and self.search_count([*before, ("id", "!=", reply.id)], limit=1):
                continue
            end = min(reply._after_working_days(today), fields.Date.add(today, days=reply.company_id.dunning_reply_days))
            reason = self.env._("Message of %s, no known contact of the customer", reply.email_from or "")
            reply.hold_id = reply._start_pause(today, end, reason)

    def _after_working_days(self, day):
        """Return the last of the working days that a message of somebody else pauses."""
        company = self.company_id.sudo()
        for _step in range(STRANGER_DAYS):
            day = self.env["dunning.calendar"]._open_day(company, None, fields.Date.add(day, days=1))
            while not company.dunning_working_days and day.weekday() > 4:
                day = fields.Date.add(day, days=1)
        return day

    def _start_pause(self, today, end, reason):
        """Return a new hold of the customer's plan because of a reply."""
        return self.env["dunning.hold"].create(
            {
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "kind": "reply",
                "reason": reason,
                "date_start": today,
                "date_end": end,
                "source": self.action_id.display_name or self.subject,
                "action_id": self.action_id.id,
            }
        )

    def _answer_recipient(self):
        """Return whom an answer goes to: who wrote when it is a contact of the customer, else the customer's own contact.

        :return: ``res.partner``, may be empty
        """
        self.ensure_one()
        address = email_normalize(self.email_from or "")
        people = [self.author_id] if self.sender == "contact" else []
        people += [self.action_id.contact_id, *(self.profile_id[name] for name in ROLE_FIELDS[:2])]
        if self.partner_id.active:
            people.append(self.env["dunning.action"]._default_contact(self.profile_id, EMAIL))
        for person in people:
            if not person.email_normalized or (self.sender != "contact" and person.email_normalized == address):
                continue
            if person in self._contacts_at(self.profile_id, person.email_normalized):
                return person
        return self.env["res.partner"]

    # -- who it is ---------------------------------------------------------------------------------

    def action_sender_contact(self):
        """Whoever wrote is a contact of the customer: found or made; the reply pauses the plan like any other."""
        reply = self._to_identify()
        contact = self._contacts_at(reply.profile_id, reply.email_from)[:1] or reply._make_contact()
        reply.write({"sender": "contact", "author_id": contact.id})
        if reply.kind == "reply" and reply.state == "new":
            reply._rest_after(company_day(self))
        return True

    def _make_contact(self):
        """Return a new contact of the customer with the address from which a reply came.

        :raises UserError: it came from no address
        """
        [(name, address), *_others] = email_split_tuples(self.email_from or "") or [("", "")]
        if not email_normalize(address):
            raise UserError(self.env._("“%s” came from no address that can be written to.", self.display_name))
        return self.profile_id._name_contact(name or address, address)

    def action_sender_not_theirs(self):
        """Whoever wrote has nothing to do with the customer: the plan goes on, nothing is answered."""
        reply = self._to_identify()
        reply.sender = "not_theirs"
        if reply.kind == "reply" and reply.state == "new":
            self._note_outcome("not_theirs", company_day(self))
        return True

    def _to_identify(self):
        """Return the reply whose sender a person names now.

        :raises UserError: somebody did already
        """
        self.ensure_one()
        self._check_owner()
        reply = self.sudo()
        lock_rows(reply)
        if reply.sender != "stranger":
            labels = dict(self._fields["sender"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Who wrote this was said already: %(who)s (%(user)s, %(day)s).",
                    who=labels[reply.sender],
                    user=reply.write_uid.name,
                    day=format_date(self.env, reply.write_date),
                )
            )
        return reply
