"""Bounces come back through the real mail gateway: a bounced reminder was no reminder."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"

# A delivery status notification as mail servers write it (RFC 3464).
BOUNCE = """Return-Path: <>
From: Mail Delivery System <mailer-daemon@mx.example.net>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-Id: <{bounce_id}@mx.example.net>
Date: Thu, 06 Mar 2025 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain; charset=utf-8

<{address}>: host mx.example.net said: 550 5.1.1 User unknown

--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--=_b
Content-Type: text/rfc822-headers

From: office@example.com
To: {address}
Subject: Reminder
Message-Id: {message_id}

--=_b--
"""


@tagged("post_install", "-at_install")
class TestBounce(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.first, cls.second = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01")

    def _bounce(self, action, address=None):
        """Have the message of an action come back from one of its recipients."""
        address = address or action.recipient_address
        [message] = self._sent(address)
        with self._quiet("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(
                None,
                BOUNCE.format(
                    to=f"{self.alias_bounce}@{self.alias_domain}",
                    address=address,
                    message_id=message["Message-Id"],
                    bounce_id=f"b{action.id}-{address.split('@')[0]}",
                ),
            )

    def _address_tasks(self, profile=None):
        kind = self.env.ref("account_dunning.mail_activity_type_address")
        profile = profile or self.env["dunning.profile"].search([("partner_id", "=", self.customer.id)])
        return profile.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_bounce_reopens(self):
        [action] = self._run(DAY)
        self.assertEqual(action.advance_line_ids.status, "counted")
        self._bounce(action)
        self.assertEqual((action.state, action.delivery_status), ("done", "bounced"))
        self.assertEqual(action.advance_line_ids.status, "void")
        row = self._decide("2025-03-07")[self._items(self.move).id]
        self.assertEqual((row["last_step_id"], row["step_id"], row["reason"]), (None, self.first.id, "no_address"))
        [task] = self._address_tasks()
        self.assertEqual(task.user_id, self.collector)
        self.assertIn("atelier.durand@example.com bounced", task.summary)

    def test_bounce_keeps_the_evidence(self):
        [action] = self._run(DAY)
        snapshot, digest = action.snapshot, action.snapshot_hash
        self._bounce(action)
        self.assertEqual((action.snapshot, action.snapshot_hash), (snapshot, digest))
        self.assertEqual(str(action.date_done), DAY)

    def test_bounced_contact_starts_no_interval(self):
        accounts = self.env["res.partner"].create(
            {"name": "Accounts", "email": "accounts@example.com", "parent_id": self.customer.id}
        )
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).payment_contact_id = accounts
        [action] = self._run(DAY)
        self.assertEqual(action.contact_id, accounts)
        self._bounce(action)
        [again] = self._run("2025-03-07")
        self.assertEqual((again.step_id, again.contact_id), (self.first, self.customer), "the next contact")
        self.assertEqual(again.state, "done")
        self.assertEqual(self._recipients(), ["accounts@example.com", "atelier.durand@example.com"])

    def test_fallback_channel_at_the_next_run(self):
        self.first.fallback_channel = "phone"
        [action] = self._run(DAY)
        self._bounce(action)
        [call] = self._run("2025-03-07")
        self.assertEqual((call.step_id, call.channel, call.state), (self.first, "phone", "todo"))

    def test_mended_address(self):
        """Once the address is mended the same step is sent there."""
        [action] = self._run(DAY)
        self._bounce(action)
        self.assertFalse(self._run("2025-03-07"))
        self.customer.email = "new@example.com"
        [again] = self._run("2025-03-08")
        self.assertEqual((again.step_id, again.recipient_address, again.state), (self.first, "new@example.com", "done"))

    def test_second_bounce_asks_once(self):
        """The task is asked for once, and a bounce reported twice changes nothing more."""
        [action] = self._run(DAY)
        self._bounce(action)
        action._set_bounced()
        self.assertEqual(len(self._address_tasks()), 1)

    def test_bounced_copy(self):
        """The copy of the salesperson bounces: the customer was reached all the same."""
        self.customer.user_id = self.salesman
        self.first.copy_salesperson = True
        [action] = self._run(DAY)
        self._bounce(action, "sales_c@example.com")
        self.assertEqual((action.state, action.delivery_status), ("done", "sent"))
        self.assertEqual(action.advance_line_ids.status, "counted")
        self.assertFalse(self._address_tasks())

    def test_bounced_summary_of_a_call(self):
        """The call was made; only the address of its summary is wrong."""
        self.first.write({"channel": "phone", "summary_email": True})
        [call] = self._run(DAY)
        call._report_call(Date.to_date(DAY), "reached")
        self.env["mail.mail"].sudo().search([("mail_message_id", "=", call.mail_message_id.id)]).send()
        self._bounce(call, "atelier.durand@example.com")
        self.assertEqual((call.state, call.delivery_status), ("done", "reported"))
        self.assertEqual(call.advance_line_ids.status, "counted")
        self.assertEqual(len(self._address_tasks()), 1)

    def test_bounce_after_a_later_step(self):
        """A reminder that bounces late, after a call was made, takes back its own step only."""
        self.second.write({"channel": "phone", "summary_email": False})
        [action] = self._run(DAY)
        [call] = self._run("2025-03-16")
        call._report_call(Date.to_date("2025-03-16"), "reached")
        self._bounce(action)
        row = self._decide("2025-03-17")[self._items(self.move).id]
        self.assertEqual((row["last_step_id"], row["reason"]), (self.second.id, "plan_finished"))
