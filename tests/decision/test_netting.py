"""Rule 2: the customer's own credits cover first what they reverse or name, then the oldest due, suspended items last."""

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-04-15"


@tagged("post_install", "-at_install")
class TestNetting(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (30, "registered_letter")])
        cls.company.dunning_plan_id = cls.plan
        cls.first = cls._invoice("2025-03-01", 1000)
        cls.second = cls._invoice("2025-03-11", 400)
        cls.third = cls._invoice("2025-03-21", 250)

    def assertCovered(self, *covered, moves=None, day=DAY):
        """Assert what credits cover of each open item, oldest due first, in the items' currency."""
        rows = self._decide(day)
        items = self._items(moves or self.first + self.second + self.third)
        self.assertEqual([float(rows[item.id]["covered_currency"]) for item in items], [float(one) for one in covered])
        for item in items:
            row = rows[item.id]
            self.assertEqual(
                (float(row["net_currency"]), row["reason"] == "covered"),
                (float(row["residual_currency"] - row["covered_currency"]), row["net_currency"] == 0),
            )

    def _reversal(self, move, amount):
        """Credit an invoice and undo what core reconciles by itself, as an accountant does to allocate it later."""
        note = self._credit_note(amount, reversed_entry_id=move.id)
        self._items(note).remove_move_reconcile()
        return note

    # -- who is covered ----------------------------------------------------------------------------

    def test_no_credit(self):
        self.assertCovered(0, 0, 0)

    def test_unallocated_payment_covers_the_oldest(self):
        self._payment(1300, "2025-04-01")
        self.assertCovered(1000, 300, 0)

    def test_credit_note_without_reference(self):
        self._credit_note(400)
        self.assertCovered(400, 0, 0)

    def test_credit_note_reversing(self):
        self._reversal(self.third, 250)
        self.assertCovered(0, 0, 250)

    def test_credit_naming_by_reference(self):
        """The number of an invoice anywhere in the credit's reference, among other words."""
        self._credit_note(400, ref=f"Return of goods ({self.second.name}), see e-mail")
        self.assertCovered(0, 400, 0)

    def test_payment_naming_by_memo(self):
        self._payment(250, "2025-04-01", memo=f"{self.third.name}")
        self.assertCovered(0, 0, 250)

    def test_naming_by_payment_reference(self):
        self.second.payment_reference = "+++090/9337/55493+++"
        self._payment(400, "2025-04-01", memo="+++090/9337/55493+++")
        self.assertCovered(0, 400, 0)

    def test_naming_by_a_reference_with_blanks(self):
        """Creditor references (ISO 11649) are written in blocks of four."""
        self.second.payment_reference = "RF71 2348 231"
        self._payment(400, "2025-04-01", memo="RF71 2348 231")
        self.assertCovered(0, 400, 0)

    def test_blank_references_name_nothing(self):
        self.third.payment_reference = ""
        self._payment(250, "2025-04-01", memo="")
        self.assertCovered(250, 0, 0)

    def test_part_of_a_number_names_nothing(self):
        self._payment(250, "2025-04-01", memo=f"{self.third.name}9")
        self.assertCovered(250, 0, 0)

    def test_rest_of_a_named_credit(self):
        """What the named item does not need goes to the oldest."""
        self._reversal(self.third, 600)
        self.assertCovered(350, 0, 250)

    def test_several_credits_naming_one(self):
        self._reversal(self.second, 100)
        self._payment(200, "2025-04-01", memo=self.second.name)
        self.assertCovered(0, 300, 0)
        self._reversal(self.second, 200)
        self.assertCovered(100, 400, 0)

    def test_payment_linked_to_one(self):
        self._payment(250, "2025-04-01", invoice_ids=[Command.set(self.third.ids)])
        self.assertCovered(0, 0, 250)

    def test_payment_linked_to_several(self):
        """Among the invoices for which it was registered, the oldest due first."""
        self._payment(500, "2025-04-01", invoice_ids=[Command.set((self.second + self.third).ids)])
        self.assertCovered(0, 400, 100)

    def test_payment_linked_to_several_after_a_credit_note(self):
        self._reversal(self.second, 300)
        self._payment(500, "2025-04-01", invoice_ids=[Command.set((self.second + self.third).ids)])
        self.assertCovered(150, 400, 250)

    def test_two_payments_linked_to_the_same(self):
        """The second payment goes on where the first one stopped, before anything older."""
        for _payment in range(2):
            self._payment(325, "2025-04-01", invoice_ids=[Command.set((self.second + self.third).ids)])
        self.assertCovered(0, 400, 250)

    def test_two_payments_linked_to_overlapping(self):
        self._payment(400, "2025-04-01", invoice_ids=[Command.set((self.second + self.third).ids)])
        self._payment(650, "2025-04-02", invoice_ids=[Command.set((self.first + self.second + self.third).ids)])
        self.assertCovered(650, 400, 0)

    def test_same_day_smallest_number_first(self):
        twin = self._invoice("2025-03-01", 1000)
        self._payment(1200, "2025-04-01")
        self.assertCovered(1000, 200, moves=self.first + twin)

    def test_other_customer(self):
        other = self._customer("Somebody Else")
        self._payment(1000, "2025-04-01", partner=other)
        self.assertCovered(0, 0, 0)

    def test_contact_of_the_customer(self):
        """A payment of a contact is the customer's: one commercial entity."""
        person = self.env["res.partner"].create({"name": "Accounts", "parent_id": self.customer.id})
        self._payment(1000, "2025-04-01", partner=person)
        self.assertCovered(1000, 0, 0)

    def test_other_company(self):
        other = self.setup_other_company(name="Other")
        entry = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_date": "2025-04-01",
                "journal_id": other["default_journal_sale"].id,
                "invoice_line_ids": [Command.create({"name": "Credit", "price_unit": 1000, "tax_ids": []})],
            }
        )
        entry.action_post()
        self.assertEqual(self._items(entry).partner_id, self.customer)
        self.assertCovered(0, 0, 0)

    def test_not_due_items_are_covered_too(self):
        """Oldest due first, whether due or not."""
        later = self._invoice("2025-06-01", 100)
        self._payment(1700, "2025-04-01")
        self.assertCovered(1000, 400, 250, 50, moves=self.first + self.second + self.third + later)

    # -- instalments -------------------------------------------------------------------------------

    def test_instalments_of_the_reversed_invoice(self):
        """A credit note on an invoice covers its instalments in order, before older invoices."""
        parts = self._instalments(900, "2025-03-05", "2025-04-05", "2025-05-05")
        self._reversal(parts, 450)
        self.assertCovered(300, 150, 0, moves=parts)
        self.assertCovered(0, 0, 0)

    def test_free_credit_over_instalments(self):
        """Each instalment has its place by its own due date."""
        parts = self._instalments(600, "2025-03-05", "2025-03-15")
        self._payment(1850, "2025-04-01")
        moves = self.first + self.second + self.third + parts
        items = self._items(moves)
        self.assertEqual([str(item.date_maturity)[5:] for item in items], ["03-01", "03-05", "03-11", "03-15", "03-21"])
        self.assertCovered(1000, 300, 400, 150, 0, moves=moves)

    # -- suspended items last ----------------------------------------------------------------------

    def test_suspended_last(self):
        self._hold(self.first, "dispute")
        self._payment(500, "2025-04-01")
        rows = self._decide(DAY)
        items = self._items(self.first + self.second + self.third)
        self.assertEqual([float(rows[item.id]["covered_currency"]) for item in items], [0, 400, 100])
        self.assertEqual([rows[item.id]["reason"] for item in items], ["dispute", "covered", "act"])

    def test_rest_covers_the_suspended(self):
        self._hold(self.first, "dispute")
        self._payment(900, "2025-04-01")
        rows = self._decide(DAY)
        self.assertEqual(float(rows[self._items(self.first).id]["covered_currency"]), 250)

    def test_credit_note_on_the_disputed_invoice(self):
        """The credit note that settles a dispute covers the disputed invoice, not another."""
        self._hold(self.second, "dispute")
        self._reversal(self.second, 400)
        rows = self._decide(DAY)
        items = self._items(self.first + self.second + self.third)
        self.assertEqual([float(rows[item.id]["covered_currency"]) for item in items], [0, 400, 0])

    # -- what is asked -----------------------------------------------------------------------------

    def test_covered_takes_no_step(self):
        self._payment(1000, "2025-04-01")
        action = self._run(DAY)
        self.assertActions(action, [("email", 5, self.second + self.third)])
        self.assertEqual(action.amount_due, 650.0)
        listed = {line.move_id: (line.kind, line.asked) for line in action.line_ids - action.advance_line_ids}
        payment = self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(listed, {self.first: ("listed", False), payment.move_id: ("credit", False)})

    def test_partial_cover_asks_the_rest(self):
        payment = self._payment(700, "2025-04-01")
        action = self._run(DAY)
        self.assertActions(action, [("email", 5, self.first + self.second + self.third)])
        self.assertEqual(action.amount_due, 950.0)
        line = action.advance_line_ids.filtered(lambda one: one.move_id == self.first)
        self.assertEqual((line.residual, line.covered_currency, line.net, line.net_currency), (1000, 700, 300, 300))
        credit = action.line_ids.filtered(lambda one: one.kind == "credit")
        self.assertEqual((credit.move_id, credit.residual, credit.status), (payment.move_id, -700.0, "info"))
        self.assertIn("950.00", action.amount_text)

    def test_customer_in_credit(self):
        """Owes 1,650, has 2,000 with us: nothing is asked (peers defect 3)."""
        self._payment(2000, "2025-04-01")
        self.assertCovered(1000, 400, 250)
        self.assertFalse(self._run(DAY))

    def test_covered_to_the_cent(self):
        """Never a letter for 0.00, always one for 0.01."""
        self.plan.step_ids.filtered(lambda step: step.delay == 5).mode = "review"
        self._payment(1649.99, "2025-04-01")
        action = self._run(DAY)
        self.assertEqual((action.advance_line_ids.move_id, action.amount_due), (self.third, 0.01))
        self._payment(0.01, "2025-04-01")
        action._refresh_from_ledger(Date.to_date(DAY))
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "covered"))

    def test_nothing_ever_asks_for_zero(self):
        """Only a preventive message about an item that a payment covers: no message."""
        self._pay(self.first + self.second + self.third, "2025-04-01")
        move = self._invoice("2025-04-18", 100)
        self._payment(100, "2025-04-01")
        self.assertEqual(self._reason(move, DAY), "covered")
        self.assertFalse(self._run(DAY))

    def test_reconciled_credit_covers_nothing_more(self):
        note = self._credit_note(400)
        (self._items(note) + self._items(self.second)).reconcile()
        self.assertEqual(self.second.amount_residual, 0.0)
        rows = self._decide(DAY)
        self.assertEqual(
            {row["item_id"]: float(row["covered_currency"]) for row in rows.values()},
            dict.fromkeys(self._items(self.first + self.third).ids, 0.0),
        )

    def test_part_of_the_credit_is_left(self):
        """A credit partly allocated covers with what is left of it."""
        note = self._credit_note(600)
        (self._items(note) + self._items(self.second)).reconcile()
        self.assertCovered(200, 0, moves=self.first + self.third)

    # -- currencies --------------------------------------------------------------------------------

    def _abroad(self, code, rate, rounding, amounts):
        """Make the invoices of a customer in another currency.

        :param float rate: units of the currency for one of the company's
        """
        currency = self.setup_other_currency(code, rates=[("2020-01-01", rate)], rounding=rounding)
        partner = self._customer(f"Abroad {code}")
        dues = ("2025-03-01", "2025-03-11")
        moves = self.env["account.move"]
        for due, amount in zip(dues, amounts, strict=True):
            moves += self._invoice(due, amount, partner=partner, currency_id=currency.id)
        return currency, partner, moves

    def test_currencies_are_not_mixed(self):
        euro, partner, abroad = self._abroad("EUR", 0.5, 0.01, [300, 200])
        home = self._invoice("2025-03-05", 100, partner=partner)
        self._payment(250, "2025-04-01", partner=partner, currency_id=euro.id)
        rows = self._decide(DAY, partner)
        covered = [float(rows[item.id]["covered_currency"]) for item in self._items(abroad + home)]
        self.assertEqual(covered, [250, 0, 0])
        row = rows[self._items(abroad)[0].id]
        self.assertEqual((float(row["residual"]), float(row["net"]), float(row["net_currency"])), (600, 100, 50))

    def test_yen(self):
        yen, partner, moves = self._abroad("JPY", 160, 1, [16001, 320])
        self.assertEqual(self._items(moves).mapped("amount_residual"), [100.01, 2.0])
        self._payment(16000, "2025-04-01", partner=partner, currency_id=yen.id)
        rows = self._decide(DAY, partner)
        found = [rows[item.id] for item in self._items(moves)]
        self.assertEqual([(float(row["covered_currency"]), float(row["net_currency"])) for row in found], [(16000, 1), (0, 320)])
        self.assertEqual([float(row["net"]) for row in found], [0.01, 2.0])
        action = self._run(DAY).filtered(lambda one: one.partner_id == partner)
        self.assertIn("321", action.amount_text)

    def test_dinar(self):
        """Three decimals: one fils is money, and is asked."""
        dinar, partner, moves = self._abroad("KWD", 0.25, 0.001, [10.125, 5])
        self._payment(10.124, "2025-04-01", partner=partner, currency_id=dinar.id)
        rows = self._decide(DAY, partner)
        found = [rows[item.id] for item in self._items(moves)]
        self.assertEqual([float(row["net_currency"]) for row in found], [0.001, 5])
        self.assertEqual([row["reason"] for row in found], ["act", "act"])
        self._payment(0.001, "2025-04-01", partner=partner, currency_id=dinar.id)
        self.assertEqual(self._reason(moves[0], DAY), "covered")

    def test_threshold_in_company_currency(self):
        """1,600 yen are 10.00 of ours: compared with a threshold of 10 (peers defect 6)."""
        _yen, partner, moves = self._abroad("JPY", 160, 1, [1600, 800])
        self._pay(moves[1], "2025-04-01")
        self.plan.threshold = 10
        self.assertEqual(self._reason(moves[0], DAY), "act")
        self.plan.threshold = 10.01
        self.assertEqual(self._reason(moves[0], DAY), "below_threshold")
        self.assertEqual(float(self._row(moves[0], DAY)["addressed_amount"]), 10.0)
        self.assertEqual(partner, moves.partner_id)
