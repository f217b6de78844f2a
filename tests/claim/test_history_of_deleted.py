"""What people said and were sent is not deleted along with records of accounting: the database would do so by its keys."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..reply.test_replies import LATER, ReplyCommon


@tagged("post_install", "-at_install")
class TestHistoryOfDeleted(ReplyCommon):
    def _deleted(self, records, sentence):
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            records.unlink()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(records.exists())

    def _draft(self):
        """An invoice that somebody set back to draft, which core lets people delete."""
        move = self._invoice("2025-03-01", 700)
        move.button_draft()
        return move.with_context(force_delete=True)

    def test_claims_of_an_invoice(self):
        category = self.env.ref("account_dunning.dispute_category_price")
        about = (
            ("dunning.dispute", {"category_id": category.id, "description": "x"}),
            ("dunning.hold", {"reason": "x", "date_start": LATER}),
        )
        for model, vals in about:
            with self.subTest(model=model):
                move = self._invoice("2025-03-01", 700)
                claim = self.env[model].create({"move_id": move.id, **vals})
                move.button_draft()
                self._deleted(move.with_context(force_delete=True), "cancel the invoice instead")
                self._deleted(move.with_context(force_delete=True, _force_unlink=True), "cancel the invoice instead")
                self.assertTrue(claim.exists())

    def test_promise_of_an_invoice(self):
        move = self._invoice("2025-03-01", 700)
        promise = self.env["dunning.promise"]._record_promises(
            self.company, move.partner_id, Date.to_date(LATER), [(Date.to_date("2025-04-30"), None)], self._items(move)
        )
        move.button_draft()
        self._deleted(move.with_context(force_delete=True), "cancel the invoice instead")
        self.assertEqual(promise.line_ids.move_id, move)

    def test_invoice_about_which_nobody_said_anything(self):
        self._draft().unlink()

    def test_customer_with_a_statement(self):
        """He owes nothing and was never chased, but a statement was sent to him."""
        customer = self._customer("Beta", email="beta@example.com")
        profile = self.env["dunning.profile"]._get_or_create(customer, self.company)
        statement = self.env["dunning.statement"].create({"profile_id": profile.id, "date_to": LATER})
        statement._send_statements(Date.to_date(LATER))
        self.assertEqual(statement.state, "sent")
        self._deleted(customer, "has a dunning history")
        self._deleted(customer.with_context(_force_unlink=True), "has a dunning history")
        self.assertTrue(statement.exists())

    def test_customer_without_history(self):
        customer = self._customer("Gamma")
        self.env["dunning.profile"]._get_or_create(customer, self.company)
        customer.unlink()
