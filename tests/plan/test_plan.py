"""Plans: what cannot work is refused in a sentence, what was used is kept, and each item finds its plan."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestPlan(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._invoice("2025-03-01")

    def assertRefused(self, sentence, call):
        """Assert that a call is refused with exactly this sentence."""
        with self.assertRaises(ValidationError) as caught:
            call()
        self.assertEqual(str(caught.exception), sentence)

    def _refused_step(self, sentence, delay, channel, vals):
        self.assertRefused(
            f"Plan “Test plan”, step “{channel} {delay}” (D+{delay}): {sentence}",
            lambda: self._plan([(delay, channel, vals)]),
        )

    # -- steps that could not be carried out -------------------------------------------------------

    def test_email_without_text(self):
        self._refused_step(
            "an e-mail needs a text: choose an e-mail template.", 5, "email", {"mail_template_id": False}
        )

    def test_text_taken_away_later(self):
        plan = self._plan([(5, "email")])
        self.assertRefused(
            "Plan “Test plan”, step “email 5” (D+5): an e-mail needs a text: choose an e-mail template.",
            lambda: plan.step_ids.write({"mail_template_id": False}),
        )

    def test_letter_without_text(self):
        for channel in ("letter", "registered_letter"):
            self._refused_step(
                "a letter needs a text: choose a letter template.", 5, channel, {"letter_template_id": False}
            )

    def test_sms_without_text(self):
        sentence = "an SMS needs a text: choose an SMS template that is not empty."
        self._refused_step(sentence, 5, "sms", {"sms_template_id": False})
        self.sms_template.body = "  "
        self._refused_step(sentence, 5, "sms", {})

    def test_summary_of_a_call_without_text(self):
        vals = {"mail_template_id": False, "summary_email": True}
        self._refused_step(
            "the summary e-mail of the call needs a text: choose an e-mail template or switch it off.",
            10,
            "phone",
            vals,
        )
        self.assertTrue(self._plan([(10, "phone", {**vals, "summary_email": False})]))

    def test_without_recipient_role(self):
        for channel in ("email", "sms", "phone", "letter", "registered_letter"):
            self._refused_step("choose the role of the person to contact.", 5, channel, {"recipient_role": False})

    def test_server_action_missing(self):
        self._refused_step("choose the server action to run.", 5, "server_action", {"recipient_role": False})

    def test_sender_missing(self):
        self._refused_step("choose the person in whose name it is done.", 5, "email", {"sender": "user"})

    def test_minimum_amount_without_fallback(self):
        self._refused_step(
            "a minimum amount needs a fallback channel for what lies below it.",
            30,
            "registered_letter",
            {"minimum_amount": 150},
        )
        plan = self._plan([(30, "registered_letter", {"minimum_amount": 150, "fallback_channel": "email"})])
        self.assertEqual(plan.step_ids.minimum_amount, 150)

    def test_fallback_without_text(self):
        """The fallback channel needs its words as well."""
        sentence = "an e-mail needs a text: choose an e-mail template."
        vals = {"mail_template_id": False, "minimum_amount": 150, "fallback_channel": "email"}
        self._refused_step(sentence, 30, "registered_letter", vals)

    def test_fallback_like_the_channel(self):
        self._refused_step(
            "the fallback channel must differ from the channel.", 5, "email", {"fallback_channel": "email"}
        )

    def test_archived_step_may_be_incomplete(self):
        plan = self._plan([(5, "email"), (10, "email")])
        step = plan.step_ids[1]
        step.active = False
        step.mail_template_id = False
        self.assertRefused(
            "Plan “Test plan”, step “email 10” (D+10): an e-mail needs a text: choose an e-mail template.",
            lambda: step.write({"active": True}),
        )

    def test_human_channels_wait_for_a_person(self):
        """Calls and registered letters never are automatic, whatever is asked (rule 10)."""
        plan = self._plan(
            [(10, "phone", {"mode": "auto"}), (30, "registered_letter", {"mode": "auto"}), (5, "email")],
        )
        self.assertEqual([step.mode for step in plan.step_ids.sorted("delay")], ["auto", "review", "review"])
        plan.step_ids.sorted("delay")[0].channel = "phone"
        self.assertEqual(set(plan.step_ids.mapped("mode")), {"review"})

    # -- plans whose steps do not fit --------------------------------------------------------------

    def test_duplicate_delay(self):
        sentence = (
            "Plan “Test plan”: the steps “email 5” and “phone 5” fall on the same day (D+5). "
            "Give each step its own delay."
        )
        self.assertRefused(sentence, lambda: self._plan([(5, "email"), (5, "phone")]))
        plan = self._plan([(5, "email"), (10, "phone")])
        with self.assertRaises(ValidationError):
            plan.step_ids[1].delay = 5

    def test_archived_duplicate(self):
        """Archived steps are out of the way, until somebody takes them back."""
        plan = self._plan([(5, "email"), (10, "phone")])
        old = plan.step_ids[0]
        old.active = False
        plan.step_ids.filtered(lambda step: step.channel == "phone").delay = 5
        self.assertRefused(
            "Plan “Test plan”: the steps “email 5” and “phone 10” fall on the same day (D+5). "
            "Give each step its own delay.",
            lambda: old.write({"active": True}),
        )

    def test_interval_above_the_smallest_gap(self):
        sentence = (
            "Plan “Test plan”: only 5 days lie between “email 5” (D+5) and “phone 10” (D+10), fewer than the minimum "
            "interval of 6 days. Lower the interval or move a step."
        )
        self.assertRefused(sentence, lambda: self._standard(minimum_interval=6))
        plan = self._standard(minimum_interval=5)
        self.assertRefused(sentence, lambda: plan.write({"minimum_interval": 6}))
        with self.assertRaises(ValidationError):
            plan.step_ids.filtered(lambda step: step.delay == 15).delay = 14

    def test_interval_does_not_look_before_the_due_date(self):
        """Contacts before the due date start no interval, so their gaps do not matter."""
        plan = self._plan([(-5, "email"), (-4, "sms"), (1, "email"), (4, "phone")])
        self.assertEqual(plan.minimum_interval, 3)

    def test_negative_interval(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._plan([(5, "email")], minimum_interval=-1)

    def test_filter_that_cannot_be_read(self):
        with self.assertRaisesRegex(ValidationError, "Plan “Test plan”: the filter on Customers cannot be read"):
            self._plan([(5, "email")], partner_domain="[('no_such_field', '=', 1)]")
        with self.assertRaisesRegex(ValidationError, "Plan “Test plan”: the filter on Invoices cannot be read"):
            self._plan([(5, "email")], move_domain="[('name', '=', ")

    def test_plan_of_a_branch(self):
        branch = self.env["res.company"].sudo().create({"name": "Lyon", "parent_id": self.company.id})
        self.assertRefused(
            f"Plan “Test plan” belongs to the branch Lyon: choose its main company {self.company.name} instead.",
            lambda: self._plan([(5, "email")], company_id=branch.id),
        )

    # -- what was used is kept ---------------------------------------------------------------------

    def test_used_step_is_archived(self):
        plan = self._plan([(5, "email"), (15, "email")])
        first, second = plan.step_ids.sorted("delay")
        self.company.dunning_plan_id = plan
        [action] = self._live_day(DAY)
        self.assertEqual((first.is_used, second.is_used), (True, False))
        plan.write({"step_ids": [Command.delete(first.id), Command.delete(second.id)]})
        self.assertTrue(first.exists())
        self.assertFalse(first.active)
        self.assertFalse(second.exists())
        self.assertEqual(action.step_id, first, "the history keeps its step")
        self.assertEqual(action.advance_line_ids.step_id, first)

    def test_used_plan_is_not_deleted(self):
        plan = self._plan([(5, "email"), (15, "email")])
        self.company.dunning_plan_id = plan
        self._live_day(DAY)
        sentence = "Plan “Test plan” has already been used: archive it instead, so that its history stays."
        self.assertRefused(sentence, plan.unlink)
        plan.step_ids.sorted("delay")[0].active = False
        self.assertRefused(sentence, plan.unlink)
        plan.action_archive()
        self.assertEqual(self._reason(self.move, "2025-03-20"), "no_plan")

    def test_unused_plan_is_deleted(self):
        plan = self._plan([(5, "email")])
        steps = plan.step_ids
        plan.unlink()
        self.assertFalse(steps.exists())

    def test_copy(self):
        plan = self._standard()
        copy = plan.copy()
        self.assertEqual(copy.name, "Test plan (copy)")
        self.assertEqual(
            [(step.delay, step.channel) for step in copy.step_ids.sorted("delay")],
            [(step.delay, step.channel) for step in plan.step_ids.sorted("delay")],
        )

    # -- assignment --------------------------------------------------------------------------------

    def _assigned(self, move=None):
        move = move or self.move
        row = self._decide(DAY, move.commercial_partner_id)[self._items(move).id]
        return self.env["dunning.plan"].browse(row["plan_id"]).name or row["reason"]

    def test_assignment_order(self):
        """Own plan, else the first that matches, else the company's, else none with its reason; the invoice first."""
        one_step = [(5, "email")]
        self.assertEqual(self._assigned(), "no_plan")
        self.company.dunning_plan_id = self._plan(one_step, name="Default")
        self.assertEqual(self._assigned(), "Default")
        self._plan(one_step, name="Late", priority=20, segment="standard")
        self.assertEqual(self._assigned(), "Late", "a customer without profile is a standard one")
        self._plan(one_step, name="Early", priority=5, segment="standard")
        self.assertEqual(self._assigned(), "Early")
        self._plan(one_step, name="Key accounts", priority=1, segment="key")
        self.assertEqual(self._assigned(), "Early")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.segment = "key"
        self.assertEqual(self._assigned(), "Key accounts")
        own = self._plan(one_step, name="Own")
        profile.plan_id = own
        self.assertEqual(self._assigned(), "Own")
        self.move.dunning_plan_id = self._plan(one_step, name="This invoice")
        self.assertEqual(self._assigned(), "This invoice")
        other = self._invoice("2025-03-01")
        self.assertEqual(self._assigned(other), "Own", "the override is one invoice's")
        self.move.dunning_plan_id = False
        own.active = False
        self.assertEqual(self._assigned(), "Key accounts", "an archived plan is nobody's")

    def test_priority_then_age(self):
        self._plan([(5, "email")], name="First", segment="standard")
        self._plan([(5, "email")], name="Second", segment="standard")
        self.assertEqual(self._assigned(), "First")

    def test_plan_without_criteria_is_given_only(self):
        self._plan([(5, "email")], name="Loose", priority=1)
        self.assertEqual(self._assigned(), "no_plan")

    def test_customer_filter(self):
        self._plan([(5, "email")], name="Lyon", partner_domain="[('city', '=', 'Lyon')]")
        paris = self._customer("Chez Paul", city="Paris")
        move = self._invoice("2025-03-01", partner=paris)
        self.assertEqual((self._assigned(), self._assigned(move)), ("Lyon", "no_plan"))

    def test_invoice_filter(self):
        """A plan for some invoices only; the customer's others take the next plan."""
        self.company.dunning_plan_id = self._plan([(5, "email")], name="Default")
        self._plan([(5, "email")], name="Big ones", move_domain="[('amount_total', '>=', 5000)]")
        big = self._invoice("2025-03-01", 5000)
        self.assertEqual((self._assigned(), self._assigned(big)), ("Default", "Big ones"))

    def test_segment_and_filters_together(self):
        self._plan([(5, "email")], name="Both", segment="key", partner_domain="[('city', '=', 'Lyon')]")
        self.assertEqual(self._assigned(), "no_plan")
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).segment = "key"
        self.assertEqual(self._assigned(), "Both")
        self.customer.city = "Paris"
        self.assertEqual(self._assigned(), "no_plan")

    def test_shared_plan_and_foreign_plan(self):
        """A plan without company serves everyone, that of another company does not."""
        foreign = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.env["dunning.plan"].sudo().create(
            {
                "name": "Foreign",
                "company_id": foreign.id,
                "segment": "standard",
                "priority": 1,
                "step_ids": [Command.create(self._step_vals(5, "email"))],
            }
        )
        self.assertEqual(self._assigned(), "no_plan")
        self._plan([(5, "email")], name="Shared", segment="standard").sudo().company_id = False
        self.assertEqual(self._assigned(), "Shared")

    def test_profile_says_where_its_plan_comes_from(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        found = []

        def note():
            profile.invalidate_recordset()
            found.append((profile.effective_plan_id.name, profile.plan_origin))

        note()
        self.company.dunning_plan_id = self._plan([(5, "email")], name="Default")
        note()
        self._plan([(5, "email")], name="Segment", segment="standard")
        note()
        profile.plan_id = self._plan([(5, "email")], name="Own")
        note()
        self.assertEqual(
            found,
            [
                (False, "no plan fits"),
                ("Default", "the company's default"),
                ("Segment", "segment or filter of the plan"),
                ("Own", "given to this customer"),
            ],
        )

    # -- what was used -----------------------------------------------------------------------------

    def test_used_plan_is_kept_whatever_the_context_says(self):
        """The key by which core marks uninstalling comes from any client: the guard looks at the module's state."""
        plan = self._plan([(5, "email")])
        self.company.dunning_plan_id = plan
        self._run(DAY)
        sentence = "Plan “Test plan” has already been used: archive it instead, so that its history stays."
        for context in ({}, {"_force_unlink": True}):
            self.assertRefused(sentence, plan.with_context(**context).unlink)
        unused = self._plan([(5, "email")], name="Unused")
        unused.unlink()
        self.assertFalse(unused.exists())
