"""The bridge of the overdue adds up to the aged balance of its last day, and each part opens what it is made of."""

import random
from datetime import timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from ...models.figures.dunning_overdue_bridge import BridgeDays
from ..common import DunningCommon

FIRST, LAST = "2025-03-03", "2025-03-10"


@tagged("post_install", "-at_install")
class TestOverdueBridge(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part_paid = cls._invoice("2025-02-01", 1000)
        cls._pay(cls.part_paid, "2025-03-05", 300)
        cls.credited = cls._invoice("2025-03-05", 500)
        note = cls._credit_note(200, date="2025-03-08")
        (cls._items(cls.credited) | cls._items(note)).reconcile()
        cls._pay(cls._invoice("2025-02-20", 400), "2025-03-01")
        cls._pay(cls._invoice("2025-03-06", 250), "2025-03-06")  # on its due day: never overdue
        cls._pay(cls._invoice("2025-03-04", 600), "2025-03-12")  # after the last day
        cls.lost = cls._invoice("2025-02-10", 120)
        cls._write_off(cls.lost, "2025-03-07")
        cls._invoice("2025-02-28", 300, invoice_date="2025-03-09")  # booked when it was overdue already

    @classmethod
    def _write_off(cls, move, day):
        item = cls._items(move)
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry", "date": day, "journal_id": cls.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create({"account_id": item.account_id.id, "partner_id": item.partner_id.id, "credit": item.balance}),
                    Command.create({"account_id": cls.company_data["default_account_expense"].id, "debit": item.balance}),
                ],
            }
        )  # fmt: skip
        entry.action_post()
        (item | entry.line_ids.filtered(lambda line: line.account_id == item.account_id)).reconcile()

    def _totals(self, first=FIRST, last=LAST):
        Bridge = self.env["dunning.overdue.bridge"].with_user(self.collector)
        return Bridge._bridge_totals(self.company, BridgeDays(Date.to_date(first), Date.to_date(last)))

    def test_divided(self):
        """Of 800 overdue then 600 and 200 are of two products, 40 % of an analytic account; whatever it is divided by, it adds up."""
        products = self.env["product.product"].create([{"name": "Pumps"}, {"name": "Pipes"}])
        plan = self.env["account.analytic.plan"].search([("parent_id", "=", False)], limit=1)
        account = self.env["account.analytic.account"].create({"name": "Paris", "plan_id": plan.id})
        lines = [
            Command.create({
                "product_id": product.id, "name": product.name, "quantity": 1, "price_unit": price, "tax_ids": [],
                "analytic_distribution": {str(account.id): 40},
            })
            for product, price in zip(products, (600, 200), strict=True)
        ]  # fmt: skip
        self._invoice("2025-02-01", invoice_line_ids=lines)
        analyst = self._user("analyst_b", "account_dunning.group_dunning_user,analytic.group_analytic_accounting")
        whole = sum(self._totals().values())
        for by, field, wanted in (
            ("product", "product_id", {products[0]: 600, products[1]: 200}), ("analytic", "analytic_account_id", {account: 320}),
        ):  # fmt: skip
            wizard = self.env["dunning.bridge.wizard"].with_user(analyst).create({"first": FIRST, "last": LAST, "by": by})
            action = wizard.with_context(allowed_company_ids=self.company.ids).action_screen()
            rows = self.env["dunning.overdue.bridge"].with_user(analyst).with_context(**action["context"])
            found = dict(rows._read_group([], [field], ["amount:sum"]))
            self.assertAlmostEqual(sum(found.values()), whole, 6, by)
            self.assertEqual({key: round(found[key], 6) for key in wanted}, wanted)
            [one] = rows.search([(field, "=", next(iter(wanted)).id)], limit=1)
            self.assertEqual(one.partner_id, self.customer)
        with self.assertRaises(UserError):
            self.env["dunning.overdue.bridge"].with_user(self.collector).with_context(dunning_bridge={"by": "analytic"}).search([])

    def _overdue(self, day):
        Aging = self.env["dunning.aging"].with_context(allowed_company_ids=self.company.ids)
        rows = Aging._balance_rows(Aging._read_options({"day": Date.to_string(Date.to_date(day)), "trade": True, "overdue_only": True}))
        return sum(row["balance"] for row in rows)

    def test_parts(self):
        """1,120 then, 1,400 more, 300 paid, 200 credited, 120 written off: 1,900."""
        self.assertEqual(
            self._totals(),
            {
                "a_then": 1120, "b_new": 1400, "c_paid": -300, "d_credited": -200, "e_written_off": -120,
                "f_exchange": 0, "g_other": 0,
            },
        )  # fmt: skip
        self.assertEqual(sum(self._totals().values()), 1900)
        self.assertEqual((self._overdue(FIRST), self._overdue(LAST)), (1120, 1900))

    def test_adds_up_between_any_two_days(self):
        """Twenty pairs of days: what it begins and ends with is the overdue of the aged balance."""
        dice = random.Random(18)
        for _round in range(20):
            first = Date.to_date("2025-01-25") + timedelta(days=dice.randrange(50))
            last = first + timedelta(days=dice.randrange(1, 40))
            with self.subTest(first=first, last=last):
                totals = self._totals(first, last)
                self.assertAlmostEqual(totals["a_then"], self._overdue(first), 2)
                self.assertAlmostEqual(sum(totals.values()), self._overdue(last), 2)

    def test_exchange(self):
        """Pounds paid at another rate: what the rate made of the debt is no payment; the sum still is the aged balance."""
        pound = self.setup_other_currency("GBP", rates=[("2024-12-01", 2.0), ("2025-03-01", 4.0)])
        move = self._invoice("2025-02-01", 100, currency_id=pound.id)
        self._pay(move, "2025-03-05")
        last = "2025-04-30"  # the entry of the difference bears the last day of its month
        totals = self._totals(last=last)
        self.assertEqual(
            totals,
            {
                "a_then": 1170, "b_new": 1400, "c_paid": -925, "d_credited": -200, "e_written_off": -120,
                "f_exchange": -25, "g_other": 0,
            },
        )  # fmt: skip
        self.assertEqual(sum(totals.values()), self._overdue(last))

    def test_screen(self):
        """The dialogue begins on the last Monday; each part opens its items, and those what settled them."""
        with freeze_time("2025-03-10 09:00:00"):  # a Monday
            wizard = self.env["dunning.bridge.wizard"].with_user(self.collector).create({})
        self.assertEqual((str(wizard.first), str(wizard.last)), (FIRST, LAST))
        action = wizard.action_screen()
        rows = self.env["dunning.overdue.bridge"].with_user(self.collector).with_context(**action["context"])
        self.assertEqual(
            rows._read_group([], ["part"], ["amount:sum", "__count"]),
            [("a_then", 1120, 2), ("b_new", 1400, 3), ("c_paid", -300, 1), ("d_credited", -200, 1), ("e_written_off", -120, 1)],
        )
        credited = rows.search([("part", "=", "d_credited")])
        self.assertEqual((credited.move_id, str(credited.date)), (self.credited, "2025-03-08"))
        self.assertEqual(credited.action_open_item()["res_id"], credited.counterpart_id.id)
        new = rows.search([("part", "=", "b_new"), ("move_id", "=", self.credited.id)])
        self.assertEqual(new.action_open_item()["res_id"], self.credited.id)
        with self.assertRaises(UserError):
            self.env["dunning.bridge.wizard"].with_user(self.collector).create({"first": LAST, "last": FIRST}).action_screen()
        with self.assertRaises(UserError):
            rows.with_context(dunning_bridge={"first": "never"}).search([])

    def test_who_may(self):
        """Collectors of the company only; another company's bridge is empty."""
        with self.assertRaises(AccessError):
            self.env["dunning.overdue.bridge"].with_user(self.salesman).search([])
        with self.assertRaises(AccessError):
            self.env["dunning.bridge.wizard"].with_user(self.salesman).create({})
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_b", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        rows = self.env["dunning.overdue.bridge"].with_user(stranger)
        context = {"dunning_bridge": {"first": FIRST, "last": LAST}, "allowed_company_ids": other.ids}
        self.assertFalse(rows.with_context(**context).search([]))
