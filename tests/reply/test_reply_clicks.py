"""What follows from a reply in two clicks from the work list: one opens it, the other says what follows."""

from lxml import etree
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ...models.reply.dunning_reply import OUTCOMES
from ...models.reply.dunning_reply_follow_up import OUTCOME_OF
from .test_replies import LATER, ReplyCommon

# The outcome that each button of a reply records; a dialogue is for those who have more to say.
BUTTONS = {
    "action_payment_announced": "payment_announced", "action_already_paid": "already_paid", "action_resend_invoices": "resent",
    "action_wrong_contact": "wrong_contact", "action_note": "noted",
    "action_sender_not_theirs": "not_theirs",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestReplyClicks(ReplyCommon):
    def _click(self, reply, day=LATER, user=None, **context):
        with freeze_time(f"{day} 11:00:00"):
            return reply.with_user(user or self.collector).with_context(**context).action_outcome()

    def test_each_outcome_has_its_button(self):
        """Nothing asks again, and together the buttons are all that can follow."""
        arch = etree.fromstring(self.env["dunning.reply"].with_user(self.collector).get_view(view_type="form")["arch"])
        buttons = [button for button in arch.iter("button") if button.get("name", "").startswith("action_")]
        self.assertFalse([button.get("name") for button in buttons if button.get("confirm")])
        found = {BUTTONS[button.get("name")] for button in buttons if button.get("name") in BUTTONS}
        named = [button.get("context") for button in buttons if button.get("name") == "action_outcome"]
        found |= {outcome for outcome in ("promised", "disputed") if any(f"'{outcome}'" in context for context in named)}
        accepted = set(OUTCOME_OF.values())  # by accepting what was understood
        self.assertEqual(found | accepted, set(dict(OUTCOMES)))

    def test_promised(self):
        reply = self._answer(text="Monday week")
        self._click(reply, outcome="promised")
        [promise] = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(
            (promise.amount, str(promise.date), str(promise.date_payment), promise.source, promise.note, promise.user_id),
            (1000.0, LATER, "2025-03-18", "email", "Monday week", self.collector),
        )
        self.assertEqual((reply.outcome, reply.hold_id.state, self._why("2025-03-16")), ("promised", "ended", "promise"))

    def test_promised_twice(self):
        self._click(self._answer(), outcome="promised")
        again = self._answer()
        with self.assertRaisesRegex(UserError, "nothing open"):
            self._click(again, outcome="promised")
        self.assertEqual(again.state, "new")

    def test_about_what_was_asked_for(self):
        """Of an invoice that was asked for in part a reply is about that part, not about an overdue instalment in dispute."""
        split = self._customer("Split")
        self.company.dunning_plan_id = self._plan([(-5, "email"), (5, "email")])
        move = self._instalments(900, "2025-02-01", "2025-03-13", partner=split)
        first, second = self._items(move)
        self._hold(first, "dispute")
        action = self._run(LATER).filtered(lambda one: one.partner_id == split)
        self.assertEqual(action._asked_lines().move_line_id, second)
        reply = self._answer(action=action, sender="Ann <split@example.com>")
        proposed = self._act(reply, "action_promise")["context"]["default_receivable_ids"]
        self.assertEqual(proposed, [Command.set(second.ids)])
        self._click(reply, outcome="promised")
        [promise] = self.env["dunning.promise"].search([("partner_id", "=", split.id)])
        self.assertEqual((promise.amount, promise.line_ids.move_line_id), (450.0, second))
        reasons = [self._reason(move, "2025-03-16", index) for index in (0, 1)]
        self.assertEqual(reasons, ["dispute", "promise"])

    def test_disputed(self):
        reply = self._answer(text="It does not work")
        self._click(reply, outcome="disputed", about="technical")
        [dispute] = self.env["dunning.dispute"].search([("move_id", "=", self.move.id)])
        self.assertEqual(
            (dispute.kind, dispute.amount, str(dispute.date_opened), dispute.source, dispute.description, dispute.opened_by_id),
            ("technical", 1000.0, LATER, "email", "It does not work", self.collector),
        )
        self.assertEqual((reply.outcome, reply.hold_id.state, self._why("2025-03-16")), ("disputed", "ended", "dispute"))
        again = self._answer()
        with self.assertRaisesRegex(UserError, "in dispute already"):
            self._click(again, outcome="disputed", about="commercial")

    def test_of_nobodys_making(self):
        reply = self._answer()
        with self.assertRaisesRegex(UserError, "no such outcome"):
            self._click(reply, outcome="resent")
        self.assertEqual((reply.state, reply.hold_id.state), ("new", "active"))

    def test_of_its_owner(self):
        """A salesperson who owns a reply says what follows, except a promise; somebody else does not."""
        reply = self._answer()
        reply.user_id = self.salesman
        with self.assertRaisesRegex(AccessError, "Only collectors"):
            self._click(reply, user=self.salesman, outcome="promised")
        with self.assertRaisesRegex(AccessError, "Only collectors"):
            self._act(reply, "action_promise", user=self.salesman)
        self.assertFalse(self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)]))
        self._click(reply, user=self.salesman, outcome="disputed", about="technical")
        self.assertEqual((reply.outcome, reply.handled_by_id), ("disputed", self.salesman))
