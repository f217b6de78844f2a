"""Default rate and invoicing delay from journal items; key figures by size, plan and share of sales."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ...models.figures import metrics
from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestQualityFormulas(BaseCase):
    def test_default_rate(self):
        self.assertEqual(metrics.default_rate([300, 400], [1000, 950]), 700 / 1950)
        self.assertIsNone(metrics.default_rate([], []))
        self.assertIsNone(metrics.default_rate([0], [0]))

    def test_invoicing_delay(self):
        self.assertEqual(metrics.invoicing_delay(16000, 5000), 3.2)
        self.assertIsNone(metrics.invoicing_delay(0, 0))


class QualityCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-06-01"))

    def _figures(self, last="2025-06-30", months=4, by="company"):
        wizard = self.env["dunning.metric.wizard"].create({"last_month": last, "months": months, "dimension": by})
        return {(row.group_name, str(row.month)): row for row in wizard._make_rows()}

    def _of_company(self, name, last="2025-06-30", months=4):
        return [row[name] for (_group, _month), row in sorted(self._figures(last, months).items(), key=lambda pair: pair[0][1])]

    def _match(self, *moves):
        """Reconcile the receivable items of entries."""
        lines = self.env["account.move.line"]
        for move in moves:
            lines |= move.line_ids.filtered(lambda line: line.account_type == "asset_receivable" and not line.reconciled)
        lines.reconcile()

    def _entry(self, day, amount, account):
        """Take an amount off the customer's account by a general entry, to another account."""
        receivable = self.company_data["default_account_receivable"]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": day,
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": amount, "partner_id": self.customer.id}),
                    Command.create({"account_id": receivable.id, "credit": amount, "partner_id": self.customer.id}),
                ],
            }
        )
        move.action_post()
        return move


@tagged("post_install", "-at_install")
class TestDefaultRate(QualityCommon):
    def test_default_rate(self):
        """By month what came to the 90th day after its due date in the twelve months that end with it."""
        # limit 10 April: 300 of 1,000 are unpaid then, though paid later
        move = self._invoice("2025-01-10", 1000)
        self._pay(move, "2025-04-10", 700)
        self._pay(move, "2025-04-11", 300)
        # limit 11 May: a credit note makes it 300, paid on the very day
        move = self._invoice("2025-02-10", 500)
        note = self._credit_note(200, date="2025-03-01")
        self._match(move, note)
        self._pay(move, "2025-05-11", 300)
        # limit 21 May: written off before
        move = self._invoice("2025-02-20", 400)
        self._match(move, self._entry("2025-05-01", 400, self.company_data["default_account_expense"]))
        # limit 26 May: set off against what is owed to them
        move = self._invoice("2025-02-25", 250)
        self._match(move, self._entry("2025-05-01", 250, self.company_data["default_account_payable"]))
        # limit 30 July
        self._invoice("2025-05-01", 600)
        rates = self._of_company("default_rate")
        for found, expected in zip(rates, (0, 300 / 1000, 700 / 1950, 700 / 1950), strict=True):
            self.assertAlmostEqual(found, expected, 6)
        self.assertEqual(self._of_company("default_base"), [0, 1000, 1950, 1950])
        # a year later the first has left, the last has come
        [rate] = self._of_company("default_rate", "2026-04-30", 1)
        self.assertAlmostEqual(rate, (400 + 600) / (300 + 400 + 250 + 600), 6)

    def test_doubtful(self):
        """What was moved to doubtful customers is unpaid as long as it is open there."""
        doubtful = self.company_data["default_account_receivable"].copy({"code": "416000", "account_type": "asset_receivable"})
        first, second = self._invoice("2025-02-20", 400), self._invoice("2025-02-20", 100)
        entries = [self._entry("2025-04-01", amount, doubtful) for amount in (400, 100)]
        receivable = self.company_data["default_account_receivable"]
        for move, entry in zip((first, second), entries, strict=True):
            (move | entry).line_ids.filtered(lambda line: line.account_id == receivable).reconcile()
        payment = self._payment(100, "2025-05-10")
        credit = payment.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        payment.move_id.button_draft()
        credit.account_id = doubtful
        payment.move_id.action_post()
        (payment.move_id | entries[1]).line_ids.filtered(lambda line: line.account_id == doubtful).reconcile()
        self.assertAlmostEqual(self._of_company("default_rate")[-1], 400 / 500, 6)

    def test_other_currency(self):
        """Paid in full in its currency is paid, whatever the exchange difference and its date."""
        pound = self.setup_other_currency("GBP", rates=[("2024-12-01", 2.0), ("2025-03-01", 2.5)])
        move = self._invoice("2025-02-20", 200, currency_id=pound.id, invoice_date="2024-12-31")
        payment = self._payment(150, "2025-05-20", currency_id=pound.id)
        self._match(move, payment.move_id)
        self.assertAlmostEqual(self._of_company("default_rate")[-1], 0.25, 6)

    def test_limit_of_the_company(self):
        self.company.dunning_default_days = 30
        self._pay(self._invoice("2025-05-01", 600), "2025-06-02")
        # the limit was 31 May
        self.assertEqual(self._of_company("default_rate"), [0, 0, 1, 1])
        with self.assertRaisesRegex(ValidationError, "cannot be 0: enter a number from 1"), self.env.cr.savepoint():
            self.company.dunning_default_days = 0

    def test_not_over_yet(self):
        """What may still be paid in time says nothing, also when the month asked for is not over."""
        self._invoice("2025-03-10", 100)  # limit 8 June
        with freeze_time("2025-06-08"):
            [rate] = self._of_company("default_rate", "2025-06-30", 1)
            self.assertEqual(rate, 0)
        with freeze_time("2025-06-09"):
            [rate] = self._of_company("default_rate", "2025-06-30", 1)
            self.assertEqual(rate, 1)


