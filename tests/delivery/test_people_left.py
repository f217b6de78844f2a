"""People who moved or left: nobody of another company is told what a customer owes, nobody who left acts (rule 7)."""

from freezegun import freeze_time
from odoo.fields import Command, Date
from odoo.tests import tagged

from ...models.shared.question import Question
from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


class PeopleCommon(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.beta = cls._customer("Beta")
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        cls.carla = cls._contact("Carla", phone="+33 6 00 00 00 01")

    @classmethod
    def _contact(cls, name, **vals):
        email = f"{name.lower()}@example.com"
        return cls.env["res.partner"].create({"name": name, "parent_id": cls.customer.id, "type": "contact", "email": email, **vals})

    def _waiting(self, **vals):
        """Record a reminder that waits for review, then change the contact it is addressed to."""
        self.plan.step_ids[0].mode = "review"
        self._invoice("2025-03-01", partner=self.carla)
        action = self._record(DAY)
        self.assertEqual(action.contact_id, self.carla)
        action.write({"state": "ready", "needs_review": False, **vals})
        return action

    def _changed(self):
        self.env.flush_all()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestContactLeft(PeopleCommon):
    # -- moved to another company ------------------------------------------------------------------

    def _who(self, move):
        return self.env["res.partner"].browse(self._row(move, DAY)["recipient_id"])

    def test_invoice_contact_moves_and_comes_back(self):
        move = self._invoice("2025-03-01", partner=self.carla)
        self.assertEqual(self._who(move), self.carla)
        self.carla.parent_id = self.beta
        self._changed()
        self.assertEqual((self._items(move).partner_id, self._who(move)), (self.customer, self.customer))
        self.carla.parent_id = self.customer
        self._changed()
        self.assertEqual(self._who(move), self.carla)

    def test_each_role(self):
        move = self._invoice("2025-03-01")
        for role in ("payment", "invoice"):
            self.profile[f"{role}_contact_id"] = self.carla
            self.assertEqual(self._who(move), self.carla, role)
            self.carla.parent_id = self.beta
            self._changed()
            self.assertEqual(self._who(move), self.customer, role)
            statement = self.env["dunning.statement"].create({"profile_id": self.profile.id, "date_to": DAY})
            self.assertEqual(statement.contact_id, self.customer, role)
            self.assertEqual(self.env["dunning.action"]._default_contact(self.profile, "letter"), self.customer, role)
            self.carla.parent_id = self.customer
            self.profile[f"{role}_contact_id"] = False

    def test_a_company_below_the_customer_is_another_one(self):
        self.profile.payment_contact_id = self.carla
        move = self._invoice("2025-03-01")
        self.carla.is_company = True
        self._changed()
        self.assertEqual(self._who(move), self.customer)

    def test_moved_while_the_message_waits(self):
        action = self._waiting()
        self.carla.write({"parent_id": self.beta.id, "email": "carla@beta.example.com"})
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.state, action.contact_id, action.recipient_address), ("done", self.customer, "atelier.durand@example.com"))
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])

    def test_archived_while_the_message_waits(self):
        action = self._waiting()
        self.carla.active = False
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.state, self._recipients()), ("done", ["atelier.durand@example.com"]))

    def test_new_address_while_the_message_waits(self):
        action = self._waiting()
        self.carla.email = "new@example.com"
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.contact_id, self._recipients()), (self.carla, ["new@example.com"]))

    def test_address_removed_while_the_message_waits(self):
        action = self._waiting()
        self.carla.email = False
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.state, self._recipients()), ("done", ["atelier.durand@example.com"]))

    def test_blacklisted_while_the_message_waits(self):
        action = self._waiting()
        self.env["mail.blacklist"]._add("carla@example.com")
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.state, self._recipients()), ("done", ["atelier.durand@example.com"]))

    def test_nobody_else(self):
        action = self._waiting()
        self.customer.email = False
        self.carla.parent_id = self.beta
        self.customer.active = False
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.state, self._recipients()), ("failed", []))
        self.assertEqual(action.error, "Beta, Carla belongs to another company now: choose another contact.")

    def test_merged_into_somebody_of_another_company(self):
        action = self._waiting()
        other = self.env["res.partner"].create({"name": "Carla", "parent_id": self.beta.id, "email": "carla@example.com"})
        self.env["base.partner.merge.automatic.wizard"].create({})._merge([self.carla.id, other.id], other)
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.contact_id, self._recipients()), (self.customer, ["atelier.durand@example.com"]))

    def test_edited_text_is_read_again(self):
        action = self._waiting(custom_subject="Carla", custom_body="<p>Dear Carla</p>", edited_amount=1000)
        self.carla.active = False
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.state, action.needs_review, action.contact_id), ("todo", True, self.customer))
        self.assertEqual(action.review_reason, "The recipient has changed since the text was edited: please read it again.")
        self.assertFalse(self._recipients())

    def test_the_next_run_shows_who_will_be_written_to(self):
        action = self._waiting(state="todo", needs_review=True)
        self.carla.parent_id = self.beta
        self._changed()
        self._run("2025-03-07")
        self.assertEqual((action.state, action.contact_id), ("todo", self.customer))

    def test_call(self):
        move = self._invoice("2025-03-01", partner=self.carla)
        self._have_taken(move, self.plan.step_ids[0], DAY)
        call = self._run("2025-03-11")
        self.assertEqual((call.channel, call.contact_id), ("phone", self.carla))
        self.carla.parent_id = self.beta
        self._changed()
        self._run("2025-03-12")
        self.assertEqual((call.contact_id, call.phone_numbers), (self.customer, "Atelier Durand +33 4 00 00 00 00"))

    # -- addresses that do not serve ---------------------------------------------------------------

    def _bounce(self, person):
        """Have a reminder to somebody come back."""
        action = self._invoice("2025-02-25", 5, partner=person) and self._run("2025-03-02")
        action._set_bounced(person.email_normalized)
        return action

    @freeze_time(DAY)
    def test_one_off_reminder_avoids_what_bounced(self):
        self.profile.payment_contact_id = self.carla
        twin = self._contact("Twin", email="carla@example.com")
        self.profile.invoice_contact_id = twin
        bounced = self._bounce(self.carla)
        self.assertEqual(bounced.delivery_status, "bounced")
        remind = self.env["dunning.remind.wizard"].create({"partner_id": self.customer.id})
        self.assertEqual(remind.contact_id, self.customer)
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id, "date_to": DAY})
        self.assertEqual(statement.contact_id, self.customer)
        bounced.sudo().bounce_cleared = True
        self.assertEqual(self.env["dunning.action"]._default_contact(self.profile, "email"), self.carla)

    @freeze_time(DAY)
    def test_only_a_bounced_address(self):
        self._bounce(self.customer)
        count = len(self._recipients())
        one = self.env["dunning.action"]._create_manual(self.customer, self.company, Date.to_date(DAY))
        one.write({"state": "ready", "needs_review": False})
        one._deliver_actions(one.date)
        self.assertEqual((one.state, len(self._recipients())), ("failed", count))
        self.assertEqual(one.error, "atelier.durand@example.com bounced: mend the address, or say that it works again.")
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id, "date_to": DAY})
        statement._send_statements(Date.to_date(DAY))
        self.assertEqual((statement.state, statement.error), ("failed", one.error))


