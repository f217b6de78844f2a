"""Money of one Martin does not keep back the reminder of another."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.tests import tagged

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestGuessedPayer(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (10, "email")])
        cls.bakery = cls._customer("Boulangerie Martin et Fils")
        cls.move = cls._invoice("2025-03-01", 300, partner=cls.bakery)

    def test_part_of_a_name(self):
        """The OCA's add-on sets the bakery for a payer MARTIN; until a person does, its invoice is asked."""
        line = self._bank_line(77, "2025-03-05", payment_ref="VIREMENT", partner_name="MARTIN")
        self.assertEqual((line.partner_id, line.dunning_guessed_partner_id), (self.bakery, self.bakery))
        self.assertEqual(self._reason(self.move, DAY), "act")
        line.partner_id = self.bakery
        self.assertFalse(line.dunning_guessed_partner_id)
        self.assertEqual(self._reason(self.move, DAY), "bank_line")

    def test_whole_name(self):
        """What is found by more than a part counts on its own ground."""
        self._bank_line(77, "2025-03-05", payment_ref="VIREMENT", partner_name="Boulangerie Martin et Fils")
        self.assertEqual(self._reason(self.move, DAY), "bank_line")

    def test_invoice(self):
        self._bank_line(300, "2025-03-05", payment_ref=f"VIR {self.move.name}", partner_name="MARTIN")
        self.assertEqual(self._reason(self.move, DAY), "bank_line")

    def test_set_from_the_start(self):
        line = self._bank_line(77, "2025-03-05", payment_ref="VIREMENT", partner_id=self.bakery.id)
        self.assertFalse(line.dunning_guessed_partner_id)
        self.assertEqual(self._reason(self.move, DAY), "bank_line")
