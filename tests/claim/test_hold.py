"""Holds: who rests, why, until when, said by whom; what they cancel, how they end, what they refuse."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestHold(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.other = cls._invoice("2025-03-01", 400)

    def _wizard(self, **vals):
        with freeze_time(DAY):
            self.env["dunning.hold.wizard"].create({"kind": "payment_plan", "reason": "Three months", **vals}).action_confirm()
        return self.env["dunning.hold"].search([("partner_id", "=", self.customer.id)])

    # -- from the screens --------------------------------------------------------------------------

    def test_from_an_invoice(self):
        dialogue = self.move.action_dunning_hold()
        self.assertEqual(
            (dialogue["res_model"], dialogue["context"]["default_move_ids"]), ("dunning.hold.wizard", self.move.ids)
        )
        hold = self._wizard(move_ids=[(6, 0, self.move.ids)], date_end="2025-03-20")
        self.assertEqual(
            (hold.partner_id, hold.move_id, hold.kind, str(hold.date_start), str(hold.date_end), hold.user_id, hold.state),
            (self.customer, self.move, "payment_plan", DAY, "2025-03-20", self.env.user, "active"),
        )
        self.assertEqual(self.move.dunning_hold_ids, hold)
        self.assertFalse(self.other.dunning_hold_ids)

    def test_from_a_list_of_invoices(self):
        holds = self._wizard(move_ids=[(6, 0, (self.move + self.other).ids)])
        self.assertEqual(holds.move_id, self.move + self.other)
        self.assertEqual(len(holds), 2)

    def test_exclude_an_invoice(self):
        """Excluded for good: a hold of its own kind, with reason and review date, that can be ended."""
        hold = self._wizard(move_ids=[(6, 0, self.move.ids)], kind="excluded")
        self.assertEqual((self._reason(self.move, DAY), self._reason(self.other, DAY)), ("excluded", "act"))
        self.assertEqual(str(hold.review_date), "2025-04-05")
        hold.action_end()
        self.assertEqual(self._reason(self.move, DAY), "act")

    def test_from_a_customer(self):
        hold = self._wizard(partner_id=self.customer.id)
        self.assertFalse(hold.move_id)
        self.assertEqual(hold.target, "Whole customer")
        self.assertEqual((self.move + self.other).dunning_hold_ids, hold)

    def test_target_names_the_instalment(self):
        move = self._instalments(900, "2025-02-24", "2025-03-01")
        self.assertEqual(self._hold(self._items(move)[1]).target, f"{move.name}, instalment 2")

    def test_dialogue_refuses(self):
        draft = self.move.copy()
        for sentence, vals in (
            ("A hold cannot end in the past.", {"partner_id": self.customer.id, "date_end": "2025-03-05"}),
            ("Only posted invoices can be put on hold.", {"move_ids": [(6, 0, draft.ids)]}),
            ("Choose an invoice or a customer.", {}),
        ):
            with self.assertRaises(UserError) as caught:
                self._wizard(**vals)
            self.assertEqual(str(caught.exception), sentence)

    # -- payments on their way ---------------------------------------------------------------------

    def test_rejected(self):
        """A direct debit that came back: chased again the same day, and a task for the collector."""
        hold = self._hold(self.move, "direct_debit", date_end="2025-03-20")
        self.assertEqual(self._reason(self.move, DAY), "direct_debit")
        with freeze_time(DAY):
            hold.action_reject()
        self.assertEqual((hold.state, hold.outcome, str(hold.ended_on)), ("ended", "Rejected by the bank", DAY))
        self.assertEqual(self._reason(self.move, DAY), "act")
        [task] = self.env["dunning.profile"].search([("partner_id", "=", self.customer.id)]).activity_ids
        self.assertEqual((task.user_id, str(task.date_deadline)), (self.collector, DAY))
        self.assertIn(f"Rejected by the bank: Direct debit or bill submitted – {self.move.name}", task.summary)
        with self.assertRaisesRegex(UserError, "can be rejected"):
            self._hold(self.other, "hold").action_reject()

    def test_announced_and_not_arrived(self):
        """Not paid by its last day: it ends, says so, and gives a task; paid, it just ends."""
        late = self._hold(self.move, "payment_announced", date_end="2025-03-10")
        paid = self._hold(self.other, "payment_announced", date_end="2025-03-10")
        self._pay(self.other, "2025-03-09")
        actions = self._run("2025-03-11")
        self.assertEqual((late.outcome, paid.outcome), ("Not paid by its last day", "Its last day has passed."))
        self.assertActions(actions, [("email", 5, self.move)])
        [task] = actions.profile_id.activity_ids
        self.assertIn("Not paid by its last day: Payment announced", task.summary)

    # -- what is refused ---------------------------------------------------------------------------

    def test_invoice_of_another_customer(self):
        other = self._customer("Somebody Else")
        with self.assertRaises(ValidationError) as caught:
            self.env["dunning.hold"].create({"partner_id": other.id, "move_id": self.move.id, "reason": "x"})
        self.assertEqual(
            str(caught.exception), f"Invoice {self.move.name} does not belong to Somebody Else."
        )

    def test_end_before_start(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._hold(self.move, date_start="2025-03-06", date_end="2025-03-05")

    def test_history_is_not_deleted(self):
        hold = self._hold(self.move)
        with self.assertRaisesRegex(UserError, "end it instead of deleting it"):
            hold.with_user(self.collector).unlink()
        self.assertTrue(hold.exists())

    # -- entries -----------------------------------------------------------------------------------

    def test_item_of_an_entry_of_several_customers(self):
        """In an opening entry each item has its own customer; a hold is his."""
        self.company.dunning_journal_ids = self.company_data["default_journal_misc"]
        other = self._customer("Somebody Else")
        entry = self._general_entry((self.customer, "2025-03-01", 500), (other, "2025-03-01", 300))
        hold = self._hold(self._items(entry)[1], "payment_plan")
        self.assertEqual((hold.partner_id, hold.instalment), (other, 1))
        reasons = {item.partner_id: self._decide(DAY, item.partner_id)[item.id]["reason"] for item in self._items(entry)}
        self.assertEqual(reasons, {self.customer: "act", other: "payment_plan"})
        with self.assertRaises(ValidationError):
            self._hold(self._items(entry)[1], partner_id=self._customer("A Third").id)

    def test_entry_of_one_customer(self):
        self.company.dunning_journal_ids = self.company_data["default_journal_misc"]
        entry = self._general_entry((self.customer, "2025-03-01", 500))
        self.assertFalse(entry.partner_id)
        hold = self._wizard(move_ids=[(6, 0, entry.ids)])
        self.assertEqual((hold.partner_id, hold.move_id), (self.customer, entry))
        self.assertEqual((self._reason(entry, DAY), self._reason(self.move, DAY)), ("payment_plan", "act"))

    # -- company -----------------------------------------------------------------------------------

    def test_company_is_the_root(self):
        branch = self.env["res.company"].sudo().create({"name": "Lyon", "parent_id": self.company.id})
        self.assertEqual(self._hold(self.customer, company_id=branch.id).company_id, self.company)

    # -- what is pending ---------------------------------------------------------------------------

    def test_hold_drops_the_item_at_the_next_run(self):
        [action] = self._run(DAY)
        self.assertEqual(action.amount_due, 1400.0)
        self._hold(self.move, date_start=DAY)
        self.assertEqual((action.state, action.amount_due), ("todo", 1400.0))
        self._run("2025-03-07")
        self.assertEqual((action.state, action.amount_due, action.item_count), ("todo", 400.0, 1))

    def test_proceedings_cancel_what_is_pending(self):
        """Insolvency, hand-over and factoring end what waits for the customer, at once."""
        for kind in ("insolvency", "legal", "factor"):
            [action] = self._run(DAY)
            hold = self._hold(self.customer, kind, date_start=DAY)
            self.assertEqual((action.state, action.cancel_reason), ("cancelled", kind))
            self.assertEqual(set(action.advance_line_ids.mapped("status")), {"void"})
            hold._end_holds(Date.to_date(DAY), "over")

    def test_proceedings_of_one_invoice(self):
        """One invoice handed over: a message about it and others goes back to what is left."""
        self.plan.grouping = "invoice"
        actions = self._run(DAY)
        self._hold(self.move, "legal", date_start=DAY)
        states = {action.advance_line_ids.move_id: action.state for action in actions}
        self.assertEqual(states, {self.move: "cancelled", self.other: "todo"})

    def test_call_is_dropped_with_its_task(self):
        self._work(DAY, self._run(DAY))
        [call] = self._run("2025-03-11")
        self.assertEqual((call.channel, len(call.activity_ids)), ("phone", 1))
        self._hold(self.customer, "insolvency", date_start="2025-03-11")
        self.assertEqual((call.state, len(call.activity_ids)), ("cancelled", 0))

    # -- how it ends -------------------------------------------------------------------------------

    def test_end(self):
        hold = self._hold(self.move)
        with freeze_time(DAY):
            hold.action_end("The credit note was made")
        self.assertEqual((hold.state, str(hold.ended_on), hold.outcome), ("ended", DAY, "The credit note was made"))
        self.assertEqual(self._reason(self.move, DAY), "act")
        with freeze_time("2025-03-20"):
            hold.action_end("Again")
        self.assertEqual((str(hold.ended_on), hold.outcome), (DAY, "The credit note was made"))

    def test_end_from_the_invoice(self):
        """It ends the invoice's own holds, not those of the whole customer."""
        own, customers = self._hold(self.move), self._hold(self.customer)
        with freeze_time(DAY):
            self.move.action_dunning_end_holds()
        self.assertEqual((own.state, customers.state), ("ended", "active"))
        self.assertEqual(own.outcome, f"Ended by {self.env.user.name}")

    def test_expires_with_the_run_of_its_company(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        mine = self._hold(self.customer, date_end="2025-03-05")
        foreign = self._hold(self.customer, date_end="2025-03-05", company_id=other.id)
        self._run(DAY)
        self.assertEqual((mine.state, foreign.state), ("ended", "active"))

    def test_memory_is_kept(self):
        """After the hold the item goes on where it stood."""
        self._work(DAY, self._run(DAY))
        self._hold(self.customer, date_start="2025-03-07", date_end="2025-03-20")
        self.assertFalse(self._run("2025-03-20"))
        self.assertActions(self._run("2025-03-21"), [("phone", 10, self.move + self.other)])

    # -- looked at again ---------------------------------------------------------------------------

    def test_review_day(self):
        """On its review day the author is asked, once; when he gives a later day, again on that one."""
        self.company.dunning_review_days = 14
        hold = self._hold(self.move, kind="reply", date_start=DAY, user_id=self.collector.id)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.assertEqual(str(hold.review_date), "2025-03-20")
        self._run("2025-03-19")
        self.assertFalse(profile.activity_ids)
        self._run("2025-03-20")
        self._run("2025-03-21")
        [task] = profile.activity_ids
        self.assertEqual((task.user_id, str(task.date_deadline)), (self.collector, "2025-03-20"))
        self.assertIn(self.move.name, task.summary)
        hold.review_date = "2025-04-03"
        self._run("2025-04-02")
        self.assertEqual(len(profile.activity_ids), 1)
        self._run("2025-04-03")
        self.assertEqual(len(profile.activity_ids), 2)
        self.assertEqual(hold.state, "active")
