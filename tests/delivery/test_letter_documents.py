"""Each letter is kept with its own action, whoever prints how many at once, and fetches nothing from elsewhere."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from unittest.mock import patch

from odoo.addons.base.models import ir_actions_report as base_report
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, HttpCase, freeze_time, tagged
from PyPDF2 import PdfFileReader

from ...models.shared.no_remote_loading import clean_css, drop_remote, is_own
from ..common_delivery import DeliveryCommon
from .test_letters import blank_pdf

DAY = "2025-03-31"
BASE = "https://erp.example.com"


@tagged("post_install", "-at_install")
class TestLetterDocuments(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(10, "letter")])
        cls.second = cls._user("second_c", "account_dunning.group_dunning_user")
        for name in ("Alpha", "Beta", "Gamma"):
            cls._invoice("2025-03-21", partner=cls._customer(name))

    def _print(self, letters, render=None):
        """Print as the collector; each letter is a PDF of so many pages."""
        pages = {letter.id: number for number, letter in enumerate(letters, 1)}

        def engine(this, report_ref, res_ids=None, data=None):
            if render:
                return render(res_ids)
            return {one: {"stream": BytesIO(blank_pdf(pages[one]))} for one in res_ids}, "pdf"

        with freeze_time(DAY), patch.object(type(self.env["ir.actions.report"]), "_pre_render_qweb_pdf", engine):
            action = letters.with_user(self.collector).action_print_letters()
        return self.env["ir.attachment"].browse(int(action["url"].split("/")[3].split("?")[0]))

    def _pages(self, document):
        return PdfFileReader(BytesIO(document.raw)).getNumPages()

    def test_each_has_its_own(self):
        """Three letters of 1, 2 and 3 pages: three documents, and one file of six pages for whoever printed."""
        letters = self._run(DAY)
        printed = self._print(letters)
        self.assertEqual([len(letter.document_ids) for letter in letters], [1, 1, 1])
        self.assertEqual([self._pages(letter.document_ids) for letter in letters], [1, 2, 3])
        self.assertEqual([letter.document_ids.res_id for letter in letters], letters.ids)
        self.assertEqual((self._pages(printed), printed.res_id), (6, 0))
        self.assertNotIn(printed, letters.document_ids)

    def test_who_reads_what(self):
        """Who reads the action reads its letter; the file with all of them is its maker's."""
        letters = self._run(DAY)
        printed = self._print(letters)
        self.assertTrue(letters[0].document_ids.with_user(self.second).raw)
        self.assertTrue(printed.with_user(self.collector).raw)
        with self.assertRaises(AccessError):
            printed.with_user(self.second).read(["raw"])
        salesman = letters[0].partner_id.user_id = self._user("reader_c", "account_dunning.group_dunning_contributor")
        self.assertTrue(letters[0].document_ids.with_user(salesman).read(["name"]))
        with self.assertRaises(AccessError):
            letters[1].document_ids.with_user(salesman).read(["name"])

    def test_engine_that_takes_nothing_apart(self):
        """Where all letters come as one document, each is rendered again alone."""
        letters = self._run(DAY)

        def whole(res_ids):
            return {False: {"stream": BytesIO(blank_pdf(len(res_ids)))}}, "pdf"

        printed = self._print(letters, whole)
        self.assertEqual([self._pages(letter.document_ids) for letter in letters], [1, 1, 1])
        self.assertEqual(self._pages(printed), 3)

    def test_file_is_deleted_a_day_later(self):
        letters = self._run(DAY)
        printed = self._print(letters)
        now = printed.create_date
        with freeze_time(now + timedelta(hours=23)):
            self.env["dunning.action"]._gc_print_files()
        self.assertTrue(printed.exists())
        with freeze_time(now + timedelta(hours=25)):
            self.env["dunning.action"]._gc_print_files()
        self.assertFalse(printed.exists())
        self.assertTrue(all(letter.document_ids.exists() for letter in letters))


