"""Payment terms agreed, beside policy and law, weighted by amount, with what they cost (row K9)."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common import DunningCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-06-02")
class TestAgreedTerms(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_financing_rate = 0.073  # 1,000 cost 0.20 a day
        cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company).debtor_class = "business"
        cls.env["dunning.terms.policy"].create(
            {"company_id": cls.company.id, "debtor_class": "business", "policy_days": 30, "source": "Our terms"}
        )
        cls.long = cls._sold("2025-03-01", "2025-05-30", 1000, cls.salesman)
        cls.short = cls._sold("2025-03-01", "2025-03-31", 3000, cls.collector)

    @classmethod
    def _sold(cls, day, due, amount, seller, **vals):
        return cls._invoice(due, amount, invoice_date=day, invoice_user_id=seller.id, **vals)

    def _terms_of(self, move):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.agreed.terms"].search([("move_id", "=", move.id)])

    def test_days_beside_policy_and_law(self):
        """90 days: 60 beyond our 30; 60 days are 30 April, 45 days after the month's end 15 May: beyond the law too."""
        row = self._terms_of(self.long)
        self.assertEqual((row.days, row.policy_days, row.law_days, row.days_over), (90, 30, 60, 60))
        self.assertTrue(row.is_over_policy and row.is_over_law)
        self.assertEqual((round(row.cost_day, 2), round(row.cost_over, 2)), (0.2, 12.0))
        self.assertIn("30 days instead of 90: saves", row.proposal)
        row = self._terms_of(self.short)
        self.assertEqual((row.days, row.days_over, row.is_over_policy, row.is_over_law, row.proposal), (30, 0, False, False, False))

    def test_the_end_of_the_month_counts_either_way(self):
        """Dated 1 March: 15 May is the 45th day after the month's end, 75 days after the invoice."""
        self.assertFalse(self._terms_of(self._sold("2025-03-01", "2025-05-15", 100, self.salesman)).is_over_law)
        self.assertTrue(self._terms_of(self._sold("2025-03-01", "2025-05-16", 100, self.salesman)).is_over_law)
        # 20 March and 45 days is 4 May, whose month ends on the 31st; the other way it is 15 May
        self.assertFalse(self._terms_of(self._sold("2025-03-20", "2025-05-31", 100, self.salesman)).is_over_law)
        self.assertTrue(self._terms_of(self._sold("2025-03-20", "2025-06-01", 100, self.salesman)).is_over_law)

    def test_days_lost_to_payment_runs(self):
        """Runs every Thursday: a due date waits 0 to 6 days, three on the average."""
        self.assertEqual((self._terms_of(self.long).run_days, self._terms_of(self.long).cost_run), (0, 0))
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.env["dunning.payment.run"].create(
            {"profile_id": profile.id, "rhythm": "week", "weekday": "3", "every_weeks": 1, "date_start": "2025-01-01"}
        )
        row = self._terms_of(self.long)
        self.assertAlmostEqual(row.run_days, 3.0, 1)
        self.assertAlmostEqual(row.cost_run, 0.2 * row.run_days, 6)

    def test_groups_are_weighted_by_amount(self):
        self.env.flush_all()
        domain = [("move_id", "in", (self.long + self.short).ids)]
        [(amount, days, over, cost)] = self.env["dunning.agreed.terms"]._read_group(
            domain, [], ["amount:sum", "days:avg", "days_over:avg", "cost_over:sum"]
        )
        self.assertEqual((amount, float(days), float(over), round(cost, 2)), (4000, 45, 15, 12.0))
        groups = dict(self.env["dunning.agreed.terms"]._read_group(domain, ["salesperson_id"], ["days:avg"]))
        self.assertEqual({user: float(value) for user, value in groups.items()}, {self.salesman: 90, self.collector: 30})

    def test_lines_share_the_tax_and_instalments_the_days(self):
        """120 with tax on two products, half due after 10 days, half after 50: 30 days for both."""
        term = self.env["account.payment.term"].create(
            {"name": "Halves", "line_ids": [
                Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                Command.create({"value": "percent", "value_amount": 50, "nb_days": 50}),
            ]}
        )  # fmt: skip
        tax = self.tax_sale_a
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2025-03-01",
                "invoice_payment_term_id": term.id,
                "invoice_line_ids": [
                    Command.create({"product_id": product.id, "price_unit": price, "tax_ids": tax.ids})
                    for product, price in ((self.product_a, 75), (self.product_b, 25))
                ],
            }
        )  # fmt: skip
        move.action_post()
        rows = self._terms_of(move)
        share = move.amount_total / 100
        self.assertEqual({row.product_id: (round(row.amount, 2), round(row.days, 2)) for row in rows},
                         {self.product_a: (round(75 * share, 2), 30), self.product_b: (round(25 * share, 2), 30)})  # fmt: skip

    def test_the_nearest_rule_counts(self):
        Policy = self.env["dunning.terms.policy"]
        Policy.create({"company_id": self.company.id, "policy_days": 14, "source": "Everybody"})
        self.assertEqual(self._terms_of(self.long).policy_days, 30)  # its class goes before everybody
        Policy.create({"company_id": self.company.id, "country_id": self.env.ref("base.fr").id, "policy_days": 45, "source": "France"})
        self.assertEqual(self._terms_of(self.long).policy_days, 45)
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            Policy.create({"company_id": self.company.id, "policy_days": -1, "source": "x"})
            self.env.flush_all()

    def test_who_reads_it(self):
        self.env.flush_all()
        other = self.setup_other_company(name="Company B")["company"]
        rows = self.env["dunning.agreed.terms"].with_user(self.collector).search([])
        self.assertIn(self.long, rows.sudo().move_id)
        self.assertFalse(self.env["dunning.agreed.terms"].with_user(self.collector).search([("company_id", "=", other.id)]))
        with self.assertRaises(AccessError):
            self.env["dunning.agreed.terms"].with_user(self.salesman).search([])
        with self.assertRaises(AccessError):
            self.env["dunning.terms.policy"].with_user(self.collector).create({"company_id": self.company.id, "source": "x"})
        self.assertEqual(self._terms_of(self.long).action_open_item()["res_id"], self.long.id)
