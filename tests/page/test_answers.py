"""Answers from the page: each does what the collector's own click does, is confirmed, kept, limited, and sent once."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from ..common_page import DAY, PageCommon

PDF = b"%PDF-1.4 proof of payment"


@tagged("post_install", "-at_install")
class TestAnswers(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.setup_other_company(name="Elsewhere")["company"]

    def _answer(self, kind, move=None, files=None, action=None, **data):
        """Send one answer from the page of the link; return the page that follows."""
        if move is not None:
            data["items"] = [self._item(one).id for one in move]
        files = [("files", one) for one in files or ()]
        return self._send(self._url(f"answer/{kind}", action=action), files=files or None, **data)

    def _why(self, move, day=DAY):
        return self._reason(move, day)

    def _one(self):
        """Return the only answer there is, with the mail that confirms it."""
        answer = self._answers()
        self.assertEqual(len(answer), 1)
        message = self.action.message_ids.filtered(lambda one: "we have your answer" in (one.subject or ""))
        return answer, message

    def _reply(self):
        return self.env["dunning.reply"].search([("profile_id", "=", self.profile.id)])

    def _work(self):
        """Return what My Work says of the open replies."""
        self.env.flush_all()
        return self.env["dunning.task"].search([("kind", "=", "reply"), ("profile_id", "=", self.profile.id), ("is_done", "=", False)])

    # -- paid already ------------------------------------------------------------------------------

    def test_paid(self):
        """Rests five bank days: from Monday 10 to Monday 17; the proof is kept, the collector sees it in My Work."""
        files = [("proof.pdf", PDF, "application/pdf")]
        page = self._answer("paid", self.a, files=files, day="2025-03-08", means="transfer", text="Done Friday")
        self.assertEqual(page.status_code, 200)
        self.assertIn("We look for your payment", page.text)
        hold = self.env["dunning.hold"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((hold.kind, hold.move_id, hold.date_start, hold.date_end),
                         ("payment_announced", self.a, Date.to_date(DAY), Date.to_date("2025-03-17")))  # fmt: skip
        self.assertEqual((self._why(self.a), self._why(self.b)), ("payment_announced", "not_due"))
        answer, message = self._one()
        self.assertEqual((answer.outcome, answer.via, answer.contact_id, answer.text, answer.amount),
                         ("done", "link", self.action.contact_id, "Done Friday", 1000.0))  # fmt: skip
        self.assertEqual(answer.attachment_ids.raw, PDF)
        self.assertEqual(message.partner_ids, self.action.contact_id)
        self.assertIn(self.a.name, message.body)
        [task] = self._work()
        self.assertIn("Done Friday", task.why)
        self.assertEqual(task.user_id, self.collector)

    def test_paid_twice(self):
        """Once an item: the second time it is a request, which rests nothing by itself."""
        self._answer("paid", self.a, day="2025-03-08", means="transfer")
        self.assertFalse(self._work(), "nothing to read and nothing to do")
        self._answer("paid", self.a | self.b, day="2025-03-08", means="cheque")
        self.assertEqual(self._answers().mapped("outcome"), ["asked", "done"])
        announced = [("kind", "=", "payment_announced"), ("partner_id", "=", self.customer.id)]
        self.assertEqual(self.env["dunning.hold"].search_count(announced), 1)
        self.assertEqual(self._why(self.b), "reply")

    # -- will pay ----------------------------------------------------------------------------------

    def test_promise(self):
        self.assertIn("ask for nothing of it until then", self._answer("promise", self.a | self.b, day="2025-03-20").text)
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, promise.date_payment, promise.source, promise.action_id, promise.contact_id),
                         (1400.0, Date.to_date("2025-03-20"), "portal", self.action, self.action.contact_id))  # fmt: skip
        self.assertEqual(promise.user_id, self.collector)
        self.assertEqual((self._why(self.a), self._why(self.b)), ("promise", "promise"))
        self.assertEqual(self._one()[0].promise_id, promise)
        self.assertFalse(self._work())

    def test_promise_of_a_part(self):
        self._answer("promise", self.a, day="2025-03-20", amount="600.00")
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, promise.line_ids.move_id), (600.0, self.a))
        for amount in ("1000.01", "-5", "nonsense", "1e20"):
            self.assertIn("above zero", self._answer("promise", self.b, day="2025-03-20", amount=amount).text)
        self.assertEqual(len(self._answers()), 1)

    def test_promise_beyond_the_limit(self):
        """The 15th day is agreed to; the 16th waits for somebody, and pauses the plan as a reply does."""
        self._answer("promise", self.a, day="2025-03-25")
        self._answer("promise", self.b, day="2025-03-26", text="when we are paid")
        self.assertEqual(self._answers().mapped("outcome"), ["asked", "done"])
        self.assertEqual(len(self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])), 1)
        self.assertEqual(self._why(self.b), "reply")
        [task] = self._work()
        self.assertIn("when we are paid", task.why)

    def test_promise_by_the_next_payment_run(self):
        """The 31st is beyond fifteen days, and is the customer's own run: agreed to at once."""
        self.env["dunning.payment.run"].create({"profile_id": self.profile.id, "month_days": "31", "date_start": "2025-01-01"})
        self._answer("promise", self.a, day="2025-03-31")
        self.assertEqual(self._answers().outcome, "done")

    def test_one_open_promise(self):
        self._answer("promise", self.a, day="2025-03-20")
        self.assertNotIn(f'value="{self._item(self.a).id}"', self._get(self._url("answer/promise")).text)
        form = self._get(self._url("answer/promise")).text
        page = self._send(self._url("answer/promise"), form=form, items=[self._item(self.a).id], day="2025-03-24")
        self.assertIn("is agreed already", page.text)
        self.assertEqual(len(self._answers()), 1)

    def test_none_after_a_broken_one(self):
        self._answer("promise", self.a, day="2025-03-11")
        with freeze_time("2025-03-20 10:00:00", tick=True):
            self._run("2025-03-20")
            self.assertEqual(self._answers().promise_id.state, "broken")
            self._answer("promise", self.a, day="2025-03-25")
        self.assertEqual(self._answers().mapped("outcome"), ["asked", "done"])

    def test_none_after_a_formal_notice(self):
        letter = self._plan([(5, "registered_letter")]).step_ids
        self._have_taken(self.a, letter, "2025-03-09")
        self._answer("promise", self.a, day="2025-03-20")
        self.assertEqual(self._answers().outcome, "asked")

    # -- dispute -----------------------------------------------------------------------------------

    def _cause(self):
        return self.env.ref("account_dunning.dispute_category_wrong_data")

    def test_dispute(self):
        files = [("photo.png", b"\x89PNG\r\n\x1a\nx", "image/png")]
        page = self._answer("dispute", self.a, category=self._cause().id, text="Wrong address", files=files)
        self.assertIn("do not ask for it until it is settled", page.text)
        dispute = self.env["dunning.dispute"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((dispute.move_id, dispute.category_id, dispute.description, dispute.source, dispute.amount, dispute.user_id),
                         (self.a, self._cause(), "Wrong address", "portal", 1000.0, self.collector))  # fmt: skip
        self.assertEqual((self._why(self.a), self._why(self.b)), ("dispute", "not_due"))
        self.assertIn("Wrong address", self._work().why)

    def test_dispute_needs_cause_and_text(self):
        for data in ({"text": "Broken"}, {"category": self._cause().id}, {"category": "999999", "text": "Broken"}):
            page = self._answer("dispute", self.a, **data)
            self.assertIn("Please choose what is wrong, and describe it", page.text)
        self.assertFalse(self._answers())
        self._answer("dispute", self.a, category=self._cause().id, text="Broken")
        form = self._get(self._url("answer/dispute")).text
        again = self._send(self._url("answer/dispute"), form=form, items=[self._item(self.a).id], category=self._cause().id, text="Again")
        self.assertIn("We are looking into", again.text)

    # -- requests ----------------------------------------------------------------------------------

    def test_instalments(self):
        self._answer("instalments", self.a | self.b, day="2025-03-20", count="3", text="Slow month")
        answer = self._answers()
        self.assertEqual((answer.outcome, answer.count, answer.amount), ("asked", 3, 1400.0))
        [task] = self._work()
        self.assertIn("in 3 instalments", task.why)
        self.assertEqual((self._why(self.a), self._reply().paused_until), ("reply", Date.to_date("2025-03-17")))

    def test_grant(self):
        """The collector opens the dialogue with what was asked for: all of the invoice, on the 26th. Instalments make a plan."""
        self._answer("promise", self.a, day="2025-03-26", text="Slow month")
        answer = self._answers().with_user(self.collector)
        self.assertEqual(answer.reply_id.action_open_answer()["res_id"], answer.id)
        self.assertEqual(answer.action_open_reply()["res_id"], answer.reply_id.id)
        window = answer.action_grant()
        wizard = self.env["dunning.promise.wizard"].with_user(self.collector).with_context(**window["context"]).create({})
        wizard.action_confirm()
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((str(promise.date_payment), promise.amount, promise.source), ("2025-03-26", 1000.0, "portal"))
        self.assertEqual((answer.reply_id.outcome, self._why(self.a)), ("promised", "promise"))
        with self.assertRaises(UserError):
            answer.action_grant()

    def test_requests_share_one_pause(self):
        self._answer("instalments", self.a, day="2025-03-20", count="3")
        with freeze_time("2025-03-14 10:00:00", tick=True):
            self._answer("instalments", self.a, day="2025-03-20", count="4")
        self.assertEqual(self._reply().hold_id.date_end, Date.to_date("2025-03-17"), "nobody pauses for ever by asking")

    def test_wrong_contact(self):
        """People mend the contact: what was typed receives nothing."""
        self._answer("wrong_contact", person="Eve", email="eve@example.org", phone="+33 6 00 00 00 00")
        self.assertEqual(self._answers().outcome, "asked")
        self.assertFalse(self.env["res.partner"].search([("email", "=", "eve@example.org")]))
        self.assertEqual(self._one()[1].partner_ids, self.action.contact_id)
        task = self.env["dunning.task"].search([("kind", "=", "contact"), ("profile_id", "=", self.profile.id)])
        self.assertIn("eve@example.org", task.why)

    def test_copy(self):
        """By e-mail to whom the message went."""
        self._answer("copy", self.a)
        answer, message = self._one()
        self.assertEqual((answer.outcome, message.partner_ids, len(message.attachment_ids)), ("done", self.action.contact_id, 1))
        self.assertFalse(self._work())
        self.assertEqual(self._reply().outcome, "resent")

    def test_call_back(self):
        self._answer("call_back", day="2025-03-12", phone="+33 4 11 11 11 11", text="after two")
        call = self.env["dunning.action"].search([("channel", "=", "phone"), ("profile_id", "=", self.profile.id)])
        self.assertEqual((call.state, call.date), ("todo", Date.to_date("2025-03-12")))
        self.assertIn("+33 4 11 11 11 11", call.outcome_note)
        self.assertIn("after two", call.outcome_note)

    # -- limits ------------------------------------------------------------------------------------

    def test_company_limits(self):
        self.company.write({"dunning_answer_promise": "ask", "dunning_answer_paid": "off"})
        page = self._get(self._url()).text
        self.assertNotIn("o_dunning_answer_paid", page)
        self.assertNotIn("answer/paid", self._get(self._url("answer/paid")).url)
        self._answer("promise", self.a, day="2025-03-20")
        self.assertEqual(self._answers().outcome, "asked")

    def test_sent_twice(self):
        """The same form, sent twice: one answer, one promise, one mail."""
        form = self._get(self._url("answer/promise")).text
        for _time in range(2):
            self._send(self._url("answer/promise"), form=form, items=[self._item(self.a).id], day="2025-03-20")
        _answer, message = self._one()
        self.assertEqual(len(message), 1)
        self.assertEqual(len(self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])), 1)

    def test_files(self):
        for files in ([("a.exe", b"MZ\x90", "application/pdf")], [("a.html", b"<script>alert(1)</script>", "text/html")],
                      [("a.pdf", PDF, "application/pdf")] * 4,
                      [("big.pdf", b"%PDF-" + b"0" * (5 * 1024 * 1024), "application/pdf")]):  # fmt: skip
            page = self._answer("paid", self.a, files=files, day="2025-03-08", means="transfer")
            self.assertIn("Please send", page.text)
        self.assertFalse(self._answers())

    def test_foreign_items(self):
        """Items of the page only: nobody else's, and of the link its own."""
        for move in (self.secret, self.later):
            page = self._answer("promise", move, day="2025-03-20")
            self.assertIn("Please choose at least one invoice", page.text)
            self.assertNotIn("987.65", page.text)
        self.assertFalse(self._answers())

    def test_days(self):
        promised = [("promise", day) for day in ("2025-03-09", "9999-01-01", "tomorrow", "")]
        for kind, day in (("paid", "2025-03-11"), *promised):
            self.assertIn("Please choose a day", self._answer(kind, self.a, day=day, means="card").text)
        self.assertFalse(self._answers())

    def test_malicious_text(self):
        evil = "<script>alert(1)</script>{{ object.company_id }}<t t-out=\"1\"/>\x00\r\nBcc: x@example.org"
        self._answer("paid", self.a, day="2025-03-08", means="transfer", text=evil)
        answer, message = self._one()
        self.assertNotIn("\x00", answer.text)
        self.assertNotIn("<script>", message.body)
        self.assertIn("{{ object.company_id }}", self._text(message.body))
        self.assertNotIn("<script>", self._reply().mail_message_id.body)
        page = self._get(self._url("") + f"&done={answer.id}").text
        self.assertNotIn("<script>alert", page)

    def test_without_csrf(self):
        answer = self.opener.post(self.base_url() + self._url("answer/promise"), data={"items": self._item(self.a).id, "day": "2025-03-20"})
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._answers())

    def test_colleague(self):
        self.authenticate("collector_c", "collector_c")
        self.assertEqual(self._answer("promise", self.a, day="2025-03-20").status_code, 403)
        self.assertFalse(self._answers())

    def test_too_many(self):
        for _number in range(20):
            self._answer("promise", self.a, day="2025-03-09")
        self.assertEqual(self._answer("promise", self.a, day="2025-03-20").status_code, 429)

    def test_logged_in(self):
        """From the page of the account, also about what comes due; the contact is who logged in."""
        user = self._portal_user(self.customer, "portal_own")
        self.authenticate("portal_own", "portal_own")
        url = f"/my/dunning/account/{self.profile.id}/answer/promise"
        self._send(url, items=[self._item(self.later).id], day="2025-03-20")
        answer = self._answers()
        self.assertEqual((answer.via, answer.contact_id, answer.outcome, answer.action_id.id), ("account", user.partner_id, "done", False))
        self.assertEqual(self._why(self.later), "promise")

    # -- evidence ----------------------------------------------------------------------------------

    def test_evidence(self):
        self._answer("promise", self.a, day="2025-03-20")
        answer = self._answers()
        for record, vals in ((answer.sudo(), {"text": "forged"}), (answer.sudo().line_ids, {"amount_open": 1})):
            with self.assertRaises(UserError):
                record.write(vals)
            with self.assertRaises(UserError):
                record.unlink()
        for user in (self.collector, self.salesman):
            with self.assertRaises(AccessError):
                self.env["dunning.answer"].with_user(user).create({"profile_id": self.profile.id, "kind": "promise"})
        self.assertTrue(answer.with_user(self.collector).read(["taken_text"]))
        stranger = self._user("stranger", "account_dunning.group_dunning_manager")
        stranger.write({"company_ids": [Command.set(self.other_company.ids)], "company_id": self.other_company.id})
        for user in (self.salesman, stranger):
            with self.assertRaises(AccessError):
                answer.with_user(user).read(["taken_text"])
            with self.assertRaises(AccessError):
                answer.line_ids.with_user(user).read(["invoice_name"])
