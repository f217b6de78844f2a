"""Set-offs: what may be set off, what is asked for meanwhile, and what the posted entry pays."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ...models.set_off.dunning_set_off import TERMS
from ..common_delivery import DeliveryCommon

DAY = "2025-03-10"  # a Monday


class SetOffCommon(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (15, "email")])
        cls.a = cls._invoice("2025-03-01", 1000)
        cls.b = cls._invoice("2025-03-02", 400)

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(f"{DAY} 10:00:00", tick=True))

    @classmethod
    def _bill(cls, amount, partner=None, due="2025-03-20", **vals):
        """Post a bill of a customer who is a supplier too."""
        move = cls.env["account.move"].create(
            {
                "move_type": "in_invoice", "partner_id": (partner or cls.customer).id, "invoice_date": "2025-02-20",
                "invoice_date_due": due, "invoice_payment_term_id": False, "ref": f"R{amount:.0f}",
                "invoice_line_ids": [Command.create({"name": "Parts", "quantity": 1, "price_unit": amount, "tax_ids": []})], **vals,
            }
        )  # fmt: skip
        move.action_post()
        return move

    def _offer(self, user=None, **vals):
        dialogue = self.env["dunning.set.off.wizard"].with_user(user or self.collector)
        found = dialogue.create({"partner_id": self.customer.id, **vals}).action_confirm()["res_id"]
        self.env.flush_all()
        return self.env["dunning.set.off"].browse(found)

    def _accepted(self, **vals):
        one = self._offer(**vals)
        one.sudo()._accept_set_off("Jane Durand", "Manager", "link", self.customer)
        return one

    def _judge(self, move, day=DAY):
        row = self._row(move, day)
        return row["reason"], row["net_currency"]

    def _open(self, move):
        return sum(self._items(move).mapped("amount_residual"))


@tagged("post_install", "-at_install")
class TestSetOff(SetOffCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_so", "account_dunning.group_dunning_manager")
        cls.accountant = cls._user("accountant_so", "account_dunning.group_dunning_user,account.group_account_invoice")
        cls.bill = cls._bill(600)

    def test_proposed(self):
        """Owed to us 1,400 overdue, owed by us 600: that much is proposed; another choice changes it."""
        self._bill(100)
        with Form(self.env["dunning.set.off.wizard"].with_user(self.collector).with_context(
            default_partner_id=self.customer.id)) as form:  # fmt: skip
            self.assertEqual((form.owed_to_us, form.owed_by_us, form.amount), (1400.0, 700.0, 700.0))
            form.receivable_ids.add(self.env["dunning.receivable"].browse(self._items(self.b).id))
            self.assertEqual((form.owed_to_us, form.amount), (400.0, 400.0))

    def test_offered(self):
        one = self._offer()
        self.assertEqual((one.state, one.amount, str(one.date_until)), ("offered", 600.0, "2025-03-25"))
        self.assertEqual([(item.side, item.invoice_name, item.amount) for item in one.item_ids],
                         [("theirs", self.a.name, 600.0), ("ours", "R600", 600.0)])  # fmt: skip
        self.assertEqual((one.amount_rest, one.acceptance_ids.mapped("side")), (400.0, ["company"]))
        told = one.sudo().message_ids.filtered(lambda message: message.message_type == "auto_comment")
        self.assertIn("what we owe each other", told.subject)
        self.assertIn(one.access_url, told.body)

    def test_reminder_asks_for_the_rest(self):
        self.assertEqual(self._judge(self.a), ("act", 1000.0))
        one = self._offer()
        self.assertEqual(self._judge(self.a), ("act", 400.0))
        self.assertEqual(self._judge(self.b), ("act", 400.0))
        action = self._run(DAY).filtered(lambda own: own.partner_id == self.customer)
        self.assertEqual(action.amount_due, 800.0)
        one.action_withdraw()
        self.assertEqual(self._judge(self.a), ("not_due", 1000.0), "asked for in full by the next step")

    def test_whole_item_is_covered(self):
        self._offer(receivable_ids=self._items(self.b).ids)
        self.assertEqual(self._judge(self.b), ("covered", 0.0))

    def test_not_answered(self):
        one = self._offer()
        self.assertEqual(self._judge(self.a, "2025-03-25"), ("act", 400.0))
        self.assertEqual(self._judge(self.a, "2025-03-26"), ("act", 1000.0))
        with freeze_time("2025-03-26 10:00:00"):
            self._run("2025-03-26")
        self.assertEqual((one.state, str(one.ended_on)), ("expired", "2025-03-26"))
        with freeze_time("2025-03-26 10:00:00"), self.assertRaisesRegex(UserError, "does not stand any more"):
            one.sudo()._accept_set_off("Jane", "Manager", "link")

    def test_declined(self):
        one = self._offer()
        one.sudo()._decline_set_off()
        self.assertEqual((one.state, self._judge(self.a)), ("declined", ("act", 1000.0)))

    # -- accepted and posted -----------------------------------------------------------------------

    def test_entry_is_proposed(self):
        one = self._accepted()
        self.assertEqual((one.state, one.sudo().entry_id.state, str(one.accepted_on)), ("accepted", "draft", DAY))
        lines = one.sudo().entry_id.line_ids.sorted("balance")
        self.assertEqual([(line.account_id.account_type, line.balance) for line in lines],
                         [("asset_receivable", -600.0), ("liability_payable", 600.0)])  # fmt: skip
        self.assertEqual((self._open(self.a), self._judge(self.a)), (1000.0, ("act", 400.0)), "nothing is paid yet")
        self.assertEqual(one.activity_ids.activity_type_id, self.env.ref("account_dunning.mail_activity_type_set_off"))
        theirs = one.acceptance_ids.filtered(lambda own: own.side == "customer")
        self.assertEqual((theirs.name, theirs.capacity, theirs.document_hash), ("Jane Durand", "Manager", one.document_hash))

    def test_posted_by_a_person_with_rights(self):
        one = self._accepted(receivable_ids=self._items(self.a | self.b).ids, amount=500)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            one.with_user(self.collector).action_post_entry()
        one.invalidate_recordset()
        one.with_user(self.accountant).action_post_entry()
        self.assertEqual((one.state, str(one.booked_on), one.activity_ids.ids), ("booked", DAY, []))
        self.assertEqual((self._open(self.a), self._open(self.b), self.bill.amount_residual), (500.0, 400.0, 100.0))
        self.assertEqual(self._judge(self.a), ("act", 500.0))
        self.assertEqual(self._judge(self.a, "2025-03-20"), ("act", 500.0), "counted once")

    def test_several_items(self):
        """1,400 against 600 and 900: both sides exactly, item by item, and nothing else."""
        self._bill(900, due="2025-03-15")
        one = self._accepted()
        self.assertEqual([(item.invoice_name, item.amount) for item in one.item_ids],
                         [(self.a.name, 1000.0), (self.b.name, 400.0), ("R900", 900.0), ("R600", 500.0)])  # fmt: skip
        one.with_user(self.accountant).action_post_entry()
        self.assertEqual((self.a.payment_state, self.b.payment_state, self.bill.amount_residual), ("paid", "paid", 100.0))
        self.assertTrue(all(one.sudo().entry_id.line_ids.mapped("reconciled")))

    def test_posted_from_accounting(self):
        one = self._accepted()
        one.sudo().entry_id.action_post()
        self.assertEqual((one.state, self._open(self.a)), ("booked", 400.0))
        one.sudo().entry_id.button_draft()
        self.assertEqual((one.state, self._open(self.a), self._judge(self.a)), ("accepted", 1000.0, ("act", 400.0)))
        one.sudo().entry_id.action_post()
        self.assertEqual((one.state, self._open(self.a)), ("booked", 400.0))

    def test_paid_meanwhile(self):
        one = self._accepted()
        self._pay(self.a, DAY, 500)
        with self.assertRaisesRegex(UserError, "was paid or assigned meanwhile"), self.env.cr.savepoint():
            one.with_user(self.accountant).action_post_entry()
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "Only credit managers"):
            one.with_user(self.collector).action_withdraw()
        one.with_user(self.manager).action_withdraw()
        self.assertEqual((one.state, one.sudo().entry_id.state), ("withdrawn", "cancel"))

    def test_entry_changed(self):
        one = self._accepted()
        lines = one.sudo().entry_id.line_ids.sorted("balance")
        one.sudo().entry_id.write({"line_ids": [
            Command.update(lines[0].id, {"balance": -700, "amount_currency": -700}),
            Command.update(lines[1].id, {"balance": 700, "amount_currency": 700}),
        ]})  # fmt: skip
        with self.assertRaisesRegex(UserError, "was changed"):
            one.with_user(self.accountant).action_post_entry()

    def test_another_currency(self):
        """300 dollars against 200, at 2 dollars for 1: what is set off is reconciled to the cent."""
        dollars = self.setup_other_currency("USD", rates=[("2024-01-01", 2.0)])
        self.a.button_draft()
        self.a.button_cancel()
        self.b.button_draft()
        self.b.button_cancel()
        bill = self._bill(200, currency_id=dollars.id)
        move = self._invoice("2025-03-01", 300, currency_id=dollars.id)
        one = self._accepted(payable_ids=self._payables(bill).ids)
        self.assertEqual((one.currency_id, one.amount), (dollars, 200.0))
        one.with_user(self.accountant).action_post_entry()
        self.assertEqual((move.amount_residual, bill.amount_residual), (100.0, 0.0))

    def _payables(self, moves):
        lines = moves.line_ids.filtered(lambda line: line.account_type == "liability_payable")
        return self.env["dunning.payable"].browse(lines.ids)

    # -- what is never set off ---------------------------------------------------------------------

    def test_public_bodies(self):
        self.env["dunning.profile"].sudo()._get_or_create(self.customer, self.company).debtor_class = "public"
        with self.assertRaisesRegex(UserError, "public bodies"):
            self._offer(self.manager)

    def test_assigned_items(self):
        factor = self.env["dunning.factor"].sudo().create(
            {"name": "Factor", "house_id": self._customer("Factor").id, "company_id": self.company.id}
        )  # fmt: skip
        self.env["dunning.assignment"].sudo().create(
            {"factor_id": factor.id, "partner_id": self.customer.id, "move_id": self.a.id, "date_start": "2025-03-01"}
        )
        with self.assertRaisesRegex(UserError, "it is not set off"):
            self._offer()
        self.assertEqual(self._offer(receivable_ids=self._items(self.b).ids).amount, 400.0)

    def test_assigned_meanwhile(self):
        one = self._offer()
        factor = self.env["dunning.factor"].sudo().create(
            {"name": "Factor", "house_id": self._customer("Factor").id, "company_id": self.company.id}
        )  # fmt: skip
        self.env["dunning.assignment"].sudo().create(
            {"factor_id": factor.id, "partner_id": self.customer.id, "move_id": self.a.id, "date_start": "2025-03-01"}
        )
        with self.assertRaisesRegex(UserError, "assigned meanwhile"):
            one.sudo()._accept_set_off("Jane", "Manager", "link")

    def test_bill_paid_to_its_factor(self):
        """A bill to be paid to somebody else than the supplier was assigned by it."""
        bank = self.env["res.partner.bank"].sudo().create(
            {"acc_number": "FR7630006000011234567890189", "partner_id": self._customer("Their Factor").id, "allow_out_payment": True}
        )  # fmt: skip
        self.bill.partner_bank_id = bank
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "owe this customer nothing"):
            self._offer()

    def test_disputed_items(self):
        self.env["dunning.dispute"].create({
            "move_id": self.a.id, "description": "Broken",
            "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
        })  # fmt: skip
        with self.assertRaisesRegex(UserError, "it is not set off"):
            self._offer()

    def test_proceedings_need_a_person(self):
        self.env["dunning.hold"].create(
            {"partner_id": self.customer.id, "kind": "insolvency", "judgment_date": "2025-03-05", "reason": "Court"}
        )
        items = self._items(self.a).ids
        with self.assertRaisesRegex(UserError, "a credit manager decides"):
            self._offer(self.manager, receivable_ids=items)
        with self.assertRaisesRegex(AccessError, "Only credit managers"):
            self._offer(receivable_ids=items, proceedings_reason="Same contract")
        one = self._offer(self.manager, receivable_ids=items, proceedings_reason="Same contract")
        self.assertEqual((one.state, one.proceedings_reason), ("offered", "Same contract"))

    def test_judgment_after_the_offer(self):
        one = self._offer()
        self.env["dunning.hold"].create(
            {"partner_id": self.customer.id, "kind": "insolvency", "judgment_date": DAY, "reason": "Court"}
        )
        with self.assertRaisesRegex(UserError, "a credit manager decides"):
            one.sudo()._accept_set_off("Jane", "Manager", "link")

    def test_twice(self):
        self._offer(receivable_ids=self._items(self.b).ids)
        with self.assertRaisesRegex(UserError, "in another set-off already"):
            self._offer(receivable_ids=self._items(self.a).ids, payable_ids=self._payables(self.bill).ids)

    def test_too_much(self):
        with self.assertRaisesRegex(UserError, "can be set off"):
            self._offer(amount=601)

    def test_anothers_bill(self):
        bill = self._bill(50, self._customer("Else"))
        with self.assertRaisesRegex(UserError, "owe this customer only"):
            self._offer(payable_ids=self._payables(bill).ids)

    # -- who and what is kept ----------------------------------------------------------------------

    def test_evidence(self):
        one = self._accepted()
        values = {"state": "booked", "amount": 1.0, "document": "x", "document_hash": "x", "accepted_on": DAY, "date": DAY}
        self.assertLessEqual(values.keys(), TERMS)
        for name, value in values.items():
            with self.subTest(name), self.assertRaises(UserError):
                one.sudo().write({name: value})
        for record in (one, one.item_ids[:1], one.acceptance_ids[:1]):
            with self.assertRaises(UserError):
                record.sudo().unlink()
        with self.assertRaises(UserError):
            one.acceptance_ids[:1].sudo().name = "Somebody"

    def test_what_both_owe(self):
        self.env.flush_all()
        [row] = self.env["dunning.mutual.debt"].with_user(self.collector).search([("partner_id", "=", self.customer.id)])
        self.assertEqual((row.owed_to_us, row.overdue, row.owed_by_us, row.amount, row.obstacle), (1400.0, 1400.0, 600.0, 600.0, False))
        window = row.action_set_off()
        self.assertEqual(window["context"]["default_partner_id"], self.customer.id)
        stranger = self._customer("Supplier only")
        self._bill(50, stranger)
        self.env.flush_all()
        self.assertFalse(self.env["dunning.mutual.debt"].search([("partner_id", "=", stranger.id)]))

    def test_windows(self):
        one = self._offer(self.manager)
        profile = one.profile_id.with_user(self.collector)
        self.assertEqual((profile.set_off_count, profile.has_payables), (1, True))
        self.assertEqual(profile.action_set_off()["context"]["default_partner_id"], self.customer.id)
        self.assertEqual(self.env["dunning.set.off"].search(profile.action_open_set_offs()["domain"]), one)
        self.assertEqual(one.action_open_items()["domain"], [("id", "in", self.a.ids)])
        self.assertEqual(one.action_open_customer()["res_id"], one.profile_id.id)
        self.assertEqual(one.action_new()["res_model"], "dunning.set.off.wizard")
        one.with_user(self.collector).action_send()
        told = one.sudo().message_ids.filtered(lambda message: message.message_type == "auto_comment")
        self.assertEqual(len(told), 2)

    def test_accepted_elsewhere(self):
        one = self._offer().with_user(self.collector)
        context = one.action_accepted()["context"]
        dialogue = self.env["dunning.set.off.accept.wizard"].with_user(self.collector).with_context(**context)
        with self.assertRaisesRegex(UserError, "Say who accepted"):
            dialogue.create({"name": " "}).action_confirm()
        dialogue.create({"name": "Jane Durand", "capacity": "Manager"}).action_confirm()
        theirs = one.acceptance_ids.filtered(lambda own: own.side == "customer")
        self.assertEqual((one.state, theirs.via, theirs.user_id), ("accepted", "paper", self.collector))
