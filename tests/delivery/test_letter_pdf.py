"""The PDF of letters as wkhtmltopdf really makes it: its words, page by page, and where they stand."""

import base64
import re
import shutil
import subprocess
import unittest
from io import BytesIO

import qrcode
from odoo.tests import HttpCase, freeze_time, tagged
from PyPDF2 import PdfFileReader

from ..common_delivery import DeliveryCommon

DAY = "2025-03-31"
# Points in a millimetre.
POINT = 72 / 25.4
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


@tagged("post_install", "-at_install")
class TestLetterPdf(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.notice = notice = cls.env.ref("account_dunning.mail_template_letter_formal_notice")
        cls.plan = cls._plan(
            [(30, "registered_letter", {"recipient_role": "legal", "letter_template_id": notice.id})],
            minimum_interval=3,
        )
        cls.company.dunning_plan_id = cls.plan
        cls.company.partner_id.write({"street": "5 quai du Port", "zip": "13002", "city": "Marseille"})
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        )

    def _pdf(self, letters):
        """Print letters for real and return the PDF (bytes)."""
        with freeze_time(DAY):
            action = letters.with_context(force_report_rendering=True).action_print_letters()
        attachment = self.env["ir.attachment"].browse(int(re.search(r"content/(\d+)", action["url"])[1]))
        self.assertEqual(attachment.mimetype, "application/pdf")
        return attachment.raw

    def _boxes(self, letters):
        """Print letters and return the words of their first page: (word, left, top, right, bottom), in millimetres."""
        if not shutil.which("pdftotext"):
            self.skipTest("pdftotext is not installed")
        found = subprocess.run(
            ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=self._pdf(letters), capture_output=True, check=True
        ).stdout.decode()
        return [(box[5], *(float(value) / POINT for value in box.groups()[:4])) for box in WORD.finditer(found)]

    def _window_letter(self):
        """A letter to a customer whose address takes six lines."""
        partner = self._customer(
            "Brown", street="10 Highstreet", street2="Backyard", city="Leeds", zip="LS1", country_id=self.env.ref("base.uk").id
        )
        self._invoice("2025-03-01", 100, partner=partner)
        [letter] = self._run(DAY)
        return letter

    def _place(self, boxes, word):
        """Return where a word stands first: (left, top, right, bottom) in millimetres."""
        return next(box[1:] for box in boxes if box[0] == word)

    def _pages(self, letters):
        """Print letters for real and return the words of each page."""
        pages = PdfFileReader(BytesIO(self._pdf(letters))).pages
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

    # -- where the address stands ------------------------------------------------------------------

    def test_window_of_a_french_envelope(self):
        """100 to 105 mm across, from 50 mm down, above 88 mm; nothing of the sender reaches into it."""
        self.company.country_id = self.env.ref("base.fr")
        boxes = self._boxes(self._window_letter())
        for word in ("Brown", "attention", "Highstreet", "Backyard", "Leeds", "Kingdom"):
            left, top, right, bottom = self._place(boxes, word)
            self.assertTrue(left >= 100 and right <= 200 and top >= 48 and bottom <= 88, (word, left, top, right, bottom))
        left, top, *_rest = self._place(boxes, "Brown")
        self.assertAlmostEqual(left, 102, delta=1.5)
        self.assertAlmostEqual(top, 50, delta=2)
        self.assertLess(self._place(boxes, "Subject:")[0], 30)
        self.assertGreater(self._place(boxes, "Subject:")[1], 88)
        sender = [box for box in boxes if box[0] in ("quai", "13002") and box[2] < 88]
        self.assertTrue(sender and all(box[3] < 100 for box in sender), sender)

    def test_window_of_a_german_envelope(self):
        """Within 20 to 105 mm across and 45 to 90 mm down: the sender in one line, then six lines of address."""
        self.company.country_id = self.env.ref("base.de")
        boxes = self._boxes(self._window_letter())
        for word in ("Brown", "attention", "Highstreet", "Backyard", "Leeds", "Kingdom"):
            left, top, right, bottom = self._place(boxes, word)
            self.assertTrue(left >= 20 and right <= 105 and top >= 60 and bottom <= 90, (word, left, top, right, bottom))
        left, top, *_rest = self._place(boxes, "Brown")
        self.assertAlmostEqual(left, 25, delta=1.5)
        self.assertAlmostEqual(top, 63, delta=2)
        inside = [box[0] for box in boxes if box[1] < 105 and 45 <= box[2] < 60]
        self.assertIn("Marseille", inside, "who sends it, in the window")
        self.assertFalse([box for box in boxes if box[1] < 105 < box[3] and 45 <= box[2] < 90], "nothing crosses its edge")
        outside = [box for box in boxes if box[0] == "Marseille" and box[1] > 110 and box[4] < 90]
        self.assertTrue(outside, "the letterhead stands beside it")
        self.assertGreater(self._place(boxes, "Subject:")[1], 92)

    def test_window_of_the_settings(self):
        """The company's choice, of the root company for its branches; empty: by the country of who sends it."""
        company, germany = self.company, self.env.ref("base.de")
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": company.id, "country_id": germany.id})
        for chosen, country, windows in (
            (False, "fr", ("right", "din")), (False, "at", ("din", "din")), (False, "us", ("right", "din")),
            ("right", "de", ("right", "right")), ("din", "fr", ("din", "din")),
        ):  # fmt: skip
            with self.subTest(chosen=chosen, country=country):
                company.write({"dunning_address_window": chosen, "country_id": self.env.ref(f"base.{country}").id})
                self.assertEqual((company._dunning_window(), branch._dunning_window()), windows)
        settings = self.env["res.config.settings"].create({"dunning_address_window": "right"})
        settings.execute()
        self.assertEqual(branch._dunning_window(), "right")

    # -- the code of a transfer --------------------------------------------------------------------

    def test_transfer_code(self):
        """What a banking app reads in a letter, accents, line breaks and all; EUR only."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.company.partner_id.bank_ids.acc_holder_name = "Société “É” 😀\n" + "é" * 80
        partner = self._customer("Brown", lang="en_US")
        self._invoice("2025-03-01", 1250.5, partner=partner, currency_id=euro.id, payment_reference="Réf. 1\nDE89370400440532013000")
        self._invoice("2025-03-01", 80, partner=self._customer("Smith"))
        letters = self._run(DAY)
        euros = letters.filtered(lambda letter: letter.partner_id == partner)
        bank = self.company.partner_id.bank_ids
        lines = euros._asked_lines()
        text = euros._sepa_text(bank, 1250.5, euros._payment_reference(self.company), euro)
        fields = text.split("\n")
        self.assertEqual((fields[:5], fields[6:]), (
            ["BCD", "002", "1", "SCT", ""], ["FR7630006000011234567890189", "EUR1250.50", "", "", "Réf. 1 DE89370400440532013000"],
        ))  # fmt: skip
        self.assertEqual(fields[5], "Société “É” 😀 " + "é" * 56)
        self.assertLessEqual(len(text.encode()), 331)
        image = euros._transfer_code(bank, lines)
        self.assertIn(image, euros.payment_html)
        self.assertEqual(euros._sepa_text(bank, 1250.5, "RF18 5390 0754 7034", euro).split("\n")[9:], ["RF18539007547034"])
        dollars = letters - euros
        self.assertEqual(dollars._sepa_text(bank, 80, "X", self.env.ref("base.USD")), "")
        self.assertEqual([kind for kind, _code in dollars._payment_codes(self.company, bank)], ["page"])
        self.assertEqual(euros._bank_code(bank, 1e9, "X", euro, partner), "")
        self._decode(image, text)

    def _decode(self, image, text):
        """Read a code as a telephone does, where a decoder is installed; else draw it again and compare."""
        content = base64.b64decode(image.split(",", 1)[1])
        try:
            import zxingcpp
            from PIL import Image, ImageOps
        except ImportError:
            code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=5, border=0)
            code.add_data(text, optimize=0)
            stream = BytesIO()
            code.make_image().save(stream, format="PNG")
            self.assertEqual(content, stream.getvalue())
        else:
            picture = ImageOps.expand(Image.open(BytesIO(content)).convert("L"), 40, 255)
            self.assertEqual([code.text for code in zxingcpp.read_barcodes(picture)], [text])
