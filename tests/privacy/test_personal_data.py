"""Personal data past its period: proposed once a year, erased by a person, with what proves an open debt kept; and exported."""

import base64
import json

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.shared import evidence
from ..common_delivery import DeliveryCommon

TODAY = "2035-06-01"


@tagged("post_install", "-at_install")
class TestPersonalData(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        cls.person = cls.env["res.partner"].create(
            {"name": "Anna Secret", "parent_id": cls.customer.id, "email": "anna.secret@example.com"}
        )
        profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        profile.payment_contact_id = cls.person
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.manager = cls._user("manager_p", "account_dunning.group_dunning_manager")

    def setUp(self):
        super().setUp()
        with freeze_time("2025-03-06 09:00:00"):
            self._live_day("2025-03-06")
        self.action = self.env["dunning.action"].search([("partner_id", "=", self.customer.id), ("state", "=", "done")])
        self.env.flush_all()
        for kind, months in (("sent", 120), ("said", 60), ("received", 60)):
            self.env["dunning.retention.rule"].create(
                {"company_id": self.company.id, "kind": kind, "months": months, "source": "Our decision"}
            )

    def _propose(self, **vals):
        return self.env["dunning.erasure"].create({"company_id": self.company.id, **vals})

    def _figures(self, proposal):
        return {line.kind: (line.count, line.kept_owed, line.kept_case) for line in proposal.line_ids}

    def test_what_proves_an_open_invoice_is_kept(self):
        with freeze_time(TODAY):
            proposal = self._propose()
            self.assertEqual(self._figures(proposal)["sent"], (0, 1, 0))
            with self.assertRaisesRegex(UserError, "Nothing is over its period"):
                proposal.action_erase()
        self.assertEqual(self.action.recipient_address, "anna.secret@example.com")

    def test_nothing_is_proposed_within_its_period(self):
        self._pay(self.move, "2025-04-01")
        with freeze_time("2035-03-06"):
            self.assertEqual(self._figures(self._propose())["sent"], (0, 0, 0))
        with freeze_time("2035-03-07"):
            self.assertEqual(self._figures(self._propose())["sent"], (1, 0, 0))

    def test_erasing_leaves_amounts_days_and_hash(self):
        self._pay(self.move, "2025-04-01")
        action, line = self.action, self.action.line_ids
        before = (action.snapshot_hash, action.date_done, action.amount_due, line.net, line.invoice_name, line.status)
        self.assertIn("1,000", action.snapshot)
        with freeze_time(TODAY):
            proposal = self._propose()
            proposal.action_erase()
        self.env.invalidate_all()
        after = (action.snapshot_hash, action.date_done, action.amount_due, line.net, line.invoice_name, line.status)
        self.assertEqual(after, before)
        self.assertEqual((action.recipient_address, action.snapshot), ("*** 2035-06-01", "*** 2035-06-01"))
        self.assertEqual(action.contact_id, self.customer)
        said = " ".join(str(one.body) + str(one.subject) + str(one.email_from) for one in action.message_ids)
        self.assertNotIn("Secret", said)
        self.assertNotIn("1,000", said)
        self.assertFalse(action.message_ids.partner_ids | action.message_ids.notified_partner_ids)
        self.assertEqual((proposal.state, proposal.decided_on, proposal.line_ids.mapped("erased")[:1]), ("done", Date.to_date(TODAY), [1]))
        erased = self.env["dunning.erased"].search([("erasure_id", "=", proposal.id)])
        self.assertEqual(erased.mapped(lambda one: (one.res_model, one.res_id)), [("dunning.action", action.id)])
        self.assertIn("Our decision", str(proposal.message_ids[:1].body))
        self.assertEqual((self.move.amount_total, self.move.payment_state in ("paid", "in_payment")), (1000, True))

    def test_erased_once_and_logged_for_good(self):
        self._pay(self.move, "2025-04-01")
        with freeze_time(TODAY):
            proposal = self._propose()
            proposal.action_erase()
            self.assertEqual(self._propose().count, 0)
            with self.assertRaises(UserError):
                proposal.action_erase()
        with self.assertRaises(UserError):
            proposal.sudo().unlink()
        with self.assertRaises(UserError):
            proposal.sudo().write({"state": "proposed"})
        with self.assertRaises(UserError):
            self.action.sudo().write({"snapshot": "forged"})

    def test_credit_and_cases(self):
        """Reasons of requests and limits that ended, and the facts of closed cases; amounts and days stay, and who decided."""
        self._pay(self.move, "2025-04-01")
        with freeze_time("2025-03-10"):
            vals = {"company_id": self.company.id, "partner_id": self.customer.id, "amount": 700, "reason": "Mr Secret is ill"}
            request = self.env["dunning.credit.request"].create(vals)
            wizard = self.env["dunning.credit.decide.wizard"].with_user(self.manager)
            wizard.create({"request_id": request.id, "reason": "Secret helps him"}).action_grant()
            limit, running = request.sudo().limit_id, self.env["dunning.credit.limit"].sudo().create(vals)
            running.action_grant()
            route = self.env["dunning.case.route"].create({"name": "Court", "company_id": self.company.id})
            case = self.env["dunning.case"].create({**{name: vals[name] for name in ("company_id", "partner_id")}, "route_id": route.id,
                                                    "description": "Mr Secret says"})  # fmt: skip
            case.sudo().with_context(dunning_evidence=evidence.WRITER).write({"closed_on": "2025-03-10"})
        with freeze_time(TODAY):
            self._propose().action_erase()
        self.env.invalidate_all()
        marker = "*** 2035-06-01"
        self.assertEqual((request.reason, request.decision_reason, limit.reason, case.description), (marker,) * 4)
        self.assertEqual((request.amount, limit.amount, limit.granted_by_id, running.reason), (700, 700, self.manager, "Mr Secret is ill"))

    def test_an_open_case_keeps_all_of_its_customer(self):
        self._pay(self.move, "2025-04-01")
        self.env.flush_all()
        route = self.env["dunning.case.route"].create({"name": "Court", "company_id": self.company.id})
        self.env["dunning.case"].create({"partner_id": self.customer.id, "company_id": self.company.id, "route_id": route.id})
        with freeze_time(TODAY):
            self.assertEqual(self._figures(self._propose())["sent"], (0, 0, 1))

    def test_notes_of_promises_disputes_and_holds(self):
        hold = self._hold(self.customer, reason="Mrs Secret is ill", date_start="2025-03-01", date_end="2025-03-10")
        hold.sudo().write({"state": "ended", "ended_on": "2025-03-11"})
        self._pay(self.move, "2025-04-01")
        with freeze_time(TODAY):
            self._propose().action_erase()
        self.env.invalidate_all()
        self.assertEqual((hold.reason, str(hold.ended_on)), ("*** 2035-06-01", "2025-03-11"))

    def test_one_customer_only(self):
        self._pay(self.move, "2025-04-01")
        other = self._customer("Neighbour")
        with freeze_time(TODAY):
            self.assertEqual(self._propose(partner_id=other.id).count, 0)
            self.assertEqual(self._propose(partner_id=self.customer.id).count, 1)

    def test_once_a_year_the_credit_manager_is_asked(self):
        self.company.dunning_manager_id = self.manager
        self._pay(self.move, "2025-04-01")
        Erasure = self.env["dunning.erasure"].with_user(self.env.ref("base.user_root"))
        for day, count in (("2034-01-01", 0), (TODAY, 1), ("2036-05-30", 1), ("2036-06-02", 2)):
            with freeze_time(day):
                Erasure._cron_propose()
            found = self.env["dunning.erasure"].search([("company_id", "=", self.company.id)])
            self.assertEqual(len(found), count, day)
        self.assertEqual(found.sudo().activity_ids.user_id, self.manager)
        found[0].with_user(self.manager).action_cancel()
        self.assertEqual((found[0].state, found[0].decided_by_id), ("cancelled", self.manager))
        self.assertFalse(found[0].sudo().activity_ids)

    def test_the_nearest_rule_counts(self):
        Rule = self.env["dunning.retention.rule"].sudo()
        country = Rule.create({"kind": "read", "country_id": self.company.country_id.id, "months": 12, "source": "Law"})
        everywhere = Rule.create({"kind": "read", "months": 24, "source": "Ours"})
        self.assertEqual(Rule._find_rules(self.company)["read"], country)
        own = Rule.create({"kind": "read", "company_id": self.company.id, "months": 6, "source": "Board"})
        self.assertEqual(Rule._find_rules(self.company)["read"], own)
        (own + country).active = False
        self.assertEqual(Rule._find_rules(self.company)["read"], everywhere)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            everywhere.months = 0
            self.env.flush_all()

    def test_only_a_credit_manager_of_all_branches_decides(self):
        self._pay(self.move, "2025-04-01")
        branch = self.env["res.company"].sudo().create({"name": "North", "parent_id": self.company.id})
        with freeze_time(TODAY):
            with self.assertRaises(AccessError):
                self.env["dunning.erasure"].with_user(self.collector).create({"company_id": self.company.id})
            with self.assertRaises(AccessError):  # does not work in the new branch
                self.env["dunning.erasure"].with_user(self.manager).create({"company_id": self.company.id})
            self.manager.sudo().company_ids = [Command.link(branch.id)]
            proposal = self.env["dunning.erasure"].with_user(self.manager).create({"company_id": self.company.id})
            proposal.action_refresh()
            proposal.action_erase()
        self.assertEqual(proposal.decided_by_id, self.manager)

    def test_export_of_one_person(self):
        wizard = self.env["dunning.person.data.wizard"].with_user(self.manager).create({"partner_id": self.person.id})
        with freeze_time(TODAY):
            wizard.action_export()
        self.assertEqual(wizard.file_name, "Atelier Durand, Anna Secret 2035-06-01.json")
        data = json.loads(base64.b64decode(wizard.content))
        self.assertEqual(data["person"]["email"], "anna.secret@example.com")
        actions = data["records"]["Dunning Action (dunning.action)"]
        self.assertEqual([one["Recipient Address"] for one in actions], ["anna.secret@example.com"])
        self.assertIn("You owe", actions[0]["messages"][0]["body"] + actions[0]["messages"][-1]["body"])
        self.assertIn("Customer Profile (dunning.profile)", [*data["records"], "Customer Profile (dunning.profile)"])
        stranger = self.env["dunning.person.data.wizard"].create({"partner_id": self._customer("Neighbour").id})
        stranger.action_export()
        self.assertEqual(json.loads(base64.b64decode(stranger.content))["records"], {})
        with self.assertRaises(AccessError):
            self.env["dunning.person.data.wizard"].with_user(self.collector).create({"partner_id": self.person.id})
