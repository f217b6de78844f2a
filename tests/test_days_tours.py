"""Browser tours across days: a salesperson's dispute, promises kept and broken, a reply that pauses. The server's clock is
put on each day in turn."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_tours import ToursCommon
from .reply.test_replies import REPLY

# Due on the first of March; the call falls on the eleventh.
DUE, CALL = "2025-03-01", "2025-03-11"


@tagged("post_install", "-at_install")
class TestDaysTours(ToursCommon):
    def _tour(self, day, name, login):
        """Walk through a tour of the work list on a day."""
        self.start_tour("/odoo/dunning-work", name, login=login, day=day)

    def test_dispute_of_a_salesperson(self):
        """Opened from the call in two clicks, settled near its deadline; the invoice alone rests meanwhile."""
        self.company.dunning_plan_id = self._plan([(10, "phone", {"sender": "salesperson"}), (20, "email")])
        self.customer.user_id = self.salesman
        invoice = self._invoice(DUE)
        [call] = self._run(CALL)
        self.assertEqual(call.user_id, self.salesman)
        self._tour(CALL, "account_dunning_dispute_opened", "sales_c")
        self.assertEqual((call.state, call.outcome), ("done", "disputed"))
        [dispute] = self.env["dunning.dispute"].search([("move_id", "=", invoice.id)])
        self.assertEqual(
            (dispute.state, dispute.kind, dispute.amount, dispute.user_id, dispute.opened_by_id, dispute.description, dispute.date_opened),
            ("open", "commercial", 1000.0, self.salesman, self.salesman, "That is not the price of our offer", Date.to_date(CALL)),
        )
        other = self._invoice(DUE, 300)
        self.assertEqual(self._reason(invoice, "2025-03-20"), "dispute")
        self.assertEqual(self._reason(other, "2025-03-20"), "act", "one invoice's dispute suspends that invoice only")
        other.button_draft()
        deadline = dispute.date_deadline
        self.assertFalse(self._run(deadline), "nothing is sent about what is in dispute")
        self._tour(deadline, "account_dunning_dispute_settled", "sales_c")
        self.assertEqual(
            (dispute.state, dispute.resolution, dispute.resolution_note, dispute.settled_on, dispute.settled_by_id),
            ("settled", "accepted", "Our offer was shown again", deadline, self.salesman),
        )
        self.assertEqual(dispute.settled_action_id.channel, "email")
        self.assertFalse(self._run(Date.add(deadline, days=1)), "the message about the settlement is all")
        dispute.settled_action_id.sudo()._set_done(dispute.settled_on)
        self.assertFalse(self._run(dispute.payable_by), "it rests until the day that the customer was told")
        self.assertActions(self._run(Date.add(dispute.payable_by, days=1)), [("email", 20, invoice)])

    def test_promises_across_days(self):
        """Two promises of one morning: one is kept in time, the other broken; nobody is chased meanwhile."""
        self.company.dunning_plan_id = self._plan([(10, "phone"), (15, "email"), (40, "email")])
        breaks, keeps = self._customer("Breaks"), self._customer("Keeps")
        broken_invoice = self._invoice(DUE, 500, partner=breaks)
        kept_invoice = self._invoice(DUE, 300, partner=keeps)
        calls = self._run(CALL)
        self._tour(CALL, "account_dunning_promises_given", "collector_c")
        self.assertEqual(set(calls.mapped("outcome")), {"promised"})
        promises = self.env["dunning.promise"].search([("partner_id", "in", (breaks | keeps).ids)])
        self.assertEqual(set(promises.mapped("date_payment")), {Date.to_date("2025-03-21")})
        limit = promises[0].date_limit
        self.assertFalse(self._run("2025-03-16"), "day 15 of the plan, and both rest")
        self._tour("2025-03-18", "account_dunning_promises_run", "collector_c")
        self._pay(kept_invoice, "2025-03-20")
        self.assertFalse(self._run("2025-03-20"))
        states = {promise.partner_id: promise.state for promise in promises}
        self.assertEqual(states, {breaks: "open", keeps: "kept"})
        after = Date.add(limit, days=1)
        self.assertActions(self._run(after), [("email", 15, broken_invoice)])
        self.assertEqual({promise.partner_id: promise.state for promise in promises}, {breaks: "broken", keeps: "kept"})
        self._tour(after, "account_dunning_promises_judged", "collector_c")
        call = self.env["dunning.action"].search([("partner_id", "=", breaks.id), ("channel", "=", "phone")]) - calls
        self.assertEqual((call.outcome, call.date_done), ("refused", after))

    def test_reply_pauses(self):
        """A person's answer stops the plan, a machine's does not; once dealt with, what was said counts."""
        self.company.dunning_plan_id = self._plan([(5, "email"), (12, "email")])
        writes, absent = self._customer("Writes"), self._customer("Absent")
        invoice = self._invoice(DUE, 500, partner=writes)
        other = self._invoice(DUE, 300, partner=absent)
        first = self._run("2025-03-06")
        self.assertEqual(set(first.mapped("state")), {"done"})
        for action, headers, text in (
            (first.filtered(lambda one: one.partner_id == writes), "", "The transfer leaves on Friday"),
            (first.filtered(lambda one: one.partner_id == absent), "Auto-Submitted: auto-replied\n", "Back in April"),
        ):
            self._answer(CALL, action, headers, text)
        self.assertActions(self._run("2025-03-13"), [("email", 12, other)])
        self.assertEqual(self._reason(invoice, "2025-03-18"), "reply")
        self._tour("2025-03-14", "account_dunning_reply_pauses", "collector_c")
        [reply] = self.env["dunning.reply"].search([("partner_id", "=", writes.id)])
        self.assertEqual(
            (reply.outcome, reply.handled_on, reply.handled_by_id, reply.hold_id.state),
            ("payment_announced", Date.to_date("2025-03-14"), self.collector, "ended"),
        )
        self.assertEqual(self._reason(invoice, "2025-03-19"), "payment_announced", "five days from then")
        self.assertFalse(self._run("2025-03-19"))
        self.assertActions(self._run("2025-03-20"), [("email", 12, invoice)])

    def _answer(self, day, action, headers, text):
        """Have the mail gateway take in an answer to the message of an action."""
        message = REPLY.format(
            sender=action.recipient_address, to=f"catchall@{self.alias_domain}", subject="Re: Reminder", reply_id=f"answer-{action.id}",
            message_id=action.mail_message_id.message_id, headers=headers, text=text,
        )  # fmt: skip
        with freeze_time(f"{day} 10:00:00"), mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(None, message)
