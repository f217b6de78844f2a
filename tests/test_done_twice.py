"""What is submitted twice is done once, and the second sees what was done. Two at the same moment: dev/tests/test_done_twice.py."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .reply.test_replies import LATER, ReplyCommon


@tagged("post_install", "-at_install")
class TestDoneTwice(ReplyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector.name = "Nadia"

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{LATER} 11:00:00"))
        self.profile = self.action.profile_id

    def _dialogue(self, model, **vals):
        return self.env[model].with_user(self.collector).create(vals)

    def _said(self, result, *words):
        """Check that the second one is told what was done."""
        self.assertEqual(result["tag"], "display_notification")
        for word in words:
            self.assertIn(word, result["params"]["message"])

    # -- remind ------------------------------------------------------------------------------------

    def _reminders(self):
        return self.env["dunning.action"].search([("step_id", "=", False), ("partner_id", "=", self.customer.id)])

    def _remind(self, method="action_send", **vals):
        vals = {"move_ids": [Command.set(self.move.ids)], "template_id": self.template.id, **vals}
        return getattr(self._dialogue("dunning.remind.wizard", **vals), method)()

    def test_remind(self):
        """Two tabs, before and after it left: one e-mail, and the second opens what is there."""
        self._remind()
        again = self._remind()
        reminder = self._reminders()
        self.assertEqual((len(reminder), reminder.state), (1, "ready"))
        self._said(again, "Atelier Durand", "Nadia", "03/08/2025")
        self.assertEqual(again["params"]["next"]["res_id"], reminder.id)
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(LATER))
        self._said(self._remind(), "Nadia")
        self.assertEqual((self._reminders().state, len(self._sent("atelier.durand@example.com"))), ("done", 2), "a step and a reminder")

    def test_remind_same_dialogue(self):
        wizard = self._dialogue("dunning.remind.wizard", move_ids=[Command.set(self.move.ids)], template_id=self.template.id)
        wizard.action_send()
        self._said(wizard.action_send(), "Nadia")
        self.assertEqual(len(self._reminders()), 1)

    def test_remind_edited(self):
        """A draft is opened again, and never sent behind its author's back."""
        first, second = self._remind("action_edit"), self._remind("action_edit")
        self.assertEqual(first["res_id"], second["res_id"])
        self._said(self._remind(), "Nadia")
        self.assertEqual(self._reminders().state, "todo")

    def test_remind_by_telephone(self):
        for _time in range(2):
            self._remind(channel="phone")
        self.assertEqual(len(self._reminders()), 1)

    def test_remind_of_something_else(self):
        """Another invoice, another person, another day, or one that bounced: a reminder of its own."""
        other = self._invoice("2025-03-02", 50)
        clerk = self.env["res.partner"].create({"name": "Clerk", "email": "clerk@example.com", "parent_id": self.customer.id})
        self._remind()
        self._remind(move_ids=[Command.set(other.ids)])
        self._remind(contact_id=clerk.id)
        self.assertEqual(len(self._reminders()), 3)
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(LATER))
        self._reminders()[-1]._set_bounced()
        self._remind()
        self.assertEqual(len(self._reminders()), 4)
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(LATER))
        with freeze_time("2025-03-09 11:00:00"):
            self._remind()
        self.assertEqual(len(self._reminders()), 5)

    # -- promise -----------------------------------------------------------------------------------

    def _promise(self, amount=300.0, day="2025-03-20", items=True):
        wizard = self._dialogue(
            "dunning.promise.wizard", company_id=self.company.id, partner_id=self.customer.id,
            receivable_ids=[Command.set(self._items(self.move).ids if items else [])],
        )  # fmt: skip
        wizard.line_ids = [Command.clear(), Command.create({"date_payment": day, "amount": amount})]
        return wizard

    def _promises(self):
        return self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])

    def test_promise(self):
        """Of a part and of all: two tabs promise it once."""
        for amount in (300.0, 700.0):
            first, second = self._promise(amount), self._promise(amount)
            first.action_confirm()
            self._said(second.action_confirm(), "Nadia", "03/08/2025")
            self._said(first.action_confirm(), "Nadia")
        self.assertEqual(self._promises().mapped("amount"), [700.0, 300.0])

    def test_promise_of_another_day(self):
        """Two payments are two promises."""
        self._promise().action_confirm()
        self._promise(day="2025-03-27").action_confirm()
        self._promise(200.0, items=False).action_confirm()
        self.assertEqual(sorted(self._promises().mapped("amount")), [200.0, 300.0, 300.0])

    # -- dispute, hold, information ----------------------------------------------------------------

    def test_dispute(self):
        category = self.env.ref("account_dunning.dispute_category_commercial")
        vals = {
            "partner_id": self.customer.id, "receivable_ids": [Command.set(self._items(self.move).ids)],
            "category_id": category.id, "description": "Broken",
        }  # fmt: skip
        first, second = self._dialogue("dunning.dispute.wizard", **vals), self._dialogue("dunning.dispute.wizard", **vals)
        first.action_confirm()
        for wizard in (second, first):
            with self.assertRaisesRegex(UserError, "already, since 03/08/2025, opened by Nadia"), self.env.cr.savepoint():
                wizard.action_confirm()
        self.assertEqual(self.env["dunning.dispute"].search_count([("move_id", "=", self.move.id)]), 1)

    def test_hold(self):
        vals = {"move_ids": [Command.set(self.move.ids)], "reason": "Because", "date_end": "2025-04-01"}
        self._dialogue("dunning.hold.wizard", **vals).action_confirm()
        self._said(self._dialogue("dunning.hold.wizard", **vals).action_confirm(), "Nadia", "03/08/2025")
        holds = self.env["dunning.hold"].search([("move_id", "=", self.move.id)])
        self.assertEqual(len(holds), 1)
        self._dialogue("dunning.hold.wizard", **{**vals, "date_end": "2025-05-01"}).action_confirm()
        self.assertEqual(self.env["dunning.hold"].search_count([("move_id", "=", self.move.id)]), 2, "until another day")

    def test_information(self):
        for _time in range(2):
            result = self._dialogue("dunning.info.wizard", profile_id=self.profile.id, text="They move to Lyon").action_confirm()
        self._said(result, "They move to Lyon")
        self.assertEqual(self.profile.note.count("They move to Lyon"), 1)
        notes = self.profile.message_ids.filtered(lambda message: "They move to Lyon" in (message.body or ""))
        self.assertEqual(len(notes), 1)

    # -- statement ---------------------------------------------------------------------------------

    def test_statement(self):
        def send(**vals):
            values = {"profile_ids": [Command.set(self.profile.ids)], "date_to": LATER, **vals}
            return self._dialogue("dunning.statement.wizard", **values).action_send()

        send()
        with self.assertRaisesRegex(UserError, "sent already by Nadia on 03/08/2025"), self.env.cr.savepoint():
            send()
        sent = self.env["dunning.statement"].search([("profile_id", "=", self.profile.id), ("state", "=", "sent")])
        self.assertEqual(len(sent), 1)
        with self.assertRaisesRegex(UserError, "sent already"):
            sent.with_user(self.collector).action_send()
        send(date_to="2025-03-07")
        self.assertEqual(
            self.env["dunning.statement"].search_count([("profile_id", "=", self.profile.id), ("state", "=", "sent")]), 2, "of another day"
        )

    def test_statements_of_several(self):
        """Who had his today is left out, and counted."""
        other = self.env["dunning.profile"]._get_or_create(self._customer("Beta"), self.company)
        self._invoice("2025-03-01", 50, partner=other.partner_id)
        values = {"date_to": LATER, "profile_ids": [Command.set(self.profile.ids)]}
        self._dialogue("dunning.statement.wizard", **values).action_send()
        values["profile_ids"] = [Command.set((self.profile | other).ids)]
        result = self._dialogue("dunning.statement.wizard", **values).action_send()
        self.assertEqual(result["params"]["message"], "Statements in the mail queue: 1. Sent already today, not again: 1.")

    # -- calls -------------------------------------------------------------------------------------

    def _call(self):
        self._remind(channel="phone")
        return self._reminders()

    def _report(self, call, **vals):
        return self._dialogue("dunning.call.wizard", action_id=call.id, **vals)

    def test_call_not_answered(self):
        """Clicked twice, or in two tabs, it was one call: no e-mail says that nobody was reached in two."""
        call = self._call()
        first, second = self._report(call, outcome="no_answer"), self._report(call, outcome="no_answer")
        first.action_confirm()
        for wizard in (second, first):
            with self.assertRaisesRegex(UserError, "was reported already: No answer .Nadia, 03/08/2025."):
                wizard.action_confirm()
        self.assertEqual((call.call_count, call.no_answer_count, call.state), (1, 1, "todo"))
        self._report(call, outcome="no_answer").action_confirm()
        self.assertEqual((call.call_count, call.state), (2, "done"), "a second call is one")

    def test_call_promised(self):
        call = self._call()
        first, second = self._report(call, outcome="promised"), self._report(call, outcome="promised")
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "was reported already: Promised to pay"):
            second.action_confirm()
        with self.assertRaisesRegex(UserError, "was reported already"):
            call._report_call(Date.to_date(LATER), "promised")
        self.assertEqual(self._promises().mapped("amount"), [1000.0])

    def test_payment_announced(self):
        """By a call and by an e-mail the same day: one hold."""
        reply = self._answer()
        self._report(self._call_beside(reply), outcome="payment_announced").action_confirm()
        reply.with_user(self.collector).action_payment_announced()
        holds = self.env["dunning.hold"].search([("kind", "=", "payment_announced"), ("move_id", "=", self.move.id)])
        self.assertEqual((len(holds), str(holds.date_end)), (1, "2025-03-13"))

    def _call_beside(self, reply):
        """Return a call that waits although a reply pauses the plan."""
        pause = reply.hold_id
        pause.date_start = pause.date_end = "2025-03-01"
        return self._call()

    # -- replies, approval, letters ----------------------------------------------------------------

    def test_reply(self):
        """Each outcome, clicked twice, says what the first click did."""
        for method in ("action_payment_announced", "action_already_paid", "action_note", "action_wrong_contact"):
            with self.subTest(method=method):
                reply = self._answer().with_user(self.collector)
                getattr(reply, method)()
                with self.assertRaisesRegex(UserError, "was dealt with already: .* .Nadia, 03/08/2025."):
                    getattr(reply, method)()
        self.assertEqual(len(self._sent("atelier.durand@example.com")), 2, "the step, and one demand of a proof")

    def test_reply_promised(self):
        """In the dialogue of a reply that somebody has dealt with meanwhile."""
        reply = self._answer().with_user(self.collector)
        action = reply.action_promise()
        Wizard = self.env["dunning.promise.wizard"].with_user(self.collector).with_context(**action["context"])
        first, second = Wizard.create({}), Wizard.create({})
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "was dealt with already: Promised to pay"):
            second.action_confirm()
        self.assertEqual(self._promises().mapped("amount"), [1000.0])

    def test_reply_of_another(self):
        """A dialogue about one customer does not deal with the reply of another one."""
        reply = self._answer().with_user(self.collector)
        other = self._customer("Beta")
        self._invoice("2025-03-01", 50, partner=other)
        wizard = self._dialogue("dunning.promise.wizard", company_id=self.company.id, partner_id=other.id, reply_id=reply.id)
        with self.assertRaisesRegex(UserError, "not of Beta"):
            wizard.action_confirm()
        self.assertEqual(reply.state, "new")

    def test_approve(self):
        self.second.mode = "review"
        with freeze_time("2025-03-16 09:00:00"):
            action = self._record("2025-03-16")
            mine = action.with_user(self.collector)
            mine.action_approve()
            with self.assertRaisesRegex(UserError, "Approved already"):
                mine.action_approve()
        self.assertEqual(action.state, "ready")

    def test_posted(self):
        letter = self._remind_by_letter()
        letter.action_mark_posted()
        with self.assertRaisesRegex(UserError, "was posted already on 03/08/2025 .Nadia"):
            letter.action_mark_posted()
        self.assertEqual((letter.state, str(letter.posted_on)), ("done", LATER))

    def _remind_by_letter(self):
        self._remind(channel="letter")
        return self._reminders().with_user(self.collector)
