"""Rule 2: a credit or payment covers first what it names, however the customer or his bank writes it."""

from odoo import Command
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-04-15"


@tagged("post_install", "-at_install")
class TestNamedCredit(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.old = cls._numbered("2025-03-01", "FAC/2025/00015", ref="PO-76")
        cls.new = cls._numbered("2025-03-11", "FAC/2025/00016", ref="PO-77")

    @classmethod
    def _numbered(cls, due, name, partner=None, **vals):
        move = cls._invoice(due, 100, partner=partner, **vals)
        move.write({"name": name, "payment_reference": name})
        return move

    def _covered(self, *moves, partner=None):
        rows = self._decide(DAY, partner or self.customer)
        return [float(rows[item.id]["covered_currency"]) for item in self._items(self.env["account.move"].union(*moves))]

    def assertNames(self, memo, *covered):
        """Assert what a payment of 100 covers of the older and of the newer invoice."""
        payment = self._payment(100, "2025-04-01", memo=memo)
        self.assertEqual(self._covered(self.old, self.new), list(covered), memo)
        payment.action_draft()
        payment.action_cancel()

    def test_ways_to_write_a_number(self):
        for memo in (
            "FAC/2025/00016.", "VIR SEPA/FAC/2025/00016/REF", "fac/2025/00016", "FAC 2025 00016", "FAC2025/00016",
            "FAC-2025-00016", "FAC202500016", "RE:FAC/2025/00016;merci", "«FAC/2025/00016»", "n°FAC/2025/00016",
        ):  # fmt: skip
            with self.subTest(memo):
                self.assertNames(memo, 0, 100)

    def test_never_a_part_of_a_longer_number(self):
        for memo in (
            "FAC/2025/000161", "FAC/2025/1 00016", "FAC/2025/00016A", "XFAC/2025/00016", "FAC/12025/00016", "00016", "2025",
            "FAC 2025",
        ):  # fmt: skip
            with self.subTest(memo):
                self.assertNames(memo, 100, 0)

    def test_order_reference(self):
        for memo in ("PO-77", "order po 77, thanks", "SEPA/PO77/X"):
            with self.subTest(memo):
                self.assertNames(memo, 0, 100)
        for memo in ("PO-777", "PO-7", "77", "XPO-77"):
            with self.subTest(memo):
                self.assertNames(memo, 100, 0)

    def test_order_reference_shared_by_two(self):
        """Both are named, the older first, before anything older that is not."""
        twin = self._numbered("2025-03-21", "FAC/2025/00017", ref="PO-77")
        self._payment(150, "2025-04-01", memo="PO-77")
        self.assertEqual(self._covered(self.old, self.new, twin), [0, 100, 50])

    def test_framework_order_names_nothing(self):
        partner = self._customer("Framework")
        moves = [self._numbered("2025-03-01", f"FAC/2025/{900 + n}", partner, ref="PO-1") for n in range(21)]
        moves[-1].ref = "PO-1"
        late = self._numbered("2025-02-01", "FAC/2025/00800", partner)
        self._payment(100, "2025-04-01", partner=partner, memo="PO-1")
        self.assertEqual(self._covered(late, moves[0], partner=partner), [100, 0])

    def test_credit_note_in_small_letters(self):
        self._credit_note(40, ref="Avoir sur fac/2025/00016")
        self.assertEqual(self._covered(self.old, self.new), [0, 40])

    def test_two_invoices_in_one_payment(self):
        third = self._numbered("2025-03-21", "FAC/2025/00017")
        self._payment(150, "2025-04-01", memo="FAC/2025/00016-FAC/2025/00017")
        self.assertEqual(self._covered(self.old, self.new, third), [0, 100, 50])

    def test_longer_number_in_the_same_place(self):
        """2025/00016 stands in FAC/2025/00016 as well: it is not the one that is meant, unless it is named beside it."""
        short = self._numbered("2025-02-01", "2025/00016")
        self._payment(100, "2025-04-01", memo="FAC/2025/00016")
        self.assertEqual(self._covered(short, self.old, self.new), [0, 0, 100])
        self._payment(60, "2025-04-02", memo="2025/00016")
        self.assertEqual(self._covered(short, self.old, self.new), [60, 0, 100])

    def test_short_numbers_are_words_of_their_own(self):
        short = self._numbered("2025-03-21", "16")
        self._payment(100, "2025-04-01", memo="SEPA/16/03")
        self.assertEqual(self._covered(self.old, self.new, short), [100, 0, 0])
        self._payment(100, "2025-04-01", memo="invoice 16.")
        self.assertEqual(self._covered(self.old, self.new, short), [100, 0, 100])

    def test_names_with_dots_and_blanks(self):
        dotted = self._numbered("2025-03-21", "2025.02 A 12")
        self._payment(100, "2025-04-01", memo="ref 2025/02-a-12")
        self.assertEqual(self._covered(self.old, self.new, dotted), [0, 0, 100])

    def test_other_customers_number(self):
        other = self._customer("Other")
        self._payment(100, "2025-04-01", partner=other, memo="FAC/2025/00016")
        self.assertEqual(self._covered(self.old, self.new), [0, 0])

    def test_order_reference_is_told(self):
        """In the message, on the page, in the letter: the customer looks for his order."""
        [action] = self._run(DAY)
        self.assertEqual(action.line_ids.mapped("order_reference"), ["PO-76", "PO-77"])
        html = str(action.items_html)
        self.assertTrue(all(f"<span>{one}</span>" in html or one in html for one in ("Your reference", "PO-76", "PO-77")), html)
        self.assertEqual([item["reference"] for item in self._page_values(action)["items"]], ["PO-76", "PO-77"])
        letter = str(self.env["ir.qweb"]._render("account_dunning.message_items", {**action._message_values(), "is_letter": True}))
        self.assertEqual([letter.count(one) for one in ("PO-76", "PO-77")], [1, 1])

    def test_order_reference_of_an_entry_is_none(self):
        entry = self._general_entry((self.customer, "2025-03-01", 50.0), ref="Opening 2025")
        snapshot = self._items(entry)._dunning_snapshot()
        self.assertEqual([one["order_reference"] for one in snapshot.values()], [None])

    def test_payment_registered_for_another(self):
        """What core links is as good as a name."""
        self._payment(100, "2025-04-01", memo="FAC/2025/00016", invoice_ids=[Command.set(self.old.ids)])
        self.assertEqual(self._covered(self.old, self.new), [100, 0])
