"""What the screens promise: every one explains itself when empty, the work list shows what needs a look, and a
history tells all contacts about an invoice."""

from unittest.mock import patch

from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from .common import DunningCommon

DAY = "2025-03-06"
DAY_DATE = Date.to_date(DAY)


@tagged("post_install", "-at_install")
class TestScreens(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (10, "phone"), (15, "email", {"mode": "review"})])
        cls.company.dunning_plan_id = cls.plan

    def _queue(self, user=None):
        """Return the groups of the work list: (label or False, count, unfolded)."""
        actions = self.env["dunning.action"].with_user(user or self.collector).with_context(dunning_queue=True)
        domain = [("company_id", "=", self.company.id), ("state", "in", ("todo", "failed"))]
        result = actions.web_read_group(domain, ["step_id"], unfold_read_specification={"partner_id": {}})
        return [
            (group["step_id"] and group["step_id"][1], group["__count"], "__records" in group)
            for group in result["groups"]
        ]

    # -- every screen ------------------------------------------------------------------------------

    def test_screens_explain_themselves(self):
        """Every screen has a short address and says what to do when it is empty."""
        ids = self.env["ir.model.data"].search(
            [("module", "=", "account_dunning"), ("model", "=", "ir.actions.act_window")]
        )
        windows = self.env["ir.actions.act_window"].sudo().browse(ids.mapped("res_id"))
        self.assertGreaterEqual(len(windows), 12)
        for window in windows.filtered(lambda one: one.target != "new"):  # a dialogue is no screen: it is never empty
            with self.subTest(screen=window.name, model=window.res_model):
                self.assertTrue(window.path)
                self.assertIn("o_view_nocontent_smiling_face", window.help or "")

    def test_messages_of_a_plan(self):
        """All messages of a plan can be read side by side on a real invoice, and nothing of it stays."""
        self._invoice("2025-03-01", 777.0)
        actions = self.env["dunning.action"].search_count([])
        previews = self.plan.step_ids.mapped("preview")
        self.assertEqual(len(previews), 3)
        for step, preview in zip(self.plan.step_ids, previews, strict=True):
            with self.subTest(step=step.name):
                self.assertIn("777.00", preview)
        self.assertEqual(self.env["dunning.action"].search_count([]), actions)

    # -- the work list -----------------------------------------------------------------------------

    def test_short_queue_is_unfolded(self):
        self._invoice("2025-03-01")
        self._run(DAY)
        self.assertEqual(self._queue(), [("D+5 email 5 · Test plan", 1, True)])

    def test_long_queue_unfolds_exceptions(self):
        """Of a long work list only the groups with something to look at are unfolded."""
        self.company.dunning_collector_id = self.collector
        late, early = self._customer("Late"), self._customer("Early")
        self._invoice("2025-02-24", partner=late)
        self._run("2025-03-01")
        self._work("2025-03-01")
        self._invoice("2025-03-01", partner=early)
        calls = self._run("2025-03-06")
        self.assertEqual(sorted(calls.mapped("channel")), ["email", "phone"])
        with patch("odoo.addons.account_dunning.models.work.dunning_action_todo.SHORT_QUEUE", 0):
            self.assertEqual(
                self._queue(), [("D+5 email 5 · Test plan", 1, False), ("D+10 phone 10 · Test plan", 1, False)]
            )
            calls.filtered(lambda action: action.channel == "phone").user_id = False
            self.assertEqual(
                self._queue(), [("D+5 email 5 · Test plan", 1, False), ("D+10 phone 10 · Test plan", 1, True)]
            )

    def test_one_off_reminders_are_unfolded(self):
        invoice = self._invoice("2025-03-01")
        self.env["dunning.action"]._create_manual(self.customer, self.company, DAY_DATE, moves=invoice)
        self.assertEqual(self._queue(), [(False, 1, True)])

    def test_needs_a_look(self):
        """Found by the filter exactly when the screen says why."""
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        Action = self.env["dunning.action"]
        mine = [("id", "=", action.id)]

        def found():
            self.assertEqual(Action.search_count([*mine, ("attention", "!=", False)]), int(bool(action.attention)))
            self.assertEqual(Action.search_count([*mine, ("attention", "=", False)]), int(not action.attention))
            return action.attention

        self.assertFalse(found())
        action.review_reason = "Read me again."
        self.assertEqual(found(), "Read me again.")
        action._set_failed("550 no such user")
        self.assertEqual(found(), "550 no such user")
        action.write({"state": "todo", "review_reason": False, "user_id": False})
        self.assertEqual(found(), "It has no owner.")
        action._cancel_actions("manual")
        self.assertFalse(found())

    # -- the invoice -------------------------------------------------------------------------------

    def test_history_of_an_invoice(self):
        """Steps and one-off reminders about an invoice; not an open action that no longer concerns it."""
        invoice, other = self._invoice("2025-03-01", 100), self._invoice("2025-03-01", 50)
        [step] = self._run(DAY)
        self.assertEqual(invoice.dunning_action_ids, step)
        self.env["dunning.hold"].create({"move_id": invoice.id, "reason": "Rests", "date_start": DAY})
        step._refresh_from_ledger(DAY_DATE)
        invoice.invalidate_recordset()
        self.assertEqual(step.state, "todo", "it still asks for the other invoice")
        self.assertEqual((invoice.dunning_action_ids, other.dunning_action_ids), (self.env["dunning.action"], step))
        self.assertEqual(invoice.search([("dunning_action_ids", "in", step.ids)]), other)
        by_hand = self.env["dunning.action"]._create_manual(self.customer, self.company, DAY_DATE, moves=other)
        other.invalidate_recordset()
        self.assertEqual(other.dunning_action_ids, step | by_hand)
        self.assertEqual(other.dunning_action_count, 2)

    def test_plan_of_one_invoice_by_a_collector(self):
        """A collector without invoicing rights gives an invoice its own plan in a dialogue, and takes it back."""
        small = self._plan([(8, "email", {"mode": "review"})], name="Small")
        invoice = self._invoice("2025-03-01").with_user(self.collector)
        with freeze_time(DAY):
            action = invoice.action_dunning_plan()
            Override = self.env["dunning.plan.override"].with_user(self.collector).with_context(**action["context"])
            with Form(Override, "account_dunning.view_dunning_plan_override_form") as form:
                form.plan_id = small
            invoice.invalidate_recordset()
            self.assertEqual(invoice.dunning_plan_id, small)
            again = invoice.action_dunning_plan()
            self.assertEqual(again["res_id"], form.record.id)
            form.record.unlink()
            invoice.invalidate_recordset()
            self.assertEqual(invoice.dunning_plan_id, self.plan)
