"""What follows from what a reply says: what the collector's own click would do, in one click, and taken back again.

Each deed belongs to one meaning. It returns what it made, so that it can be undone; what was sent stays sent.
"""

from collections import namedtuple

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date

from ..shared.activities import create_tasks, make_task_vals
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from ..shared.shipped import shipped
from .dunning_reply_named import find_addresses
from .meaning import find_sure

# What a meaning leads to: the outcome of the reply; the first that applies names a reply that says several things.
OUTCOME_OF = {
    "insolvency": "insolvency_told",
    "disputed": "disputed",
    "will_pay": "promised",
    "instalments": "instalments_asked",
    "paid": "already_paid",
    "not_received": "resent",
    "needs_document": "document_needed",
    "wrong_person": "wrong_contact",
    "refuses": "refused",
    "out_of_office": "absent",
}
# Which category of dispute a cause belongs to.
CATEGORY_OF = {
    "price": "price", "quantity": "quantity", "quality": "quality", "delivery": "delivery", "not_ordered": "contract",
    "tax": "wrong_data", "duplicate": "wrong_data",
}  # fmt: skip
# Their pause stays until its last day: somebody has to do something first.
KEEPING_PAUSE = ("needs_document", "wrong_person", "instalments", "out_of_office", "insolvency")
# A kept meaning, as ``find_sure`` reads it.
Read = namedtuple("Read", "outcome confidence day")
# A day that is named further away is for a person to judge (days).
HORIZON = 45


