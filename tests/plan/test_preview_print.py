"""What a plan shows before anything leaves: a letter as the sheet it prints on, its PDF, the plan on one page."""

import re
import unittest
from base64 import b64encode
from io import BytesIO
from itertools import product

from odoo.exceptions import UserError
from odoo.tests import HttpCase, freeze_time, tagged
from PIL import Image
from PyPDF2 import PdfFileReader

from ..common_delivery import DeliveryCommon

DAY = "2025-03-31"
# Pages of a letter about so many invoices.
PAGES = {1: 1, 8: 1, 60: 3}


@tagged("post_install", "-at_install")
class TestPreviewPrint(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env["ir.module.module"]._load_module_terms(["account_dunning"], ["fr_FR"])
        letter = {"letter_template_id": cls.env.ref("account_dunning.mail_template_letter_first").id}
        cls.plan = cls._plan([(5, "email"), (20, "letter", letter)])
        cls.company.dunning_plan_id = cls.plan
        cls.company.partner_id.write({"street": "5 quai du Port", "zip": "13002", "city": "Marseille"})
        bank = {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        cls.env["res.partner.bank"].create(bank)
        cls.mail, cls.letter = cls.plan.step_ids.sorted("delay")

    def _printer(self):
        """Return the report engine as it really prints."""
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        if report.get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        return report

    def _pages(self, content):
        """Return the words of each page of a PDF."""
        return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfFileReader(BytesIO(content)).pages]

    def test_preview_is_the_sheet(self):
        """A letter is shown with its head, window, subject and signature, as wide as it prints; an e-mail as before."""
        move = self._invoice("2025-03-01", 1250)
        actions = self.env["dunning.action"].search_count([])
        with freeze_time(DAY):
            letter, mail = self.letter.preview, self.mail.preview
        for words in ("o_dunning_paper", "o_dunning_to", "1 rue des Lilas", move.name, "Subject:", "FR76 3000 6000 0112 3456 7890 189"):
            self.assertIn(words, letter)
        self.assertIn("You owe", mail)
        self.assertNotIn("o_dunning_paper", mail)
        self.assertEqual(self.env["dunning.action"].search_count([]), actions, "nothing is kept")

    def test_as_it_prints(self):
        """The PDF of the sheet, for whoever may read the plan; nothing is kept but the document, which is his alone."""
        move = self._invoice("2025-03-01", 1250)
        actions = self.env["dunning.action"].search_count([])
        with freeze_time(DAY):
            window = self.letter.with_user(self.collector).action_print_preview()
            document = self.env["ir.attachment"].sudo().browse(int(re.search(r"content/(\d+)", window["url"])[1]))
            self.assertIn(move.name, document.raw.decode())  # in tests the report engine makes no PDF
            self.assertEqual((document.create_uid, document.res_id), (self.collector, 0))
            with self.assertRaisesRegex(UserError, "Only letters are printed"):
                self.mail.action_print_preview()
        self.assertEqual(self.env["dunning.action"].search_count([]), actions)

    def test_as_it_prints_without_invoice(self):
        with freeze_time(DAY), self.assertRaisesRegex(UserError, "No open invoice"):
            self.letter.action_print_preview()

    def test_plan_on_one_page(self):
        """Each shipped plan takes one page, in English and in French."""
        report = self._printer()
        names = ("standard", "key", "small", "new", "consumer")
        data = self.env["ir.model.data"].sudo().search([("module", "=", "account_dunning"), ("model", "=", "dunning.plan")])
        plans = self.env["dunning.plan"].browse(data.mapped("res_id")).exists()
        self.assertGreaterEqual(len(plans), len(names))
        for lang in ("en_US", "fr_FR"):
            for plan in plans:
                with self.subTest(lang=lang, plan=plan.name):
                    content = report.with_context(lang=lang)._render_qweb_pdf("account_dunning.report_plan", plan.ids)[0]
                    self.assertEqual(len(self._pages(content)), 1)

    def test_layout(self):
        """1 and 8 invoices on one page, 60 on as few as hold them, with and without a logo, for both windows."""
        report = self._printer()
        self.company.dunning_message_rows = 0
        self.company.dunning_plan_id = self._plan([(20, "letter", {"letter_template_id": self.letter.letter_template_id.id})])
        picture = BytesIO()
        Image.new("RGB", (600, 200), "navy").save(picture, "PNG")
        customers = {number: self._customer(f"Customer {number}", lang="fr_FR") for number in PAGES}
        for number, partner in customers.items():
            for rank in range(number):
                self._invoice("2025-03-01", 100 + rank, partner=partner)
        with freeze_time(DAY):
            found = {action.partner_id: action for action in self._run(DAY)}
            for logo, window, number in product((False, b64encode(picture.getvalue())), ("right", "din"), PAGES):
                with self.subTest(number=number, logo=bool(logo), window=window):
                    self.company.write({"logo": logo, "dunning_address_window": window})
                    content = report._render_qweb_pdf("account_dunning.report_letter", found[customers[number]].ids)[0]
                    pages = self._pages(content)
                    self.assertEqual(len(pages), PAGES[number])
                    self.assertIn(f"Customer {number}", pages[0])
                    self.assertIn("FR76 3000 6000 0112 3456 7890 189", pages[-1])
