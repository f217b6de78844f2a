"""What customers owe is known without deciding whose turn it is; both ways say the same."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = Date.to_date("2025-04-15")
OWED = ("partner_id", "amount_due", "amount_overdue", "amount_overdue_gross", "amount_credit", "oldest_days")


@tagged("post_install", "-at_install")
class TestNetItems(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (30, "registered_letter")])
        cls._invoice("2025-03-01", 1000)
        cls._invoice("2025-05-20", 400)
        disputed = cls._invoice("2025-03-11", 600)
        dispute = cls._open_dispute({"move_id": disputed.id}, {"date_start": "2025-04-01", "amount": 150})
        # as a status of the e-invoicing platform has it, which approves the invoice but for a part
        cls.env.cr.execute("UPDATE dunning_dispute SET asks_rest = TRUE WHERE id = %s", [dispute.id])
        cls._credit_note(250)
        # nothing but credit; debits of a general journal that are never asked for, and a payment
        cls.creditor, cls.mixed = cls._customer("Boulangerie Petit"), cls._customer("Menuiserie Roux")
        cls._credit_note(80, cls.creditor)
        cls._general_entry((cls.mixed, "2025-01-10", 70), (cls.mixed, "2025-01-20", -50))
        cls._invoice("2025-04-10", 300, cls.mixed)
        cls._payment(120, "2025-04-12", cls.mixed)
        dollar = cls.setup_other_currency("CHF", rates=[("2025-01-01", 2.0)])
        cls._invoice("2025-02-01", 500, cls.mixed, currency_id=dollar.id)
        cls._credit_note(90, cls.mixed, currency_id=dollar.id)

    def _owed(self, statement):
        """Return the figures of each customer by id, of rows that each bear them."""
        rows = self.env.execute_query_dict(statement)
        return {row["partner_id"]: tuple(round(float(row[name]), 2) for name in OWED[1:]) for row in rows}

    def test_amounts(self):
        # 1,000 - 250 of the credit note and 600 - 150 that are set aside are asked for
        owed = self._owed(self.env["dunning.profile"]._sql_owed_by_customer(self.company, DAY))
        self.assertEqual(owed[self.customer.id], (1750, 1200, 1600, 250, 45))
        self.assertEqual(owed[self.creditor.id], (-80, 0, 0, 80, 0))

    def test_as_decided(self):
        Profile, everybody = self.env["dunning.profile"], self.customer + self.creditor + self.mixed
        for partners in (None, everybody, self.mixed):
            decided = self._owed(Profile._sql_owed(self.company, DAY, partners))
            self.assertEqual(self._owed(Profile._sql_owed_by_customer(self.company, DAY, partners)), decided)
            self.assertLessEqual(set((partners or everybody).ids), set(decided))
        # 300 less 120; 500 CHF less 90 is 205 here; 70 of a general journal less its 50 of credit
        self.assertEqual(decided[self.mixed.id], (405, 405, 620, 165, 95))
