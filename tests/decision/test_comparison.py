"""Plan against plan: two plans or settings live the same past days; contacts are compared and nothing else is written."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common_account import AccountCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestComparison(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loud = cls._shipped("standard", grouping_window=0, letter_window=0, not_again_days=0)
        cls.company.dunning_plan_id = cls.loud
        cls.quiet = cls._plan([(10, "email"), (30, "phone")], name="Quiet")
        cls.customer.user_id = cls.salesman
        cls.items = cls._owe([20, 22])
        cls.paid = cls._owe([20], paid_after=7, partner=cls._customer("Payer"), amount=300.0)

    def _compare(self, **vals):
        comparison = self.env["dunning.comparison"].create(
            {"company_id": self.company.id, "date_start": "2025-01-06", "date_end": "2025-03-10", **vals}
        )
        comparison.sudo()._keep_comparison(comparison.sudo()._live_both_sides())
        return comparison

    def test_two_plans(self):
        """The loud plan reaches the one who pays after a week, the quiet one does not."""
        comparison = self._compare(plan_b_id=self.quiet.id)
        a, b = comparison.result["a"], comparison.result["b"]
        self.assertEqual((b["contacts"], b["channels"], b["customers"]), (4, {"email": 2, "phone": 2}, 1))
        self.assertEqual((a["owed"], a["reached"], a["after"]), (3, 3, 3))
        self.assertEqual((b["owed"], b["reached"], b["after"], b["first"]), (3, 2, 2, 10.5))
        self.assertEqual(a["contacts"], 13)
        self.assertEqual(a["channels"], {"email": 7, "phone": 4, "registered_letter": 2})
        self.assertEqual(b["people"], {str(self.collector.id): 2})
        self.assertEqual(comparison.result["accounts"][0], [self.customer.id, 11, 4])
        self.assertEqual(sum(week[1] for week in comparison.result["weeks"]), 13)
        self.assertEqual(len(comparison.line_ids), 17)
        self.assertEqual(comparison.state, "done")
        words = comparison.result_html
        self.assertIn("contacts and work are compared, not success", words)
        self.assertIn("Quiet", words)

    def test_settings(self):
        """The same plan with windows: two invoices two days apart go together."""
        comparison = self._compare(windows_b=True)
        self.assertEqual([comparison.result[side]["contacts"] for side in "ab"], [13, 8])
        self.assertEqual(self.loud.grouping_window, 0)
        budget = self._compare(budget_b=True, budget_day_b=1, budget_week_b=1)
        self.assertLess(budget.result["b"]["contacts"], 13)
        self.assertEqual(self.company.dunning_budget_week, 0)

    def test_instead_of_one_plan(self):
        """Only invoices that follow the plan get the other one."""
        other = self._plan([(3, "email")], name="Other")
        self.env["dunning.profile"]._get_or_create(self.paid.partner_id, self.company).plan_id = other
        comparison = self._compare(replaced_plan_id=self.loud.id, plan_b_id=self.quiet.id)
        lines = comparison.line_ids.filtered(lambda line: line.side == "b")
        own = [("Atelier Durand", "email")] * 2 + [("Atelier Durand", "phone")] * 2
        self.assertEqual(sorted((line.partner_id.name, line.channel) for line in lines), [*own, ("Payer", "email")])

    def test_as_the_ledger_stood(self):
        """What was paid since is asked for as long as it was open; an answer that came counts from its day."""
        self.env["dunning.hold"].create(
            {"company_id": self.company.id, "partner_id": self.customer.id, "kind": "hold", "reason": "Wrong", "date_start": "2025-02-01"}
        )
        comparison = self._compare(plan_b_id=self.quiet.id)
        days = comparison.line_ids.filtered(lambda line: line.partner_id == self.customer).mapped("date")
        self.assertTrue(days and max(days) < comparison.date_start.replace(month=2, day=1))

    def test_days_ahead(self):
        """Of days to come what is open now is lived, with what waits already."""
        late = self._invoice("2025-12-26")
        comparison = self._compare(date_start="2025-12-31", date_end="2026-01-13", plan_a_id=self.quiet.id, replaced_plan_id=False)
        [line] = comparison.line_ids.filtered(lambda one: one.side == "a" and one.partner_id == late.partner_id and one.item_count == 1)[:1]
        self.assertEqual(line.channel, "email")
        self.assertNotIn("not success", comparison.result_html)

    def test_nothing_is_written(self):
        names = ("dunning.action", "dunning.action.line", "dunning.run", "dunning.decision", "dunning.hold", "account.move", "mail.message")
        before = {name: self.env[name].sudo().search_count([]) for name in names}
        self._compare(plan_b_id=self.quiet.id, windows_b=True)
        self.assertEqual({name: self.env[name].sudo().search_count([]) for name in names}, before)

    def test_in_the_background(self):
        """Queued by a person, lived through by the scheduled action; a failure is kept on it."""
        first, second = self.env["dunning.comparison"].create(
            [{"company_id": self.company.id, "date_start": "2025-01-06", "date_end": "2025-02-10", "plan_b_id": self.quiet.id}] * 2
        )
        (first + second).action_compare()
        self.assertEqual(first.state, "queued")
        second.sudo().write({"date_start": "2025-02-10", "date_end": "2025-02-10"})
        shares = []

        @contextmanager
        def same_transaction(comparison):
            yield comparison.env

        Comparison = self.env.registry["dunning.comparison"]
        live = Comparison._live_both_sides
        with (
            patch.object(Comparison, "_separate_environment", same_transaction),
            patch.object(Comparison, "_keep_progress", lambda one, share: (shares.append(share), setattr(one, "progress", 100 * share))),
            patch.object(Comparison, "_live_both_sides", lambda one, report: live(one, report) if one == first else 1 / 0),
            patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *_args, **_kwargs: 60.0),
            self.assertLogs("odoo.addons.account_dunning.wizards.dunning_simulation_past", "ERROR"),
        ):
            self.env["dunning.comparison"].sudo()._cron_compare()
        self.assertEqual((first.state, first.progress, second.state, second.error), ("done", 100.0, "failed", "division by zero"))
        self.assertEqual(shares, [*sorted(shares[:-1]), 0.0])
        self.assertGreater(len(shares), 10)

    def test_refused(self):
        create = self.env["dunning.comparison"].create
        with self.assertRaisesRegex(UserError, "Both sides are the same"):
            create({"date_start": "2025-01-06", "date_end": "2025-02-10"}).action_compare()
        with self.assertRaisesRegex(UserError, "archived or has no steps"):
            self.quiet.active = False
            create({"date_start": "2025-01-06", "date_end": "2025-02-10", "plan_b_id": self.quiet.id}).action_compare()
        for start, end in (("2025-02-10", "2025-01-06"), ("2024-01-01", "2025-12-01"), ("2025-12-01", "2026-01-10")):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                create({"date_start": start, "date_end": end})
        with self.assertRaises(ValidationError), self.cr.savepoint():
            create({"windows_b": True, "grouping_window_b": 15})

    def test_rights(self):
        """Managers compare, collectors read, contributors see nothing; other companies neither."""
        comparison = self._compare(plan_b_id=self.quiet.id)
        self.assertTrue(comparison.with_user(self.collector).result_html)
        self.assertEqual(len(comparison.with_user(self.collector).line_ids), 17)
        with self.assertRaises(AccessError):
            comparison.with_user(self.collector).action_compare()
        with self.assertRaises(AccessError):
            comparison.with_user(self.salesman).read(["result"])
        other = self.company_data_2["company"] if hasattr(self, "company_data_2") else self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._user("stranger_c", "account_dunning.group_dunning_manager")
        stranger.sudo().write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for record in (comparison, comparison.line_ids[0]):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["company_id"])