class DunningReply(models.Model):
    _inherit = "dunning.reply"

    # -- one click ---------------------------------------------------------------------------------

    def action_accept_meaning(self):
        """Do what was understood of these replies, exactly as the collector's own click would.

        Of several each is done by itself: what cannot be done waits, and is named.

        :return: ``True``, or a notification that says what waits
        :raises UserError: nothing was understood of the one reply, or it cannot be done
        :raises AccessError: it is somebody else's reply
        """
        self._check_owner()
        if len(self) <= 1:
            for reply in self:
                reply._do_meanings(reply._lock_for_meaning(), "accepted")
            return True
        refused = [text for reply in self if (text := reply._accept_or_tell())]
        if not refused:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Left to be read: %s", "; ".join(refused)), "type": "warning", "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }  # fmt: skip

    def _accept_or_tell(self):
        """Return why this reply could not be dealt with, empty when it was."""
        try:
            with self.env.cr.savepoint():
                self._do_meanings(self._lock_for_meaning(), "accepted")
        except UserError as error:
            return f"{self.partner_id.display_name}: {error}"
        return ""

    def _lock_for_meaning(self):
        """Return today, after making sure that a proposal of this reply waits.

        :raises UserError: it is dealt with already, or nothing was understood
        """
        self.ensure_one()
        self._check_owner()
        if self.kind == "reply":
            today = self._to_handle()
        else:
            lock_rows(self.sudo())
            today = company_day(self)
        if not self.is_understood:
            raise UserError(self.env._("Nothing was understood of “%s” that could be accepted: read it.", self.display_name))
        if any(one.outcome == "will_pay" for one in self._proposed_meanings()):
            self._check_outcome("promised")
        return today

    def _proposed_meanings(self):
        order = list(OUTCOME_OF)
        found = self.sudo().meaning_ids.filtered(lambda one: one.state == "proposed" and one.outcome in OUTCOME_OF)
        return found.sorted(lambda one: order.index(one.outcome))

    def _do_meanings(self, today, state):
        """Do what each proposed meaning leads to, and note it on the reply.

        :param date today: day on which it is done
        :param str state: ``accepted`` or ``automatic``
        """
        reply, meanings = self.sudo(), self._proposed_meanings()
        outcomes = []
        for meaning in meanings:
            outcome, made = getattr(reply, self._deed_by_outcome()[meaning.outcome])(meaning, today)
            outcomes.append(outcome)
            meaning.made = ";".join(f"{record._name},{record.id}" for record in made)
        meanings.write({"state": state, "decided_by_id": self.env.user.id, "decided_on": today})
        keeps = all(meaning.outcome in KEEPING_PAUSE for meaning in meanings)
        if self.kind == "reply":
            note = " · ".join(dict.fromkeys(one.sentence for one in meanings if one.sentence))
            self._note_outcome(outcomes[0], today, note=note, keep_pause=keeps)
        else:
            reply.write({"outcome": outcomes[0], "handled_by_id": self.env.user.id, "handled_on": today})

    def _deed_by_outcome(self):
        """Return the name of the method that does what follows, by what is said.

        Each takes the meaning and today, and returns the outcome of the reply and the records it made.
        """
        return {
            "will_pay": "_promise_as_said", "paid": "_note_payment_made", "disputed": "_dispute_as_said",
            "not_received": "_resend_what_is_missing", "needs_document": "_ask_to_send_document",
            "wrong_person": "_ask_for_right_person", "instalments": "_ask_to_judge_instalments",
            "out_of_office": "_pause_until_return", "refuses": "_ask_to_judge_refusal",
            "insolvency": "_ask_to_check_insolvency",
        }  # fmt: skip

    # -- the deeds ---------------------------------------------------------------------------------

    def _meant_moves(self, meaning):
        """Return the invoices a meaning is about: all open ones, those named, else those asked for."""
        if meaning.is_about_all:
            return self._find_open_items().dunning_entry_id
        return meaning.move_ids or self._answered_moves()

    def _meant_items(self, meaning, today):
        """Return the items a meaning is about: what is due of its invoices, else all that is open of them."""
        return self._answered_items(today, self._meant_moves(meaning), whole=meaning.is_about_all)

    def _promise_as_said(self, meaning, today):
        """Take down the promise; without a day the payment counts as announced."""
        if not meaning.date:
            return "payment_announced", self._wait_for_payment(today, self.env._("Reply: payment announced"), self._meant_moves(meaning))
        if meaning.date < today:
            raise UserError(self.env._("%s is over: change what was understood.", format_date(self.env, meaning.date)))
        promises = self.env["dunning.promise"]._record_promises(
            self.company_id, self.partner_id, today, [(meaning.date, meaning.amount or None)],
            self._meant_items(meaning, today) or None,
            source="email", note=meaning.sentence, profile_id=self.profile_id.id,
        )  # fmt: skip
        if not promises:
            raise UserError(self.env._("%s has nothing open that is not promised already.", self.partner_id.display_name))
        return "promised", promises

    def _note_payment_made(self, meaning, today):
        """Wait for the money; the proof is asked for unless a file came with the reply."""
        if self.attachment_ids:
            return "payment_announced", self._wait_for_payment(today, self.env._("Reply: paid, with a file"), self._meant_moves(meaning))
        self._send_answer(shipped(self.env, "mail_template_reply_proof"))
        return "already_paid", self._wait_for_payment(
            today, self.env._("Reply: says it is paid, proof asked"), self._meant_moves(meaning)
        )

    def _dispute_as_said(self, meaning, today):
        category = self._category_of_cause(meaning.cause)
        return "disputed", self._open_disputes(self._meant_moves(meaning), category, meaning.sentence, today)

    def _category_of_cause(self, cause):
        """Return the category of disputes that a cause belongs to; people may have deleted it, then the commercial one."""
        category = self.env.ref(f"account_dunning.dispute_category_{CATEGORY_OF.get(cause, 'commercial')}", False)
        return category or shipped(self.env, "dispute_category_commercial")

    def _resend_what_is_missing(self, meaning, _today):
        documents = list(self.env["dunning.action"]._documents_of(self._meant_moves(meaning)).values())
        if not documents:
            raise UserError(self.env._("No invoice of this reply is open any more: there is nothing to send again."))
        self._send_answer(shipped(self.env, "mail_template_reply_invoices"), documents)
        return "resent", []

    def _ask_for_right_person(self, meaning, _today):
        """Have the contact mended; the address that the reply names is proposed in the task."""
        who = self.author_id.name or self.email_from or ""
        own = email_normalize(self.email_from or "")
        named = [address for address in find_addresses(meaning.sentence) if address != own]
        if named:
            task = self.env._("%(who)s is the wrong contact, the reply names %(address)s.", who=who, address=named[0])
        else:
            task = self.env._("%s is the wrong contact: find the right one.", who)
        self.profile_id._ask_for_address(task)
        return "wrong_contact", []

    def _pause_until_return(self, meaning, today):
        """Leave the customer alone until the day of return; without one until the pause's last day."""
        if not meaning.date or meaning.date <= today:
            return "absent", []
        hold = self.hold_id
        if hold.state == "active":
            hold.date_end = max(meaning.date, hold.date_end or meaning.date)
        else:
            hold = self.hold_id = self._start_pause(
                today, meaning.date, self.env._("%s is absent", self.author_id.name or self.email_from or "")
            )
        return "absent", hold

    def _ask_to_send_document(self, meaning, today):
        return "document_needed", self._give_answer_task(self.env._("Send what is missing: “%s”", meaning.sentence), today)

    def _ask_to_judge_instalments(self, meaning, today):
        return "instalments_asked", self._give_answer_task(self.env._("Instalments are asked for: “%s”", meaning.sentence), today)

    def _ask_to_judge_refusal(self, meaning, today):
        return "refused", self._give_answer_task(self.env._("Refuses to pay, decide what follows: “%s”", meaning.sentence), today)

    def _ask_to_check_insolvency(self, meaning, today):
        manager = self.company_id.sudo().dunning_manager_id
        task = self.env._("Insolvency proceedings? Look it up and declare the claim: “%s”", meaning.sentence)
        return "insolvency_told", self._give_answer_task(task, today, manager)

    def _give_answer_task(self, summary, today, first=None):
        """Return the task given about what a reply says, on the customer's page.

        :param str summary: what is to be done
        :param date today: deadline
        :param first: ``res.users`` asked before whoever owns the reply
        """
        kind = self.env.ref("account_dunning.mail_activity_type_answer", False)
        user = self.profile_id._find_in_charge(*filter(None, (first, self.user_id)))
        if not kind or not user:
            return []
        return create_tasks(self.profile_id, [make_task_vals(self.profile_id, kind, user, summary, today)])

    # -- by itself, where the company allows it ----------------------------------------------------

    def _do_sure_meaning(self, today):
        """Do by itself what is sure and harmless, by the company's switches; only a known contact's reply.

        :param date today: day on which it came
        """
        self.ensure_one()
        limits = self.company_id.sudo()._dunning_sure_from()
        meanings = self.sudo().meaning_ids.filtered(lambda one: one.state == "proposed")
        read = [Read(one.outcome, one.confidence, one.date or None) for one in meanings]
        if self.sender != "contact" or not find_sure(read, limits, today, HORIZON):
            return
        try:
            with self.env.cr.savepoint():
                self._do_meanings(today, "automatic")
        except UserError as error:
            self.message_post(body=self.env._("Not done by itself: %s", error))

    # -- and back ----------------------------------------------------------------------------------

    def action_undo_meaning(self):
        """Take back what was done because of what was understood: the reply waits again. What was sent stays sent.

        :raises AccessError: it is somebody else's reply
        :raises UserError: there is nothing to take back, or it was judged meanwhile
        """
        self._check_owner()
        today = company_day(self)
        for reply in self.sudo():
            lock_rows(reply)
            meanings = reply.meaning_ids.filtered(lambda one: one.state in ("accepted", "automatic"))
            if not meanings:
                raise UserError(self.env._("Nothing of “%s” was done that could be undone.", reply.display_name))
            for meaning in meanings:
                reply._take_deeds_back(meaning.made or "", today)
            meanings.write({"state": "undone", "decided_by_id": self.env.user.id, "decided_on": today})
            reply.write({"outcome": False, "outcome_note": False, "handled_by_id": False, "handled_on": False})
            if reply.kind == "reply":
                reply.write({"state": "new", "hold_id": False})
                reply._rest_after(today)
                reply._create_reply_tasks(today)
        return True

    def _take_deeds_back(self, made, today):
        """Undo the records that a deed made.

        :param str made: ``model,id`` separated by semicolons
        """
        for reference in filter(None, made.split(";")):
            model, _comma, number = reference.partition(",")
            record = self.env[model].browse(int(number)).exists()
            if model == "dunning.promise":
                record.filtered(lambda one: one.state != "cancelled").action_cancel()
            elif model == "dunning.dispute":
                record._settle_disputes(today, "withdrawn")
            elif model == "dunning.hold":
                record._end_holds(today, self.env._("Undone by %s", self.env.user.name))
            else:
                record.unlink()
