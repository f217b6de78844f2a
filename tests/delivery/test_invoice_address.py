"""The invoice address (type *invoice*) is written to in reminders as in statements and letters."""

from freezegun import freeze_time
from odoo.tests import tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestInvoiceAddress(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        cls.address = cls._address("Accounts payable", email="ap@example.com", street="BP 12", city="Paris")
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    @classmethod
    def _address(cls, name, kind="invoice", **vals):
        return cls.env["res.partner"].create({"name": name, "parent_id": cls.customer.id, "type": kind, **vals})

    def _who(self, partner=None):
        move = self._invoice("2025-03-01", partner=partner)
        return self.env["res.partner"].browse(self._row(move, DAY)["recipient_id"])

    def test_invoice_made_out_to_the_company(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual((action.contact_id, self._recipients()), (self.address, ["ap@example.com"]))

    @freeze_time(DAY)
    def test_everywhere_the_same(self):
        self.assertEqual(self._who(), self.address)
        remind = self.env["dunning.remind.wizard"].create({"partner_id": self.customer.id})
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id, "date_to": DAY})
        letter = self.env["dunning.action"]._default_contact(self.profile, "letter")
        self.assertEqual((remind.contact_id, statement.contact_id, letter), (self.address, self.address, self.address))

    def test_made_out_to_it(self):
        second = self._address("Second office", email="second@example.com")
        self.assertEqual(self._who(second), second)

    def test_made_out_to_a_warehouse(self):
        dock = self._address("Warehouse", "delivery", email="dock@example.com")
        self.assertEqual(self._who(dock), self.address)
        self.address.email = False
        self.assertEqual(self._who(dock), self.customer)
        self.customer.email = False
        self.assertEqual(self._who(dock), dock)

    def test_a_person_named_on_the_invoice_comes_first(self):
        buyer = self._address("Buyer", "contact", email="buyer@example.com")
        self.assertEqual(self._who(buyer), buyer)

    def test_archived(self):
        self.address.active = False
        self.assertEqual(self._who(), self.customer)

    def test_the_first_that_can_be_reached(self):
        second = self._address("Second office", email="second@example.com")
        self.address.email = False
        self.assertEqual(self._who(), second)

    def test_below_a_department(self):
        self.address.active = False
        department = self._address("Department", "contact")
        below = self._address("Its accounts", email="below@example.com", parent_id=department.id)
        self.assertEqual(self._who(), below)

    def test_customer_who_is_his_own(self):
        self.address.active = False
        self.customer.type = "invoice"
        self.assertEqual(self._who(), self.customer)
        self.assertEqual(self.env["dunning.action"]._default_contact(self.profile, "email"), self.customer)

    def test_company_without_email(self):
        self.customer.email = False
        self.assertEqual(self._who(), self.address)
