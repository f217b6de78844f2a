"""Receipts that nobody has reconciled: what is proposed, on what basis, and one click that reconciles through core."""

import base64
import io

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import DunningCommon

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
class TestReceiptProposals(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        cls.first = cls._invoice("2025-03-01", 100)
        cls.second = cls._invoice("2025-03-02", 250)
        cls.third = cls._invoice("2025-03-03", 300)
        cls.bookkeeper = cls._user("bookkeeper_p", "account_dunning.group_dunning_user,account.group_account_user")

    def _propose(self, receipt=None):
        with freeze_time(DAY):
            self.env["dunning.receipt.proposal"].action_open_proposals()
        found = self.env["dunning.receipt.proposal"].search([("state", "=", "proposed")])
        return found.filtered(lambda one: one.statement_line_id == receipt) if receipt else found

    def _told(self, proposals):
        return [
            (one.basis, [(line.item_id.move_id, line.amount) for line in one.line_ids], one.is_ambiguous, one.rest) for one in proposals
        ]

    def _advice(self, name, content, partner=None):
        """Have a reply with a file come in, as the gateway leaves it."""
        partner = partner or self.customer
        profile = self.env["dunning.profile"]._get_or_create(partner, self.company)
        attachment = self.env["ir.attachment"].sudo().create({"name": name, "datas": base64.b64encode(content)})
        message = self.env["mail.message"].sudo().create(
            {"model": "dunning.profile", "res_id": profile.id, "attachment_ids": [Command.set(attachment.ids)]}
        )
        return self.env["dunning.reply"].sudo().create(
            {
                "company_id": self.company.id, "profile_id": profile.id, "partner_id": partner.id, "kind": "reply",
                "date_received": "2025-03-18 10:00:00", "mail_message_id": message.id,
            }
        )  # fmt: skip

    # -- what is proposed --------------------------------------------------------------------------

    def test_named_in_the_text(self):
        receipt = self._bank_line(350, "2025-03-19", payment_ref=f"{self.second.name} {self.first.name}")
        proposal = self._propose(receipt)
        self.assertEqual(self._told(proposal), [("reference", [(self.first, 100), (self.second, 250)], False, 0)])
        self.assertEqual((proposal.partner_id, proposal.ground, proposal.amount), (self.customer, "invoice", 350))
        self.assertEqual(proposal.items_text, f"{self.first.name}, {self.second.name}")

    def test_named_but_not_all(self):
        """Paid less: the oldest first; paid more: the rest stays open."""
        less = self._bank_line(300, "2025-03-19", payment_ref=f"{self.second.name} {self.first.name}", partner_id=self.customer.id)
        more = self._bank_line(310, "2025-03-19", payment_ref=self.third.name, partner_id=self.customer.id)
        self.assertEqual(self._told(self._propose(less)), [("reference", [(self.first, 100), (self.second, 200)], False, 0)])
        self.assertEqual(self._told(self._propose(more)), [("reference", [(self.third, 300)], False, 10)])

    def test_exact_sum(self):
        receipt = self._bank_line(550, "2025-03-19", partner_id=self.customer.id)
        self.assertEqual(self._told(self._propose(receipt)), [("subset", [(self.second, 250), (self.third, 300)], False, 0)])

    def test_sum_less_a_credit(self):
        credit = self._credit_note(30)
        receipt = self._bank_line(70, "2025-03-19", partner_id=self.customer.id)
        self.assertEqual(self._told(self._propose(receipt)), [("subset", [(self.first, 100), (credit, -30)], False, 0)])

    def test_ambiguous_sums(self):
        """Both that fit are shown as such, the smaller first; nothing fits: nothing is proposed."""
        self._invoice("2025-03-04", 400)
        receipt = self._bank_line(400, "2025-03-19", partner_id=self.customer.id)
        nothing = self._bank_line(123, "2025-03-19", partner_id=self.customer.id)
        told = self._told(self._propose(receipt))
        self.assertEqual([(len(lines), ambiguous) for _basis, lines, ambiguous, _rest in told], [(1, True), (2, True)])
        self.assertFalse(self._propose(nothing))

    def test_two_customers(self):
        """Two customers of the same name: each may have paid."""
        twin = self._customer("Atelier Durand", email="twin@example.com")
        other = self._invoice("2025-03-01", 100, partner=twin)
        receipt = self._bank_line(100, "2025-03-19", payment_ref="VIR ATELIER DURAND")
        found = self._propose(receipt)
        self.assertEqual(found.partner_id, self.customer + twin)
        self.assertEqual((found.line_ids.item_id.move_id, set(found.mapped("is_ambiguous"))), (self.first + other, {True}))

    def test_bound(self):
        """Of many items those that are due first are looked at."""
        customer = self._customer("Many")
        moves = [self._invoice(f"2025-02-{day:02}", 1000 + day, partner=customer) for day in range(1, 23)]
        receipt = self._bank_line(2022, "2025-03-19", partner_id=customer.id)
        last = self._bank_line(1022, "2025-03-19", partner_id=customer.id)
        self.assertEqual({len(one.line_ids) for one in self._propose(receipt)}, {2})
        self.assertFalse(self._propose(last))
        self.assertEqual(len(moves), 22)

    # -- remittance advices ------------------------------------------------------------------------

    def test_advice_in_csv(self):
        """Amounts of the advice count, also parts; bad rows are named."""
        content = (
            "Facture;Date;Montant payé\n"
            f"{self.first.name};01/02/2025;90,00\n"
            f"{self.third.name.lower().replace('/', ' ')};01/02/2025;\"300,00 €\"\n"
            f"{self.second.name};01/02/2025;\n"
            "FAC/9999/1;01/02/2025;12,00\n"
            "Total;;402,00\n"
        )
        reply = self._advice("advice.csv", content.encode("cp1252"))
        receipt = self._bank_line(390, "2025-03-19", partner_id=self.customer.id)
        proposal = self._propose(receipt)
        self.assertEqual(self._told(proposal), [("advice", [(self.first, 90), (self.third, 300)], False, 0)])
        self.assertEqual(proposal.reply_id, reply)
        self.assertEqual(
            proposal.note, f"advice.csv, row 4: no amount for “{self.second.name}”\nadvice.csv, row 5: “FAC/9999/1” is no open item"
        )

    def test_advice_in_a_workbook(self):
        credit = self._credit_note(30)
        book = openpyxl.Workbook()
        for row in (["Invoice", "Amount"], [self.first.name, 100], [credit.name, -30.0], [self.second.name, 250.0]):
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        self._advice("remittance.xlsx", stream.getvalue())
        receipt = self._bank_line(320, "2025-03-19", partner_id=self.customer.id)
        self.assertEqual(
            self._told(self._propose(receipt)), [("advice", [(self.first, 100), (credit, -30), (self.second, 250)], False, 0)]
        )

    def test_advice_in_text(self):
        text = f"Hello,\nwe have paid {self.first.name} of 01/02/2025: 100.00 EUR\n{self.third.name} 299.50\nBest regards\n"
        self._advice("avis.txt", text.encode())
        receipt = self._bank_line(399.5, "2025-03-19", partner_id=self.customer.id)
        self.assertEqual(self._told(self._propose(receipt)), [("advice", [(self.first, 100), (self.third, 299.5)], False, 0)])

    def test_advice_that_is_broken(self):
        """A file that is none, and an advice of another sum, tell nothing; the other grounds do."""
        self._advice("remittance.xlsx", b"no workbook")
        self._advice("advice.csv", f"{self.first.name};99,00\n".encode())
        receipt = self._bank_line(100, "2025-03-19", partner_id=self.customer.id)
        self.assertEqual(self._told(self._propose(receipt)), [("subset", [(self.first, 100)], False, 0)])

    # -- one click ---------------------------------------------------------------------------------

    def _reconcile(self, proposals):
        with freeze_time(DAY):
            proposals.with_user(self.bookkeeper).action_reconcile()

    def test_reconcile(self):
        receipt = self._bank_line(350, "2025-03-19", payment_ref=f"{self.second.name} {self.first.name}")
        proposal = self._propose(receipt)
        self.assertFalse(receipt.is_reconciled, "never by itself")
        self._reconcile(proposal)
        self.assertEqual((self.first + self.second).mapped("amount_residual"), [0, 0])
        self.assertTrue(receipt.is_reconciled)
        self.assertEqual(receipt.partner_id, self.customer)
        lines = receipt.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        self.assertEqual(sorted(lines.mapped("balance")), [-250, -100])
        self.assertEqual((proposal.state, proposal.done_by_id, str(proposal.done_on)), ("reconciled", self.bookkeeper, DAY))
        with self.assertRaises(UserError):
            self._reconcile(proposal)
        receipt.action_undo_reconciliation()  # as core does it
        self.assertEqual(self.first.amount_residual, 100)

    def test_reconcile_parts_and_rest(self):
        less = self._bank_line(300, "2025-03-18", payment_ref=f"{self.second.name} {self.first.name}", partner_id=self.customer.id)
        more = self._bank_line(310, "2025-03-19", payment_ref=self.third.name, partner_id=self.customer.id)
        self.assertEqual(self._propose().statement_line_id, less + more)
        self._reconcile(self.env["dunning.receipt.proposal"].search([("state", "=", "proposed")]))
        self.assertEqual((self.first + self.second + self.third).mapped("amount_residual"), [0, 50, 0])
        rest = more.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable" and line.amount_residual)
        self.assertEqual((rest.amount_residual, rest.partner_id), (-10, self.customer))
        self.assertTrue(more.is_reconciled)

    def test_reconcile_a_credit(self):
        credit = self._credit_note(30)
        receipt = self._bank_line(70, "2025-03-19", partner_id=self.customer.id)
        self._reconcile(self._propose(receipt))
        self.assertEqual((self.first + credit).mapped("amount_residual"), [0, 0])

    def test_reconcile_in_another_currency(self):
        dollar = self.setup_other_currency("GBP", rates=[("2025-01-01", 0.5), ("2025-03-10", 0.4)])
        bill = self._invoice("2025-03-01", 100, currency_id=dollar.id)
        receipt = self._bank_line(250, "2025-03-19", partner_id=self.customer.id, foreign_currency_id=dollar.id, amount_currency=100)
        proposal = self._propose(receipt)
        self.assertEqual((self._told(proposal), proposal.currency_id), ([("subset", [(bill, 100)], False, 0)], dollar))
        self._reconcile(proposal)
        self.assertEqual((bill.amount_residual, receipt.is_reconciled), (0, True))

    def test_several_at_once(self):
        """Ambiguous ones are taken one by one; what another one used up is dropped."""
        self._invoice("2025-03-04", 400)
        sure = self._bank_line(250, "2025-03-18", partner_id=self.customer.id)
        unclear = self._bank_line(400, "2025-03-19", partner_id=self.customer.id)
        found = self._propose()
        with self.assertRaises(UserError):
            self._reconcile(found)
        chosen = found.filtered(lambda one: one.statement_line_id == unclear)[0]
        self._reconcile(chosen)
        self.assertTrue(unclear.is_reconciled)
        left = self.env["dunning.receipt.proposal"].search([("state", "=", "proposed")])
        self.assertEqual(left.statement_line_id, sure)

    def test_ledger_has_changed(self):
        receipt = self._bank_line(100, "2025-03-19", partner_id=self.customer.id)
        proposal = self._propose(receipt)
        self._pay(self.first, "2025-03-19", 40)
        with self.assertRaises(UserError):
            self._reconcile(proposal)
        self.assertFalse(receipt.is_reconciled)

    def test_declined(self):
        receipt = self._bank_line(100, "2025-03-19", partner_id=self.customer.id)
        self._propose(receipt).with_user(self.collector).action_decline()
        self.assertFalse(self._propose(receipt))

    # -- who ---------------------------------------------------------------------------------------

    def test_rights(self):
        """A collector sees and declines; to reconcile takes rights in accounting; contributors and strangers see nothing."""
        receipt = self._bank_line(100, "2025-03-19", partner_id=self.customer.id)
        proposal = self._propose(receipt)
        with self.assertRaises(AccessError), self.cr.savepoint():
            proposal.with_user(self.collector).action_reconcile()
        self.assertFalse(receipt.is_reconciled)
        with self.assertRaises(AccessError):
            proposal.with_user(self.collector).state = "reconciled"
        Proposal = self.env["dunning.receipt.proposal"]
        for call in ("action_open_proposals", "action_reconcile", "action_decline"):
            with self.subTest(call), self.assertRaises(AccessError):
                getattr(Proposal.with_user(self.salesman) if call == "action_open_proposals" else proposal.with_user(self.salesman), call)()
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = new_test_user(
            self.env(su=True), login="stranger", groups="account_dunning.group_dunning_user", company_id=other.id, company_ids=other.ids
        )
        self.assertFalse(Proposal.with_user(stranger).search([]))
        self.assertTrue(Date.to_date(DAY))
