"""Trials: who is drawn, what the decision makes of it, what came of it, and what nobody may do."""

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from ...models.figures.trial import draw_half
from ...models.shared import evidence
from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestTrial(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        review = {"mode": "review"}
        cls.plan = cls._plan([(5, "email", review), (10, "email", review), (20, "phone"), (40, "registered_letter")])
        cls.company.dunning_plan_id = cls.plan
        cls.first, cls.step = cls.plan.step_ids.sorted("delay")[:2]
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")
        cls.other = cls._customer("Boulangerie Petit")
        cls.profiles = cls.env["dunning.profile"]._get_or_create(cls.customer | cls.other, cls.company)
        cls.text = cls.template.copy({"name": "Friendlier"})

    def _trial(self, **vals):
        return self.env["dunning.trial"].with_user(self.manager).create({"name": "Text", "step_id": self.step.id} | vals)

    def _begin(self, day=DAY, halves=("a", "b"), **vals):
        """Begin a trial; the first customer is in half A, the other one in B."""
        with freeze_time(day):
            trial = self._trial(**vals)
            trial.action_start()
        for partner, half in zip(self.customer | self.other, halves, strict=True):
            evidence.as_writer(trial.member_ids.sudo().filtered(lambda one, partner=partner: one.partner_id == partner)).half = half
        return trial

    def _next(self, day=DAY):
        rows = self.env["dunning.engine"]._decide_items(self.company, Date.to_date(day))
        return {row["partner_id"]: (row["step_id"], str(row["step_date"]), row["verdict"], row["channel"]) for row in rows}

    # -- who ---------------------------------------------------------------------------------------

    @freeze_time(DAY)
    def test_drawn_by_a_hash_that_anybody_computes(self):
        """PostgreSQL and Python draw alike; new customers are drawn by the run, nobody twice."""
        for rank in range(12):
            self.env["dunning.profile"]._get_or_create(self._customer(f"Garage {rank}"), self.company)
        trial = self._trial(variant_mail_template_id=self.text.id, share=30)
        trial.action_start()
        self.assertEqual(trial.seed, f"{trial.id}-{DAY}")
        self.assertEqual(len(trial.member_ids), 14)
        self.assertEqual(
            {one.partner_id.id: one.half for one in trial.member_ids},
            {one.partner_id.id: draw_half(trial.seed, one.partner_id.id, 30) for one in trial.member_ids},
        )
        late = self._customer("Garage Neuf")
        self._invoice("2025-02-20", partner=late)
        self._run(DAY)
        self.assertEqual(len(trial.member_ids), 15)
        self.assertEqual(trial.member_ids.filtered(lambda one: one.partner_id == late).drawn_on, Date.to_date(DAY))

    @freeze_time(DAY)
    def test_who_is_at_risk_is_left_out(self):
        """Key accounts, customers in difficulty, in proceedings, who owe much, who have another plan."""
        found = {}
        for name in ("key", "payer", "proceedings", "amount", "plan"):
            partner = self._customer(f"Firm {name}")
            found[partner] = name
            profile = self.env["dunning.profile"]._get_or_create(partner, self.company)
            if name == "key":
                profile.segment = "key"
            elif name == "payer":
                profile.payer_type = "difficulty"
            elif name == "proceedings":
                self.env["dunning.hold"].create({"partner_id": partner.id, "kind": "insolvency", "reason": "Judgment", "date_start": DAY})
            elif name == "amount":
                self._invoice("2025-02-01", 5000, partner=partner)
            else:
                profile.plan_id = self._plan([(7, "email")])
        trial = self._trial(variant_mail_template_id=self.text.id, amount_limit=5000)
        trial.action_start()
        reasons = {one.partner_id: one.reason for one in trial.member_ids.filtered(lambda one: one.half == "out")}
        self.assertEqual(reasons, found)
        self.assertEqual(len(trial.member_ids), 7)

    # -- the decision knows it ---------------------------------------------------------------------

    def test_another_text(self):
        """Half B gets its own words on the same day; both are the step in the memory: the call follows for both."""
        trial = self._begin(variant_mail_template_id=self.text.id)
        for partner in self.customer | self.other:
            self._have_taken(self._invoice("2025-03-01", partner=partner), self.first, DAY)
        self.assertEqual(
            self._next("2025-03-11"),
            {self.customer.id: (self.step.id, "2025-03-11", "act", "email"),
             self.other.id: (trial.variant_id.id, "2025-03-11", "act", "email")},
        )  # fmt: skip
        with freeze_time("2025-03-11"):
            actions = self._run("2025-03-11")
        self.assertEqual(
            {action.partner_id: action.mail_template_id for action in actions}, {self.customer: self.template, self.other: self.text}
        )

    def test_another_day_and_channel(self):
        """B calls on day 8 instead of writing on day 10; what was done by B is not done by A again, ended or not."""
        trial = self._begin(variant_delay=8, variant_channel="phone", variant_mail_template_id=self.text.id)
        moves = [self._invoice("2025-03-01", partner=partner) for partner in self.customer | self.other]
        for move in moves:
            self._have_taken(move, self.first, "2025-03-06")
        found = self._next("2025-03-09")
        self.assertEqual(found[self.customer.id][:3], (self.step.id, "2025-03-11", "none"))
        self.assertEqual(found[self.other.id], (trial.variant_id.id, "2025-03-09", "act", "phone"))
        self._have_taken(moves[1], trial.variant_id, "2025-03-09")
        self._have_taken(moves[0], self.step, "2025-03-11")
        call = self.plan.step_ids.filtered(lambda step: step.channel == "phone")
        for _state in ("running", "ended"):
            self.assertEqual({row[0] for row in self._next("2025-03-14").values()}, {call.id})
            trial.action_stop()

    def test_adopted(self):
        """B in the place of A: whoever had A on day 10 does not get B on day 12 again."""
        trial = self._begin(variant_delay=12, variant_mail_template_id=self.text.id)
        moves = [self._invoice("2025-03-01", partner=partner) for partner in self.customer | self.other]
        for move in moves:
            self._have_taken(move, self.first, "2025-03-06")
        self._have_taken(moves[0], self.step, "2025-03-11")
        with freeze_time("2025-03-12"):
            trial.action_adopt()
        self.assertEqual((self.step.active, trial.variant_id.active, trial.state), (False, True, "ended"))
        self.assertTrue(trial.conclusion.startswith("Too early"))
        call = self.plan.step_ids.filtered(lambda step: step.channel == "phone")
        found = self._next("2025-03-13")
        self.assertEqual((found[self.customer.id][0], found[self.other.id][0]), (call.id, trial.variant_id.id))

    # -- what came of it ---------------------------------------------------------------------------

    def test_days_and_money(self):
        """Followed from day 10: A pays 600 of 1,000 after 4 days and nothing more, B all after 2 days, less a credit note of 200."""
        trial = self._begin(variant_delay=12, horizon=20)
        first, second = (self._invoice("2025-03-01", partner=partner) for partner in self.customer | self.other)
        paid = self._invoice("2025-03-01", 500, partner=self.other)
        self._pay(first, "2025-03-15", 600)
        self._pay(paid, "2025-03-10", 500)
        self._credit_note(200, partner=self.other, date="2025-03-12")
        credit = self.env["account.move"].search([("move_type", "=", "out_refund")], order="id desc", limit=1)
        (self._items(second) | self._items(credit)).reconcile()
        self._pay(second, "2025-03-13", 800)
        self._invoice("2025-03-20", partner=self.other)  # not followed to the end yet
        with freeze_time("2025-04-01"):
            rows = {row["half"]: row for row in trial._read_halves()}
            self.assertEqual((rows["a"]["base"], rows["a"]["paid"], rows["a"]["euro_days"]), (1000, 600, 600 * 4 + 400 * 20))
            self.assertEqual((rows["b"]["base"], rows["b"]["paid"], rows["b"]["euro_days"]), (800, 800, 800 * 2))
            self.assertEqual((trial.customers_a, trial.customers_b, trial.verdict), (1, 1, "early"))

    def test_verdicts(self):
        """B two days earlier in thirty-six customers a half; the sentence says from when to when."""
        trial = self._begin(variant_mail_template_id=self.text.id)

        def rows(first, second):
            return [{"half": half, "base": 100.0, "paid": 80.0, "euro_days": 100.0 * (days + rank % 3)}
                    for half, days in (("a", first), ("b", second)) for rank in range(36)]  # fmt: skip

        values = trial._result_vals(rows(12, 10))
        self.assertEqual((values["days_a"], values["days_b"], values["effect_days"], values["verdict"]), (13, 11, -2, "b"))
        self.assertEqual(values["verdict_text"], "B brings the money 1.4 to 2.6 days earlier than A: put B into the plan.")
        self.assertEqual(trial._result_vals(rows(10, 12))["verdict"], "a")
        self.assertEqual(trial._result_vals(rows(10, 10))["verdict"], "alike")
        trial = evidence.as_writer(trial.sudo())
        trial.planned_days = 0.5
        self.assertEqual(trial._result_vals(rows(10, 10))["verdict"], "open")
        self.assertEqual(values["cash_effect"], 0)

    # -- what nobody may do ------------------------------------------------------------------------

    def test_refused(self):
        for vals in (
            {},  # nothing differs
            {"variant_delay": 7},  # two days after the step before, with an interval of three
            {"variant_delay": 18},
            {"variant_channel": "registered_letter"},
            {"variant_channel": "letter", "step_id": self._plan([(5, "email", {"letter_template_id": False})]).step_ids.id},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._trial(**vals).action_start()
        self._begin(variant_mail_template_id=self.text.id)
        with self.assertRaisesRegex(ValidationError, "one trial a step"):
            self._trial(variant_delay=12).action_start()
        other = self.setup_other_company(name="Elsewhere")["company"]
        plan = self._plan([(5, "email")], company_id=other.id)
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.env["dunning.trial"].create({"name": "Text", "step_id": plan.step_ids.id, "company_id": self.company.id})

    def test_what_is_compared_stays(self):
        trial = self._begin(variant_mail_template_id=self.text.id)
        for change in (
            lambda: self.step.write({"delay": 11}),
            lambda: trial.variant_id.write({"mail_template_id": self.template.id}),
            lambda: trial.write({"share": 20}),
            lambda: trial.member_ids[0].write({"half": "b"}),
            trial.unlink,
            trial.member_ids.unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():  # of which the others are kinds
                change()
        trial.action_stop()
        self.step.delay = 11

    def test_who_may(self):
        """Collectors read; people of other companies see nothing; salespeople neither."""
        trial = self._begin(variant_mail_template_id=self.text.id)
        self.assertEqual(trial.with_user(self.collector).verdict, "early")
        for call in (trial.with_user(self.collector).action_stop, lambda: trial.with_user(self.salesman).read(["name"])):
            with self.assertRaises(AccessError):
                call()
        action = trial.with_user(self.collector).action_open_members()
        self.assertEqual(self.env["dunning.trial.member"].search_count(action["domain"]), 2)
        self.assertEqual(trial.action_open_variant()["res_id"], trial.variant_id.id)
