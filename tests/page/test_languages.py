"""What a customer of each language reads holds no English rest: e-mails, letters, SMS, statements, page, payment plan."""

import re
from contextlib import contextmanager
from html import unescape

import polib
from odoo.tests import tagged
from odoo.tools import file_path

from ..common_page import PageCommon

LANGUAGES = {"de": "de_DE", "es": "es_ES", "it": "it_IT", "nl": "nl_NL", "pt": "pt_PT"}
ANSWERS = ("paid", "promise", "dispute", "instalments", "copy", "wrong_contact", "call_back")
# Words between tags, of three letters or more; addresses and placeholders are none.
WORD = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
# Laws and publishers keep their English names in every language.
ENGLISH_NAMES = ("Late Payment of Commercial Debts", "Bank of England")
NO_TEXT = re.compile(r"<(style|script)\b.*?</\1>|<[^>]+>|\{\{.*?\}\}|%\(\w+\)s|https?://\S+|\S+@\S+", re.DOTALL)


def words_of(html):
    """Return the words that people read in HTML, in lower case."""
    return {word.lower() for word in WORD.findall(unescape(NO_TEXT.sub(" ", html or "")))}


@tagged("post_install", "-at_install")
class TestLanguages(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in LANGUAGES.values():
            cls.env["res.lang"]._activate_lang(code)
        cls.env["ir.module.module"]._load_module_terms(["account_dunning"], list(LANGUAGES.values()))
        cls.english = {name: cls._english_words(name) for name in LANGUAGES}
        cls.env["res.partner.bank"].create({"acc_number": "FR7630006000011234567890189", "partner_id": cls.company.partner_id.id})
        cls.credit = cls._credit_note(60)

    @classmethod
    def _english_words(cls, name):
        """Return the English words of the source that the language itself does not use, nor names of ours."""
        entries = polib.pofile(file_path(f"account_dunning/i18n/{name}.po"))
        theirs = set().union(*(words_of(entry.msgstr) for entry in entries if not entry.msgid.startswith(ENGLISH_NAMES)))
        ours = set().union(*(words_of(entry.msgid) for entry in entries))
        names = words_of(f"{cls.company.name} {cls.customer.name} {cls.env.user.name} {cls.collector.name} {cls.company.city or ''}")
        return ours - theirs - names

    @contextmanager
    def _writing_in(self, code):
        """Have the customer read a language."""
        self.customer.lang = code
        self.env.flush_all()
        self.env.invalidate_all()
        with self.subTest(language=code):
            yield

    def _as_channel(self, channel):
        """Have the message leave another way: by SQL, for what was sent is evidence."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE dunning_action SET channel = %s WHERE id = %s", (channel, self.action.id))
        self.env.invalidate_all()

    def assertNoEnglish(self, name, html, what):
        rest = words_of(html) & self.english[name]
        self.assertFalse(rest, f"{what} in {name}: {sorted(rest)}")

    def _main(self, url):
        """Return our part of a page: core's frame is core's to translate."""
        html = self._get(url).text
        return html.partition('<div id="wrap"')[2].partition("</main>")[0]

    def test_words_are_told_apart(self):
        """The check notices an English sentence, and lets a translated one pass."""
        self.assertTrue({"invoices", "payment", "overdue"} <= self.english["de"])
        with self.assertRaises(AssertionError):
            self.assertNoEnglish("de", "<p>Bitte zahlen Sie your invoices</p>", "a sentence")
        self.assertNoEnglish("de", "<p>Bitte zahlen Sie Ihre Rechnungen</p>", "a sentence")

    def test_stored_texts(self):
        """Every text to customers, of all plans, the one of the SMS and what is wrong with an invoice."""
        ours = self.env.ref("account_dunning.mail_template_credit_decision")
        data = self.env["ir.model.data"].sudo().search([("module", "=", "account_dunning"), ("model", "=", "mail.template")])
        texts = self.env["mail.template"].sudo().browse(data.mapped("res_id")).exists() - ours
        self.assertGreater(len(texts), 40)
        for name, code in LANGUAGES.items():
            with self._writing_in(code):
                for text in texts.with_context(lang=code):
                    self.assertNoEnglish(name, f"{text.subject} {text.body_html}", text.name)
                self.assertNoEnglish(name, self.env.ref("account_dunning.sms_template_reminder").with_context(lang=code).body, "SMS")
                causes = self.env["dunning.dispute.category"].with_context(lang=code).search([("company_id", "=", False)])
                self.assertNoEnglish(name, " ".join(causes.mapped("name")), "causes")

    def test_messages(self):
        """Every text of actions with its blocks: items, credit, what comes due, how to pay."""
        model = self.env["ir.model"]._get_id("dunning.action")
        data = self.env["ir.model.data"].sudo().search([("module", "=", "account_dunning"), ("model", "=", "mail.template")])
        texts = self.env["mail.template"].sudo().browse(data.mapped("res_id")).exists().filtered(lambda one: one.model_id.id == model)
        for channel in ("email", "letter"):
            self._as_channel(channel)
            for name, code in LANGUAGES.items():
                with self._writing_in(code):
                    self.assertEqual(self.action.lang, code)
                    for text in texts:
                        body = text._render_field("body_html", self.action.ids, compute_lang=True, options={"post_process": True})
                        self.assertIn(self.a.name, body[self.action.id] if "object.items_html" in text.body_html else self.a.name)
                        self.assertNoEnglish(name, body[self.action.id], f"{text.name} by {channel}")

    def test_sheets(self):
        """The formal notice as it prints, statements of account: the enclosed one, open items, movements."""
        self.company.country_id = self.env.ref("base.fr")
        notice = self.env.ref("account_dunning.mail_template_letter_formal_notice")
        self.company.dunning_plan_id = self._plan([(5, "registered_letter", {"letter_template_id": notice.id})])
        customers = {name: self._customer("Atelier Durand", lang=code) for name, code in LANGUAGES.items()}
        for customer in customers.values():
            self._invoice("2025-02-28", 1250.5, partner=customer)
        letters = {letter.partner_id: letter for letter in self._run("2025-03-10")}
        report = self.env["ir.actions.report"]
        for name, customer in customers.items():
            letter = letters[customer]
            with self.subTest(language=name):
                for sheet in ("report_letter", "report_statement"):
                    html = report._render_qweb_html(f"account_dunning.{sheet}", letter.ids)[0].decode()
                    self.assertIn("250,50", html)
                    self.assertNoEnglish(name, html, sheet)
                for kind in ("open", "activity"):
                    statement = self.env["dunning.statement"].create({
                        "profile_id": letter.profile_id.id, "kind": kind, "date_from": "2025-01-01", "date_to": "2025-03-10",
                    })  # fmt: skip
                    html = statement._render_merged_pdf().decode()  # in tests the report engine makes no PDF
                    local = statement.with_context(lang=statement.lang)
                    self.assertNoEnglish(name, f"{html} {local.aging_html} {local.payment_html}", f"statement, {kind}")

    def test_page(self):
        """The customer's page with each answer, paying, and the code of the whole account."""
        for name, code in LANGUAGES.items():
            with self._writing_in(code):
                page = self._main(self._url())
                self.assertIn(self.a.name, page)
                self.assertNoEnglish(name, page, "page")
                for kind in ANSWERS:
                    self.assertNoEnglish(name, self._main(self._url(f"answer/{kind}")), f"answer {kind}")
                self.assertNoEnglish(name, self._main(self._url("pay")), "paying")
                self.assertNoEnglish(name, self._main(self._url("code")), "code")

    def test_payment_plan(self):
        """The document of a payment plan, and the page on which it is accepted."""
        manager = self._user("manager_lang", "account_dunning.group_dunning_manager")
        for name, code in LANGUAGES.items():
            with self._writing_in(code):
                dialogue = self.env["dunning.payment.plan.wizard"].with_user(manager).create({
                    "partner_id": self.customer.id, "receivable_ids": self._items(self.a | self.b).ids, "first_date": "2025-03-20",
                })  # fmt: skip
                plan = self.env["dunning.payment.plan"].browse(dialogue.action_confirm()["res_id"])
                self.env.flush_all()
                path = f"{plan.access_url}?access_token={plan.sudo()._portal_ensure_token()}"
                page = self._main(path)
                self.assertIn(self.a.name, page)
                self.assertNoEnglish(name, page, "payment plan")
                plan.action_withdraw()

    def test_amounts_without_words(self):
        """Amounts are put into words only where the words are proven right: here the figure stands alone."""
        for code in LANGUAGES.values():
            with self._writing_in(code):
                self.assertFalse(self.action.with_context(lang=code).amount_words)
