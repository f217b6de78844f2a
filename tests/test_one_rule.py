"""One rule, one place: what several screens say of the same thing comes from one function, so they agree."""

from odoo.fields import Command, Date
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.decision.dunning_decision import REASONS
from ..models.item.invoice_status import read_status, sql_status
from ..models.shared.channels import CHANNELS
from ..models.shared.question import Question
from ..models.shared.receivable import TRADE_DOMAIN, find_trade_items, get_due_day
from .common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestOneReceivable(DunningCommon):
    """What is chased, and since when: the decision and every screen mean the same items and the same day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        cls.company.dunning_journal_ids = cls.company_data["default_journal_misc"]
        cls.trade = cls._invoice("2025-03-01")
        cls.deposit = cls._invoice("2025-03-01", 500.0)
        account = cls.company_data["default_account_receivable"].copy({"non_trade": True, "code": "411999"})
        cls._items(cls.deposit).account_id = account
        cls.entry = cls._general_entry((cls.customer, False, 700))  # bears no due date: 2025-01-31, its own
        cls.chased = cls._items(cls.trade) | cls._items(cls.entry)

    def test_what_is_chased(self):
        moves = self.trade | self.deposit | self.entry
        self.assertEqual(find_trade_items(moves.line_ids), self.chased.sorted())
        own = [("move_id", "in", moves.ids)]
        found = {
            "domain": self.env["account.move.line"].search([*TRADE_DOMAIN, *own]),
            "decision": self.env["account.move.line"].browse(self._decide(DAY)),
            "receivables": self.env["dunning.receivable"].search([("id", "in", moves.line_ids.ids)]),
            "aged balance": self.env["dunning.aged.item"].with_context(dunning_aged={"day": DAY, "trade": True}).search(own),
        }
        self.assertEqual({name: set(items.ids) for name, items in found.items()}, {name: set(self.chased.ids) for name in found})

    def test_what_is_said_of_it(self):
        """Promise, dispute, hold and bank receipts mean the items that are chased."""
        moves = self.trade | self.deposit
        for window in (
            self.env["dunning.promise.wizard"]._open_promise_wizard(self.customer, moves=moves),
            self.env["dunning.dispute.wizard"]._open_dispute_wizard(self.customer, moves=moves),
        ):
            self.assertEqual(window["context"]["default_receivable_ids"], [Command.set(self._items(self.trade).ids)])
        holds = self._hold(self.trade) | self._hold(self.deposit)
        self.assertEqual(holds._filter_unpaid(Date.to_date(DAY)), holds[0])
        self._bank_line(500, "2025-03-05", partner_id=self.customer.id)
        held = [row["item_id"] for row in self._decide(DAY).values() if row["reason"] == "bank_line"]
        self.assertEqual(held, self._items(self.entry).ids)  # the oldest, not the deposit of this amount

    def test_since_when(self):
        items = self.chased
        days = {item.id: get_due_day(item) for item in items}
        self.assertEqual(sorted(days.values()), [Date.to_date("2025-01-31"), Date.to_date("2025-03-01")])
        Aged = self.env["dunning.aged.item"].with_context(dunning_aged={"day": DAY})
        self.assertEqual({row.id: row.date_due for row in Aged.browse(items.ids)}, days)
        self.assertEqual({row.id: row.date_due for row in self.env["dunning.receivable"].browse(items.ids)}, days)
        self.assertEqual({item: row["date_due"] for item, row in self._decide(DAY).items()}, days)


@tagged("post_install", "-at_install")
class TestOnePlan(DunningCommon):
    """Which plan a customer follows: decision, customer's page, key figures and simulations choose the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usual, cls.own, cls.old, cls.special = (cls._plan([(5, "email")], name=name) for name in ("Usual", "Own", "Old", "Special"))
        cls.company.dunning_plan_id = cls.usual
        cls.special.segment = "key"
        cls.moves = {}
        for name, segment, own, given in (
            ("default", "standard", None, None), ("filter", "key", None, None), ("own", "key", cls.own, None),
            ("archived", "key", cls.old, None), ("given", "key", cls.own, cls.usual), ("given archived", "key", None, cls.old),
        ):  # fmt: skip
            partner = cls._customer(name)
            profile = cls.env["dunning.profile"]._get_or_create(partner, cls.company)
            profile.write({"segment": segment, "plan_id": own and own.id})
            cls.moves[name] = cls._invoice("2025-03-01", partner=partner)
            if given:
                cls.moves[name].dunning_plan_id = given
        cls.old.active = False
        cls.profiles = cls.env["dunning.profile"].search([("company_id", "=", cls.company.id)])

    def _plans(self, **more):
        """Return the name of the plan of each invoice by the decision."""
        partners = self.profiles.partner_id
        rows = self.env["dunning.engine"]._answer_question(Question(self.company, Date.to_date(DAY), partners, **more))
        plans = {row["move_id"]: self.env["dunning.plan"].browse(row["plan_id"]).name for row in rows}
        return {name: plans[move.id] for name, move in self.moves.items()}

    def test_order(self):
        self.assertEqual(
            self._plans(),
            {
                "default": "Usual", "filter": "Special", "own": "Own", "archived": "Special", "given": "Usual",
                "given archived": "Special",
            },
        )  # fmt: skip

    def test_customers(self):
        """What is given to one invoice is no plan of its customer; all else is the same on page, in figures and decision."""
        found = self._plans() | {"given": "Own"}
        self.assertEqual({profile.partner_id.name: profile.effective_plan_id.name for profile in self.profiles}, found)
        origins = {profile.partner_id.name: profile.plan_origin for profile in self.profiles}
        self.assertEqual(origins["default"], "the company's default")
        self.assertEqual({origins[name] for name in ("filter", "archived", "given archived")}, {"segment or filter of the plan"})
        self.assertEqual({origins[name] for name in ("own", "given")}, {"given to this customer"})
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.name, %s FROM dunning_profile AS profile JOIN res_partner AS partner ON partner.id = profile.partner_id
                 WHERE profile.id = ANY(%s)
                """,
                self.env["dunning.metrics"]._sql_plan_group(self.company),
                self.profiles.ids,
            )
        )
        self.assertEqual({name: self.env["dunning.plan"].browse(int(plan)).name for name, plan in rows}, found)

    def test_another_choice(self):
        """A simulation changes the choice, not the rule."""
        other, now = self._plan([(9, "email")], name="Other"), self._plans()
        self.assertEqual(self._plans(plan_choice=(other.id, None)), dict.fromkeys(now, "Other"))
        self.assertEqual(
            self._plans(plan_choice=(other.id, self.special.id)),
            {name: "Other" if plan == "Special" else plan for name, plan in now.items()},
        )
        self.assertEqual(self._plans(plan_choice=(other.id, False)), now | {"default": "Other"})


@tagged("post_install", "-at_install")
class TestOneStep(DunningCommon):
    """Who does a step, and whether somebody looks first: runs (Python) and simulations (SQL) say the same."""

    def test_owner(self):
        people = {name: self._user(f"owner_{name}", "account_dunning.group_dunning_user") for name in ("sender", "own", "collector")}
        deputy = self._user("deputy", "account_dunning.group_dunning_user")
        manager = self._user("head", "account_dunning.group_dunning_manager")
        self.customer.user_id = self.salesman
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.write({"collector_id": people["collector"].id, "deputy_id": deputy.id, "own_salesperson_id": people["own"].id})
        self.company.dunning_manager_id = manager
        plan = self._plan(
            [
                (5, "phone", {"sender": "user", "sender_user_id": people["sender"].id}), (10, "phone", {"sender": "salesperson"}),
                (15, "phone", {"sender": "collector"}),
            ]
        )  # fmt: skip
        steps = plan.step_ids.sorted("delay")
        gone = [None, people["sender"], people["own"], self.salesman, people["collector"], deputy, self.collector, manager]
        expected = [
            ("owner_sender", "owner_own", "owner_collector"), ("owner_collector", "owner_own", "owner_collector"),
            ("owner_collector", "sales_c", "owner_collector"), ("owner_collector", "owner_collector", "owner_collector"),
            ("deputy", "deputy", "deputy"), ("collector_c", "collector_c", "collector_c"), ("head", "head", "head"), (False,) * 3,
        ]  # fmt: skip
        for user, names in zip(gone, expected, strict=True):
            if user:
                user.active = False
            self.assertEqual(tuple(step._step_owner(profile).login for step in steps), names)
            self.assertEqual(self._owners_in_sql(steps, profile), names)
        profile.write({"collector_id": False, "deputy_id": False})
        self.company.dunning_collector_id = False
        manager.active = True
        # who was meant is gone, and nobody else is named: the credit manager; where nobody was meant: nobody
        expected = ("head", "head", False)
        self.assertEqual(tuple(step._step_owner(profile).login for step in steps), expected)
        self.assertEqual(self._owners_in_sql(steps, profile), expected)

    def _owners_in_sql(self, steps, profile):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s FROM dunning_plan_step AS step
                  JOIN dunning_profile AS profile ON profile.id = %s
                  JOIN res_partner AS customer ON customer.id = profile.partner_id
                  JOIN res_company AS company ON company.id = profile.company_id
                  LEFT JOIN account_move AS invoice ON FALSE
                 WHERE step.id = ANY(%s) ORDER BY step.delay
                """,
                steps._sql_step_owner("step", "customer", "invoice"),
                profile.id,
                steps.ids,
            )
        )
        return tuple(self.env["res.users"].browse(row[0] or ()).login for row in rows)

    def test_first_state(self):
        """A review, a call, a registered letter, and what stands for a call or letter wait for a person."""
        Step = self.env["dunning.plan.step"]
        channels = [code for code, _label in CHANNELS]
        cases = [(mode, channel, used) for mode in ("auto", "review") for channel in channels for used in channels]
        waiting = {case for case in cases if Step.new({"mode": case[0], "channel": case[1]})._waits_for_person(case[2])}
        rows = self.env.execute_query(
            SQL(
                "SELECT step.mode, step.channel, used FROM UNNEST(%s, %s, %s) AS step(mode, channel, used) WHERE %s",
                *(list(column) for column in zip(*cases, strict=True)),
                Step._sql_waits_for_person("step", SQL("used")),
            )
        )
        self.assertEqual(set(rows), waiting)
        self.assertLessEqual({("review", "email", "email"), ("auto", "phone", "phone"), ("auto", "letter", "email")}, waiting)
        self.assertFalse({("auto", "email", "email"), ("auto", "email", "letter"), ("auto", "letter", "letter")} & waiting)


