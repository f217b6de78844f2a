"""The legal table of payment terms: bands, numbers, shares, what is disputed apart, and the tie to the ledger."""

import io
import unittest

import openpyxl
from odoo import Command
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import SQL
from PyPDF2 import PdfFileReader

from ..common import DunningCommon

DAY = "2025-12-31"


class LegalCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = cls.collector.lang = "en_US"
        cls.due_today = cls._invoice(DAY, 1200)
        cls.late = cls._invoice("2025-12-11", 1000)
        cls._pay(cls.late, "2025-12-20", 400)
        cls._pay(cls.late, "2026-01-10", 100)  # after the day: still owed on it
        cls.parts = cls._instalments(900, "2025-10-10", "2025-11-15")
        cls.disputed = cls._invoice("2025-08-01", 700)
        cls._invoice("2026-01-15", 300)
        cls._credit_note(50, date="2025-06-01")
        category = cls.env["dunning.dispute.category"].search([], limit=1)
        with freeze_time("2025-09-01"):
            cls.env["dunning.dispute"].create({"move_id": cls.disputed.id, "category_id": category.id, "description": "x"})
        cls.bill = cls._bill("2025-10-01", 500)
        cls._bill("2025-12-01", 200).action_toggle_block_payment()

    @classmethod
    def _bill(cls, due, amount):
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice", "partner_id": cls.customer.id, "invoice_date": "2025-09-01", "date": "2025-09-01",
                "invoice_date_due": due, "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Parts", "price_unit": amount, "tax_ids": []})],
            }
        )  # fmt: skip
        bill.action_post()
        return bill

    def _wizard(self, user=None, day=DAY):
        return self.env["dunning.legal.wizard"].with_user(user or self.collector).create({"day": day})

    def _tables(self, **asked):
        return {table["side"]: table for table in self._wizard(**asked)._document_data()["tables"]}


