"""Set-based by design: the number of queries does not grow with the number of items, invoices or customers."""

from odoo import Command
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ..models.decision.dunning_engine import MANY_ITEMS
from .common import DunningCommon

DAY = "2025-03-06"

# Customers of the smaller ledger; the bigger one has twice as many. Both fit in one batch of inserts.
SIZE = 10


@tagged("post_install", "-at_install", "is_query_count")
class TestQueryCounts(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # nothing leaves: what is counted is the work of the run itself
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "phone"), (30, "registered_letter")])
        cls.company.dunning_plan_id = cls.plan
        cls.company.dunning_journal_ids = cls.company_data["default_journal_misc"]

    @classmethod
    def _ledger(cls, customers, due="2025-03-01", name="Customer"):
        """Make customers with two overdue items and a small credit each."""
        partners = cls.env["res.partner"].create(
            [{"name": f"{name} {number}", "email": f"c{number}@example.com"} for number in range(customers)]
        )
        rows = [(partner, due, amount) for partner in partners for amount in (100.0, 50.0, -20.0)]
        return cls._general_entry(*rows), partners

    def _queries(self, work):
        """Return how many queries some work takes, with nothing in the cache and nothing to flush."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _run_queries(self, day, kind="action_run"):
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": day})
        return self._queries(getattr(run, kind)), run

    def _warm(self, *days):
        """Do the same work once for a customer or two: it fills the caches that are the registry's."""
        self._ledger(2, name="Warm")
        for day in days:
            self._run_queries(day)
            self._run_queries(day, "action_preview")

    # -- runs --------------------------------------------------------------------------------------

    def _compare_runs(self, limit, day=DAY, kind="action_run"):
        """Assert that a day takes as many queries for N new customers as for 2N; return both runs."""
        found = []
        for size in (SIZE, 2 * SIZE):
            self._ledger(size, name=f"Ledger of {size}")
            found.append(self._run_queries(day, kind))
        (first, one), (second, two) = found
        self.assertEqual(first, second)
        self.assertLess(first, limit)
        return one, two

    def test_run(self):
        """A run that records everything."""
        self._warm(DAY)
        one, two = self._compare_runs(85)
        self.assertEqual((one.action_count, one.amount), (SIZE, SIZE * 130.0))
        self.assertEqual((two.action_count, two.amount), (2 * SIZE, 2 * SIZE * 130.0))

    def test_run_with_calls(self):
        """Activities are made in bulk as well."""
        self.plan.step_ids.filtered(lambda step: step.delay == 5).channel = "phone"
        self._warm(DAY)
        one, two = self._compare_runs(95)
        self.assertEqual((len(one.action_ids.activity_ids), len(two.action_ids.activity_ids)), (SIZE, 2 * SIZE))

    def test_run_with_nothing_due(self):
        self._warm("2025-03-02")
        one, two = self._compare_runs(66, "2025-03-02")
        self.assertEqual((one.action_count, two.action_count, two.item_count), (0, 0, 4 + 6 * SIZE))

    def test_run_beside_open_actions(self):
        """What waits for review is compared with the ledger in the same statement."""
        self._warm(DAY, "2025-03-07")
        found = []
        for size in (SIZE, 2 * SIZE):
            self._ledger(size, name=f"Ledger of {size}")
            self._run_queries(DAY)
            found.append(self._run_queries("2025-03-07"))
        self.assertEqual(found[0][0], found[1][0])
        self.assertEqual([run.action_count for _queries, run in found], [0, 0])

    def test_preview(self):
        self._warm(DAY)
        one, two = self._compare_runs(40, kind="action_preview")
        self.assertEqual((one.contact_count, two.contact_count), (SIZE, 3 * SIZE))

    def test_decision(self):
        """One statement and the few settings it reads; for a whole company two more say how to plan it."""
        _entry, partners = self._ledger(SIZE)
        engine, day = self.env["dunning.engine"], Date.to_date(DAY)
        for partner, limit in ((None, 6), (partners, 4)):
            engine._decide_items(self.company, day, partner)
            self.assertLessEqual(
                self._queries(lambda partner=partner: engine._decide_items(self.company, day, partner)), limit
            )

    def test_customer_with_many_items(self):
        """His decision is planned like a ledger's, and what is planned next is not."""
        engine, day = self.env["dunning.engine"], Date.to_date(DAY)
        self._general_entry(*[(self.customer, "2025-03-01", 10.0)] * (MANY_ITEMS + 1))
        self._ledger(1)
        whole = {row["item_id"]: row for row in engine._decide_items(self.company, day)}
        rows = engine._decide_items(self.company, day, self.customer)
        self.assertEqual(len(rows), MANY_ITEMS + 1)
        self.assertEqual({row["item_id"]: row for row in rows}, {row["item_id"]: whole[row["item_id"]] for row in rows})
        self.assertEqual(self.env.execute_query(SQL("SHOW enable_nestloop")), [("on",)])

    # -- screens -----------------------------------------------------------------------------------

    def test_invoice_form(self):
        """An invoice opens with at most eight queries more than without the add-on: one for when it was read, one for what there is."""
        moves = [self._invoice("2025-03-01", amount) for amount in (100, 200, 300)]
        self._run(DAY)
        self._hold(moves[1], "dispute", date_start=DAY)
        moves = [move.with_context(lang="en_US") for move in moves]  # as the web client asks
        with freeze_time(DAY):
            form = Form(moves[0])._view["fields_spec"]
            ours = {name for name in form if name.startswith("dunning")}
            self.assertGreaterEqual(len(ours), 5, "the form shows our fields")
            bare = {name: spec for name, spec in form.items() if name not in ours}
            for move in moves:
                move.web_read(form)  # fills the caches that are the registry's
            for move in moves:
                without = self._queries(lambda move=move: move.web_read(bare))
                having = self._queries(lambda move=move: move.web_read(form))
                self.assertLessEqual(having - without, 8, f"{having} queries instead of {without}")

    def test_invoice_form_of_a_big_customer(self):
        """The same number of queries for a customer with many open items."""
        move = self._invoice("2025-03-01", 100)
        names = [name for name, field in move._fields.items() if name.startswith("dunning") and field.compute]
        with freeze_time(DAY):
            move.read(names)
            move.read(names)
            few = self._queries(lambda: move.read(names))
            self._general_entry(*[(self.customer, "2025-03-01", 10.0)] * 50)
            self.assertEqual(self._queries(lambda: move.read(names)), few)

    def test_list_of_80(self):
        """A list of 80 invoices takes as many queries as one of 40."""
        partners = self.env["res.partner"].create([{"name": f"C{number}", "email": "c@example.com"} for number in range(8)])
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partners[number % 8].id,
                    "invoice_date": "2025-01-30",
                    "invoice_date_due": "2025-03-01",
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100, "tax_ids": []})],
                }
                for number in range(80)
            ]
        )
        moves.action_post()
        columns = ["dunning_status", "dunning_status_reason", "dunning_last_step_id", "dunning_next_step_id", "dunning_next_date"]
        spec = {name: {} for name in columns}
        Move = self.env["account.move"]
        with freeze_time(DAY):
            def read(count):
                found = Move.web_search_read([("id", "in", moves.ids)], spec, limit=count)
                self.assertEqual({row["dunning_status"] for row in found["records"]}, {"to_remind"})

            read(80)
            read(80)
            forty, eighty = self._queries(lambda: read(40)), self._queries(lambda: read(80))
            self.assertEqual(forty, eighty)
            grouped = self._queries(
                lambda: Move._read_group([("id", "in", moves.ids)], ["dunning_status"], ["__count"])
            )
            self.assertLessEqual(grouped, 8)

    def test_list_of_customers(self):
        """The customers' list of the menu: constant as well."""
        partners = self.env["res.partner"]
        for size in (10, 30):
            _entry, found = self._ledger(size, name=f"List {size}")
            partners += found
        self._run(DAY)
        profiles = self.env["dunning.profile"].search([("partner_id", "in", partners.ids)])
        columns = ["amount_due", "amount_overdue", "oldest_days", "next_step_id", "next_date", "status_reason",
                   "effective_plan_id", "last_contact_date", "action_count"]  # fmt: skip
        with freeze_time(DAY):
            ten, forty = (lambda: profiles[:10].read(columns)), (lambda: profiles[:40].read(columns))
            self._queries(ten), self._queries(forty)
            self.assertEqual(self._queries(ten), self._queries(forty))
