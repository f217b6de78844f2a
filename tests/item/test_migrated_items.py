"""Opening and migrated entries: the label of an item is its number, everywhere."""

from odoo.fields import Command, Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestMigratedItems(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.other = cls._customer("Beta")
        cls.entry = cls._opening(
            (cls.customer, "2025-02-20", 500.0, "INV-2024-0733"), (cls.customer, "2025-03-01", 1000.0, "INV-2024-0815"),
            (cls.other, "2025-03-01", 70.0, "INV-2024-0900"),
        )  # fmt: skip
        cls.company.account_opening_move_id = cls.entry

    @classmethod
    def _opening(cls, *rows, journal=None):
        """Post an entry of many old invoices.

        :param rows: (customer, due date, amount, label)
        """
        entry = cls._general_entry(*[row[:3] for row in rows], journal=journal, date="2024-12-31", ref="Opening 2025")
        items = entry.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").sorted("id")
        for item, row in zip(items, rows, strict=True):
            item.name = row[3]
        return entry

    def _chosen_journal(self):
        journal = self.env["account.journal"].create({"name": "Old System", "code": "OLD", "type": "general"})
        self.company.dunning_journal_ids = [Command.link(journal.id)]
        return journal

    def _covered(self, entry):
        items = self._items(entry)
        rows = self._decide(DAY, items.partner_id)
        return [float(rows[item.id]["covered_currency"]) for item in items if item.id in rows]

    def test_message(self):
        action = self._run(DAY).filtered(lambda one: one.partner_id == self.customer)
        self.assertEqual(sorted(action.line_ids.mapped("invoice_name")), ["INV-2024-0733", "INV-2024-0815"])
        html = str(action.items_html)
        self.assertEqual([text in html for text in ("INV-2024-0733", "INV-2024-0815", self.entry.name, "Instalment")],
                         [True, True, False, False])  # fmt: skip
        self.assertEqual(action.invoice_names, "INV-2024-0733, INV-2024-0815")
        self.assertEqual(action._payment_reference(self.company), "INV-2024-0733, INV-2024-0815")

    def test_statement(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        statements = self.env["dunning.statement"].create(
            [
                {"profile_id": profile.id, "kind": "open", "date_to": DAY},
                {"profile_id": profile.id, "kind": "activity", "date_from": "2024-12-01", "date_to": DAY},
            ]
        )
        parts = statements._sections_by_statement()
        [part], [moved] = (parts[statement] for statement in statements)
        names = ["INV-2024-0733", "INV-2024-0815"]
        self.assertEqual([row["name"] for row in part["items"]], names)
        self.assertEqual([(row["name"], float(row["amount"])) for row in moved["movements"]], list(zip(names, (500, 1000), strict=True)))
        self.assertEqual((part["closing"], moved["closing"]), (1500, 1500))

    def test_screens(self):
        aged = self.env["dunning.aged.item"].with_context(dunning_aged={"day": DAY}).search(
            [("partner_id", "=", self.customer.id)], order="date_due")  # fmt: skip
        names = ["INV-2024-0733", "INV-2024-0815"]
        self.assertEqual((aged.mapped("number"), aged.mapped("display_name")), (names, names))
        receivable = self.env["dunning.receivable"].search([("partner_id", "=", self.customer.id)], order="date_due")
        self.assertEqual(receivable.mapped("invoice_name"), names)
        hold = self._hold(self._items(self.entry).filtered(lambda item: item.name == "INV-2024-0815"))
        self.assertEqual((hold.target, "INV-2024-0815" in hold.display_name), ("INV-2024-0815", True))

    def test_payment_naming_one(self):
        entry = self._opening(
            (self.customer, "2025-02-01", 50.0, "INV-66"), (self.customer, "2025-03-01", 100.0, "INV-77"), journal=self._chosen_journal()
        )
        self._payment(100, "2025-03-02", memo="inv 77.")
        self.assertEqual(self._covered(entry), [0, 100])

    def test_same_number_twice(self):
        """Two instalments of an old invoice, in one entry and in two: all that bears the number is covered, oldest first."""
        journal = self._chosen_journal()
        first = self._opening((self.customer, "2025-02-01", 60.0, "INV-77"), (self.customer, "2025-02-10", 40.0, "INV-77"),
                              (self.customer, "2025-01-01", 30.0, "INV-66"), journal=journal)  # fmt: skip
        second = self._opening((self.customer, "2025-02-20", 50.0, "INV-77"), journal=journal)
        self._payment(120, "2025-03-02", memo="INV-77")
        self.assertEqual((self._covered(first), self._covered(second)), ([0, 60, 40], [20]))

    def test_without_label(self):
        """Nothing on the item, or words only: the entry's number is all there is."""
        entry = self._opening((self.customer, "2025-02-01", 60.0, False), (self.customer, "2025-02-10", 40.0, "Opening"),
                              journal=self._chosen_journal())  # fmt: skip
        names = {facts["invoice_name"] for facts in self._items(entry)._dunning_snapshot().values()}
        self.assertEqual(names, {entry.name})
        self._payment(80, "2025-03-02", memo=entry.name)
        self.assertEqual(self._covered(entry), [60, 20])

    def test_payments_keep_their_number(self):
        payment = self._payment(10, "2025-03-02", memo="Thanks for 2024")
        [facts] = self._items(payment.move_id)._dunning_snapshot().values()
        self.assertEqual(facts["invoice_name"], payment.move_id.name)

    def test_as_of_a_past_day(self):
        rows = self.env["dunning.engine"]._decide_items(self.company, Date.to_date(DAY), self.customer, as_of=True)
        self.assertEqual(sorted(float(row["net"]) for row in rows), [500, 1000])
