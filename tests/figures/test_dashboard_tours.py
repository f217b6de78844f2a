"""A browser tour through the dashboard, on a desktop and on a telephone. The browser lives today, so do these invoices."""

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon
from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon


class DashboardTours(DunningCommon, AccountTestInvoicingHttpCommon):
    def setUp(self):
        super().setUp()
        self._user("manager_c", "account_dunning.group_dunning_manager")
        self._invoice(Date.subtract(Date.today(), days=10), 1000.0)


@tagged("post_install", "-at_install")
class TestDashboardTours(DashboardTours):
    def test_dashboard(self):
        self.start_tour("/odoo/dunning-dashboard", "account_dunning_dashboard", login="manager_c")
        manager = self.env["res.users"].search([("login", "=", "manager_c")])
        rows = self.env["dunning.dashboard.block"].sudo().search([("user_id", "=", manager.id)])
        self.assertEqual(rows[:2].mapped("code"), ["overdue", "figures"])
        self.assertEqual(rows.filtered(lambda row: not row.shown).mapped("code"), ["disputes"])


@tagged("post_install", "-at_install")
class TestDashboardToursPhone(DashboardTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_phone(self):
        self.start_tour("/odoo/dunning-dashboard", "account_dunning_dashboard_phone", login="manager_c")
