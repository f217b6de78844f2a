"""Deliveries in the exposure: told apart from orders, counted once, rebuilt on past days, in other units and currencies."""

from odoo.addons.account_dunning_sale.tests.test_order_credit import DAY, OrderCreditCommon
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged


class DeliveryCommon(OrderCreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_credit_orders = "none"
        cls.keeper = cls._user("keeper_o", "stock.group_stock_user")
        cls.stored = cls.env["product.product"].sudo().create(
            {"name": "Chair", "type": "consu", "is_storable": True, "invoice_policy": "delivery", "taxes_id": False}
        )
        warehouse = cls.env["stock.warehouse"].sudo().search([("company_id", "=", cls.company.id)], limit=1)
        if not warehouse:
            warehouse = cls.env["stock.warehouse"].sudo().create({"name": "Store", "code": "ST", "company_id": cls.company.id})
        cls.env["stock.quant"].sudo()._update_available_quantity(cls.stored, warehouse.lot_stock_id, 1000)

    def _sold(self, quantity, price, **vals):
        """Return a confirmed order of chairs."""
        line = {"product_id": self.stored.id, "product_uom_qty": quantity, "price_unit": price, "tax_ids": False, **vals}
        order = self.env["sale.order"].sudo().create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "order_line": [Command.create(line)]}
        )
        order.action_confirm()
        return order

    def _deliver(self, order, quantity):
        """Deliver so many of an order, and leave the rest for later."""
        picking = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))[:1]
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        return picking


@tagged("post_install", "-at_install")
class TestDeliveryExposure(DeliveryCommon):
    def _parts(self, day=None):
        self.env.flush_all()
        Exposure = self.env["dunning.exposure"].sudo()
        asked = Exposure._ask_exposure(self.company, day and Date.to_date(day), self.customer)
        [row] = self.env.execute_query_dict(Exposure._sql_exposure(asked))
        return tuple(float(row[name]) for name in ("amount_receivable", "amount_draft", "amount_order", "amount_delivery", "exposure"))

    @freeze_time(DAY)
    def test_delivered_is_counted_once(self):
        order = self._sold(10, 30)
        self.assertEqual(self._parts(), (900, 0, 300, 0, 1200))
        self._deliver(order, 4)
        self.assertEqual(self._parts(), (900, 0, 180, 120, 1200))
        draft = order._create_invoices()
        self.assertEqual(self._parts(), (900, 120, 180, 0, 1200))
        self._deliver(order, 1)
        self.assertEqual(self._parts(), (900, 120, 150, 30, 1200))
        draft.invoice_date = DAY
        draft.action_post()
        self.assertEqual(self._parts(), (1020, 0, 150, 30, 1200))

    @freeze_time(DAY)
    def test_what_came_back_is_owed_no_more(self):
        order = self._sold(10, 30)
        picking = self._deliver(order, 10)
        Return = self.env["stock.return.picking"].sudo()
        Return = Return.with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
        wizard = Return.create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 3
        back = wizard._create_return()
        back.move_ids.write({"quantity": 3, "picked": True, "to_refund": True})
        back.button_validate()
        self.assertEqual(self._parts(), (900, 0, 90, 210, 1200))

    @freeze_time(DAY)
    def test_another_unit_and_currency(self):
        """A dozen sold, pieces delivered, in francs: 1.25 francs are one dollar."""
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 1.25)])
        pricelist = self.env["product.pricelist"].create({"name": "CHF", "currency_id": currency.id})
        dozen = self.env.ref("uom.product_uom_dozen")
        line = Command.create(
            {"product_id": self.stored.id, "product_uom_id": dozen.id, "product_uom_qty": 2, "price_unit": 150, "tax_ids": False}
        )
        order = self.env["sale.order"].sudo().create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "pricelist_id": pricelist.id, "order_line": [line]}
        )
        order.action_confirm()
        self.assertEqual(self._parts(), (900, 0, 240, 0, 1140))
        move = order.picking_ids.move_ids
        self._deliver(order, 18 if move.product_uom == self.env.ref("uom.product_uom_unit") else 1.5)
        self.assertEqual(self._parts(), (900, 0, 60, 180, 1140))

    def test_on_past_days(self):
        with freeze_time("2025-03-01"):
            order = self._sold(10, 30)
        with freeze_time("2025-03-05"):
            self._deliver(order, 4)
        with freeze_time("2025-03-10"):
            self._deliver(order, 6)
        with freeze_time(DAY):
            found = {day: self._parts(day)[2:4] for day in ("2025-02-28", "2025-03-01", "2025-03-05", "2025-03-09", "2025-03-10")}
        self.assertEqual(found, {
            "2025-02-28": (0, 0), "2025-03-01": (300, 0), "2025-03-05": (180, 120), "2025-03-09": (180, 120), "2025-03-10": (0, 300),
        })  # fmt: skip

    def test_invoicing_lag_counts_from_the_delivery(self):
        """Four on the 5th were invoiced, six on the 10th are not; without a delivery nothing is to invoice."""
        self.company.dunning_financing_rate = 0.0
        with freeze_time("2025-03-01"):
            order = self._sold(10, 30)
        with freeze_time("2025-03-05"):
            self._deliver(order, 4)
            self.env.flush_all()
            lag = self.env["dunning.uninvoiced"].sudo().search([("order_id", "=", order.id)])
            self.assertEqual((str(lag.since), lag.amount), ("2025-03-05", 120.0))
            order._create_invoices()
        with freeze_time("2025-03-10"):
            self._deliver(order, 6)
        with freeze_time(DAY):
            self.env.flush_all()
            self.env.invalidate_all()
            lag = self.env["dunning.uninvoiced"].sudo().search([("order_id", "=", order.id)])
            self.assertEqual((str(lag.since), lag.days, lag.quantity, lag.amount), ("2025-03-10", 10, 6.0, 180.0))

    @freeze_time(DAY)
    def test_services_stay_with_the_order(self):
        self._order(70, user=self.manager).action_confirm()
        self.assertEqual(self._parts(), (900, 0, 70, 0, 970))
