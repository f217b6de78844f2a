"""Debit orders of account_payment_order: see the cases that glue add-ons for them share."""

from odoo import Command
from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.addons.account_dunning.tests.common_orders import DebitOrderCases
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOrders(DebitOrderCases, DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("account_payment_order.group_account_payment")
        mode = cls.env["account.payment.mode"].create(
            {
                "name": "Direct debit", "company_id": cls.company.id, "bank_account_link": "variable",
                "variable_journal_ids": [Command.set(cls.bank.ids)], "group_lines": True,
                "payment_method_id": cls.env.ref("account.account_payment_method_manual_in").id,
            }
        )  # fmt: skip
        cls.order_vals = {"payment_mode_id": mode.id}
