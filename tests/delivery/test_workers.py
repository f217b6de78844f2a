"""Several workers: who delivers what, what a crash leaves behind, and what breaks a batch (rule 9).

Real processes, kill -9 and a real mail server are in ``dev/faults.py``; here each piece by itself.
"""

import smtplib
from contextlib import suppress
from unittest.mock import patch

from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...models.delivery import mail_mail
from ...models.shared.background import ON
from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"
TODAY = Date.to_date(DAY)


@tagged("post_install", "-at_install")
class TestWorkers(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.step = cls.plan.step_ids[0]
        cls.customers = [cls._customer(name) for name in ("Alpha", "Beta", "Gamma")]
        cls.moves = [cls._invoice("2025-03-01", 100 + n, partner=one) for n, one in enumerate(cls.customers)]

    def setUp(self):
        super().setUp()
        self.enterContext(self._quiet("odoo.addons.account_dunning.models.delivery.dunning_action_worker"))
        self.actions = self._record(DAY).sorted("id")
        self.Action = self.env["dunning.action"].with_context(dunning_commit=ON)
        self.saved = []

    def _commit(self, this, processed=0, **kwargs):
        """Stand for a commit: what follows can be taken back up to here."""
        for savepoint in self.saved:
            savepoint.close(rollback=False)
        self.saved[:] = [self.env.cr.savepoint()]
        return 100.0

    def _rollback(self):
        for savepoint in self.saved:
            savepoint.close(rollback=True)
        self.env.invalidate_all()
        self.saved[:] = [self.env.cr.savepoint()]

    def _deliver(self):
        """Deliver as the cron does, commits and rollbacks included."""
        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", self._commit_method()),
            patch.object(self.env.cr, "rollback", self._rollback),
        ):
            try:
                self.Action._deliver_ready(self.company, TODAY)
            finally:
                for savepoint in self.saved:
                    savepoint.close(rollback=False)
                self.saved.clear()
        self.env.invalidate_all()

    def _commit_method(self):
        def commit_progress(this, processed=0, **kwargs):
            return self._commit(this, processed)

        return commit_progress

    def _states(self):
        return self.actions.mapped("state")

    def _age(self):
        """Let the quarter of an hour pass after which work counts as left behind."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE dunning_action SET write_date = write_date - interval '16 minutes'")
        self.env.invalidate_all()

    # -- one by one --------------------------------------------------------------------------------

    def test_killed_at_the_second(self):
        """Accepted ones are known at once, the one in hand is in doubt, those made and not handed over leave later."""
        with self._refusing("beta@example.com", error=KeyboardInterrupt("killed")), suppress(KeyboardInterrupt):
            self._deliver_and_die()
        self.assertEqual([(one.state, one.delivery_status) for one in self.actions],
                         [("done", "sent"), ("ready", "sending"), ("ready", "prepared")])  # fmt: skip
        self._deliver()
        self.assertEqual(self._recipients(), ["alpha@example.com"], "somebody may still be at work on them")
        self._age()
        message = self.actions[2].mail_message_id
        self._deliver()
        self.assertEqual(self._states(), ["done", "failed", "done"])
        self.assertEqual(self._recipients(), ["alpha@example.com", "gamma@example.com"])
        self.assertIn("check whether the message arrived before you retry", self.actions[1].error)
        self.assertFalse(message.exists(), "the message that never left is taken back")
        notes = self.actions[2].message_ids.filtered(lambda one: one.message_type == "auto_comment")
        self.assertEqual(notes, self.actions[2].mail_message_id)

    def _deliver_and_die(self):
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", self._commit_method()):
            try:
                self.Action._deliver_ready(self.company, TODAY)
            finally:
                for savepoint in self.saved:
                    savepoint.close(rollback=True)
                self.saved.clear()
                self.env.invalidate_all()

    def test_cancelled_while_prepared(self):
        """A person cancels what is about to leave: it does not leave."""
        Action = type(self.Action)
        original = Action._prepare_sending

        def prepare_sending(this, mails):
            original(this, mails)
            self.actions[1].with_context(dunning_commit=False)._cancel_actions("manual")

        with patch.object(Action, "_prepare_sending", prepare_sending):
            self._deliver()
        self.assertEqual(self._states(), ["done", "cancelled", "done"])
        self.assertEqual(self._recipients(), ["alpha@example.com", "gamma@example.com"])

    def test_made_anew_by_another(self):
        """Another worker took it for left behind and made its message anew: the first one leaves it alone."""
        first = self.actions[0]
        first.sudo().write({"delivery_status": "prepared", "mail_message_id": self.actions[1].message_post(body="x").id})
        other = first.message_post(body="the one of before")
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 100.0):
            action = first.with_context(dunning_commit=ON)
            self.assertFalse(action._claim_for_sending(other))
            self.assertEqual(first.delivery_status, "prepared")
            self.assertTrue(action._claim_for_sending(first.mail_message_id))
            self.assertEqual(first.delivery_status, "sending")
            self.assertFalse(action._claim_for_sending(first.mail_message_id), "nobody claims it twice")

    def test_documents_of_what_never_left(self):
        """They are taken back with the message, and made anew with the next one."""
        self.step.attach_statement = True
        with self._refusing("alpha@example.com", error=KeyboardInterrupt("killed")), suppress(KeyboardInterrupt):
            self._deliver_and_die()
        made = self.actions[1].document_ids
        self.assertEqual(len(made), 1)
        self._age()
        self._deliver()
        self.assertFalse(made.exists())
        self.assertEqual(self._states(), ["failed", "done", "done"])
        self.assertEqual([len(action.document_ids) for action in self.actions[1:]], [1, 1])

    def test_left_to_the_queue(self):
        """A person's mail server is throttled by core: what it delays is sent by the mail queue, and closes its action."""
        with patch.object(type(self.env["mail.mail"]), "send", lambda this, *args, **kwargs: True):
            self._deliver()
        self.assertEqual(set(self.actions.mapped("delivery_status")), {"sending"})
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "in", self.actions.mail_message_id.ids)])
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self._age()
        self._deliver()
        self.assertEqual(self._states(), ["ready"] * 3, "what waits in the queue is not in doubt")
        with freeze_time("2025-03-06 12:00:00"):
            mails.send()
        self.assertEqual(self._states(), ["done"] * 3)
        self.assertEqual(len(self._recipients()), 3)

    # -- connections that break off ----------------------------------------------------------------

    def test_connection_broken_off(self):
        """One message breaks the connection: it is in doubt, the others leave over a new one."""
        with self._refusing("beta@example.com", error=smtplib.SMTPServerDisconnected("timed out")):
            self._deliver()
        self.assertEqual(self._states(), ["done", "failed", "done"])
        self.assertEqual(
            self.actions[1].error,
            "The connection to the mail server broke off (timed out): check whether the message arrived before you retry.",
        )
        self.assertEqual(self.actions[1].tries, self.company.dunning_max_tries)
        self.assertEqual(self._recipients(), ["alpha@example.com", "gamma@example.com"])

    def test_connection_broken_off_in_one_transaction(self):
        """The same for who runs it from code: what was accepted is not undone."""
        with self._refusing("beta@example.com", error=smtplib.SMTPServerDisconnected("timed out")):
            self.env["dunning.action"]._deliver_ready(self.company, TODAY)
        self.assertEqual(self._states(), ["done", "failed", "done"])

    def test_before_its_text(self):
        """The connection dies before the text goes over: it cannot have arrived, and is tried again by itself."""

        class Session:
            def data(self, message):
                return 250, b"OK"

        session, handed = Session(), []
        with mail_mail.MailMail._dunning_watch(session, handed):
            self.assertEqual(handed, [])
            self.assertEqual(session.data("text"), (250, b"OK"))
        self.assertEqual(handed, [True])
        mails, action = self.env["mail.mail"].sudo(), self.actions[0]
        mails._dunning_broken_off(action, smtplib.SMTPServerDisconnected("timed out"), False)
        self.assertEqual((action.state, action.tries), ("failed", 1))
        self.assertEqual(action.error, "The connection to the mail server broke off (timed out)")

    def test_server_gone(self):
        """Three connections in a row break off: the rest is not tried, fails with the reason and is tried the next day."""
        self._invoice("2025-03-01", 50, partner=self._customer("Delta"))
        self.actions += self._record(DAY)
        addresses = [action.contact_id.email for action in self.actions]
        with self._refusing(*addresses, error=smtplib.SMTPServerDisconnected("timed out")):
            self._deliver()
        self.assertEqual(self._states(), ["failed"] * 4)
        self.assertEqual(self.actions[3].error, "The mail server does not answer (timed out)")
        self.assertEqual(self.actions.mapped("tries"), [3, 3, 3, 1])
        self._run("2025-03-07")
        self.assertEqual(self._states(), ["failed", "failed", "failed", "done"])

    # -- what breaks a batch -----------------------------------------------------------------------

    def test_one_breaks_the_batch(self):
        """Whatever goes wrong beside the message itself: the one it is about fails, the others leave."""
        Action = type(self.Action)
        original = Action._refresh_lines

        def refresh_lines(this, rows, today):
            if this == self.actions[1]:
                raise ValueError("Something is wrong with this customer")
            return original(this, rows, today)

        with patch.object(Action, "_refresh_lines", refresh_lines):
            self._deliver()
        self.assertEqual(self._states(), ["done", "failed", "done"])
        self.assertEqual(self.actions[1].error, "Something is wrong with this customer")
        self.assertEqual(self._recipients(), ["alpha@example.com", "gamma@example.com"])

    def test_breaks_after_it_left(self):
        """The mail server took it, and noting that fails: it is in doubt and not sent again; the others leave."""
        Action = type(self.Action)
        original = Action._mail_processed

        def mail_processed(this, *args):
            if this == self.actions[1]:
                raise ValueError("The disk is full")
            return original(this, *args)

        with patch.object(Action, "_mail_processed", mail_processed):
            self._deliver()
        self.assertEqual(self._states(), ["done", "failed", "done"])
        self.assertIn("check whether the message arrived before you retry", self.actions[1].error)
        self.assertEqual(self.actions[1].tries, self.company.dunning_max_tries)
        self.assertEqual(self._recipients(), ["alpha@example.com", "beta@example.com", "gamma@example.com"])

    # -- runs --------------------------------------------------------------------------------------

    def _cron(self, day):
        self.env.flush_all()
        with freeze_time(f"{day} 05:00:00"), self.enter_registry_test_mode():
            self.env.ref("account_dunning.ir_cron_dunning_run").method_direct_trigger()
        self.env.invalidate_all()

    def test_left_over_night(self):
        """What was interrupted yesterday is closed; today's run does the rest, and the contact is of today."""
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.sudo().write({"kind": "real", "state": "running"})
        self._cron("2025-03-07")
        self.assertEqual(run.state, "failed")
        self.assertEqual(
            run.error_log,
            "It was interrupted and not taken up on its day: the run of 2025-03-07 goes on with what was left.",
        )
        self.assertEqual(set(self.actions.mapped("date_done")), {Date.to_date("2025-03-07")})
        self.assertEqual(len(self._recipients()), 3)

    def test_started_by_hand_for_an_earlier_day(self):
        """It is decided as of that day, and what leaves today is a contact of today."""
        self.actions._cancel_actions("manual")
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        with freeze_time("2025-03-10 09:00:00"):
            run.action_start()
        self._cron("2025-03-10")
        self.assertEqual((run.state, run.action_count), ("done", 3))
        self.assertEqual(set(run.action_ids.mapped("date_done")), {Date.to_date("2025-03-10")})

    # -- archived ----------------------------------------------------------------------------------

    def _archive(self, company):
        """Archive a company as SQL would: users of the tests have it as theirs."""
        self.env.cr.execute("UPDATE res_company SET active = FALSE WHERE id = %s", [company.id])
        self.env.invalidate_all()

    def test_archived_company(self):
        self._archive(self.company)
        without_commits = patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 100.0)
        with without_commits, freeze_time(f"{DAY} 09:00:00"):
            self.env["dunning.action"].sudo()._cron_deliver()
        self.assertEqual(self._states(), ["failed"] * 3)
        self.assertEqual(self.actions[0].error, f"{self.company.display_name} is archived: nothing leaves in its name.")
        self.assertFalse(self._recipients())

    def test_run_of_an_archived_company(self):
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.sudo().write({"kind": "real", "state": "queued"})
        self._archive(self.company)
        with mute_logger("odoo.addons.account_dunning.models.run.dunning_run_worker"):
            self._cron(DAY)
        self.assertEqual(run.state, "failed")
        self.assertIn("is archived", run.error_log)
        self.assertFalse(run.action_ids)

    def test_archived_branch(self):
        """The sender is a branch that was archived: only its own messages stay."""
        branch = self.env["res.company"].sudo().create({"name": "Lyon", "parent_id": self.company.id})
        self.actions[0].sudo().branch_id = branch
        branch.active = False
        self._deliver()
        self.assertEqual(self._states(), ["failed", "done", "done"])
        self.assertEqual(self.actions[0].error, "Lyon is archived: nothing leaves in its name.")

    def test_archived_step(self):
        """What was decided still leaves; who wants it otherwise cancels it."""
        self.step.active = False
        self._deliver()
        self.assertEqual(self._states(), ["done"] * 3)

    # -- merged ------------------------------------------------------------------------------------

    def test_merged_customers(self):
        """Two who wait become one: one message; the item of the other joins the next contact, nothing is lost."""
        source, target, _other = self.customers
        self.env["base.partner.merge.automatic.wizard"].sudo().create(
            {"partner_ids": [(6, 0, (source | target).ids)], "dst_partner_id": target.id, "state": "selection"}
        ).action_merge()
        self.env.invalidate_all()
        self.assertEqual(self.actions.mapped("cancel_reason"), ["merged", False, False])
        self.assertEqual(self.actions[:2].partner_id, target)
        self._run(DAY)
        self.assertEqual(self._states(), ["cancelled", "done", "done"])
        self.assertEqual(self._recipients(), ["beta@example.com", "gamma@example.com"])
        self.assertEqual(self.actions[1].advance_line_ids.move_id, self.moves[0] | self.moves[1], "it joined")
        self.assertEqual(self.actions[1].amount_due, 201.0)
