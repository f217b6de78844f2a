"""Invoices of a payment mode follow the plan for it, the others do not."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestPaymentMode(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        method = cls.env.ref("account.account_payment_method_manual_in")
        cls.debit, cls.transfer = cls.env["account.payment.mode"].create(
            [
                {
                    "name": name, "company_id": cls.company.id, "bank_account_link": "fixed", "payment_method_id": method.id,
                    "fixed_journal_id": cls.company_data["default_journal_bank"].id,
                }
                for name in ("Direct debit", "Transfer")
            ]
        )  # fmt: skip
        cls.company.dunning_plan_id = cls.default = cls._plan([(5, "email")], name="Default")
        cls.debits = cls._plan([(20, "email")], name="Debits", payment_mode_ids=[Command.set(cls.debit.ids)])
        cls.debited = cls._invoice("2025-03-01", 100, payment_mode_id=cls.debit.id)
        cls.transferred = cls._invoice("2025-03-01", 50, payment_mode_id=cls.transfer.id)
        cls.plain = cls._invoice("2025-03-01", 70)

    def _planned(self, move, day=DAY):
        row = self._row(move, day)
        return row["plan_id"], row["reason"]

    def test_assignment(self):
        """Each invoice by its own mode, those without one by the default."""
        self.assertEqual(self._planned(self.debited), (self.debits.id, "not_due"))
        self.assertEqual(self._planned(self.transferred), (self.default.id, "act"))
        self.assertEqual(self._planned(self.plain), (self.default.id, "act"))
        self.debited.payment_mode_id = self.transfer
        self.assertEqual(self._planned(self.debited), (self.default.id, "act"))

    def test_several(self):
        self.debits.payment_mode_ids += self.transfer
        self.assertEqual(self._planned(self.transferred)[0], self.debits.id)
        self.assertEqual(self._planned(self.plain)[0], self.default.id)

    def test_with_another_condition(self):
        """A mode and a segment: both must hold."""
        self.debits.segment = "key"
        self.assertEqual(self._planned(self.debited)[0], self.default.id)
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).segment = "key"
        self.assertEqual(self._planned(self.debited)[0], self.debits.id)

    def test_plan_without_steps(self):
        """It asks for nothing by itself; a message about other invoices lists what is overdue."""
        self.debits.step_ids.unlink()
        for day in (DAY, "2025-06-01"):
            self.assertEqual(self._planned(self.debited, day), (self.debits.id, "plan_finished"))
        action = self._run(DAY)
        self.assertEqual(action.advance_line_ids.move_id, self.transferred + self.plain)

    def test_fetched(self):
        """Fetched by us: it rests until the money should have come, and is no part of messages; then its plan goes on."""
        self.company.dunning_transit_days = 20
        self.debit.dunning_fetched = True
        row = self._row(self.debited, DAY)
        self.assertEqual((row["reason"], str(row["until"])), ("fetched", "2025-03-21"))
        words = self.env["dunning.decision"]._explain_decisions([row], row["until"])
        self.assertEqual(words, ["to be debited by us until 03/21/2025"])
        action = self._run(DAY)
        self.assertEqual(action._asked_lines().move_id, self.transferred + self.plain)
        self.assertEqual(self._planned(self.debited, "2025-03-22"), (self.debits.id, "act"))

    def test_not_fetched_any_more(self):
        """An archived mode still says it; a mode that does not rests nobody."""
        self.debit.dunning_fetched = True
        self.company.dunning_transit_days = 20
        self.debit.active = False
        self.assertEqual(self._planned(self.debited)[1], "fetched")
        self.debit.dunning_fetched = False
        self.assertEqual(self._planned(self.debited), (self.debits.id, "not_due"))

    def test_simulation(self):
        """The plan is simulated as one that is followed, not as the default."""
        with freeze_time(DAY):
            window = self.debits.action_simulate()
        simulation = self.env["dunning.simulation"].browse(window["res_id"]) if window.get("res_id") else None
        context = window.get("context") or {}
        self.assertEqual(simulation.plan_id.id if simulation else context["default_plan_id"], self.debits.id)

    def test_screen(self):
        """A credit manager chooses the modes; a new plan needs none."""
        manager = self._user("manager_pm", "account_dunning.group_dunning_manager")
        with Form(self.default.with_user(manager)) as form:
            form.payment_mode_ids.add(self.transfer)
        self.assertEqual(self.default.payment_mode_ids, self.transfer)
