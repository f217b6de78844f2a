"""The PDF of letters as wkhtmltopdf really makes it: its words, page by page."""

import re
import unittest
from io import BytesIO

from odoo.tests import HttpCase, freeze_time, tagged
from PyPDF2 import PdfFileReader

from .common_delivery import DeliveryCommon

DAY = "2025-03-31"


@tagged("post_install", "-at_install")
class TestLetterPdf(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        cls.env["res.lang"]._activate_lang("fr_FR")
        notice = cls.env.ref("account_dunning.mail_template_letter_formal_notice")
        cls.plan = cls._plan(
            [(30, "registered_letter", {"recipient_role": "legal", "letter_template_id": notice.id})],
            minimum_interval=3,
        )
        cls.company.dunning_plan_id = cls.plan
        cls.company.partner_id.write({"street": "5 quai du Port", "zip": "13002", "city": "Marseille"})
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        )

    def _pages(self, letters):
        """Print letters for real and return the words of each page."""
        with freeze_time(DAY):
            action = letters.with_context(force_report_rendering=True).action_print_letters()
        attachment = self.env["ir.attachment"].browse(int(re.search(r"content/(\d+)", action["url"])[1]))
        self.assertEqual(attachment.mimetype, "application/pdf")
        pages = PdfFileReader(BytesIO(attachment.raw)).pages
        return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]

    def test_words(self):
        """One letter a customer, in his language, with address, invoices, amounts and bank account."""
        french = self._customer("Société Générale du Bâtiment", lang="fr_FR")
        english = self._customer("Brown Ltd", lang="en_US", street="10 High Street", city="Leeds", zip="LS1")
        a = self._invoice("2025-03-01", 1250.5, partner=french)
        b = self._invoice("2025-02-28", 300, partner=french)
        c = self._invoice("2025-03-01", 99.9, partner=english)
        self._pay(a, "2025-03-10", amount=250.5)
        letters = self._run(DAY).sorted(lambda letter: letter.partner_id.lang)
        letters.registered_number = "1A 200 300 4005 6"
        pages = self._pages(letters)
        text = " ".join(pages)
        split = next(index for index, page in enumerate(pages) if "Bâtiment" in page)
        english_text, french_text = " ".join(pages[:split]), " ".join(pages[split:])
        for words in ("Brown Ltd", "10 High Street", "Leeds", c.name, "99.90", "03/01/2025", "1A 200 300 4005 6"):
            self.assertIn(words, english_text)
        for words in (a.name, b.name, "1 300,00", "1 000,00", "1 250,50", "300,00", "01/03/2025", "28/02/2025"):
            self.assertIn(words, french_text)
        self.assertNotIn(a.name, english_text)
        for words in (
            "FR76 3000 6000 0112 3456 7890 189",
            "5 quai du Port",
            "For the attention of the legal representative",
        ):
            self.assertIn(words, english_text)
        self.assertNotIn("object.", text)

    def test_many_items(self):
        """A letter of several pages repeats nothing, loses nothing and keeps the sum at the end."""
        partner = self._customer("Many")
        self._entry([(partner, "2025-03-01", 10.0 + n) for n in range(80)])
        [letter] = self._run(DAY)
        pages = self._pages(letter)
        self.assertGreaterEqual(len(pages), 2)
        text = " ".join(pages)
        for n in (0, 41, 79):
            self.assertIn(f"{10.0 + n:.2f}", text)
        self.assertIn("3,960.00", text)