@tagged("post_install", "-at_install")
class TestOneStatus(DunningCommon):
    def test_status_of_a_reason(self):
        """The invoice's form (Python) and its list and filters (SQL) give each reason the same status."""
        suspended = self.env["dunning.decision"]._suspended_codes()
        cases = [(reason, overdue) for reason in [*REASONS, "hold", "a reason of another add-on"] for overdue in (True, False)]
        rows = self.env.execute_query(
            SQL(
                "SELECT reason, is_overdue, %s FROM UNNEST(%s, %s) AS decision(reason, is_overdue)",
                sql_status(suspended),
                *(list(column) for column in zip(*cases, strict=True)),
            )
        )
        self.assertEqual(rows, [(*case, read_status(*case, suspended)) for case in cases])
        found = {row[:2]: row[2] for row in rows}
        expected = {
            ("act", True): "to_remind", ("contacted", True): "waiting", ("contacted", False): "upcoming", ("hold", False): "on_hold",
            ("plan_finished", True): "finished", ("plan_finished", False): "upcoming", ("no_plan", False): "problem",
            ("covered", True): "covered", ("in_progress", True): "in_progress", ("moratorium", True): "on_hold",
        }  # fmt: skip
        self.assertEqual({case: found[case] for case in expected}, expected)


@tagged("post_install", "-at_install")
class TestOneMatcher(DunningCommon):
    """A credit and a bank receipt with the same text name the same invoices."""

    def test_texts(self):
        moves = [self._invoice("2025-03-01", 1000.0 + number) for number in range(2)]
        first, second = (self._items(move) for move in moves)
        number = moves[1].name
        parts = number.split("/")
        texts = {
            number: second, f"VIR SEPA {number.lower()}.": second, f"/ROC/{number}/REF": second, number.replace("/", " - "): second,
            number.replace("/", ""): second, f"{number}1": None, parts[-1]: None, f"X{number}": None,
            f"{moves[0].name} and {number}": first + second,
        }  # fmt: skip
        for text, named in texts.items():
            line = self._bank_line(10, "2025-03-05", payment_ref=text)
            self.assertEqual(self._named_by_receipts(), set((named or first.browse()).ids), text)
            line.move_id.button_draft()
            payment = self._payment(10, "2025-03-05", memo=text)
            self.assertEqual(self._named_by_credits(payment), set((named or first.browse()).ids), text)
            payment.action_draft()

    def _named_by_receipts(self):
        self.env.flush_all()
        receipts, question = self.env["dunning.bank.receipt"], Question(self.company, Date.to_date(DAY))
        parts = SQL(", ").join(receipts._sql_receipt_parts(question.company, question.today))
        item = self.env["dunning.engine"]._sql_item(question)
        return {row[0] for row in self.env.execute_query(SQL("WITH item AS (%s), %s SELECT item_id FROM named_item", item, parts))}

    def _named_by_credits(self, payment):
        self.env.flush_all()
        question = Question(self.company, Date.to_date(DAY), self.customer)
        ctes = self.env["dunning.engine"]._statement_ctes(question)
        [credit] = self._items(payment.move_id).ids
        query = SQL("WITH RECURSIVE %s SELECT debit_id FROM named WHERE credit_id = %s", SQL(", ").join(ctes), credit)
        return {row[0] for row in self.env.execute_query(query)}
