"""Principal and claims apart: on the statement, the customer's page, the aged balance and the customer's form."""

from freezegun import freeze_time
from odoo.fields import Date
from odoo.tests import tagged

from .test_claims import DAY, ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimsApart(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(DAY):
            cls.move = cls._example()
            [vals], _problems = cls.env["dunning.claim"]._claim_vals_list(cls.profile, cls._items(cls.move), Date.to_date(DAY))
            cls.claim = cls.env["dunning.claim"]._keep_claim(vals | {"action_id": False}, None)
            cls.claim.with_user(cls.accountant).action_charge()

    def _statement(self, day):
        return self.env["dunning.statement"].create({"profile_id": self.profile.id, "date_to": day})

    @freeze_time("2026-09-20")
    def test_statement(self):
        """Apart from the account, in no balance of it, as it stood on the day; the concession is named."""
        statement = self._statement("2026-08-31")
        self.assertEqual(statement.closing, 6000)
        html = self.env["ir.actions.report"]._render_qweb_html("account_dunning.report_customer_statement", statement.ids)[0].decode()
        for text in (self.claim.name, "apart from the account above", "365.24", "concession of the creditor"):
            self.assertIn(text, html)
        self.assertFalse(self._statement("2026-08-09")._claims_apart())
        self.env["account.payment.register"].with_context(
            active_model="account.move.line", active_ids=self.claim._claim_items().ids
        ).create({"payment_date": "2026-09-15", "group_payment": True})._create_payments()
        self.assertEqual(self._statement("2026-08-31")._claims_apart()["total"], "365.24\N{NO-BREAK SPACE}€")
        self.assertFalse(self._statement("2026-09-15")._claims_apart())

    @freeze_time(DAY)
    def test_customers_page(self):
        """The total to pay is the invoices'; what was charged stands below, apart."""
        self.company.dunning_plan_id = self._plan([(5, "email", {"mode": "review"})])
        [action] = self._run(DAY)
        values = self._page_values(action)
        self.assertIn("6,000.00", values["total"])
        self.assertEqual([(claim["name"], claim["day"]) for claim in values["claims"]], [(self.claim.name, "08/10/2026")])
        self.assertIn("365.24", values["claims"][0]["open"])

    @freeze_time(DAY)
    def test_aged_balance(self):
        """Of all accounts the aged balance tells how much of it is claims; of trade accounts it holds none."""
        for trade, expected in ((False, (6365.24, 365.24)), (True, (6000, 0))):
            wizard = self.env["dunning.aged.wizard"].create({"day": DAY, "side": "receivable", "trade": trade})
            balances = self.env["dunning.aged.balance"].with_context(**wizard._chosen_options().context())
            self.env.invalidate_all()
            row = balances.search([("partner_id", "=", self.customer.id)])
            self.assertEqual((row.balance, row.claims), expected)
            self.assertEqual("claims" in wizard._document_data()["columns"], not trade)

    @freeze_time(DAY)
    def test_customers_form(self):
        self.assertEqual((self.profile.amount_due, self.profile.amount_claims, self.profile.claim_count), (6000, 365.24, 1))
        self.assertEqual(self.profile.action_open_claims()["domain"], [("profile_id", "=", self.profile.id)])
        self.assertEqual(self.profile.interest_accrued, 325.24)
        self.assertIn(self.profile, self.env["dunning.profile"].search([("amount_claims", "=", 365.24)]))
        self.assertNotIn(self.profile, self.env["dunning.profile"].search([("amount_claims", "=", 0)]))