@tagged("post_install", "-at_install")
class TestLegalTable(LegalCommon):
    def _cells(self, part):
        return {band: (cell["number"], cell["amount"]) for band, cell in part.items() if cell["number"]}

    def test_issued(self):
        """Two invoices are late with 1,500 of 3,150 sold, in three bands; 1,200 fall due on the day; 700 are disputed."""
        table = self._tables()["issued"]
        self.assertEqual(
            self._cells(table["bands"]), {"b0": (1, 1200), "b1": (1, 600), "b31": (1, 450), "b61": (1, 450), "late": (2, 1500)}
        )
        self.assertEqual(self._cells(table["disputed"]), {"b91": (1, 700), "late": (1, 700)})
        self.assertEqual((table["turnover"], str(table["first_day"])), (3150, "2025-01-01"))
        self.assertAlmostEqual(table["bands"]["late"]["share"], 1500 / 3150)
        self.assertAlmostEqual(table["disputed"]["b91"]["share"], 700 / 3150)

    def test_received(self):
        """A bill of 500 is 91 days late; one whose payment is blocked stands apart."""
        table = self._tables()["received"]
        self.assertEqual(self._cells(table["bands"]), {"b91": (1, 500), "late": (1, 500)})
        self.assertEqual(self._cells(table["disputed"]), {"b1": (1, 200), "late": (1, 200)})
        self.assertEqual(table["turnover"], 700)

    def test_ties_to_the_ledger(self):
        """Late, due on the day, disputed, coming and credits are the balance of the accounts."""
        for side, kind, sign in (("issued", "asset_receivable", 1), ("received", "liability_payable", -1)):
            ties = self._tables()[side]["ties"]
            [(balance,)] = self.env.execute_query(
                SQL(
                    """SELECT COALESCE(SUM(line.balance), 0) FROM account_move_line AS line
                         JOIN account_account AS account ON account.id = line.account_id AND account.account_type = %s
                        WHERE line.parent_state = 'posted' AND line.date <= %s AND line.company_id = %s
                          AND account.non_trade IS NOT TRUE""",
                    kind, DAY, self.company.id,
                )
            )  # fmt: skip
            self.assertEqual(ties["balance"], sign * float(balance))
            self.assertEqual(sum(amount for key, amount in ties.items() if key != "balance"), ties["balance"])
        self.assertEqual(self._tables()["issued"]["ties"]["credits"], -50)

    def test_bands_meet_at_their_days(self):
        """0, 1, 30, 31, 60, 61, 90 and 91 days."""
        wanted = {0: "b0", 1: "b1", 30: "b1", 31: "b31", 60: "b31", 61: "b61", 90: "b61", 91: "b91"}
        moves = {days: self._invoice(Date.to_string(Date.subtract(Date.to_date(DAY), days=days)), 10) for days in wanted}
        action = self._wizard().action_screen()
        items = self.env["dunning.legal.item"].with_user(self.collector).with_context(**action["context"])
        self.assertEqual({days: items.search([("move_id", "=", move.id)]).band for days, move in moves.items()}, wanted)

    def test_nothing_bought(self):
        """A year without sales has no share, rather than a wrong one."""
        table = self._tables(day="2023-12-31")["issued"]
        self.assertIsNone(table["bands"]["late"]["share"])
        self.assertEqual(table["ties"]["balance"], 0)

    def test_closing_day(self):
        """The dialogue proposes the end of the last financial year that is over."""
        self.company.write({"fiscalyear_last_month": "6", "fiscalyear_last_day": 30})
        with freeze_time("2026-03-10"):
            wizard = self.env["dunning.legal.wizard"].with_user(self.collector).create({})
        self.assertEqual(str(wizard.day), "2025-06-30")

    def test_screen(self):
        """Numbers count invoices, amounts are of the items; each opens its invoice."""
        action = self._wizard().action_screen()
        items = self.env["dunning.legal.item"].with_user(self.collector).with_context(**action["context"])
        late = [("is_disputed", "=", False), ("days", ">", 0)]
        rows = items._read_group(late, ["legal_side"], ["move_id:count_distinct", "residual:sum"])
        self.assertEqual(rows, [("issued", 2, 1500), ("received", 1, 500)])
        self.assertEqual(items.search([("move_id", "=", self.late.id)]).action_open_item()["res_id"], self.late.id)

    def test_who_may(self):
        """People who read no accounting get nothing; other companies are never in it; branches that are missing are told."""
        with self.assertRaises(AccessError):
            self._wizard(self.salesman)
        self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        notes = self._wizard()._document_data()["notes"]
        self.assertIn("Not all branches are in these tables", notes[-1])
        other = self.setup_other_company(name="Elsewhere")["company"]
        accountant = self._user("accountant_l", "account.group_account_readonly")
        accountant.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        tables = self._wizard(accountant).with_context(allowed_company_ids=other.ids)._document_data()["tables"]
        self.assertEqual({table["company"] for table in tables}, {other})
        self.assertFalse(any(table["ties"]["balance"] for table in tables))
        context = {"dunning_aged": {"day": DAY, "company_ids": self.company.ids}, "allowed_company_ids": other.ids}
        self.assertFalse(self.env["dunning.legal.item"].with_user(accountant).with_context(**context).search([]))


@tagged("post_install", "-at_install")
class TestLegalDocuments(LegalCommon, HttpCase):
    def test_workbook(self):
        """The workbook holds the tables, what ties them to the ledger, and each invoice."""
        self.authenticate(self.collector.login, self.collector.login)
        url = self._wizard().action_xlsx()["url"]
        book = openpyxl.load_workbook(io.BytesIO(self.url_open(url).content), data_only=True)
        rows = [[cell.value for cell in row] for row in book["Payment terms"].iter_rows(min_row=5)]
        found = {(row[1], row[2]): row[3:6] for row in rows if row[0] and "Issued" in row[0]}
        self.assertEqual(found["Overdue, undisputed", "Total (1 day and more)"], [2, 1500, 47.62])
        self.assertEqual(found["Disputed, apart", "91 days and more"], [1, 700, 22.22])
        self.assertEqual(len([row for row in book["Invoices"].iter_rows(min_row=5, values_only=True) if row[0]]), 7)
        self.assertEqual(self.url_open("/dunning/legal.xlsx?day=never").status_code, 400)
        self.authenticate(self.salesman.login, self.salesman.login)
        self.assertEqual(self.url_open(f"/dunning/legal.xlsx?day={DAY}").status_code, 404)

    def test_printed(self):
        """The PDF says the same in English and in French."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        self.assertEqual(self._wizard().action_pdf()["report_name"], "account_dunning.report_legal_table")
        report = self.env["ir.actions.report"].with_user(self.collector).with_context(force_report_rendering=True)
        content, _kind = report._render_qweb_pdf("account_dunning.report_legal_table", self._wizard().ids)
        text = " ".join(page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages)
        for word in ("Payment terms on 12/31/2025", "1,500.00", "47.62", "Share of purchases", "3,150.00"):
            self.assertIn(word, text)
