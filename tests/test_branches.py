"""Rule 1: runs, profiles, plans and netting belong to the root company; items keep their branch."""

from odoo import Command
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestBranchItems(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.north, cls.south = cls.branches = (
            cls.env["res.company"]
            .sudo()
            .create([{"name": name, "parent_id": cls.company.id} for name in ("North", "South")])
        )
        cls.env.cr.precommit.run()  # gives the branches their chart of accounts
        cls.env.user.sudo().company_ids |= cls.branches
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.branches).ids})

    @classmethod
    def _of(cls, branch, amount, due="2025-03-01", move_type="out_invoice", **vals):
        move = (
            cls.env["account.move"]
            .with_company(branch)
            .create(
                {
                    "move_type": move_type,
                    "company_id": branch.id,
                    "partner_id": cls.customer.id,
                    "invoice_date": "2025-01-30",
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [Command.create({"name": "x", "price_unit": amount, "tax_ids": []})],
                    **vals,
                }
            )
        )
        move.action_post()
        return move

    def test_one_contact_over_root_and_branches(self):
        moves = self._of(self.north, 600) + self._of(self.south, 300) + self._invoice("2025-03-01", 100)
        [action] = self._run(DAY)
        self.assertEqual((action.company_id, action.branch_id, action.amount_due), (self.company, self.company, 1000.0))
        branches = {line.move_id: line.company_id for line in action.advance_line_ids}
        self.assertEqual(branches, dict(zip(moves, (self.north, self.south, self.company), strict=True)))
        self.assertEqual(action.profile_id.company_id, self.company)
        self.assertEqual(self.env["dunning.profile"].search_count([("partner_id", "=", self.customer.id)]), 1)

    def test_interval_over_branches(self):
        self._of(self.north, 600)
        second = self._of(self.south, 300, "2025-03-02")
        self._run(DAY)
        self.assertEqual(self._reason(second, "2025-03-08"), "contacted")
        self.assertActions(self._run("2025-03-09"), [("email", 5, second)])

    def test_netting_over_branches(self):
        """A credit of one branch covers what the customer owes another."""
        old, new = self._of(self.north, 600), self._of(self.south, 300, "2025-03-02")
        self._of(self.south, 700, "2025-02-01", "out_refund")
        rows = self._decide(DAY)
        covered = [float(rows[item.id]["covered_currency"]) for item in self._items(old + new)]
        self.assertEqual(covered, [600.0, 100.0])

    def test_hold_over_branches(self):
        moves = self._of(self.north, 600) + self._of(self.south, 300)
        self._hold(self.customer, company_id=self.north.id)
        self.assertEqual([self._reason(move, DAY) for move in moves], ["hold", "hold"])

    def test_plan_filter_over_branches(self):
        """A plan may be meant for the invoices of one branch."""
        self._plan([(3, "sms")], name="North", move_domain=f"[('company_id', '=', {self.north.id})]")
        rows = [self._row(move, DAY) for move in (self._of(self.north, 600), self._of(self.south, 300))]
        self.assertEqual([self.env["dunning.plan"].browse(row["plan_id"]).name for row in rows], ["North", "Test plan"])

    def test_archived_branch_is_still_chased(self):
        move = self._of(self.north, 600)
        self.north.sudo().active = False
        self.assertEqual(self._reason(move, DAY), "act")

    def test_settings_are_the_roots(self):
        """Opening entries, journals and the cap are the root's, also asked from a branch."""
        settings = self.env["res.config.settings"].with_company(self.north).create({})
        self.assertEqual((settings.dunning_root_id, settings.dunning_plan_id), (self.company, self.plan))
        with freeze_time(DAY):
            opened = settings.action_dunning_go_live()
        self.assertEqual(self.env["dunning.run"].browse(opened["res_id"]).company_id, self.company)

    def test_decision_asked_for_a_branch(self):
        """A decision for a branch is its root's: nothing is decided twice in two ways."""
        self._of(self.north, 600)
        engine = self.env["dunning.engine"]
        day = Date.to_date(DAY)
        self.assertEqual(
            engine._decide_items(self.north, day, self.customer), engine._decide_items(self.company, day, self.customer)
        )

    def test_bank_line_of_a_branch(self):
        """Money received by any branch keeps the customer from being chased."""
        move = self._of(self.north, 600)
        journal = self.env["account.journal"].sudo().create(
            {"name": "Bank South", "type": "bank", "code": "BKS", "company_id": self.south.id}
        )
        self.env["account.bank.statement.line"].with_company(self.south).create(
            {"journal_id": journal.id, "amount": 10, "date": "2025-03-05", "payment_ref": "x", "partner_id": self.customer.id}
        )
        self.assertEqual(self._reason(move, DAY), "bank_line")
