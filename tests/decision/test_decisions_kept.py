"""Decisions that a run keeps outlive what they are about: what was deleted shows as gone, and is not recorded."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...models.shared import bounds
from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestDecisionsKept(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "phone"), (30, "registered_letter")])
        cls.company.dunning_plan_id = cls.plan
        cls.alpha, cls.beta = cls._customer("Alpha"), cls._customer("Beta")
        cls.gone, cls.kept = (cls._invoice("2025-03-01", 100, partner=one) for one in (cls.alpha, cls.beta))

    def _run_of(self, kind="preview"):
        return self.env["dunning.run"].sudo().create({"company_id": self.company.id, "date": DAY, "kind": kind, "as_of": False})

    def _delete(self, move):
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_deleted_invoice_shows_as_gone(self):
        run = self._run_of()
        run.action_preview()
        self._delete(self.gone)
        rows = run.decision_ids
        self.assertEqual(len(rows), 2)
        gone = rows.filtered(lambda row: row.partner_id == self.alpha)
        self.assertFalse(gone.item_id or gone.move_id)
        self.assertEqual(gone.number, "deleted meanwhile")
        self.assertEqual((rows - gone).number, self.kept.name)
        self.assertTrue(all(rows.mapped("reason_text")))
        shown = rows.web_read({"number": {}, "move_id": {"fields": {"display_name": {}}}, "reason_text": {}})
        self.assertEqual({bool(row["move_id"]) for row in shown}, {True, False})
        self.assertEqual(rows.search([("run_id", "=", run.id), ("move_id", "=", False)]), gone)
        groups = rows._read_group([("run_id", "=", run.id)], ["move_id"], ["__count"])
        self.assertEqual(groups, [(self.kept, 1), (self.env["account.move"], 1)])
        with self.assertRaisesRegex(UserError, "deleted"):
            gone.action_open_item()

    def test_deleted_step_shows_as_gone(self):
        run = self._run_of()
        run.action_preview()
        self.plan.step_ids.filtered(lambda step: step.delay == 5).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(len(run.decision_ids), 2)
        self.assertFalse(run.decision_ids.step_id or run.decision_ids.lead_step_id)
        self.assertTrue(all(run.decision_ids.mapped("reason_text")))
        self.assertEqual(run.decision_ids.search([("run_id", "=", run.id)], order="step_id, id"), run.decision_ids.sorted("id"))

    def test_keys_that_are_checked_for_each_row(self):
        self.env.cr.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'dunning_decision'::regclass AND contype = 'f'")
        self.assertEqual(
            {name for (name,) in self.env.cr.fetchall()}, {f"dunning_decision_{column}_fkey" for column in ("run_id", "open_action_id")}
        )

    def test_deleted_between_deciding_and_recording(self):
        run = self._run_of("real")
        run._select_candidates()
        self._delete(self.gone)
        self.assertTrue(run._record_actions())
        self.assertFalse(run.error_log)
        self.assertEqual(run.action_ids.line_ids.move_id, self.kept)

    def test_merged_customer(self):
        run = self._run_of()
        run.action_preview()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.alpha + self.beta).ids, self.beta, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(len(run.decision_ids), 2)
        self.assertEqual(run.decision_ids.partner_id | run.decision_ids.account_id, self.beta)

    def test_forgotten_with_their_run(self):
        run = self._run_of()
        run.action_preview()
        self.assertEqual(len(run.decision_ids), 2)
        rows = run.decision_ids
        run.unlink()
        self.env.invalidate_all()
        self.assertFalse(rows.exists())

    def test_bounds_are_checked_once_a_record(self):
        """Core names each field once for each record that it creates."""
        profiles = self.env["dunning.profile"]._get_or_create(self.alpha + self.beta, self.company)
        looked = []
        limits = bounds.within

        def look(limit, value, today):
            looked.append(value)
            return limits(limit, value, today)

        vals = [{"profile_id": one.id, "partner_id": one.partner_id.id, "channel": "phone", "date": DAY} for one in profiles]
        counts = []
        with patch.object(bounds, "within", look):
            for number in (10, 20):
                looked.clear()
                self.env["dunning.action"].create(vals * (number // 2))
                counts.append(len(looked))
        self.assertTrue(counts[0])
        self.assertEqual(counts[1], 2 * counts[0])
