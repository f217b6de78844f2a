"""A bank line without partner rests the invoice or the customer that its text names, and says on what ground."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestBankLineNames(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (10, "email")])
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.other = cls._invoice("2025-03-01", 400)

    def _reasons(self, *moves):
        return [self._reason(move, DAY) for move in moves or (self.move, self.other)]

    def _why(self, move):
        rows = [self._row(move, DAY)]
        return self.env["dunning.decision"]._explain_decisions(rows, Date.to_date(DAY))[0].split(" until")[0]

    def test_invoice(self):
        """Whatever stands around the number and between its parts."""
        number = self.other.name
        around = (number, f"VIR SEPA {number}.", f"/ROC/{number}/REF")
        for text in (*around, number.lower(), number.replace("/", " "), number.replace("/", "")):
            line = self._bank_line(123, "2025-03-05", payment_ref=text)
            self.assertEqual(self._reasons(), ["act", "bank_line"], text)
            self.assertIn("it names an invoice of this customer", self._why(self.other))
            line.move_id.button_draft()
            self.assertEqual(self._reasons(), ["act", "act"])

    def test_number_within_a_longer_one(self):
        for text in (f"{self.other.name}1", f"9{self.other.name.split('/', 1)[1]}", self.other.name.split("/")[-1], "2025"):
            self._bank_line(400, "2025-03-05", payment_ref=text)
            self.assertEqual(self._reasons(), ["act", "act"], text)

    def test_customer(self):
        self._bank_line(123, "2025-03-05", payment_ref="VIR RECU ATELIER DURAND FACTURES MARS")
        self.assertEqual(self._reasons(), ["bank_line", "act"])
        self.assertIn("its text names this customer", self._why(self.move))

    def test_customer_by_whole_words(self):
        for text in ("ATELIERS DURAND", "ATELIER DURANDAL", "DURAND ATELIER", "ATELIER"):
            self._bank_line(1000, "2025-03-05", payment_ref=text)
            self.assertEqual(self._reasons(), ["act", "act"], text)

    def test_legal_form(self):
        """It is no part of the name, here or there."""
        customer = self._customer("Boulangerie Martin SARL")
        move = self._invoice("2025-03-01", 300, partner=customer)
        self._bank_line(77, "2025-03-05", payment_ref="SEPA SARL BOULANGERIE MARTIN 4711")
        self.assertEqual(self._reasons(move), ["bank_line"])

    def _assert_names(self, name, text):
        """Assert that an invoice of a new customer of this name is asked for, and rests once a bank line says a text."""
        move = self._invoice("2025-03-01", 300, partner=self._customer(name))
        self.assertEqual(self._reasons(move), ["act"], name)
        self._bank_line(77, "2025-03-05", payment_ref=text)
        self.assertEqual(self._reasons(move), ["bank_line"], name)

    def test_legal_form_with_full_stops(self):
        for name, text in (
            ("Menuiserie Leroy S.A.R.L.", "VIR MENUISERIE LEROY SARL"),
            ("S.A.S. Fonderie Colin", "FONDERIE COLIN SAS FACTURE"),
            ("Rossi Impianti S.p.A.", "BONIFICO ROSSI IMPIANTI SPA"),
            ("Werkzeug Huber GmbH & Co. KG", "WERKZEUG HUBER KG SAGT DANKE"),
        ):
            self._assert_names(name, text)

    def test_letters_of_banks(self):
        """They write no accents, German ones with an E or without; ligatures as two letters, strokes not at all."""
        for name, text in (
            ("Boulangerie Gérard", "VIR BOULANGERIE GERARD MARS"),
            ("Boulangerie Gerard Fils", "VIR Boulangerie Gérard Fils"),
            ("Müller Söhne", "GUTSCHRIFT MUELLER SOEHNE"),
            ("Möbel Bär", "GUTSCHRIFT MOBEL BAR"),
            ("Straßenbau Weiß", "STRASSENBAU WEISS RE 7"),
            ("Cœur de Bœuf", "VIR COEUR DE BOEUF"),
            ("Ærø Fisk", "AERO FISK"),
            ("Łódź Meble", "LODZ MEBLE"),
            ("Cafe\u0301 du Port", "VIR CAFE DU PORT"),
        ):
            self._assert_names(name, text)

    def test_payer_without_accents(self):
        """The name of the payer as the bank has it, of one word, with an amount that fits."""
        for name, payer in (("Pâtisserie-Gérard", "PATISSERIE GERARD"), ("Müller", "MUELLER"), ("Schröder", "SCHRODER")):
            move = self._invoice("2025-03-01", 300, partner=self._customer(name))
            self._bank_line(300, "2025-03-05", partner_name=payer, payment_ref="FACTURE")
            self.assertEqual(self._reasons(move), ["bank_line"], name)

    def test_similar_names(self):
        """The longest name counts: Martin Frères is not Martin."""
        short, long = self._customer("Garage Martin"), self._customer("Garage Martin Freres")
        moves = [self._invoice("2025-03-01", 300, partner=partner) for partner in (short, long)]
        self._bank_line(300, "2025-03-05", payment_ref="VIR GARAGE MARTIN FRERES")
        self.assertEqual(self._reasons(*moves), ["act", "bank_line"])

    def test_name_of_one_word(self):
        """It says little: the amount has to fit an item, or all that is open."""
        customer = self._customer("Martin")
        moves = [self._invoice("2025-03-01", amount, partner=customer) for amount in (300, 200)]
        self._bank_line(123, "2025-03-05", payment_ref="LOYER MARTIN DUPONT")
        self.assertEqual(self._reasons(*moves), ["act", "act"])
        self._bank_line(200, "2025-03-05", payment_ref="VIR MARTIN")
        self.assertEqual(self._reasons(*moves), ["act", "bank_line"])

    def test_all_that_is_open(self):
        customer = self._customer("Martin")
        moves = [self._invoice("2025-03-01", amount, partner=customer) for amount in (300, 200)]
        self._bank_line(500, "2025-03-05", payment_ref="VIR MARTIN")
        self.assertEqual(self._reasons(*moves), ["bank_line", "bank_line"])

    def test_two_customers_of_one_name(self):
        twin = self._customer("Atelier Durand", email="twin@example.com")
        move = self._invoice("2025-03-01", 250, partner=twin)
        self._bank_line(123, "2025-03-05", payment_ref="VIR ATELIER DURAND")
        self.assertEqual(self._reasons(self.move, move), ["act", "act"])
        self._bank_line(250, "2025-03-05", payment_ref="VIR ATELIER DURAND")
        self.assertEqual(self._reasons(self.move, move), ["act", "bank_line"])

    def test_partner_is_known(self):
        """What somebody has set counts, whatever name is in the text; an invoice that it names rests all the same."""
        somebody = self._customer("Somebody Else")
        line = self._bank_line(1000, "2025-03-05", partner_id=somebody.id, payment_ref="VIR ATELIER DURAND")
        self.assertEqual(self._reasons(), ["act", "act"])
        line.payment_ref = f"ATELIER DURAND {self.move.name}"
        self.assertEqual(self._reasons(), ["bank_line", "act"])

    def test_invoice_named_by_a_known_customer(self):
        """It comes before the oldest."""
        self._bank_line(100, "2025-03-05", partner_id=self.customer.id, payment_ref=f"VIR {self.other.name}")
        self.assertEqual(self._reasons(), ["act", "bank_line"])
        self.assertEqual(self._why(self.other), "a bank receipt of this customer waits for reconciliation")

    def test_invoice_before_name(self):
        """A line that names one customer's invoice and another one: the invoice tells."""
        somebody = self._customer("Somebody Else")
        move = self._invoice("2025-03-01", 400, partner=somebody)
        self._bank_line(400, "2025-03-05", payment_ref=f"SOMEBODY ELSE FOR {self.other.name}")
        self.assertEqual(self._reasons(self.other, move), ["bank_line", "act"])

    def test_paid_invoice(self):
        """A number of an invoice that is not open names nothing."""
        self._pay(self.other, "2025-03-02")
        self._bank_line(400, "2025-03-05", payment_ref=self.other.name)
        self.assertEqual(self._reasons(self.move), ["act"])
