"""Rule 4: memory is what really reached the customer or was consciously skipped, and it outlives the journal items."""

from unittest.mock import patch

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.shared import evidence
from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestMemory(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone"), (20, "email")])
        cls.company.dunning_plan_id = cls.plan

    def _step(self, delay):
        return self.plan.step_ids.filtered(lambda step: step.delay == delay)

    def _last(self, move, day=DAY, index=0):
        """Return the delay of the last step of an instalment, None without one."""
        step = self._row(move, day, index)["last_step_id"]
        return step and self.env["dunning.plan.step"].browse(step).delay

    def _lasts(self, move, day):
        rows = self._decide(day, move.commercial_partner_id)
        Step = self.env["dunning.plan.step"]
        lasts = [rows[item.id]["last_step_id"] for item in self._items(move) if item.id in rows]
        return [last and Step.browse(last).delay for last in lasts]

    # -- what counts -------------------------------------------------------------------------------

    def test_recorded_is_not_done(self):
        """An action that waits for review has not reached anybody (peers defect 1)."""
        self._step(5).mode = "review"
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual((action.advance_line_ids.status, self._last(move)), ("open", None))
        self.assertEqual(self._reason(move, "2025-03-30"), "in_progress", "it does not go on to the next step")

    def test_approved_is_not_done(self):
        self._step(5).mode = "review"
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action.action_approve()
        self.assertEqual((action.state, self._last(move)), ("ready", None))

    def test_done_counts(self):
        move = self._invoice("2025-03-01")
        self._run(DAY)
        row = self._row(move, DAY)
        self.assertEqual((self._last(move), row["last_step_date"]), (5, Date.to_date(DAY)))

    def test_failed_does_not_count(self):
        move = self._invoice("2025-03-01")
        Action = type(self.env["dunning.action"])
        with (
            patch.object(Action, "_post_email", side_effect=ValueError("The server is down")),
            mute_logger("odoo.addons.account_dunning.models.delivery.dunning_action_delivery"),
        ):
            [action] = self._run(DAY)
        self.assertEqual((action.state, action.error, self._last(move)), ("failed", "The server is down", None))
        self.assertEqual(self._reason(move, "2025-03-30"), "in_progress")

    def test_bounced_does_not_count(self):
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action._set_bounced()
        self.assertEqual(self._last(move), None)
        self.customer.email = "mended@example.com"
        self.assertActions(self._run("2025-03-07"), [("email", 5, move)])

    def test_cancelled_does_not_count(self):
        self._step(5).mode = "review"
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action.action_cancel()
        self.assertEqual((action.state, action.cancel_reason, self._last(move)), ("cancelled", "manual", None))
        self.assertActions(self._run("2025-03-07"), [("email", 5, move)])

    def test_skipped_counts(self):
        """Skipped by a person: as if it were done, with the reason kept."""
        self._step(5).mode = "review"
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action._skip_steps("They asked for a week", Date.to_date("2025-03-08"))
        self.assertEqual(
            (action.state, action.cancel_reason, action.skip_reason), ("cancelled", "skipped", "They asked for a week")
        )
        row = self._row(move, "2025-03-10")
        self.assertEqual((self._last(move, "2025-03-10"), row["last_step_date"]), (5, Date.to_date("2025-03-08")))
        self.assertEqual((row["reason"], row["step_date"]), ("not_due", Date.to_date("2025-03-11")))
        self.assertActions(self._run("2025-03-11"), [("phone", 10, move)])

    def test_passed_counts(self):
        """A step that may pass after its deadline does not stall the plan (rule 7)."""
        self._step(10).write({"on_deadline": "pass", "deadline_days": 2})
        move = self._invoice("2025-03-01")
        self._run(DAY)
        [call] = self._run("2025-03-11")
        self.assertEqual(str(call.date_deadline), "2025-03-13")
        self._run("2025-03-13")
        self.assertEqual(call.state, "todo")
        self._run("2025-03-14")
        self.assertEqual((call.state, call.cancel_reason, self._last(move, "2025-03-14")), ("cancelled", "passed", 10))

    def test_waiting_step_does_not_pass(self):
        self._step(10).write({"deadline_days": 2})
        self._invoice("2025-03-01")
        self._run(DAY)
        [call] = self._run("2025-03-11")
        self._run("2025-04-30")
        self.assertEqual(call.state, "todo")

    def test_listed_does_not_count(self):
        first, second = self._invoice("2025-03-01"), self._invoice("2025-04-01")
        self._run(DAY)
        self.assertEqual((self._last(first), self._last(second)), (5, None))

    def test_highest_not_latest(self):
        """A lower step done later (taken back by a bounce, sent again) does not lower the memory."""
        move = self._invoice("2025-03-01")
        [mail] = self._run(DAY)
        self._live_day("2025-03-11")
        mail._set_bounced()
        self.assertEqual(self._last(move, "2025-03-12"), 10)
        mail.line_ids.with_context(dunning_evidence=evidence.WRITER).write({"status": "counted", "date_done": "2025-03-12"})
        row = self._row(move, "2025-03-12")
        self.assertEqual((self._last(move, "2025-03-12"), row["last_step_date"]), (10, Date.to_date("2025-03-11")))

    def test_nothing_on_journal_items(self):
        """Memory lives beside the books."""
        self._invoice("2025-03-01")
        self._run(DAY)
        columns = self.env.execute_query(
            SQL("SELECT column_name FROM information_schema.columns WHERE table_name = 'account_move_line'")
        )
        self.assertFalse([name for (name,) in columns if "dunning" in name])

    # -- payments come and go ----------------------------------------------------------------------

    def test_paying_one_instalment_resets_no_other(self):
        move = self._instalments(900, "2025-02-01", "2025-03-01", "2025-03-21")
        self._run("2025-02-06")
        self._live_day("2025-02-11")
        self._live_day("2025-03-06")
        self.assertEqual(self._lasts(move, DAY), [20, 5, None])
        items = self._items(move)
        self._pay(move, "2025-03-07", amount=300)
        self.assertEqual(items.mapped("amount_residual"), [0.0, 300.0, 300.0])
        self.assertEqual(self._lasts(move, "2025-03-08"), [5, None])
        self.assertEqual(move.dunning_last_step_id, self._step(20), "the invoice keeps its highest")

    def test_unreconcile_reopens_where_it_stood(self):
        move = self._invoice("2025-03-01")
        self._run(DAY)
        self._live_day("2025-03-11")
        payment = self._pay(move, "2025-03-12")
        self.assertFalse(self._decide("2025-03-13"))
        self._items(move).remove_move_reconcile()
        payment.action_draft()
        self.assertEqual(self._last(move, "2025-03-13"), 10)
        self.assertEqual(self._reason(move, "2025-03-13"), "not_due")
        self.assertActions(self._run("2025-03-21"), [("email", 20, move)])

    def test_bounced_payment(self):
        """The payment comes back after weeks: the plan goes on, with its own gap after the last contact."""
        move = self._invoice("2025-03-01")
        self._run(DAY)
        payment = self._pay(move, "2025-03-08")
        payment.move_id._reverse_moves(cancel=True)
        self.assertEqual(move.amount_residual, 1000.0)
        rows = self._decide("2025-04-08")
        self.assertEqual(rows[self._items(move).id]["last_step_id"], self._step(5).id)
        self.assertEqual(rows[self._items(move).id]["reason"], "act")

    # -- draft and repost --------------------------------------------------------------------------

    def _repost(self, move, **vals):
        move.button_draft()
        move.write(vals)
        move.action_post()

    def _terms(self, *parts):
        """Make a payment term of (days, amount or None for the rest)."""
        lines = [
            {"value": "fixed", "value_amount": amount, "nb_days": days}
            if amount
            else {"value": "percent", "value_amount": 100, "nb_days": days}
            for days, amount in parts
        ]
        return self.env["account.payment.term"].create(
            {"name": "Terms", "line_ids": [Command.create(vals) for vals in lines]}
        )

    def test_repost_keeps_the_memory(self):
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self._repost(move)
        self.assertEqual(action.advance_line_ids.move_line_id, self._items(move))
        self.assertEqual(self._last(move), 5)
        self.assertFalse(self._run(DAY))

    def test_repost_with_another_amount(self):
        """The evidence keeps what was asked; the item keeps what it has lived through."""
        move = self._invoice("2025-03-01", 1000)
        [action] = self._run(DAY)
        self._repost(move, invoice_line_ids=[Command.update(move.invoice_line_ids.id, {"price_unit": 700})])
        self.assertEqual((move.amount_residual, self._last(move)), (700.0, 5))
        self.assertEqual((action.amount_due, action.advance_line_ids.residual), (1000.0, 1000.0))

    def _three(self):
        """Three instalments of which the first has taken two steps, the second one."""
        move = self._instalments(900, "2025-02-24", "2025-03-01", "2025-03-31")
        self._live_day("2025-03-01")
        self._live_day("2025-03-06")
        self.assertEqual(self._lasts(move, DAY), [10, 5, None])
        return move

    def test_repost_instalments(self):
        """Each instalment finds its own history again by its rank."""
        move = self._three()
        self._repost(move)
        self.assertEqual(self._lasts(move, DAY), [10, 5, None])

    def test_repost_with_fewer_instalments(self):
        move = self._three()
        lines = self.env["dunning.action.line"].search([("move_id", "=", move.id), ("kind", "=", "advance")])
        self._repost(move, invoice_payment_term_id=self._terms((85, None)).id)
        self.assertEqual(len(self._items(move)), 1)
        self.assertEqual(self._lasts(move, DAY), [10])
        lost = lines.filtered(lambda line: line.instalment == 2)
        self.assertFalse(lost.move_line_id)
        self.assertEqual((lost.residual, lost.status, str(lost.date_due)), (300.0, "counted", "2025-03-01"))

    def test_repost_with_more_instalments(self):
        move = self._three()
        days = [(Date.to_date(due) - Date.to_date("2024-12-01")).days for due in ("2025-02-24", "2025-03-01", "2025-03-03", "2025-03-31")]
        terms = self._terms((days[0], 300), (days[1], 300), (days[2], 100), (days[3], None))
        self._repost(move, invoice_payment_term_id=terms.id)
        self.assertEqual(self._items(move).mapped("amount_residual"), [300.0, 300.0, 100.0, 200.0])
        self.assertEqual(self._lasts(move, DAY), [10, 5, None, None])

    def test_repost_from_one_to_several(self):
        move = self._invoice("2025-03-01", 900, invoice_date="2024-12-01")
        self._run(DAY)
        self._repost(move, invoice_payment_term_id=self._terms((90, 300), (150, None)).id)
        self.assertEqual(self._lasts(move, DAY), [5, None])

    def test_repost_with_an_open_action(self):
        """What waits for review is tied again too, and asks for the new amount."""
        self._step(5).mode = "review"
        move = self._invoice("2025-03-01", 1000)
        [action] = self._run(DAY)
        self._repost(move, invoice_line_ids=[Command.update(move.invoice_line_ids.id, {"price_unit": 700})])
        self._run("2025-03-07")
        self.assertEqual((action.state, action.amount_due, action.advance_line_ids.residual), ("todo", 700.0, 700.0))
        self.assertEqual(self._reason(move, "2025-03-07"), "in_progress")

    def test_repost_keeps_holds(self):
        move = self._instalments(900, "2025-02-24", "2025-03-01")
        hold = self._hold(self._items(move)[1], "payment_plan")
        self._repost(move)
        self.assertEqual(hold.move_line_id, self._items(move)[1])
        rows = self._decide(DAY)
        self.assertEqual([rows[item.id]["reason"] for item in self._items(move)], ["act", "payment_plan"])

    def test_repost_of_an_entry_of_several_customers(self):
        """In an opening entry of many customers nobody inherits another's history."""
        self.company.dunning_journal_ids = self.company_data["default_journal_misc"]
        other = self._customer("Somebody Else")
        entry = self._general_entry((self.customer, "2025-03-01", 500), (other, "2025-04-01", 300))
        self._run(DAY)
        entry.button_draft()
        newcomer = self._customer("Newcomer")
        revenue = entry.line_ids.filtered(lambda line: line.account_id.account_type != "asset_receivable")
        entry.line_ids = [
            Command.update(revenue.id, {"balance": -900}),
            Command.create(
                {
                    "account_id": self.company_data["default_account_receivable"].id,
                    "partner_id": newcomer.id,
                    "date_maturity": "2025-02-01",
                    "balance": 100,
                }
            ),
        ]
        entry.action_post()
        lasts = {
            item.partner_id: self._decide(DAY, item.partner_id)[item.id]["last_step_id"] for item in self._items(entry)
        }
        self.assertEqual(lasts, {self.customer: self._step(5).id, other: None, newcomer: None})

    def test_repost_with_two_receivable_accounts(self):
        """An entry over two receivable accounts finds each item's own history again."""
        self.company.dunning_journal_ids = self.company_data["default_journal_misc"]
        other = self._customer("Somebody Else")
        entry = self._general_entry((other, "2025-02-26", 300), (self.customer, "2025-03-01", 500))
        entry.button_draft()
        account = self.company_data["default_account_receivable"].copy({"code": "411998"})
        self._items(entry)[1].account_id = account
        entry.action_post()
        self._run("2025-03-03")
        self._run(DAY)
        self._repost(entry)
        found = {
            item.partner_id: self._decide("2025-03-07", item.partner_id)[item.id]["last_step_date"]
            for item in self._items(entry)
        }
        self.assertEqual(found, {other: Date.to_date("2025-03-03"), self.customer: Date.to_date(DAY)})

    def test_deleted_item_leaves_the_evidence(self):
        move = self._invoice("2025-03-01", 1000)
        [action] = self._run(DAY)
        name = move.name
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        line = action.advance_line_ids
        self.assertFalse(line.move_line_id or line.move_id)
        self.assertEqual(
            (line.invoice_name, str(line.date_due), line.residual, line.instalment), (name, "2025-03-01", 1000.0, 1)
        )

    # -- customers that are merged -----------------------------------------------------------------

    def _merge(self, destination, source):
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((destination + source).ids, destination, extra_checks=False)
        self.env.invalidate_all()

    def _two_customers(self):
        """Two records of one customer, both with a profile, a history and something open."""
        double = self._customer("Atelier Durant", email=self.customer.email)
        first, second = self._invoice("2025-03-01"), self._invoice("2025-03-01", 400, partner=double)
        actions = self._run(DAY)
        self.assertEqual(len(actions), 2)
        Profile = self.env["dunning.profile"]
        profiles = [Profile._get_or_create(one, self.company) for one in (self.customer, double)]
        return double, first, second, actions, profiles

    def _check_merged(self, kept, moves, actions):
        profile = self.env["dunning.profile"].with_context(active_test=False).search([("partner_id", "=", kept.id)])
        self.assertEqual(len(profile), 1, "one customer, one profile")
        self.assertEqual((actions.partner_id, actions.profile_id), (kept, profile), "the history follows")
        rows = self._decide("2025-03-07", kept)
        self.assertEqual([rows[item.id]["last_step_id"] for item in self._items(moves)], [self._step(5).id] * 2)
        self.assertActions(self._run("2025-03-11"), [("phone", 10, moves)])
        return profile

    def test_merge_into_the_older(self):
        double, first, second, actions, profiles = self._two_customers()
        collector = self._user("collector_m", "account_dunning.group_dunning_user")
        profiles[1].write({"collector_id": collector.id, "segment": "key", "note": "Always call in the morning"})
        profiles[1].message_post(body="Spoke to Mrs Petit")
        hold = self._hold(second, "dispute", date_start="2025-05-01")
        self._merge(self.customer, double)
        profile = self._check_merged(self.customer, first + second, actions)
        self.assertEqual(profile, profiles[0])
        self.assertEqual(
            (profile.collector_id, profile.segment, profile.note), (collector, "key", "Always call in the morning")
        )
        self.assertIn("Spoke to Mrs Petit", str(profile.message_ids.mapped("body")))
        self.assertEqual(hold.partner_id, self.customer)

    def test_merge_into_the_newer(self):
        double, first, second, actions, profiles = self._two_customers()
        own = self._plan([(5, "email"), (10, "phone")], name="Own")
        profiles[0].plan_id = own
        profiles[1].segment = "small"
        self._merge(double, self.customer)
        profile = self.env["dunning.profile"].search([("partner_id", "=", double.id)])
        self.assertEqual((profile, profile.plan_id, profile.segment), (profiles[1], own, "small"))
        profile.plan_id = False
        self._check_merged(double, first + second, actions)

    def test_merge_keeps_what_the_destination_knows(self):
        double, _first, _second, _actions, profiles = self._two_customers()
        profiles[0].write({"note": "Ours", "segment": "key"})
        profiles[1].write({"note": "Theirs", "segment": "small"})
        self._merge(self.customer, double)
        self.assertEqual((profiles[0].note, profiles[0].segment), ("Ours", "key"))

    def test_merge_with_one_profile_only(self):
        double = self._customer("Atelier Durant")
        move = self._invoice("2025-03-01", partner=double)
        [action] = self._run(DAY)
        profile = action.profile_id
        self._merge(self.customer, double)
        self.assertEqual((profile.partner_id, action.partner_id), (self.customer, self.customer))
        self.assertEqual(self._last(move), 5)

    def test_merge_with_open_actions(self):
        """Both had a call to be made: one contact is left (rule 6), which the items of the other join on the next day."""
        double, first, second, _actions, _profiles = self._two_customers()
        calls = self._run("2025-03-11")
        self.assertEqual(calls.mapped("channel"), ["phone", "phone"])
        self._merge(self.customer, double)
        [call] = calls.filtered(lambda action: action.state == "todo")
        self.assertEqual((calls - call).state, "cancelled")
        self.assertEqual(calls.activity_ids.mapped("res_id"), call.ids)
        self.assertFalse(self._run("2025-03-12"))
        self.assertEqual(call.line_ids.filtered(lambda line: line.status == "open").move_id, first + second)
        self._work("2025-03-12", call)
        self.assertEqual([self._last(move, "2025-03-13") for move in (first, second)], [10, 10])

    def test_customer_becomes_a_contact(self):
        """A customer put under a parent company: its old items are the parent's from then on."""
        parent = self._customer("Durand Group")
        move = self._invoice("2025-03-01")
        self.customer.write({"parent_id": parent.id, "is_company": False})
        self.assertEqual(self.customer.commercial_partner_id, parent)
        [action] = self._run(DAY)
        self.assertEqual((action.partner_id, action.profile_id.partner_id), (parent, parent))
        self.assertEqual(action.advance_line_ids.move_id, move)

    # -- would these tests notice? -----------------------------------------------------------------

    def test_escalating_on_failure_is_noticed(self):
        """With every line counted, an unsent reminder would go on to the call: this is what the rule prevents."""
        self._step(5).mode = "review"
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        action.advance_line_ids.sudo().date_done = DAY
        engine = type(self.env["dunning.engine"])
        with patch.object(engine, "_sql_counted", lambda this: SQL("line.status <> 'void'")):
            self.assertEqual(self._last(move), 5)
        self.assertIsNone(self._last(move))
