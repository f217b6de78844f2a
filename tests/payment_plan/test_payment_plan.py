"""Payment plans: what may be offered and by whom, what rests meanwhile, and how they are followed to their end."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ...models.payment_plan.dunning_payment_plan import TERMS
from ...models.shared.question import Question
from ..common_delivery import DeliveryCommon

DAY = "2025-03-10"  # a Monday
DAYS = ("2025-03-20", "2025-04-20", "2025-05-20")


class PlanCommon(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email"), (200, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.a = cls._invoice("2025-03-01", 1000)
        cls.b = cls._invoice("2025-03-02", 400)

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(f"{DAY} 10:00:00"))

    @classmethod
    def _authority(cls, **vals):
        return cls.env["dunning.payment.plan.authority"].create({"company_id": cls.company.id, "user_id": cls.collector.id, **vals})

    def _dialogue(self, user=None, **vals):
        user = user or self.manager
        form = self.env["dunning.payment.plan.wizard"].with_user(user)
        return form.create({"partner_id": self.customer.id, "first_date": DAYS[0], "count": 3, **vals})

    def _offer(self, user=None, **vals):
        window = self._dialogue(user, **vals).action_confirm()
        self.env.flush_all()
        return self.env["dunning.payment.plan"].browse(window["res_id"])

    def _accepted(self, **vals):
        plan = self._offer(**vals)
        plan.sudo()._accept_plan("Jane Durand", "Manager", "link", self.customer)
        return plan

    def _told(self, plan):
        return plan.sudo().message_ids.filtered(lambda one: one.message_type == "auto_comment").sorted("id").mapped("subject")

    def _live(self, day):
        """Do the run of a day."""
        with freeze_time(f"{day} 10:00:00"):
            actions = self._run(day)
        self.env.invalidate_all()
        return actions


@tagged("post_install", "-at_install")
class TestPaymentPlan(PlanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_pp", "account_dunning.group_dunning_manager")

    # -- offering ----------------------------------------------------------------------------------

    def test_proposal(self):
        """What is overdue, 1,400, in three parts a month apart; another number makes other parts."""
        with Form(self.env["dunning.payment.plan.wizard"].with_user(self.manager).with_context(
            default_partner_id=self.customer.id, default_first_date="2025-01-31")) as form:  # fmt: skip
            self.assertEqual(form.amount_open, 1400.0)
            form.count = 4
        wizard = form.record
        self.assertEqual([str(line.date) for line in wizard.line_ids], ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"])
        self.assertEqual(wizard.line_ids.mapped("amount"), [350.0] * 4)

    def test_first_day_at_the_calendars_end(self):
        """The screen computes no instalments from there, and what is kept is refused in a sentence that names the day."""
        wizard = self.env["dunning.payment.plan.wizard"].with_user(self.manager)
        vals = {"partner_id": self.customer.id, "first_date": "9999-12-31", "count": 4}
        self.assertFalse(wizard.new(vals).line_ids)
        with self.assertRaisesRegex(UserError, "12/31/9999"):
            wizard.create(vals)

    def test_offered_by_a_manager(self):
        plan = self._offer()
        self.assertEqual((plan.state, plan.amount, str(plan.date_until)), ("offered", 1400.0, "2025-03-18"))
        self.assertEqual(plan.granted_by_id, self.manager)
        self.assertEqual(plan.line_ids.mapped("amount"), [466.67, 466.67, 466.66])
        self.assertEqual([str(day) for day in plan.line_ids.mapped("date")], list(DAYS))
        self.assertEqual(plan.item_ids.mapped("amount"), [1000.0, 400.0])
        self.assertEqual(plan.acceptance_ids.mapped("side"), ["company"])
        self.assertEqual(len(self._told(plan)), 1)
        row = self._row(self.a, DAY)
        self.assertEqual((row["reason"], str(row["until"])), ("payment_plan", "2025-03-18"))
        self.assertEqual(self._reason(self.a, "2025-03-19"), "act", "the offer stands no longer")
        self.assertFalse(plan.promise_ids)

    def test_document(self):
        plan = self._offer()
        document = " ".join(plan.document.split())
        for text in (self.a.name, "acknowledges owing", "no novation", "Interest and compensation for late payment are reserved",
                     "not paid 8 days after its day", "within 8 days of the notice, all the rest is due at once", "466.67"):  # fmt: skip
            self.assertIn(text, document)
        self.assertEqual(len(plan.document_hash), 64)
        self.assertEqual(plan.acceptance_ids.document_hash, plan.document_hash)

    def test_nobody_else_is_granted(self):
        """Without authorities only managers grant: the collector's offer waits, and nothing leaves or rests."""
        plan = self._offer(self.collector)
        self.assertEqual((plan.state, plan.decider_id.has_group("account_dunning.group_dunning_manager")), ("approval", True))
        self.assertFalse(self._told(plan))
        self.assertEqual(self._reason(self.a, DAY), "act")
        self.assertTrue(plan.activity_ids.filtered(lambda task: task.user_id == plan.decider_id))
        with self.assertRaises(AccessError):
            plan.with_user(self.collector).action_approve()
        plan.with_user(self.manager).action_approve()
        self.assertEqual((plan.state, plan.granted_by_id, len(self._told(plan))), ("offered", self.manager, 1))
        self.assertFalse(plan.activity_ids)
        with self.assertRaises(UserError):
            plan.with_user(self.manager).action_approve()

    def test_not_granted(self):
        plan = self._offer(self.collector)
        plan.with_user(self.manager).action_refuse()
        self.assertEqual((plan.state, str(plan.ended_on)), ("refused", DAY))

    def test_what_a_collector_grants_alone(self):
        """Up to 1,400 in three instalments within 71 days; each limit one below it asks somebody else."""
        authority = self._authority(amount=1400, days=71, instalments=3)
        for limits in ({"amount": 1399.99}, {"days": 70}, {"instalments": 2}):
            with self.subTest(limits):
                kept = {name: authority[name] for name in limits}
                authority.write(limits)
                plan = self._offer(self.collector)
                self.assertEqual(plan.state, "approval")
                plan.with_user(self.collector).action_withdraw()
                authority.write(kept)
        self.assertEqual(self._offer(self.collector, waive_by=DAYS[2]).state, "approval")
        self.env["dunning.payment.plan"].search([("state", "=", "approval")]).action_withdraw()
        self.assertEqual(self._offer(self.collector).state, "offered")

    def test_cannot_be_offered(self):
        def lines(*rows):
            return [Command.create({"date": day, "amount": amount}) for day, amount in rows]

        cases = (
            {"line_ids": lines((DAYS[0], 1400.01))}, {"line_ids": lines(("2025-03-09", 10))}, {"line_ids": lines()},
            {"line_ids": lines((DAYS[0], 10), (DAYS[0], 10))}, {"line_ids": lines((DAYS[0], 0))},
        )  # fmt: skip
        for vals in cases:
            with self.subTest(vals), self.assertRaises(UserError):
                self._dialogue(**vals).action_confirm()
        self._offer()
        with self.assertRaisesRegex(UserError, "in a payment plan"):
            self._offer()

    def test_part_of_it(self):
        """900 in two parts: the oldest invoice is paid by it, 100 of it and all of the other one stay out."""
        plan = self._offer(line_ids=[Command.create({"date": day, "amount": 450}) for day in DAYS[:2]])
        self.assertEqual([(item.move_id, item.amount) for item in plan.item_ids], [(self.a, 900.0)])
        self.assertEqual(self._reason(self.b, DAY), "act")

    def test_offers_that_come_to_nothing(self):
        plan = self._offer()
        plan.action_send()
        self.assertEqual(len(self._told(plan)), 2)
        plan.with_user(self.collector).action_withdraw()
        self.assertEqual((plan.state, self._reason(self.a, DAY)), ("withdrawn", "act"))
        other = self._offer()
        self._live("2025-03-18")
        self.assertEqual(other.state, "offered")
        self._live("2025-03-19")
        self.assertEqual(other.state, "expired")
        self.assertTrue(other.activity_ids)
        with self.assertRaises(UserError):
            other.sudo()._accept_plan("Jane", "Manager", "link")

    # -- from elsewhere ----------------------------------------------------------------------------

    def test_from_the_customer_and_lists(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company).with_user(self.collector)
        window = profile.action_payment_plan()
        self.assertEqual((window["res_model"], window["context"]["default_partner_id"]), ("dunning.payment.plan.wizard", self.customer.id))
        self.assertEqual(self.env["dunning.payment.plan"].action_new()["res_model"], "dunning.payment.plan.wizard")
        plan = self._offer()
        self.assertEqual(profile.payment_plan_count, 1)
        self.assertEqual(self.env["dunning.payment.plan"].search(profile.action_open_payment_plans()["domain"]), plan)
        self.assertEqual(self.env["account.move"].search(plan.action_open_items()["domain"]), self.a | self.b)
        self.assertEqual(plan.action_open_customer()["res_id"], profile.id)

    def test_from_a_call(self):
        """Offering it reports the call; the invoices rest, and nothing more is done about them that day."""
        self.plan.step_ids[0].write({"channel": "phone", "mode": "review"})
        call = self._run(DAY)
        self._authority()
        report = self.env["dunning.call.wizard"].with_user(self.collector).create({"action_id": call.id})
        context = report.action_offer_plan()["context"]
        self.env["dunning.payment.plan.wizard"].with_user(self.collector).with_context(**context).create({}).action_confirm()
        plan = self.env["dunning.payment.plan"].search([("action_id", "=", call.id)])
        self.assertEqual((call.state, call.outcome, plan.state, plan.source, plan.amount), ("done", "reached", "offered", "call", 1400.0))
        self.assertEqual(self._reason(self.a, DAY), "payment_plan")

    # -- running -----------------------------------------------------------------------------------

    def test_accepted(self):
        plan = self._accepted()
        self.assertEqual((plan.state, str(plan.accepted_on)), ("running", DAY))
        self.assertEqual([(str(one.date_payment), one.amount) for one in plan.promise_ids.sorted("date_payment")],
                         list(zip(DAYS, (466.67, 466.67, 466.66), strict=True)))  # fmt: skip
        self.assertEqual(plan.line_ids.promise_id, plan.promise_ids)
        theirs = plan.acceptance_ids.filtered(lambda one: one.side == "customer")
        self.assertEqual((theirs.name, theirs.capacity, theirs.document_hash), ("Jane Durand", "Manager", plan.document_hash))
        row = self._row(self.b, DAY)
        # the last day, eight of grace, eight of the notice
        self.assertEqual((row["reason"], str(row["until"])), ("payment_plan", "2025-06-05"))
        plan.sudo()._accept_plan("Jane Durand", "Manager", "link")
        self.assertEqual(len(plan.promise_ids), 3, "accepted once")
        self.assertEqual(len(self._told(plan)), 2)

    def test_accepted_elsewhere(self):
        plan = self._offer()
        window = plan.with_user(self.collector).action_accepted()
        dialogue = self.env["dunning.payment.plan.accept.wizard"].with_user(self.collector).with_context(**window["context"])
        with self.assertRaises(UserError):
            dialogue.create({"name": " "}).action_confirm()
        dialogue.create({"name": "Jane", "capacity": "Manager"}).action_confirm()
        theirs = plan.acceptance_ids.filtered(lambda one: one.side == "customer")
        self.assertEqual((plan.state, theirs.via, theirs.user_id), ("running", "paper", self.collector))

    def test_paid_meanwhile(self):
        """What is not open any more cannot be promised: a new offer is needed, and nothing is half accepted."""
        plan = self._offer()
        self._pay(self.a, DAY)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            plan.sudo()._accept_plan("Jane", "Manager", "link")
        self.env.invalidate_all()
        self.assertEqual((plan.state, len(plan.acceptance_ids), len(plan.promise_ids)), ("offered", 1, 0))

    def test_kept(self):
        """Reminded three days before each; paid by the instalments the plan is kept, and each counts as a promise kept."""
        plan = self._accepted()
        self._live("2025-03-16")
        self.assertEqual(len(self._told(plan)), 2)
        self._live("2025-03-17")
        self._live("2025-03-18")
        self.assertIn("next instalment", self._told(plan)[2])
        self._pay(self.a, "2025-03-20", 466.67)
        self._live("2025-03-21")
        self.assertEqual(plan.line_ids.mapped("state"), ["kept", "open", "open"])
        self._pay(self.a, "2025-04-20", 466.67)
        self._pay(self.a, "2025-05-19", 66.66)
        self._pay(self.b, "2025-05-19", 400)
        self._live("2025-05-21")
        self.assertEqual((plan.state, plan.amount_paid, str(plan.ended_on)), ("kept", 1400.0, "2025-05-21"))
        profile = plan.profile_id
        self.assertEqual((profile.promise_kept_count, profile.promise_kept_ratio), (3, 1.0))

    def test_broken(self):
        """Nothing comes: an e-mail after two days, broken after eight; dunning goes on with the step after the last one taken."""
        self._have_taken(self.a, self.plan.step_ids[0], "2025-03-07")
        plan = self._accepted(rest_due=False)
        self._live("2025-03-21")
        self.assertEqual(len(self._told(plan)), 2)
        self._live("2025-03-22")
        self.assertIn("missing", self._told(plan)[2])
        self.assertFalse(self._live("2025-03-28"))
        self.assertEqual((plan.state, self._reason(self.a, "2025-03-28")), ("running", "payment_plan"))
        actions = self._live("2025-03-29")
        self.assertEqual(plan.state, "broken")
        self.assertEqual(set(plan.promise_ids.mapped("state")), {"broken", "cancelled"})
        line = actions.advance_line_ids.filtered(lambda line: line.move_id == self.a)
        self.assertEqual(line.step_id, self.plan.step_ids[1], "the history of the invoice goes on where it stood")
        self.assertTrue(plan.activity_ids)

    def test_notice(self):
        """Where the rest falls due: notice after eight days, broken when eight more bring neither money nor answer."""
        plan = self._accepted()
        self._live("2025-03-29")
        self.assertEqual((plan.state, str(plan.noticed_on)), ("running", "2025-03-29"))
        self.assertIn("notice", self._told(plan)[-1])
        self._live("2025-04-06")
        self.assertEqual(plan.state, "running")
        self._live("2025-04-07")
        self.assertEqual((plan.state, self._reason(self.a, "2025-04-07") != "payment_plan"), ("broken", True))

    def test_notice_answered(self):
        plan = self._accepted()
        self._live("2025-03-29")
        with freeze_time("2025-03-31 10:00:00"):
            self.env["dunning.reply"].sudo().create({
                "company_id": self.company.id, "profile_id": plan.profile_id.id, "partner_id": self.customer.id, "sender": "contact",
                "subject": "Wait", "message_ref": "<x@example.com>",
            })  # fmt: skip
        self._live("2025-04-07")
        self.assertEqual(plan.state, "running", "somebody reads the answer first")
        with freeze_time("2025-04-07 11:00:00"):
            plan.with_user(self.collector).action_break()
        self.assertEqual(plan.state, "broken")

    def test_notice_heeded(self):
        plan = self._accepted()
        self._live("2025-03-29")
        self._pay(self.a, "2025-03-31", 466.67)
        self._live("2025-04-07")
        self.assertEqual((plan.state, plan.noticed_on, plan.line_ids[0].state), ("running", False, "late"))

    def test_nothing_missed(self):
        plan = self._accepted()
        with self.assertRaisesRegex(UserError, "was missed"):
            plan.with_user(self.collector).action_break()

    # -- a new due date ----------------------------------------------------------------------------

    def test_new_due_date(self):
        """1,400 on one day: it is due then; interest and the insurer count from the former days; the history goes on."""
        self._have_taken(self.a, self.plan.step_ids[0], "2025-03-07")
        plan = self._accepted(effect="ledger", count=1, first_date="2025-04-30", rest_due=False)
        self.assertEqual([str(day) for day in self._items(self.a | self.b).mapped("date_maturity")], ["2025-04-30"] * 2)
        self.assertEqual([str(day) for day in self._items(self.a | self.b).mapped("dunning_date_original")], ["2025-03-01", "2025-03-02"])
        row = self._row(self.a, "2025-04-30")
        self.assertEqual((row["reason"], str(row["date_due"])), ("payment_plan", "2025-04-30"))
        legal = self.env["dunning.interest.debt"]._due_day(self._items(self.a), plan.profile_id)
        self.assertEqual(str(legal), "2025-03-01")
        for basis, days in (("due", -51), ("original", 9)):
            options = self.env["dunning.aging"]._read_options({"day": DAY, "basis": basis})
            items = self.env["dunning.aging"]._sql_items(options)
            found = self.env.execute_query_dict(SQL("SELECT days FROM (%s) AS item WHERE id = %s", items, self._items(self.a).id))
            self.assertEqual(found, [{"days": days}])
        with self.assertRaisesRegex(UserError, "still runs"):
            plan.action_restore_dates()
        self._live("2025-05-09")
        self.assertEqual(plan.state, "broken")
        row = self._row(self.a, "2025-05-15")
        self.assertEqual((row["step_id"], str(row["next_date"])), (self.plan.step_ids[1].id, "2025-05-15"))
        with self.assertRaises(AccessError):
            plan.with_user(self.collector).action_restore_dates()
        plan.with_user(self.manager).action_restore_dates()
        self.assertEqual([str(day) for day in self._items(self.a | self.b).mapped("date_maturity")], ["2025-03-01", "2025-03-02"])
        self.assertFalse(any(self._items(self.a | self.b).mapped("dunning_date_original")))
        with self.assertRaises(UserError):
            plan.with_user(self.manager).action_restore_dates()

    def test_new_due_date_of_all_of_it(self):
        """A due date is the whole item's: not a part of what is open."""
        with self.assertRaisesRegex(UserError, "add up"):
            self._offer(effect="ledger", line_ids=[Command.create({"date": DAYS[0], "amount": 1399.99})])

    def test_acknowledged(self):
        self._accepted()
        found = self.env["dunning.interruption"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((set(found.mapped("kind")), found.move_id, str(found[0].date)), ({"acknowledgement"}, self.a | self.b, DAY))

    def test_posted_anew(self):
        """Items of an invoice that is posted anew are found again by their rank."""
        plan = self._accepted()
        self.a.button_draft()
        self.a.action_post()
        self.assertEqual(plan.item_ids.filtered(lambda item: item.move_id == self.a).move_line_id, self._items(self.a))
        self.assertEqual(self._reason(self.a, DAY), "payment_plan")

    # -- cost --------------------------------------------------------------------------------------

    def test_fee_and_interest(self):
        """30.00, and 10 % a year on 466.67 for 10 and 41 days and on 466.66 for 71: 1.28 + 5.24 + 9.08 = 15.60; a draft."""
        plan = self._accepted(fee=30, interest_rate=10)
        self.assertEqual((plan.fee, plan.interest), (30.0, 15.6))
        move = plan.cost_move_id
        self.assertEqual((move.state, move.move_type, str(move.invoice_date_due)), ("draft", "out_invoice", DAYS[2]))
        self.assertEqual(move.partner_id, self.customer)
        self.assertEqual(move.invoice_line_ids.mapped("price_unit"), [30.0, 15.6])
        self.assertIn("45.60", plan.document)

    def test_consumer(self):
        """No fee, no interest, no acceleration: a missed instalment breaks nothing by itself, a person decides."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.debtor_class = "consumer"
        with self.assertRaisesRegex(UserError, "Consumers pay no fee"):
            self._offer(fee=1)
        with self.assertRaisesRegex(UserError, "Consumers pay no fee"):
            self._offer(interest_rate=1)
        plan = self._accepted(waive_by=DAYS[2])
        self.assertEqual((plan.rest_due, plan.waive_by, plan.debtor_class), (False, False, "consumer"))
        self.assertNotIn("compensation", plan.document)
        self._live("2025-03-29")
        self._live("2025-04-10")
        self.assertEqual((plan.state, self._reason(self.a, "2025-04-10")), ("running", "payment_plan"))
        self.assertIn("missing", self._told(plan)[-1])

    # -- what others know of it --------------------------------------------------------------------

    def test_simulation_and_past(self):
        """A past day knows the plan as it stood then; a later day while it runs, and after it was broken."""
        plan = self._accepted(rest_due=False)
        self._live("2025-03-29")
        reasons = {}
        for day in ("2025-03-09", "2025-03-28", "2025-03-29"):
            rows = self.env["dunning.engine"]._answer_question(Question(self.company, Date.to_date(day), self.customer, as_of=True))
            reasons[day] = {row["reason"] for row in rows if row["move_id"] == self.b.id}
        self.assertEqual(plan.state, "broken")
        self.assertEqual([reasons[day] == {"payment_plan"} for day in reasons], [False, True, False])

    def test_aged_balance_and_forecast(self):
        """Promised in the aged balance; expected by the days of the instalments in the forecast."""
        self._accepted()
        self.env.flush_all()
        rows = self.env["dunning.aged.item"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(set(rows.mapped("held")), {"promise"})

    # -- evidence and access -----------------------------------------------------------------------

    def test_evidence(self):
        plan = self._accepted()
        for name in sorted(TERMS - {"line_ids", "item_ids", "acceptance_ids"}):
            with self.subTest(name), self.assertRaises(UserError):
                plan.sudo().write({name: False})
        for records in (plan.acceptance_ids, plan.line_ids, plan.item_ids, plan):
            with self.subTest(records._name), self.assertRaises(UserError):
                records.sudo().unlink()
        with self.assertRaises(UserError):
            plan.acceptance_ids.sudo().write({"name": "Somebody else"})

    def test_roles_and_companies(self):
        """Collectors of the company see and offer; salespeople see their own customers' plans and do nothing; others nothing."""
        plan = self._accepted()
        stranger = self._user("nobody_pp", "base.group_user")
        other = self.setup_other_company(name="Elsewhere")["company"]
        foreign = self._user("foreign_pp", "account_dunning.group_dunning_manager")
        foreign.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertTrue(plan.with_user(self.collector).has_access("read"))
        for user in (stranger, foreign, self.salesman):
            with self.subTest(user.login):
                found = plan.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).sudo(False)
                self.assertFalse(found.has_access("read"))
                with self.assertRaises(AccessError):
                    found.action_break()
        self.customer.user_id = self.salesman
        self.env.invalidate_all()
        mine = plan.with_user(self.salesman).sudo(False)
        self.assertTrue(mine.has_access("read"))
        for deed in ("action_withdraw", "action_approve", "action_refuse", "action_send", "action_break", "action_accepted"):
            with self.subTest(deed), self.assertRaises(AccessError):
                getattr(mine, deed)()
        for user in (self.collector, self.manager):
            with self.assertRaises(AccessError):
                plan.with_user(user).sudo(False).write({"note": "x"})
