"""What changed while a message waits is told as it is when it leaves: number, days overdue, amounts."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestToldAsItIs(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan

    def _rename(self, move, name):
        move.name = name
        self.env.flush_all()
        self.env.invalidate_all()

    def _leave(self, action, day=DAY):
        action.sudo().write({"state": "ready", "needs_review": False})
        action._deliver_actions(Date.to_date(day))

    # -- the number --------------------------------------------------------------------------------

    def test_resequenced(self):
        move = self._invoice("2025-03-01")
        old = move.name
        action = self._record(DAY)
        self._rename(move, "INV/2025/09001")
        self.assertEqual((action.line_ids.number, action.line_ids.invoice_name), ("INV/2025/09001", old))
        self.assertIn("INV/2025/09001", action.items_html)
        self._leave(action)
        text = self._text(self._sent()[0])
        self.assertIn("INV/2025/09001", text)
        self.assertNotIn(old, text)
        self.assertEqual(action.line_ids.invoice_name, "INV/2025/09001")
        self._rename(move, "INV/2025/09002")
        self.assertEqual(action.line_ids.number, "INV/2025/09001", "what left is evidence")

    def test_posted_anew_with_another_number(self):
        move = self._invoice("2025-03-01", invoice_date="2024-12-30")
        old = move.name
        action = self._record(DAY)
        move.button_draft()
        move.write({"name": False, "invoice_date": "2025-01-02", "invoice_date_due": "2025-03-01"})
        move.action_post()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNotEqual(move.name, old)
        self._leave(action)
        text = self._text(self._sent()[0])
        self.assertIn(move.name, text)
        self.assertNotIn(old, text)

    def test_the_other_invoices_too(self):
        self._invoice("2025-03-01")
        listed = self._invoice("2025-04-01", 250)
        action = self._record(DAY)
        self._rename(listed, "INV/2025/09009")
        self._leave(action)
        self.assertIn("INV/2025/09009", self._text(self._sent()[0]))

    def test_in_the_next_run(self):
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        self._rename(move, "INV/2025/09001")
        self._run("2025-03-07")
        self.assertEqual((action.state, action.line_ids.invoice_name), ("todo", "INV/2025/09001"))

    def test_edited_text_is_read_again(self):
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        action.write({"custom_subject": "Old", "custom_body": f"<p>{move.name}</p>", "edited_amount": 1000})
        self._rename(move, "INV/2025/09001")
        self._leave(action)
        self.assertEqual((action.state, action.needs_review, len(self._sent())), ("todo", True, 0))
        self.assertEqual(
            action.review_reason, "The number of an invoice has changed since the text was edited: please read it again."
        )

    def test_printed_letter_is_printed_again(self):
        self.plan.step_ids[0].channel = "letter"
        move = self._invoice("2025-03-01")
        action = self._record(DAY)
        action._print_letters(Date.to_date(DAY))
        self.assertEqual(str(action.printed_on), DAY)
        self._rename(move, "INV/2025/09001")
        action._refresh_from_ledger(Date.to_date("2025-03-07"))
        self.assertEqual((action.state, action.printed_on), ("todo", False))
        self.assertEqual(
            action.review_reason, "The number of an invoice has changed since it was printed: please print it again."
        )

    # -- the days ----------------------------------------------------------------------------------

    def test_days_grow_while_it_waits(self):
        self._invoice("2025-03-01")
        other = self._invoice("2025-03-04", 250)
        action = self._record(DAY)
        self.assertEqual((action.oldest_days, sorted(action.line_ids.mapped("days_overdue"))), (5, [2, 5]))
        self._run("2025-03-16")
        self.assertEqual((action.oldest_days, sorted(action.line_ids.mapped("days_overdue"))), (15, [12, 15]))
        self.assertEqual(action.line_ids.filtered(lambda line: line.move_id == other).days_overdue, 12)

    def test_days_when_it_leaves(self):
        self._invoice("2025-03-01")
        self._invoice("2025-03-04", 250)
        action = self._record(DAY)
        self._leave(action, "2025-03-16")
        text = self._text(self._sent()[0])
        self.assertIn("15", text)
        self.assertEqual((action.oldest_days, sorted(action.line_ids.mapped("days_overdue"))), (15, [12, 15]))

    def test_what_comes_due_meanwhile(self):
        self._invoice("2025-03-01")
        self._invoice("2025-03-10", 250)
        action = self._record(DAY)
        self.assertEqual(sorted(action.line_ids.mapped("days_overdue")), [0, 5])
        self._run("2025-03-12")
        self.assertEqual((action.oldest_days, sorted(action.line_ids.mapped("days_overdue"))), (11, [2, 11]))

    def test_call_and_work_list(self):
        self.plan.step_ids[0].write({"channel": "phone", "summary_email": False})
        self._invoice("2025-03-01")
        call = self._run(DAY)
        self._run("2025-03-13")
        wizard = self.env["dunning.call.wizard"].new({"action_id": call.id})
        self.assertEqual((call.oldest_days, wizard.oldest_days), (12, 12))

    def test_what_left_keeps_its_days(self):
        self._invoice("2025-03-01")
        action = self._record(DAY)
        self._leave(action)
        self._run("2025-03-09")
        self.assertEqual((action.oldest_days, action.line_ids.days_overdue), (5, 5))

    # -- the amounts -------------------------------------------------------------------------------

    def test_listed_item_paid_in_part(self):
        self._invoice("2025-03-01")
        listed = self._invoice("2025-04-01", 250)
        action = self._record(DAY)
        self._pay(listed, "2025-03-05", 50)
        self._leave(action)
        line = action.line_ids.filtered(lambda one: one.move_id == listed)
        self.assertEqual((line.residual_currency, line.net_currency), (200, 200))
