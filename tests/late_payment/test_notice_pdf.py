"""The PDF of formal notices as wkhtmltopdf really makes it: eight invoices on one page, the annex on the next."""

import re
import unittest
from io import BytesIO

from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, tagged
from PyPDF2 import PdfFileReader

from .test_claims import ClaimCommon

DAY = "2026-11-29"
# No-break spaces, and the ligature that the printer sets.
PLAIN = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{LATIN SMALL LIGATURE FI}": "fi"})


@tagged("post_install", "-at_install")
class TestNoticePdf(ClaimCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["account_dunning"], ["fr_FR"])
        notice = cls.env.ref("account_dunning.mail_template_letter_formal_notice")
        values = {"recipient_role": "legal", "tone": "formal", "letter_template_id": notice.id}
        cls.company.dunning_plan_id = cls._plan([(30, "registered_letter", values)])
        cls.company.partner_id.write({"street": "5 quai du Port", "zip": "13002", "city": "Marseille", "phone": "+33 4 99 00 10 02"})
        cls.collector.write({"email": "collector@vernier.example.com", "phone": "+33 1 99 00 10 02", "function": "Chargé de recouvrement"})
        bank = {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        bank["bank_id"] = cls.env["res.bank"].create({"name": "Banque de l'Exemple", "bic": "EXMPFRPP"}).id
        cls.env["res.partner.bank"].create(bank)

    def _pages(self, number, lang):
        """Print the notice about so many invoices, which fell due from 31 March on, and return the words of each page."""
        partner = self._customer(
            "Ateliers Dumoulin & Fils SARL", lang=lang, street="12 rue des Tanneurs", zip="37000", city="Tours",
            country_id=self.env.ref("base.fr").id,
        )  # fmt: skip
        for rank in range(number):
            due = Date.add(Date.to_date("2026-03-31"), days=17 * rank)
            reference = f"BC-2026-{40 + rank:03}"
            self._invoice(Date.to_string(due), 1200 + 165 * rank, partner=partner, currency_id=self.eur.id, ref=reference)
        with freeze_time(DAY):
            letter = self._run(DAY).filtered(lambda action: action.partner_id == partner)
            letter.registered_number = "1A 200 300 4005 6"
            action = letter.with_context(force_report_rendering=True).action_print_letters()
        content = self.env["ir.attachment"].browse(int(re.search(r"content/(\d+)", action["url"])[1])).raw
        texts = [re.sub(r"\s+", " ", page.extract_text()) for page in PdfFileReader(BytesIO(content)).pages]
        return [text.translate(PLAIN) for text in texts]

    def test_one_page_up_to_eight(self):
        """Total, account and signature stand on the first page; the annex holds days, rates, amounts and sources on one more."""
        for lang, total, source in (
            ("en_US", "15,383.58", "European Central Bank, main refinancing operations"),
            ("fr_FR", "15 383,58", "Banque centrale européenne, opérations principales de refinancement"),
        ):
            with self.subTest(lang=lang):
                first, annex = self._pages(8, lang)
                self.assertIn({"en_US": "Yours faithfully", "fr_FR": "l'expression de nos salutations distinguées"}[lang], first)
                for text in (total, "FR76 3000 6000 0112 3456 7890 189", "EXMPFRPP", "BC-2026-047", "collector@vernier.example.com"):
                    self.assertIn(text, first)
                self.assertRegex(first, r"Page 1 / 2")
                self.assertIn("36.35" if lang == "en_US" else "36,35", annex)
                self.assertIn("(1)", annex)
                self.assertIn(source, annex)
                self.assertEqual(annex.count("Code de commerce, art. L441-10"), 2, "each source is said once")

    def test_hand_over_on_one_page(self):
        """The last notice before hand-over takes one page up to eight invoices, in both languages; longer ones go on."""
        step = self.company.dunning_plan_id.step_ids
        step.write({"tone": "handover", "letter_template_id": self.env.ref("account_dunning.mail_template_letter_handover").id})
        for lang, total, close in (
            ("en_US", "14,220.00", "Yours faithfully"),
            ("fr_FR", "14 220,00", "nos salutations distinguées"),
        ):
            with self.subTest(lang=lang):
                [page] = self._pages(8, lang)
                for text in (total, "BC-2026-047", "FR76 3000 6000 0112 3456 7890 189", close):
                    self.assertIn(text, page)
                self.assertRegex(page, r"Page 1 / 1")

    def test_more_than_eight(self):
        """Twelve: the sums on the first page, the invoices in the annex."""
        first, *annex = self._pages(12, "en_US")
        self.assertEqual(len(annex), 2)
        self.assertIn("12 invoices, each listed in the annex", first)
        self.assertNotIn("BC-2026-051", first)
        self.assertIn("BC-2026-051", annex[0])
        self.assertIn("26,915.31", first)
