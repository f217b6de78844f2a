"""What lies between the risk of account_financial_risk and the exposure is told, and adds up."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
class TestFinancialRisk(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        cls.customer.write(
            dict.fromkeys(("risk_invoice_draft_include", "risk_invoice_open_include", "risk_invoice_unpaid_include"), True)
        )

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 08:00:00"))

    def _parts(self):
        """Return the differences that are not zero; they lead from the risk to the exposure."""
        self.env.invalidate_all()
        partner = self.customer.sudo().with_company(self.company)
        parts = {words: round(amount, 2) for words, amount in self.profile._risk_differences(partner) if round(amount, 2)}
        self.assertAlmostEqual(partner.risk_total + sum(parts.values()), self.profile.credit_exposure, 2)
        return parts

    def test_same(self):
        """Where both say the same nothing is told."""
        self._invoice("2025-03-10", 100)
        self._invoice("2025-04-10", 30)
        self.assertEqual(self._parts(), {})
        self.assertEqual((self.profile.financial_risk, self.profile.credit_exposure), (130.0, 130.0))
        self.assertFalse(self.profile.financial_risk_text)

    def test_left_out(self):
        """What its settings leave out is named."""
        self.customer.risk_invoice_open_include = False
        self._invoice("2025-03-10", 100)
        self._invoice("2025-04-10", 30)
        self.assertEqual(self._parts(), {"left out there: Total Open Invoices/Principal Balance": 30.0})
        self.assertEqual(self.profile.financial_risk, 100.0)
        self.assertIn("Total Open Invoices/Principal Balance $\xa030.00.", self.profile.financial_risk_text)

    def test_foreign_currency(self):
        """100 units booked as 80: counted there at 64, here at 80."""
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 1.25)])
        self._invoice("2025-03-10", 100, invoice_date="2025-02-08", currency_id=currency.id)
        self.assertEqual(self._parts(), {"foreign currencies, converted once more there": 16.0})
        self.assertEqual((self.profile.financial_risk, self.profile.credit_exposure), (64.0, 80.0))

    def test_drafts(self):
        """A draft credit note lessens its risk, not the exposure."""
        draft = self._invoice("2025-04-10", 70).copy({"invoice_date": DAY})
        refund = draft.copy({"move_type": "out_refund", "invoice_date": DAY})
        self.assertEqual((draft.state, refund.state), ("draft", "draft"))
        [(words, amount)] = self._parts().items()
        self.assertIn("draft invoices", words)
        self.assertEqual((amount, self.profile.credit_exposure), (70.0, 140.0))

    def test_other_currency_of_the_risk(self):
        """A risk kept in another currency is not compared."""
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 2.0)])
        self.customer.write({"credit_currency": "manual", "manual_credit_currency_id": currency.id})
        self._invoice("2025-03-10", 100)
        self.env.invalidate_all()
        self.assertIn("is kept in CHF", self.profile.financial_risk_text)

    def test_branches(self):
        """Who does not see all branches is told no amounts."""
        branch = self.env["res.company"].sudo().create({"name": "Branch", "parent_id": self.company.id})
        self._invoice("2025-03-10", 100)
        self.customer.risk_invoice_unpaid_include = False
        own = self.profile.with_user(self.collector)
        self.env.invalidate_all()
        self.assertFalse(own.with_context(allowed_company_ids=self.company.ids).financial_risk_text)
        self.collector.company_ids = [Command.link(branch.id)]
        self.env.invalidate_all()
        self.assertTrue(own.with_context(allowed_company_ids=(self.company + branch).ids).financial_risk_text)

    def test_screen(self):
        self._invoice("2025-03-10", 100)
        self.customer.risk_invoice_unpaid_include = False
        self.env.invalidate_all()
        with Form(self.profile.with_user(self.collector)) as form:
            self.assertTrue(form.financial_risk_text)
