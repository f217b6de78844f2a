"""Rule 6 by group of companies: two subsidiaries of one parent are one account, one text and one call; each owes its own."""

from itertools import pairwise

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext

from ..common_account import START, AccountCommon
from ..common_delivery import DeliveryCommon

LADDER = [(-5, "email"), (5, "email"), (10, "phone"), (15, "email", {"tone": "firm"}), (20, "phone")]


class GroupCommon(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan(LADDER, grouping="group", grouping_window=7, not_again_days=21, name="Groups")
        cls.company.dunning_plan_id = cls.plan
        cls.parent = cls._customer("Holding")
        cls.north = cls._customer("North", parent_id=cls.parent.id)
        cls.middle = cls._customer("Middle", parent_id=cls.parent.id)
        cls.south = cls._customer("South", parent_id=cls.middle.id)


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestGroupAccount(GroupCommon):
    def test_one_conversation(self):
        """Two subsidiaries, two days apart: one contact each, as of one customer; the customer by itself keeps its own."""
        self._owe([20], partner=self.north)
        self._owe([22], partner=self.south, amount=400.0)
        together = [(15, -5), (25, 5), (30, 10), (35, 15), (40, 20)]
        contacts = self._live(0, 60)
        self.assertEqual([(day, delay) for day, _channel, delay, _items in contacts], together)
        self.assertTrue(all(items == {20: delay, 22: delay} for _day, _channel, delay, items in contacts), contacts)
        self.plan.grouping = "customer"
        alone = self._live(0, 60)
        self.assertEqual(len(alone), 10)
        self.assertFalse([contact for contact in alone if len(contact[3]) > 1])

    def test_customers_without_group(self):
        """A customer without a parent, and one whose plan does not group, are accounts of their own."""
        own = self._plan(LADDER, grouping_window=7, name="Own")
        self._owe([20], partner=self.north)
        self._owe([20], partner=self.south)
        self._owe([20])
        self.env["dunning.profile"]._get_or_create(self.south, self.company).plan_id = own
        rows = self.env["dunning.engine"]._decide_items(self.company, Date.to_date("2025-01-31"))
        self.assertEqual(
            {row["partner_id"]: row["account_id"] for row in rows},
            {self.north.id: self.parent.id, self.south.id: self.south.id, self.customer.id: self.customer.id},
        )

    def test_asked_about_one(self):
        """Who is asked about one company reads its own rows, decided with those of the others; the parent reads all."""
        north, south = self._owe([20], partner=self.north), self._owe([22], partner=self.south, amount=400.0)
        day = Date.add(START, days=25)
        for partner, items in ((self.north, north), (self.south, south), (self.parent, north + south)):
            rows = self.env["dunning.engine"]._decide_items(self.company, day, partner)
            self.assertEqual({row["item_id"] for row in rows}, set(items.ids))
        [row] = self.env["dunning.engine"]._decide_items(self.company, day, self.south)
        self.assertEqual((row["verdict"], row["partner_id"], row["account_id"]), ("act", self.south.id, self.parent.id))
        self.assertEqual(row["addressed_amount"], 1400)

    def test_credits_and_holds_are_of_one_company(self):
        """A payment of North covers nothing of South; what rests at South does not rest at North; the parent's hold is of all."""
        north, south = self._owe([20], partner=self.north), self._owe([20], partner=self.south)
        self._payment(1000, Date.add(START, days=22), partner=self.north)
        day = Date.add(START, days=25)

        def reasons():
            rows = self.env["dunning.engine"]._decide_items(self.company, day, self.parent)
            by_item = {row["item_id"]: row["reason"] for row in rows}
            return by_item[north.id], by_item[south.id]

        self.assertEqual(reasons(), ("covered", "act"))
        hold = {"company_id": self.company.id, "kind": "hold", "reason": "Wait", "date_start": START}
        self.env["dunning.hold"].create({**hold, "partner_id": self.parent.id, "date_end": day})
        self.assertEqual(reasons(), ("hold", "hold"))
        self.assertEqual(self.env["dunning.engine"]._decide_items(self.company, Date.add(day, days=1), self.south)[0]["reason"], "act")

    def test_what_was_said_to_one_before(self):
        """A contact of one subsidiary, from before its plan grouped, is a contact of the account."""
        self.plan.grouping = "customer"
        north, south = self._invoice("2025-03-01", partner=self.north), self._invoice("2025-03-03", partner=self.south)
        self._live_day("2025-03-06")
        self.plan.grouping = "group"
        row = self._row(south, "2025-03-08")
        self.assertEqual((row["reason"], row["next_date"]), ("contacted", Date.to_date("2025-03-09")))
        self.assertEqual(self._row(north, "2025-03-08")["reason"], "not_due")

    def test_budget_is_of_the_account(self):
        self.company.write({"dunning_budget_day": 1, "dunning_budget_week": 1})
        self._owe([20], partner=self.north)
        self._owe([30], partner=self.south)
        days = [day for day, _channel, delay, _items in self._live(0, 70) if delay > 0]
        self.assertTrue(all(later - earlier >= 7 for earlier, later in pairwise(days)), days)

    def test_no_formal_notice_to_the_parent(self):
        """The parent does not owe it: such a plan has no registered letter and no formal tone."""
        with self.assertRaisesRegex(ValidationError, "which does not owe it"):
            self.plan.step_ids = [Command.create(self._step_vals(30, "registered_letter"))]
        with self.assertRaisesRegex(ValidationError, "which does not owe it"):
            self.plan.step_ids[-1].tone = "formal"
        other = self._plan([(5, "email"), (30, "registered_letter")], name="Letters")
        with self.assertRaisesRegex(ValidationError, "which does not owe it"):
            other.grouping = "group"

    def test_parent_of_another_company(self):
        """A parent that only another company knows is not climbed to."""
        other = self.setup_other_company()["company"]
        self._owe([20], partner=self.north)
        self.parent.sudo().company_id = other
        [row] = self.env["dunning.engine"]._decide_items(self.company, Date.add(START, days=25), self.north)
        self.assertEqual(row["account_id"], self.north.id)


@tagged("post_install", "-at_install")
class TestGroupActions(GroupCommon, DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._invoice("2025-03-01", 600, partner=cls.north)
        cls.second = cls._invoice("2025-03-03", 400, partner=cls.south)

    def _action(self, day):
        with freeze_time(day):
            [action] = self._run(day)
        return action

    def test_one_message(self):
        """One e-mail to the parent; the invoices stand under the company that owes them, with what it owes; remembered by item."""
        action = self._action("2025-03-06")
        self.assertEqual((action.partner_id, action.contact_id, action.amount_due), (self.parent, self.parent, 1000))
        self.assertEqual({line.move_id: line.subsidiary_id for line in action.line_ids}, {self.first: self.north, self.second: self.south})
        text = " ".join(html2plaintext(action.items_html).split())
        places = [text.index(word) for word in ("North", "600.00", self.first.name, "South", "400.00", self.second.name)]
        self.assertEqual(places, sorted(places), text)
        with freeze_time("2025-03-06"):
            action._deliver_actions(Date.to_date("2025-03-06"))
        self.assertEqual(self._recipients(), ["holding@example.com"])
        self.assertEqual(self._row(self.first, "2025-03-07")["last_step_id"], action.step_id.id)
        self.assertEqual(self._row(self.second, "2025-03-07")["last_step_id"], action.step_id.id)

    def test_payment_before_it_leaves(self):
        """North pays: its invoice drops out and the message is South's alone; South pays too: nothing is left."""
        self.plan.step_ids.mode = "review"
        action = self._action("2025-03-06")
        self._pay(self.first, "2025-03-06")
        with freeze_time("2025-03-06"):
            action._refresh_from_ledger(Date.to_date("2025-03-06"))
            debtors = self.parent | self.north | self.south
            self.assertEqual((action.state, action.amount_due, action._find_debtors()), ("todo", 400, debtors))
            self.assertNotIn("North", html2plaintext(action.items_html))
            self._pay(self.second, "2025-03-06")
            action._refresh_from_ledger(Date.to_date("2025-03-06"))
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "settled"))

    def test_joins_while_open(self):
        """What comes to its step while the message waits joins it, with the name of its company."""
        self.plan.step_ids.mode = "review"
        third = self._invoice("2025-03-12", 300, partner=self.south)
        action = self._action("2025-03-06")
        self.assertEqual(action.item_count, 2)
        self._run("2025-03-17")
        line = action.line_ids.filtered(lambda line: line.move_id == third)
        self.assertEqual((line.kind, line.subsidiary_id, action.amount_due), ("advance", self.south, 1300))

    def _call(self, outcome, **more):
        self._live_day("2025-03-06")
        call = self._action("2025-03-11")
        self.assertEqual((call.channel, call.partner_id, call.amount_due), ("phone", self.parent, 1000))
        with freeze_time("2025-03-11"):
            call.sudo()._report_call(Date.to_date("2025-03-11"), outcome, "said", Date.to_date("2025-03-20"), **more)
        return call

    def test_call_promises(self):
        """One call, one promise of each company about its own invoices; both rest."""
        self._call("promised")
        promises = self.env["dunning.promise"].search([("source", "=", "call")])
        self.assertEqual({one.partner_id: one.amount for one in promises}, {self.north: 600, self.south: 400})
        self.assertEqual([self._reason(move, "2025-03-12") for move in (self.first, self.second)], ["promise", "promise"])

    def test_call_promises_a_part(self):
        """700 of 1,000: the oldest first, 600 of North and 100 of South; more than is open is refused."""
        self._call("promised", dates=[(Date.to_date("2025-03-20"), 700)])
        promises = self.env["dunning.promise"].search([("source", "=", "call")])
        self.assertEqual({one.partner_id: one.amount for one in promises}, {self.north: 600, self.south: 100})
        items = self._items(self.first) + self._items(self.second)
        with self.assertRaisesRegex(UserError, "more than is open"):
            self.env["dunning.promise"]._record_promises(
                self.company, self.parent, Date.to_date("2025-03-11"), [(Date.to_date("2025-03-20"), 500)], items
            )

    def test_call_disputes_one(self):
        """What is disputed is the invoice of one company; the other's is asked for on."""
        self._call("disputed", moves=self.second)
        dispute = self.env["dunning.dispute"].search([("move_id", "=", self.second.id)])
        self.assertEqual(dispute.partner_id, self.south)
        self.assertEqual([self._reason(move, "2025-03-16") for move in (self.first, self.second)], ["act", "dispute"])

    def test_call_announces_payment(self):
        self._call("payment_announced", moves=self.first)
        hold = self.env["dunning.hold"].search([("move_id", "=", self.first.id)])
        self.assertEqual((hold.partner_id, hold.kind), (self.north, "payment_announced"))

    def test_call_tells_of_proceedings(self):
        """Proceedings are of the companies spoken of, not of the parent."""
        self._call("insolvency", moves=self.second)
        self.assertEqual(self.env["dunning.hold"].search([("kind", "=", "insolvency")]).partner_id, self.south)
        self.assertEqual(self._reason(self.second, "2025-03-16"), "insolvency")
        self.assertNotEqual(self._reason(self.first, "2025-03-16"), "insolvency")

    def test_reply_pauses_the_account(self):
        """The parent answers: all its companies rest for the days of a reply."""
        self.company.dunning_reply_days = 2
        action = self._action("2025-03-06")
        with freeze_time("2025-03-06"):
            action._deliver_actions(Date.to_date("2025-03-06"))
        with freeze_time("2025-03-10"):
            reply = self.env["dunning.reply"].sudo().create(
                {
                    "company_id": self.company.id, "profile_id": action.profile_id.id, "partner_id": self.parent.id,
                    "action_id": action.id, "email_from": "holding@example.com", "kind": "reply", "sender": "contact",
                }
            )  # fmt: skip
            reply._pause_plan(Date.to_date("2025-03-10"))
        self.assertEqual([self._reason(move, "2025-03-11") for move in (self.first, self.second)], ["reply"] * 2)

    def test_page_and_invoices(self):
        """The page of the message shows what both owe as it stands now; each invoice tells its own next step."""
        action = self._action("2025-03-06")
        with freeze_time("2025-03-06"):
            action._deliver_actions(Date.to_date("2025-03-06"))
        self._pay(self.first, "2025-03-07")
        with freeze_time("2025-03-08"):
            states = {line.move_id: state["amount"] for line, state in action._states_now().items()}
            self.assertEqual(states, {self.first: 0, self.second: 400})
            self.plan.grouping = "customer"
            states = {line.move_id: state["amount"] for line, state in action._states_now().items()}
            self.assertEqual(states, {self.first: 0, self.second: 400}, "whatever the plan does since")
            self.assertEqual(self.second.dunning_next_step_id, self.plan.step_ids[2])

    def test_one_company_by_itself(self):
        """A reminder by hand to one subsidiary is about its own; to the parent about all."""
        with freeze_time("2025-03-05"):
            create = self.env["dunning.action"]._create_manual
            own = create(self.south, self.company, Date.to_date("2025-03-05"), "email")
            self.assertEqual((own.partner_id, own.amount_due, own.is_of_group), (self.south, 400, False))
            whole = create(self.parent, self.company, Date.to_date("2025-03-05"), "email")
            self.assertEqual((whole.amount_due, whole.is_of_group), (1000, True))
            (own + whole)._refresh_from_ledger(Date.to_date("2025-03-05"))
        self.assertEqual((own.amount_due, whole.amount_due), (400, 1000))

    def test_beneficiaries_apart(self):
        """What is assigned to a factor is asked for by a message of its own, of both companies together."""
        house = self._customer("Factor House")
        bank = self.env["res.partner.bank"].sudo().create({"acc_number": "FR7630006000011234567890189", "partner_id": house.id})
        factor = self.env["dunning.factor"].create(
            {
                "name": "Domestic", "company_id": self.company.id, "house_id": house.id, "collects": "company", "bank_id": bank.id,
                "clause": "Assigned.",
            }
        )  # fmt: skip
        third = self._invoice("2025-03-01", 50, partner=self.south)
        self._invoice("2025-03-01", 70, partner=self.north)
        for move in (self.first, third):
            self.env["dunning.assignment"].create({"move_id": move.id, "factor_id": factor.id, "date_start": "2025-03-01"})
        with freeze_time("2025-03-06"):
            actions = self._run("2025-03-06")
        self.assertEqual({action.group_key: action.amount_due for action in actions}, {0: 470, -bank.id: 650})
        self.assertEqual(actions.partner_id, self.parent)

    def test_salesperson_of_one_company(self):
        """Who sells to one subsidiary reads nothing of what the others owe."""
        self.south.user_id = self.salesman
        action = self._action("2025-03-06")
        own = self.env["dunning.action"].with_user(self.salesman).search([("partner_id", "=", self.parent.id)])
        lines = self.env["dunning.action.line"].with_user(self.salesman).search([("action_id", "=", action.id)])
        self.assertFalse(own or lines)
        self.parent.user_id = self.salesman
        self.env.invalidate_all()
        self.assertEqual(action.with_user(self.salesman).amount_due, 1000)

    def test_no_address_of_the_parent(self):
        """Without an address of the parent somebody is asked to complete it, and nothing leaves."""
        self.parent.write({"email": False, "phone": False})
        with freeze_time("2025-03-06"):
            self.assertFalse(self._run("2025-03-06"))
        self.assertEqual(self._reason(self.first, "2025-03-06"), "no_address")
        profile = self.env["dunning.profile"].search([("partner_id", "=", self.parent.id)])
        self.assertTrue(profile.activity_ids)
