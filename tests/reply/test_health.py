"""The health gate: before its first reminder, did the invoice arrive, with what the customer needs to pay it?"""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..delivery.test_bounce import BOUNCE
from ..test_access import AccessCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestHealth(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "email")])
        cls.company.write({"dunning_plan_id": cls.plan.id, "dunning_check_sent": True})
        cls.move = cls._invoice("2025-03-01", ref="PO 4711")
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    def _send_invoice(self, move=None):
        """Send an invoice by e-mail the way core does; return the message."""
        move = move or self.move
        message = move.message_post(
            body="Your invoice", subject="Invoice", message_type="comment", subtype_xmlid="mail.mt_comment",
            partner_ids=self.customer.ids, mail_auto_delete=False,
        )  # fmt: skip
        self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id), ("state", "=", "outgoing")]).send()
        move.is_move_sent = True
        return message

    def _come_back(self, message, day="2025-03-02"):
        with freeze_time(f"{day} 10:00:00"), self._quiet("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(
                None,
                BOUNCE.format(
                    to=f"{self.alias_bounce}@{self.alias_domain}", address="atelier.durand@example.com",
                    message_id=message.message_id, bounce_id=f"inv{message.id}",
                ),
            )  # fmt: skip

    def _holds(self, state="active"):
        return self.env["dunning.hold"].search([("kind", "=", "undelivered"), ("state", "=", state)])

    def _tasks(self):
        kind = self.env.ref("account_dunning.mail_activity_type_delivery")
        return self.profile.activity_ids.filtered(lambda task: task.activity_type_id == kind)

    # -- did it arrive? ----------------------------------------------------------------------------

    def test_arrived(self):
        self._send_invoice()
        [action] = self._run(DAY)
        self.assertFalse(self._holds())
        self.assertFalse(action.health_text)

    def test_bounced_invoice(self):
        """A technical task instead of a reminder, at once; previews know it too."""
        self._come_back(self._send_invoice())
        hold = self._holds()
        self.assertEqual((hold.move_id, str(hold.date_start)), (self.move, "2025-03-02"))
        [task] = self._tasks()
        self.assertEqual(task.user_id, self.collector)
        self.assertIn(self.move.name, task.summary)
        self.assertEqual(self._reason(self.move, DAY), "undelivered")
        self.assertFalse(self._run(DAY))
        self.assertEqual(len(self._tasks()), 1)

    def test_other_invoices_go_on(self):
        other = self._invoice("2025-03-01", 300)
        self._come_back(self._send_invoice())
        [action] = self._run(DAY)
        self.assertEqual(action.advance_line_ids.move_id, other)

    def test_refused_at_once(self):
        """The server refused it when it was sent: the run finds it."""
        with self._refusing("atelier.durand@example.com"):
            message = self._send_invoice()
        self.assertEqual(message.notification_ids.notification_status, "exception")
        self.assertFalse(self._run(DAY))
        self.assertEqual(self._holds().delivery_message_id, message)
        self.assertEqual(len(self._tasks()), 1)
        self.assertEqual(self.env["dunning.run"].search([], limit=1).undelivered_count, 1)

    def test_sent_again(self):
        """Sent again with success: the hold ends, the task goes, the first reminder leaves."""
        self._come_back(self._send_invoice())
        self._run(DAY)
        self._send_invoice()
        [action] = self._run("2025-03-07")
        self.assertEqual((self._holds("ended").outcome, action.step_id.delay), ("Sent again", 5))
        self.assertFalse(self._tasks())

    def test_ended_by_a_person(self):
        """Somebody gave it over by hand: the same message is not held against the invoice again."""
        self._come_back(self._send_invoice())
        self._holds().action_end()
        self.assertFalse(self._tasks())
        self.assertTrue(self._run(DAY))
        self.assertFalse(self._holds())

    def test_after_the_first_reminder(self):
        """Once reminded the customer knows of it: no hold any more."""
        message = self._send_invoice()
        self._have_taken(self.move, self.plan.step_ids.sorted("delay")[0], DAY)
        self._come_back(message, "2025-03-07")
        self._run("2025-03-08")
        self.assertFalse(self._holds())

    def test_copy_to_a_colleague_bounces(self):
        """What came back from a colleague says nothing about the customer."""
        message = self.move.message_post(
            body="x", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.salesman.partner_id.ids,
            mail_auto_delete=False,
        )  # fmt: skip
        message.sudo().notification_ids.write({"notification_status": "bounce", "notification_type": "email"})
        self._run(DAY)
        self.assertFalse(self._holds())

    def test_company_that_does_not_chase(self):
        """Without dunning a bounce is core's business."""
        self.company.dunning_live_date = False
        self._come_back(self._send_invoice())
        self.assertFalse(self._holds())

    # -- warnings ----------------------------------------------------------------------------------

    def test_not_known_as_sent(self):
        [action] = self._run(DAY)
        self.assertEqual(action.health_text, f"Not known as sent: {self.move.name}.")
        self.company.dunning_check_sent = False
        action.invalidate_recordset(["health_text"])
        self.assertFalse(action.health_text)

    def test_not_known_as_sent_goes_along(self):
        """The invoice is attached though the step attaches none; one that was sent is not."""
        sent = self._invoice("2025-03-01", 300)
        sent.is_move_sent = True
        for move in (self.move, sent):
            self.env["ir.attachment"].create(
                {
                    "name": f"{move.id}.pdf", "raw": b"%PDF-1.4", "res_model": "account.move", "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )  # fmt: skip
            move.invalidate_recordset()
        [action] = self._run(DAY)
        action.state = "ready"
        action._deliver_actions(Date.to_date(DAY))
        [message] = self._sent("atelier.durand@example.com")
        self.assertEqual(list(self._files(message)), [f"{self.move.id}.pdf"])

    def test_first_reminder_only(self):
        self.plan.step_ids.mode = "review"
        [action] = self._run(DAY)
        self._work(DAY)
        self.assertFalse(action.health_text, "done")
        [second] = self._run("2025-03-16")
        self.assertEqual(second.step_id.delay, 15)
        self.assertFalse(second.health_text)

    def test_order_reference(self):
        """Only where the customer asks for one."""
        other = self._invoice("2025-03-01", 300)
        (self.move + other).is_move_sent = True
        [action] = self._run(DAY)
        self.assertFalse(action.health_text)
        self.profile.needs_order_reference = True
        action.invalidate_recordset(["health_text"])
        self.assertEqual(action.health_text, f"This customer asks for an order reference, missing on {other.name}.")

    def test_contact_incomplete(self):
        self.move.is_move_sent = True
        self.customer.write({"phone": False, "city": False})
        [action] = self._run(DAY)
        self.assertEqual(action.health_text, "Contact incomplete: no phone number, postal address.")

    def test_screens(self):
        """In the review list and on the action, for collectors and for who sells."""
        self.customer.user_id = self.salesman
        [action] = self._run(DAY)
        for user in (self.collector, self.salesman):
            [values] = self._open(action, user)
            self.assertIn("Not known as sent", values["health_text"])
            self.assertIn(action.id, self._list("dunning.action", user))

    def test_list_asks_once(self):
        """The warnings of a list take as many queries for one action as for many."""
        for number in range(3):
            self._invoice("2025-03-01", partner=self._customer(f"Customer {number}"))
        actions = self.env["dunning.action"].browse(self._run(DAY).ids)
        self.assertEqual(len(actions), 4)
        counts = []
        for part in (actions[:1], actions[:1], actions):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(part.mapped("health_text")))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
