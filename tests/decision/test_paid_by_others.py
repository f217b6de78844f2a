"""Whoever sends the money may pay for others: what it names rests, whoever is chased else."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-03-08"


@tagged("post_install", "-at_install")
class TestPaidByOthers(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (60, "email")])
        cls.company.dunning_transit_days = 30
        cls.parent = cls._customer("Groupe Dupont")
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.own = cls._invoice("2025-03-01", 300, cls.parent)

    def _reasons(self, day=DAY):
        """Return the reasons of the customer's invoice and of the parent's own."""
        return self._reason(self.move, day), self._reason(self.own, day)

    def _why(self, move):
        [text] = self.env["dunning.decision"]._explain_decisions([self._row(move, DAY)], Date.to_date(DAY))
        return text

    def test_nobody_has_paid(self):
        self.assertEqual(self._reasons(), ("act", "act"))

    def test_receipt(self):
        """As much as what it names: the sender has paid nothing of his own."""
        self._bank_line(1000, "2025-03-05", partner_id=self.parent.id, payment_ref=f"VIR {self.move.name}")
        self.assertEqual(self._reasons(), ("bank_line", "act"))
        self.assertIn("it names an invoice of this customer", self._why(self.move))
        # after its days nobody rests any more
        self.assertEqual(self._reasons("2025-04-05"), ("act", "act"))

    def test_receipt_of_another_amount(self):
        """It may be the sender's as well."""
        self._bank_line(300, "2025-03-05", partner_id=self.parent.id, payment_ref=f"VIR {self.move.name}")
        self.assertEqual(self._reasons(), ("bank_line", "bank_line"))

    def test_receipt_for_both(self):
        names = f"{self.move.name} {self.own.name}"
        self._bank_line(1300, "2025-03-05", partner_id=self.parent.id, payment_ref=names)
        self.assertEqual(self._reasons(), ("bank_line", "bank_line"))

    def test_receipt_known_by_its_account(self):
        self.env["res.partner.bank"].create({"acc_number": "FR7630006000011234567890189", "partner_id": self.parent.id})
        line = {"account_number": "FR76 3000 6000 0112 3456 7890 189", "payment_ref": f"FACTURE {self.move.name}"}
        self._bank_line(1000, "2025-03-05", **line)
        self.assertEqual(self._reasons(), ("bank_line", "act"))

    def test_receipt_that_names_nobody_else(self):
        self._bank_line(1000, "2025-03-05", partner_id=self.parent.id, payment_ref=f"VIR {self.own.name}")
        self.assertEqual(self._reasons(), ("act", "bank_line"))

    def test_payment(self):
        """Booked on the parent it covers what the parent owes, and the invoice that it names rests."""
        payment = self._payment(1000, "2025-03-05", self.parent, memo=f"paiement {self.move.name}")
        self.assertEqual(self._reasons(), ("bank_line", "covered"))
        self.assertIn("a payment of another customer names this invoice", self._why(self.move))
        self.assertEqual(str(self._row(self.move, DAY)["until"]), "2025-04-04")
        self.assertEqual(self._reasons("2025-04-04")[0], "bank_line")
        self.assertEqual(self._reasons("2025-04-05")[0], "act")
        # all are asked about, or one
        rows = self.env["dunning.engine"]._decide_items(self.company, Date.to_date(DAY))
        self.assertEqual({row["reason"] for row in rows if row["move_id"] == self.move.id}, {"bank_line"})
        # once it is allocated nothing rests because of it: here to the parent's own invoice and another one
        other = self._invoice("2025-03-01", 700, self.parent)
        (self._items(self.own + other) + self._items(payment.move_id)).reconcile()
        self.assertEqual(self._reason(self.move, DAY), "act")

    def test_payment_that_names_its_own(self):
        self._payment(300, "2025-03-05", self.parent, memo=f"paiement {self.own.name}")
        self.assertEqual(self._reasons(), ("act", "covered"))

    def test_what_is_no_payment(self):
        """A credit note that names an invoice of another customer, and money given back."""
        self._credit_note(1000, self.parent, "2025-03-05", ref=f"avoir {self.move.name}")
        self._payment(1000, "2025-03-05", self.parent, memo=self.move.name, payment_type="outbound")
        self.assertEqual(self._reasons()[0], "act")

    def test_proposal(self):
        """What is proposed for the receipt is the other customer's invoice."""
        line = self._bank_line(1000, "2025-03-05", partner_id=self.parent.id, payment_ref=f"VIR {self.move.name}")
        Proposal = self.env["dunning.receipt.proposal"]
        Proposal._refresh_proposals(self.company, Date.to_date(DAY))
        found = Proposal.search([("statement_line_id", "=", line.id)])
        self.assertEqual((found.partner_id, found.basis, found.line_ids.item_id), (self.customer, "reference", self._items(self.move)))
        found.action_reconcile()
        self.assertEqual(self.move.amount_residual, 0)
        self.assertEqual((line.is_reconciled, self._reason(self.own, DAY)), (True, "act"))
