"""Debit orders of account_payment_batch_oca: see the cases that glue add-ons for them share."""

from odoo.addons.account_dunning.tests.common import DunningCommon
from odoo.addons.account_dunning.tests.common_orders import DebitOrderCases
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOrders(DebitOrderCases, DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("account_payment_batch_oca.group_account_payment")
        # the code that the add-on itself leaves for tests: no file, and the bank asks for nothing
        method = cls.env["account.payment.method"].sudo().create(
            {"name": "Direct debit", "code": "test_manual", "payment_type": "inbound", "payment_order_ok": True}
        )
        line = cls.env["account.payment.method.line"].create(
            {
                "name": "Direct debit", "journal_id": cls.bank.id, "payment_method_id": method.id, "company_id": cls.company.id,
                "selectable": True, "group_lines": True,
            }
        )  # fmt: skip
        cls.order_vals = {"payment_method_line_id": line.id, "company_id": cls.company.id}
