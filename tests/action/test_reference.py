"""After a broken promise, a firm message, a formal notice or a settled dispute the next text refers to it."""

from datetime import date

from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestReference(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard()
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01")
        for step, tone in zip(cls.plan.step_ids, ("courteous", "neutral", "neutral", "firm", "neutral", "formal"), strict=True):
            step.tone = tone

    def _next_text(self, day):
        [action] = self._run(day)
        return action.message_body if action.state != "done" else action.snapshot

    def test_nothing_to_refer_to(self):
        """A first reminder refers to nothing; neither does a second after a neutral one."""
        self.assertNotIn("Our ", self._next_text("2025-03-06"))

    def test_broken_promise(self):
        self._have_taken(self.move, self.plan.step_ids[1], "2025-03-06")
        self._have_taken(self.move, self.plan.step_ids[2], "2025-03-11")
        [promise] = self.env["dunning.promise"]._record_promises(
            self.company, self.customer, date(2025, 3, 11), [(date(2025, 3, 14), 600)], self._items(self.move), rest_waits=True
        )
        self._pay(self.move, "2025-03-14", 100)
        text = self._next_text("2025-03-18").replace("\xa0", " ")
        self.assertIn(promise.state, ("partly", "broken"))
        self.assertIn("You had promised to pay $ 500.00 by 03/14/2025; we have not received it.", text)

    def test_settled_dispute(self):
        self._have_taken(self.move, self.plan.step_ids[2], "2025-03-11")
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.move.id, "description": "Wrong price", "date_opened": "2025-03-12",
                "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
            }
        )  # fmt: skip
        dispute._settle_disputes(date(2025, 3, 20), "accepted")
        dispute.settled_action_id._deliver_actions(date(2025, 3, 20))
        self.assertIn(f"Your question about {self.move.name} was settled on 03/20/2025.", self._next_text("2025-03-29"))

    def test_firm_and_formal(self):
        """A last reminder, then a formal notice; a text that has a place for it says it there, once."""
        self._have_taken(self.move, self.plan.step_ids[3], "2025-03-16")
        self.plan.step_ids[4].write({"channel": "email", "mode": "auto"})
        self.assertIn("Our last reminder of 03/16/2025 has not been followed by payment.", self._next_text("2025-03-21"))
        other = self._customer("Somebody Else")
        move = self._invoice("2025-03-01", partner=other)
        self._have_taken(move, self.plan.step_ids[5], "2025-03-31")
        self.env["dunning.plan.step"].create({"plan_id": self.plan.id, **self._step_vals(40, "email")})
        self.template.sudo().body_html = "<p t-out='object.previous_sentence'/><t t-out='object.items_html'/>"
        [action] = self._run("2025-04-10").filtered(lambda one: one.partner_id == other)
        self.assertEqual(action.snapshot.count("Our formal notice of 03/31/2025 has remained without effect."), 1)
