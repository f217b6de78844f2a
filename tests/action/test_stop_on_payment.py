"""Stop on payment: residuals are read again when a message leaves; what is over drops out, what is left is asked."""

from unittest.mock import patch

from odoo import Command
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestStopOnPayment(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (15, "email")])
        cls.preventive, cls.first, cls.second = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan

    def _deliver(self, day=DAY):
        self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(day))

    def _last(self, move, day, index=0):
        return self._decide(day, move.commercial_partner_id)[self._items(move)[index].id]["last_step_id"]

    # -- between recording and delivery ------------------------------------------------------------

    def test_paid_before_delivery(self):
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        self.assertEqual((action.state, action.amount_due), ("ready", 1000.0))
        self._pay(move, DAY)
        self._deliver()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "settled"))
        self.assertEqual(action.advance_line_ids.status, "void")
        self.assertFalse(self._recipients())

    def test_one_of_two_paid(self):
        paid, left = self._invoice("2025-03-01", 600), self._invoice("2025-03-01", 400)
        action = self._record(DAY)
        self.assertEqual(action.amount_due, 1000.0)
        self._pay(paid, DAY)
        self._deliver()
        self.assertEqual((action.state, action.amount_due, action.item_count), ("done", 400.0, 1))
        text = self._text(self._sent()[0])
        self.assertIn("You owe $ 400.00", text)
        self.assertNotIn(paid.name, text)
        self.assertIn(left.name, text)
        lines = {line.move_id: line.status for line in action.advance_line_ids}
        self.assertEqual(lines, {paid: "void", left: "counted"})

    def test_riders_leave_with_the_step_they_rode_with(self):
        """A last reminder whose own item is paid does not go out about one that is not due yet."""
        late, soon = self._invoice("2025-02-19"), self._invoice("2025-03-11")
        action = self._record(DAY)
        self.assertEqual((action.step_id, len(action.advance_line_ids)), (self.first, 2), "D+5 leads, D−5 rides")
        self._pay(late, DAY)
        self._deliver()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(self._recipients())
        self.assertEqual(self._record("2025-03-07").step_id, self.preventive, "it comes back with its own step")
        self.assertFalse(self._last(soon, "2025-03-07"))

    def test_partial_payment_changes_the_amount(self):
        move = self._invoice("2025-03-01", 1000)
        action = self._record(DAY)
        self._pay(move, DAY, amount=250)
        self._deliver()
        self.assertEqual((action.state, action.amount_due), ("done", 750.0))
        self.assertEqual(action.advance_line_ids.residual, 750.0)
        self.assertIn("You owe $ 750.00", self._text(self._sent()[0]))

    def test_covered_by_a_credit_note(self):
        move = self._invoice("2025-03-01", 1000)
        action = self._record(DAY)
        self._credit_note(1000, ref=move.name)
        self.assertEqual(move.amount_residual, 1000.0, "not reconciled yet")
        self._deliver()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "covered"))
        self.assertFalse(self._recipients())
        self.assertEqual(self._reason(move, DAY), "covered")

    def test_reversed(self):
        move = self._invoice("2025-03-01", 1000)
        action = self._record(DAY)
        self._credit_note(1000, reversed_entry_id=move.id)
        self._deliver()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "settled"))

    def test_partly_covered_by_an_unallocated_payment(self):
        """What arrives meanwhile lowers what is asked, and is listed."""
        self._invoice("2025-03-01", 1000)
        action = self._record(DAY)
        payment = self._payment(300, DAY)
        self._deliver()
        self.assertEqual((action.state, action.amount_due), ("done", 700.0))
        text = self._text(self._sent()[0])
        self.assertIn("You owe $ 700.00", text)
        self.assertIn(payment.move_id.name, text)

    def test_hold_placed_meanwhile(self):
        held, left = self._invoice("2025-03-01", 600), self._invoice("2025-03-01", 400)
        action = self._record(DAY)
        hold = self._hold(held, "payment_plan", date_start=DAY)
        self._deliver()
        self.assertEqual((action.state, action.amount_due), ("done", 400.0))
        lines = {line.move_id: line.status for line in action.advance_line_ids}
        self.assertEqual(lines, {held: "void", left: "counted"})
        hold._end_holds(Date.to_date("2025-03-20"), "settled")
        self.assertEqual((self._last(held, "2025-03-20"), self._last(left, "2025-03-20")), (None, self.first.id))

    def test_customer_held_meanwhile(self):
        self._invoice("2025-03-01")
        action = self._record(DAY)
        self.env["dunning.hold"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "reason": "Wait", "date_start": DAY}
        )
        self._deliver()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "suspended"))
        self.assertFalse(self._recipients())

    def test_insolvency_cancels_at_once(self):
        self._invoice("2025-03-01")
        action = self._record(DAY)
        self.env["dunning.hold"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "kind": "insolvency", "reason": "Court"}
        )
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "insolvency"))

    def test_settled_at_the_next_run(self):
        """What waits for a person is cancelled by the next run at the latest."""
        self.first.mode = "review"
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(action.state, "todo")
        self._pay(move, "2025-03-07")
        self.assertEqual(action.state, "todo", "payments write nothing on dunning")
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": "2025-03-07"})
        run.action_run()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "settled"))
        self.assertEqual(run.settled_count, 1)

    def test_payment_writes_no_dunning_row(self):
        self.first.mode = "review"
        move = self._invoice("2025-03-01")
        self._run(DAY)
        self.env.flush_all()
        written = []
        execute = type(self.env.cr).execute

        def watch(cr, query, *args, **kwargs):
            result = execute(cr, query, *args, **kwargs)
            text = str(getattr(query, "code", query)).lstrip().upper()
            if text.startswith(("UPDATE", "INSERT", "DELETE")) and "DUNNING_" in text[:60] and cr.rowcount:
                written.append(text[:120])
            return result

        with patch.object(type(self.env.cr), "execute", watch):
            self._pay(move, "2025-03-07")
            self.env.flush_all()
        self.assertEqual(move.amount_residual, 0.0)
        self.assertFalse(written)

    # -- after an edit -----------------------------------------------------------------------------

    def test_edited_text_goes_back_to_review(self):
        """A person wrote for 1,000; 250 were paid since: he reads it again before it leaves."""
        self.first.mode = "review"
        move = self._invoice("2025-03-01", 1000)
        [action] = self._run(DAY)
        action.message_body = "<p>Please pay 1,000 by Friday.</p>"
        self.assertEqual(action.edited_amount, 1000.0)
        with freeze_time(DAY):
            action.action_approve()
        self.assertEqual(action.state, "ready")
        self._pay(move, DAY, amount=250)
        self._deliver()
        self.assertEqual((action.state, action.needs_review, action.amount_due), ("todo", True, 750.0))
        self.assertIn("amount has changed", action.review_reason)
        self.assertFalse(self._recipients())
        self.assertIn("1,000 by Friday", action.custom_body, "what the person wrote is kept")
        action.message_body = "<p>Please pay 750 by Friday.</p>"
        with freeze_time(DAY):
            action.action_approve()
        self._deliver()
        self.assertEqual(action.state, "done")
        self.assertIn("Please pay 750 by Friday.", self._text(self._sent()[0]))

    def test_approving_a_text_edited_for_another_amount(self):
        """The amount changed before the approval: the approval does not count, the person reads it again."""
        self.first.mode = "review"
        move = self._invoice("2025-03-01", 1000)
        [action] = self._run(DAY)
        action.message_body = "<p>Please pay 1,000 by Friday.</p>"
        self._pay(move, DAY, amount=250)
        with freeze_time(DAY):
            action.action_approve()
        self._deliver()
        self.assertEqual((action.state, action.amount_due), ("todo", 750.0))
        self.assertFalse(self._recipients())

    def test_edited_text_with_the_same_amount_leaves(self):
        self._invoice("2025-03-01", 1000)
        action = self._record(DAY)
        action.message_body = "<p>Dear Mr Durand, please pay.</p>"
        self._deliver()
        self.assertEqual(action.state, "done")
        self.assertIn("Dear Mr Durand", self._text(self._sent()[0]))

    # -- afterwards --------------------------------------------------------------------------------

    def test_unreconciled_before_delivery(self):
        """The payment was a mistake: the step that was cancelled comes again."""
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        self._pay(move, DAY)
        self._deliver()
        self.assertEqual(action.state, "cancelled")
        self._items(move).remove_move_reconcile()
        self.env["account.payment"].search([("partner_id", "=", self.customer.id)]).action_draft()
        [again] = self._run("2025-03-07")
        self.assertEqual((again.step_id, again.state, again.amount_due), (self.first, "done", 1000.0))

    def test_unreconciled_after_a_step(self):
        """It reopens where it stood: the step taken stays taken, the next one follows."""
        move = self._invoice("2025-03-01")
        self._run(DAY)
        payment = self._pay(move, "2025-03-10")
        self.assertFalse(self._decide("2025-03-16"))
        self._items(move).remove_move_reconcile()
        payment.action_draft()
        row = self._decide("2025-03-16")[self._items(move).id]
        self.assertEqual((row["last_step_id"], row["step_id"], row["reason"]), (self.first.id, self.second.id, "act"))

    def test_one_instalment_paid(self):
        """Paying one instalment resets no other."""
        terms = self.env["account.payment.term"].create(
            {
                "name": "Half and half",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (30, 60)
                ],
            }
        )
        move = self._invoice(False, 1000, invoice_date="2025-01-30", invoice_payment_term_id=terms.id)
        self.assertEqual([str(item.date_maturity) for item in self._items(move)], ["2025-03-01", "2025-03-31"])
        [action] = self._run(DAY)
        self.assertEqual((action.amount_due, action.item_count), (500.0, 1))
        payment = self._pay(move, "2025-03-10", amount=500)
        self.assertTrue(payment)
        self.assertEqual([item.amount_residual for item in self._items(move)], [0.0, 500.0])
        self.assertIsNone(self._last(move, "2025-03-20", 1))

    # -- draft in between --------------------------------------------------------------------------

    def test_draft_in_between(self):
        """Back to draft: nothing is chased, what is pending is dropped; posted again it takes its step."""
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        move.button_draft()
        self._deliver()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(self._recipients())
        move.action_post()
        [again] = self._run("2025-03-07")
        self.assertEqual((again.step_id, again.state), (self.first, "done"))

    def test_draft_and_repost_before_delivery(self):
        """Posted again before delivery with another amount: the message asks for the new one, once."""
        move = self._invoice("2025-03-01", 1000)
        action = self._record(DAY)
        move.button_draft()
        move.invoice_line_ids.price_unit = 800
        move.action_post()
        self._deliver()
        self.assertEqual((action.state, action.amount_due), ("done", 800.0))
        self.assertIn("You owe $ 800.00", self._text(self._sent()[0]))
        self.assertEqual(self._last(move, DAY), self.first.id)

    def test_draft_and_repost_after_a_step(self):
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        move.button_draft()
        self.assertEqual(action.advance_line_ids.invoice_name, move.name, "the snapshot outlives the item")
        move.action_post()
        self.assertEqual(action.advance_line_ids.move_line_id, self._items(move))
        row = self._decide("2025-03-16")[self._items(move).id]
        self.assertEqual((row["last_step_id"], row["reason"]), (self.first.id, "act"))

    def test_cancelled_invoice(self):
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        move.button_draft()
        move.button_cancel()
        self._deliver()
        self.assertEqual(action.state, "cancelled")

    def test_due_date_moved(self):
        """Posted anew with a later due date: nothing comes before its day, and it comes then."""
        self.first.mode = "review"
        move, other = self._invoice("2025-03-01"), self._invoice("2025-03-01", 400)
        action = self._record(DAY)
        self.assertEqual(action.amount_due, 1400.0)
        for one, due in ((move, "2025-03-03"), (other, "2025-03-10")):
            one.button_draft()
            one.invoice_date_due = due
            one.action_post()
        self._run("2025-03-07")
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "early"), "D+5 of both is still to come")
        [later] = self._run("2025-03-08")
        self.assertEqual((later.step_id, later.advance_line_ids.move_id), (self.first, move))

    def test_hold_ended_while_it_waits(self):
        """What rests no more is asked for by the action that waits, what rests now is not; a printed letter stays."""
        self.first.mode = "review"
        self._invoice("2025-03-01", 1000)
        disputed = self._invoice("2025-02-20", 400)
        self._have_taken(disputed, self.first, "2025-02-25")
        hold = self._hold(disputed, "reply", date_start="2025-02-21")
        action = self._record(DAY)
        self.assertEqual(action.amount_due, 1000.0)
        hold.action_end()
        self._run("2025-03-07")
        self.assertEqual((action.state, action.amount_due, action.item_count), ("todo", 1400.0, 1))
        again = self._hold(disputed, "reply", date_start="2025-03-08")
        action.sudo().write({"channel": "letter", "printed_on": "2025-03-07", "state": "ready"})
        self._run("2025-03-08")
        self.assertEqual((action.state, action.amount_due, action.printed_on), ("todo", 1000.0, False))
        self.assertIn("print it again", action.review_reason)
        action.sudo().write({"printed_on": "2025-03-08", "state": "ready"})
        again.action_end()
        self._run("2025-03-09")
        self.assertEqual((action.state, action.amount_due), ("ready", 1000.0), "it is in its envelope")

    # -- before the due date -----------------------------------------------------------------------

    def test_preventive_not_sent_late(self):
        """A reminder before the due date that waited too long is dropped, not sent on or after that day."""
        self.preventive.mode = "review"
        move = self._invoice("2025-03-01")
        [action] = self._run("2025-02-24")
        self.assertEqual((action.step_id, action.state), (self.preventive, "todo"))
        with freeze_time("2025-03-01"):
            action.action_approve()
        self._deliver("2025-03-01")
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "late"))
        self.assertFalse(self._recipients())
        [reminder] = self._run(DAY)
        self.assertEqual(reminder.step_id, self.first)
        self.assertEqual(self._last(move, DAY), self.first.id)

    def test_preventive_on_the_eve(self):
        self.preventive.mode = "review"
        self._invoice("2025-03-01")
        [action] = self._run("2025-02-24")
        with freeze_time("2025-02-28"):
            action.action_approve()
        self._deliver("2025-02-28")
        self.assertEqual(action.state, "done")
        self.assertFalse(action.is_contact)

    def test_late_preventive_dropped_by_the_run(self):
        self.preventive.mode = "review"
        self._invoice("2025-03-01")
        [action] = self._run("2025-02-24")
        self._run("2025-03-02")
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "late"))
