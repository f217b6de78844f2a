"""Steps that a partner firm does: handed over as a list, closed by its report."""

import base64
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-03-20")
class TestFirmBatch(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._customer("Recover & Sons")
        vals = {"sender": "firm", "firm_id": cls.firm.id, "summary_email": False}
        cls.plan = cls._plan([(5, "phone", vals), (15, "registered_letter", vals)])
        cls.company.dunning_plan_id = cls.plan
        cls.other = cls._customer("=Other")
        cls.call_move, cls.letter_move = cls._invoice("2025-03-10"), cls._invoice("2025-03-01", partner=cls.other)
        cls._have_taken(cls.letter_move, cls.plan.step_ids[0], "2025-03-06")

    def _batch(self):
        actions = self._run("2025-03-17")
        actions.with_user(self.collector).action_hand_to_firm()
        return actions.sorted("channel"), actions.firm_batch_id

    def test_handed_over_and_reported(self):
        actions, batch = self._batch()
        call, letter = actions
        self.assertEqual((call.firm_id, call.user_id, batch.firm_id, batch.open_count), (self.firm, self.collector, self.firm, 2))
        lines = batch._list_text().splitlines()
        self.assertEqual(len(lines), 3)
        self.assertTrue(lines[1].startswith(f"{call.id};Phone call;Atelier Durand;") or "Atelier Durand" in lines[1], lines[1])
        self.assertIn(";'=Other;", lines[2], "no formula for a spreadsheet")
        report = (
            "task;done_on;outcome;note;number\n"
            f"{call.id};2025-03-20;promised;said the boss;\n"
            f"{letter.id};2025-03-20;;;RR123456789FR\n"
            f"{call.id};2025-03-20;reached;again;\n"
            "999999;2025-03-20;reached;;\n"
        )
        batch.with_user(self.collector).write({"report_file": base64.b64encode(report.encode()), "report_name": "report.csv"})
        batch.with_user(self.collector).action_take_report()
        self.assertEqual([(one.state, str(one.date_done)) for one in (call, letter)], [("done", "2025-03-20")] * 2)
        self.assertEqual((call.outcome, call.outcome_note, letter.registered_number), ("promised", "said the boss", "RR123456789FR"))
        self.assertEqual(batch.open_count, 0)
        self.assertEqual([line.split(":")[0] for line in batch.problems.splitlines()], ["Line 4", "Line 5"])

    def test_wrong_lines(self):
        """A day before the hand-over or to come, an outcome that is none, a registered letter without number."""
        (call, letter), batch = self._batch()
        batch.date = "2025-03-18"
        rows = [
            {"task": str(call.id), "done_on": "2025-03-17", "outcome": "reached"},
            {"task": str(call.id), "done_on": "2025-03-21", "outcome": "reached"},
            {"task": str(call.id), "done_on": "20 March", "outcome": "reached"},
            {"task": str(call.id), "done_on": "2025-03-19", "outcome": "shouted"},
            {"task": str(letter.id), "done_on": "2025-03-19"},
        ]
        self.assertEqual(len(batch._take_rows(rows, date(2025, 3, 20))), 5)
        self.assertEqual(batch.open_count, 2)

    def test_handed_over_once(self):
        actions, _batch = self._batch()
        with self.assertRaisesRegex(UserError, "handed over already"):
            actions.action_hand_to_firm()

    def test_paid_meanwhile(self):
        """What was paid since the run is not handed over."""
        actions = self._run("2025-03-17")
        self._pay(self.call_move, "2025-03-18")
        actions.action_hand_to_firm()
        self.assertEqual(actions.filtered("firm_batch_id").partner_id, self.other)

    def test_step_needs_a_firm_and_its_channels(self):
        for vals in ({"firm_id": False}, {"channel": "email"}):
            with self.assertRaisesRegex(ValidationError, "a partner firm makes calls and letters only"):
                self.plan.step_ids[0].write(vals)

    def test_not_a_report(self):
        _actions, batch = self._batch()
        for content in (b"", b"a;b\n1;2\n", b"\xff\xfe"):
            with self.assertRaises(UserError):
                batch._read_report(content)

    def test_access(self):
        """Salespeople hand nothing over and see no batch."""
        actions, batch = self._batch()
        with self.assertRaises(AccessError):
            batch.with_user(self.salesman).read(["firm_id"])
        with self.assertRaises(AccessError):
            actions.with_user(self.salesman).action_hand_to_firm()
