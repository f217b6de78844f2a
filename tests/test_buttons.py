"""What each button opens that no other test presses: the right records, and the right dialogue about the right customer."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .reply.test_replies import DAY, LATER, ReplyCommon


@tagged("post_install", "-at_install")
class TestButtons(ReplyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_bt", "account_dunning.group_dunning_manager")
        cls.stranger = cls._customer("Stranger", email=False)
        cls.foreign = cls._invoice("2025-03-01", 50, partner=cls.stranger)

    def setUp(self):
        super().setUp()
        self.profile = self.action.profile_id
        self.other = self.env["dunning.profile"]._get_or_create(self.stranger, self.company)

    def _shown(self, window):
        """Return the records that a window shows."""
        records = self.env[window["res_model"]]
        return records.browse(window["res_id"]) if window.get("res_id") else records.search(window["domain"])

    def _opened(self, window):
        """Return the dialogue that a window opens."""
        self.assertEqual((window["view_mode"], window["target"]), ("form", "new"))
        return self.env[window["res_model"]].with_context(**window["context"]).new(
            self.env[window["res_model"]].with_context(**window["context"]).default_get(["partner_id", "profile_id"])
        )

    def _promise(self, move, payment="2025-03-10", day=DAY):
        return self.env["dunning.promise"]._record_promises(
            self.company, move.partner_id, Date.to_date(day), [(Date.to_date(payment), None)], self._items(move)
        )

    def _dispute(self, move, category="price"):
        category = self.env.ref(f"account_dunning.dispute_category_{category}")
        return self.env["dunning.dispute"].create({"move_id": move.id, "category_id": category.id, "description": "x"})

    # -- the customer's page -----------------------------------------------------------------------

    def test_promises_and_disputes_of_the_customer(self):
        mine, theirs = self._promise(self.move), self._promise(self.foreign)
        self.assertEqual(self._shown(self.profile.action_open_promises()), mine)
        self.assertEqual(self._shown(self.other.action_open_promises()), theirs)
        dispute = self._dispute(self.move)
        self.assertEqual(self._shown(self.profile.action_open_disputes()), dispute)
        self.assertFalse(self._shown(self.other.action_open_disputes()))

    def test_dialogues_of_the_customer(self):
        self.assertEqual(self._opened(self.profile.action_hold()).partner_id, self.customer)
        for button, model in (("action_mend_contact", "contact"), ("action_add_information", "info")):
            window = getattr(self.profile, button)()
            self.assertEqual(window["res_model"], f"dunning.{model}.wizard")
            self.assertEqual(self._opened(window).profile_id, self.profile)
        self.assertEqual(self._opened(self.profile.action_remind()).partner_id, self.customer)
        with self.assertRaisesRegex(UserError, "owes nothing"):
            self.env["dunning.profile"]._get_or_create(self._customer("Even"), self.company).action_remind()

    def test_dispute_of_the_customer(self):
        window = self.customer.action_dunning_dispute()
        self.assertEqual(window["res_model"], "dunning.dispute.wizard")
        self.assertEqual(window["context"]["default_partner_id"], self.customer.id)

    def test_forecast_of_the_customer(self):
        with freeze_time(DAY):
            self.env["dunning.behaviour"]._refresh_forecast(self.company, Date.to_date(DAY))
            forecast = self._shown(self.profile.action_open_forecast())
            self.assertEqual((forecast.partner_id, forecast.amount), (self.customer, 1000))

    # -- actions, replies, plans, runs -------------------------------------------------------------

    def test_action_and_reply(self):
        self.assertEqual(self._shown(self.action.action_open_invoices()), self.move)
        self.assertEqual(self._shown(self.action.action_open_profile()), self.profile)
        reply = self._answer()
        self.assertEqual(self._shown(reply.action_open_action()), self.action)
        self.assertEqual(self._shown(reply.action_open_profile()), self.profile)

    def test_categories_below(self):
        """The disputes of a branch of the tree are those of its leaves too."""
        price, approval = self._dispute(self.move), self._dispute(self.foreign, "approval")
        self.assertEqual(self._shown(price.category_id.action_open_disputes()), price)
        self.assertEqual(self._shown(price.category_id.parent_id.action_open_disputes()) & (price | approval), price)

    def test_new_promise(self):
        window = self.env["dunning.promise"].action_new()
        self.assertEqual((window["res_model"], window["target"]), ("dunning.promise.wizard", "new"))
        self.assertEqual(window["context"]["default_company_id"], self.company.id)

    def test_promise_of_items(self):
        item = self.env["dunning.receivable"].browse(self._items(self.move).id)
        context = item.action_promise()["context"]
        self.assertEqual((context["default_partner_id"], context["default_company_id"]), (self.customer.id, self.company.id))
        both = item + item.browse(self._items(self.foreign).id)
        with self.assertRaisesRegex(UserError, "of one customer"):
            both.action_promise()

    def test_plan(self):
        self.profile.plan_id = self.plan
        self.assertEqual(self._shown(self.plan.action_open_profiles()), self.profile)
        window = self.plan.with_context(discard_logo_check=True).action_print()
        report = self.env.ref("account_dunning.action_report_plan")
        self.assertEqual((window["type"], window["report_name"]), ("ir.actions.report", report.report_name))
        self.assertEqual(window["context"]["active_ids"], self.plan.ids)

    def test_decisions_of_a_run(self):
        runs = self.env["dunning.run"].create([{"company_id": self.company.id, "date": DAY}] * 2)
        runs.action_preview()
        decisions = self._shown(runs[0].action_open_decisions())
        self.assertEqual(decisions.run_id, runs[0])
        one = decisions.filtered(lambda decision: decision.move_id == self.foreign)
        self.assertEqual(self._shown(one.action_open_item()), self.foreign)

    def test_broken_promises_of_a_run(self):
        """Those that this run found broken; not one that still runs, nor those of another day."""
        broken, running = self._promise(self.move), self._promise(self.foreign, "2025-06-01")
        days = ("2025-03-20", "2025-03-21")
        for day in days:
            self._run(day)
        runs = self.env["dunning.run"].search([("company_id", "=", self.company.id), ("date", "in", days)], order="date")
        self.assertEqual((broken.state, running.state), ("broken", "open"))
        found = [runs.filtered(lambda run, day=day: str(run.date) == str(day)).action_open_broken() for day in days]
        self.assertEqual(self._shown(found[0]) | self._shown(found[1]), broken)
        self.assertFalse(self._shown(found[0]) & self._shown(found[1]))

    # -- coverage ----------------------------------------------------------------------------------

    def _row(self, move):
        self.env.flush_all()
        self.env.invalidate_all()
        Coverage = self.env["dunning.coverage"].with_context(allowed_company_ids=self.company.ids)
        return Coverage.search([("move_id", "=", move.id)])

    @freeze_time(LATER)
    def test_coverage(self):
        """A customer without address and plan: his invoice, his contact, his payments, the receipts, his late disputes."""
        self.company.dunning_plan_id = False
        row = self._row(self.foreign)
        self.assertEqual(row.reason, "no_plan")
        self.assertEqual(self._shown(row.action_open_item()), self.foreign)
        self.assertEqual(self._shown(row.action_add_address()), self.stranger)
        self.assertEqual(row.action_open_payments()["domain"][0], ("partner_id", "child_of", self.stranger.ids))
        receipts = row.action_open_receipts()
        self.assertEqual(receipts["res_model"], "account.bank.statement.line")
        self.assertIn(("is_reconciled", "=", False), receipts["domain"])
        with self.assertRaisesRegex(UserError, "needs this"):
            row.action_settle_dispute()
        dispute = self._dispute(self.foreign)
        self.assertEqual(self._shown(row.action_settle_dispute()), dispute)

    @freeze_time(LATER)
    def test_coverage_of_a_failed_action(self):
        self.stranger.email = "stranger@example.com"
        self.plan.step_ids[0].mode = "review"
        [action] = self._run("2025-03-07")
        self.company.sudo().dunning_max_tries = 1
        action.sudo()._set_failed("550 no such user")
        row = self._row(self.foreign)
        self.assertEqual((row.reason, self._shown(row.action_open_action())), ("failed", action))

    @freeze_time(LATER)
    def test_first_preview(self):
        self.company.sudo().dunning_live_date = False
        run = self._shown(self._row(self.foreign).with_user(self.manager).action_go_live())
        self.assertEqual((run.kind, run.company_id, run.state), ("preview", self.company, "done"))

    @freeze_time(LATER)
    def test_end_holds_one_by_one(self):
        hold = self._hold(self.foreign)
        wizard = self.env["dunning.coverage.wizard"].create({"hold_ids": [Command.set(hold.ids)]})
        self.assertEqual(wizard.action_next(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(hold.state, "active")
        wizard.action_end_holds()
        self.assertEqual((hold.state, str(hold.ended_on)), ("ended", LATER))

    # -- the work list -----------------------------------------------------------------------------

    def _tasks(self, **domain):
        self.env.flush_all()
        self.env.invalidate_all()
        Task = self.env["dunning.task"].with_user(self.collector).with_context(allowed_company_ids=self.company.ids)
        return Task.search([(name, "=", value) for name, value in domain.items()])

    @freeze_time(LATER)
    def test_work_list(self):
        self.stranger.email = "stranger@example.com"
        self.plan.step_ids[0].mode = "review"
        [action] = self._run("2025-03-07")
        action.sudo()._set_failed("550 no such user")
        [task] = self._tasks(partner_id=self.stranger.id, kind="failed")
        self.assertEqual(self._shown(task.action_open_customer()), self.other)
        with self.assertRaisesRegex(UserError, "of this kind"):
            task.action_mark_posted()
        task.action_retry()
        self.assertEqual(action.state, "ready", "it leaves with the next delivery")

    @freeze_time(LATER)
    def test_letters_of_the_work_list(self):
        self.stranger.street = "1 Main Street"
        self.plan.step_ids[0].channel = "letter"
        [letter] = self._run("2025-03-07")
        [task] = self._tasks(partner_id=self.stranger.id, kind="letter")
        task.action_mark_posted()
        self.assertEqual((letter.state, str(letter.posted_on)), ("done", LATER))

    def test_lines_of_a_simulation(self):
        simulations = self.env["dunning.simulation"].create(
            [{"company_id": self.company.id, "date_start": DAY, "days": 20} for _number in range(2)]
        )
        for simulation in simulations:
            simulation.action_simulate()
        lines = self._shown(simulations[0].action_open_lines())
        self.assertTrue(lines)
        self.assertEqual(lines.simulation_id, simulations[0])
