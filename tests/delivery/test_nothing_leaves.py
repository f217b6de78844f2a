"""Nothing leaves: a credit manager stops mails, SMS and letters of a company, and lets them go on."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestNothingLeaves(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("credit_manager_c", "account_dunning.group_dunning_manager")
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (15, "letter")])

    def _as_manager(self):
        return self.company.with_user(self.manager)

    def _deliver(self, day=DAY):
        with freeze_time(f"{day} 10:00:00"):
            self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(day))

    def test_stop_and_go_on(self):
        """The run goes on recording; what is due waits as ready and leaves once."""
        self._invoice("2025-03-01")
        with freeze_time(f"{DAY} 08:00:00"):
            self._as_manager().action_dunning_stop()
        self.assertEqual((self.company.dunning_stopped_by_id, str(self.company.dunning_stopped_on)), (self.manager, f"{DAY} 08:00:00"))
        [action] = self._run(DAY)
        self._deliver()
        self.assertEqual((action.state, action.delivery_status), ("ready", False))
        self._as_manager().action_dunning_resume()
        self.assertFalse(self.company.dunning_stopped_on)
        self._deliver()
        self.assertEqual((action.state, action.delivery_status), ("done", "sent"))
        notes = " ".join(self.company.partner_id.message_ids.mapped("body"))
        self.assertIn("nothing leaves to customers", notes)
        self.assertIn("leave again", notes)

    def test_letters_are_not_printed(self):
        self.company.dunning_plan_id = self._plan([(5, "letter")])
        self._invoice("2025-03-01")
        letter = self._run(DAY)
        self.assertEqual(letter.channel, "letter")
        self._as_manager().action_dunning_stop()
        with self.assertRaisesRegex(UserError, "Nothing leaves in the name of .*: stopped by"):
            letter.with_user(self.collector).action_print_letters()
        with self.assertRaisesRegex(UserError, "Nothing leaves"):
            letter.with_user(self.collector).action_hand_to_firm()
        self.assertFalse(letter.printed_on)

    def test_mail_queue_holds(self):
        """What is in the queue stays there, but for colleagues; it leaves when it goes on."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        post = {"force_send": False, "subtype_xmlid": "mail.mt_comment"}
        message = profile.message_post(body="Statement", partner_ids=self.customer.ids, **post)
        inside = profile.message_post(body="Look", partner_ids=self.collector.partner_id.ids, **post)
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "in", (message.id, inside.id))])
        outside = mails.filtered(lambda mail: mail.mail_message_id == message)
        self.assertTrue(outside)
        self._as_manager().action_dunning_stop()
        told = []
        mails.send(post_send_callback=lambda ids, **_more: told.extend(ids))
        self.assertEqual(outside.state, "outgoing")
        self.assertIn(outside.id, told, "the queue does not begin anew because of it")
        self.assertNotIn("outgoing", (mails - outside).exists().mapped("state"))
        self._as_manager().action_dunning_resume()
        outside.send()
        self.assertNotEqual(outside.exists().state, "outgoing")

    def test_gone_meanwhile(self):
        """Core hands over after a commit what may have been deleted by then: nothing fails, the others leave."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        post = {"force_send": False, "partner_ids": self.collector.partner_id.ids, "subtype_xmlid": "mail.mt_comment"}
        messages = profile.message_post(body="One", **post) + profile.message_post(body="Two", **post)
        gone, other = self.env["mail.mail"].sudo().search([("mail_message_id", "in", messages.ids)], order="id")
        mails = gone + other
        gone.unlink()
        self.env.invalidate_all()
        mails.send()
        self.assertNotEqual(other.exists().state, "outgoing")

    def test_sms_queue_holds(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        message = action.message_post(body="SMS")
        sms = self.env["sms.sms"].create({"number": "+33600000000", "body": "x", "mail_message_id": message.id, "state": "outgoing"})
        self._as_manager().action_dunning_stop()
        self.assertIsNone(sms._send())
        self.assertEqual(sms.state, "outgoing")

    def test_statements(self):
        self._invoice("2025-03-01")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        statement = self.env["dunning.statement"].create({"profile_id": profile.id, "date_to": DAY})
        self.company.dunning_statement_day = 5
        Statement = self.env["dunning.statement"]
        self.assertEqual(str(Statement._month_day(self.company, Date.to_date(DAY))), "2025-03-05")
        self._as_manager().action_dunning_stop()
        self.assertIsNone(Statement._month_day(self.company, Date.to_date(DAY)))
        with self.assertRaisesRegex(UserError, "Nothing leaves"):
            statement.with_user(self.collector).action_send()

    def test_practice_company(self):
        """A practice company is stopped for good."""
        self.company.dunning_practice = True
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self._deliver()
        self.assertEqual(action.state, "ready")
        [line] = self.env["dunning.home"].with_user(self.manager).get_banner()
        self.assertEqual((line["kind"], line.get("method")), ("practice", None))

    def test_who_may(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        for user, company in ((self.collector, self.company), (self.salesman, self.company), (self.manager, other)):
            with self.subTest(user=user.login, company=company.name), self.assertRaises(AccessError):
                company.with_user(user).action_dunning_stop()
        self._as_manager().action_dunning_stop()
        with self.assertRaises(AccessError):
            self.company.with_user(self.collector).action_dunning_resume()

    def test_banner_says_who(self):
        self._as_manager().action_dunning_stop()
        home = self.env["dunning.home"]
        [line] = home.with_user(self.manager).get_banner()
        self.assertEqual((line["kind"], line["method"]), ("stopped", "action_resume"))
        self.assertIn(f"stopped by {self.manager.name}", line["text"])
        [line] = home.with_user(self.salesman).get_banner()
        self.assertEqual((line["kind"], line.get("method")), ("stopped", None))
        home.with_user(self.manager).action_resume()
        self.assertEqual(home.with_user(self.manager).get_banner(), [])
