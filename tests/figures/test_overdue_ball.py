"""Who holds the ball: every overdue item by whose move is next, adding up to the overdue of the aged balance."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...models.claim.dunning_hold import KINDS
from ...models.decision.dunning_decision import REASONS
from ...models.decision.dunning_suspension import LEDGER_CODES
from ...models.figures.dunning_overdue_ball import HOLDER_OF_REASON, HOLDERS
from ..common import DunningCommon

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
class TestOverdueBall(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"})])
        cls.company.dunning_plan_id = cls.plan
        cls.due = cls._invoice("2025-03-01", 1000, partner=cls._customer("Due"))
        cls.disputed = cls._invoice("2025-03-01", 700, partner=cls._customer("Disputing"))
        cls.owner = cls._user("owner_c", "account_dunning.group_dunning_user")
        cls._hold(cls.disputed, "dispute", date_start="2025-03-05", user_id=cls.owner.id, date_deadline="2025-04-30")
        cls.promised = cls._invoice("2025-03-01", 300, partner=cls._customer("Promising"))
        cls._hold(cls.promised, "promise", date_start="2025-03-05", date_end="2025-03-25")
        cls.credited = cls._invoice("2025-03-01", 500, partner=cls._customer("Credited"))
        cls._credit_note(200, partner=cls.credited.partner_id, date="2025-03-10")
        cls.covered = cls._invoice("2025-03-01", 80, partner=cls._customer("Covered"))
        cls._credit_note(90, partner=cls.covered.partner_id, date="2025-03-12")
        cls.handed = cls._invoice("2025-02-01", 900, partner=cls._customer("Handed"))
        cls._hold(cls.handed, "legal")
        cls.finished = cls._invoice("2025-01-10", 60, partner=cls._customer("Finished"))
        cls._have_taken(cls.finished, cls.plan.step_ids, "2025-01-20")
        cls._invoice("2025-04-01", 5000)  # not due
        cls.without = cls._general_entry((cls.env["res.partner"], "2025-02-10", 45))

    def _ball(self, user=None):
        return self.env["dunning.overdue.ball"].with_user(user or self.collector).with_context(allowed_company_ids=self.company.ids)

    @freeze_time(DAY)
    def test_holders(self):
        """Each item stands with whoever moves next; what credits cover stands apart."""
        found = {(row.move_id, row.holder): row.amount for row in self._ball().search([])}
        self.assertEqual(
            found,
            {
                (self.due, "f_step"): 1000, (self.disputed, "e_dispute"): 700, (self.promised, "a_promised"): 300,
                (self.credited, "f_step"): 300, (self.credited, "j_cash"): 200, (self.covered, "j_cash"): 80,
                (self.handed, "n_handed"): 900, (self.finished, "m_finished"): 60, (self.without, "p_nobody"): 45,
            },
        )  # fmt: skip

    @freeze_time(DAY)
    def test_divided(self):
        """By product it adds up as well; an entry has no products."""
        product = self.env["product.product"].create({"name": "Pumps"})
        line = Command.create({"product_id": product.id, "name": "Pumps", "quantity": 1, "price_unit": 250, "tax_ids": []})
        self._invoice("2025-03-01", partner=self.due.partner_id, invoice_line_ids=[line])
        [(whole,)] = self._ball()._read_group([], [], ["amount:sum"])
        wizard = self.env["dunning.ball.wizard"].with_user(self.collector)
        action = wizard.create({"by": "product"}).action_screen()
        found = dict(self._ball().with_context(**action["context"])._read_group([], ["product_id"], ["amount:sum"]))
        self.assertEqual((found[product], sum(found.values())), (250, whole))
        self.assertNotIn("analytic", dict(wizard._fields["by"]._description_selection(wizard.env)))
        with self.assertRaises(UserError):
            self._ball().with_context(dunning_ball="analytic").search([])

    @freeze_time(DAY)
    def test_adds_up_to_the_aged_balance(self):
        Aging = self.env["dunning.aging"].with_context(allowed_company_ids=self.company.ids)
        rows = Aging._balance_rows(Aging._read_options({"day": DAY, "trade": True, "overdue_only": True}))
        [(amount,)] = self._ball()._read_group([], [], ["amount:sum"])
        self.assertEqual((amount, sum(row["balance"] for row in rows)), (3585, 3585))

    @freeze_time(DAY)
    def test_since_and_owner(self):
        """A dispute has its owner and first day; credits the age of the oldest."""
        dispute = self._ball().search([("holder", "=", "e_dispute")])
        self.assertEqual((dispute.owner_id, str(dispute.since), dispute.days_since), (self.owner, "2025-03-05", 15))
        cash = self._ball().search([("move_id", "=", self.covered.id)])
        self.assertEqual((str(cash.since), cash.days_since, cash.owner_id), ("2025-03-12", 8, self.collector))
        self.assertEqual(cash.action_open_item()["res_id"], self.covered.id)

    @freeze_time(DAY)
    def test_never_sent(self):
        """Where the company looks after it, an invoice that nobody knows to have left is ours, whatever the plan says."""
        self.company.dunning_check_sent = True
        self.assertEqual(self._ball().search([("move_id", "=", self.due.id)]).holder, "g_not_sent")
        self.assertEqual(self._ball().search([("move_id", "=", self.disputed.id)]).holder, "e_dispute")
        self.due.is_move_sent = True
        self.env.invalidate_all()
        self.assertEqual(self._ball().search([("move_id", "=", self.due.id)]).holder, "f_step")

    @freeze_time(DAY)
    def test_waiting_for_its_day(self):
        """A customer who was asked yesterday has the move."""
        self.plan.write({"step_ids": [Command.create(self._step_vals(25, "email"))]})
        self._have_taken(self.due, self.plan.step_ids.sorted("delay")[0], "2025-03-19")
        self.assertEqual(self._ball().search([("move_id", "=", self.due.id)]).holder, "d_step")

    def test_every_reason_has_a_holder(self):
        """A new reason of the decision says whose move it is."""
        known = {*REASONS, *LEDGER_CODES, *(code for code, _label in KINDS)} - {"credit"}
        self.assertEqual(known - HOLDER_OF_REASON.keys(), set())
        self.assertEqual(set(HOLDER_OF_REASON.values()) - dict(HOLDERS).keys(), set())

    @freeze_time(DAY)
    def test_who_may(self):
        with self.assertRaises(AccessError):
            self._ball(self.salesman).search([])
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_o", "account_dunning.group_dunning_user")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        rows = self.env["dunning.overdue.ball"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(rows.search([]))

    @freeze_time(DAY)
    def test_branch(self):
        """Who works in a branch sees its items, by the same decision."""
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        self.env.cr.precommit.run()  # gives the branch its chart of accounts
        self.env.user.company_ids |= branch
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | branch).ids})
        move = self.env["account.move"].with_company(branch).create(
            {
                "move_type": "out_invoice", "partner_id": self._customer("Northern").id, "company_id": branch.id,
                "invoice_date": "2025-02-01", "invoice_date_due": "2025-03-01", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "quantity": 1, "price_unit": 40, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        clerk = self._user("clerk_o", "account_dunning.group_dunning_user")
        clerk.write({"company_ids": [Command.set(branch.ids)], "company_id": branch.id})
        rows = self.env["dunning.overdue.ball"].with_user(clerk).with_context(allowed_company_ids=branch.ids).search([])
        self.assertEqual(rows.mapped(lambda row: (row.move_id.id, row.holder, row.amount)), [(move.id, "f_step", 40)])
