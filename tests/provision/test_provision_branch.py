"""Provisions of a company with a branch, beside another company: each entry where its items are, nothing of others."""

import contextlib

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_provision import DAY, ProvisionCommon

with contextlib.suppress(ImportError):
    import pandas  # noqa: F401 (first imported while the clock is frozen, it ends the process)


@tagged("post_install", "-at_install")
class TestProvisionBranch(ProvisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "North", "parent_id": cls.company.id})
        cls.env.cr.precommit.run()  # gives the branch its chart of accounts
        cls.elsewhere = cls.setup_other_company(name="Company B")
        cls.env.user.company_ids |= cls.branch
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.branch).ids})
        cls.own = cls._invoice("2025-03-01", 1000)
        cls.branch_move = cls._sold_by(cls.branch, 600)
        cls.other_move = cls._sold_by(cls.elsewhere["company"], 900)

    @classmethod
    def _sold_by(cls, company, amount):
        cls.env.user.company_ids |= company
        move = cls.env["account.move"].with_context(allowed_company_ids=company.ids).with_company(company).create(
            {
                "move_type": "out_invoice", "partner_id": cls.customer.id, "invoice_date": "2025-02-01",
                "invoice_date_due": "2025-03-01", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def test_entries_of_company_and_branch(self):
        """1,600 of company and branch, half of each at risk: 500 are entered in the company, 300 in the branch."""
        provision = self._provision()
        self.assertEqual((provision.gross, provision.ledger_difference), (1600, 0))
        self.assertEqual(provision.line_ids.move_id, self.own | self.branch_move)
        for move in (self.own, self.branch_move):
            self._judge(provision, move, 0.5, doubtful=True)
        provision.action_post()
        amounts = {move.company_id: sum(move.line_ids.mapped("debit")) for move in provision.move_ids}
        self.assertEqual(amounts, {self.company: 500, self.branch: 300})
        transfers = {move.company_id: sum(move.line_ids.mapped("debit")) for move in provision.transfer_move_ids}
        self.assertEqual(transfers, {self.company: 1000, self.branch: 600})
        again = self._provision("2025-07-31")
        self.assertEqual((again.booked, again.movement, again.ledger_difference), (800, 0, 0))

    def test_people_of_one_branch_compute_none(self):
        user = self._user("north_p", "account_dunning.group_dunning_manager")
        user.sudo().write({"company_id": self.branch.id, "company_ids": [Command.set(self.branch.ids)]})
        provision = self._provision()
        with self.assertRaises(UserError):
            provision.with_user(user).action_compute()

    def test_another_company_has_its_own(self):
        company = self.elsewhere["company"]
        Provision = self.env["dunning.provision"].with_context(allowed_company_ids=company.ids)
        provision = Provision.create({"company_id": company.id, "date": DAY})
        provision.action_compute()
        self.assertEqual((provision.gross, provision.line_ids.move_id), (900, self.other_move))