@tagged("post_install", "-at_install")
class TestInvoicingDelay(QualityCommon):
    def test_invoicing_delay(self):
        for invoiced, delivered, amount in (
            ("2025-01-11", "2025-01-01", 1000),
            ("2025-01-22", "2025-01-20", 3000),
            ("2025-01-25", "2025-02-05", 1000),
            ("2025-01-28", False, 500),
        ):
            self._invoice("2025-02-28", amount, invoice_date=invoiced, delivery_date=delivered)
        # in two instalments, on time
        self._instalments(700, "2024-12-31", "2025-01-31", delivery_date="2024-11-30")
        rows = self._figures("2025-01-31", 2)
        january, december = (rows[self.company.name, day] for day in ("2025-01-31", "2024-12-31"))
        self.assertAlmostEqual(january.invoicing_delay, (1000 * 10 + 3000 * 2) / 5000, 6)
        self.assertAlmostEqual(january.delivered_share, 5000 / 5500, 6)
        self.assertEqual((december.invoicing_delay, december.delivered_share), (1, 1))


@tagged("post_install", "-at_install")
class TestMetricGroups(QualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.customer
        for name in ("Beta", "Gamma", "Delta"):
            cls.partners |= cls._customer(name)
        for partner, amount in zip(cls.partners, (700, 200, 60, 40), strict=True):
            cls._invoice("2025-06-30", amount, partner=partner, invoice_date="2025-06-01")

    def _sales(self, by):
        return {name: row.sales for (name, _month), row in self._figures(months=1, by=by).items()}

    def test_by_size(self):
        profiles = self.env["dunning.profile"]._get_or_create(self.partners[:3], self.company)
        profiles[0].size, profiles[1].size = "large", "small"
        self.assertEqual(self._sales("size"), {"Large": 700, "Small": 200, "Size not known": 100})

    def test_by_share_of_sales(self):
        """700 and 200 begin below 80 % of 1,000; 60 begins at 90 %, 40 at 96 %."""
        self.assertEqual(self._sales("class"), {"A": 900, "B": 60, "C": 40})

    def test_by_plan(self):
        """The customer's own plan, the first that matches, the company's default; archived ones count no more."""
        Plan = self.env["dunning.plan"]
        names = {"own": {}, "small": {"segment": "small"}, "gone": {}, "default": {}}
        own, _small, gone, default = (Plan.create({"name": name, "company_id": self.company.id, **vals}) for name, vals in names.items())
        self.assertEqual(self._sales("plan"), {"No plan": 1000})
        self.company.dunning_plan_id = default
        profiles = self.env["dunning.profile"]._get_or_create(self.partners[:3], self.company)
        profiles[0].plan_id, profiles[1].segment, profiles[2].plan_id = own, "small", gone
        gone.active = False
        self.assertEqual(self._sales("plan"), {"own": 700, "small": 200, "default": 100})
        self.assertEqual(profiles.mapped("effective_plan_id.name"), ["own", "small", "default"])

    def test_by_collector(self):
        """The company's default collector has whom nobody else has, as on the dashboard."""
        self.env["dunning.profile"]._get_or_create(self.partners[1], self.company).collector_id = self.env.user
        self.assertEqual(self._sales("collector"), {self.collector.name: 800, self.env.user.name: 200})
        self.company.dunning_collector_id = False
        self.assertEqual(self._sales("collector"), {"Nobody": 800, self.env.user.name: 200})

    def test_no_country(self):
        self.partners[3].country_id = False
        self.assertEqual(self._sales("country"), {"France": 960, "No country": 40})


@tagged("post_install", "-at_install")
class TestTargets(QualityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Target = cls.env["dunning.target"]
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")

    def _set(self, measure, value, day="2025-01-01", user=None):
        return self.Target.create(
            {"measure": measure, "value": value, "date_from": day, "user_id": user and user.id, "company_id": self.company.id}
        )

    def test_which_target(self):
        """A person's own, else the company's, else that of the settings; the latest that has begun."""
        self.company.write({"dunning_dso_target": 60, "dunning_overdue_target": 0.3})
        self._set("dso", 55, "2025-02-01")
        self._set("dso", 50, "2025-03-01")
        self._set("dso", 40, "2025-03-01", self.collector)
        self._set("overdue_ratio", 20, "2025-03-01", self.collector)
        self._set("dso", 0, "2025-05-01", self.collector)
        of = self.Target._target_lookup(self.company)
        days = [Date.to_date(day) for day in ("2025-01-31", "2025-02-28", "2025-03-31", "2025-05-31")]
        self.assertEqual([of("dso", day) for day in days], [60, 55, 50, 50])
        self.assertEqual([of("dso", day, self.collector.id) for day in days], [60, 55, 40, None])
        self.assertEqual([of("dso", day, self.salesman.id) for day in days], [60, 55, 50, 50])
        self.assertEqual([of("overdue_ratio", day, self.collector.id) for day in days], [0.3, 0.3, 0.2, 0.2])
        self.assertIsNone(of("effectiveness", days[0]))

    def test_beside_the_figures(self):
        """300 of 1,000 are overdue: 30 % is met, 20 % is missed; of effectiveness more is better."""
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).collector_id = self.collector
        self._invoice("2025-06-10", 300, invoice_date="2025-06-01")
        self._invoice("2025-07-10", 700, invoice_date="2025-06-01")
        self._set("overdue_ratio", 30)
        self._set("overdue_ratio", 20, user=self.collector)
        self._set("effectiveness", 80, user=self.collector)
        [row] = self._figures(months=1).values()
        self.assertAlmostEqual(row.overdue_target, 0.3)
        self.assertFalse(row.missed)
        [row] = self._figures(months=1, by="collector").values()
        self.assertAlmostEqual(row.overdue_target, 0.2)
        self.assertEqual(row.missed.replace("\N{NO-BREAK SPACE}", " "), "Share overdue 20.0 %, Collection effectiveness 80.0 %")
        # for the company's table his targets do not count
        self.assertIn("30.0", row.wizard_id.summary_html)
        self.assertNotIn("text-danger", row.wizard_id.summary_html)

    def test_summary_marks_what_is_missed(self):
        self._invoice("2025-06-10", 300, invoice_date="2025-06-01")
        self._set("overdue_ratio", 30)
        [row] = self._figures(months=1).values()
        self.assertIn("text-danger", row.wizard_id.summary_html)

    def test_on_the_dashboard(self):
        """Everybody's figures stand beside the company's target, a collector's own customers beside his."""
        self._invoice("2026-05-10", 300, invoice_date="2026-04-01")
        self._set("dso", 50, "2026-04-01")
        self._set("dso", 10, "2026-05-01", self.collector)
        self._set("overdue_ratio", 20, "2026-05-01", self.collector)

        def blocks(scope):
            board = self.env["dunning.dashboard"].with_user(self.collector).with_context(allowed_company_ids=self.company.ids)
            return {block["code"]: block for block in board.get_data({"scope": scope, "months": 3})["blocks"]}

        def notes(scope):
            return {figure["name"]: figure["note"] for figure in blocks(scope)["figures"]["figures"]}

        self.assertEqual(notes("all")["DSO"], "May 2026 · Target 50.0")
        self.assertEqual(notes("mine")["DSO"], "May 2026 · Target 10.0")
        self.assertEqual(notes("all")["Share Overdue"], "before credits")
        self.assertEqual(notes("mine")["Share Overdue"].replace("\N{NO-BREAK SPACE}", " "), "before credits · Target 20.0 %")
        self.assertEqual(blocks("mine")["dso"]["chart"]["series"][2]["values"], [None, 50, 10])

    def test_refusals(self):
        with self.assertRaisesRegex(ValidationError, "at most 100"):
            self._set("overdue_ratio", 120)
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, self.company.name):
            self.Target.create({"measure": "dso", "value": 5, "company_id": branch.id})
        self._set("dso", 5)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._set("dso", 6)

    def test_who_may(self):
        """Managers edit, collectors read; both of their own companies."""
        own = self._set("dso", 50)
        other_company = self.setup_other_company(name="New")["company"]
        other = self.Target.sudo().create({"measure": "dso", "value": 7, "company_id": other_company.id, "date_from": "2025-01-01"})
        for user, may in ((self.manager, True), (self.collector, False)):
            Target = self.Target.with_user(user).with_context(allowed_company_ids=self.company.ids)
            self.assertEqual(Target.search([]), own.with_user(user))
            self.assertEqual([own.with_user(user).has_access(kind) for kind in ("write", "unlink")], [may, may])
            self.assertEqual([other.with_user(user).has_access(kind) for kind in ("read", "write")], [False, False])
        self.assertFalse(own.with_user(self.salesman).has_access("read"))
        self.assertIsNone(self.Target._target_lookup(other_company)("dso", Date.to_date("2024-12-31")))
        self.assertEqual(self.Target._target_lookup(other_company)("dso", Date.to_date("2025-01-31")), 7)
