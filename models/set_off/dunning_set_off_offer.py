"""Offering a set-off: what may be set off and what never is, and how an offer ends that comes to nothing."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..claim.dunning_hold_insolvency import INSOLVENCY
from ..shared.activities import drop_tasks
from ..shared.authorities import MANAGER_GROUP
from ..shared.bounds import add_days
from ..shared.company_day import company_day
from ..shared.customer_mail import mail_document
from ..shared.dunning_kept import check_state
from ..shared.once import lock_rows

# Reasons of the decision for which an item is not set off: its owner or its amount is not certain, or it is agreed otherwise.
NEVER_SET_OFF = ("dispute", "factor", "legal", "payment_plan")


class DunningSetOff(models.Model):
    _inherit = "dunning.set.off"

    @api.model
    def _offer_set_off(self, profile, today, sides, amount, **terms):
        """Record the offer of a set-off and have it leave for the customer.

        :param profile: ``dunning.profile``, whose customer the caller was checked for
        :param date today: the day on which it is offered
        :param tuple sides: ``account.move.line`` that the customer owes, ``dunning.payable`` that we owe; of one currency
        :param float amount: what is set off, in their currency; 0: as much as both owe
        :param terms: more values: contact, note, ``proceedings_reason``
        :return: ``dunning.set.off``
        :raises UserError: it cannot be offered like that, in one sentence
        """
        profile = profile.sudo()
        profile._lock_customers(profile.partner_id, profile.company_id)
        self._check_allowed(profile, terms.get("proceedings_reason"))
        theirs, ours = self._rows_of_theirs(profile, today, sides[0]), self._rows_of_ours(profile, sides[1])
        currency = self._check_one_currency(theirs + ours)
        amount = self._check_amount(theirs, ours, amount, currency)
        parts = [*self._spread_set_off(theirs, amount, currency, "theirs"), *self._spread_set_off(ours, amount, currency, "ours")]
        one = self._as_set_off_addon().create(
            {
                "user_id": self.env.uid,
                **terms,
                "company_id": profile.company_id.id,
                "profile_id": profile.id,
                "partner_id": profile.partner_id.id,
                "currency_id": currency.id,
                "amount": amount,
                "date": today,
                "date_until": add_days(today, profile.company_id.dunning_set_off_days),
                "item_ids": [fields.Command.create(vals) for vals in parts],
            }
        )
        one = one.with_env(self.env)
        one._write_document()
        one._send_set_off()
        return one

    # -- what is never set off ---------------------------------------------------------------------

    @api.model
    def _check_allowed(self, profile, reason):
        """Refuse customers with whom nothing is set off: public bodies; in proceedings a credit manager says why.

        :param profile: ``dunning.profile`` as superuser
        :param str reason: why it is set off in spite of the proceedings, as a credit manager wrote
        :raises UserError: it is a public body, or nobody decided
        :raises AccessError: who decided is no credit manager
        """
        customer = profile.partner_id.display_name
        if profile.debtor_class == "public":
            raise UserError(self.env._("Nothing is set off with public bodies: %s is one.", customer))
        if not self._is_in_proceedings(profile):
            return
        if not (reason or "").strip():
            text = self.env._("%s is in insolvency proceedings: a credit manager decides, and says why it may be set off all the same.")
            raise UserError(text % customer)
        if not self.env.su and not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only credit managers set off in spite of insolvency proceedings."))

    @api.model
    def _is_in_proceedings(self, profile):
        """Tell whether a customer is in insolvency proceedings."""
        domain = [
            ("partner_id", "=", profile.partner_id.id), ("company_id", "=", profile.company_id.id), ("kind", "=", INSOLVENCY),
            ("state", "=", "active"),
        ]  # fmt: skip
        return bool(self.env["dunning.hold"].sudo().search_count(domain, limit=1))

    @api.model
    def _rows_of_theirs(self, profile, today, items):
        """Return what of the customer's items can be set off, the oldest due first: dicts of item, due day and what is left.

        :raises UserError: one is in dispute, assigned, handed over or in a payment plan, or nothing is left
        """
        rows = self.env["dunning.promise"]._promisable_rows(profile.company_id, profile.partner_id, today, items)
        found = self.env["account.move.line"].sudo().browse([row["item_id"] for row in rows])
        elsewhere = self.env["dunning.assignment"].sudo()._payees_of_items(profile.company_id, found.ids, today)
        for row, item in zip(rows, found, strict=True):
            if row["reason"] in NEVER_SET_OFF or item.id in elsewhere:
                text = self.env._("%s is in dispute, assigned, handed over or in a payment plan: it is not set off.")
                raise UserError(text % item._dunning_number())
        if not rows:
            raise UserError(self.env._("Nothing of these invoices is open and not promised already."))
        ranks = found._dunning_instalments()
        return [
            {
                "item": item, "left": row["left"], "due": row["date_due"], "name": item._dunning_number(), "rank": ranks[item.id],
                "currency": item.currency_id,
            }
            for row, item in zip(rows, found, strict=True)
        ]  # fmt: skip

    @api.model
    def _rows_of_ours(self, profile, payables):
        """Return what we owe that can be set off, the oldest due first, as ``_rows_of_theirs``.

        :param payables: ``dunning.payable`` with the rights of the caller
        :raises UserError: one is somebody else's or being set off already, or nothing is left
        """
        customer, company = profile.partner_id, profile.company_id
        if payables.filtered(lambda one: one.partner_id != customer or one.root_company_id != company):
            raise UserError(self.env._("Choose what we owe this customer only."))
        running = [("move_line_id", "in", payables.ids), ("side", "=", "ours"), ("set_off_id.state", "in", ("offered", "accepted"))]
        taken = self.env["dunning.set.off.item"].sudo().search(running, limit=1)
        if taken:
            raise UserError(self.env._("%s is in another set-off already.", taken.invoice_name))
        if not payables:
            raise UserError(self.env._("We owe this customer nothing that could be set off."))
        return [
            {
                "item": self.env["account.move.line"].sudo().browse(one.id), "left": one.residual_currency, "due": one.date_due,
                "name": one.bill_name, "rank": 1, "currency": one.currency_id,
            }
            for one in payables.sorted(lambda one: (one.date_due, one.id))
        ]  # fmt: skip

    @api.model
    def _check_one_currency(self, rows):
        """Return the currency of all rows.

        :raises UserError: there are several
        """
        currencies = self.env["res.currency"].union(*(row["currency"] for row in rows))
        if len(currencies) > 1:
            raise UserError(self.env._("These items are in several currencies: offer a set-off for each."))
        return currencies

    @api.model
    def _check_amount(self, theirs, ours, amount, currency):
        """Return what is set off: the amount that was asked for, else as much as both owe.

        :raises UserError: it is more than one side owes
        """
        most = currency.round(min(sum(row["left"] for row in theirs), sum(row["left"] for row in ours)))
        amount = currency.round(amount) or most
        if currency.compare_amounts(amount, 0) <= 0 or currency.compare_amounts(amount, most) > 0:
            raise UserError(self.env._("Between nothing and %s can be set off.", currency.format(most)))
        return amount

    @api.model
    def _spread_set_off(self, rows, amount, currency, side):
        """Return the values of the items of one side, the oldest due first, up to what is set off."""
        found = []
        for row in rows:
            part = min(currency.round(row["left"]), amount)
            if currency.is_zero(part):
                continue
            amount = currency.round(amount - part)
            found.append(
                {
                    "side": side, "move_line_id": row["item"].id, "move_id": row["item"].dunning_entry_id.id, "invoice_name": row["name"],
                    "instalment": row["rank"], "date_due": row["due"], "amount_open": row["left"], "amount": part,
                }
            )  # fmt: skip
        return found

    # -- offers and their ends ---------------------------------------------------------------------

    def _send_set_off(self):
        """Have an offer leave, accepted by our side: who offered it, with name, function and time."""
        self.ensure_one()
        person = self.env.user
        self.env["dunning.set.off.acceptance"].sudo().create(
            {
                "set_off_id": self.id, "side": "company", "name": person.sudo().name, "capacity": person.sudo().partner_id.function,
                "via": "user", "user_id": person.id, "document_hash": self.sudo().document_hash,
            }
        )  # fmt: skip
        mail_document(self, "mail_template_set_off_offer")
        self.sudo().profile_id._message_log(body=self.env._("Set-off offered: %s.", self.display_name))

    def action_send(self):
        """Mail the offer again to its contact."""
        self._check_set_off_right()
        check_state(self, ("offered",))
        for one in self:
            mail_document(one, "mail_template_set_off_offer")
        return True

    def action_withdraw(self):
        """Withdraw offers that the customer did not accept yet; a credit manager also what was accepted and is not posted.

        :raises AccessError: it is accepted, and the caller is no credit manager
        """
        self._check_set_off_right()
        self._lock_set_offs()
        check_state(self, ("offered", "accepted"))
        if not self.env.su and "accepted" in self.mapped("state") and not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only credit managers withdraw a set-off that both accepted."))
        for one in self.sudo():
            if one.entry_id.state == "draft":
                one.entry_id.button_cancel()
        for company, some in self.grouped("company_id").items():
            some._end_set_offs("withdrawn", company_day(some, company))
        return True

    def _lock_set_offs(self):
        lock_rows(self.sudo())
        self.invalidate_recordset(["state"])

    def _end_set_offs(self, state, today):
        """Write down how offers ended, and drop their tasks."""
        ended = self._as_set_off_addon()
        ended.write({"state": state, "ended_on": today})
        drop_tasks(ended)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for one in ended:
            text = self.env._("Set-off of %(day)s: %(state)s.", day=format_date(self.env, one.date), state=labels[state])
            one.profile_id._message_log(body=text)

    @api.model
    def _settle_set_offs(self, company, today):
        """End the offers of a root company that nobody answered in time.

        :param company: root ``res.company``
        :param date today: the day of the run
        """
        domain = [("company_id", "=", company.id), ("state", "=", "offered"), ("date_until", "<", today)]
        expired = self.sudo().search(domain)
        if expired:
            expired._end_set_offs("expired", today)
