"""Coverage: every overdue item that nobody and nothing will move, its reason, and the cures that empty the list."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import Form, freeze_time, tagged

from ..common import DunningCommon
from ..common_delivery import DeliveryCommon

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
class TestCoverage(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "phone", {"deadline_days": 2}), (30, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 09:00:00"))

    def _rows(self, user=None, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        Coverage = self.env["dunning.coverage"].with_user(user or self.env.user)
        return Coverage.with_context(allowed_company_ids=self.company.ids).search(
            [(name, "=", value) for name, value in values.items()]
        )

    def _reasons(self):
        """Return what is uncovered as {invoice or entry: reason}."""
        return {row.move_id: row.reason for row in self._rows()}

    def assertUncovered(self, move, reason, cure):
        [row] = self._rows()
        self.assertEqual((row.move_id, row.reason, row.cure), (move, reason, cure))
        return row

    def _other_plan(self):
        return self._plan([(40, "email")], name="Other")

    # -- what is covered ---------------------------------------------------------------------------

    def test_nothing_to_do(self):
        """Due today or later, due for a step, contacted, at rest until a day, covered by a credit: all covered."""
        self._invoice(DAY)  # due today is not overdue
        self._invoice("2025-03-10")  # D+5 is due
        one, two, three = (self._customer(name) for name in ("Alpha", "Beta", "Gamma"))
        self._have_taken(self._invoice("2025-03-10", partner=one), self.plan.step_ids[0], "2025-03-15")
        self._hold(self._invoice("2025-03-10", partner=two), "promise", date_end="2025-03-25")
        self._invoice("2025-03-10", partner=three)
        self._credit_note(1000, partner=three, date="2025-03-11")
        self.assertFalse(self._rows())
        self.assertEqual(self.env["dunning.coverage"]._uncovered_totals(self.company, Date.to_date(DAY)), (0, 0.0))

    def test_two_of_three(self):
        """Only what is overdue counts, with its net amount in company currency and the days it is overdue."""
        self.company.dunning_plan_id = False
        moves = self._invoice("2025-03-10", 1000), self._invoice("2025-03-15", 400), self._invoice("2025-04-15", 70)
        self._payment(250, "2025-03-12")
        rows = self._rows()
        self.assertEqual(
            {(row.move_id, row.amount, row.days_overdue, row.partner_id, row.user_id) for row in rows},
            {(moves[0], 750, 10, self.customer, self.collector), (moves[1], 400, 5, self.customer, self.collector)},
        )
        [group] = rows._read_group([], ["reason"], ["__count", "amount:sum"])
        self.assertEqual(group, ("no_plan", 2, 1150))
        self.assertEqual(self.env["dunning.coverage"].search_count([]), 2)

    # -- plans -------------------------------------------------------------------------------------

    def test_no_plan(self):
        self.company.dunning_plan_id = False
        move = self._invoice("2025-03-10")
        row = self.assertUncovered(move, "no_plan", "plan")
        wizard = Form.from_action(self.env, row.action_cure())
        wizard.plan_id = self.plan
        wizard.save().action_confirm()
        self.assertFalse(self._rows())
        self.assertEqual(self.env["dunning.profile"].search([("partner_id", "=", self.customer.id)]).plan_id, self.plan)

    def test_plan_for_these_invoices(self):
        self.company.dunning_plan_id = False
        moves = self._invoice("2025-03-10") + self._invoice("2025-03-11") + self._invoice("2025-03-12")
        self.env["dunning.plan.override"].create({"move_id": moves[0].id, "plan_id": self._other_plan().id})
        rows = self._rows()
        self.assertEqual(rows.mapped("move_id").ids, [moves[1].id, moves[2].id])
        wizard = Form.from_action(self.env, rows[:1].action_assign_plan())
        wizard.plan_id, wizard.scope = self.plan, "invoice"
        wizard.save().action_confirm()
        self.assertEqual(self._reasons(), {moves[2]: "no_plan"})
        self.env["dunning.plan.override"]._set_plan_of_moves(moves, self.plan)
        self.assertFalse(self._rows())
        self.assertEqual(self.env["dunning.plan.override"].search([("move_id", "in", moves.ids)]).plan_id, self.plan)

    def test_plan_of_another_company(self):
        self.company.dunning_plan_id = False
        self._invoice("2025-03-10")
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        foreign = self.env["dunning.plan"].sudo().create({"name": "Foreign", "company_id": elsewhere.id})
        wizard = self.env["dunning.coverage.wizard"].create({"item_ids": self._rows().item_id.ids, "plan_id": foreign.id})
        with self.assertRaisesRegex(UserError, "belongs to another company"):
            wizard.sudo().with_user(self.env.ref("base.user_root")).action_confirm()

    def test_archived_plan(self):
        move = self._invoice("2025-03-10")
        self.plan.active = False
        self.assertUncovered(move, "archived_plan", "plan")
        self.company.dunning_plan_id = False
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.assertUncovered(move, "no_plan", "plan")
        profile.plan_id = self.plan
        self.assertUncovered(move, "archived_plan", "plan")

    def test_plan_without_a_step_for_it(self):
        self.company.dunning_plan_id = self._plan([(-5, "email")])
        self.assertUncovered(self._invoice("2025-03-10"), "no_step", "plan")

    def test_plan_finished(self):
        move = self._invoice("2025-02-01")
        self._have_taken(move, self.plan.step_ids[-1], "2025-03-05")
        row = self.assertUncovered(move, "plan_finished", "plan")
        wizard = Form.from_action(self.env, row.action_exclude())
        wizard.kind, wizard.reason = "legal", "Handed over to the bailiff"
        wizard.save().action_confirm()
        self.assertFalse(self._rows())

    def test_below_threshold(self):
        self.plan.threshold = 50
        move = self._invoice("2025-03-10", 30)
        self.assertUncovered(move, "below_threshold", "plan")
        self._invoice("2025-03-11", 30)
        self.assertFalse(self._rows(), "together they are worth a contact")

    # -- people ------------------------------------------------------------------------------------

    def test_no_address(self):
        mute = self._customer("Mute", email=False)
        move = self._invoice("2025-03-10", partner=mute)
        row = self.assertUncovered(move, "no_address", "address")
        window = row.action_cure()
        self.assertEqual((window["res_model"], window["res_id"]), ("res.partner", mute.id))
        mute.email = "office@mute.example.com"
        self.assertFalse(self._rows())

    def test_no_address_for_a_later_step(self):
        """Nothing is due today, and the step to come would reach nobody."""
        mute = self._customer("Mute", email=False)
        move = self._invoice("2025-03-18", partner=mute)  # D+5 falls on 23 March
        self.assertUncovered(move, "no_address", "address")
        self.plan.step_ids[0].write({"fallback_channel": "phone"})
        self.assertFalse(self._rows(), "the fallback channel reaches him")

    def test_not_live(self):
        move = self._invoice("2025-03-10")
        self.company.dunning_live_date = False
        row = self.assertUncovered(move, "not_live", "live")
        window = row.with_user(self.manager).action_cure()
        run = self.env["dunning.run"].browse(window["res_id"])
        self.assertEqual((run.kind, run.contact_count), ("preview", 1))
        self._prepare_first_day()
        run.action_approve()
        self.assertFalse(self._rows())

    def test_entry_without_customer(self):
        entry = self._general_entry((self.env["res.partner"], "2025-03-01", 120.0))
        self.assertFalse(self._rows(), "general entries are not chased by default")
        self._items(entry).no_followup = False
        row = self.assertUncovered(entry, "no_customer", "entry")
        self.assertEqual((row.amount, row.days_overdue), (120, 19))
        self.assertEqual(row.action_cure()["res_id"], entry.id)

    # -- holds -------------------------------------------------------------------------------------

    def test_hold_without_end(self):
        """Its review day is past: 19 March is, 20 March is not yet."""
        move = self._invoice("2025-03-10")
        hold = self._hold(move, "payment_plan", review_date="2025-03-20", user_id=self.manager.id)
        self.assertFalse(self._rows())
        hold.review_date = "2025-03-19"
        row = self.assertUncovered(move, "hold_review", "hold")
        self.assertEqual(row.user_id, self.manager)
        wizard = Form.from_action(self.env, row.action_cure())
        wizard.review_date = "2025-03-19"
        with self.assertRaisesRegex(UserError, "today or a later day"):
            wizard.save().action_confirm()
        wizard.review_date = "2025-04-10"
        wizard.save().action_confirm()
        self.assertFalse(self._rows())
        hold.review_date = "2025-03-01"
        self._rows().action_end_hold()
        self.assertEqual((hold.state, str(hold.ended_on)), ("ended", DAY))
        self.assertFalse(self._rows(), "it is due for its step again")

    # -- open actions ------------------------------------------------------------------------------

    def _call(self):
        """Return an invoice whose call was planned on 16 March, deadline 18 March."""
        move = self._invoice("2025-03-01")
        self._have_taken(move, self.plan.step_ids[0], "2025-03-06")
        [call] = self._run("2025-03-16")
        self.assertEqual((call.channel, str(call.date_deadline)), ("phone", "2025-03-18"))
        return move, call

    def test_late(self):
        move, call = self._call()
        row = self.assertUncovered(move, "late", "take")
        self.assertEqual((row.action_id, row.user_id), (call, self.collector))
        row.with_user(self.manager).action_take_over()
        self.assertEqual((call.user_id, str(call.date_deadline)), (self.manager, "2025-03-22"))
        self.assertFalse(self._rows())

    def test_late_passes_by_itself(self):
        move, call = self._call()
        call.step_id.on_deadline = "pass"
        self.assertFalse(self._rows(), "the next run passes it over")
        self.company.dunning_live_date = False
        self.assertUncovered(move, "late", "take")

    def test_rescheduled_is_not_late(self):
        _move, call = self._call()
        call.date = "2025-03-24"
        self.assertFalse(self._rows())

    def test_behind_a_late_action(self):
        """What waits until a late call is finished does not move either."""
        move, call = self._call()
        other = self._invoice("2025-02-13", 300)
        self._have_taken(other, self.plan.step_ids[1], "2025-03-01")
        self.assertEqual(self._reason(other, DAY), "open_action")
        self.assertEqual(self._reasons(), {move: "late", other: "late"})
        self.assertEqual(self._rows().action_id, call)

    def test_no_owner(self):
        move, call = self._call()
        call.write({"user_id": False, "date_deadline": "2025-03-25"})
        row = self.assertUncovered(move, "no_owner", "take")
        row.action_take_over()
        self.assertEqual((call.user_id, str(call.date_deadline)), (self.env.user, "2025-03-25"))
        self.assertFalse(self._rows())

    def test_failed(self):
        """Two attempts of three: the run tries again. After the third, without a fallback channel, nobody does."""
        move = self._invoice("2025-03-10")
        [action] = self._run("2025-03-19")
        action = self.env["dunning.action"].browse(action.id)
        # as if the mail server had refused
        self.env.cr.execute(
            "UPDATE dunning_action SET state = 'failed', tries = 2, date_done = NULL, delivery_status = NULL, error = 'no' WHERE id = %s",
            [action.id],
        )
        self.env.cr.execute(
            "UPDATE dunning_action_line SET status = 'open', date_done = NULL WHERE action_id = %s AND kind = 'advance'", [action.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self._rows())
        action.sudo().tries = 3
        row = self.assertUncovered(move, "failed", "retry")
        action.step_id.fallback_channel = "phone"
        self.assertFalse(self._rows(), "the next run turns to the fallback channel")
        action.step_id.fallback_channel = False
        row.action_retry()
        self.assertEqual((action.state, action.tries), ("ready", 0))
        self.assertFalse(self._rows())

    def test_nothing_chosen_needs_it(self):
        self.company.dunning_plan_id = False
        self._invoice("2025-03-10")
        for method in ("action_take_over", "action_retry", "action_end_hold", "action_review_hold"):
            with self.assertRaisesRegex(UserError, "None of the items chosen"):
                getattr(self._rows(), method)()

    # -- runs --------------------------------------------------------------------------------------

    def test_kept_with_the_run(self):
        """At the end of each real run: the trend to zero is in the list of runs."""
        mute = self._customer("Mute", email=False)
        self._invoice("2025-03-10", 300, partner=mute)
        self._invoice("2025-03-10", 1000)
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.action_run()
        self.assertEqual((run.uncovered_count, run.uncovered_amount), (1, 300))
        self.assertEqual(self._rows().partner_id, mute)
        mute.email = "office@mute.example.com"
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.action_run()
        self.assertEqual((run.uncovered_count, run.uncovered_amount), (0, 0))
        self.assertEqual(run.action_open_coverage()["res_model"], "dunning.coverage")

    # -- rights ------------------------------------------------------------------------------------

    def test_rights(self):
        self.company.dunning_plan_id = False
        self._invoice("2025-03-10")
        self.assertEqual(len(self._rows(self.collector)), 1)
        self.assertEqual(len(self._rows(self.manager)), 1)
        with self.assertRaises(AccessError):
            self._rows(self.salesman)
        values = {"item_ids": self._rows().item_id.ids, "plan_id": self.plan.id}
        Wizard = self.env["dunning.coverage.wizard"]
        with self.assertRaisesRegex(AccessError, "Only credit managers give plans"):
            Wizard.with_user(self.collector).create(values).action_confirm()
        Wizard.with_user(self.manager).create(values).action_confirm()
        self.assertFalse(self._rows())

    def test_companies(self):
        """Each company sees its own; a root's branches are among them."""
        self.company.dunning_plan_id = False
        move = self._invoice("2025-03-10")
        other = self.setup_other_company(name="Second Company")["company"]
        with self.assertRaises(AccessError):
            self.env["dunning.coverage"].with_user(self.collector).with_context(allowed_company_ids=other.ids).search([])
        Coverage = self.env["dunning.coverage"].with_context(allowed_company_ids=other.ids)
        self.assertFalse(Coverage.search([]))
        self.assertEqual(self._rows().move_id, move)

    def test_number_of_queries(self):
        """One decision a company, whatever the number of items."""
        self.company.dunning_plan_id = False
        counts = []
        for size in (5, 10):
            partners = self.env["res.partner"].create([{"name": f"Q{size} {rank}"} for rank in range(size)])
            entry = self._general_entry(*[(partner, "2025-03-01", 10.0) for partner in partners])
            self.env.flush_all()
            self._items(entry).no_followup = False
            self._rows()
            before = self.env.cr.sql_log_count
            self._rows().read(["partner_id", "reason", "amount", "user_id"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_branch(self):
        branch = self.env["res.company"].sudo().create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.sudo().company_ids = [Command.link(branch.id)]
        self.company.dunning_plan_id = False
        move = self._invoice("2025-03-10")
        self.assertEqual(self._rows().mapped("root_company_id"), self.company)
        Coverage = self.env["dunning.coverage"].with_context(allowed_company_ids=branch.ids)
        self.assertFalse(Coverage.search([]), "the root's items are not the branch's to see")
        self.assertEqual(self._rows().move_id, move)


@tagged("post_install", "-at_install")
class TestCoverageOfRuns(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "phone"), (30, "email")])
        cls.company.dunning_plan_id = cls.plan

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 09:00:00"))

    def _rows(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.coverage"].with_context(allowed_company_ids=self.company.ids).search([])

    def test_kept_with_the_run_equals_the_list(self):
        """Customers contacted, tried again, left alone, entries without customer: the run's figure is the list's sum."""
        names = ("Contacted", "Mute", "Finished", "Failed", "Late")
        contacted, mute, finished, failed, late = (self._customer(name) for name in names)
        mute.email = False
        self._invoice("2025-03-10", 100, partner=contacted)
        self._invoice("2025-03-10", 200, partner=mute)
        self._have_taken(self._invoice("2025-01-10", 400, partner=finished), self.plan.step_ids[2], "2025-03-01")
        self._invoice("2025-03-05", 1600, partner=late)
        entry = self._general_entry((self.env["res.partner"], "2025-03-01", 800.0))
        self._items(entry).no_followup = False
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.action_run()
        self.assertEqual(run.contact_count, 2)
        self.assertEqual((run.uncovered_count, run.uncovered_amount), (3, 1400), "mute, finished, without customer")
        # the next run tries a failed action again, in vain, and leaves it uncovered
        self._invoice("2025-03-10", 3200, partner=failed)
        later = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        with self._refusing(failed.email):
            later.action_run()
        action = later.action_ids
        self.assertEqual(action.state, "failed")
        action.sudo().write({"tries": self.company.dunning_max_tries - 1})
        last = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        with self._refusing(failed.email):
            last.action_run()
        self.assertEqual((action.state, action.tries), ("failed", self.company.dunning_max_tries))
        self.assertEqual((last.contact_count, last.uncovered_count, last.uncovered_amount), (0, 4, 4600))
        rows = self._rows()
        self.assertEqual((len(rows), sum(rows.mapped("amount"))), (4, 4600))
