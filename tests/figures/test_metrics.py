"""Key figures of receivables: the worked examples of the formulas, and the same figures from journal items."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import Form, tagged
from odoo.tests.common import BaseCase
from odoo.tools import SQL, html2plaintext

from ...models.figures import metrics
from ..common import DunningCommon

# Sales with tax by month, the latest first, and what is open of them at 31 December.
MONTHS = [(110_000, 31), (80_000, 30), (100_000, 31), (120_000, 30), (60_000, 31), (90_000, 31)]
OPEN = [100_000, 60_000, 40_000, 20_000, 10_000, 5_000]


@tagged("post_install", "-at_install")
class TestMetricFormulas(BaseCase):
    def test_dso(self):
        self.assertAlmostEqual(metrics.dso_balance(235_000, 290_000, 92), 74.55, 2)
        self.assertAlmostEqual(metrics.dso_balance(235_000, 1_080_000, 365), 79.42, 2)
        self.assertIsNone(metrics.dso_balance(235_000, 0, 92))

    def test_best_possible_and_delinquent(self):
        dso, best = metrics.dso_balance(235_000, 290_000, 92), metrics.best_possible_dso(140_000, 290_000, 92)
        self.assertAlmostEqual(best, 44.41, 2)
        self.assertAlmostEqual(metrics.average_days_delinquent(dso, best), 30.14, 2)

    def test_countback(self):
        found = metrics.dso_countback(235_000, MONTHS)
        self.assertAlmostEqual(found.days, 74.95, 2)
        self.assertFalse(found.exhausted)
        self.assertEqual(metrics.dso_countback(600_000, MONTHS), metrics.Countback(184.0, True))
        self.assertEqual(metrics.dso_countback(0, MONTHS).days, 0)

    def test_countback_with_a_month_of_credits(self):
        """Credits of a month are those of the sales before: both count as one month."""
        months = [(110_000, 31), (-20_000, 30), (100_000, 31), (120_000, 30)]
        found = metrics.dso_countback(150_000, months)
        self.assertAlmostEqual(found.days, 31 + 40_000 / 80_000 * 61, 6)

    def test_weighted(self):
        months = [(opened, sales, days) for opened, (sales, days) in zip(OPEN, MONTHS, strict=True)]
        self.assertAlmostEqual(metrics.dso_weighted(months), 74.97, 2)
        self.assertAlmostEqual(metrics.dso_weighted([(opened, sales, 30) for opened, sales, _days in months]), 73.4, 1)
        self.assertIsNone(metrics.dso_weighted([(10, 0, 30)]))

    def test_effectiveness(self):
        self.assertAlmostEqual(metrics.collection_effectiveness(210_000, 290_000, 235_000, 140_000), 0.736, 3)
        self.assertIsNone(metrics.collection_effectiveness(0, 0, 0, 0))

    def test_shares_and_money(self):
        self.assertAlmostEqual(metrics.share(95_000, 235_000), 0.404, 3)
        self.assertAlmostEqual(metrics.cash_of_one_day(1_080_000), 2958.90, 2)
        self.assertAlmostEqual(metrics.cost_of_days(1_080_000, 10, 0.05), 1479.45, 2)
        self.assertAlmostEqual(metrics.sales_to_offset(10_000, 0.05), 200_000, 6)
        self.assertAlmostEqual(metrics.working_capital_days(270_000, 1_080_000), 91.25, 6)
        self.assertIsNone(metrics.working_capital_days(270_000, 0))
        self.assertIsNone(metrics.sales_to_offset(10_000, 0))


@tagged("post_install", "-at_install")
class TestMetrics(DunningCommon):
    """A ledger of six months whose figures are known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._customer("Beta")
        cls._sell("2024-10-05", 1000, "2024-11-04", paid=("2024-11-20", 1000))
        cls._sell("2024-11-10", 2000, "2024-12-10", paid=("2025-01-15", 500))
        cls._sell("2024-12-20", 3000, "2025-01-31", partner=cls.other)
        cls._credit_note(200, partner=cls.other, date="2024-12-22")
        cls._sell("2025-01-08", 400, "2025-02-07", partner=cls.other, paid=("2025-02-01", 400))

    @classmethod
    def _sell(cls, day, amount, due, partner=None, paid=None):
        move = cls._invoice(due, amount, partner=partner or cls.customer, invoice_date=day)
        if paid:
            payment = cls._payment(paid[1], paid[0], partner=partner or cls.customer)
            lines = (move | payment.move_id).line_ids.filtered(lambda line: line.account_type == "asset_receivable")
            lines.reconcile()
        return move

    def _figures(self, last="2025-01-31", months=4, by="company"):
        wizard = self.env["dunning.metric.wizard"].create({"last_month": last, "months": months, "dimension": by})
        return {
            (row.group_name, str(row.month)): row for row in wizard._make_rows()
        }

    def test_amounts(self):
        figures = self._figures()
        rows = [row for (_name, _month), row in sorted(figures.items(), key=lambda pair: pair[0][1])]
        self.assertEqual([str(row.month) for row in rows], ["2024-10-31", "2024-11-30", "2024-12-31", "2025-01-31"])
        self.assertEqual([row.sales for row in rows], [1000, 2000, 2800, 400])
        self.assertEqual([row.receivables for row in rows], [1000, 2000, 4800, 4700])
        # due on the last day of a month is not overdue on it
        self.assertEqual([row.not_due for row in rows], [1000, 2000, 3000, 3400])
        self.assertEqual([row.credits for row in rows], [0, 0, -200, -200])
        self.assertEqual([row.overdue for row in rows], [0, 0, 2000, 1500])
        self.assertEqual([row.collected for row in rows], [0, 1000, 0, 500])

    def test_figures(self):
        row = self._figures()[self.company.name, "2025-01-31"]
        # three months: 2000 + 2800 + 400 in 30 + 31 + 31 days
        self.assertAlmostEqual(row.dso, 4700 / 5200 * 92, delta=0.06)
        self.assertAlmostEqual(row.best_dso, 3400 / 5200 * 92, delta=0.06)
        self.assertAlmostEqual(row.delinquent_days, 1300 / 5200 * 92, delta=0.06)
        self.assertAlmostEqual(row.dso_countback, 31 + 31 + 1500 / 2000 * 30, delta=0.06)
        self.assertAlmostEqual(row.dso_weighted, 400 / 400 * 31 + 2800 / 2800 * 31 + 1500 / 2000 * 30, delta=0.06)
        # three months: opening 1000 at the end of October
        self.assertAlmostEqual(row.effectiveness, (1000 + 5200 - 4700) / (1000 + 5200 - 3400), 4)
        self.assertAlmostEqual(row.overdue_ratio, 1500 / 4900, 4)

    def test_by_customer(self):
        """Each group from its own amounts; together they are the company's."""
        figures = self._figures(by="customer")
        own, other = (figures[partner.name, "2025-01-31"] for partner in (self.customer, self.other))
        self.assertEqual((own.receivables, other.receivables), (1500, 3200))
        self.assertEqual((own.overdue, other.overdue), (1500, 0))
        self.assertAlmostEqual(other.dso, 3200 / 3200 * 92, delta=0.06)
        action = own.action_open_items()
        self.assertEqual(action["res_model"], "dunning.aged.item")

    def test_late_payments(self):
        """Amounts allocated in the month, with the days after the due date: 1000 sixteen days late, 500 thirty-six."""
        figures = self._figures()
        november, january = (figures[self.company.name, day] for day in ("2024-11-30", "2025-01-31"))
        self.assertEqual((november.days_late, january.days_late), (16, 36))
        self.assertEqual((november.late_rate, january.late_rate), (1, 1))

    def test_settled_to_the_cent(self):
        """0.10 and 0.20 come to nothing when both are paid: nothing is left whose share could be overdue."""
        gamma = self._customer("Gamma")
        self._sell("2024-10-05", 0.1, "2024-10-20", partner=gamma, paid=("2024-12-03", 0.1))
        self._sell("2024-11-05", 0.2, "2024-11-20", partner=gamma, paid=("2025-01-03", 0.2))
        group = SQL("CASE WHEN partner.id = %s THEN 'gamma' END", gamma.id)
        rows = self.env["dunning.metrics"]._figures_by_month(self.company, Date.to_date("2025-01-31"), 4, group)["gamma"]
        self.assertEqual([row["receivables"] for row in rows], [0.1, 0.3, 0.2, 0.0])
        self.assertEqual([row["overdue_ratio"] for row in rows], [1, 1, 1, None])
        self.assertEqual([row["dso_countback"] for row in rows], [31, 61, 30 + 31, 0])
        self.assertFalse(any(row["is_exhausted"] for row in rows))

    def test_those_that_owe_most(self):
        """Of many groups only the first are made: 3200 before 1500; their figures are those of all."""
        last, group = Date.to_date("2025-01-31"), SQL("partner.id::text")
        everybody = self.env["dunning.metrics"]._figures_by_month(self.company, last, 4, group)
        largest = self.env["dunning.metrics"]._figures_by_month(self.company, last, 4, group, largest=1)
        self.assertEqual(largest, {str(self.other.id): everybody[str(self.other.id)]})

    def test_asked_for_one_by_one(self):
        """Who asks for one figure has the same as who asks for all, and nothing else."""

        def figures(measures=None):
            [rows] = self.env["dunning.metrics"]._figures_by_month(
                self.company, Date.to_date("2025-01-31"), 4, SQL("'all'"), measures
            ).values()
            return rows

        everything = figures()
        for measure in everything[-1].keys() - {"month"}:
            expected = [{"month": row["month"], measure: row[measure]} for row in everything]
            self.assertEqual(figures({measure}), expected, measure)

    def test_agrees_with_the_aged_balance(self):
        Aging = self.env["dunning.aging"]
        for (_name, month), row in self._figures(by="company").items():
            options = Aging._read_options({"day": month, "side": "receivable", "trade": True})
            lines = self.env.execute_query_dict(Aging._sql_balances(options))
            self.assertAlmostEqual(row.receivables, sum(line["balance"] for line in lines), 2)

    def test_targets_and_money(self):
        self.company.write({"dunning_dso_target": 60, "dunning_margin": 0.05, "dunning_financing_rate": 0.04})
        wizard = self.env["dunning.metric.wizard"].create({"last_month": "2025-01-31", "months": 4})
        wizard._make_rows()
        self.assertIn("60", wizard.summary_html)
        annual = 1000 + 2000 + 2800 + 400
        self.assertIn(f"{annual / 365:,.2f}", wizard.summary_html)

    def test_working_capital(self):
        """Inventory + receivables − payables at the end of the month, drafts and later entries apart."""
        day = date(2025, 1, 31)
        before = self.env["dunning.metrics"]._working_capital(self.company, day)
        stock, bill = self.company_data["default_account_assets"].copy({"code": "310000", "account_type": "asset_current"}), {}
        self.company.dunning_inventory_account_ids = stock
        payable, expense = self.company_data["default_account_payable"], self.company_data["default_account_expense"]
        for number, (entry_date, amount) in enumerate((("2025-01-31", 700.0), ("2025-02-01", 50.0), ("2025-01-15", 9.0))):
            bill[number] = self.env["account.move"].create(
                {
                    "date": entry_date, "journal_id": self.company_data["default_journal_misc"].id,
                    "line_ids": [
                        Command.create({"account_id": stock.id, "debit": amount}),
                        Command.create({"account_id": expense.id, "debit": amount / 2}),
                        Command.create({"account_id": payable.id, "credit": amount * 1.5, "partner_id": self.customer.id}),
                    ],
                }
            )  # fmt: skip
        (bill[0] + bill[1]).action_post()
        found = self.env["dunning.metrics"]._working_capital(self.company, day)
        self.assertEqual(found["inventory"], 700)
        self.assertEqual(found["payables"] - before["payables"], 1050)
        self.assertEqual(found["receivables"], before["receivables"])
        self.assertEqual(found["requirement"], before["requirement"] - 350)
        wizard = self.env["dunning.metric.wizard"].create({"last_month": "2025-01-31", "months": 12})
        wizard._make_rows()
        self.assertIn("Working capital requirement:", wizard.summary_html)
        self.assertIn(f"{found['requirement']:,.2f}", wizard.summary_html)

    def test_refusals(self):
        for vals in ({"months": 0}, {"months": 61}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.env["dunning.metric.wizard"].create({"last_month": "2025-01-31", **vals})._make_rows()
        with self.assertRaises(AccessError):
            self.env["dunning.metric.wizard"].with_user(self._user("sales_m", "account_dunning.group_dunning_contributor")).create({})

    def test_any_day_means_its_month(self):
        wizard = self.env["dunning.metric.wizard"].create({"last_month": "2025-01-12", "months": 2})
        self.assertEqual({str(row.month) for row in wizard._make_rows()}, {"2024-12-31", "2025-01-31"})

    def test_reference_figures(self):
        """Dated figures with their source; editable by managers."""
        references = self.env["dunning.reference"].search([])
        self.assertGreaterEqual(len(references), 9)
        self.assertTrue(all(one.source and one.date for one in references))
        late = self.env.ref("account_dunning.reference_late_france")
        self.assertEqual((late.value, late.unit), (10.7, "days"))
        self.assertTrue(all("Altares" in one.source for one in references), "each says who found it")

    def test_reference_figures_beside_own(self):
        """France 14.1 days late and 45.2 % on time in the first half of 2025, beside 2018's; other countries are not shown."""
        self.company.sudo().account_fiscal_country_id = self.env.ref("base.fr")
        wizard = self.env["dunning.metric.wizard"].create({"last_month": "2025-01-31", "months": 2})
        wizard._make_rows()
        text = html2plaintext(wizard.summary_html)
        self.assertIn(
            "14.1 (France, 2025); 10.7 (France, 2018); 14.0 (several countries, 2025); 13.1 (several countries, 2018)", text
        )
        self.assertIn("45.2", text)
        self.assertIn("(France, 2025: Altares, payment behaviour of companies, first half of 2025", text)
        self.assertNotIn("24.5", text)

    def test_form(self):
        with Form(self.env["dunning.metric.wizard"]) as form:
            form.months = 12
            form.last_month = date(2025, 1, 31)
