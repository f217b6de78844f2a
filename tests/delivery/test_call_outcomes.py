"""What follows from each outcome of a call in the same click: who rests and until when, who is written to, who is asked."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-11"
TODAY = Date.to_date(DAY)


@tagged("post_install", "-at_install")
class TestCallOutcomes(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(10, "phone"), (20, "phone"), (30, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")
        cls.company.dunning_manager_id = cls.manager
        cls.move = cls._invoice("2025-03-01", 600)
        cls.other = cls._invoice("2025-03-01", 400)

    def _wizard(self, call, day=DAY, **vals):
        with freeze_time(day):
            form = Form(
                self.env["dunning.call.wizard"].with_user(self.collector).with_context(**call.action_report_call()["context"])
            )
            for name, value in vals.items():
                form[name] = value
            return form.save()

    def _report(self, call, outcome, day=DAY, about=None, typed=None, **vals):
        """Report with one click in the dialogue."""
        wizard = self._wizard(call, day, **(typed or {}), **vals)
        with freeze_time(day):
            wizard.with_context(outcome=outcome, about=about).action_outcome()

    def _holds(self):
        return self.env["dunning.hold"].search([("partner_id", "=", self.customer.id)])

    def _subjects(self):
        return [message["subject"] for message in self._sent()]

    # -- what was said before, and numbers ---------------------------------------------------------

    def test_dialogue(self):
        """Numbers dial; what was said last time is there; what is to be discussed too."""
        [call] = self._run(DAY)
        self._report(call, "no_answer", note="voice mail")
        wizard = self._wizard(call, "2025-03-12")
        self.assertIn('<a href="tel:+33400000000">+33 4 00 00 00 00</a>', str(wizard.numbers_html))
        self.assertEqual(wizard.last_said, "03/11/2025, No answer: voice mail")
        self.assertEqual((wizard.amount_due, wizard.move_ids, wizard.no_answer_count), (1000.0, self.move + self.other, 1))

    def test_number_is_no_markup(self):
        self.customer.write({"phone": "+33 1<script>", "name": "<b>Durand</b>"})
        [call] = self._run(DAY)
        self.assertEqual(
            str(call.numbers_html), '&lt;b&gt;Durand&lt;/b&gt; <a href="tel:+331">+33 1&lt;script&gt;</a>'
        )

    def test_unknown_outcome(self):
        [call] = self._run(DAY)
        with self.assertRaisesRegex(UserError, "no such outcome"):
            self._report(call, "anything")
        with self.assertRaisesRegex(UserError, "How did it go"):
            self._wizard(call).action_confirm()

    # -- money is promised or on its way -----------------------------------------------------------

    def test_promised_is_all_that_was_discussed(self):
        """The call advances one invoice and asks for another that is overdue: one click promises both."""
        later = self._invoice("2025-03-05", 300)
        [call] = self._run(DAY)
        self.assertEqual((call.advance_line_ids.move_id, call.amount_due), (self.move + self.other, 1300.0))
        self._report(call, "promised")
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, promise.line_ids.move_id), (1300.0, self.move + self.other + later))
        self.assertEqual(self._reason(later, "2025-03-15"), "promise")

    def test_promised_of_chosen_invoices(self):
        """Who chooses the invoices in the dialogue promises these."""
        self._invoice("2025-03-05", 300)
        [call] = self._run(DAY)
        wizard = self._wizard(call)
        wizard.move_ids = self.move
        with freeze_time(DAY):
            wizard.with_context(outcome="promised").action_outcome()
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, promise.line_ids.move_id), (600.0, self.move))

    def test_promised_without_an_instalment_in_dispute(self):
        """The call asks for the second instalment, the first one is in dispute: one click promises the second."""
        split = self._customer("Split")
        split.phone = "+33 4 00 00 00 01"
        move = self._instalments(900, "2025-02-01", "2025-03-01", partner=split)
        first, second = self._items(move)
        self._hold(first, "dispute")
        call = self._run(DAY).filtered(lambda one: one.partner_id == split)
        self.assertEqual(call._asked_lines().move_line_id, second)
        self._report(call, "promised")
        [promise] = self.env["dunning.promise"].search([("partner_id", "=", split.id)])
        self.assertEqual((promise.amount, promise.line_ids.move_line_id), (450.0, second))
        self.assertEqual([self._reason(move, "2025-03-16", index) for index in (0, 1)], ["dispute", "promise"])

    def test_promised_with_what_was_disputed_since(self):
        """What the call asked for is talked about, be it in dispute since; an invoice in dispute as a whole too, if it is chosen."""
        split = self._customer("Split")
        split.phone = "+33 4 00 00 00 01"
        move = self._instalments(900, "2025-02-01", "2025-03-01", partner=split)
        first, second = self._items(move)
        self._hold(self.other, "dispute")
        calls = self._run(DAY)
        call = calls.filtered(lambda one: one.partner_id == split)
        self.assertEqual(call._asked_lines().move_line_id, first + second)
        self._hold(first, "dispute")
        self.assertEqual(call._items_of(move, TODAY), first + second)
        [call] = calls - call
        self.assertEqual(call._asked_lines().move_id, self.move)
        self.assertEqual(call._items_of(self.move + self.other, TODAY).move_id, self.move + self.other)

    def test_summary_says_what_was_agreed(self):
        """Amount, day and invoices; it leaves in the background, and the dialogue says so."""
        [call] = self._run(DAY)
        wizard = self._wizard(call, outcome="promised")
        self.assertEqual(
            wizard.summary_text,
            "An e-mail to atelier.durand@example.com that says what was agreed leaves by itself in a few minutes.",
        )
        self.assertFalse(self._wizard(call, outcome="no_answer").summary_text)
        self._report(call, "promised")
        self.assertFalse(self._sent(), "nothing left while the caller waited")
        mail = self.env["mail.mail"].sudo().search([("mail_message_id", "=", call.mail_message_id.id)])
        self.assertEqual(mail.state, "outgoing")
        names = f"{self.move.name}, {self.other.name}"
        self.assertIn(f"You pay $ 1,000.00 by 03/21/2025: {names}.", call.snapshot.replace("\xa0", " "))
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        self.assertTrue(self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)]))
        mail.send()
        self.assertEqual(self._subjects()[0].split(": ")[1], f"what we agreed on the phone (customer {call.reference})")

    def test_summary_asks_nothing_disputed(self):
        """One of two invoices is disputed in the call: the summary names it, and asks for the other alone."""
        [call] = self._run(DAY)
        wizard = self._wizard(call)
        wizard.move_ids = self.move
        with freeze_time(DAY):
            wizard.with_context(outcome="disputed").action_outcome()
        body = call.snapshot.replace("\xa0", " ")
        self.assertIn(f"In question, and not asked for until it is settled: {self.move.name}.", body)
        self.assertEqual(call._asked_lines().move_id, self.other)
        self.assertIn("$ 400.00", body)
        self.assertNotIn("1,000.00", body)
        self.assertEqual(call.advance_line_ids.mapped("status"), ["counted", "counted"], "both were spoken about")

    def test_promised_in_one_click(self):
        [call] = self._run(DAY)
        self._report(call, "promised", note="after the fair")
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, str(promise.date_payment), promise.note), (1000.0, "2025-03-21", "after the fair"))

    def test_already_paid(self):
        """The invoices rest for five days, and an e-mail asks for the proof."""
        [call] = self._run(DAY)
        self._report(call, "already_paid")
        self.assertEqual(
            {(hold.kind, str(hold.date_end), hold.reason) for hold in self._holds()},
            {("payment_announced", "2025-03-16", "Says it is paid")},
        )
        self.assertEqual(self._holds().move_id, self.move + self.other)
        [subject] = self._subjects()
        self.assertIn("please help us find your payment", subject)
        self.assertEqual((call.state, call.outcome), ("done", "already_paid"))
        self.assertIn("$ 1,000.00", call.snapshot.replace("\xa0", " "), "the evidence of what was asked")
        self.assertEqual(self._row(self.move, "2025-03-16")["reason"], "payment_announced")

    # -- the invoice -------------------------------------------------------------------------------

    def test_not_received(self):
        """The invoices spoken about are sent again at once, attached, though the step attaches none."""
        self.env["ir.attachment"].create(
            {
                "name": "INV_600.pdf", "raw": b"%PDF-1.4 600", "res_model": "account.move", "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )  # fmt: skip
        self.move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        [call] = self._run(DAY)
        wizard = self._wizard(call)
        wizard.move_ids = self.move
        with freeze_time(DAY):
            wizard.with_context(outcome="not_received").action_outcome()
        [message] = self._sent()
        self.assertIn("the invoices you did not receive", message["subject"])
        self.assertEqual(call.document_ids.mapped("name"), ["INV_600.pdf"])
        self.assertEqual((call.state, call.outcome), ("done", "not_received"))

    def test_not_received_without_address(self):
        """Nothing can be sent: the call is reported all the same, and the address becomes a task."""
        self.customer.email = False
        [call] = self._run(DAY)
        self._report(call, "not_received")
        self.assertEqual((call.state, self._recipients()), ("done", []))
        self.assertIn("no e-mail address is known", call.profile_id.activity_ids.summary)

    def test_error_in_the_invoice(self):
        [call] = self._run(DAY)
        self._report(call, "invoice_error", note="wrong order number")
        disputes = self.env["dunning.dispute"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(disputes.category_id, self.env.ref("account_dunning.dispute_category_wrong_data"))
        self.assertEqual((disputes.move_id, set(disputes.mapped("description"))), (self.move + self.other, {"wrong order number"}))

    def test_disputed_in_one_click(self):
        """Technical or commercial is all that has to be said."""
        for about, days in (("technical", "2025-03-18"), ("commercial", "2025-03-26")):
            with self.subTest(about=about):
                customer = self._customer(f"Client {about}")
                invoice = self._invoice("2025-03-01", partner=customer)
                [call] = self._run(DAY).filtered(lambda action, who=customer: action.partner_id == who)
                self._report(call, "disputed", about=about)
                dispute = self.env["dunning.dispute"].search([("move_id", "=", invoice.id)])
                self.assertEqual((dispute.kind, str(dispute.date_deadline)), (about, days))

    # -- approval ----------------------------------------------------------------------------------

    def test_approval(self):
        """Who approves and until when: the invoices rest until then, the person is remembered."""
        [call] = self._run(DAY)
        self._report(call, "approval", typed={"outcome": "approval"}, contact_name="Marc Roy", until="2025-03-14", note="signs on Friday")
        self.assertEqual(call.profile_id.approval_contact_id.name, "Marc Roy")
        self.assertEqual(call.profile_id.approval_contact_id.parent_id, self.customer)
        self.assertEqual(call.profile_id.payer_type, "slow_approval")
        self.assertEqual(
            {(hold.kind, str(hold.date_end), hold.reason) for hold in self._holds()},
            {("hold", "2025-03-14", "Waits for approval by Marc Roy: signs on Friday")},
        )
        self.assertEqual(self._row(self.move, "2025-03-14")["reason"], "hold")
        self.assertNotEqual(self._row(self.move, "2025-03-15")["reason"], "hold")

    def test_person_of_somebody_else(self):
        """Neither a call nor the contact to mend touches people of other customers."""
        stranger = self._customer("Stranger")
        [call] = self._run(DAY)
        for outcome in ("wrong_contact", "approval"):
            with self.subTest(outcome=outcome):
                wizard = self.env["dunning.call.wizard"].create({"action_id": call.id, "outcome": outcome, "contact_id": stranger.id})
                with self.assertRaisesRegex(UserError, "Stranger is no contact of Atelier Durand"):
                    wizard.action_confirm()
        wizard = self.env["dunning.contact.wizard"].create(
            {"profile_id": call.profile_id.id, "contact_id": stranger.id, "name": "Mine now", "email": "me@example.com"}
        )
        with self.assertRaisesRegex(UserError, "is no contact of"):
            wizard.action_confirm()
        self.assertEqual(stranger.name, "Stranger")

    def test_approval_in_one_click(self):
        [call] = self._run(DAY)
        self._report(call, "approval")
        self.assertEqual({str(hold.date_end) for hold in self._holds()}, {"2025-03-18"}, "a week when nobody says until when")
        self.assertFalse(call.profile_id.approval_contact_id)

    # -- nobody was reached ------------------------------------------------------------------------

    def test_two_calls_not_answered(self):
        """Tomorrow again; after the second one an e-mail closes the step, which counts as taken."""
        [call] = self._run(DAY)
        self._report(call, "no_answer")
        self.assertEqual((call.state, call.no_answer_count, str(call.date), self._recipients()), ("todo", 1, "2025-03-12", []))
        self._report(call, "no_answer", "2025-03-12")
        [subject] = self._subjects()
        self.assertIn("we tried to call you", subject)
        self.assertEqual(
            (call.state, call.outcome, call.no_answer_count, str(call.date_done)), ("done", "no_answer", 2, "2025-03-12")
        )
        self.assertEqual(self._row(self.move, "2025-03-13")["last_step_id"], self.plan.step_ids.sorted("delay")[0].id)

    def test_not_answered_without_address(self):
        """Without an e-mail the step stays to be made, and somebody is asked for the address."""
        self.customer.email = False
        [call] = self._run(DAY)
        self._report(call, "no_answer")
        self._report(call, "no_answer", "2025-03-12")
        self.assertEqual((call.state, call.no_answer_count, str(call.date)), ("todo", 2, "2025-03-13"))
        self.assertIn("No answer", call.profile_id.activity_ids.summary)

    def test_not_answered_in_a_row(self):
        """Whoever was reached in between starts the count anew."""
        [call] = self._run(DAY)
        self._report(call, "no_answer")
        self._report(call, "wrong_contact", "2025-03-12")
        self._report(call, "no_answer", "2025-03-13")
        self.assertEqual((call.state, call.no_answer_count, call.call_count), ("todo", 1, 3))

    def test_paid_before_the_second_call(self):
        [call] = self._run(DAY)
        self._report(call, "no_answer")
        self._pay(self.move, "2025-03-12")
        self._pay(self.other, "2025-03-12")
        self._report(call, "no_answer", "2025-03-12")
        self.assertEqual((call.state, call.cancel_reason, self._recipients()), ("cancelled", "settled", []))

    def test_wrong_contact_mended(self):
        """The right person takes the place of the wrong one, and is called today."""
        wrong = self._customer("Old Bookkeeper", parent_id=self.customer.id, is_company=False)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.payment_contact_id = wrong
        [call] = self._run(DAY)
        self.assertEqual(call.contact_id, wrong)
        person = {"contact_name": "Anne Petit", "contact_phone": "+33 6 12 34 56 78"}
        self._report(call, "wrong_contact", typed={"outcome": "wrong_contact"}, **person)
        self.assertEqual((profile.payment_contact_id.name, call.contact_id), ("Anne Petit", profile.payment_contact_id))
        self.assertEqual((call.state, str(call.date), call.call_count), ("todo", DAY, 1))
        self.assertFalse(profile.activity_ids)

    def test_wrong_contact_unknown(self):
        """Nobody knows the right one: somebody is asked, and it is tried again on the next open day."""
        [call] = self._run(DAY)
        self._report(call, "wrong_contact", note="left the company")
        self.assertEqual((call.state, str(call.date)), ("todo", "2025-03-12"))
        self.assertEqual(call.profile_id.activity_ids.summary, "Wrong contact: left the company")

    # -- no money ----------------------------------------------------------------------------------

    def test_refused_and_difficulty(self):
        """The credit manager decides what comes next."""
        for outcome, text in (("refused", "refuses to pay"), ("difficulty", "is in difficulty")):
            with self.subTest(outcome=outcome):
                customer = self._customer(f"Client {outcome}")
                self._invoice("2025-03-01", partner=customer)
                [call] = self._run(DAY).filtered(lambda action, who=customer: action.partner_id == who)
                self._report(call, outcome, note="spoke to the owner")
                task = call.profile_id.activity_ids
                self.assertEqual((task.user_id, call.state), (self.manager, "done"))
                self.assertIn(text, task.summary)
                self.assertIn("spoke to the owner", task.summary)

    def test_insolvency(self):
        """The whole customer rests without end, nothing is sent, and all that is pending is cancelled."""
        [call] = self._run(DAY)
        self._report(call, "insolvency", note="receivership since Monday")
        [hold] = self._holds()
        self.assertEqual((hold.kind, hold.move_id.id, hold.date_end), ("insolvency", False, False))
        self.assertEqual(hold.reason, "receivership since Monday")
        self.assertEqual((call.state, call.cancel_reason, call.outcome), ("cancelled", "insolvency", "insolvency"))
        self.assertFalse(self._recipients())
        self.assertFalse(self._run("2025-05-01"))

    def test_one_off_call(self):
        """A call of no step has the same consequences, for what it asks for."""
        call = self.env["dunning.action"]._create_manual(self.customer, self.company, TODAY, "phone", moves=self.move)
        self._report(call, "payment_announced")
        self.assertEqual(self._holds().move_id, self.move)
        self.assertEqual((call.state, call.outcome), ("done", "payment_announced"))
