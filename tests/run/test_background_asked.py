"""What dialogues ask for and takes long: simulated or written in the background, with its day, a stop, and found again."""

from contextlib import nullcontext
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from openpyxl import load_workbook

from ...wizards import dunning_aged_wizard, dunning_simulation
from ..common import DunningCommon

DAY = "2025-03-31"


@tagged("post_install", "-at_install")
class TestBackgroundAsked(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (20, "email")])
        cls._invoice("2025-03-20", 100)
        cls.manager = cls._user("manager_b", "account_dunning.group_dunning_manager")
        cls.accountant = cls._user("accountant_b", "account.group_account_manager,account_dunning.group_dunning_user")

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(DAY))
        # what is written over a connection of its own is seen by this one in tests
        self.enterContext(patch.object(type(self.env.registry), "cursor", lambda _registry: nullcontext(self.env.cr)))

    def _cron(self):
        def commit(_cron, processed=0, **_options):
            self.env.flush_all()
            return 1

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            self.env["dunning.background"].sudo()._cron_work_in_background()
        self.env.invalidate_all()

    def _simulation(self, days=30, **vals):
        vals = {"company_id": self.company.id, "date_start": DAY, "days": days, **vals}
        return self.env["dunning.simulation"].with_user(self.manager).create(vals)

    def _asked(self, simulation):
        with patch.object(dunning_simulation, "SIMULATED_AT_ONCE", 29):
            window = simulation.action_simulate()
        self.assertEqual((window["res_model"], window["target"]), ("dunning.background", "new"))
        return self.env["dunning.background"].sudo().browse(window["res_id"])

    def test_few_are_simulated_at_once(self):
        """One item, 30 days: 30 decisions."""
        simulation = self._simulation()
        with patch.object(dunning_simulation, "SIMULATED_AT_ONCE", 30):
            self.assertIs(simulation.action_simulate(), True)
        self.assertEqual([part["contacts"] for part in simulation.summary], [2])
        self.assertFalse(simulation.background_id)
        other = self.company.dunning_plan_id.copy()
        compared = self._simulation(scenario="default", other_plan_id=other.id)
        self.assertEqual(compared._count_decisions(compared.date_start), 60)

    def test_simulation(self):
        """The same figures as at once, the day it is at meanwhile, and the result from the job and from the next dialogue."""
        simulation = self._simulation()
        job = self._asked(simulation)
        self.assertEqual((job.name, job.state, job.progress, job.step_text), (simulation.display_name, "queued", 0, False))
        self.assertFalse(simulation.summary)
        seen = []
        keep = type(job)._show_step

        def show(job, done, total):
            keep(job, done, total)
            job.invalidate_recordset()
            seen.append((job.step_text, round(job.progress)))

        with patch.object(type(job), "_show_step", show):
            self._cron()
        self.assertEqual((seen[0], seen[14], seen[29], len(seen)), (("3 of 100", 3), ("50 of 100", 50), ("100 of 100", 100), 30))
        self.assertEqual((job.state, job.progress, job.step_text), ("done", 100, False))
        self.assertEqual([part["contacts"] for part in simulation.summary], [2])
        own = job.with_user(self.manager)
        found = own.action_open_result()
        self.assertEqual((found["res_model"], found["res_id"]), ("dunning.simulation", simulation.id))
        again = self._simulation()
        self.assertEqual(again.background_id, own)
        self.assertEqual(again.action_open_background()["res_id"], simulation.id)
        with self.assertRaises(AccessError):
            job.with_user(self.collector).action_open_result()
        simulation.sudo().unlink()
        with self.assertRaisesRegex(UserError, "not kept any longer"):
            own.action_open_result()
        self.assertEqual(again.action_open_background()["res_model"], "dunning.background")

    def test_stopped_on_its_way(self):
        """A stop reaches it at the next day: nothing is kept; *Go On* does it from the start."""
        simulation = self._simulation()
        job = self._asked(simulation)
        keep = type(job)._show_step

        def show(job, done, total):
            if done > 20:
                job.with_user(self.manager).action_stop()
                self.env.flush_all()
            keep(job, done, total)

        with patch.object(type(job), "_show_step", show):
            self._cron()
        self.assertEqual((job.done_count, job.left_count, simulation.summary), (0, 1, False))
        # the stop of another connection: here it went with the part that was given up
        self.assertIn(job.state, ("stopped", "queued"))
        job.sudo().state = "stopped"
        job.with_user(self.manager).action_go_on()
        self._cron()
        self.assertEqual((job.state, simulation.summary[0]["contacts"]), ("done", 2))

    def test_workbook(self):
        """One item more than is made at once: the workbook is the job's, read by who asked alone."""
        dialogue = self.env["dunning.aged.wizard"].with_user(self.accountant).create({"day": DAY})
        self.assertEqual(dialogue.action_xlsx()["type"], "ir.actions.act_url")
        with patch.object(dunning_aged_wizard, "ITEMS_AT_ONCE", 0):
            window = dialogue.action_xlsx()
        job = self.env["dunning.background"].sudo().browse(window["res_id"])
        self.assertEqual((job.name, job.user_id), ("Aged Receivable on 03/31/2025", self.accountant))
        self._cron()
        self.assertEqual((job.state, job.notes), ("done", False))
        document = job.with_user(self.accountant).document_ids
        self.assertEqual(document.name, "Aged Receivable on 03-31-2025.xlsx")
        cells = [cell for sheet in load_workbook(BytesIO(document.raw)) for row in sheet.iter_rows(values_only=True) for cell in row]
        self.assertIn("Atelier Durand", cells)
        self.assertEqual(dialogue.action_open_background()["res_id"], job.id)
        with self.assertRaises(AccessError):
            document.with_user(self.collector).read(["raw"])

    def test_rights_are_those_of_who_asks(self):
        dialogue = self.env["dunning.aged.wizard"].with_user(self.accountant).create({"day": DAY})
        with self.assertRaises(AccessError):
            dialogue.with_user(self.collector)._build_workbook_in_background(self.env["dunning.background"])
        self.assertFalse(self.env["dunning.background.step"].with_user(self.manager).has_access("read"))
