"""Cost to collect: minutes of the channel at the rate of who made the contact, beside what was received after it."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common import DunningCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestCollectionCost(DunningCommon):
    """Due 1 March, 1,000: e-mail of finance on the 6th, 400 paid on the 8th, call of sales on the 11th, 600 paid on the 20th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_cost", "account_dunning.group_dunning_manager")
        cls.caller = cls._user("caller_cost", "account_dunning.group_dunning_user")
        cls.plan = cls._plan([(5, "email"), (10, "phone"), (30, "registered_letter")])
        mail, call, letter = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan
        invoice = cls._invoice("2025-03-01")
        cls.mail = cls._contact(invoice, mail, "2025-03-06", cls.collector)
        cls._pay(invoice, "2025-03-08", 400)
        cls.call = cls._contact(invoice, call, "2025-03-11", cls.caller)
        cls._pay(invoice, "2025-03-20", 600)
        late = cls._invoice("2025-04-01", 500)
        cls.letter = cls._contact(late, letter, "2025-05-01", cls.caller)
        for channel, minutes, outlay in (("email", 3, 0), ("phone", 12, 0.5)):
            cls.env["dunning.contact.time"].create({"channel": channel, "minutes": minutes, "outlay": outlay, "company_id": cls.company.id})
        Department = cls.env["dunning.cost.department"]
        cls.sales = Department.create(
            {"name": "Sales", "hourly_rate": 60, "user_ids": [Command.set(cls.caller.ids)], "company_id": cls.company.id}
        )
        cls.finance = Department.create({"name": "Finance", "hourly_rate": 40, "is_usual": True, "company_id": cls.company.id})

    @classmethod
    def _contact(cls, invoice, step, day, user):
        before = cls.env["dunning.action"].sudo().search([])
        cls._have_taken(invoice, step, day)
        action = cls.env["dunning.action"].sudo().search([]) - before
        action.user_id = user
        return action

    def _rows(self, user=None):
        self.env.invalidate_all()
        return self.env["dunning.collection.cost"].with_user(user or self.collector).with_context(allowed_company_ids=self.company.ids)

    def test_contacts(self):
        """E-mail: 3 minutes at 40 = 2.00. Call: 12 minutes at 60, with 0.50: 12.50. The letter has no time: 0, and it is said."""
        found = {row.action_id: (row.minutes, row.cost, row.received, row.department_id, row.unvalued) for row in self._rows().search([])}
        self.assertEqual(
            found,
            {
                self.mail: (3, 2.0, 400, self.finance, 0),
                self.call: (12, 12.5, 600, self.sales, 0),
                self.letter: (0, 0, 0, self.sales, 1),
            },
        )
        row = self._rows().search([("channel", "=", "phone")])
        self.assertEqual((row.action_open_contact()["res_id"], row.user_id), (self.call.id, self.caller))

    def test_by_department(self):
        """Per 1,000 received: finance 2 of 400 is 5.00, sales 12.5 of 600 is 20.83, together 14.5 of 1,000 is 14.50."""
        sums = ["contacts:sum", "cost:sum", "received:sum", "per_thousand:avg"]
        rows = {key: rest for key, *rest in self._rows()._read_group([], ["department_id"], sums)}
        self.assertEqual(rows[self.finance][:3], [1, 2.0, 400])
        self.assertEqual(rows[self.sales][:3], [2, 12.5, 600])
        self.assertAlmostEqual(rows[self.finance][3], 5.0, 6)
        self.assertAlmostEqual(rows[self.sales][3], 12500 / 600, 6)
        [(contacts, cost, received, share)] = self._rows()._read_group([], [], sums)
        self.assertEqual((contacts, cost, received), (3, 14.5, 1000))
        self.assertAlmostEqual(share, 14.5, 6)

    def test_nobody_else(self):
        """Without a department for everybody else the e-mail has no rate."""
        self.finance.is_usual = False
        row = self._rows().search([("channel", "=", "email")])
        self.assertEqual((row.department_id, row.cost, row.unvalued), (self.env["dunning.cost.department"], 0, 1))

    @freeze_time("2025-03-31")
    def test_dashboard(self):
        """The month's block says what collecting cost so far, and opens its contacts; nothing while no times are entered."""
        self._invoice("2025-04-20", 100, invoice_date="2025-03-20")
        dashboard = self.env["dunning.dashboard"].with_user(self.collector)
        self._invoice("2025-03-25", 70, invoice_date="2025-03-01")

        def figures():
            return {figure["name"]: figure for figure in dashboard.get_block("month")["figures"]}

        figure = figures()["Cost to Collect"]
        self.assertEqual((figure["value"], figure["note"]), (14.5, "14.5 per 1,000 received"))
        self.assertEqual(sum(self._rows().search(figure["action"]["domain"]).mapped("cost")), 14.5)
        self.sales.unlink()
        self.finance.unlink()
        self.assertNotIn("Cost to Collect", figures())

    def test_data(self):
        with self.assertRaisesRegex(ValidationError, "Sales already"), self.env.cr.savepoint():
            self.finance.user_ids = self.caller
        self.assertFalse(self.sales.copy().user_ids)
        branch = self.env["res.company"].sudo().create({"name": "Branch", "parent_id": self.company.id})
        with self.assertRaisesRegex(ValidationError, "main company"), self.env.cr.savepoint():
            self.sales.sudo().company_id = branch
        for values in ({"minutes": -1}, {"minutes": 481}, {"outlay": -1}):
            with self.assertRaises(IntegrityError, msg=values), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                self.env["dunning.contact.time"].with_user(self.manager).create(
                    {"channel": "letter", "minutes": 5, "company_id": self.company.id, **values}
                )

    def test_who_may(self):
        for record in (self.sales, self.env["dunning.contact.time"].search([], limit=1)):
            with self.assertRaises(AccessError):
                record.with_user(self.collector).unlink()
            with self.assertRaises(AccessError):
                record.with_user(self.salesman).read(["company_id"])
        self.sales.with_user(self.manager).hourly_rate = 30
        with self.assertRaises(AccessError):
            self._rows(self.salesman).search([])
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_cost", "account_dunning.group_dunning_manager")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self._rows(stranger).with_context(allowed_company_ids=other.ids).search([]))
        with self.assertRaises(AccessError):
            self.sales.with_user(stranger).hourly_rate = 1
