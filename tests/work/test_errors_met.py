"""What stopped people in their work, and what they read now instead."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-31"


@tagged("post_install", "-at_install")
class TestErrorsMet(DunningCommon):
    def _numbered(self, letters, number):
        letters.sudo().write({"registered_number": number})

    def test_line_of_a_branch_switched_off(self):
        """A line of a branch that is not switched on says which company to add; switched on, it opens."""
        self.company.dunning_plan_id = self._plan([(10, "phone")])
        self._invoice("2025-03-01")
        [call] = self._run(DAY)
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        self.env["dunning.action"].browse(call.id)._write({"branch_id": branch.id})
        call.user_id = self.collector
        task = self.env["dunning.task"].with_user(self.collector)
        with freeze_time(DAY):
            self.env.flush_all()
            line = task.with_context(allowed_company_ids=self.company.ids).search([("action_id", "=", call.id)])
            with self.assertRaisesRegex(UserError, "belongs to North, where you do not work"):
                line.action_open()
            self.collector.sudo().company_ids = [Command.link(branch.id)]
            for method in (line.action_open, line.action_no_answer):
                with self.assertRaisesRegex(UserError, "belongs to North: add it to your companies"):
                    method()
            both = line.with_context(allowed_company_ids=(self.company | branch).ids)
            self.assertEqual(both.action_open()["res_model"], "dunning.call.wizard")

    def test_posted_but_one_without_number(self):
        """The first registered letter without a number does not stop the others; it is named."""
        self.company.dunning_plan_id = self._plan([(10, "registered_letter")])
        for name in ("Has", "Lacks"):
            self._invoice("2025-03-21", partner=self._customer(name))
        letters = self._run(DAY)
        has = letters.filtered(lambda one: one.partner_id.name == "Has")
        self._numbered(has, "RR123456789FR")
        with freeze_time(DAY):
            said = letters.with_user(self.collector).action_mark_posted()
        self.assertEqual((has.state, (letters - has).state), ("done", "todo"))
        self.assertEqual(said["params"]["message"], "Posted: 1. Without a number yet, not posted: Lacks.")
        with freeze_time(DAY), self.assertRaisesRegex(UserError, "to Lacks has no number yet"):
            letters.with_user(self.collector).action_mark_posted()

    def test_approved_but_paid_meanwhile(self):
        """Approving says what is not sent after all, and why."""
        self.company.dunning_plan_id = self._plan([(10, "email", {"mode": "review"})])
        paid, owed = (self._invoice("2025-03-21", partner=self._customer(name)) for name in ("Paid", "Owed"))
        actions = self._run(DAY)
        self._pay(paid, DAY)
        with freeze_time(DAY):
            said = actions.with_user(self.collector).action_approve()
        self.assertEqual({one.partner_id.name: one.state for one in actions}, {"Paid": "cancelled", "Owed": "ready"})
        self.assertRegex(said["params"]["message"], "^Paid: not sent, ")
        self.assertTrue(owed)

    def test_held_reminder_says_why(self):
        self.company.dunning_plan_id = self._plan([(10, "email")])
        held, early = self._invoice("2025-03-21"), self._invoice("2025-05-01")
        self.env["dunning.hold"]._place_holds(
            [
                {
                    "company_id": self.company.id, "partner_id": self.customer.id, "move_id": held.id, "kind": "hold",
                    "reason": "Our fault", "date_start": DAY,
                }
            ]
        )  # fmt: skip
        with freeze_time(DAY), self.assertRaisesRegex(UserError, f"on hold .{held.name}.; .*not due .{early.name}."):
            self.env["dunning.action"]._create_manual(self.customer, self.company, held.invoice_date_due.replace(day=31))

    def test_next_customer_with_empty_fields(self):
        """Leaving something for later asks for nothing."""
        wizard = self.env["dunning.dispute.settle.wizard"].new({})
        self.assertFalse(wizard._fields["resolution"].required)
        arch = "".join(self.env[f"dunning.{name}.wizard"].get_view(None, "form")["arch"] for name in ("call", "coverage"))
        for field in ("until", "category_id", "plan_id", "review_date"):
            self.assertNotRegex(arch, f'name="{field}"[^>]*required="outcome|name="{field}"[^>]*required="mode')

    def test_cause_of_a_failure(self):
        """Of a long reason the cause at its end is shown."""
        task = self.env["dunning.task"]
        long = "Delivery to the server failed after several attempts: " + "x" * 300 + " cause: mailbox is full"
        self.assertTrue(task._shorten_error(long).endswith("cause: mailbox is full"))
        self.assertLessEqual(len(task._shorten_error(long)), 245)
        self.assertEqual(task._shorten_error("short\n cause"), "short cause")

    def test_dates_are_dates(self):
        """No deadline is shown as “next month”."""
        views = self.env["ir.ui.view"].sudo().search([("model", "=like", "dunning.%")])
        self.assertFalse(views.filtered(lambda view: "remaining_days" in (view.arch_db or "")))

    def test_one_day(self):
        """One day is one day, in the work list and in the words about behaviour."""
        self.company.dunning_plan_id = self._plan([(1, "phone")])
        self._invoice("2025-03-30")
        [call] = self._run(DAY)
        with freeze_time(DAY):
            line = self.env["dunning.task"].search([("action_id", "=", call.id)])
            self.assertIn("oldest 1 day overdue", line.why)
        words = [self.env["dunning.profile"]._days_words(days) for days in (1, 0.6, 2, -1, 0)]
        self.assertEqual(words, ["1 day late", "1 day late", "2 days late", "1 day early", "on the due date"])
