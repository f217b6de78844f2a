"""What follows from the outcome of a call, in the same click: who rests, who is written to, who gets a task."""

from odoo import fields, models

from ..shared.channels import EMAIL, PHONE

# Days over which unanswered calls are counted.
WEEK = 7

# Outcomes that are followed by their own e-mail instead of the step's summary: its text.
TEXTS = {
    "already_paid": "account_dunning.mail_template_call_proof",
    "not_received": "account_dunning.mail_template_call_invoice",
    "no_answer": "account_dunning.mail_template_call_unanswered",
}


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _follow_up(self, today, report):
        """Do what follows from the outcome of a call.

        :param date today: day of the call
        :param CallReport report: what was said; its note is never empty, its invoices are named
        """
        self.ensure_one()
        outcome, note, until, moves = report.outcome, report.note, report.until, report.moves
        if outcome == "promised":
            self._promise_after_call(today, report.dates or [(until, None)], note, moves)
        elif outcome in ("payment_announced", "already_paid"):
            self._hold_after_call(today, outcome, "payment_announced", note, until, moves)
        elif outcome == "disputed":
            self._dispute_after_call(today, report.category, note, until, moves)
        elif outcome == "invoice_error":
            category = report.category or self.env.ref("account_dunning.dispute_category_wrong_data", raise_if_not_found=False)
            self._dispute_after_call(today, category, note, until, moves)
        elif outcome == "approval":
            self._wait_for_approval(today, note, until, moves, report.contact)
        elif outcome == "refused":
            self._tell_manager(today, self.env._("%(customer)s refuses to pay: decide what comes next. %(note)s"), note)
        elif outcome == "difficulty":
            self.profile_id.payer_type = "difficulty"
            text = self.env._("%(customer)s is in difficulty: a payment plan, fewer deliveries? %(note)s")
            self._tell_manager(today, text, note)
        elif outcome == "insolvency":
            self._stop_for_proceedings(today, note, moves)
        if outcome == "insolvency":
            return
        if outcome in TEXTS:
            self._send_text(today, outcome, moves)
        else:
            self._note_agreement(outcome)
            self._send_summary(today)

    def _wait_for_approval(self, today, note, until, moves, contact):
        """The invoices rest until the day on which the approval is due; who approves is remembered."""
        self.profile_id._check_person(contact or self.env["res.partner"])
        if contact and not self.profile_id.approval_contact_id:
            self.profile_id.approval_contact_id = contact
        if self.profile_id.payer_type == "unknown":
            self.profile_id.payer_type = "slow_approval"
        who = contact.name if contact else self.env._("somebody not named")
        reason = self.env._("Waits for approval by %(who)s: %(note)s", who=who, note=note)
        self._hold_after_call(today, "approval", "hold", reason, until, moves)

    def _tell_manager(self, today, text, note):
        """Give the credit manager, else who is in charge, a task about this customer.

        :param str text: what is to be done, with ``customer`` and ``note`` to fill in
        """
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        if kind:
            summary = text % {"customer": self.partner_id.name or "", "note": note}
            self.profile_id._ask_people(kind, lambda _profile: summary, today, self.company_id.dunning_manager_id)

    def _stop_for_proceedings(self, today, note, moves):
        """The whole customer rests, and all that was pending for it is cancelled, this call included.

        Of a group it is the companies whose invoices were spoken of.
        """
        spoken_of = self.partner_id.browse().union(*(self._debtor_of(move) for move in moves)) if self.is_of_group else None
        self.env["dunning.hold"].create(
            [
                {
                    "company_id": self.company_id.id,
                    "partner_id": debtor.id,
                    "kind": "insolvency",
                    "reason": note,
                    "date_start": today,
                    "source": self.display_name,
                    "action_id": self.id,
                    "user_id": self.env.user.id,
                }
                for debtor in spoken_of or self.partner_id
            ]
        )

    def _send_text(self, today, outcome, moves):
        """Send the e-mail that belongs to an outcome; where that cannot be done, somebody is asked to.

        :return: whether it was sent
        """
        template = self.env.ref(TEXTS[outcome], raise_if_not_found=False)
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        if not template:
            self.profile_id._ask_for_address(self.env._("%s: nothing was sent, for the text was deleted: write by hand.", labels[outcome]))
            return False
        Rule = self.env["dunning.contact"]
        if not Rule._serves_by_mail(self.contact_id, self.profile_id):
            person = self._default_contact(self.profile_id, EMAIL)
            if not Rule._serves_by_mail(person, self.profile_id):
                self.profile_id._ask_for_address(
                    self.env._("%s: nothing could be sent, no e-mail address is known.", labels[outcome])
                )
                return False
            self.contact_id = person
        self.write({"mail_template_id": template.id, "custom_subject": False, "custom_body": False})
        return self._send_now(today, self._documents_of(moves) if outcome == "not_received" else {})

    # -- nobody was reached ------------------------------------------------------------------------

    def _close_unanswered(self, today):
        """Close a step after calls that nobody answered with an e-mail that says so; without one it stays to be made.

        :return: whether it is over
        """
        self._refresh_from_ledger(today)
        if self.state == "cancelled":
            return True
        if not self._send_text(today, "no_answer", self.env["account.move"]):
            return False
        self._set_done(today, delivery_status="reported")
        return True

    def _call_again(self, today, at_once=False):
        """Plan the call anew: on the next open day, or still today when another number is known.

        :param bool at_once: today
        """
        if self.state == "cancelled":
            return
        day = max(today if at_once else fields.Date.add(today, days=1), self._day_of_next_try(today))
        self.date = self.env["dunning.calendar"]._open_day(self.company_id.sudo(), self.partner_id, day, PHONE)
        self.activity_ids.filtered("automated").sudo().write({"date_deadline": self.date})

    def _day_of_next_try(self, today):
        """Return the first day on which the customer may be tried again: so many unanswered calls in seven days are enough.

        :param date today: day of the last try
        """
        tries, since = self.company_id.sudo().dunning_call_tries, fields.Date.subtract(today, days=WEEK - 1)
        calls = self.sudo().search([("profile_id", "=", self.profile_id.id), ("date_called", ">=", since)])
        days = sorted(day for call in calls for day in call.unanswered_days or [] if day >= str(since))
        return fields.Date.add(fields.Date.to_date(days[-tries]), days=WEEK) if tries and len(days) >= tries else today

    def _mend_contact(self, contact, note):
        """Put the right person where the wrong one was; nobody known, somebody is asked to find out.

        :param contact: ``res.partner``, may be empty
        :param str note: what was said
        """
        profile = self.profile_id
        if not contact:
            profile._ask_for_address(self.env._("Wrong contact: %s", note or self.contact_id.name or ""))
            return
        profile._replace_contact(self.contact_id, contact)
        self.contact_id = contact
