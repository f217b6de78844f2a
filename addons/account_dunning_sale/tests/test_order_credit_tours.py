"""A sale over the limit on screen: request, refusal, payment, release; as salesperson, credit manager and collector."""

from odoo.addons.account_dunning.tests.common_tours import ToursCommon
from odoo.fields import Command
from odoo.tests import freeze_time, tagged


@tagged("post_install", "-at_install")
class TestOrderCreditTours(ToursCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_o", "account_dunning.group_dunning_manager,sales_team.group_sale_salesman_all_leads")
        cls.seller = cls._user("seller_o", "account_dunning.group_dunning_contributor,sales_team.group_sale_salesman")
        cls._user("bank_o", "account_dunning.group_dunning_user,account.group_account_invoice")
        cls.company.write({"dunning_manager_id": cls.manager.id, "dunning_credit_orders": "approve"})
        cls.customer.user_id = cls.seller

    def test_request_refusal_payment_release(self):
        product = self.env["product.product"].create({"name": "Work", "type": "service", "taxes_id": False})
        with freeze_time(self.today):
            invoice = self._invoice("2025-02-10", 900)
            limit = {"company_id": self.company.id, "partner_id": self.customer.id, "amount": 1000, "reason": "Known"}
            self.env["dunning.credit.limit"].create(limit).action_grant()
            line = Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": 200, "tax_ids": False})
            order = self.env["sale.order"].with_user(self.seller).create({"partner_id": self.customer.id, "order_line": [line]})
        self.start_tour(f"/odoo/sale.order/{order.id}", "account_dunning_sale_ask", login="seller_o")
        request = self.env["dunning.credit.request"].search([("order_id", "=", order.id)])
        self.assertEqual((request.amount, request.state, request.asked_by_id), (1100.0, "open", self.seller))
        self.start_tour("/odoo/dunning-credit-requests", "account_dunning_sale_refuse", login="manager_o")
        self.assertEqual((request.state, request.decided_by_id, order.state), ("refused", self.manager, "draft"))
        self.start_tour("/odoo/dunning-exposure", "account_dunning_sale_exposure", login="collector_c")
        self.start_tour(f"/odoo/account.move/{invoice.id}", "account_dunning_sale_pay", login="bank_o")
        self.assertEqual(invoice.amount_residual, 800.0)
        self.start_tour(f"/odoo/sale.order/{order.id}", "account_dunning_sale_release", login="seller_o")
        self.assertEqual(order.state, "sale")
