"""An archived customer who still owes, archived contacts, people who left: nothing ends in an error, nobody is forgotten."""

from freezegun import freeze_time
from odoo.tests import tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestArchivedCustomer(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.other = cls._customer("Beta")
        cls.invoice = cls._invoice("2025-03-01")
        cls._invoice("2025-03-01", 10, cls.other)
        cls.profiles = cls.env["dunning.profile"]._get_or_create(cls.customer | cls.other, cls.company)

    def _archive_customer(self):
        self.customer.active = False
        self.env.invalidate_all()

    @freeze_time("2025-03-06")
    def test_dialogues(self):
        self._archive_customer()
        statement = self.env["dunning.statement"].create({"profile_id": self.profiles[0].id, "date_to": "2025-03-06"})
        self.assertEqual((statement.contact_id, statement.closing), (self.customer, 1000))
        bulk = self.env["dunning.statement.wizard"].create({"profile_ids": self.profiles.ids, "date_to": "2025-03-06"})
        self.assertEqual(bulk.action_print()["type"], "ir.actions.act_url")
        remind = self.env["dunning.remind.wizard"].create({"partner_id": self.customer.id})
        self.assertEqual(remind.contact_id, self.customer)
        remind.action_edit()

    @freeze_time("2025-03-06")
    def test_bulk_e_mail_reaches_the_others(self):
        self._archive_customer()
        self.env["dunning.statement.wizard"].create({"profile_ids": self.profiles.ids, "date_to": "2025-03-06"}).action_send()
        archived, active = (self.env["dunning.statement"].search([("profile_id", "=", one.id)], limit=1) for one in self.profiles)
        self.assertEqual((archived.state, active.state), ("failed", "sent"))
        self.assertIn("Atelier Durand is archived: choose another contact", archived.error)

    @freeze_time("2025-03-06")
    def test_what_was_ready_fails_with_the_reason(self):
        self.plan.step_ids.mode = "review"
        action = self._run("2025-03-06").filtered(lambda one: one.partner_id == self.customer)
        self._archive_customer()
        action.write({"state": "ready", "needs_review": False})
        action._deliver_actions(action.date)
        self.assertEqual(action.state, "failed")
        self.assertIn("Atelier Durand is archived: choose another contact, or bring this one back", action.error)
        self.customer.active = True
        action.sudo().write({"state": "ready", "error": False})
        action._deliver_actions(action.date)
        self.assertEqual(action.state, "done")

    @freeze_time("2025-03-06")
    def test_who_left_before_the_message_is_replaced(self):
        self.plan.step_ids.mode = "review"
        contact = self.env["res.partner"].create({"name": "Karl", "parent_id": self.customer.id, "email": "karl@example.com"})
        self.profiles[0].payment_contact_id = contact
        action = self._run("2025-03-06").filtered(lambda one: one.partner_id == self.customer)
        action.contact_id = contact
        contact.active = False
        action.write({"state": "ready", "needs_review": False})
        action._deliver_actions(action.date)
        self.assertEqual((action.state, action.contact_id, action.recipient_address), ("done", self.customer, "atelier.durand@example.com"))

    @freeze_time("2025-03-06")
    def test_sms_to_an_archived_contact(self):
        self.plan.step_ids[0].write({"channel": "sms", "mode": "review"})
        action = self._run("2025-03-06").filtered(lambda one: one.partner_id == self.customer)
        self._archive_customer()
        action.write({"state": "ready", "needs_review": False})
        action._deliver_actions(action.date)
        self.assertEqual(action.state, "failed")
        self.assertIn("is archived", action.error)

    @freeze_time("2025-03-06")
    def test_archived_subsidiary_counts_in_the_statement_of_its_group(self):
        self.other.parent_id = self.customer
        self.assertEqual(self.other.commercial_partner_id, self.other)
        self.other.active = False
        statement = self.env["dunning.statement"].create(
            {"profile_id": self.profiles[0].id, "date_to": "2025-03-06", "with_group": True}
        )
        self.assertEqual(statement.closing, 1010)

    @freeze_time("2025-03-06")
    def test_nothing_is_written_in_the_name_of_somebody_who_left(self):
        self.profiles[0].collector_id = self.collector
        action = self._run("2025-03-06").filtered(lambda one: one.partner_id == self.customer)
        self.assertEqual(action._sender_user(), self.collector)
        self.company.dunning_collector_id = False
        self.collector.sudo().active = False
        statement = self.env["dunning.statement"].create({"profile_id": self.profiles[0].id, "date_to": "2025-03-06"})
        self.assertFalse(action._sender_user() | statement._sender_user())
