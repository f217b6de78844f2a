"""Fields that only the add-on writes: pointers to messages, documents and runs, proofs, what was counted."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .test_guarded import GuardedCommon

DAY = "2025-03-06"
PROMISED = {"date": DAY, "date_payment": "2025-03-10", "amount": 10}


@tagged("post_install", "-at_install")
class TestPointers(GuardedCommon):
    def setUp(self):
        super().setUp()
        [self.action] = self._run(DAY)
        self.mine = self._as(self.collector, self.action)

    def _secret(self):
        vals = {"model": "res.company", "res_id": self.other.id, "body": "<p>Canary</p>"}
        return self.env["mail.message"].sudo().create(vals)

    def _base(self):
        return {"company_id": self.company.id, "partner_id": self.customer.id}

    def _cannot_be_written(self, record, values):
        for name, value in values.items():
            with self.subTest(model=record._name, field=name), self.assertRaises(UserError):
                record.write({name: value})

    def test_message_of_a_reply(self):
        """Whoever writes the pointer would read any message of the database through it."""
        secret = self._secret()
        reply = self.env["dunning.reply"].sudo().create(
            {**self._base(), "profile_id": self.action.profile_id.id, "user_id": self.collector.id}
        )
        mine = self._as(self.collector, reply)
        self._cannot_be_written(
            mine,
            {
                "mail_message_id": secret.id, "message_ref": "<x@example.com>", "hold_id": 1, "state": "handled", "outcome": "noted",
                "handled_on": DAY, "kind": "auto", "action_id": self.action.id, "author_id": self.stranger.id,
                "email_from": "x@example.com",
            },
        )  # fmt: skip
        self.assertNotIn("Canary", str(mine.body))
        mine.user_id = self.salesman
        self.assertEqual(reply.user_id, self.salesman)

    def test_fields_of_an_action(self):
        run = self.env["dunning.run"].sudo().create({"company_id": self.company.id, "date": "2025-01-01"})
        secret = self._secret()
        file = self.env["ir.attachment"].sudo().create({"name": "x", "raw": b"x", "res_model": "res.company", "res_id": self.other.id})
        self._cannot_be_written(
            self.mine,
            {
                "run_id": run.id, "mail_message_id": secret.id, "document_ids": [Command.link(file.id)], "snapshot": "<p>x</p>",
                "snapshot_hash": "x", "access_token": "known", "delivery_status": "posted", "date_done": "2024-01-01",
                "posted_on": "2024-01-01", "printed_on": "2024-01-01", "recipient_address": "x", "outcome": "promised",
                "tries": 0 if self.action.tries else 5, "amount_due": 1, "group_key": 5, "is_contact": False,
                "deputised_for_id": self.manager.id, "first_read_on": DAY, "company_id": self.other.id,
                "profile_id": self.profile_b.id, "step_id": False, "message_ids": [Command.link(secret.id)],
            },
        )  # fmt: skip
        self.mine.write({"needs_review": True, "contact_id": self.customer.id})

    def test_new_actions_bring_none_of_it(self):
        """Neither by value nor by a default in the context."""
        vals = {**self._base(), "profile_id": self.action.profile_id.id, "channel": "phone"}
        actions = self._as(self.collector, self.action.browse())
        with self.assertRaises(UserError):
            actions.create({**vals, "snapshot": "<p>x</p>"})
        made = actions.with_context(
            default_snapshot="<p>x</p>", default_state="done", default_delivery_status="posted", default_date_done=DAY
        ).create(vals)
        self.assertEqual((made.state, made.snapshot, made.delivery_status, made.date_done), ("todo", False, False, False))

    def test_lines_stay_in_their_action(self):
        """A line is neither counted by hand nor moved into an action that is done."""
        done = self._run_done()
        line = self._as(self.collector, self.action.line_ids)
        self._cannot_be_written(
            line, {"action_id": done.id, "status": "counted", "date_done": DAY, "step_id": False, "kind": "credit"}
        )
        self._refused(line.create, {"action_id": done.id, "kind": "listed"})
        self._refused(line.create, {"action_id": self.action.id, "kind": "advance", "status": "counted"})
        self._refused(line.create, {"action_id": self.action.id, "kind": "listed", "subsidiary_id": self.stranger.id})

    def _run_done(self):
        customer = self._customer("Done")
        self._invoice("2025-03-01", partner=customer)
        action = self._run("2025-03-07").filtered(lambda one: one.partner_id == customer)
        self._work("2025-03-07", action)
        self.assertEqual(action.state, "done")
        return action

    def test_an_action_lists_its_own_customer(self):
        """Nobody adds another customer's item to a message."""
        strange = self._invoice("2025-03-01", 99, partner=self.stranger)
        item = self._items(strange)
        vals = {"action_id": self.action.id, "kind": "listed", "move_id": strange.id, "move_line_id": item.id}
        self._refused(self._as(self.collector, self.action.line_ids).create, vals)

    def test_fields_of_holds_promises_disputes_statements_runs(self):
        env = self.env(su=True)
        hold = env["dunning.hold"].create({**self._base(), "reason": "x", "date_start": DAY})
        promise = env["dunning.promise"].create({**self._base(), **PROMISED})
        category = env.ref("account_dunning.dispute_category_commercial")
        disputed = {"move_id": self.move.id, "description": "x", "date_opened": DAY, "date_deadline": "2025-03-20"}
        dispute = env["dunning.dispute"].create({**disputed, "category_id": category.id})
        statement = env["dunning.statement"].create({"profile_id": self.action.profile_id.id, "date_to": DAY})
        run = env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        line = {"promise_id": False, "amount_paid": 10, "company_id": self.other.id, "date_due": DAY, "amount_open": 9999}
        kept = {"state": "kept", "amount_kept": 10, "amount_paid": 10, "judged_on": DAY, "amount": 5, "collector_id": self.manager.id}
        settled = {"state": "settled", "resolution": "accepted", "settled_on": DAY, "escalated_on": DAY}
        sent = {"state": "sent", "closing": 5, "period": "2025-01", "date_sent": DAY, "profile_id": self.profile_b.id}
        for user, record, values in (
            (self.collector, hold, {"review_asked_on": DAY, "state": "ended", "outcome": "x", "partner_id": self.stranger.id}),
            (self.collector, promise, kept),
            (self.collector, promise.line_ids, line),
            (self.manager, dispute, {**settled, "opened_by_id": self.manager.id}),
            (self.collector, statement, sent),
            (self.manager, run, {"state": "done", "kind": "real", "approved_by_id": self.manager.id, "amount": 5}),
        ):
            self._cannot_be_written(self._as(user, record), values)

    def test_the_add_on_writes_them(self):
        """Buttons do what the fields refuse."""
        with freeze_time("2025-03-07"):
            hold = self._as(self.collector, self.env["dunning.hold"]).create({"partner_id": self.customer.id, "reason": "x"})
            hold.action_end()
            self.assertEqual((hold.state, hold.ended_on), ("ended", Date.to_date("2025-03-07")))
            self.mine.action_cancel()
        self.assertEqual((self.action.state, self.action.date_cancelled), ("cancelled", Date.to_date("2025-03-07")))
        self.assertEqual(set(self.action.advance_line_ids.mapped("status")), {"void"})

    def test_buttons_ask_who_presses(self):
        """What the add-on writes as superuser is checked before: role, company and record."""
        hold = self.env["dunning.hold"].sudo().create({**self._base(), "reason": "x", "date_start": DAY})
        promise = self.env["dunning.promise"].sudo().create({**self._base(), **PROMISED})
        run = self.env["dunning.run"].sudo().create({"company_id": self.company.id, "date": DAY})
        for user in (self.portal, self.nobody, self.salesman, self.collector_b):
            for record, method in (
                (hold, "action_end"), (hold, "action_reject"), (promise, "action_cancel"), (promise, "action_judge"),
                (self.action, "action_approve"), (self.action, "action_retry"), (self.action, "action_cancel"),
                (run, "action_preview"), (run, "action_run"), (run, "action_start"), (run, "action_approve"),
            ):  # fmt: skip
                with self.subTest(user=user.login, method=f"{record._name}.{method}"):
                    self._refused(getattr(self._as(user, record), method))
        self.assertEqual((hold.state, promise.state, self.action.state, run.state), ("active", "open", "todo", "draft"))

    def test_letter_dialogue_takes_registered_letters_only(self):
        done = self._run_done()
        dialogue = self._as(self.collector, self.env["dunning.letter.wizard"]).create(
            {"action_ids": [Command.set(done.ids)], "line_ids": [Command.create({"action_id": done.id, "is_refused": True})]}
        )
        self._refused(dialogue.action_confirm)
        self.assertEqual((done.delivery_status, done.is_refused), ("sent", False))

    def test_a_contributor_who_owns_a_reply_does_not_promise(self):
        reply = self.env["dunning.reply"].sudo().create(
            {**self._base(), "profile_id": self.action.profile_id.id, "user_id": self.salesman.id}
        )
        mine = self._as(self.salesman, reply)
        for work in (mine.with_context(outcome="promised").action_outcome, mine.action_promise):
            with self.assertRaisesRegex(AccessError, "Only collectors take down"):
                work()
        self.assertFalse(self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)]))
        mine.action_note()
        self.assertEqual(reply.state, "handled")
