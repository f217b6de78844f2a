"""Weak signals of open orders, each with its cure; they stop nothing, and say nothing about the group of natural persons."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
class TestWeakSignals(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._user("seller_w", "account_dunning.group_dunning_contributor,sales_team.group_sale_salesman")
        cls.company.dunning_credit_orders = "none"
        cls.customer.user_id = cls.seller
        cls.product = cls.env["product.product"].create({"name": "Work", "type": "service", "invoice_policy": "order", "taxes_id": False})
        with freeze_time(DAY):
            cls._invoice("2025-02-10", 900)
            cls._limit(1000)

    @classmethod
    def _limit(cls, amount):
        limit = cls.env["dunning.credit.limit"].sudo().create(
            {"company_id": cls.company.id, "amount": amount, "reason": "Known", "partner_id": cls.customer.id}
        )
        limit.action_grant()

    def _order(self, amount):
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": False}
        return self.env["sale.order"].with_user(self.seller).create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "user_id": self.seller.id, "order_line": [Command.create(line)]}
        )

    def _signals(self, order, user=None):
        self.env.flush_all()
        found = self.env["dunning.weak.signal"].with_user(user or self.collector).search([("order_id", "=", order.id)])
        return set(found.mapped("signal"))

    def _order_of(self, partner, amount):
        order = self._order(amount)
        order.sudo().partner_id = partner
        return order

    @freeze_time(DAY)
    def test_larger_than_usual_needs_three_invoices(self):
        """Three invoices of 900, 300 and 300: 500 on the average; more than twice of it strikes."""
        self._limit(100000)
        self._invoice("2025-02-10", 300)
        large = self._order(1001)
        self.assertEqual(self._signals(large), set())
        self._invoice("2025-02-10", 300)
        self.assertEqual(self._signals(large), {"larger"})
        self.assertEqual(self._signals(self._order(1000)), set())

    @freeze_time(DAY)
    def test_a_new_customer_has_no_invoice(self):
        new = self._customer("Newcomer")
        order = self._order_of(new, 100)
        self.assertEqual(self._signals(order), {"new"})
        self._invoice("2025-04-10", 10, partner=new)
        self.assertEqual(self._signals(order), set())

    @freeze_time(DAY)
    def test_a_new_bank_account(self):
        self._limit(100000)
        account = self.env["res.partner.bank"].sudo().create({"acc_number": "FR7630006000011234567890189", "partner_id": self.customer.id})
        order = self._order(10)
        for day, signals in (("2025-02-18 00:00:00", {"bank"}), ("2025-02-17 23:00:00", set())):
            self.env.flush_all()
            self.env.cr.execute("UPDATE res_partner_bank SET create_date = %s WHERE id = %s", [day, account.id])
            self.assertEqual(self._signals(order), signals, day)

    @freeze_time(DAY)
    def test_a_new_address(self):
        """Of a customer known before; written as it was, or where none was known, it is not new."""
        self._limit(100000)
        order, partner = self._order(10), self.customer.sudo()
        partner.write({"street": partner.street, "city": partner.city})
        self.assertFalse(partner.dunning_address_changed_on)
        self.assertEqual(self._signals(order), set())
        partner.street = "99 harbour road"
        self.assertEqual((str(partner.dunning_address_changed_on), self._signals(order)), (DAY, {"address"}))
        for day, signals in (("2025-02-18", {"address"}), ("2025-02-17", set())):
            partner.dunning_address_changed_on = day
            self.assertEqual(self._signals(order), signals, day)
        new = self.env["res.partner"].sudo().create({"name": "Nowhere"})
        new.city = "Lyon"
        self.assertFalse(new.dunning_address_changed_on)

    @freeze_time(DAY)
    def test_a_confirmation_that_came_back(self):
        self._limit(100000)
        order = self._order(10)
        message = order.sudo().message_post(body="Your order", partner_ids=self.customer.ids)
        self.assertEqual(self._signals(order), set())
        message.notification_ids.filtered(lambda one: one.res_partner_id == self.customer).notification_status = "bounce"
        self.assertEqual(self._signals(order), {"bounced"})

    @freeze_time(DAY)
    def test_a_limit_nearly_used(self):
        """900 are owed of 1,000: every order uses it up nearly, or exceeds it, which the quotation itself says."""
        self.assertEqual(self._signals(self._order(99)), {"near"})
        self.assertEqual(self._signals(self._order(101)), set())

    @freeze_time(DAY)
    def test_late_elsewhere_in_the_group(self):
        """The sister company is late; not a word of it where the customer is a natural person."""
        self._limit(100000)
        parent = self._customer("Holding")
        sister, person = self._customer("Sister", parent_id=parent.id), self._customer("Person", parent_id=parent.id)
        (sister + person).write({"is_company": True})
        self._invoice("2025-03-01", 50, partner=sister)
        self._invoice("2025-05-01", 50, partner=person)
        order = self._order_of(person, 10)
        self.assertEqual(self._signals(order), {"group"})
        self.env["dunning.profile"]._get_or_create(person, self.company).is_natural_person = True
        self.assertEqual(self._signals(order), set())

    @freeze_time(DAY)
    def test_salespeople_see_their_own_and_the_cure(self):
        order = self._order(99)
        other = self._order(99)
        other.sudo().user_id = self.collector
        self.assertEqual(self._signals(order, self.seller), {"near"})
        self.assertEqual(self._signals(other, self.seller), set())
        self.assertEqual(self._signals(other), {"near"})
        row = self.env["dunning.weak.signal"].with_user(self.seller).search([("order_id", "=", order.id)])
        self.assertIn("Ask for a higher limit", row.cure)
        self.assertEqual(row.action_open_order()["res_id"], order.id)
        order.with_user(self.seller).action_confirm()  # nothing is stopped
        self.assertEqual((order.state, self._signals(order, self.seller)), ("sale", {"near"}))
