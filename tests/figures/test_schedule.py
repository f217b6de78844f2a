"""Lists by e-mail: due once, made with the rights of each recipient, as workbooks that can be read."""

from datetime import date
from io import BytesIO
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from openpyxl import load_workbook

from ..common import DunningCommon

DAY = "2025-03-31"  # a Monday


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestSchedule(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("credit_manager_c", "account_dunning.group_dunning_manager")
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        for name, amount in (("Ash", 300.0), ("Beech", 900.0)):
            partner = cls._customer(name)
            cls._invoice("2025-03-11", amount, partner=partner)
            cls.env["dunning.profile"]._get_or_create(partner, cls.company)
        cls.schedule = cls.env["dunning.schedule"].with_user(cls.manager).create(
            {"name": "Customers on Monday", "company_id": cls.company.id, "user_ids": [(6, 0, cls.collector.ids)]}
        )

    def _sheet(self, mail):
        return list(load_workbook(BytesIO(mail.attachment_ids.raw)).active.iter_rows(values_only=True))

    def test_due_once(self):
        days = [date(2025, 3, 30), date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 8)]
        self.assertEqual([self.schedule._is_list_due(day) for day in days], [False, True, False, False])
        self.schedule.sudo().last_sent_on = "2025-03-31"
        self.assertEqual([self.schedule._is_list_due(day) for day in days], [False, False, False, True], "a missed day is made up for")
        self.schedule.write({"rhythm": "month", "month_day": 31})
        days = [date(2025, 4, 29), date(2025, 4, 30), date(2025, 5, 15)]
        self.assertEqual([self.schedule._is_list_due(day) for day in days], [False, True, True])

    def test_customers(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            self.env["dunning.schedule"]._cron_send_lists()
        self.assertEqual(str(self.schedule.last_sent_on), DAY)
        mail = self.env["mail.mail"].sudo().search([("subject", "=like", "Customers on Monday%")])
        self.assertEqual(mail.recipient_ids, self.collector.partner_id)
        rows = self._sheet(mail)
        head = rows[3]
        found = {row[0]: dict(zip(head, row, strict=True)) for row in rows[4:] if row[0] in ("Ash", "Beech")}
        self.assertEqual({name: row["Overdue, Credits Deducted"] for name, row in found.items()}, {"Ash": 300, "Beech": 900})
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            self.env["dunning.schedule"]._cron_send_lists()
        self.assertEqual(len(self.env["mail.mail"].sudo().search([("subject", "=like", "Customers on Monday%")])), 1)

    def test_on_paper(self):
        """The same list as a PDF, as people of the language write it; the aged balance too. In tests no PDF is made."""
        self.schedule.file_format = "pdf"
        [attachment] = self.schedule.sudo()._send_list(date(2025, 3, 31)).attachment_ids
        self.assertTrue(attachment.name.startswith("Customers on Monday 2025-03-31."))
        page = attachment.raw.decode()
        for words in ("Beech", "900.00", "Ash", "Overdue, Credits Deducted"):
            self.assertIn(words, page)
        self.schedule.content = "aged"
        [attachment] = self.schedule.sudo()._send_list(date(2025, 3, 31)).attachment_ids
        self.assertIn("Beech", attachment.raw.decode())

    def test_key_figures(self):
        """13 months of the company, the last one first and in words above: invoiced in February 1,200, owed 1,200, DSO 90 days."""
        self.schedule.content = "dunning.metric"
        rows = self._sheet(self.schedule.sudo()._send_list(date(2025, 3, 31)))
        head, months = rows[3], [row for row in rows[4:] if row[0]]
        found = dict(zip(head, months[0], strict=True))
        self.assertEqual((len(months), str(found["Month"])[:10]), (13, "2025-02-28"))
        self.assertEqual([found[name] for name in ("DSO", "Invoiced", "Receivables", "Share Overdue")], [90, 1200, 1200, 0])
        # nothing was settled: no median is known
        self.assertIsNone(found["Median Days Late"])
        self.schedule.file_format = "pdf"
        [attachment] = self.schedule.sudo()._send_list(date(2025, 3, 31)).attachment_ids
        page = attachment.raw.decode()
        for words in ("One day of DSO ties up", "90.00", "1,200.00", "0.0 %", "02/28/2025"):
            self.assertIn(words, page)

    def test_favorite_and_rights(self):
        """A favorite narrows the list; who has no right on a customer does not get it in the workbook."""
        favorite = self.env["ir.filters"].create(
            {
                "name": "Big", "model_id": "dunning.profile", "domain": "[('partner_id.name', '=', 'Beech')]",
                "user_ids": [(6, 0, self.manager.ids)],
            }
        )  # fmt: skip
        self.schedule.filter_id = favorite
        mail = self.schedule.sudo()._send_list(date(2025, 3, 31))
        names = [row[0] for row in self._sheet(mail)[4:]]
        self.assertEqual(names, ["Beech"])
        with self.assertRaisesRegex(ValidationError, "of another list"):
            self.schedule.content = "dunning.promise"

    def test_every_list_can_be_sent(self):
        for content in dict(self.schedule._fields["content"].selection):
            with self.subTest(content=content):
                self.schedule.content = content
                mail = self.schedule.sudo()._send_list(date(2025, 3, 31))
                self.assertFalse(self.schedule.last_error)
                self.assertTrue(self._sheet(mail)[0][0])

    def test_who_may(self):
        with self.assertRaisesRegex(ValidationError, "is no collector of"):
            self.schedule.user_ids = self.salesman
        with self.assertRaises(AccessError):
            self.schedule.with_user(self.collector).write({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.schedule.with_user(self.collector).action_send_now()
        self.assertEqual(self.schedule.action_send_now()["params"]["type"], "success")
