"""A customer with many items: messages list the oldest and sum up the rest; amounts, totals and evidence are of all."""

import io

from freezegun import freeze_time
from odoo.tests import HttpCase, tagged
from odoo.tools import html2plaintext
from openpyxl import load_workbook

from ..common import DunningCommon

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
class TestManyItems(DunningCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.company.dunning_message_rows = 20
        for number in range(30):
            cls._invoice(f"2025-02-{number % 28 + 1:02}", 10 + number)  # 30 × 10 + 435 = 735

    def _action(self, **step):
        self.plan.step_ids.write(step)
        return self._run(DAY)

    def _sheet(self, content):
        [sheet] = load_workbook(io.BytesIO(content)).worksheets
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    @freeze_time(DAY)
    def test_email(self):
        action = self._action()
        self.assertEqual((action.state, action.amount_due, len(action.line_ids)), ("done", 735, 30))
        self.assertEqual(set(action.line_ids.mapped("status")), {"counted"})
        text = html2plaintext(action.snapshot).replace("\xa0", " ")
        self.assertEqual(action.snapshot.count("days late"), 20)
        self.assertIn("and 10 more items: the attached workbook lists all of them", text)
        asked = action._asked_lines()
        self.assertIn(f"$ {sum(asked[20:].mapped('net_currency')):.2f}", text)
        self.assertIn("$ 735.00", text)
        self.assertEqual(action.document_ids.mapped("name"), ["All items.xlsx"])
        rows = self._sheet(action.document_ids.raw)
        self.assertEqual([row[0] for row in rows[4:34]], asked.mapped("invoice_name"))
        self.assertEqual(sum(row[5] for row in rows[4:34]), 735)

    @freeze_time(DAY)
    def test_few_items_or_no_limit_list_all(self):
        self.company.dunning_message_rows = 0
        action = self._action()
        self.assertEqual(action.snapshot.count("days late"), 30)
        self.assertNotIn("more items", action.snapshot)
        self.assertFalse(action.document_ids)

    @freeze_time(DAY)
    def test_texts_name_no_more_invoices_than_are_listed(self):
        self.template.sudo().body_html = "<p t-out='object.invoice_names'/>"
        action = self._action()
        self.assertEqual(action.snapshot.count("INV/2025/"), 20)
        self.assertIn("and 10 more", action.snapshot)

    @freeze_time(DAY)
    def test_no_more_invoices_are_printed_than_are_listed(self):
        action = self._action(attach_invoices=True, mode="review")
        printed = []
        self.patch(type(self.env["dunning.action"]), "_documents_of", lambda _self, moves: printed.append(moves) or {})
        action._invoice_documents()
        self.assertEqual(printed[0], action._asked_lines()[:20].move_id)

    @freeze_time(DAY)
    def test_letter(self):
        self.plan.step_ids.write({"channel": "letter", "mode": "review"})
        action = self._action(attach_statement=True)
        body = action.message_body
        self.assertIn("and 10 more items: we gladly send you the whole list", body)
        self.assertEqual(body.count("INV/2025/"), 20)
        [(_currency, rows, overdue, balance, rest, left)] = action._statement_rows()
        self.assertEqual((len(rows), overdue, balance, left), (20, 735, 735, sum(action._asked_lines()[20:].mapped("net_currency"))))
        self.assertIn("and 10 more items", rest)

    @freeze_time(DAY)
    def test_statement(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        statement = self.env["dunning.statement"].create({"profile_id": profile.id, "date_to": DAY})
        html = self.env["ir.actions.report"]._render_qweb_html("account_dunning.report_customer_statement", statement.ids)[0].decode()
        self.assertEqual(html.count("INV/2025/"), 20)
        self.assertIn("and 10 more items", html)
        self.assertIn("735.00", html)
        statement.action_send()
        self.assertEqual(statement.state, "sent")
        [workbook] = statement.mail_message_id.attachment_ids.filtered(lambda one: one.name.endswith(".xlsx"))
        self.assertEqual(len([row for row in self._sheet(workbook.raw) if str(row[2]).startswith("INV/2025/")]), 30)

    @freeze_time(DAY)
    def test_customer_page(self):
        action = self._action()
        values = self._page_values(action)
        self.assertEqual((len(values["items"]), values["rest"]), (20, "10"))
        self.assertIn("735.00", values["total"])
        response = self.url_open(values["workbook_url"])
        rows = self._sheet(response.content)
        self.assertEqual(sum(row[5] for row in rows[4:34]), 735)
        self.assertNotIn("openxml", self.url_open(f"/my/dunning/{action.id}/items.xlsx?access_token=x").headers["Content-Type"])
