"""Invoicing lag: what was delivered and not invoiced, oldest first, with what each day costs."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

DAY = "2025-03-20"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestUninvoiced(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_financing_rate = 0.073  # 1,000 cost 0.20 a day
        cls.seller = cls._user("seller_u", "account_dunning.group_dunning_contributor,sales_team.group_sale_salesman")
        cls.product = cls.env["product.product"].create(
            {"name": "Work", "type": "service", "invoice_policy": "delivery", "taxes_id": False}
        )

    def _order(self, delivered, day="2025-03-10 10:00:00", **vals):
        """Order ten at 100 each, of which some are delivered."""
        line = {"product_id": self.product.id, "product_uom_qty": 10, "price_unit": 100, "tax_ids": False}
        order = self.env["sale.order"].sudo().create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "user_id": self.seller.id,
             "order_line": [Command.create(line)], **vals}
        )  # fmt: skip
        order.action_confirm()
        order.date_order = day
        order.order_line.qty_delivered = delivered
        return order

    def _rows(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.uninvoiced"].with_user(user or self.collector).search([])

    def test_what_was_delivered_and_not_invoiced(self):
        """Five of ten delivered: 500 for ten days, ten cents a day; once invoiced, nothing."""
        order = self._order(5)
        row = self._rows()
        self.assertEqual((row.order_id, row.quantity, row.amount, row.days), (order, 5, 500, 10))
        self.assertEqual(round(row.cost_day, 2), 0.1)
        order._create_invoices()
        self.assertFalse(self._rows())

    def test_oldest_first_from_the_day_promised(self):
        late = self._order(1, day="2025-03-15 10:00:00")
        promised = self._order(10, day="2025-02-01 10:00:00", commitment_date="2025-03-01 10:00:00")
        self._order(0)
        rows = self._rows()
        self.assertEqual(rows.order_id.ids, [promised.id, late.id])
        self.assertEqual(rows.mapped("since"), [Date.to_date("2025-03-01"), Date.to_date("2025-03-15")])
        self.assertEqual(rows.mapped("days"), [19, 5])

    def test_salespeople_see_their_own(self):
        mine, other = self._order(1), self._order(2)
        other.user_id = self.collector
        self.assertEqual(self._rows(self.seller).order_id, mine)
        self.assertEqual(self._rows().order_id, mine + other)
        self.assertEqual(self._rows(self.seller).action_open_order()["res_id"], mine.id)
