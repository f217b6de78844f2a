"""Invoices by LCR rest until their bill is due or came back; bills given to the bank are exposure until it has paid."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestBills(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.currency = cls.env.ref("base.EUR")  # bills of exchange are in euros
        cls.currency.active = True
        cls.company.currency_id = cls.currency
        cls.env.user.group_ids |= cls.env.ref("account_payment_batch_oca.group_account_payment")
        cls.company.dunning_plan_id = cls._plan([(-5, "email"), (5, "email"), (15, "email")])
        cls.company.dunning_transit_days = 10
        cls.bank = cls.company_data["default_journal_bank"]
        account = cls.env["account.account"].create(
            {"name": "Bills presented", "code": "511999", "account_type": "asset_current", "reconcile": True}
        )
        own = {"acc_number": "FR1012122323343445454747676", "partner_id": cls.company.partner_id.id}
        cls.bank.bank_account_id = cls.env["res.partner.bank"].create({**own, "bank_id": cls.env["res.bank"].create({"name": "Bank"}).id})
        cls.bank.bank_account_id.company_id = cls.company
        cls.env["res.partner.bank"].create({"acc_number": "FR0412122626363646464747676", "partner_id": cls.customer.id})
        cls.method = cls.env["account.payment.method.line"].create(
            {
                "name": "LCR", "company_id": cls.company.id, "payment_method_id": cls.env.ref("account_payment_fr_lcr.fr_lcr").id,
                "bank_account_link": "fixed", "journal_id": cls.bank.id, "fr_lcr_type": "not_accepted",
                "payment_account_id": account.id, "selectable": True,
            }
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 08:00:00"))

    def _by_bill(self, due, amount, **vals):
        return self._invoice(due, amount, preferred_payment_method_line_id=self.method.id, **vals)

    def _present(self, move):
        """Put an invoice in an order of bills and give it to the bank."""
        order = self.env["account.payment.order"].browse(move.create_account_payment_line()["res_id"])
        order.draft2open()
        order.open2generated()
        order.generated2uploaded()
        return order

    def _decided(self, move, day=DAY):
        row = self._row(move, day)
        return row["reason"], str(row["until"] or "")

    def test_not_presented(self):
        """No reminder before its bill is due and the bank had its days; then it is asked."""
        move, plain = self._by_bill("2025-03-11", 1000), self._invoice("2025-03-11", 70)
        self.assertEqual(self._decided(move), ("fr_lcr", "2025-03-21"))
        self.assertEqual(self._decided(plain)[0], "act")
        self.assertEqual(self._decided(move, "2025-03-21")[0], "fr_lcr")
        self.assertEqual(self._decided(move, "2025-03-22")[0], "act")
        words = self.env["dunning.decision"]._explain_decisions([self._row(move, DAY)], Date.to_date(DAY))
        self.assertEqual(words, ["bill to be presented by us until 03/21/2025"])

    def test_accepted(self):
        """An accepted bill needs the customer: it is reminded as usual."""
        self.method.fr_lcr_type = "accepted"
        self.assertEqual(self._decided(self._by_bill("2025-03-11", 1000))[0], "act")

    def test_presented(self):
        """Given to the bank its invoice is settled, and what it was is exposure."""
        move = self._by_bill("2025-03-01", 1000)
        self._present(move)
        self.assertEqual(move.amount_residual, 0)
        row = self.env["dunning.credit.exposure"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.amount_receivable, row.amount_bill, row.exposure), (0, 1000, 1000))

    def test_presented_and_chosen(self):
        """Chosen in the settings as well, it counts once."""
        self.company.dunning_credit_bill_method_ids = self.method
        self._present(self._by_bill("2025-03-01", 1000))
        row = self.env["dunning.credit.exposure"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.amount_bill, row.exposure), (1000, 1000))

    def test_in_an_order(self):
        """In an order that was not given to the bank yet it is on its way."""
        move = self._by_bill("2025-03-01", 1000)
        order = self.env["account.payment.order"].browse(move.create_account_payment_line()["res_id"])
        order.draft2open()
        self.assertIn(self._decided(move)[0], ("in_payment", "fr_lcr"))
        self.assertEqual(order.payment_line_ids.mapped("amount_currency"), [1000])

    def test_came_back(self):
        """Its payment undone, the invoice is asked at once, though its days are not over."""
        move = self._by_bill("2025-03-01", 1000)
        order = self._present(move)
        payment = order.payment_ids
        payment.move_id.line_ids.remove_move_reconcile()
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(move.amount_residual, 1000)
        self.assertEqual(self._decided(move)[0], "act")

    def test_two_instalments(self):
        """Each instalment by its own due date."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Two", "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days}) for days in (0, 30)
                ],
            }
        )  # fmt: skip
        move = self._by_bill(False, 1000, invoice_date="2025-02-20", invoice_payment_term_id=term.id)
        rows = [self._row(move, DAY, index) for index in (0, 1)]
        self.assertEqual([(str(row["date_due"]), row["reason"]) for row in rows], [("2025-02-20", "act"), ("2025-03-22", "fr_lcr")])