class TestRemoteSources(BaseCase):
    def test_own(self):
        for url in (
            "data:image/png;base64,AAAA", "#place", "", "/web/image/5", f"{BASE}/web/image/5?unique=1", "/report/barcode/QR/x",
            "/web/assets/1/web.report_assets_common.min.css", "/account_dunning/static/img/a.png",
        ):  # fmt: skip
            self.assertTrue(is_own(url, BASE), url)
        for url in (
            "http://example.com/a.png", "https://example.com/a.png", "//example.com/a.png", "\\\\example.com\\a.png", "file:///etc/passwd",
            "ht\ntp://example.com", "/etc/passwd", "a.png", "http://erp.example.com/web/image/5", "/web/image/../../x",
            "/web/image/%2e%2e/x", "javascript:alert(1)", f"{BASE}.example.net/web/image/5", f"{BASE}/my/other", "http://[",
        ):  # fmt: skip
            self.assertFalse(is_own(url, BASE), url)

    def test_css(self):
        for text in (
            "background: url(http://example.com/a)", "background:url( '//example.com/a' )", "background: URL(\"file:///etc/passwd\")",
            "background: \\75 rl(http://example.com/a)", "background: u/**/rl(http://example.com/a)", "@import 'http://example.com/a.css';",
            "@import url(http://example.com/a.css);",
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertNotIn("example.com", clean_css(text, BASE))
                self.assertNotIn("passwd", clean_css(text, BASE))
        for text in ("color: red; width: 3px", "background: url(data:image/png;base64,AA==)", "background: url('/web/image/5')"):
            self.assertEqual(clean_css(text, BASE), text)

    def test_elements(self):
        text = drop_remote(
            """<html><head><link rel="stylesheet" href="http://example.com/a.css"/><base href="http://example.com/"/>
            <meta http-equiv="refresh" content="0;url=http://example.com/"/><style>@import url(//example.com/b.css); p {color: red}</style>
            </head><body background="http://example.com/b.png"><p style="background:url(http://example.com/c.png)">You owe</p>
            <img src="http://example.com/d.png" alt="Logo"/><img src="data:image/png;base64,AAAA"/><iframe src="http://example.com/"></iframe>
            <img srcset="http://example.com/e.png 2x"/><svg><image xlink:href="http://example.com/f.png"/></svg>
            <object data="http://example.com/g"></object><a href="https://pay.example.org/1">Pay</a><script>fetch("//example.com")</script>
            </body></html>""",
            BASE,
        )
        self.assertNotIn("example.com", text)
        for words in ("You owe", "color: red", "data:image/png;base64,AAAA", "https://pay.example.org/1", 'alt="Logo"'):
            self.assertIn(words, text)


@tagged("post_install", "-at_install")
class TestPrinters(DeliveryCommon):
    """What the printer is given."""

    SHEET = "/web/assets/1/web.report_assets_common.min.css"

    def test_used_rules_stand_in_the_document(self):
        """Rules that may match stand where the link was, read once; a header without anything is left out."""
        report, asked = self.env.ref("account_dunning.action_report_letter"), []
        link = f'<link type="text/css" rel="stylesheet" href="{self.SHEET}"/>'
        page = f'<head>{link}</head><div class="article"><p>You owe</p></div>'
        header = f'{link}<div id="minimal_layout_report_headers"></div>'

        def read(this, url):
            asked.append(url)
            return "p{color:red}.other{color:blue}" if url == self.SHEET else ""

        def prepare(this, html, report_model=False):
            return [page, page], [1, 2], header, page, {}

        with (
            patch.object(type(report), "_dunning_read_sheet", read),
            patch.object(base_report.IrActionsReport, "_prepare_html", prepare),
        ):
            bodies, ids, header, footer, _arguments = report._prepare_html("<p>You owe</p>", report_model="dunning.action")
        expected = page.replace(link, '<style type="text/css">p{color:red}</style>')
        self.assertEqual((bodies, ids, header, footer), ([expected, expected], [1, 2], None, expected))
        self.assertEqual(asked, [self.SHEET])

    def test_sheet_that_is_not_there_stays_a_link(self):
        report = self.env.ref("account_dunning.action_report_letter")
        link = f'<link type="text/css" rel="stylesheet" href="{self.SHEET}"/>'
        self.assertFalse(report._dunning_read_sheet(self.SHEET))
        self.assertEqual(report._dunning_put_rules_in(link, {"p"}, {}), link)


class _Watcher(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestRemotePictures(DeliveryCommon, HttpCase):
    """The printer itself, with a server on this machine that notes who asks."""

    def test_nothing_is_fetched(self):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not installed")
        server = HTTPServer(("127.0.0.1", 0), _Watcher)
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        remote = f"http://127.0.0.1:{server.server_port}"
        self.template.sudo().body_html = (
            f'<p style="background: url({remote}/style.png)">You owe</p><img src="{remote}/picture.png"/>'
        )
        self.company.dunning_plan_id = self._plan([(10, "letter")])
        self._invoice("2025-03-21")
        [letter] = self._run(DAY)
        with freeze_time(DAY):
            letter.with_context(force_report_rendering=True).action_print_letters()
        self.assertEqual(letter.document_ids.raw[:4], b"%PDF")
        self.assertEqual(server.asked, [])
        self.assertIn("picture.png", letter.snapshot, "the text itself is kept as it was")
