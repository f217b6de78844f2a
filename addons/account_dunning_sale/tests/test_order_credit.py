"""Credit on quotations: what is said, what each setting does, and that it lifts itself."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

DAY = "2025-03-20"


class OrderCreditCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_o", "account_dunning.group_dunning_manager,sales_team.group_sale_salesman_all_leads")
        cls.seller = cls._user("seller_o", "account_dunning.group_dunning_contributor,sales_team.group_sale_salesman")
        cls.company.dunning_manager_id = cls.manager
        cls.company.dunning_credit_orders = "approve"
        cls.customer.user_id = cls.seller
        cls.product = cls.env["product.product"].create({"name": "Work", "type": "service", "invoice_policy": "order", "taxes_id": False})
        with freeze_time(DAY):
            cls.invoice = cls._invoice("2025-02-10", 900)
            cls.limit = cls._limit(1000)

    @classmethod
    def _limit(cls, amount, **vals):
        limit = cls.env["dunning.credit.limit"].sudo().create(
            {"company_id": cls.company.id, "amount": amount, "reason": "Known", "partner_id": cls.customer.id, **vals}
        )
        limit.action_grant()
        return limit

    def _order(self, amount, user=None, **vals):
        return self.env["sale.order"].with_user(user or self.seller).create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "user_id": self.seller.id,
             "order_line": [Command.create({"product_id": self.product.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": False})],
             **vals}
        )  # fmt: skip

    def _fresh(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        return order

    def _credit(self, **vals):
        return self.env["dunning.exposure"].sudo()._read_credit(self.company, self.customer)[self.customer.id]


@tagged("post_install", "-at_install")
class TestOrderCredit(OrderCreditCommon):
    @freeze_time(DAY)
    def test_orders_count_until_invoiced(self):
        """Confirmed orders are exposure; their draft invoice counts once, as a draft, then as a receivable."""
        self._limit(10000)
        order = self._order(300)
        self.assertEqual(self._credit().exposure, 900.0)
        order.action_confirm()
        self.assertEqual(self._credit().exposure, 1200.0)
        draft = order.sudo()._create_invoices()
        self.assertEqual(self._credit().exposure, 1200.0)
        draft.invoice_date = DAY
        draft.action_post()
        self.assertEqual(self._credit().exposure, 1200.0)
        self._pay(draft, DAY)
        self.assertEqual(self._credit().exposure, 900.0)

    @freeze_time(DAY)
    def test_down_payment_counts_once(self):
        self._limit(10000)
        order = self._order(1000)
        order.action_confirm()
        Advance = self.env["sale.advance.payment.inv"].with_user(self.seller)
        Advance.with_context(active_model="sale.order", active_ids=order.ids).create(
            {"advance_payment_method": "percentage", "amount": 30}
        ).create_invoices()
        self.assertEqual(self._credit().exposure, 1900.0)
        invoice = order.sudo().invoice_ids
        invoice.invoice_date = DAY
        invoice.action_post()
        self.assertEqual(self._credit().exposure, 1900.0)

    @freeze_time(DAY)
    def test_foreign_order_counts_once(self):
        self._limit(10000)
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 1.25)])
        pricelist = self.env["product.pricelist"].create({"name": "CHF", "currency_id": currency.id})
        order = self._order(100, pricelist_id=pricelist.id)
        order.action_confirm()
        self.assertEqual(self._credit().exposure, 980.0)

    @freeze_time(DAY)
    def test_said_on_the_quotation(self):
        small = self._order(50)
        self.assertEqual(small.dunning_credit_effect, "none")
        self.assertIn("within the limit of", small.dunning_credit_text)
        small.action_confirm()
        order = self._order(200)
        self.assertEqual(order.dunning_credit_effect, "approve")
        text = order.dunning_credit_text.replace("\N{NO-BREAK SPACE}", " ")
        for words in (
            "With this order ($ 200.00) $ 1,150.00 would be owed, above the limit of $ 1,000.00.",
            "$ 900.00 late, the oldest for 38 days.",
            "What would lift it: a payment of $ 150.00, or a limit of $ 1,150.00 or more.",
        ):
            self.assertIn(words, text)
        Form(order)  # the banner opens

    @freeze_time(DAY)
    def test_each_setting(self):
        order = self._order(200)
        for effect, refusal in (("approve", "Ask for a limit"), ("refuse", "once the customer has paid")):
            self.company.dunning_credit_orders = effect
            with self.subTest(effect), self.assertRaisesRegex(UserError, refusal):
                self._fresh(order).action_confirm()
        self.company.dunning_credit_orders = "warn"
        self._fresh(order).action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertIn("Confirmed although", order.message_ids[0].body)
        self.company.dunning_credit_orders = "none"
        silent = self._order(5000)
        self.assertFalse(silent.dunning_credit_text)
        silent.action_confirm()

    @freeze_time(DAY)
    def test_refusal_payment_release(self):
        """Salesperson asks, manager refuses, the customer pays: the order is released by itself."""
        order = self._order(200)
        action = order.action_dunning_ask_credit()
        Request = self.env["dunning.credit.request"].with_user(self.seller).with_context(**action["context"])
        with Form(Request, view=action["views"][0][0]) as form:
            self.assertEqual((form.amount, form.order_id), (1100.0, order))
        request = form.record
        self.assertEqual(request.decider_id, self.manager)
        decision = request.with_user(self.manager).action_decide()
        wizard = self.env["dunning.credit.decide.wizard"].with_user(self.manager).with_context(**decision["context"])
        wizard.create({"reason": "Let it pay first"}).action_refuse()
        mails = self.env["mail.mail"].sudo().search([("model", "=", "dunning.credit.request"), ("res_id", "=", request.id)])
        self.assertEqual(mails.recipient_ids, self.seller.partner_id)
        with self.assertRaises(UserError):
            self._fresh(order).action_confirm()
        self._pay(self.invoice, DAY, 100)
        self._fresh(order).action_confirm()
        self.assertEqual(order.state, "sale")

    @freeze_time(DAY)
    def test_the_order_says_what_was_asked_and_answered(self):
        order = self._order(200)
        self.assertFalse(order.dunning_credit_asked_text)
        request = self.env["dunning.credit.request"].with_user(self.seller).create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "amount": 1100, "order_id": order.id, "reason": "Big"}
        )
        self._fresh(order)
        self.assertTrue(order.dunning_credit_is_asked)
        self.assertEqual(
            order.dunning_credit_asked_text,
            f"{self.seller.name} asked for a limit of $\xa01,100.00 on 03/20/2025; decided by: {self.manager.name}.",
        )
        request.with_user(self.manager)._close_request("refused", "Let it pay first")
        self._fresh(order)
        self.assertFalse(order.dunning_credit_is_asked)
        self.assertEqual(
            order.dunning_credit_asked_text,
            f"The limit of $\xa01,100.00 that {self.seller.name} asked for was refused by {self.manager.name}: Let it pay first",
        )
        plain = self._user("plain_o", "sales_team.group_sale_salesman_all_leads")
        self.assertFalse(order.with_user(plain).dunning_credit_asked_text)

    @freeze_time(DAY)
    def test_the_orders_need_is_proposed(self):
        """A salesperson who does not see what is owed asks for the order alone: granting that would lower the limit."""
        order = self._order(200)
        request = self.env["dunning.credit.request"].with_user(self.seller).create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "amount": 200, "order_id": order.id, "reason": "Big"}
        )
        Wizard = self.env["dunning.credit.decide.wizard"].with_user(self.manager)
        wizard = Wizard.create({"request_id": request.id, "reason": "Good customer"})
        self.assertEqual(wizard.amount, 1100.0)
        self.assertIn(f"Order {order.name} needs a limit of $\xa01,100.00.", wizard.situation)
        self._limit(5000)
        self.assertEqual(Wizard.create({"request_id": request.id}).amount, 5000.0)
        wizard.action_grant()
        self._fresh(order).action_confirm()
        self.assertEqual(order.state, "sale")
        again = request.copy({"order_id": order.id, "amount": 300})
        self.assertEqual(Wizard.create({"request_id": again.id}).amount, 300.0)  # the order is confirmed

    @freeze_time(DAY)
    def test_amounts_of_branches_are_one_click_away(self):
        """Who may see all branches and has not switched them on is told where; who may not is told that."""
        branch = self.env["res.company"].sudo().create({"name": "Branch", "parent_id": self.company.id})
        order = self._order(200).with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(
            order.dunning_credit_text, "Credit: Above the limit. The amounts are those of all branches, which you do not see."
        )
        self.seller.sudo().company_ids += branch
        self.assertEqual(
            self._fresh(order).dunning_credit_text,
            "Credit: Above the limit. Switch on all branches in the company menu to see the amounts.",
        )

    @freeze_time(DAY)
    def test_lifted_by_a_limit(self):
        order = self._order(200)
        self._limit(1100)
        self._fresh(order).action_confirm()
        self.assertEqual(order.state, "sale")

    @freeze_time(DAY)
    def test_let_pass(self):
        """By who may grant as much, with a reason, for this amount."""
        order = self._order(200)
        with self.assertRaises(UserError):
            order.action_dunning_let_pass()
        with self.assertRaises(AccessError):
            order.write({"dunning_credit_passed_by_id": self.seller.id, "dunning_credit_passed_amount": 9999})
        mine = order.with_user(self.manager)
        action = mine.action_dunning_let_pass()
        wizard = self.env["dunning.credit.pass.wizard"].with_user(self.manager).with_context(**action["context"]).create({})
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_confirm()
        wizard.reason = "Spoke with them"
        wizard.action_confirm()
        self.assertEqual((order.dunning_credit_passed_by_id, order.dunning_credit_pass_reason), (self.manager, "Spoke with them"))
        self.assertIn("Spoke with them", order.message_ids[0].body)
        order.order_line.price_unit = 500
        with self.assertRaises(UserError):
            self._fresh(order).action_confirm()
        order.order_line.price_unit = 150
        self._fresh(order).action_confirm()
        self.assertEqual(order.state, "sale")

    @freeze_time(DAY)
    def test_no_passing_where_it_is_refused(self):
        self.company.dunning_credit_orders = "refuse"
        order = self._order(200)
        with self.assertRaisesRegex(UserError, "does not wait"):
            order.with_user(self.manager).action_dunning_let_pass()

    @freeze_time(DAY)
    def test_natural_persons_are_refused_by_nobody_but_a_person(self):
        self.company.dunning_credit_orders = "refuse"
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.is_natural_person = True
        order = self._order(200)
        self.assertEqual(order.dunning_credit_effect, "warn")
        profile.with_user(self.manager)._block_credit("Never pays")
        self.assertEqual(self._fresh(order).dunning_credit_effect, "approve")
        self._pay(self.invoice, DAY)
        self.assertEqual(self._fresh(order).dunning_credit_effect, "none")

    @freeze_time(DAY)
    def test_customer_who_signs_online(self):
        """Nothing is lost, nothing is told to the customer, and the system asks for what is needed."""
        order = self._order(200)
        portal = self._user("portal_o", "base.group_portal")
        order.with_user(portal).sudo()._validate_order()
        self.assertEqual(order.state, "draft")
        request = self.env["dunning.credit.request"].sudo().search([("order_id", "=", order.id)])
        self.assertEqual((request.asker_kind, request.amount, request.decider_id), ("system", 1100.0, self.manager))
        self.assertEqual(request.activity_ids.user_id, self.manager)
        refusal = order.with_user(portal).sudo()._credit_refusal()
        self.assertNotIn("$", refusal)

    @freeze_time(DAY)
    def test_paid_online(self):
        """In full it is no credit and is confirmed; in part it is kept and waits, and the payment does not fail."""
        method = self.env["payment.method"].sudo().with_context(active_test=False).search([], limit=1)
        provider = self.env["payment.provider"].sudo().search([], limit=1)
        for share, state in ((0.3, "draft"), (1.0, "sale")):
            order = self._order(200, prepayment_percent=0.3, require_payment=True)
            payment = self.env["payment.transaction"].sudo().create(
                {"provider_id": provider.id, "payment_method_id": method.id, "reference": f"P{share}", "amount": 200 * share,
                 "currency_id": order.currency_id.id, "partner_id": self.customer.id, "sale_order_ids": [Command.set(order.ids)]}
            )  # fmt: skip
            payment.state = "done"
            self._fresh(order)
            with self.subTest(share=share):
                payment._check_amount_and_confirm_order()
                self.assertEqual(order.state, state)
        request = self.env["dunning.credit.request"].sudo().search([("partner_id", "=", self.customer.id)])
        self.assertEqual((request.asker_kind, request.amount), ("system", 1040.0))

    @freeze_time(DAY)
    def test_one_after_the_other(self):
        """Confirming keeps others from confirming for the same customer until the end of the transaction."""
        Profile, locked = self.env.registry["dunning.profile"], []
        lock = Profile._lock_customers

        def note(model, partners, company):
            locked.append((partners, company))
            return lock(model, partners, company)

        self.patch(Profile, "_lock_customers", note)
        self._order(50).action_confirm()
        self.assertEqual(locked, [(self.customer, self.company)])
        self.company.dunning_credit_orders = "warn"
        self._order(50).action_confirm()
        self.assertEqual(len(locked), 1)  # nothing is stopped: nobody waits

    @freeze_time(DAY)
    def test_who_reads_what(self):
        """Another salesperson reads that something stands against it, not how much; a portal user nothing at all."""
        other = self._user("other_o", "account_dunning.group_dunning_contributor,sales_team.group_sale_salesman_all_leads")
        order = self._fresh(self._order(200)).with_user(other)
        self.assertEqual((order.dunning_credit_effect, "$" in order.dunning_credit_text), ("approve", False))
        self.assertEqual(order.action_dunning_ask_credit()["context"]["default_amount"], 200.0)
        portal = self._user("portal_o", "base.group_portal")
        with self.assertRaises(AccessError):
            order.with_user(portal).read(["dunning_credit_text"])

    @freeze_time(DAY)
    def test_later_than_allowed(self):
        self._limit(5000, days=30)
        order = self._order(10)
        self.assertEqual(order.dunning_credit_effect, "approve")
        self.assertIn("more than the 30 allowed", order.dunning_credit_text)
        self._payment(900, DAY)
        self.assertEqual(self._fresh(order).dunning_credit_effect, "none")
