"""By which means payments came in: known from core, else by journal or method as data; what each costs."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestPaymentMeans(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a = cls._invoice("2025-03-01", 1000)
        cls.b = cls._invoice("2025-03-01", 500)
        cls.bank = cls.company_data["default_journal_bank"]

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time("2025-04-01"))

    def _means(self, **vals):
        return self.env["dunning.payment.means"].create({"company_id": self.company.id, **vals})

    def _paid(self):
        """Return (invoice, means, days late, cost) of the payments."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["dunning.paid.item"].search([("partner_id", "=", self.customer.id)], order="date_paid, id")
        return [(row.invoice_name, row.means, row.days_late, row.cost) for row in rows]

    def test_by_journal_and_cost(self):
        """The journal of the payments is that of cheques: 2.00 a payment and 0.5 %; two items of one share the 2.00."""
        self._pay(self.a, "2025-03-11")
        self.assertEqual(self._paid(), [(self.a.name, "other", 10, 0.0)])
        usual = self._means(means="other", cost_percent=1)
        self.assertEqual(self._paid(), [(self.a.name, "other", 10, 10.0)])
        self._means(means="cheque", journal_id=self.bank.id, cost_fixed=2, cost_percent=0.5)
        self.assertEqual(self._paid(), [(self.a.name, "cheque", 10, 7.0)])
        usual.unlink()

    def test_method_before_journal(self):
        self._pay(self.a, "2025-03-11")
        self._means(means="cheque", journal_id=self.bank.id)
        self._means(means="bill", method_id=self.env.ref("account.account_payment_method_manual_in").id)
        self._means(means="bill", cost_fixed=3)
        self.assertEqual(self._paid(), [(self.a.name, "bill", 10, 3.0)])

    def test_from_the_bank(self):
        """A statement line that was reconciled with the invoice is a transfer."""
        line = self._bank_line(500, "2025-03-06")
        counterpart = line.move_id.line_ids.filtered(lambda one: one.account_id == line.journal_id.suspense_account_id)
        counterpart.account_id = self._items(self.b).account_id
        counterpart.partner_id = self.customer
        (counterpart | self._items(self.b)).reconcile()
        self.assertEqual(self._paid(), [(self.b.name, "transfer", 5, 0.0)])

    def test_one_row_a_place(self):
        """A journal has one row, and a means without place one."""
        self._means(means="card")
        self._means(means="debit")
        self._means(means="cheque", journal_id=self.bank.id)
        for vals in ({"means": "card"}, {"means": "bill", "journal_id": self.bank.id}):
            with self.subTest(vals), mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
                self._means(**vals)

    def test_who_enters_them(self):
        row = self._means(means="card")
        for user in (self.collector, self.salesman):
            self.assertTrue(row.with_user(user).read(["means"]))
            with self.assertRaises(AccessError):
                row.with_user(user).write({"cost_fixed": 1})
