"""A one-off reminder that a person makes outside any plan: a contact, not a step."""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..shared.channels import EMAIL, PHONE
from ..shared.shipped import shipped


class Wish(NamedTuple):
    """What a person wants of a one-off reminder.

    :ivar contact: ``res.partner`` to contact, by default the payment contact
    :ivar moves: ``account.move`` to limit it to
    :ivar template: ``mail.template`` with the words
    """

    contact: object = None
    moves: object = None
    template: object = None


class DunningAction(models.Model):
    _inherit = "dunning.action"

    @api.model
    def _create_manual(self, partner, company, today, channel=EMAIL, **wish):
        """Create a reminder without step about what a customer owes.

        Its items do not advance; the contact starts the minimum interval like any other.

        :param partner: commercial ``res.partner``
        :param company: ``res.company``, a branch counts for its root
        :param date today: the day; its message leaves on it or later
        :param str channel: ``email``, ``sms``, ``phone`` or ``letter``
        :param wish: ``contact, moves, template`` as in ``Wish``
        :return: ``dunning.action`` in state ``todo``
        :raises UserError: nothing is to be asked for
        """
        contact, moves, template = Wish(**wish)
        company = company.root_id
        profile = self.env["dunning.profile"]._lock_customers(partner, company)
        rows, wanted, asked = self._manual_rows(profile, today, moves)
        Line = self.env["dunning.action.line"]
        if not asked:
            raise UserError(self._describe_unasked(profile, wanted))
        taken = {row["item_id"] for row in asked}
        others = [row for row in wanted if row["item_id"] not in taken and row["reason"] != "credit"]
        others += [row for row in rows if row["reason"] == "credit"]
        information = Line._information_vals(others, channel)
        lines = [Line._line_vals_of_row(row, kind="listed", status="open", asked=True) for row in asked] + information
        contact = self._keep_contact(profile, contact) or self._default_contact(profile, channel)
        self.check_access("create")
        profile.check_access("read")
        action = self.sudo().create(
            {
                "company_id": company.id,
                "branch_id": next(iter({row["company_id"] for row in asked}))
                if len({row["company_id"] for row in asked}) == 1
                else company.id,
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "contact_id": contact.id,
                "channel": channel,
                "mail_template_id": (template or shipped(self.env, "mail_template_manual")).id,
                "state": "todo",
                "needs_review": True,
                "date": today,
                "user_id": self.env.user.id,
                "amount_due": sum(row["net"] for row in asked),
                "oldest_days": max(row["days_overdue"] for row in asked),
                "item_count": len(asked),
                "line_ids": [fields.Command.create(vals) for vals in Line._complete_vals(lines)],
            }
        )
        action._schedule_activities()
        return action.sudo(self.env.su)

    @api.model
    def _describe_unasked(self, profile, rows):
        """Return the sentence that says why nothing of some items can be asked for, each reason with its invoices.

        :param list rows: decisions about these items
        """
        labels, found = self.env["dunning.decision"]._reason_labels(), {}
        items = self.env["account.move.line"].sudo().browse([row["item_id"] for row in rows])
        numbers = {item.id: item.dunning_entry_id.name for item in items}
        for row in rows:
            if row["reason"] != "credit":
                found.setdefault(labels.get(row["reason"]) or self.env._("not overdue"), set()).add(numbers[row["item_id"]])
        if not found:
            return self.env._("Nothing can be asked of %s now: nothing is open.", profile.partner_id.display_name)
        return self.env._(
            "Nothing can be asked of %(customer)s now: %(reasons)s.",
            customer=profile.partner_id.display_name,
            reasons="; ".join(f"{label} ({', '.join(sorted(names)[:5])})" for label, names in found.items()),
        )

    def _manual_rows(self, profile, today, moves):
        """Return the decision rows of a customer: all, those of the invoices that are meant, those that are asked for."""
        rows = self.env["dunning.engine"]._decide_items(profile.company_id, today, profile.partner_id)
        if not self.env.su:  # what is owed to branches where the user does not work is not his to see, nor to ask for
            own = profile.company_id._dunning_own_companies().ids
            rows = [row for row in rows if row["company_id"] in own]
        Line = self.env["dunning.action.line"]
        wanted = [row for row in rows if not moves or row["move_id"] in moves.ids]
        asked = [
            row
            for row in wanted
            if row["net_currency"] > 0 and (row["is_overdue"] or moves) and not Line._is_suspended(row)
        ]
        return self._keep_one_account(profile, today, rows, wanted, asked)

    @api.model
    def _find_manual(self, partner, company, today, channel=EMAIL, contact=None, moves=None):
        """Return the reminder that somebody made already: same items, person and channel, open or of today.

        Parameters as of ``_create_manual``. The customer is locked: of two who ask together, one makes it.

        :return: ``dunning.action``, empty when there is none; what bounced, failed or was cancelled is none
        """
        profile = self.env["dunning.profile"]._lock_customers(partner, company.root_id)
        asked = {row["item_id"] for row in self._manual_rows(profile, today, moves)[2]}
        contact = self._keep_contact(profile, contact) or self._default_contact(profile, channel)
        found = self.search(
            [
                ("profile_id", "=", profile.id),
                ("step_id", "=", False),
                ("channel", "=", channel),
                ("contact_id", "=", contact.id),
                "|",
                ("state", "in", ("todo", "ready")),
                "&",
                ("state", "=", "done"),
                ("date_done", "=", today),
                ("delivery_status", "!=", "bounced"),
            ]
        )
        same = found.filtered(lambda action: set(action.line_ids.filtered("asked").move_line_id.ids) == asked)
        return same.filtered(lambda action: action.channel != PHONE or action.state != "done")[:1]

    def _reminded_text(self):
        """Return the sentence that says who made a reminder, and when."""
        self.ensure_one()
        return self.env._(
            "%(customer)s is reminded of this already: made by %(user)s on %(day)s.",
            customer=self.partner_id.display_name,
            user=self.sudo().user_id.name or self.sudo().create_uid.name,
            day=format_date(self.env, self.date_done or self.date),
        )

    @api.model
    def _keep_contact(self, profile, contact):
        """Return the person whom somebody chose while it is a contact of the customer, else an empty record."""
        partner = profile.partner_id
        return (contact or partner.browse()).filtered(lambda one: one.active and one.commercial_partner_id == partner)

    @api.model
    def _default_contact(self, profile, channel):
        """Return whom a contact about payment goes to when nobody is named, as ``dunning.contact`` says.

        :param profile: ``dunning.profile``
        :param str channel: how
        """
        return self.env["dunning.contact"]._find_people(profile, channel)[profile]
