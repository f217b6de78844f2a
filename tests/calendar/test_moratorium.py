"""A moratorium stops or softens the dunning of some customers until a day; then it goes on from where it stood."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestMoratorium(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan(
            [
                (5, "email", {"tone": "courteous"}),
                (10, "phone"),
                (15, "email", {"tone": "firm"}),
                (30, "registered_letter", {"tone": "neutral"}),
            ]
        )
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01")

    @classmethod
    def _moratorium(cls, start="2025-03-04", end="2025-03-31", mode="stop", **vals):
        return cls.env["dunning.moratorium"].create(
            {"name": "Storm", "company_id": cls.company.id, "date_start": start, "date_end": end, "mode": mode, **vals}
        )

    def assertDay(self, move, day, reason, next_date=None, text=None):
        row = self._row(move, day)
        self.assertEqual((row["reason"], str(row["next_date"])), (reason, next_date or day))
        if text:
            self.assertEqual(self.env["dunning.decision"]._explain_decisions([row], Date.to_date(day)), [text])
        return row

    def test_stop_and_go_on(self):
        """Nothing is sent until the last day; then the plan goes on with the step it stood at."""
        moratorium = self._moratorium()
        row = self.assertDay(self.move, "2025-03-06", "moratorium", "2025-04-01", "moratorium “Storm” until 03/31/2025")
        self.assertEqual(row["moratorium_id"], moratorium.id)
        self.assertDay(self.move, "2025-03-05", "not_due", "2025-04-01")
        self.assertFalse(self._run("2025-03-06"))
        self.assertFalse(self._run("2025-03-31"))
        [action] = self._live_day("2025-04-01")
        self.assertEqual((action.step_id.delay, action.state), (5, "done"))

    def test_open_actions(self):
        """What is open when it begins is cancelled, and comes back after it; memory is not touched."""
        self._live_day("2025-03-06")
        [call] = self._run("2025-03-11")
        moratorium = self._moratorium("2025-03-12", "2025-03-20")
        self.assertDay(self.move, "2025-03-12", "moratorium", "2025-03-21")
        self._run("2025-03-12")
        self.assertEqual((call.state, call.cancel_reason), ("cancelled", "suspended"))
        row = self._row(self.move, "2025-03-12")
        self.assertEqual(self.env["dunning.plan.step"].browse(row["last_step_id"]).delay, 5)
        moratorium.date_end = "2025-03-13"
        [again] = self._run("2025-03-14")
        self.assertEqual((again.channel, again.step_id.delay), ("phone", 10))

    def test_ready_does_not_leave(self):
        """What was approved the evening before is read against the moratorium when it leaves."""
        self.plan.step_ids[0].mode = "review"
        [action] = self._run("2025-03-06")
        action.write({"state": "ready"})
        self._moratorium("2025-03-07", "2025-03-20")
        action._deliver_actions(Date.to_date("2025-03-07"))
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "suspended"))

    def test_soften(self):
        """Courteous and neutral steps act; firm ones and registered letters wait."""
        self._moratorium(mode="soften")
        [action] = self._live_day("2025-03-06")
        self.assertEqual(action.step_id.delay, 5)
        [call] = self._live_day("2025-03-11")
        self.assertEqual(call.channel, "phone")
        self.assertDay(
            self.move, "2025-03-16", "softened", "2025-04-01",
            "moratorium “Storm”: D+15 email 15 waits until 03/31/2025",
        )  # fmt: skip
        self.assertFalse(self._run("2025-03-16"))
        # a neutral step of another invoice is made all the same, and asks for both
        other = self._invoice("2025-03-12", 400)
        [gentle] = self._live_day("2025-03-17")
        self.assertEqual((gentle.advance_line_ids.move_id, gentle.amount_due), (other, 1400.0))
        [firm] = self._live_day("2025-04-01")
        self.assertEqual((firm.step_id.delay, firm.advance_line_ids.move_id.ids[:1]), (15, self.move.ids))

    def test_soften_registered_letter(self):
        """Whatever its tone, also as a fallback."""
        for delay, day in ((5, "2025-03-06"), (10, "2025-03-11"), (15, "2025-03-16")):
            self._have_taken(self.move, self.plan.step_ids.filtered(lambda step, d=delay: step.delay == d), day)
        self._moratorium("2025-03-20", "2025-04-10", "soften")
        self.assertDay(self.move, "2025-03-31", "softened", "2025-04-11")

    def test_for_whom(self):
        key = self._customer("Key", ref="K1")
        move = self._invoice("2025-03-01", partner=key)
        self.env["dunning.profile"]._get_or_create(key, self.company).segment = "key"
        segment = self._moratorium(segment="key")
        self.assertDay(move, "2025-03-06", "moratorium", "2025-04-01")
        self.assertDay(self.move, "2025-03-06", "act")
        segment.write({"segment": False, "partner_domain": "[('zip', '=', '69001')]"})
        self.assertDay(self.move, "2025-03-06", "moratorium", "2025-04-01")
        segment.partner_domain = "[('ref', '=', 'K1')]"
        self.assertDay(move, "2025-03-06", "moratorium", "2025-04-01")
        self.assertDay(self.move, "2025-03-06", "act")
        segment.active = False
        self.assertDay(move, "2025-03-06", "act")

    def test_joined_periods(self):
        """Moratoria that overlap or follow each other are one stretch; gentle steps need only those that stop."""
        self._moratorium("2025-03-04", "2025-03-10")
        self._moratorium("2025-03-11", "2025-03-15", name="Next")
        self._moratorium("2025-03-12", "2025-03-25", "soften", name="Gentle")
        self._moratorium("2025-03-28", "2025-03-30", name="Later")
        self.assertDay(self.move, "2025-03-06", "moratorium", "2025-03-16", "moratorium “Storm” until 03/15/2025")
        for delay, day in ((5, "2025-02-20"), (10, "2025-02-25")):
            self._have_taken(self.move, self.plan.step_ids.filtered(lambda step, d=delay: step.delay == d), day)
        self.assertDay(self.move, "2025-03-16", "softened", "2025-03-26")
        self.assertDay(self.move, "2025-03-26", "act")

    def test_what_it_holds_back(self):
        moratorium = self._moratorium()
        self._invoice("2025-03-20", 5000)  # not due yet: nothing is held back of it
        other = self._invoice("2025-02-28", 250, self._customer("Other"))
        self._credit_note(50, other.partner_id)
        with freeze_time("2025-03-06"):
            self.assertEqual((moratorium.state, moratorium.held_count, moratorium.held_amount), ("running", 2, 1200.0))
            found = self.env["dunning.receivable"].search(moratorium.action_open_held()["domain"])
            self.assertEqual(set(found.mapped("invoice_name")), {self.move.name, other.name})
            self.assertEqual((self.move.dunning_status, str(self.move.dunning_next_date)), ("on_hold", "2025-04-01"))
        preview = self.env["dunning.run"].create({"company_id": self.company.id, "date": "2025-03-06"})
        preview.action_preview()
        held = preview.decision_ids.filtered("moratorium_id")
        self.assertEqual(held.mapped("reason_text"), ["moratorium “Storm” until 03/31/2025"] * 2)

    def test_reminder_by_hand(self):
        self._moratorium()
        with self.assertRaises(UserError):
            self.env["dunning.action"]._create_manual(self.customer, self.company, Date.to_date("2025-03-06"))

    def test_bad_input(self):
        for vals in ({"partner_domain": "[('nothing', '=', 1)]"}, {"partner_domain": "oops("}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._moratorium(**vals)

    def test_rights(self):
        moratorium = self._moratorium().with_user(self.collector)
        self.assertEqual(moratorium.name, "Storm")
        with self.assertRaises(AccessError):
            moratorium.name = "Sun"
        with self.assertRaises(AccessError):
            moratorium.with_user(self.salesman).read(["name"])
