"""Terms of quotations while credit stands against them: each switch, explained, lifted by itself, never of running orders."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .test_order_credit import DAY, OrderCreditCommon


@tagged("post_install", "-at_install")
class TestOrderTerms(OrderCreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_credit_orders = "none"
        cls.month = cls.env["account.payment.term"].create({"name": "A month", "line_ids": [(0, 0, {"value": "percent", "nb_days": 30})]})
        cls.week = cls.env["account.payment.term"].create({"name": "A week", "line_ids": [(0, 0, {"value": "percent", "nb_days": 7})]})
        cls.customer.property_payment_term_id = cls.month
        cls.now = cls.env.ref("account.account_payment_term_immediate")

    def _terms(self, order):
        self._fresh(order)
        return order.dunning_terms_effect or "", order.payment_term_id, order.require_payment

    @freeze_time(DAY)
    def test_switched_off(self):
        self.assertEqual(self._terms(self._order(200)), ("", self.month, False))

    @freeze_time(DAY)
    def test_shortened_and_given_back_by_a_payment(self):
        self.company.dunning_credit_terms = "short"
        order = self._order(200)
        self.assertEqual(self._terms(order), ("short", self.now, False))
        self.assertIn("“Immediate Payment” instead of “A month”", order.dunning_terms_text)
        self.assertIn("instead of “A month”", order.message_ids[0].body)
        Form(order)  # the banner opens
        with self.assertRaisesRegex(UserError, "ask for a limit"):
            order.payment_term_id = self.month
        with self.assertRaises(AccessError):
            order.write({"dunning_terms_effect": False})
        self._pay(self.invoice, DAY)
        self.env["sale.order"]._cron_follow_credit_terms()
        self.assertEqual(self._terms(order), ("", self.month, False))
        self.assertIn("payment terms are as before", order.message_ids[0].body)

    @freeze_time(DAY)
    def test_follows_the_order(self):
        """A smaller order is within the limit, another customer has none; the terms chosen in the settings count."""
        self.company.write({"dunning_credit_terms": "short", "dunning_credit_term_id": self.week.id})
        order = self._order(200)
        self.assertEqual(self._terms(order)[:2], ("short", self.week))
        order.order_line.price_unit = 50
        order.write({"order_line": [(1, order.order_line.id, {"price_unit": 50})]})
        self.assertEqual(self._terms(order)[:2], ("", self.month))
        order.write({"order_line": [(1, order.order_line.id, {"price_unit": 500})]})
        self.assertEqual(self._terms(order)[:2], ("short", self.week))
        other = self._customer("Other")
        order.write({"partner_id": other.id})
        self.assertEqual(self._terms(order)[:2], ("", other.property_payment_term_id))

    @freeze_time(DAY)
    def test_running_orders_keep_their_terms(self):
        order = self._order(50)
        order.action_confirm()
        self.company.dunning_credit_terms = "short"
        self._invoice("2025-02-01", 5000)
        self.env["sale.order"]._cron_follow_credit_terms()
        self.assertEqual(self._terms(order), ("", self.month, False))

    @freeze_time(DAY)
    def test_confirmed_with_short_terms(self):
        self.company.dunning_credit_terms = "short"
        order = self._order(200)
        order.action_confirm()
        self.assertEqual((order.state, order.payment_term_id), ("sale", self.now))
        self.assertEqual(order._create_invoices().invoice_payment_term_id, self.now)

    @freeze_time(DAY)
    def test_paid_in_advance(self):
        self.company.dunning_credit_terms = "prepay"
        order = self._order(200)
        self.assertEqual((self._terms(order), order.prepayment_percent), (("prepay", self.month, True), 1.0))
        with self.assertRaisesRegex(UserError, "confirmed once it is paid"):
            order.action_confirm()
        method = self.env["payment.method"].sudo().with_context(active_test=False).search([], limit=1)
        provider = self.env["payment.provider"].sudo().search([], limit=1)
        payment = self.env["payment.transaction"].sudo().create(
            {"provider_id": provider.id, "payment_method_id": method.id, "reference": "P", "amount": 200,
             "currency_id": order.currency_id.id, "partner_id": self.customer.id, "sale_order_ids": [(6, 0, order.ids)]}
        )  # fmt: skip
        payment.state = "done"
        self._fresh(order).action_confirm()
        self.assertEqual(order.state, "sale")

    @freeze_time(DAY)
    def test_let_pass_by_who_may(self):
        self.company.dunning_credit_terms = "prepay"
        order = self._order(200)
        with self.assertRaises(UserError):
            order.action_dunning_let_pass()
        action = order.with_user(self.manager).action_dunning_let_pass()
        Wizard = self.env["dunning.credit.pass.wizard"].with_user(self.manager).with_context(**action["context"])
        Wizard.create({"reason": "Old friend"}).action_confirm()
        self.assertEqual(self._terms(order), ("", self.month, False))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    @freeze_time(DAY)
    def test_looked_at_before_it_is_sent(self):
        self.company.dunning_credit_terms = "short"
        order = self._order(200)
        self._pay(self.invoice, DAY)
        order.action_quotation_send()
        self.assertEqual(self._terms(order)[:2], ("", self.month))

    @freeze_time(DAY)
    def test_granted_limit_gives_back(self):
        self.company.dunning_credit_terms = "prepay"
        order = self._order(200)
        self._limit(5000)
        order.action_confirm()
        self.assertEqual((order.state, self._terms(order)[0]), ("sale", ""))

    @freeze_time(DAY)
    def test_natural_persons(self):
        """For them only a person's block does."""
        self.company.dunning_credit_terms = "prepay"
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.is_natural_person = True
        order = self._order(200)
        self.assertEqual(self._terms(order)[0], "")
        profile.with_user(self.manager)._block_credit("Never pays")
        self.env["sale.order"]._cron_follow_credit_terms()
        self.assertEqual(self._terms(order)[0], "prepay")
        self._pay(self.invoice, DAY)
        self.env["sale.order"]._cron_follow_credit_terms()
        self.assertEqual(self._terms(order)[0], "")

    @freeze_time(DAY)
    def test_limit_exceeded_is_an_event(self):
        """Confirming an order writes the standing that automation rules watch."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self._order(50).action_confirm()
        self.assertEqual(profile.credit_standing, "near")
        self._order(500).action_confirm()
        self.assertEqual(profile.credit_standing, "over")
