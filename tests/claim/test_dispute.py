"""Disputes: what they suspend, who settles them, how they end, and what happens when nobody does."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import Form, freeze_time, tagged

from ..test_access import AccessCommon

DAY = "2025-03-11"
TODAY = Date.to_date(DAY)


@tagged("post_install", "-at_install")
class TestDispute(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone"), (20, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.customer.user_id = cls.salesman
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.other = cls._invoice("2025-03-01", 400)
        cls.Dispute = cls.env["dunning.dispute"]
        cls.price = cls.env.ref("account_dunning.dispute_category_price").sudo()
        cls.approval = cls.env.ref("account_dunning.dispute_category_approval").sudo()

    def _dispute(self, move=None, category=None, day=DAY, user=None, **vals):
        Dispute = self.Dispute.with_user(user) if user else self.Dispute
        return Dispute.create(
            {
                "move_id": (move or self.move).id,
                "category_id": (category or self.price).id,
                "description": "Not the price of the offer",
                "date_opened": day,
                **vals,
            }
        )

    # -- opening -----------------------------------------------------------------------------------

    def test_suspends_that_invoice_only(self):
        self._dispute()
        self.assertEqual([self._reason(one, DAY) for one in (self.move, self.other)], ["dispute", "act"])
        self.assertEqual(self._reason(self.move, "2025-03-10"), "act", "not before it was opened")
        self.assertActions(self._run(DAY), [("email", 5, self.other)])

    def test_what_follows_from_invoice_and_category(self):
        dispute = self._dispute()
        self.assertEqual(
            (dispute.amount, dispute.amount_company, dispute.partner_id, dispute.company_id, dispute.kind),
            (1000.0, 1000.0, self.customer, self.company, "commercial"),
        )
        self.assertEqual((str(dispute.date_deadline), dispute.state), ("2025-03-21", "open"))
        self.assertEqual((dispute.salesperson_id, dispute.opened_by_id), (self.salesman, self.env.user))
        [task] = dispute.activity_ids
        self.assertEqual((task.user_id, str(task.date_deadline)), (self.salesman, "2025-03-21"))
        self.assertEqual(task.summary, f"Settle: {self.move.name}, Price")

    def test_part_of_an_invoice(self):
        self._pay(self.move, DAY, 200)
        self.assertEqual(self._dispute().amount, 800.0, "what is open")
        self.assertEqual(self._dispute(self.other, amount=50).amount, 50.0)
        self.assertEqual(self._reason(self.other, DAY), "dispute", "the invoice rests as a whole")

    def test_instalment(self):
        move = self._instalments(900, "2025-02-24", "2025-03-01")
        dispute = self.Dispute.create(
            {
                "move_line_id": self._items(move)[1].id, "category_id": self.price.id, "description": "x",
                "date_opened": DAY,
            }
        )  # fmt: skip
        self.assertEqual((dispute.amount, dispute.target), (450.0, f"{move.name}, instalment 2"))
        self.assertEqual([self._reason(move, DAY, index) for index in (0, 1)], ["act", "dispute"])
        move.button_draft()
        move.action_post()
        self.assertEqual(dispute.move_line_id, self._items(move)[1], "tied again after posting anew")
        self.assertEqual([self._reason(move, DAY, index) for index in (0, 1)], ["act", "dispute"])

    def test_foreign_currency(self):
        yen = self.setup_other_currency("JPY", rounding=1.0, rates=[("2016-01-01", 100.0)])
        move = self._invoice("2025-03-01", 48213, currency_id=yen.id)
        dispute = self._dispute(move, amount=20000)
        self.assertEqual((dispute.currency_id, dispute.amount, dispute.amount_company), (yen, 20000.0, 200.0))

    def test_routing(self):
        """Technical to finance; commercial to the category's owner, else the salesperson, else finance."""
        owner = self._user("quality_c", "account_dunning.group_dunning_contributor")
        self.assertEqual(self._dispute(category=self.approval).user_id, self.collector)
        dispute = self._dispute(self.other)
        self.assertEqual(dispute.user_id, self.salesman)
        self.price.parent_id.user_id = owner
        third, fourth = self._invoice("2025-03-01", 10), self._invoice("2025-03-01", 20)
        self.assertEqual(self._dispute(third).user_id, owner, "the owner above")
        self.price.parent_id.user_id = False
        self.salesman.active = False
        self.assertEqual(self._dispute(fourth).user_id, self.collector)

    def test_deadline(self):
        """The customer's own, the category's, the one above it."""
        self.price.deadline_days = 0
        self.assertEqual(str(self._dispute().date_deadline), "2025-03-26", "15 days of Commercial")
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).dispute_days = 4
        self.assertEqual(str(self._dispute(self.other).date_deadline), "2025-03-15")

    def test_bad_input(self):
        stranger = self._customer("Stranger")
        draft = self.move.copy()
        paid = self._invoice("2025-03-01", 5)
        self._pay(paid, DAY)
        self._dispute()
        for error, sentence, vals in (
            (UserError, "Choose a posted customer invoice", {"move": draft}),
            (UserError, "Nothing of .* is open", {"move": paid}),
            (UserError, "is in dispute already", {}),
            (ValidationError, "does not belong to Stranger", {"move": self.other, "partner_id": stranger.id}),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(error, sentence):
                self._dispute(**vals)

    def test_stays_with_its_invoice(self):
        with self.assertRaisesRegex(UserError, "stays with its invoice"):
            self._dispute().move_id = self.other

    def test_task_follows_the_owner(self):
        dispute = self._dispute()
        dispute.user_id = self.collector
        self.assertEqual(dispute.activity_ids.user_id, self.collector)
        self.assertEqual(len(dispute.activity_ids), 1)

    def test_categories(self):
        """A tree of two kinds, for everybody; the kind is that of the branch."""
        Category = self.env["dunning.dispute.category"].sudo()
        self.assertEqual(Category.search_count([("kind", "=", "technical")]), 6)
        self.assertEqual(Category.search_count([("kind", "=", "commercial")]), 7)
        self.assertEqual(self.price.complete_name, "Commercial / Price")
        rebate = Category.create({"name": "Rebate", "parent_id": self.price.id})
        self.assertEqual((rebate.kind, rebate._days_to_settle()), ("commercial", 10))
        with self.assertRaisesRegex(ValidationError, "of the same kind"):
            rebate.kind = "technical"

    # -- settling ----------------------------------------------------------------------------------

    def _settle(self, dispute, user=None, **vals):
        action = dispute.with_user(user or self.env.user).action_settle()
        Wizard = self.env["dunning.dispute.settle.wizard"].with_user(user or self.env.user)
        return Wizard.with_context(**action["context"]).create(vals).action_confirm()

    def test_settled_by_credit_note(self):
        dispute = self._dispute()
        credit = self._credit_note(300, date="2025-03-18", reversed_entry_id=self.move.id)
        with freeze_time("2025-03-18"):
            with self.assertRaisesRegex(UserError, "Choose the credit note"):
                self._settle(dispute, resolution="credit_note")
            self._settle(dispute, resolution="credit_note", credit_note_id=credit.id, note="Half the pallets")
        self.assertEqual(
            (dispute.state, dispute.resolution, dispute.credit_note_id, str(dispute.settled_on), dispute.days_to_settle),
            ("settled", "credit_note", credit, "2025-03-18", 7),
        )
        self.assertEqual((dispute.resolution_note, dispute.settled_by_id), ("Half the pallets", self.env.user))
        self.assertFalse(dispute.activity_ids)
        row = self._row(self.move, "2025-03-18")
        self.assertEqual((row["reason"], row["net_currency"]), ("settlement", 700.0), "in the message about the settlement")
        self.assertEqual((dispute.settled_action_id.amount_due, str(dispute.payable_by)), (700.0, "2025-03-26"))

    def test_credit_note_of_somebody_else(self):
        dispute = self._dispute()
        credit = self._credit_note(300, partner=self._customer("Stranger"))
        with freeze_time(DAY), self.assertRaisesRegex(ValidationError, "is not a posted credit note of Atelier Durand"):
            self._settle(dispute, resolution="credit_note", credit_note_id=credit.id)

    def test_accepted_and_withdrawn(self):
        first, second = self._dispute(), self._dispute(self.other)
        with freeze_time("2025-03-13"):
            self._settle(first, resolution="accepted")
            second.action_withdraw()
        self.assertEqual([(one.state, one.resolution) for one in (first, second)], [("settled", "accepted"), ("withdrawn", "withdrawn")])
        self.assertFalse(self._run("2025-03-13"), "the message about what was settled is the contact of the day")
        self.assertEqual(first.settled_action_id.advance_line_ids.move_id, self.move)
        self.assertActions(self._run("2025-03-16"), [("email", 5, self.other)])

    def test_taken_up_again(self):
        dispute = self._dispute()
        with freeze_time(DAY):
            dispute.action_withdraw()
        dispute.action_reopen()
        self.assertEqual((dispute.state, dispute.resolution, dispute.settled_on), ("open", False, False))
        self.assertEqual(self._reason(self.move, DAY), "dispute")
        self.assertEqual(dispute.activity_ids.user_id, self.salesman)

    # -- silence -----------------------------------------------------------------------------------

    def test_silent_owner_escalates_once(self):
        dispute = self._dispute()
        self._run("2025-03-21")
        self.assertFalse(dispute.escalated_on, "the deadline is not over")
        [action] = self._run("2025-03-22") or [None]
        self.assertIsNone(action)
        self.assertEqual(str(dispute.escalated_on), "2025-03-22")
        tasks = dispute.activity_ids.sorted("id")
        self.assertEqual(tasks.user_id, self.salesman + self.collector)
        self.assertIn("No sign from sales_c", tasks[1].summary)
        for day in ("2025-03-23", "2025-04-20"):
            self._run(day)
        self.assertEqual(len(dispute.activity_ids), 2)

    def test_technical_goes_to_the_credit_manager(self):
        manager = self._user("manager_c", "account_dunning.group_dunning_manager")
        self.company.dunning_manager_id = manager
        dispute = self._dispute(category=self.approval)
        self.Dispute._escalate_silent_owners(self.company, Date.to_date("2025-05-01"))
        self.assertEqual(dispute.activity_ids.user_id, self.collector + manager)

    def test_owner_who_speaks(self):
        """A message or a change of the owner's is a sign; a question of somebody else's is not."""
        asked, answered, changed = self._dispute(), self._dispute(self.other), self._dispute(self._invoice("2025-03-01", 5))
        self.env.flush_all()
        self.env.cr.precommit.run()  # what is new is not tracked
        asked.message_post(body="Any news?", message_type="comment", author_id=self.collector.partner_id.id)
        answered.message_post(body="I see him on Monday", message_type="comment", author_id=self.salesman.partner_id.id)
        changed.with_user(self.salesman).with_context(tracking_disable=False, mail_notrack=False).write({"amount": 4})
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(self.Dispute._escalate_silent_owners(self.company, Date.to_date("2025-05-01")), 1)
        self.assertEqual([bool(one.escalated_on) for one in (asked, answered, changed)], [True, False, False])

    # -- calls -------------------------------------------------------------------------------------

    def test_dialogue_of_an_invoice(self):
        with freeze_time(DAY):
            action = self.move.with_user(self.collector).action_dunning_dispute()
            form = Form(self.env["dunning.dispute.wizard"].with_user(self.collector).with_context(**action["context"]))
            self.assertEqual(form.amount, 1000.0)
            form.amount = 120
            form.category_id = self.price
            form.description = "Rebate forgotten"
            form.save().action_confirm()
        dispute = self.Dispute.search(self.move.action_open_dunning_disputes()["domain"])
        self.assertEqual((dispute.amount, dispute.description), (120.0, "Rebate forgotten"))
        self.assertFalse(dispute.move_line_id, "the whole invoice")

    def test_dialogue_of_several(self):
        """One dispute an invoice; one instalment of an invoice alone."""
        move = self._instalments(900, "2025-02-24", "2025-03-01")
        items = self._items(self.move) + self._items(self.other) + self._items(move)[0]
        receivables = self.env["dunning.receivable"].browse(items.ids)
        with freeze_time(DAY):
            context = receivables.action_dispute()["context"]
            self.env["dunning.dispute.wizard"].with_context(**context).create(
                {"category_id": self.price.id, "description": "x"}
            ).action_confirm()
        disputes = self.Dispute.search([("partner_id", "=", self.customer.id)], order="id")
        self.assertEqual(
            [(one.move_id, one.move_line_id, one.amount) for one in disputes],
            [
                (self.move, self.env["account.move.line"], 1000.0),
                (self.other, self.env["account.move.line"], 400.0),
                (move, items[2], 450.0),
            ],
        )

    # -- people ------------------------------------------------------------------------------------

    def test_contributor_opens_and_settles(self):
        """A salesperson opens a dispute of his customer from the open items, and settles it; no accounting needed."""
        with freeze_time(DAY):
            item = self.env["dunning.receivable"].with_user(self.salesman).search([("id", "in", self._items(self.move).ids)])
            context = item.action_dispute()["context"]
            form = Form(self.env["dunning.dispute.wizard"].with_user(self.salesman).with_context(**context))
            form.category_id = self.price.with_user(self.salesman)
            form.description = "The buyer shows me another price"
            form.save().action_confirm()
        dispute = self.Dispute.search(self.move.action_open_dunning_disputes()["domain"])
        self.assertEqual((dispute.opened_by_id, dispute.user_id, dispute.amount), (self.salesman, self.salesman, 1000.0))
        mine = dispute.with_user(self.salesman)
        with freeze_time(DAY):
            [values] = self._open(mine, self.salesman)
            self.assertEqual(values["target"], self.move.name)
            self.assertEqual(self._list("dunning.dispute", self.salesman), set(dispute.ids))
            mine.message_post(body="I visit him", message_type="comment")
            mine.write({"description": "He has it in writing", "amount": 90})
            self._settle(dispute, self.salesman, resolution="credit_note", note="Credit note of 90")
        self.assertEqual((dispute.state, dispute.settled_by_id, dispute.credit_note_id.id), ("settled", self.salesman, False))

    def test_contributor_and_foreign_customers(self):
        colleague = self._user("colleague_c", "account_dunning.group_dunning_contributor")
        dispute = self._dispute()
        self.assertFalse(self.Dispute.with_user(colleague).search([]))
        for forbidden in (
            lambda: self._dispute(self.other, user=colleague),
            lambda: self._dispute(self.other, user=colleague, user_id=colleague.id),
            lambda: dispute.with_user(colleague).action_withdraw(),
            lambda: dispute.with_user(self.salesman).write({"state": "settled"}),
            lambda: dispute.with_user(self.salesman).write({"credit_note_id": self.move.id}),
            lambda: dispute.with_user(self.salesman).write({"salesperson_id": colleague.id}),
            lambda: self._dispute(self.other, user=self.salesman, escalated_on=DAY),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                forbidden()
        dispute.user_id = colleague
        self.assertEqual(self.Dispute.with_user(colleague).search([]), dispute, "handed over to him")

    def test_history_is_kept(self):
        with self.assertRaises(AccessError):
            self._dispute().with_user(self.collector).unlink()

    def test_other_company_sees_nothing(self):
        dispute = self._dispute()
        other = self.setup_other_company(name="Elsewhere")["company"]
        own = self.env["dunning.dispute.category"].create({"name": "Ours", "company_id": self.company.id})
        stranger = self._user("stranger_c", "account_dunning.group_dunning_manager")
        stranger.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.assertFalse(self.Dispute.with_user(stranger).search([]))
        self.assertNotIn(own, own.with_user(stranger).search([]))
        self.assertIn(self.price, own.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            dispute.with_user(stranger).read(["description"])

    def test_merged_customers(self):
        double = self._customer("Atelier Durant")
        self.env["dunning.profile"]._get_or_create(double, self.company)
        dispute = self._dispute()
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((double + self.customer).ids, double, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual((dispute.partner_id, dispute.profile_id.partner_id), (double, double))
        self.assertEqual(self._row(self.move, DAY)["reason"], "dispute")

    # -- the report of causes ----------------------------------------------------------------------

    def test_causes(self):
        """By category, product, salesperson: amounts, and average days to settle."""
        self.product_a.name = "Oak plank"
        first = self._dispute(product_ids=[Command.set(self.product_a.ids)])
        second = self._dispute(self.other, product_ids=[Command.set((self.product_a + self.product_b).ids)])
        first._settle_disputes(Date.to_date("2025-03-15"), "accepted")
        second._settle_disputes(Date.to_date("2025-03-21"), "written_off")
        domain = [("partner_id", "=", self.customer.id)]
        measures = ["amount_company:sum", "days_to_settle:avg"]
        self.assertEqual(self.Dispute._read_group(domain, ["category_id"], measures), [(self.price, 1400.0, 7.0)])
        self.assertEqual(
            self.Dispute._read_group(domain, ["salesperson_id"], measures), [(self.salesman, 1400.0, 7.0)]
        )
        by_product = {product: found for product, *found in self.Dispute._read_group(domain, ["product_ids"], measures)}
        self.assertEqual(by_product[self.product_a], [1400.0, 7.0])
        self.assertEqual(by_product[self.product_b], [400.0, 10.0])
