"""Companies do not see each other: every model, the screens of invoices and customers, runs, letters and pages."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged

from .test_access import AccessCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestMultiCompany(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.data_b = cls.setup_other_company(name="Company B")
        cls.company_b = cls.data_b["company"]
        cls.plan_b = cls.plan.copy({"company_id": cls.company_b.id, "name": "Plan of B"})
        cls.company_b.sudo().write(
            {"dunning_live_date": "2024-01-01", "dunning_plan_id": cls.plan_b.id, "email": "b@example.com"}
        )
        cls.user_b = new_test_user(
            cls.env(su=True),
            login="collector_b",
            groups="account_dunning.group_dunning_manager",
            email="collector_b@example.com",
            company_id=cls.company_b.id,
            company_ids=[Command.set(cls.company_b.ids)],
        )
        cls.company_b.sudo().dunning_collector_id = cls.user_b
        cls.move_a = cls._invoice("2025-03-01", 1000)
        cls.move_b = (
            cls.env["account.move"]
            .with_company(cls.company_b)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": cls.customer.id,
                    "invoice_date": "2025-01-30",
                    "invoice_date_due": "2025-03-01",
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "quantity": 1, "price_unit": 77, "tax_ids": []})
                    ],
                }
            )
        )
        cls.move_b.action_post()

    def setUp(self):
        super().setUp()
        self.action_a = self._run(DAY)
        self.action_b = self._run(DAY, self.company_b)

    def test_each_company_its_own(self):
        """One customer, two companies: two profiles, two actions, each over its own items."""
        self.assertEqual((self.action_a.amount_due, self.action_b.amount_due), (1000.0, 77.0))
        self.assertEqual((self.action_a.company_id, self.action_b.company_id), (self.company, self.company_b))
        self.assertNotEqual(self.action_a.profile_id, self.action_b.profile_id)
        self.assertEqual((self.action_a.step_id.plan_id, self.action_b.step_id.plan_id), (self.plan, self.plan_b))
        self.assertEqual((self.action_a.user_id, self.action_b.user_id), (self.collector, self.user_b))

    def test_every_model_is_isolated(self):
        self.env["dunning.hold"].create(
            [
                {"move_id": move.id, "reason": "x", "kind": "hold", "date_start": DAY}
                for move in (self.move_a, self.move_b)
            ]
        )
        (self.move_a.with_company(self.company)).dunning_plan_id = self.plan
        (self.move_b.with_company(self.company_b)).dunning_plan_id = self.plan_b
        for company in (self.company, self.company_b):
            self.env["dunning.run"].create({"company_id": company.id, "date": DAY}).action_preview()
        self.env.flush_all()
        company_of = {
            "dunning.plan": "company_id",
            "dunning.plan.step": "company_id",
            "dunning.plan.override": "company_id",
            "dunning.profile": "company_id",
            "dunning.run": "company_id",
            "dunning.decision": "run_company_id",
            "dunning.action": "company_id",
            "dunning.action.line": "company_id",
            "dunning.hold": "company_id",
            "dunning.receivable": "company_id",
        }
        manager_a = self._user("manager_a", "account_dunning.group_dunning_manager")
        for user, company in ((manager_a, self.company), (self.user_b, self.company_b)):
            for model, name in company_of.items():
                with self.subTest(user=user.login, model=model):
                    found = self.env[model].with_user(user).search([])
                    own = found.filtered(lambda record, name=name: record.sudo()[name])
                    self.assertTrue(own, "there is something to see")
                    self.assertEqual(own.sudo().mapped(name), company)
                    foreign = self.env[model].sudo().search([(name, "not in", (company.id, False))], limit=1)
                    self.assertTrue(foreign, "and something to hide")
                    with self.assertRaises(AccessError):
                        foreign.with_user(user).read(["id", "display_name"])

    def test_foreign_action_cannot_be_worked(self):
        for method in ("action_approve", "action_cancel", "action_print_letters"):
            with self.subTest(method=method), self.assertRaises(UserError):
                getattr(self.action_a.with_user(self.user_b), method)()
        with self.assertRaises(AccessError):
            self.env["dunning.action.wizard"].with_user(self.user_b).create(
                {"mode": "skip", "reason": "x", "action_ids": [Command.set(self.action_a.ids)]}
            ).action_confirm()
        self.assertEqual(self.action_a.state, "todo")

    def test_one_user_two_companies(self):
        """Whoever works for both sees one at a time, as chosen in the company switch."""
        both = new_test_user(
            self.env(su=True), login="both_c", groups="account_dunning.group_dunning_user",
            company_id=self.company.id, company_ids=[Command.set((self.company | self.company_b).ids)],
        )  # fmt: skip
        Action = self.env["dunning.action"].with_user(both)
        for companies, expected in (
            (self.company, self.action_a),
            (self.company_b, self.action_b),
            (self.company | self.company_b, self.action_a | self.action_b),
        ):
            found = Action.with_context(allowed_company_ids=companies.ids).search(
                [("partner_id", "=", self.customer.id)]
            )
            self.assertEqual(found, expected)

    def test_customer_form_shows_the_current_company(self):
        with freeze_time(DAY):
            for company, amount in ((self.company, 1000.0), (self.company_b, 77.0)):
                partner = self.customer.with_context(allowed_company_ids=company.ids)
                partner.invalidate_recordset()
                self.assertEqual(partner.dunning_amount_overdue, amount)
                self.assertEqual(partner.dunning_profile_id.company_id, company)

    def test_invoice_form_in_the_other_company(self):
        """An accountant of B opens his invoice of a customer who is also A's."""
        with freeze_time(DAY):
            mine = self.move_b.with_user(self.user_b).with_context(allowed_company_ids=self.company_b.ids)
            self.assertEqual(mine.dunning_action_ids, self.action_b)
            self.assertEqual(mine.dunning_status, "in_progress")
            self.assertEqual(mine.dunning_plan_id, self.plan_b)

    def test_history_counts_in_its_company_only(self):
        """A step taken in A is none in B, and A's contact starts no interval in B."""
        self.action_a._skip_steps("x", Date.to_date(DAY))
        self.action_b._cancel_actions("manual")
        [again] = self._run("2025-03-07", self.company_b)
        self.assertEqual(again.step_id.plan_id, self.plan_b)
        self.assertEqual(again.step_id.delay, 5)

    def test_hold_counts_in_its_company_only(self):
        self.env["dunning.hold"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "reason": "x", "date_start": DAY}
        )
        rows = {
            company: self.env["dunning.engine"]._decide_items(company, Date.to_date(DAY), self.customer)
            for company in (self.company, self.company_b)
        }
        self.assertEqual([row["reason"] for row in rows[self.company]], ["hold"])
        self.assertEqual([row["reason"] for row in rows[self.company_b]], ["in_progress"])

    def test_credit_of_the_other_company(self):
        """Money on the account of A covers nothing in B."""
        self._payment(500, "2025-03-02")
        [row] = self.env["dunning.engine"]._decide_items(self.company_b, Date.to_date(DAY), self.customer)
        self.assertEqual((row["net"], row["covered_currency"]), (77.0, 0.0))

    def test_plan_of_another_company_is_refused(self):
        with self.assertRaises(UserError):
            self.action_a.profile_id.write({"plan_id": self.plan_b.id})

    def test_sender_and_bank_account(self):
        """Each writes as itself and names its own account."""
        Bank = self.env["res.partner.bank"]
        for company, number in ((self.company, "A-111"), (self.company_b, "B-222")):
            Bank.with_company(company).create({"acc_number": number, "partner_id": company.partner_id.id})
        self.plan.step_ids.sender = "company"
        self.plan_b.step_ids.sender = "company"
        for action, own, other, address in (
            (self.action_a, "A-111", "B-222", "office@example.com"),
            (self.action_b, "B-222", "A-111", "b@example.com"),
        ):
            action.invalidate_recordset()
            self.assertIn(own, action.payment_html)
            self.assertNotIn(other, action.payment_html)
            self.assertIn(address, action._email_from())

    def test_runs_of_both_in_the_cron(self):
        (self.action_a | self.action_b)._cancel_actions("manual")
        self.env["dunning.run"].search([]).sudo().write({"state": "done"})
        with freeze_time("2025-03-07"), self.enter_registry_test_mode():
            self.env.ref("account_dunning.ir_cron_dunning_run").sudo().method_direct_trigger()
        self.env.invalidate_all()
        runs = self.env["dunning.run"].search([("date", "=", "2025-03-07")])
        self.assertEqual(runs.company_id & (self.company | self.company_b), self.company | self.company_b)
        self.assertEqual(sorted(runs.action_ids.mapped("amount_due")), [77.0, 1000.0])


