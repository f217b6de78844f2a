"""An online payment over many items: each share with its item, to the cent, in as many queries for many as for few."""

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ...models.item import payment_transaction
from ...models.shared.reconciliation import reconcile_each
from ..common import DunningCommon

# Items of the smaller payment; the bigger one has twice as many.
SIZE = 10


@tagged("post_install", "-at_install", "is_query_count")
class TestPaidShares(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_journal_ids = cls.company_data["default_journal_misc"]
        cls.provider = cls.env["payment.provider"].sudo().create(
            {"name": "Dummy", "code": "none", "state": "test", "company_id": cls.company.id}
        )
        cls.provider.journal_id = cls.company_data["default_journal_bank"]
        cls.provider.journal_id.inbound_payment_method_line_ids.payment_account_id = cls.env["account.account"].sudo().create(
            {"name": "Outstanding", "code": "511999", "account_type": "asset_current", "reconcile": True}
        )
        cls.method_line = cls.env["account.payment.method.line"].sudo().create(
            {
                "name": "Dummy", "journal_id": cls.provider.journal_id.id, "payment_provider_id": cls.provider.id,
                "payment_account_id": cls.provider.journal_id.inbound_payment_method_line_ids.payment_account_id[:1].id,
                "payment_method_id": cls.env["account.payment.method"].sudo().create(
                    {"name": "Dummy", "code": "none", "payment_type": "inbound"}).id,
            }
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time("2025-03-10 10:00:00", tick=True))

    def _item(self, move):
        return self._items(move)[0]

    def _choose(self, *shares, amount=None):
        """Return the transaction that pays shares of items: (``account.move.line``, amount)."""
        currency = shares[0][0].currency_id
        return self.env["payment.transaction"].sudo().create(
            {
                "provider_id": self.provider.id, "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "reference": f"Shares {shares[0][0].id} {len(shares)}", "currency_id": currency.id, "partner_id": self.customer.id,
                "amount": amount or currency.round(sum(share for _item, share in shares)), "operation": "online_redirect",
                "dunning_allocation_ids": [
                    Command.create(
                        {
                            "company_id": item.company_id.id, "partner_id": self.customer.id, "move_line_id": item.id,
                            "move_id": item.move_id.id, "invoice_name": item.move_id.name, "currency_id": currency.id, "amount": share,
                        }
                    )
                    for item, share in shares
                ],
            }
        )  # fmt: skip

    def _queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _take(self, tx):
        """Have a transaction paid; return its payment."""
        tx._set_done()
        tx._post_process()
        self.env.flush_all()
        return tx.payment_id

    def _booked(self, items, payment):
        """Return what is booked of items, the payment's lines told apart by their place."""
        lines = payment.move_id.line_ids.sorted("id")
        places = {line: f"share {rank}" for rank, line in enumerate(lines)} | {item: f"item {rank}" for rank, item in enumerate(items)}
        fulls = {full: min(places.get(line, "~") for line in full.reconciled_line_ids) for full in (items + lines).full_reconcile_id}
        partials = (items + lines).matched_debit_ids | (items + lines).matched_credit_ids
        return {
            "open": [(item.amount_residual, item.amount_residual_currency, item.reconciled, fulls.get(item.full_reconcile_id)) for item in
                     items + lines],
            "state": items.move_id.mapped("payment_state"),
            "partials": sorted(
                (places.get(one.debit_move_id, "other"), places.get(one.credit_move_id, "other"), one.amount, one.debit_amount_currency,
                 one.credit_amount_currency, one.max_date, fulls.get(one.full_reconcile_id) or "",
                 tuple(one.exchange_move_id.line_ids.sorted("id").mapped("balance")))
                for one in partials
            ),
        }  # fmt: skip

    def _compare(self, make):
        """Assert that shares reconciled together book what each of them books by itself; return it.

        :param make: returns items and their transaction
        """
        found = []
        for each in (reconcile_each, lambda pairs: [pair.reconcile() for pair in pairs]):
            self.patch(payment_transaction, "reconcile_each", each)
            items, tx = make()
            found.append(self._booked(items, self._take(tx)))
        self.assertEqual(found[0], found[1])
        return found[0]

    # -- what is booked ----------------------------------------------------------------------------

    def test_parts_of_invoices(self):
        """Whole, a part, a cent, two instalments of one invoice and an opening entry."""

        def make():
            first, second, third = (self._item(self._invoice("2025-03-03", amount)) for amount in (100, 250.55, 70))
            split = self._items(self._instalments(90, "2025-02-01", "2025-03-01", "2025-05-01"))
            opening = self._items(self._general_entry((self.customer, "2025-02-15", 130)))
            items = first + second + third + split + opening
            return items, self._choose((first, 100), (second, 0.01), (third, 69.99), (split[1], 30), (split[2], 12.5), (opening, 130))

        booked = self._compare(make)
        self.assertEqual([row[0] for row in booked["open"][:7]], [0.0, 250.54, 0.01, 30.0, 0.0, 17.5, 0.0])
        self.assertEqual(len(booked["partials"]), 6)

    def test_less_than_chosen(self):
        """150 of 200 were captured: the first is paid, the second by half."""

        def make():
            items = self._item(self._invoice("2025-03-03", 100)) + self._item(self._invoice("2025-03-04", 100))
            return items, self._choose(*[(item, 100) for item in items], amount=150)

        self.assertEqual([row[0] for row in self._compare(make)["open"][:2]], [0.0, 50.0])

    def test_one_item_twice(self):
        """Two shares of one item: what the first leaves open is the second's, the rest a credit of the customer."""

        def make():
            item = self._item(self._invoice("2025-03-03", 100))
            return item, self._choose((item, 60), (item, 60))

        self.assertEqual(self._compare(make)["open"][0][0], 0.0)

    def test_foreign_currency(self):
        """Rates moved since: each item has the difference of its own rate, 10 and 15 of 100 and 150 euros."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0), ("2025-03-05", 2.5)])

        def make():
            moves = [self._invoice("2025-03-03", amount, currency_id=euro.id) for amount in (100, 150, 80)]
            items = self._item(moves[0]) + self._item(moves[1]) + self._item(moves[2])
            return items, self._choose((items[0], 100), (items[1], 150), (items[2], 30))

        booked = self._compare(make)
        self.assertEqual([row[1] for row in booked["open"][:3]], [0.0, 0.0, 50.0])
        self.assertTrue(any(row[-1] for row in booked["partials"]))

    # -- queries -----------------------------------------------------------------------------------

    def _count(self, make):
        """Return how many queries the payment of 10 and of 20 items takes, after one of two, which fills caches.

        :param make: returns as many items as it is asked for
        """
        found = []
        for size in (2, SIZE, 2 * SIZE):
            items = make(size)
            tx = self._choose(*[(item, 10.01) for item in items])
            tx._set_done()
            found.append(self._queries(tx._post_process))
            self.assertEqual(set(items.mapped("amount_residual")), {0.0})
        return found[1:]

    def test_items_of_one_entry(self):
        """Less than two for each more; one reconciliation each took 30."""
        few, many = self._count(lambda size: self._items(self._general_entry(*[(self.customer, "2025-02-15", 10.01)] * size)))
        self.assertLess(few, 160)
        self.assertLess(many - few, 2 * SIZE)

    def test_invoices(self):
        """Core writes into the history of each invoice that it is paid; one reconciliation each took 52."""
        few, many = self._count(
            lambda size: self._items(self.env["account.move"].union(*[self._invoice("2025-03-03", 10.01) for _rank in range(size)]))
        )
        self.assertLess(few, 230)
        self.assertLess(many - few, 8 * SIZE)