@tagged("post_install", "-at_install")
class TestActorLeft(PeopleCommon):
    def _actions(self, sender, day="2025-03-11", **step):
        """Run the e-mail and the call of a plan whose steps have a sender; return the call."""
        self.plan.step_ids.write({"sender": sender, **step})
        self._invoice("2025-03-01")
        self._run(DAY)
        return self._run(day)

    def _senders(self):
        return [str(mail["from"]) for mail in self._sent()]

    def test_salesperson(self):
        self.customer.user_id = self.salesman
        self.salesman.active = False
        call = self._actions("salesperson", copy_salesperson=True)
        self.assertEqual((call.channel, call.user_id), ("phone", self.collector))
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])
        self.assertFalse([one for one in self._senders() if "sales_c" in one])

    def test_own_salesperson_left_the_partners_is_there(self):
        other = self._user("seller", "account_dunning.group_dunning_contributor")
        self.customer.user_id = self.salesman
        self.profile.own_salesperson_id = other
        other.active = False
        self.assertEqual(self._actions("salesperson").user_id, self.salesman)

    def test_collector_then_deputy_then_company_then_manager(self):
        first, deputy, manager = (self._user(name, "account_dunning.group_dunning_manager") for name in ("first", "deputy", "manager"))
        self.profile.write({"collector_id": first.id, "deputy_id": deputy.id})
        self.company.dunning_manager_id = manager
        step = self.plan.step_ids[1]
        for expected in (first, deputy, self.collector, manager):
            self.assertEqual(step._step_owner(self.profile), expected)
            expected.active = False
        self.assertFalse(step._step_owner(self.profile))

    def test_given_sender(self):
        boss = self._user("boss", "account_dunning.group_dunning_manager")
        self.plan.step_ids.write({"sender": "user", "sender_user_id": boss.id})
        boss.active = False
        self.assertEqual(self._actions("user").user_id, self.collector)
        self.assertFalse([one for one in self._senders() if "boss" in one])

    def test_works_for_another_company_only(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.salesman.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        self.customer.user_id = self.salesman
        self.assertEqual(self._actions("salesperson").user_id, self.collector)
        self.assertFalse([one for one in self._senders() if "sales_c" in one])

    def test_without_email(self):
        self.collector.email = False
        self._actions("collector")
        self.assertEqual(self._senders(), [f"{self.company.name} <office@example.com>"])

    def test_open_work_is_handed_over(self):
        carol = self._user("carol", "account_dunning.group_dunning_user")
        self.profile.collector_id = carol
        call = self._actions("collector")
        self.assertEqual(call.user_id, carol)
        carol.active = False
        self._changed()
        self._run("2025-03-12")
        self.assertEqual((call.user_id, call.deputised_for_id, call.state), (self.collector, self.env["res.users"], "todo"))
        self.assertIn(f"{carol.name} is not there any more: given to {self.collector.name}.", call.message_ids[0].preview)

    def test_nobody_is_left(self):
        call = self._actions("collector")
        self.assertEqual(call.user_id, self.collector)
        self.collector.active = False
        self._changed()
        reasons = [row["reason"] for row in self.env.execute_query_dict(
            self.env["dunning.coverage"]._sql_uncovered_items(Question(self.company, Date.to_date("2025-03-12"), self.customer)))]
        self.assertEqual(reasons, ["no_owner"])
        self._run("2025-03-12")
        self.assertFalse(call.user_id)

    def test_ready_message_of_who_left_meanwhile(self):
        self.customer.user_id = self.salesman
        self.plan.step_ids.write({"sender": "salesperson"})
        self._invoice("2025-03-01")
        action = self._record(DAY)
        self.assertEqual(action.user_id, self.salesman)
        self.salesman.active = False
        self._changed()
        action._deliver_actions(action.date)
        self.assertEqual((action.state, action.user_id), ("done", self.collector))
        self.assertFalse([one for one in self._senders() if "sales_c" in one])

    def test_statement_and_tasks(self):
        carol = self._user("carol", "account_dunning.group_dunning_user")
        self.profile.collector_id = carol
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id, "date_to": DAY})
        self.assertEqual(statement._sender_user(), carol)
        carol.active = False
        self.assertEqual(statement._sender_user(), self.collector)
        kind = self.env.ref("account_dunning.mail_activity_type_address")
        self.assertEqual(self.profile._profile_task_vals(kind, "Mend")["user_id"], self.collector.id)
