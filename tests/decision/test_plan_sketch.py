"""The strip of a plan: the engine decides for invented customers as it does for real ones, and nothing of it stays."""

from odoo.tests import freeze_time, tagged

from ..common_account import START, AccountCommon

FIRST, SECOND, BEFORE, SHOWN = 14, 16, 35, 35


@tagged("post_install", "-at_install")
@freeze_time("2024-12-31")
class TestPlanSketch(AccountCommon):
    def _sketch(self, plan):
        return self.env["dunning.simulation"].sudo()._sketch_plan(plan, self.company, START)

    def _flat(self, contacts):
        return [((one["offset"]), one["channel"], one["delay"], one["items"]) for one in contacts]

    def _check_as_real(self, plan):
        """Real customers with the same invoices get the same contacts, on the same days."""
        sketch = self._sketch(plan)
        self.company.dunning_plan_id = plan
        self.customer.country_id = self.company.partner_id.country_id
        found = {}
        for code, dues, paid_after, zero in (
            ("one", [FIRST], None, FIRST),
            ("two", [FIRST, SECOND], None, FIRST),
            ("weekly", range(-28, BEFORE + SHOWN + 28, 7), 28, BEFORE),
        ):
            with self.env.cr.savepoint() as savepoint:
                self._owe(dues, paid_after=paid_after)
                found[code] = [
                    (day - zero, channel, delay, len(items))
                    for day, channel, delay, items in self._live(0, BEFORE + SHOWN - 1)
                    if code != "weekly" or 0 <= day - zero < SHOWN
                ]
                self.env.flush_all()
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual({code: self._flat(sketch[code]) for code in found}, found)
        self.assertGreaterEqual(min(len(contacts) for contacts in found.values()), 5)

    def test_as_real_customers(self):
        self._check_as_real(self._shipped("standard"))

    def test_as_real_customers_on_working_days(self):
        self.company.write({"dunning_working_days": True, "dunning_budget_day": 1, "dunning_budget_week": 2})
        self._check_as_real(self._shipped("key_account"))

    def test_standard(self):
        sketch = self._sketch(self._shipped("standard"))
        steps = ((-5, "email"), (5, "email"), (10, "phone"), (15, "email"), (20, "phone"), (30, "registered_letter"))
        ladder = [(delay, channel, delay, 1) for delay, channel in steps]
        self.assertEqual(self._flat(sketch["one"]), ladder)
        self.assertEqual(self._flat(sketch["two"]), [(*one[:3], 2) for one in ladder])
        self.assertTrue(sketch["runs"])

    def test_without_window(self):
        """Two invoices two days apart show what a plan without window does."""
        sketch = self._sketch(self._shipped("standard", grouping_window=0, letter_window=0, not_again_days=0))
        self.assertEqual(len(sketch["two"]), 11)

    def test_nothing_stays(self):
        names = ("account.move", "res.partner", "dunning.action", "dunning.profile")
        before = [self.env[name].sudo().search_count([]) for name in names]
        self._sketch(self._shipped("standard"))
        self.assertEqual([self.env[name].sudo().search_count([]) for name in names], before)
        hidden = "('account_move', 'dunning_simulated')"
        self.env.cr.execute(f"SELECT COUNT(*) FROM pg_class WHERE relpersistence = 't' AND relname IN {hidden}")
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_stored_when_saved(self):
        plan = self._shipped("standard")
        self.assertFalse(plan.sketch)
        [read] = plan.web_save({"grouping_window": 0, "letter_window": 0}, {"sketch_html": {}})
        self.assertEqual(plan.sketch["key"], plan._sketch_key())
        self.assertEqual(str(read["sketch_html"]).count("fa-gavel me-1"), 3)  # one letter for one invoice, two for two
        self.assertIn("Two invoices two days apart", read["sketch_html"])
        stored = plan.sketch
        plan.web_save({"name": "Another name"}, {})
        self.assertEqual(plan.sketch, stored)
        plan.web_save({"letter_window": 15}, {})
        self.assertNotEqual(plan.sketch["key"], stored["key"])
        self.assertEqual(str(plan.sketch_html).count("fa-gavel me-1"), 2)

    def test_other_settings_are_not_shown_as_stored(self):
        """What was stored for other settings of the company is decided anew."""
        plan = self._shipped("standard")
        plan._store_sketches()
        stored = plan.sketch["key"]
        plan.sudo().sketch = {"key": stored, "worlds": {"one": []}}
        self.assertIn("Nothing is sent.", plan.sketch_html)
        self.company.dunning_budget_week = 1
        plan.invalidate_recordset(["sketch_html"])
        self.assertNotEqual(plan._sketch_key(), stored)
        self.assertEqual(str(plan.sketch_html).count("Nothing is sent."), 0)

    def test_kept_once_a_day(self):
        """A plan that nobody has saved yet is decided by night."""
        plan = self._shipped("standard")
        self.env["dunning.plan"]._refresh_sketches()
        self.assertEqual(plan.sketch["key"], plan._sketch_key())

    def test_archived(self):
        plan = self._shipped("standard")
        plan.active = False
        plan._store_sketches()
        self.assertEqual((plan.sketch["worlds"], plan.sketch_html), ({}, False))

    # -- plans from before there were windows ------------------------------------------------------

    def test_list_of_plans_to_decide(self):
        """All of them in one list: compared together, with the contacts of each side; accepted or left as they are."""
        Plan = self.env["dunning.plan"].with_user(self._user("manager_w", "account_dunning.group_dunning_manager"))
        none = {"grouping_window": 0, "letter_window": 0, "not_again_days": 0}
        plans = Plan.browse((self._shipped("standard", **none) | self._shipped("small_account", **none)).ids)
        first, second = plans
        to_decide = [("without_windows", "=", True)]
        self.assertEqual(Plan.search(to_decide) & plans, plans)
        self.assertFalse(Plan.search([("without_windows", "=", False)]) & plans)
        action = plans.action_compare_windows()
        comparisons = self.env["dunning.comparison"].search(action["domain"], order="id")
        self.assertEqual(comparisons.plan_a_id, plans)
        self.assertFalse(plans.window_comparison_id, "not before it is made")
        of_first = comparisons.filtered(lambda one: one.plan_a_id == first)
        of_first.sudo().write({"state": "done"})
        self.env["dunning.comparison.line"].sudo().create(
            [
                {"comparison_id": of_first.id, "side": side, "date": "2025-01-02", "plan_id": plan.id, "partner_id": self.customer.id}
                for side, plan in (("a", first), ("a", first), ("b", first), ("a", second))
            ]
        )
        plans.invalidate_recordset()
        self.assertEqual((first.window_comparison_id, first.contacts_apart, first.contacts_together), (of_first, 2, 1))
        self.assertEqual((second.contacts_apart, second.contacts_together), (0, 0))
        first.action_accept_windows()
        second.action_decline_windows()
        self.assertFalse(Plan.search(to_decide) & plans)
        self.assertEqual([(plan.grouping_window, plan.windows_declined) for plan in plans], [(7, False), (0, True)])

    def test_windows_are_proposed(self):
        plan = self._shipped("key_account", grouping_window=0, letter_window=0, not_again_days=0, segment="key")
        self.assertTrue(plan.without_windows)
        action = plan.action_compare_windows()
        comparison = self.env["dunning.comparison"].browse(action["res_id"])
        self.assertEqual(
            (str(comparison.date_start), str(comparison.date_end), comparison.grouping_window_b, comparison.state),
            ("2024-12-31", "2025-01-13", 5, "queued"),
        )
        plan.action_accept_windows()
        self.assertEqual((plan.grouping_window, plan.letter_window, plan.not_again_days, plan.without_windows), (5, 15, 21, False))
        self.assertIn("grouping window 5, letter window 15", plan.message_ids[0].body)
