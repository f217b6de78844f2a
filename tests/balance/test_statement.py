"""Statements of account: their closing balance is that of the customer's account, whatever happened to it."""

import io
import unittest

import openpyxl
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError
from PyPDF2 import PdfFileReader

from ...models.shared import evidence
from .test_aged_balance import DAY, AgedCommon


class StatementCommon(AgedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id}
        )
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    @classmethod
    def _statement(cls, partner=None, day=DAY, start=None, **vals):
        profile = cls.env["dunning.profile"]._get_or_create(partner or cls.customer, cls.company)
        return cls.env["dunning.statement"].create(
            {
                "profile_id": profile.id,
                "kind": "activity" if start else "open",
                "date_from": start,
                "date_to": day,
                **vals,
            }
        )

    def _sections(self, statement):
        """Return the sections of a statement by the code of their currency."""
        return {section["currency"].name: section for section in statement._sections_by_statement()[statement]}

    def _account(self, partner, day):
        """Return the balance of a customer's account, straight from the journal items."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "child_of", partner.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("date", "<=", day),
                ("company_id", "=", self.company.id),
            ]
        )
        return round(sum(lines.mapped("balance")), 2)


@tagged("post_install", "-at_install")
class TestStatement(StatementCommon):
    # -- figures -----------------------------------------------------------------------------------

    def test_open_items(self):
        a = self._invoice("2025-02-28", 1000)
        b = self._invoice("2025-04-30", 500, invoice_date="2025-03-10")
        c = self._credit_note(50, date="2025-03-20")
        self._pay(a, "2025-03-15", amount=400)
        self._pay(a, "2025-04-15")
        statement = self._statement()
        section = self._sections(statement)["USD"]
        self.assertEqual(
            [(row["name"], row["residual_currency"], row["balance"]) for row in section["items"]],
            [(a.name, 600, 600), (c.name, -50, 550), (b.name, 500, 1050)],
        )
        self.assertEqual((section["closing"], section["overdue"], section["credit"]), (1050, 600, -50))
        self.assertEqual(statement.closing, 1050)
        self.assertEqual(statement.closing, self._account(self.customer, DAY))
        ages = statement._aging_foot(section)
        self.assertEqual([amount for _label, amount in ages if amount], [500, 600, -50])
        self.assertEqual(sum(amount for _label, amount in ages), section["closing"])

    def test_activity(self):
        """Opening balance, movements with their balance, closing balance; an invoice in instalments moves once."""
        a = self._invoice("2025-02-28", 1000, invoice_date="2025-02-01")
        self._pay(a, "2025-02-20", amount=300)
        b = self._instalments(600, "2025-02-28", "2025-04-30", partner=self.customer)
        c = self._invoice("2025-04-15", 250, invoice_date="2025-03-05")
        paid = self._pay(a, "2025-03-20")
        self._pay(c, "2025-04-02")
        statement = self._statement(start="2025-03-01")
        section = self._sections(statement)["USD"]
        self.assertEqual(section["opening"], 1300)
        self.assertEqual(
            [(str(row["date"]), row["name"], row["amount"], row["balance"]) for row in section["movements"]],
            [("2025-03-05", c.name, 250, 1550), ("2025-03-20", paid.move_id.name, -700, 850)],
        )
        self.assertEqual(section["closing"], 850)
        self.assertEqual(section["closing"], self._account(self.customer, DAY))
        self.assertEqual([statement._kind_of(row) for row in section["movements"]], ["invoice", "payment"])
        whole = self._sections(self._statement(start="2024-01-01"))["USD"]
        self.assertEqual(whole["opening"], 0)
        self.assertEqual([row["amount"] for row in whole["movements"] if row["name"] == b.name], [600])

    def test_closing_is_the_account(self):
        """On many days, for both kinds: closing balance, last movement and open items all say the same."""
        a = self._invoice("2025-01-15", 1000)
        payment = self._payment(300, "2025-02-01")
        self._credit_note(120.55, date="2025-02-10")
        (self._items(a) + self._items(payment.move_id)).reconcile()
        self._pay(a, "2025-03-01")
        self._general_entry((self.customer, False, 33.33))
        for day in ("2024-12-31", "2025-01-31", "2025-02-01", "2025-02-28", "2025-03-01", "2025-06-30"):
            for start in (None, "2025-01-20"):
                if start and start > day:
                    continue
                statement = self._statement(day=day, start=start)
                section = self._sections(statement).get("USD", {"closing": 0, "movements": [], "opening": 0})
                with self.subTest(day=day, start=start):
                    self.assertEqual(section["closing"], self._account(self.customer, day))
                    self.assertEqual(statement.closing, section["closing"])
                    if start:
                        last = [row["balance"] for row in section["movements"]] or [section["opening"]]
                        self.assertEqual(last[-1], section["closing"])

    def test_each_currency(self):
        self._invoice("2025-02-28", 200, currency_id=self.pound.id, invoice_date="2025-01-31")
        self._invoice("2025-02-28", 100)
        statement = self._statement()
        sections = self._sections(statement)
        self.assertEqual([(name, section["closing"]) for name, section in sections.items()], [("USD", 100), ("GBP", 200)])
        self.assertEqual(statement.closing, self._account(self.customer, DAY))
        self.assertRegex(statement.closing_text, r"100\.00.* \+ .*200\.00")

    def test_paid_in_another_currency(self):
        """What is settled across currencies leaves the one and enters the other: no section owes what was paid."""
        move = self._invoice("2025-01-31", 1000, invoice_date="2024-12-31", currency_id=self.pound.id)
        payment = self._payment(300, "2025-02-10")
        (self._items(move) + self._items(payment.move_id)).reconcile()
        for day in ("2025-02-28", "2025-04-30"):
            activity = self._sections(self._statement(day=day, start="2024-12-01"))
            open_items = self._sections(self._statement(day=day))
            for name in activity:
                section = activity[name]
                last = section["movements"][-1]["balance"]
                self.assertEqual(last, section["closing"], name)
                self.assertEqual(section["closing"], open_items.get(name, {"closing": 0})["closing"], name)

    def test_disputed_and_promised(self):
        move = self._invoice("2025-02-28", 1000)
        self._hold(move, "dispute")
        [row] = self._sections(self._statement())["USD"]["items"]
        self.assertEqual(row["held"], "dispute")

    def test_group(self):
        """A group statement covers the customers below, each under its name; contacts are no customers."""
        child = self._customer("Atelier Durand Sud", parent_id=self.customer.id)
        contact = self.env["res.partner"].create({"name": "Jeanne", "parent_id": self.customer.id})
        self._invoice("2025-02-28", 100)
        self._invoice("2025-02-28", 30, partner=child)
        self._invoice("2025-02-28", 5, partner=contact)
        self._invoice("2025-02-28", 9, partner=self.other)
        alone, group = self._statement(), self._statement(with_group=True)
        self.assertEqual((alone.closing, group.closing), (105, 135))
        rows = self._sections(group)["USD"]["items"]
        self.assertEqual([row["partner_name"] for row in rows], ["Atelier Durand", "Atelier Durand", "Atelier Durand Sud"])
        self.assertEqual(group._covered_customers(), self.customer | child)

    def test_settled(self):
        self._pay(self._invoice("2025-02-28", 100), "2025-03-01")
        self.assertEqual(self._sections(self._statement()), {})
        wizard = self.env["dunning.statement.wizard"].create({"profile_ids": self.profile.ids, "date_to": DAY})
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            wizard.action_print()
        self.assertFalse(self.env["dunning.statement"].search([("profile_id", "=", self.profile.id), ("closing", "!=", 0)]))

    def test_days_in_order(self):
        wizard = self.env["dunning.statement.wizard"].create(
            {"profile_ids": self.profile.ids, "kind": "activity", "date_from": "2025-04-01", "date_to": DAY}
        )
        with self.assertRaisesRegex(UserError, "cannot begin after it ends"):
            wizard.action_print()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._statement(start="2025-04-01").flush_recordset()

    def test_queries_do_not_grow(self):
        partners = [self._customer(f"Many {n}") for n in range(12)]
        self._general_entry(*((partner, DAY, 10.0) for partner in partners))
        statements = self.env["dunning.statement"].union(*(self._statement(partner) for partner in partners))
        counts = []
        for some in (statements[:3], statements):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._sections_by_statement()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])  # the first time fills the caches of the registry

    # -- e-mail ------------------------------------------------------------------------------------

    def _send(self, statements, day=DAY):
        with freeze_time(day):
            return statements.action_send()

    def test_send(self):
        """The message is in the history of the customer's profile, with the statement; it is no contact of dunning."""
        move = self._invoice("2025-02-28", 1000)
        payer = self.env["res.partner"].create(
            {"name": "Paul", "email": "paul@example.com", "parent_id": self.customer.id, "lang": "en_US"}
        )
        self.profile.payment_contact_id = payer
        statement = self._statement(attach_invoices=True)
        self.assertEqual(statement.contact_id, payer)
        action = self._send(statement)
        self.assertIn("mail queue: 1", action["params"]["message"])
        self.assertEqual((statement.state, str(statement.date_sent)), ("sent", DAY))
        message = statement.mail_message_id
        self.assertEqual((message.model, message.res_id, message.partner_ids), ("dunning.profile", self.profile.id, payer))
        self.assertIn("1,000.00", message.body)
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", message.body)
        self.assertNotIn("object.", message.body)
        names = message.attachment_ids.mapped("name")
        self.assertTrue(names[0].startswith("Statement of account 2025-03-31"))
        self.assertEqual(self.env["mail.mail"].search([("mail_message_id", "=", message.id)]).recipient_ids, payer)
        self.assertFalse(self.env["dunning.action"].search([("partner_id", "=", self.customer.id)]))
        self.assertFalse(self._decide(DAY)[self._items(move).id]["contact_date"])

    def test_sent_is_evidence(self):
        self._invoice("2025-02-28", 1000)
        statement = self._statement()
        self._send(statement)
        for vals in ({"closing": 0}, {"date_to": "2025-01-01"}, {"state": "made"}):
            with self.assertRaisesRegex(UserError, "evidence"):
                statement.write(vals)
        with self.assertRaisesRegex(UserError, "evidence"):
            statement.unlink()
        with self.assertRaisesRegex(UserError, "history"):
            self.profile.unlink()
        with self.assertRaisesRegex(UserError, "already"):
            self._send(statement)

    def test_no_address(self):
        """One without an address fails alone, says why, and asks for the address."""
        self._invoice("2025-02-28", 1000)
        self._invoice("2025-02-28", 70, partner=self.other)
        self.other.email = False
        good, bad = self._statement(), self._statement(self.other)
        action = self._send(good + bad)
        self.assertEqual((good.state, bad.state), ("sent", "failed"))
        self.assertIn("no valid e-mail address", bad.error)
        self.assertIn("1 could not be sent", action["params"]["message"])
        self.other.email = "mended@example.com"
        self._send(bad)
        self.assertEqual((bad.state, bad.error), ("sent", False))

    def test_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        self._invoice("2025-02-28", 1234.5)
        statement = self._statement()
        self._send(statement)
        self.assertEqual(statement.lang, "fr_FR")
        self.assertIn("234,50", statement.mail_message_id.body)
        self.assertIn("31/03/2025", statement.mail_message_id.body)

    def test_manager_edits_the_text(self):
        manager = self._user("manager_s", "account_dunning.group_dunning_manager")
        template = self.env.ref("account_dunning.mail_template_statement").with_user(manager)
        template.subject = "Account {{ object.reference }} on {{ object.day_text }}"
        self._invoice("2025-02-28", 1000)
        statement = self._statement()
        self._send(statement)
        self.assertEqual(statement.mail_message_id.subject, f"Account {statement.reference} on 03/31/2025")

    # -- schedule ----------------------------------------------------------------------------------

    def _month(self, day):
        """Have the schedule run on a day and return what it made."""
        before = self.env["dunning.statement"].search([])
        self.assertTrue(self.env["dunning.statement"]._send_month(self.company, Date.to_date(day)))
        return self.env["dunning.statement"].search([]) - before

    def test_schedule(self):
        """On its day, or up to a week later; once a month; to customers with a balance who did not opt out."""
        paid, out, held, credit = (self._customer(name) for name in ("Paid", "Opted out", "Insolvent", "In credit"))
        self._invoice("2025-02-28", 100)
        self._pay(self._invoice("2025-02-28", 10, partner=paid), "2025-03-01")
        self._invoice("2025-02-28", 10, partner=out)
        self._invoice("2025-02-28", 10, partner=held)
        self._payment(55, "2025-03-01", partner=credit)
        self.env["dunning.profile"]._get_or_create(out, self.company).no_statement = True
        self._hold(held, "insolvency")
        self.assertFalse(self._month("2025-03-10"))
        self.company.write({"dunning_statement_day": 5, "dunning_statement_kind": "activity"})
        self.assertFalse(self._month("2025-03-04"))
        made = self._month("2025-03-06")
        self.assertEqual(made.partner_id, self.customer | credit)
        self.assertEqual(set(made.mapped("state")), {"sent"})
        one = made.filtered(lambda statement: statement.partner_id == self.customer)
        self.assertEqual((str(one.date_from), str(one.date_to), one.period), ("2025-02-06", "2025-03-05", "2025-03"))
        self.assertFalse(self._month("2025-03-06"))
        self.assertFalse(self._month("2025-03-12"))
        self.assertEqual(self._month("2025-04-05").partner_id, self.customer | credit)
        self.assertFalse(self._month("2025-05-13"))

    def test_schedule_only_when_live(self):
        self._invoice("2025-02-28", 100)
        self.company.write({"dunning_statement_day": 5, "dunning_live_date": False})
        self.assertFalse(self._month("2025-03-05"))

    def test_schedule_of_a_group(self):
        child = self._customer("Atelier Durand Sud", parent_id=self.customer.id)
        self._invoice("2025-02-28", 100, partner=child)
        self._invoice("2025-02-28", 9, partner=self.other)
        self.profile.statement_group = True
        self.company.dunning_statement_day = 5
        made = self._month("2025-03-05")
        self.assertEqual({(one.partner_id, one.closing) for one in made}, {(self.customer, 100), (self.other, 9)})

    def test_cron(self):
        self._invoice("2025-02-28", 100)
        self.company.dunning_statement_day = 5
        self.env["res.company"].search([("id", "!=", self.company.id)]).dunning_statement_day = 0
        with self.enter_registry_test_mode(), freeze_time("2025-03-05"):
            self.env.ref("account_dunning.ir_cron_dunning_statement").method_direct_trigger()
        statement = self.env["dunning.statement"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual((statement.state, statement.period), ("sent", "2025-03"))

    def test_day_of_the_month(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.company.dunning_statement_day = 32
            self.company.flush_recordset()

    # -- people ------------------------------------------------------------------------------------

    def test_collector(self):
        self._invoice("2025-02-28", 100)
        wizard = (
            self.env["dunning.statement.wizard"]
            .with_user(self.collector)
            .with_context(active_model="res.partner", active_ids=self.customer.ids, allowed_company_ids=self.company.ids)
            .create({"date_to": DAY})
        )
        self.assertEqual(wizard.profile_ids, self.profile)
        wizard.action_send()
        statement = self.env["dunning.statement"].search([("profile_id", "=", self.profile.id)])
        self.assertEqual(statement.state, "sent")
        statement.with_user(self.collector).web_read({"delivery": {}, "display_name": {}, "closing": {}})

    def test_others_read_nothing(self):
        self._invoice("2025-02-28", 100)
        self.customer.user_id = self.salesman
        statement = self._statement()
        clerk = self._user("clerk_s", "account.group_account_invoice")
        for user in (self.salesman, clerk):
            with self.assertRaises(AccessError):
                statement.with_user(user).read(["closing"])
        self.profile.with_user(self.salesman).read(["no_statement", "amount_due"])

    def test_all_branches(self):
        """Who works in one branch only sees no statement of the whole company."""
        branch = self.env["res.company"].sudo().create({"name": "Branch", "parent_id": self.company.id})
        self._invoice("2025-02-28", 100)
        with self.assertRaisesRegex(UserError, "all its branches"):
            self.env["dunning.statement"].with_user(self.collector).create(
                {"profile_id": self.profile.id, "date_to": DAY}
            )
        self.collector.sudo().company_ids = [Command.link(branch.id)]
        self.env["dunning.statement"].with_user(self.collector).create({"profile_id": self.profile.id, "date_to": DAY})

    def test_merged_customers(self):
        """The statements of both stay when customers are merged."""
        self._invoice("2025-02-28", 100)
        self._invoice("2025-02-28", 100, partner=self.other)
        one, two = self._statement(), self._statement(self.other)
        evidence.as_writer(one + two).write({"period": "2025-03"})
        self._send(one + two)
        self.env["dunning.profile"].sudo().search([("partner_id", "=", self.other.id)])._merge_into(self.customer)
        self.assertEqual((one.profile_id, two.profile_id), (self.profile, self.profile))
        self.assertEqual((one.period, two.period), ("2025-03", False))

    def test_old_prints_go(self):
        self._invoice("2025-02-28", 100)
        printed, sent = self._statement(), self._statement()
        self._send(sent)
        self.env.flush_all()
        self.env.cr.execute("UPDATE dunning_statement SET create_date = '2024-01-01'")
        self.env.invalidate_all()
        self.env["dunning.statement"]._gc_made()
        self.assertEqual((printed + sent).exists(), sent)


@tagged("post_install", "-at_install")
class TestStatementDocuments(StatementCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a = cls._invoice("2025-01-20", 1234.5, invoice_date="2025-01-05")
        cls._pay(cls.a, "2025-03-10", amount=234.5)
        cls.b = cls._invoice("2025-04-30", 80, invoice_date="2025-03-05", ref="=1+1")

    def _text(self, statements):
        content = statements.with_context(force_report_rendering=True)._render_merged_pdf()
        pages = PdfFileReader(io.BytesIO(content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def test_pdf(self):
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            raise unittest.SkipTest("wkhtmltopdf is not installed")
        text = self._text(self._statement() + self._statement(start="2025-03-01"))
        for words in (
            "Open items on 03/31/2025", "1,080.00", "Movements from 03/01/2025", "Balance before 03/01/2025", "234.50", self.a.name,
            self.b.name, "FR76 3000 6000 0112 3456 7890 189", "Atelier Durand", "61–90",
        ):  # fmt: skip
            self.assertIn(words, text)

    def test_bulk_is_printed_in_parts(self):
        partners = [self._customer(f"Many {n}") for n in range(3)]
        self._general_entry(*((partner, DAY, 10.0) for partner in partners))
        statements = self.env["dunning.statement"].union(*(self._statement(partner, date_to=DAY) for partner in partners))
        attachment = statements._print_statements()
        self.assertTrue(attachment.name.startswith("Statement 2025-03-31"))
        for partner in partners:
            self.assertIn(partner.name, attachment.raw.decode())

    def _workbook(self, statements):
        self.authenticate("collector_c", "collector_c")
        response = self.url_open(statements.action_xlsx()["url"])
        self.assertEqual(response.status_code, 200)
        return [openpyxl.load_workbook(io.BytesIO(response.content), data_only=values) for values in (True, False)]

    def test_workbook(self):
        values, formulas = self._workbook(self._statement())
        rows = [[cell.value for cell in row] for row in values["USD"].iter_rows(min_row=5)]
        self.assertEqual([(row[2], row[7]) for row in rows[:2]], [(self.a.name, 1000), (self.b.name, 80)])
        self.assertEqual(rows[2][7], 1080)
        self.assertEqual(formulas["USD"].cell(7, 8).value, "=SUBTOTAL(9,H5:H6)")
        self.assertNotEqual(formulas["USD"].cell(6, 4).data_type, "f")

    def test_workbook_of_activity(self):
        values, formulas = self._workbook(self._statement(start="2025-03-01"))
        rows = [[cell.value for cell in row] for row in values["USD"].iter_rows(min_row=5)]
        self.assertEqual([row[5:8] for row in rows[:3]], [[1234.5, 0, 1234.5], [80, 0, 1314.5], [0, 234.5, 1080]])
        self.assertEqual(rows[3][7], 1080)
        self.assertEqual(formulas["USD"].cell(8, 8).value, "=SUM(F5:F7)-SUM(G5:G7)")

    def test_workbook_is_not_for_everybody(self):
        statement = self._statement()
        self.authenticate("sales_c", "sales_c")
        self.assertEqual(self.url_open(f"/dunning/statement.xlsx?statements={statement.id}").status_code, 404)
        self.authenticate("collector_c", "collector_c")
        self.assertEqual(self.url_open("/dunning/statement.xlsx?statements=0").status_code, 404)
