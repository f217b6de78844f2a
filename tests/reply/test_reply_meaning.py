"""What a reply says: kept when it comes in, accepted, changed, rejected, undone; done by itself where the company allows it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ...models.reply import dunning_reply_meaning
from .test_replies import LATER, ReplyCommon


class MeaningCommon(ReplyCommon):
    def _meaning(self, reply):
        meaning = reply.meaning_ids
        return (meaning.outcome, str(meaning.date or ""), meaning.amount, meaning.invoice_names, meaning.state)

    def _promises(self):
        return self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])

    def _print(self):
        """Have a PDF of the invoice, as made when it was sent."""
        self.env["ir.attachment"].create(
            {
                "name": "INV.pdf", "raw": b"%PDF-1.4 made before", "res_model": "account.move", "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )  # fmt: skip
        self.move.invalidate_recordset()

    def _allow(self, **least):
        self.company.sudo().write({f"dunning_sure_{kind}": percent for kind, percent in least.items()})


@tagged("post_install", "-at_install")
class TestReplyMeaning(MeaningCommon):
    def test_kept_when_it_comes_in(self):
        """Outcome, day, amount, invoice and the sentence, in the customer's language, without what was quoted."""
        reply = self._answer(text=f"Hello, we will pay 600 euros of {self.move.name} on 20 March. Regards")
        self.assertEqual(self._meaning(reply), ("will_pay", "2025-03-20", 600.0, self.move.name, "proposed"))
        self.assertEqual(reply.meaning_ids.move_ids, self.move)
        self.assertIn("600 euros", reply.quoted_text)
        self.assertTrue(reply.is_understood)
        self.assertGreaterEqual(reply.meaning_ids.confidence, 0.8)

    def test_unclear_waits_for_a_person(self):
        reply = self._answer(text="Thanks for your message")
        self.assertEqual((reply.meaning_ids.outcome, reply.is_understood), ("unclear", False))
        with self.assertRaisesRegex(UserError, "Nothing was understood"):
            self._act(reply, "action_accept_meaning")

    def test_accept_a_promise(self):
        reply = self._answer(text="We will pay 600 euros on 20 March.")
        self._act(reply, "action_accept_meaning")
        promise = self._promises()
        self.assertEqual(
            (promise.amount, str(promise.date_payment), promise.source, promise.user_id, promise.note),
            (600.0, "2025-03-20", "email", self.collector, "We will pay 600 euros on 20 March."),
        )
        self.assertEqual((reply.state, reply.outcome, reply.hold_id.state), ("handled", "promised", "ended"))
        self.assertEqual((reply.meaning_ids.state, reply.meaning_ids.decided_by_id), ("accepted", self.collector))
        with self.assertRaisesRegex(UserError, "dealt with already"):
            self._act(reply, "action_accept_meaning")

    def test_undo_a_promise(self):
        """The promise is cancelled, the reply waits again and pauses again."""
        reply = self._answer(text="We will pay on 20 March.")
        self._act(reply, "action_accept_meaning")
        self._act(reply, "action_undo_meaning")
        self.assertEqual(self._promises().state, "cancelled")
        self.assertEqual((reply.state, reply.outcome, reply.meaning_ids.state), ("new", False, "undone"))
        self.assertEqual((reply.hold_id.state, len(reply.activity_ids)), ("active", 1))
        with self.assertRaisesRegex(UserError, "could be undone"):
            self._act(reply, "action_undo_meaning")

    def test_a_day_that_is_over(self):
        reply = self._answer(text="We will pay on 10 March.")
        with self.assertRaisesRegex(UserError, "is over"):
            self._act(reply, "action_accept_meaning", day="2025-03-12")
        self.assertEqual(reply.state, "new")

    def test_payment_without_a_day_is_announced(self):
        reply = self._answer(text="The invoice is approved and scheduled for payment.")
        self.assertEqual(self._meaning(reply)[:2], ("will_pay", ""))
        self._act(reply, "action_accept_meaning")
        self.assertEqual(reply.outcome, "payment_announced")
        hold = self.env["dunning.hold"].search([("kind", "=", "payment_announced")])
        self.assertEqual((hold.move_id, hold.user_id), (self.move, self.collector))
        self._act(reply, "action_undo_meaning")
        self.assertEqual(hold.state, "ended")

    def test_accept_paid_asks_for_proof(self):
        reply = self._answer(text="This was paid on 4 March.")
        self.assertEqual(self._meaning(reply)[:2], ("paid", "2025-03-04"))
        self._act(reply, "action_accept_meaning")
        self.assertEqual(reply.outcome, "already_paid")
        answer = self.env["mail.message"].search([("parent_id", "=", reply.mail_message_id.id)])
        self.assertEqual(answer.partner_ids, self.customer)

    def test_accept_a_dispute_with_its_cause(self):
        reply = self._answer(text=f"The price on {self.move.name} is wrong, we agreed on 900.")
        self._act(reply, "action_accept_meaning")
        [dispute] = self.env["dunning.dispute"].search([("move_id", "=", self.move.id)])
        self.assertEqual(
            (dispute.category_id, dispute.source, reply.outcome),
            (self.env.ref("account_dunning.dispute_category_price"), "email", "disputed"),
        )
        self._act(reply, "action_undo_meaning")
        self.assertEqual(dispute.state, "withdrawn")

    def test_accept_sends_invoices_again(self):
        self._print()
        reply = self._answer(text="We never received this invoice, please send us a copy.")
        self._act(reply, "action_accept_meaning")
        answer = self.env["mail.message"].search([("parent_id", "=", reply.mail_message_id.id)])
        self.assertEqual((reply.outcome, len(answer.attachment_ids), answer.partner_ids), ("resent", 1, self.customer))

    def test_sent_again_to_a_known_contact_only(self):
        """A stranger's wish is fulfilled to the customer's own contact; where there is none it is refused."""
        self.customer.email = False
        self._print()
        reply = self._answer(text="We never received this invoice, please send us a copy.", sender="Eve <eve@example.net>")
        with self.assertRaisesRegex(UserError, "Nobody of the customer"):
            self._act(reply, "action_accept_meaning")
        self.assertEqual(reply.state, "new")

    def test_accept_wrong_person(self):
        reply = self._answer(text="I no longer work in accounting, please contact ap@example.com instead.")
        self._act(reply, "action_accept_meaning")
        profile = reply.profile_id
        self.assertEqual((reply.outcome, reply.hold_id.state, len(profile.activity_ids)), ("wrong_contact", "active", 1))
        self.assertIn("ap@example.com", profile.activity_ids.summary)

    def test_tasks(self):
        """Instalments, insolvency, a document, a refusal: a task for who decides, quoting the sentence; undone with the click."""
        for text, outcome in (
            ("Could we pay in three instalments?", "instalments_asked"),
            ("The company has gone into insolvency.", "insolvency_told"),
            ("We need the purchase order number on the invoice.", "document_needed"),
            ("We will not pay this invoice.", "refused"),
        ):
            with self.subTest(text=text):
                reply = self._answer(text=text)
                self._act(reply, "action_accept_meaning")
                task = reply.profile_id.activity_ids.filtered(lambda one, text=text: text in (one.summary or ""))
                self.assertEqual((reply.outcome, task.user_id), (outcome, self.collector))
                self._act(reply, "action_undo_meaning")
                self.assertFalse(task.exists())

    def test_two_statements_in_one_mail(self):
        """Both are done with one click; each its own deed, and both are undone together."""
        second = self._invoice("2025-03-02")
        reply = self._answer(
            text=f"{self.move.name} will be paid on 20 March. {second.name} is disputed, the goods were damaged."
        )
        self.assertEqual(set(reply.meaning_ids.mapped("outcome")), {"will_pay", "disputed"})
        self._act(reply, "action_accept_meaning")
        [dispute] = self.env["dunning.dispute"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((self._promises().line_ids.move_id, dispute.move_id), (self.move, second))
        self._act(reply, "action_undo_meaning")
        self.assertEqual((self._promises().state, dispute.state), ("cancelled", "withdrawn"))

    def test_many_at_once(self):
        """Each by itself: what cannot be done waits, and is named."""
        good, bad = self._answer(text="We will pay 600 euros on 20 March."), self._answer(text="We will pay 5,000 euros on 20 March.")
        result = self._act(good | bad, "action_accept_meaning")
        self.assertEqual((good.outcome, bad.state), ("promised", "new"))
        self.assertIn(self.customer.name, result["params"]["message"])
        self.assertTrue(self._act(self._answer(text="We will not pay this invoice."), "action_accept_meaning"))

    def test_absence_of_a_person(self):
        """Accepted, the plan rests until the return."""
        reply = self._answer(text="I am out of office until 24 March and back on 25 March.")
        self._act(reply, "action_accept_meaning")
        self.assertEqual((reply.outcome, str(reply.hold_id.date_end), reply.hold_id.state), ("absent", "2025-03-25", "active"))

    def test_absence_told_by_a_machine(self):
        """It pauses nothing by itself; the click does, and undoing it lets the plan go on."""
        reply = self._answer(
            subject="Out of office", headers="Auto-Submitted: auto-replied", text="I am away and back on 25 March. We will pay."
        )
        self.assertEqual((reply.kind, reply.state, reply.hold_id.id), ("out_of_office", "handled", False))
        self.assertEqual(reply.meaning_ids.mapped("outcome"), ["out_of_office"])
        self._act(reply, "action_accept_meaning")
        self.assertEqual((str(reply.hold_id.date_end), self._why("2025-03-16")), ("2025-03-25", "reply"))
        self._act(reply, "action_undo_meaning")
        self.assertEqual((reply.hold_id.state, reply.state), ("ended", "handled"))

    def test_reject(self):
        reply = self._answer(text="We will pay on 20 March.")
        self._act(reply, "action_reject_meaning")
        self.assertEqual((reply.state, reply.is_understood, reply.meaning_ids.state), ("new", False, "rejected"))
        self.assertEqual((reply.meaning_ids.decided_by_id, str(reply.meaning_ids.decided_on)), (self.collector, LATER))

    def test_another_click_says_it_was_wrong(self):
        reply = self._answer(text="We will pay on 20 March.")
        self._act(reply, "action_note")
        self.assertEqual((reply.outcome, reply.meaning_ids.state), ("noted", "changed"))

    def test_change_a_promise(self):
        """The dialogue opens with day, amount and words; what is confirmed there counts."""
        reply = self._answer(text="We will pay 600 euros on 20 March.")
        with freeze_time(f"{LATER} 11:00:00"):
            action = reply.with_user(self.collector).action_change_meaning()
            form = Form(self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"]))
            self.assertEqual((form.line_ids._records[0]["amount"], str(form.line_ids._records[0]["date_payment"])), (600.0, "2025-03-20"))
            with form.line_ids.edit(0) as line:
                line.amount = 700
            form.save().action_confirm()
        self.assertEqual((self._promises().amount, reply.outcome, reply.meaning_ids.state), (700.0, "promised", "changed"))

    def test_change_a_dispute(self):
        reply = self._answer(text="The price of your invoice is wrong.")
        with freeze_time(f"{LATER} 11:00:00"):
            action = reply.with_user(self.collector).action_change_meaning()
            form = Form(self.env[action["res_model"]].with_user(self.collector).with_context(**action["context"]))
            self.assertEqual(form.category_id, self.env.ref("account_dunning.dispute_category_price"))
            form.save().action_confirm()
        self.assertEqual((reply.outcome, reply.meaning_ids.state), ("disputed", "changed"))

    def test_change_what_has_no_dialogue(self):
        reply = self._answer(text="Could we pay in three instalments?")
        action = self._act(reply, "action_change_meaning")
        self.assertEqual((action["res_model"], action["res_id"], action["target"]), ("dunning.reply", reply.id, "new"))

    def test_who_may(self):
        """Owner and collectors; a promise is taken down by collectors only; others see nothing."""
        reply = self._answer(text="We will pay on 20 March.")
        reply.sudo().user_id = self.salesman
        for method in ("action_accept_meaning", "action_change_meaning"):
            with self.assertRaises(AccessError):
                self._act(reply, method, user=self.salesman)
        self._act(reply, "action_reject_meaning", user=self.salesman)
        other = self._answer(text="I no longer work in accounting, please contact ap@example.com instead.")
        for method in ("action_accept_meaning", "action_reject_meaning", "action_undo_meaning", "action_change_meaning"):
            with self.assertRaises(AccessError):
                self._act(other, method, user=self.salesman)

    def test_work_list(self):
        """The line quotes the sentence; accept, change and reject are one click, also for many lines at once."""
        reply = self._answer(text="We will pay 600 euros on 20 March.")
        with freeze_time(f"{LATER} 11:00:00"):
            task = self.env["dunning.task"].with_user(self.collector).search([("kind", "=", "reply")])
            self.assertTrue(task.is_understood)
            self.assertIn("“We will pay 600 euros on 20 March.”", task.why)
            self.assertIn("Will pay", task.why)
            self.assertEqual(task.action_change_meaning()["res_model"], "dunning.promise.wizard")
            task.action_reject_meaning()
            self.assertFalse(reply.is_understood)
            second = self._answer(text="We will pay on 21 March.")
            self.env.invalidate_all()
            tasks = self.env["dunning.task"].with_user(self.collector).search([("kind", "=", "reply"), ("is_done", "=", False)])
            tasks.action_accept_meaning()
            self.assertEqual((second.outcome, reply.state), ("promised", "new"))
            with self.assertRaisesRegex(UserError, "None of these lines"):
                self.env["dunning.task"].with_user(self.collector).action_accept_meaning()


@tagged("post_install", "-at_install")
class TestSureMeaning(MeaningCommon):
    """Without scikit-learn the rules alone reach 80 %."""

    def test_shipped_off(self):
        self.assertEqual(self.company._dunning_sure_from(), {})
        self.assertEqual(self._answer(text="We will pay on 20 March.").state, "new")

    def test_a_promise_by_itself(self):
        self._allow(will_pay=80)
        reply = self._answer(text="We will pay on 20 March.")
        self.assertEqual((reply.state, reply.outcome, reply.meaning_ids.state), ("handled", "promised", "automatic"))
        self.assertEqual(str(self._promises().date_payment), "2025-03-20")
        self.assertTrue(reply.may_be_undone)
        self._act(reply, "action_undo_meaning")
        self.assertEqual((reply.state, self._promises().state), ("new", "cancelled"))

    def test_below_the_threshold(self):
        self._allow(will_pay=100)
        self.assertEqual(self._answer(text="We will pay on 20 March.").state, "new")

    def test_paid_never(self):
        self._allow(**dict.fromkeys(
            ("will_pay", "not_received", "needs_document", "wrong_person", "instalments", "out_of_office", "insolvency"), 1
        ))  # fmt: skip
        for text in ("This was paid on 4 March.", "The price of your invoice is wrong.", "We will not pay this invoice."):
            with self.subTest(text=text):
                self.assertEqual(self._answer(text=text).state, "new")

    def test_no_stranger(self):
        self._allow(will_pay=1)
        reply = self._answer(text="We will pay on 20 March.", sender="Eve <eve@example.net>")
        self.assertEqual((reply.sender, reply.state), ("stranger", "new"))

    def test_what_cannot_be_done_waits(self):
        """More is promised than is open: the reply waits, and says why nothing was done."""
        self._allow(will_pay=50)
        reply = self._answer(text="We will pay 5,000 euros on 20 March.")
        self.assertEqual((reply.state, reply.meaning_ids.state, len(self._promises())), ("new", "proposed", 0))
        self.assertIn("Not done by itself", reply.message_ids[:1].body)

    def test_absence_by_itself(self):
        self._allow(out_of_office=80)
        reply = self._answer(subject="Out of office", text="I am out of office and back on 25 March.")
        self.assertEqual((reply.meaning_ids.state, str(reply.hold_id.date_end)), ("automatic", "2025-03-25"))

    def test_switches_are_percent(self):
        with self.assertRaises(UserError):
            self.company.with_user(self.env.ref("base.user_admin")).dunning_sure_will_pay = 101

    def test_a_mail_that_cannot_be_read_still_comes_in(self):
        self.patch(dunning_reply_meaning, "understand", lambda *_args: 1 / 0)
        with self.assertLogs("odoo.addons.account_dunning.models.reply.dunning_reply_meaning", "ERROR"):
            reply = self._answer()
        self.assertEqual((reply.state, len(reply.meaning_ids)), ("new", 0))