@tagged("post_install", "-at_install")
class TestBranchAccess(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (15, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.branches = (
            cls.env["res.company"]
            .sudo()
            .create(
                [
                    {"name": name, "parent_id": cls.company.id, "email": f"{name.lower()}@example.com"}
                    for name in ("North", "South")
                ]
            )
        )
        cls.north, cls.south = cls.branches
        cls.env.cr.precommit.run()  # gives the branches their chart of accounts
        cls.env.user.sudo().company_ids |= cls.branches
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.branches).ids})
        cls.move_n = cls._branch_invoice(cls.north, 600)
        cls.clerk = new_test_user(
            cls.env(su=True), login="north_c", groups="account_dunning.group_dunning_user", email="north_c@example.com",
            company_id=cls.north.id, company_ids=[Command.set(cls.north.ids)],
        )  # fmt: skip

    @classmethod
    def _branch_invoice(cls, branch, amount, partner=None):
        move = (
            cls.env["account.move"]
            .with_company(branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": branch.id,
                    "partner_id": (partner or cls.customer).id,
                    "invoice_date": "2025-01-30",
                    "invoice_date_due": "2025-03-01",
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create({"name": "x", "quantity": 1, "price_unit": amount, "tax_ids": []})
                    ],
                }
            )
        )
        move.action_post()
        return move

    def test_run_of_the_root_covers_its_branches(self):
        [action] = self._run(DAY)
        self.assertEqual((action.company_id, action.branch_id, action.amount_due), (self.company, self.north, 600.0))
        self.assertEqual(action.company_name, "North")
        self.assertEqual(action.line_ids.company_id, self.north)

    def test_items_of_several_branches(self):
        """One contact for the customer; the root speaks when several branches are concerned."""
        self._branch_invoice(self.south, 400)
        [action] = self._run(DAY)
        self.assertEqual((action.branch_id, action.amount_due), (self.company, 1000.0))
        self.assertEqual(action.line_ids.company_id, self.north | self.south)

    def test_no_run_of_a_branch(self):
        with self.assertRaisesRegex(UserError, "main company"):
            self.env["dunning.run"].create({"company_id": self.north.id, "date": DAY})

    def test_user_of_a_branch(self):
        """He sees the actions and items of his branch, with profile and plan of the root; not those of the other."""
        self._branch_invoice(self.south, 400, self._customer("Southern"))
        actions = self._run(DAY)
        self.assertEqual(len(actions), 2)
        with freeze_time(DAY):
            own = self.env["dunning.action"].with_user(self.clerk).with_context(allowed_company_ids=self.north.ids)
            found = own.search([])
            self.assertEqual(found, actions.filtered(lambda action: action.branch_id == self.north))
            self.assertEqual(found.profile_id.company_id, self.company)
            self.assertTrue(found.step_id.name)
            items = (
                self.env["dunning.receivable"].with_user(self.clerk).with_context(allowed_company_ids=self.north.ids)
            )
            self.assertEqual(items.search([]).mapped("invoice_name"), [self.move_n.name])
            self.assertTrue(found.message_body)
            found.action_approve()
        self.assertEqual(found.state, "ready")
