"""What customers answer, through the real mail gateway: replies pause and ask for an outcome, machines do not."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from ..test_access import AccessCommon

DAY = "2025-03-06"
LATER = "2025-03-08"

REPLY = """From: {sender}
To: {to}
Subject: {subject}
Message-Id: <{reply_id}@mail.example.com>
In-Reply-To: {message_id}
References: {message_id}
Date: Sat, 08 Mar 2025 09:00:00 +0000
MIME-Version: 1.0
{headers}Content-Type: text/html; charset=utf-8

<p>{text}</p><blockquote>You owe</blockquote>
"""

REPORT = """Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: {to}
Subject: Delayed Mail
Message-Id: <report{number}@mx.example.net>
Date: Sat, 08 Mar 2025 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=utf-8

Still trying

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: {action}
Status: 4.4.1

--=_b
Content-Type: text/rfc822-headers

Message-Id: {message_id}

--=_b--
"""


class ReplyCommon(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email"), (25, "email")])
        cls.first, cls.second, cls.third = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan
        cls.customer.user_id = cls.salesman
        cls.move = cls._invoice("2025-03-01")

    def setUp(self):
        super().setUp()
        [self.action] = self._run(DAY)

    def _answer(
        self, day=LATER, action=None, sender="Anna <atelier.durand@example.com>", subject="Re: Reminder", headers="",
        text="Paid on Monday", answered=None,
    ):  # fmt: skip
        """Have somebody answer the message of an action, or another one of ours; return what was taken down of it."""
        action = action or self.action
        Reply = self.env["dunning.reply"]
        before = Reply.search([])
        with freeze_time(f"{day} 10:00:00"), self._quiet("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(
                None,
                REPLY.format(
                    sender=sender, to=f"catchall@{self.alias_domain}", subject=subject, reply_id=f"r{len(before)}-{action.id}",
                    message_id=(answered or action.mail_message_id).message_id, text=text,
                    headers="".join(f"{line}\n" for line in headers.splitlines()),
                ),
            )  # fmt: skip
        return Reply.search([]) - before

    def _act(self, records, method, day=LATER, user=None):
        with freeze_time(f"{day} 11:00:00"):
            return getattr(records.with_user(user or self.collector), method)()

    def _why(self, day):
        return self._reason(self.move, day)


@tagged("post_install", "-at_install")
class TestReplies(ReplyCommon):
    def test_known_people_in_copy(self):
        """Core replaces who was pinged, the author of our message, by those whom the answer names: both are kept, nothing is lost."""
        author = self.env["res.partner"].create({"name": "Our agency", "email": "agency@example.com"})
        self.env.cr.execute("UPDATE mail_message SET author_id = %s WHERE id = %s", (author.id, self.action.mail_message_id.id))
        self.env.invalidate_all()
        colleague = self.env["res.partner"].create({"name": "Bea", "email": "bea@example.com", "parent_id": self.customer.id})
        reply = self._answer(headers="Cc: bea@example.com")
        self.assertEqual((reply.kind, reply.state), ("reply", "new"))
        self.assertEqual(reply.mail_message_id.partner_ids, author | colleague)

    def test_pauses_and_asks(self):
        """The reply is taken down, the plan rests for the company's days, its owner gets a task."""
        reply = self._answer()
        self.assertEqual((reply.kind, reply.state, reply.action_id, reply.partner_id), ("reply", "new", self.action, self.customer))
        self.assertEqual((reply.author_id, reply.user_id), (self.customer, self.collector))
        self.assertEqual(reply.excerpt, "Paid on Monday")
        self.assertIn("Paid on Monday", reply.body)
        self.assertEqual(reply.mail_message_id.model, "dunning.action")
        hold = reply.hold_id
        self.assertEqual(
            (hold.kind, str(hold.date_start), str(hold.date_end), hold.partner_id, hold.move_id.id),
            ("reply", LATER, "2025-03-15", self.customer, False),
        )
        task = reply.activity_ids
        self.assertEqual((task.user_id, str(task.date_deadline)), (self.collector, LATER))
        self.assertEqual(self._why("2025-03-15"), "reply")
        self.assertEqual(self._why("2025-03-16"), "act")

    def test_days_of_the_company(self):
        self.company.dunning_reply_days = 20
        self._answer()
        self.assertFalse(self._run("2025-03-16"))
        self.assertEqual(self._why("2025-03-28"), "reply")
        self.assertTrue(self._run("2025-03-29"))

    def test_no_pause_when_the_company_wants_none(self):
        self.company.dunning_reply_days = 0
        reply = self._answer()
        self.assertFalse(reply.hold_id)
        self.assertTrue(reply.activity_ids, "somebody reads it all the same")
        self.assertEqual(self._why("2025-03-16"), "act")

    def test_of_somebody_unknown(self):
        """Whoever has our message may answer it, under any address: the plan rests two working days."""
        reply = self._answer(sender="chef@elsewhere.example.com")
        self.assertEqual((reply.kind, reply.author_id.id, reply.email_from), ("reply", False, "chef@elsewhere.example.com"))
        self.assertEqual((reply.sender, str(reply.hold_id.date_end), self._why("2025-03-11")), ("stranger", "2025-03-11", "reply"))

    def test_machines(self):
        """Absences and automatic answers are kept and change nothing."""
        for subject, headers, kind in (
            ("Automatic reply: Reminder", "Auto-Submitted: auto-replied", "auto"),
            ("Absence du bureau : Reminder", "Auto-Submitted: auto-replied", "out_of_office"),
            ("Abwesenheitsnotiz", "", "out_of_office"),
            ("Re: Reminder", "X-Auto-Response-Suppress: All", "auto"),
            ("Re: Reminder", "Precedence: auto_reply", "auto"),
            ("Re: Reminder", "X-Autoreply: yes", "auto"),
        ):
            with self.subTest(subject=subject, headers=headers):
                reply = self._answer(subject=subject, headers=headers)
                self.assertEqual((reply.kind, reply.state), (kind, "handled"))
                self.assertFalse(reply.hold_id or reply.activity_ids)
        self.assertEqual(self._why("2025-03-15"), "not_due")

    def test_colleague(self):
        """What the salesperson writes into the thread is no reply."""
        self.assertFalse(self._answer(sender="sales_c@example.com"))
        self.assertEqual(self._why("2025-03-15"), "not_due")

    def test_twice(self):
        """Two replies share one pause, which ends with the second outcome."""
        one, two = self._answer(), self._answer("2025-03-10")
        self.assertEqual(one.hold_id, two.hold_id)
        self.assertEqual(str(one.hold_id.date_end), "2025-03-17")
        self._act(one, "action_note", "2025-03-11")
        self.assertEqual((one.hold_id.state, self._why("2025-03-16")), ("active", "reply"))
        self._act(two, "action_note", "2025-03-11")
        self.assertEqual((one.hold_id.state, self._why("2025-03-16")), ("ended", "act"))

    def test_same_message_twice(self):
        """The gateway gets a message twice: it counts once."""
        text = REPLY.format(
            sender="atelier.durand@example.com", to=f"catchall@{self.alias_domain}", subject="Re: x", reply_id="same",
            message_id=self.action.mail_message_id.message_id, headers="", text="x",
        )  # fmt: skip
        with self._quiet("odoo.addons.mail.models.mail_thread"):
            for _time in range(2):
                self.env["mail.thread"].sudo().message_process(None, text)
        self.assertEqual(len(self.env["dunning.reply"].search([])), 1)

    def test_open_action_waits(self):
        """What waited for review when the reply came does not leave."""
        self.second.mode = "review"
        [open_action] = self._run("2025-03-16")
        self._answer("2025-03-16")
        open_action._refresh_from_ledger(Date.to_date("2025-03-16"))
        self.assertEqual((open_action.state, open_action.cancel_reason), ("cancelled", "suspended"))

    def test_on_the_profile(self):
        """An answer to what was written from the customer's page is about his last contact."""
        profile = self.action.profile_id
        message = profile.message_post(body="x", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.customer.ids)
        with freeze_time(f"{LATER} 10:00:00"), self._quiet("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(
                None,
                REPLY.format(
                    sender="atelier.durand@example.com", to=f"catchall@{self.alias_domain}", subject="Re: x", reply_id="profile",
                    message_id=message.message_id, headers="", text="x",
                ),
            )  # fmt: skip
        reply = self.env["dunning.reply"].search([])
        self.assertEqual((reply.profile_id, reply.action_id, reply.mail_message_id.model), (profile, self.action, "dunning.profile"))

    # -- outcomes ----------------------------------------------------------------------------------

    def test_noted(self):
        reply = self._answer()
        self._act(reply, "action_note", "2025-03-10")
        self.assertEqual((reply.state, reply.outcome, reply.handled_by_id), ("handled", "noted", self.collector))
        self.assertEqual((str(reply.handled_on), reply.days_to_handle), ("2025-03-10", 2))
        self.assertFalse(reply.activity_ids)
        self.assertEqual((reply.hold_id.state, self._why("2025-03-16")), ("ended", "act"))

    def test_once(self):
        reply = self._answer()
        self._act(reply, "action_note")
        for method in ("action_note", "action_payment_announced", "action_wrong_contact", "action_promise"):
            with self.subTest(method=method), self.assertRaises(UserError):
                self._act(reply, method)

    def test_promise(self):
        reply = self._answer()
        action = self._act(reply, "action_promise")
        with freeze_time(f"{LATER} 11:00:00"):
            form = Form(self.env["dunning.promise.wizard"].with_user(self.collector).with_context(**action["context"]))
            self.assertEqual((form.amount_open, form.source), (1000.0, "email"))
            form.save().action_confirm()
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((promise.amount, str(promise.date_payment), promise.source), (1000.0, "2025-03-18", "email"))
        self.assertEqual((reply.state, reply.outcome, reply.hold_id.state), ("handled", "promised", "ended"))
        self.assertEqual(self._why("2025-03-16"), "promise")

    def test_dispute(self):
        reply = self._answer(text="The goods are broken")
        action = self._act(reply, "action_dispute")
        category = self.env.ref("account_dunning.dispute_category_commercial")
        with freeze_time(f"{LATER} 11:00:00"):
            wizard = (
                self.env["dunning.dispute.wizard"]
                .with_user(self.collector)
                .with_context(**action["context"])
                .create({"category_id": category.id})
            )
            self.assertEqual(wizard.description, "The goods are broken")
            wizard.action_confirm()
        dispute = self.env["dunning.dispute"].search([("move_id", "=", self.move.id)])
        self.assertEqual((dispute.state, dispute.source, dispute.amount), ("open", "email", 1000.0))
        self.assertEqual((reply.state, reply.outcome), ("handled", "disputed"))

    def test_payment_announced(self):
        reply = self._answer()
        self._act(reply, "action_payment_announced")
        hold = self.env["dunning.hold"].search([("kind", "=", "payment_announced")])
        self.assertEqual((hold.move_id, str(hold.date_end), hold.user_id), (self.move, "2025-03-13", self.collector))
        self.assertEqual(reply.outcome, "payment_announced")

    def test_already_paid(self):
        """The customer is asked for the proof, in the thread and in its language; its invoices rest."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        reply = self._answer()
        before = len(self._sent())
        self._act(reply, "action_already_paid")
        hold = self.env["dunning.hold"].search([("kind", "=", "payment_announced")])
        self.assertEqual((hold.move_id, reply.outcome, reply.state), (self.move, "already_paid", "handled"))
        self.env["mail.mail"].sudo().search([("model", "=", "dunning.action"), ("state", "=", "outgoing")]).send()
        [message] = self._sent()[before:]
        self.assertIn("atelier.durand@example.com", message["To"])
        self.assertIn(self.move.name, self._text(message))
        self.assertIn(self.action.mail_message_id.message_id, message["References"])

    def test_answered_where_he_wrote(self):
        """What is not about a reminder (a statement, thanks) is answered in its own thread, below the customer's words."""
        thread = self.action.profile_id
        statement = thread.message_post(body="Statement", message_type="comment", subtype_xmlid="mail.mt_comment")
        reply = self._answer(answered=statement)
        self.assertEqual((reply.action_id, reply.mail_message_id.model), (self.action, "dunning.profile"))
        before = len(self._sent())
        self._act(reply, "action_already_paid")
        self.env["mail.mail"].sudo().search([("model", "=", "dunning.profile"), ("state", "=", "outgoing")]).send()
        [message] = self._sent()[before:]
        self.assertIn(reply.message_ref, message["References"])
        self.assertIn(statement.message_id, message["References"])

    def test_invoices_sent_again(self):
        self.env["ir.attachment"].create(
            {
                "name": "INV.pdf", "raw": b"%PDF-1.4 made before", "res_model": "account.move", "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )  # fmt: skip
        self.move.invalidate_recordset()
        reply = self._answer()
        before = len(self._sent())
        self._act(reply, "action_resend_invoices")
        self.env["mail.mail"].sudo().search([("model", "=", "dunning.action"), ("state", "=", "outgoing")]).send()
        [message] = self._sent()[before:]
        self.assertEqual(self._files(message), {"INV.pdf": b"%PDF-1.4 made before"})
        self.assertEqual((reply.outcome, self._why("2025-03-16")), ("resent", "act"))

    def test_nothing_to_send_again(self):
        reply = self._answer()
        self._pay(self.move, LATER)
        with self.assertRaisesRegex(UserError, "nothing to send again"):
            self._act(reply, "action_resend_invoices")

    def test_wrong_contact(self):
        """Somebody finds the right one; until the pause ends nobody asks the wrong one again."""
        reply = self._answer()
        self._act(reply, "action_wrong_contact")
        kind = self.env.ref("account_dunning.mail_activity_type_address")
        [task] = self.action.profile_id.activity_ids.filtered(lambda task: task.activity_type_id == kind)
        self.assertIn("wrong contact", task.summary)
        self.assertEqual((reply.state, reply.hold_id.state, self._why("2025-03-15")), ("handled", "active", "reply"))

    def test_wrong_contact_beside_another_reply(self):
        """Both share a pause: that the other one is dealt with does not end what the wrong contact asked for."""
        wrong = self._answer()
        other = self._answer(text="Hello")
        self.assertEqual(wrong.hold_id, other.hold_id)
        self._act(wrong, "action_wrong_contact")
        self._act(other, "action_note")
        self.assertEqual((wrong.hold_id.state, self._why("2025-03-15"), self._why("2025-03-16")), ("active", "reply", "act"))

    def test_reclassified(self):
        reply = self._answer(subject="Automatic reply: Reminder")
        self._act(reply, "action_is_reply")
        self.assertEqual((reply.kind, reply.state, reply.hold_id.kind), ("reply", "new", "reply"))
        self.assertTrue(reply.activity_ids)
        self._act(reply, "action_is_automatic")
        self.assertEqual((reply.kind, reply.state, reply.hold_id.state), ("auto", "handled", "ended"))
        self.assertFalse(reply.activity_ids)

    # -- rights ------------------------------------------------------------------------------------

    def test_salesperson(self):
        """He reads his customers' replies; he deals with those that he owns, without collector's rights."""
        reply = self._answer()
        mine = reply.with_user(self.salesman)
        self._open(reply, self.salesman)
        self.assertIn(reply.id, self._list("dunning.reply", self.salesman))
        with self.assertRaises(AccessError):
            self._act(mine, "action_note", user=self.salesman)
        with self.assertRaises(AccessError):
            mine.write({"user_id": self.salesman.id})
        reply.user_id = self.salesman
        self.assertEqual(reply.activity_ids.user_id, self.salesman)
        self._act(reply, "action_payment_announced", user=self.salesman)
        self.assertEqual((reply.outcome, reply.handled_by_id), ("payment_announced", self.salesman))

    def test_colleagues_customers(self):
        reply = self._answer()
        stranger = self._user("stranger_c", "account_dunning.group_dunning_contributor")
        self.assertFalse(self._list("dunning.reply", stranger))
        with self.assertRaises(AccessError):
            self._open(reply, stranger)

    def test_owner_of_the_contact(self):
        """The reply goes to whoever owns the contact."""
        other = self._user("owner_c", "account_dunning.group_dunning_user")
        self.action.user_id = other
        self.assertEqual(self._answer().user_id, other)

    def test_screens(self):
        reply = self._answer()
        for user in (self.collector, self.salesman):
            self._open(reply, user)
            self._open(self.action, user)
            [values] = self._open(self.action.profile_id, user)
            self.assertEqual(values["reply_new_count"], 1)
        replies = self.env["dunning.reply"].with_user(self.collector)
        groups = replies.formatted_read_group([], ["kind", "step_id"], ["__count", "days_to_handle:avg"])
        self.assertEqual([(group["kind"], group["__count"]) for group in groups], [("reply", 1)])
        self.assertEqual(self._act(self.action, "action_open_replies")["domain"], [("action_id", "in", self.action.ids)])
        with Form(reply.with_user(self.collector)) as form:
            form.user_id = self.salesman
        self.assertEqual(reply.user_id, self.salesman)

    def test_merged_customers(self):
        """Replies go with the customer when contacts are merged."""
        reply, other = self._answer(), self._customer("Durand SA")
        target = self.env["dunning.profile"]._get_or_create(other, self.company)
        self.customer._dunning_merge_into(other)
        self.assertEqual((reply.profile_id, reply.partner_id), (target, other))


@tagged("post_install", "-at_install")
class TestAddresses(ReplyCommon):
    def _report(self, action):
        with self._quiet("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(
                None,
                REPORT.format(
                    to=f"{self.alias_bounce}@{self.alias_domain}", address="atelier.durand@example.com", action=action,
                    message_id=self.action.mail_message_id.message_id, number=len(self.env["dunning.reply"].search([])),
                ),
            )  # fmt: skip

    def test_reports_that_are_no_bounce(self):
        for action in ("delayed", "delivered"):
            with self.subTest(action=action):
                self._report(action)
                self.assertEqual((self.action.delivery_status, self.action.advance_line_ids.status), ("sent", "counted"))
        self.assertFalse(self.env["dunning.reply"].search([]))

    def test_bounce_marks_the_address(self):
        self._report("failed")
        self.assertEqual(self.action.delivery_status, "bounced")
        reply = self.env["dunning.reply"].search([])
        self.assertEqual((reply.kind, reply.state, reply.email_from), ("bounce", "new", "atelier.durand@example.com"))
        self.assertEqual(self.action.profile_id.bad_address_text, "atelier.durand@example.com")
        self.assertFalse(reply.hold_id)

    def test_address_works_again(self):
        """The mailbox was full: a person says that it works, the same step is sent there."""
        self._report("failed")
        self.assertEqual(self._why("2025-03-10"), "no_address")
        reply = self.env["dunning.reply"].search([])
        self._act(reply, "action_address_works")
        self.assertEqual((reply.state, self.action.profile_id.bad_address_text), ("handled", ""))
        [again] = self._run("2025-03-10")
        self.assertEqual((again.step_id, again.recipient_address, again.state), (self.first, "atelier.durand@example.com", "done"))

    def test_who_writes_can_be_written_to(self):
        self._report("failed")
        self._answer()
        self.assertTrue(self.action.bounce_cleared)
        self.assertFalse(self.action.profile_id.bad_address_text)

    def test_blacklist_is_no_address(self):
        """The step stays undone, the address is marked, somebody gets the task once; off the list all goes on."""
        self.env["mail.blacklist"].sudo()._add("atelier.durand@example.com")
        self.assertEqual(self._why("2025-03-16"), "no_address")
        self.assertFalse(self._run("2025-03-16"))
        self.assertFalse(self._run("2025-03-17"))
        reply = self.env["dunning.reply"].search([("kind", "=", "blacklisted")])
        self.assertEqual((len(reply), reply.email_from, reply.state), (1, "atelier.durand@example.com", "new"))
        kind = self.env.ref("account_dunning.mail_activity_type_address")
        [task] = self.action.profile_id.activity_ids.filtered(lambda task: task.activity_type_id == kind)
        self.assertIn("blacklist", task.summary)
        self.env["mail.blacklist"].sudo()._remove("atelier.durand@example.com")
        [action] = self._run("2025-03-18")
        self.assertEqual((action.step_id, action.state, reply.state), (self.second, "done", "handled"))

    def test_blacklisted_before_it_left(self):
        """Recorded, then blacklisted: it does not leave, and turns to the fallback channel."""
        self.second.fallback_channel = "phone"
        action = self._record("2025-03-16")
        self.env["mail.blacklist"].sudo()._add("atelier.durand@example.com")
        action._deliver_actions(Date.to_date("2025-03-16"))
        self.assertEqual((action.state, action.channel, action.advance_line_ids.status), ("todo", "phone", "open"))
        self.assertEqual(len(self._sent("atelier.durand@example.com")), 1, "the first reminder only")

    def test_other_address_is_used(self):
        """Another contact of the customer who can be written to is written to."""
        self.env["mail.blacklist"].sudo()._add("atelier.durand@example.com")
        accounts = self.env["res.partner"].create({"name": "Accounts", "email": "accounts@example.com", "parent_id": self.customer.id})
        self.action.profile_id.payment_contact_id = accounts
        [action] = self._run("2025-03-16")
        self.assertEqual((action.contact_id, action.state), (accounts, "done"))
