"""Accepting a set-off, the entry that is proposed then, and its posting by a person: what it pays is reconciled."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..shared.activities import drop_tasks, give_tasks
from ..shared.customer_mail import mail_document
from ..shared.dunning_kept import check_state
from ..shared.reconciliation import reconcile_each

ACTIVITY = "account_dunning.mail_activity_type_set_off"


class DunningSetOff(models.Model):
    _inherit = "dunning.set.off"

    def _accept_set_off(self, name, capacity, via, contact=None):
        """Take down that the customer accepts an offer, as evidence, and propose the entry; once.

        :param str name: who accepts, as typed
        :param str capacity: in which capacity
        :param str via: how, see ``dunning.acceptance``
        :param contact: ``res.partner`` of the link or the login
        :raises UserError: it is no offer any more, or what it sets off was paid meanwhile
        """
        self.ensure_one()
        one = self._as_set_off_addon()
        self._lock_set_offs()
        if one.state in ("accepted", "booked"):
            return
        today = self._set_off_day()
        if one.state != "offered" or today > one.date_until:
            raise UserError(self.env._("This offer does not stand any more: please ask us for a new one."))
        one._check_still_owed()
        self.env["dunning.set.off.acceptance"].sudo().create(
            {
                "set_off_id": one.id, "side": "customer", "name": name, "capacity": capacity, "via": via,
                "contact_id": contact.id if contact else False, "user_id": self.env.uid if via == "paper" else False,
                "document_hash": one.document_hash,
            }
        )  # fmt: skip
        one.write({"state": "accepted", "accepted_on": today})
        one._draft_entry(today)
        mail_document(one, "mail_template_set_off_accepted")
        text = self.env._("Set-off accepted by %(name)s (%(capacity)s): %(plan)s.")
        one.profile_id._message_log(body=text % {"name": name, "capacity": capacity or "–", "plan": one.display_name})
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        summary = self.env._("Post the entry of a set-off that both accepted")
        give_tasks(one, kind, lambda own: own.profile_id._find_in_charge() or own.user_id, lambda _own: summary, today)

    def _check_still_owed(self):
        """Refuse what can be set off no more: paid, assigned or opened to proceedings since it was offered.

        :raises UserError: in one sentence for whoever accepts or posts
        """
        self.ensure_one()
        own = self.sudo()
        own._check_allowed(own.profile_id, own.proceedings_reason)
        theirs = own.item_ids.filtered(lambda item: item.side == "theirs").move_line_id
        elsewhere = self.env["dunning.assignment"].sudo()._payees_of_items(own.company_id, theirs.ids, own._set_off_day())
        for item in own.item_ids:
            if own.currency_id.compare_amounts(item._read_open(), item.amount) < 0 or item.move_line_id.id in elsewhere:
                raise UserError(self.env._("%s was paid or assigned meanwhile: a new set-off is needed.", item.invoice_name))

    def _decline_set_off(self):
        """Take down that the customer does not want an offer.

        :raises UserError: it is no offer any more
        """
        self.ensure_one()
        self._lock_set_offs()
        if self.sudo().state != "offered":
            raise UserError(self.env._("This offer does not stand any more: please ask us for a new one."))
        self._end_set_offs("declined", self._set_off_day())

    def action_accepted(self):
        """Open the dialogue that takes down an acceptance given elsewhere: signed on paper, by e-mail."""
        self.ensure_one()
        self._check_set_off_right()
        check_state(self, ("offered",))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accepted Elsewhere"),
            "res_model": "dunning.set.off.accept.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_set_off_id": self.id},
        }

    # -- the entry ---------------------------------------------------------------------------------

    def _draft_entry(self, today):
        """Propose the entry: a line for each item on its own account, so that each is reconciled by what is set off of it."""
        self.ensure_one()
        company = self.branch_id or self.company_id
        vals_list = [self._entry_line_vals(item, company, today) for item in self.item_ids]
        # of one rate, but each line is rounded: the last one bears the cents
        vals_list[-1]["balance"] = company.currency_id.round(-sum(vals["balance"] for vals in vals_list[:-1]))
        entry = self.env["account.move"].sudo().with_company(company).create(
            {
                "move_type": "entry", "company_id": company.id, "journal_id": self._entry_journal(company).id, "date": today,
                "ref": self.env._("Set-off with %s", self.partner_id.name),
                "line_ids": [fields.Command.create(vals) for vals in vals_list],
            }
        )  # fmt: skip
        for item, line in zip(self.item_ids, entry.line_ids.sorted("id"), strict=True):
            item.entry_line_id = line
        self.entry_id = entry

    def _entry_line_vals(self, item, company, today):
        """Return the values of the line that pays an item: credit what the customer owes, debit what we owe."""
        amount = -item.amount if item.side == "theirs" else item.amount
        line = item.move_line_id
        return {
            "name": self.env._("Set-off %s", item.invoice_name),
            "account_id": line.account_id.id,
            "partner_id": line.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_currency": amount,
            "balance": self.currency_id._convert(amount, company.currency_id, company, today),
        }

    def _entry_journal(self, company):
        """Return the journal of set-offs of a branch.

        :raises UserError: there is no general journal
        """
        Journal = self.env["account.journal"].sudo()
        first = Journal.search([*Journal._check_company_domain(company), ("type", "=", "general")], limit=1)
        journal = self.company_id.dunning_set_off_journal_id or first
        if not journal:
            raise UserError(self.env._("A general journal is needed for the entry of a set-off."))
        return journal

    def action_post_entry(self):
        """Post the entry with the accounting rights of the caller; what it pays is reconciled at once.

        :raises AccessError: the caller may not post entries
        :raises UserError: it is not accepted, or what it pays was paid meanwhile
        """
        self._check_set_off_right()
        check_state(self, ("accepted",))
        for one in self:
            entry = self.env["account.move"].browse(one.sudo().entry_id.id)
            if not entry.exists() or entry.sudo().state != "draft":
                raise UserError(self.env._("The entry of “%s” is gone: withdraw the set-off and offer a new one.", one.display_name))
            entry.action_post()
        return True

    def _check_entry_lines(self):
        """Refuse to post an entry that pays something else than what both accepted.

        :raises UserError: with the set-off
        """
        for one in self.sudo():
            one._check_still_owed()
            for item in one.item_ids:
                wanted = -item.amount if item.side == "theirs" else item.amount
                line = item.entry_line_id
                if (
                    line.move_id != one.entry_id or line.account_id != item.move_line_id.account_id
                    or one.currency_id.compare_amounts(line.amount_currency, wanted) != 0
                ):  # fmt: skip
                    text = self.env._("The entry of “%s” was changed: both accepted something else.", one.display_name)
                    raise UserError(text)

    def _book_set_offs(self):
        """Reconcile each item with its line of the posted entry, and with nothing else."""
        for one in self._as_set_off_addon():
            reconcile_each(item.entry_line_id + item.move_line_id for item in one.item_ids)
            one.write({"state": "booked", "booked_on": one._set_off_day()})
            one.profile_id._message_log(body=self.env._("Set-off posted: %s.", one.display_name))
        drop_tasks(self)
