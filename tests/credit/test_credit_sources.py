"""Limits from outside and from the ledger: files of insurers and bureaus whole or not at all, proposals with their sum."""

import base64
import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .test_exposure import DAY, CreditCommon

HEAD = "Customer Number;Customer;Limit;Insured;Decision Date;Valid Until;Decision Number"


@tagged("post_install", "-at_install")
class TestCreditImport(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.ref = "C-100"
        cls.other = cls._customer("Other", ref="C-200", vat="FR23334175221")
        cls.Import = cls.env["dunning.credit.import.wizard"].with_user(cls.manager)

    def _wizard(self, *lines, name="cover.csv", **vals):
        content = base64.b64encode("\n".join(lines).encode())
        return self.Import.create({"company_id": self.company.id, "content": content, "file_name": name, **vals})

    def _drafts(self):
        return self.env["dunning.credit.limit"].search([("state", "=", "draft"), ("company_id", "=", self.company.id)], order="id")

    @freeze_time(DAY)
    def test_cover_with_dates_and_expiry(self):
        action = self._wizard(
            HEAD, "C-100;;1 000,00;800,00;15/03/2025;31/12/2025;D-1", ";OTHER;;300,00;16/03/2025;;D-2"
        ).action_import()
        first, second = drafts = self._drafts()
        self.assertEqual(action["domain"], [("id", "in", drafts.ids)])
        found = [first[name] for name in ("partner_id", "amount", "insured_amount", "source")]
        self.assertEqual(found, [self.customer, 1000.0, 800.0, "insurer"])
        days = [str(first[name]) for name in ("source_date", "date_until", "review_date")]
        self.assertEqual(days, ["2025-03-15", "2025-12-31", "2025-12-31"])
        self.assertIn("D-1", first.reason)
        self.assertEqual((second.partner_id, second.amount, second.insured_amount, second.date_until), (self.other, 300.0, 300.0, False))
        drafts.with_user(self.manager).action_grant()
        self.assertEqual([self._credit(one).limit for one in (self.customer, self.other)], [1000.0, 300.0])
        self.assertIsNone(self._credit(day="2026-01-01").limit)

    @freeze_time(DAY)
    def test_bureau_in_a_workbook(self):
        """A bureau insures nothing; its rating is told."""
        import openpyxl

        book, stream = openpyxl.Workbook(), io.BytesIO()
        for row in (["N° de TVA", "Encours conseillé", "Cotation"], ["FR 23 334 175 221", 4500, "B2"]):
            book.active.append(row)
        book.save(stream)
        self.Import.create({
            "company_id": self.company.id, "content": base64.b64encode(stream.getvalue()), "file_name": "b.xlsx", "source": "bureau",
        }).action_import()  # fmt: skip
        draft = self._drafts()
        self.assertEqual((draft.partner_id, draft.amount, draft.insured_amount, draft.source), (self.other, 4500.0, 0.0, "bureau"))
        self.assertIn("B2", draft.reason)

    @freeze_time(DAY)
    def test_each_bad_row_is_named_and_nothing_loaded(self):
        self._customer("Twice")
        self._customer("Twice")
        wizard = self._wizard(
            HEAD, "C-100;;1000,00;;;;", "C-999;;10,00;;;;", ";Twice;20,00;;;;", "C-200;;much;;;;", "C-100;;5,00;;;;", ";;5,00;;;;",
            "C-200;;;;;;", "C-200;;-5,00;;;;", "C-200;;5,00;;;31/12/2024;", "C-200;;5,00;;31/12/2025;;",
        )  # fmt: skip
        with self.assertRaises(UserError) as caught:
            wizard.action_import()
        lines = str(caught.exception).split("\n")[1:]
        expected = [
            "Row 3: no customer “C-999”", "Row 4: “Twice” are several customers", "Row 5: “much” cannot be read",
            "Row 6: the same customer as in row 2", "Row 7: no customer is named", "Row 8: the same customer as in row 5, no amount",
            "Row 9: the same customer as in row 5, an amount below zero",
            "Row 10: the same customer as in row 5, expired on 12/31/2024",
            "Row 11: the same customer as in row 5, “31/12/2025” cannot be read",
        ]  # fmt: skip
        self.assertEqual(lines, expected)
        self.assertFalse(self._drafts())

    @freeze_time(DAY)
    def test_files_that_are_none(self):
        for lines, vals, words in (
            (("Colour;Size", "red;3"), {}, "The first row has to name the columns"),
            ((HEAD,), {}, "no rows"),
            (("x",), {"name": "x.xlsx"}, "cannot be read"),
            ((HEAD, "C-100;;5,00;;;05/04/2026;"), {}, "several ways: say above how dates"),
            ((HEAD, "C-100;;1,500;;;;"), {}, "several ways: say above how amounts"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._wizard(*lines, **vals).action_import()
        self._wizard(HEAD, "C-100;;1,500;;;05/04/2026;", day_order="dmy", decimal_mark=",").action_import()
        self.assertEqual((self._drafts().amount, str(self._drafts().date_until)), (1.5, "2026-04-05"))

    def test_who_imports(self):
        for user in (self.collector, self.salesman):
            with self.assertRaises(AccessError):
                self.Import.with_user(user).create({"company_id": self.company.id, "content": b"eA=="})


@tagged("post_install", "-at_install")
class TestCreditProposal(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other, cls.new = cls._customer("Other"), cls._customer("New")
        # 7,300 in 365 days: 20 a day, agreed for 30 days
        for month in ("2024-06", "2024-09"):
            cls._invoice(f"{month}-30", 3650, invoice_date=f"{month.replace('06', '05').replace('09', '08')}-31")
        cls._invoice("2024-07-31", 730, partner=cls.other, invoice_date="2024-07-01")
        cls._invoice("2023-07-31", 9999, partner=cls.new, invoice_date="2023-07-01")

    def _propose(self, **vals):
        wizard = self.env["dunning.credit.propose.wizard"].with_user(self.manager).create({"company_id": self.company.id, **vals})
        return self.env["dunning.credit.limit"].search(wizard.action_propose()["domain"], order="amount desc, id")

    @freeze_time(DAY)
    def test_sales_terms_and_score(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.sudo().write({"credit_score": 50, "credit_score_on": DAY})
        first, second = self._propose()
        # 20 a day times (30 agreed + half of 30): 900; the other one 2 a day times 30, rounded up
        self.assertEqual((first.partner_id, first.amount, first.state, first.source), (self.customer, 900.0, "draft", "history"))
        text = first.reason.replace("\N{NO-BREAK SPACE}", " ")
        self.assertEqual(
            text, "$ 7,300.00 sold in 365 days, agreed for 30 days, and 15 days more for a score of 50: $ 900.00."
        )
        self.assertEqual((second.partner_id, second.amount), (self.other, 100.0))
        self.assertIn("no score yet", second.reason)
        self.assertIsNone(self._credit().limit)
        first.with_user(self.manager).action_grant()
        self.assertEqual(self._credit().limit, 900.0)

    @freeze_time(DAY)
    def test_who_has_one_is_left_out(self):
        self._limit(5, self.other)
        self.assertEqual(self._propose().partner_id, self.customer)
        # drafts are not doubled
        self.assertEqual(self._propose(is_new_only=False).partner_id, self.other)
        with self.assertRaisesRegex(UserError, "nobody to propose"):
            self._propose(segment="key")

    @freeze_time(DAY)
    def test_bounds(self):
        for vals in ({"months": 0}, {"headroom_days": -1}, {"step_amount": 0}):
            with self.subTest(vals), self.assertRaises(UserError):
                self._propose(**vals)
