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

    # -- who should move ---------------------------------------------------------------------------

    def _proposals(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.means.proposal"].search([("partner_id", "=", self.customer.id)])

    def test_proposal(self):
        """Two payments ten days late are no habit, three are: 1,000, 500 and 300; a debit, of a consumer a card."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self._means(means="cheque", journal_id=self.bank.id)
        for move in self.a | self.b:
            self._pay(move, "2025-03-11")
        self.assertFalse(self._proposals())
        self._pay(self._invoice("2025-03-01", 300), "2025-03-11")
        found = self._proposals()
        self.assertEqual((found.payments, found.amount, found.days_late, found.means, found.proposal), (3, 1800.0, 10.0, "cheque", "debit"))
        profile.debtor_class = "consumer"
        self.assertEqual(self._proposals().proposal, "card")
        self.assertEqual(found.action_open_customer()["res_id"], profile.id)
        window = found.with_user(self.collector).action_write()
        self.assertEqual((window["res_model"], window["context"]["default_res_ids"]), ("mail.compose.message", profile.ids))
        profile.debtor_class = "public"
        self.assertFalse(self._proposals(), "public bodies pay by transfer")
        with self.assertRaises(AccessError):
            self.env["dunning.means.proposal"].with_user(self.salesman).search([])

    def test_in_time(self):
        """Three payments five days late: no proposal."""
        self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        for move in (self.a, self.b, self._invoice("2025-03-01", 300)):
            self._pay(move, "2025-03-06")
        self.assertFalse(self._proposals())

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
