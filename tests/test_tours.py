"""Browser tours through the screens people use every day."""

from odoo.fields import Date
from odoo.tests import tagged

from .common_tours import ToursCommon


@tagged("post_install", "-at_install")
class TestTours(ToursCommon):
    def _overdue(self, days, step, **plan_vals):
        """Post an invoice due some days ago, for a customer whose plan has one step on that day.

        :param int days: days overdue today
        :param tuple step: delay, channel and more values of the step
        """
        self.company.dunning_plan_id = self._plan([step], **plan_vals)
        return self._invoice(Date.subtract(self.today, days=days))

    def test_review(self):
        invoice = self._overdue(5, (5, "email", {"mode": "review"}))
        [action] = self._run(self.today)
        self.start_tour("/odoo/dunning-todo", "account_dunning_review", login="collector_c")
        self.assertEqual(action.state, "ready")
        self.assertEqual(action.custom_subject, "Your invoice of January")
        self.assertEqual(action.advance_line_ids.move_id, invoice)

    def test_invoice_hold(self):
        self._user("accountant_c", "account_dunning.group_dunning_user,account.group_account_invoice")
        invoice = self._overdue(5, (5, "email", {"mode": "review"}))
        self.start_tour(f"/odoo/customer-invoices/{invoice.id}", "account_dunning_invoice_hold", login="accountant_c")
        [hold] = self.env["dunning.hold"].search([("move_id", "=", invoice.id)])
        self.assertEqual((hold.reason, hold.state), ("Waits for our credit note", "ended"))
        self.assertEqual(invoice.dunning_status, "to_remind")

    def test_call_of_a_salesperson(self):
        self.customer.user_id = self.salesman
        invoice = self._overdue(10, (10, "phone", {"sender": "salesperson"}))
        [action] = self._run(self.today)
        self.assertEqual(action.user_id, self.salesman)
        self.start_tour("/odoo/dunning-my-actions", "account_dunning_call", login="sales_c")
        self.assertEqual((action.state, action.outcome), ("done", "promised"))
        [line] = self.env["dunning.promise.line"].search([("move_id", "=", invoice.id)])
        self.assertEqual(
            (line.amount, line.promise_id.date_payment, line.promise_id.user_id, line.promise_id.note),
            (1000.0, Date.add(self.today, days=10), self.salesman, "Payment run of Friday"),
        )
