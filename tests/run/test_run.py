"""Runs: what they refuse, record once, count and survive; previews; going live; the cron (rules 8, 9 and 10)."""

import contextlib
from unittest.mock import patch

from odoo import sql_db
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ...models.run.dunning_run_worker import RECORDING_LOCK
from ..common import DunningCommon

DAY = "2025-03-06"
QUIET = mute_logger(
    "odoo.addons.account_dunning.models.run.dunning_run_worker",
    "odoo.addons.account_dunning.models.run.dunning_run_record",
    "odoo.addons.account_dunning.models.delivery.dunning_action_delivery",
)


@tagged("post_install", "-at_install")
class TestRun(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone"), (30, "registered_letter")])
        cls.first = cls.plan.step_ids.filtered(lambda step: step.delay == 5)
        cls.company.dunning_plan_id = cls.plan
        cls.alpha, cls.beta, cls.gamma = (cls._customer(name) for name in ("Alpha", "Beta", "Gamma"))
        cls.moves = {one: cls._invoice("2025-03-01", 100, partner=one) for one in (cls.alpha, cls.beta, cls.gamma)}

    def _new(self, day=DAY, **vals):
        return self.env["dunning.run"].create({"company_id": self.company.id, "date": day, **vals})

    def _count(self, *models):
        """Return how many rows the tables of dunning hold."""
        models = models or (
            "dunning.action", "dunning.action.line", "dunning.profile", "dunning.hold", "mail.message", "mail.mail",
            "mail.activity",
        )  # fmt: skip
        return {name: self.env[name].sudo().with_context(active_test=False).search_count([]) for name in models}

    # -- what is refused ---------------------------------------------------------------------------

    @freeze_time("2025-03-06 10:00:00")
    def test_future_date_is_refused(self):
        run = self._new("2025-03-07")
        for refused in (run.action_run, run.action_start):
            with self.assertRaises(UserError) as caught:
                refused()
            self.assertEqual(
                str(caught.exception),
                "A real run cannot be dated in the future (2025-03-07): make a preview instead.",
            )
        self.assertFalse(run.action_ids)
        self.assertEqual(run.state, "draft")
        run.action_preview()
        self.assertEqual((run.kind, run.state, run.contact_count), ("preview", "done", 3))

    def test_branch_is_refused(self):
        branch = self.env["res.company"].sudo().create({"name": "Lyon", "parent_id": self.company.id})
        with self.assertRaises(UserError) as caught:
            self.env["dunning.run"].create({"company_id": branch.id, "date": DAY})
        self.assertEqual(
            str(caught.exception),
            f"Dunning runs for the main company {self.company.name}, not for its branches.",
        )

    # -- once --------------------------------------------------------------------------------------

    def test_twice_records_nothing(self):
        first, second = self._new(), self._new()
        first.action_run()
        self.assertEqual((first.action_count, first.state), (3, "done"))
        before = self._count("dunning.action", "dunning.action.line", "dunning.profile", "mail.mail")
        second.action_run()
        self.assertEqual((second.action_count, second.contact_count, second.amount), (0, 0, 0.0))
        first.action_run()
        self.assertEqual(
            self._count("dunning.action", "dunning.action.line", "dunning.profile", "mail.mail"), before
        )

    def test_twice_while_waiting_for_review(self):
        self.first.mode = "review"
        self._run(DAY)
        self.assertFalse(self._run(DAY))
        self.assertFalse(self._run("2025-03-20"), "nothing piles up beside what waits")

    def test_dated_in_the_past(self):
        """A run dated some days back knows what was done since: nobody is contacted again."""
        self._invoice("2025-03-06", 50, partner=self.alpha)
        self._run(DAY)
        for day in ("2025-02-25", "2025-03-04", "2025-03-05"):
            run = self._new(day)
            run.action_run()
            self.assertEqual((run.action_count, run.error_log), (0, False), day)

    def test_killed_in_the_middle(self):
        """Recorded but not delivered: the next run delivers it, once."""
        Action = type(self.env["dunning.action"])
        with patch.object(Action, "_deliver_ready", return_value=True):
            recorded = self._run(DAY)
        self.assertEqual(set(recorded.mapped("state")), {"ready"})
        self.assertFalse(self._run("2025-03-07"))
        self.assertEqual(set(recorded.mapped("state")), {"done"})
        self.assertEqual(len(self.emails), 3)

    def test_item_takes_a_step_once_whatever_happens(self):
        """The database itself refuses a second live line of one item and step (rule 9)."""
        [action, *_others] = self._run(DAY)
        [index] = self.env.execute_query(
            SQL("SELECT indexdef FROM pg_indexes WHERE indexname = 'dunning_action_line_item_step_uniq'")
        )
        self.assertIn("UNIQUE", index[0])
        self.assertIn("(move_line_id, step_id)", index[0])
        line = action.advance_line_ids
        refused = self.assertRaisesRegex(Exception, "dunning_action_line_item_step_uniq")
        with refused, mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(
                SQL(
                    """INSERT INTO dunning_action_line (action_id, kind, status, move_line_id, step_id)
                       SELECT action_id, kind, 'open', move_line_id, step_id FROM dunning_action_line WHERE id = %s""",
                    line.id,
                )
            )

    # -- previews ----------------------------------------------------------------------------------

    def test_preview_writes_no_action(self):
        before = self._count()
        run = self._new()
        action = run.action_preview()
        self.assertEqual(action["res_model"], "dunning.decision")
        after = self._count()
        after["mail.message"] -= len(run.message_ids)
        self.assertEqual(after, before)
        self.assertFalse(self.emails)

    def test_preview_equals_the_run(self):
        """What a preview shows is what the run of the same day does: items, steps, channels, amounts, counts."""
        self._invoice("2025-03-08", 50, partner=self.alpha)
        self._invoice("2025-06-30", 70, partner=self.beta)
        self._payment(40, "2025-03-02", partner=self.gamma)
        self._hold(self._invoice("2025-02-01", 60, partner=self.gamma), "dispute")
        self._invoice("2025-02-01", 500, partner=self._customer("Nobody", email=False, phone=False))
        preview, run = self._new(as_of=False), self._new()
        preview.action_preview()
        foreseen = {
            (row.item_id.id, row.step_id.id, row.lead_step_id.id, row.channel, row.recipient_id.id, row.net)
            for row in preview.decision_ids
            if row.verdict in ("act", "ride")
        }
        run.action_run()
        done = {
            (line.move_line_id.id, line.step_id.id, action.step_id.id, action.channel, action.contact_id.id, line.net)
            for action in run.action_ids
            for line in action.advance_line_ids
        }
        self.assertEqual(len(done), 4)
        self.assertEqual(foreseen, done)
        for name in ("customer_count", "item_count", "overdue_count", "contact_count", "amount"):
            self.assertEqual(preview[name], run[name], name)
        self.assertEqual(preview.summary, run.summary)

    def test_preview_shows_every_item(self):
        """Also what nothing happens to, with its reason; again, it forgets what it showed before."""
        self._invoice("2025-06-30", 70, partner=self.beta)
        run = self._new(as_of=False)
        run.action_preview()
        self.assertEqual(len(run.decision_ids), 4)
        self.assertEqual(sorted(run.decision_ids.mapped("reason")), ["act", "act", "act", "not_due"])
        self.assertTrue(all(run.decision_ids.mapped("reason_text")))
        run.action_preview()
        self.assertEqual(len(run.decision_ids), 4)

    def test_preview_at_any_date(self):
        found = {}
        for day in ("2025-02-25", "2025-03-01", "2025-03-06", "2025-06-30"):
            run = self._new(day)
            run.action_preview()
            steps = run.decision_ids.filtered(lambda row: row.verdict == "act").step_id
            found[day] = (run.contact_count, run.overdue_count, steps.mapped("delay"))
        self.assertEqual(
            found,
            {
                "2025-02-25": (3, 0, [-5]),
                "2025-03-01": (0, 0, []),
                "2025-03-06": (3, 3, [5]),
                "2025-06-30": (3, 3, [5]),
            },
        )

    # -- figures -----------------------------------------------------------------------------------

    def test_counts(self):
        self._invoice("2025-03-08", 50, partner=self.alpha)
        self._invoice("2025-06-30", 70, partner=self.beta)
        self._hold(self._invoice("2025-02-01", 60, partner=self.gamma), "dispute")
        self._credit_note(20, partner=self.gamma)
        nobody = self._customer("Nobody", email=False, phone=False)
        self._invoice("2025-02-01", 500, partner=nobody)
        run = self._new()
        run.action_run()
        self.assertEqual(
            (run.customer_count, run.item_count, run.overdue_count, run.contact_count, run.action_count, run.amount),
            (4, 7, 5, 3, 3, 330.0),
        )
        summary = {(row["verdict"], row["reason"]): (row["items"], row["customers"], row["amount"]) for row in run.summary}
        self.assertEqual(
            summary,
            {
                ("act", "act"): (3, 3, 280.0),
                ("ride", "ride"): (1, 1, 50.0),
                ("none", "not_due"): (1, 1, 70.0),
                ("none", "dispute"): (1, 1, 60.0),
                ("none", "no_address"): (1, 1, 500.0),
                ("none", "credit"): (0, 1, -20.0),
            },
        )
        self.assertIn("Rides along", run.summary_html)
        self.assertGreater(run.duration, 0)
        self.assertEqual((run.kind, run.state, run.failed_count), ("real", "done", 0))

    def test_settled_count(self):
        self.first.mode = "review"
        actions = self._run(DAY)
        self._pay(self.moves[self.alpha], "2025-03-07")
        self._hold(self.beta, date_start="2025-03-07")
        run = self._new("2025-03-08")
        run.action_run()
        self.assertEqual(run.settled_count, 2)
        self.assertEqual(
            {action.partner_id.name: (action.state, action.cancel_reason) for action in actions},
            {"Alpha": ("cancelled", "settled"), "Beta": ("cancelled", "suspended"), "Gamma": ("todo", False)},
        )

    def test_run_opens_its_actions(self):
        run = self._new()
        run.action_run()
        found = self.env["dunning.action"].search(run.action_open_actions()["domain"])
        self.assertEqual(found, run.action_ids.sorted())
        self.assertFalse(self.env["dunning.action"].search(run.action_open_failed()["domain"]))

    # -- one bad customer --------------------------------------------------------------------------

    @contextlib.contextmanager
    def _broken(self, partner):
        """Have the recording of one customer fail."""
        Run = type(self.env["dunning.run"])
        original = Run._action_vals

        def action_vals(this, profile, *args):
            if profile.partner_id == partner:
                raise ValueError("Something is wrong with this customer")
            return original(this, profile, *args)

        with patch.object(Run, "_action_vals", action_vals), QUIET:
            yield

    def test_one_failing_customer(self):
        run = self._new()
        with self._broken(self.beta):
            run.action_run()
        self.assertEqual(sorted(run.action_ids.partner_id.mapped("name")), ["Alpha", "Gamma"])
        self.assertEqual(set(run.action_ids.mapped("state")), {"done"})
        self.assertEqual((run.state, run.error_log), ("done", "Beta: Something is wrong with this customer"))
        self.assertFalse(self.env["dunning.action"].search([("partner_id", "=", self.beta.id)]))
        [later] = self._run("2025-03-07")
        self.assertEqual((later.partner_id, later.step_id), (self.beta, self.first), "it comes with the next run")

    def test_all_customers_failing(self):
        run = self._new()
        Run = type(self.env["dunning.run"])
        with patch.object(Run, "_action_vals", side_effect=ValueError("No luck")), QUIET:
            run.action_run()
        self.assertEqual((run.action_count, run.state), (0, "done"))
        self.assertEqual(run.error_log.splitlines(), ["Alpha: No luck", "Beta: No luck", "Gamma: No luck"])

    def test_error_log_is_forgotten_when_run_again(self):
        run = self._new()
        with self._broken(self.beta):
            run.action_run()
        run.action_run()
        self.assertFalse(run.error_log)
        self.assertEqual(run.action_count, 3)

    # -- going live --------------------------------------------------------------------------------

    def test_not_live_waits_for_review(self):
        """A company sends nothing automatically until its first preview was approved."""
        self.company.dunning_live_date = False
        run = self._new()
        run.action_run()
        self.assertFalse(run.is_live)
        self.assertEqual(set(run.action_ids.mapped("state")), {"todo"})
        self.assertEqual(
            set(run.action_ids.mapped("review_reason")),
            {"Dunning is not live yet, or this is the backlog of its first day."},
        )
        self.assertFalse(self.emails)
        run.action_ids[0].write({"state": "ready", "needs_review": False})
        run.action_ids[0]._deliver_actions(Date.to_date(DAY))
        self.assertEqual(run.action_ids[0].state, "done", "what a person approved leaves")

    def test_go_live(self):
        """The backlog of the day of going live is reviewed; from the next day on it goes by itself."""
        self.company.dunning_live_date = False
        self._prepare_first_day()
        preview = self._new()
        preview.action_preview()
        preview.action_approve()
        self.assertEqual((str(self.company.dunning_live_date), preview.approved_by_id), (DAY, self.env.user))
        self.assertIn(f"Approved: {self.company.name} is live.", str(preview.message_ids.mapped("body")))
        backlog = self._run(DAY)
        self.assertEqual(set(backlog.mapped("state")), {"todo"})
        self._invoice("2025-03-02", 100, partner=self._customer("Delta"))
        self.assertEqual(self._run("2025-03-07").mapped("state"), ["done"])
        self.assertEqual(set(backlog.mapped("state")), {"todo"}, "the backlog still waits")

    def test_approving_twice_keeps_the_first_day(self):
        preview = self._new()
        preview.action_preview()
        preview.action_approve()
        self.assertEqual(str(self.company.dunning_live_date), "2024-01-01")

    def test_approval_needs_a_preview(self):
        for run in (self._new(), self._new()):
            with self.assertRaisesRegex(UserError, "Make a preview first"):
                run.action_approve()
            run.action_run()
            with self.assertRaisesRegex(UserError, "Make a preview first"):
                run.action_approve()

    def test_first_preview_from_the_settings(self):
        self.company.dunning_live_date = False
        with freeze_time(DAY):
            opened = self.env["res.config.settings"].create({}).action_dunning_go_live()
        run = self.env["dunning.run"].browse(opened["res_id"])
        self.assertEqual((run.kind, str(run.date), run.contact_count), ("preview", DAY, 3))

    # -- two workers -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _elsewhere(self, company):
        """Have another worker record for a company meanwhile."""
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [RECORDING_LOCK, company.id])
            yield
            cursor.rollback()

    def test_recording_lock(self):
        run = self._new()
        with self._elsewhere(self.company), self.assertRaises(UserError) as caught:
            run.action_run()
        self.assertEqual(str(caught.exception), f"Another run of {self.company.name} is working right now.")
        self.assertFalse(run.action_ids)
        run.action_run()
        self.assertEqual(run.action_count, 3)

    def test_lock_is_the_companys(self):
        """Another company's run, or a draft with a future date, keeps nobody back (peers defect 10)."""
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self._new("2040-01-01")
        with self._elsewhere(other):
            self.assertEqual(len(self._run(DAY)), 3)

    def test_preview_needs_no_lock(self):
        run = self._new()
        with self._elsewhere(self.company):
            run.action_preview()
        self.assertEqual(run.contact_count, 3)

    # -- in the background -------------------------------------------------------------------------

    def _cron(self, day=DAY):
        self.env.flush_all()
        with freeze_time(f"{day} 05:00:00"), self.enter_registry_test_mode():
            self.env.ref("account_dunning.ir_cron_dunning_run").method_direct_trigger()
        self.env.invalidate_all()

    def _second_company(self):
        """A second company with a plan and a customer who owes."""
        data = self.setup_other_company(name="Second")
        company = data["company"]
        company.write({"dunning_live_date": "2024-01-01", "email": "second@example.com"})
        company.dunning_plan_id = self._plan([(5, "email")], name="Of the second", company_id=company.id)
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.alpha.id,
                    "journal_id": data["default_journal_sale"].id,
                    "invoice_date": "2025-02-01",
                    "invoice_date_due": "2025-03-01",
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [(0, 0, {"name": "Work", "quantity": 1, "price_unit": 77, "tax_ids": []})],
                }
            )
        )
        move.action_post()
        return company, move

    def _runs(self, company):
        return self.env["dunning.run"].sudo().search([("company_id", "=", company.id)])

    def test_cron_does_every_live_root_company(self):
        second, move = self._second_company()
        sleeping = self.env["res.company"].sudo().create({"name": "Not live"})
        branch = self.env["res.company"].sudo().create({"name": "Branch", "parent_id": self.company.id})
        branch.dunning_live_date = "2024-01-01"
        self._cron()
        runs = self._runs(self.company), self._runs(second)
        self.assertEqual([(run.kind, run.state, str(run.date), run.action_count) for run in runs],
                         [("real", "done", DAY, 3), ("real", "done", DAY, 1)])  # fmt: skip
        self.assertEqual(runs[1].action_ids.advance_line_ids.move_id, move)
        self.assertFalse(self._runs(sleeping) + self._runs(branch))
        self.assertEqual(runs[0].action_ids.mapped("state"), ["done"] * 3)
        self.assertEqual(len(self.emails), 4)

    def test_cron_twice_a_day(self):
        self._cron()
        self._cron()
        self.assertEqual(len(self._runs(self.company)), 1)
        self.assertEqual(self._runs(self.company).action_count, 3)
        self._cron("2025-03-07")
        self.assertEqual(len(self._runs(self.company)), 2)

    def test_cron_does_what_was_started_by_hand(self):
        """A run started by a button is done in the background, also in a company that is not live."""
        self.company.dunning_live_date = False
        run = self._new()
        triggers = self.env["ir.cron.trigger"].sudo()
        cron = self.env.ref("account_dunning.ir_cron_dunning_run")
        before = triggers.search_count([("cron_id", "=", cron.id)])
        run.action_start()
        self.assertEqual((run.state, run.kind), ("queued", "real"))
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), before + 1)
        self._cron()
        self.assertEqual((run.state, run.action_count), ("done", 3))
        self.assertEqual(set(run.action_ids.mapped("state")), {"todo"})
        self.assertEqual(self._runs(self.company), run)

    def test_deleted_by_scripts_only(self):
        """No role deletes a run; a script of the superuser takes its log along."""
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": "2025-03-06"})
        run._message_log(body="Logged")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            run.with_user(self._user("manager_r", "account_dunning.group_dunning_manager")).unlink()
        run.sudo().unlink()
        self.assertFalse(run.exists())

    def test_cron_goes_on_with_an_interrupted_run(self):
        run = self._new()
        run.sudo().write({"kind": "real", "state": "running"})
        self._cron()
        self.assertEqual((run.state, run.action_count), ("done", 3))

    def test_cron_survives_a_failing_company(self):
        second, move = self._second_company()
        Run = type(self.env["dunning.run"])
        original = Run._select_candidates

        def select(this):
            if this.company_id == self.company:
                raise ValueError("The first company is broken")
            return original(this)

        with patch.object(Run, "_select_candidates", select), QUIET:
            self._cron()
        failed, done = self._runs(self.company), self._runs(second)
        self.assertEqual((failed.state, failed.error_log), ("failed", "The first company is broken"))
        self.assertEqual((done.state, done.action_ids.advance_line_ids.move_id), ("done", move))
        failed.action_run()
        self.assertEqual((failed.state, failed.action_count), ("done", 3), "once mended it is simply run again")

    def test_cron_survives_a_failing_customer(self):
        with self._broken(self.beta):
            self._cron()
        run = self._runs(self.company)
        self.assertEqual((run.state, run.action_count), ("done", 2))
        self.assertEqual(run.error_log, "Beta: Something is wrong with this customer")

    def test_cron_in_batches(self):
        """Customers are recorded batch by batch; when its time is up the cron goes on later where it was."""
        Cron = type(self.env["ir.cron"])
        left = [*[100.0] * 6, 0.0]  # the runs queued, the run found, settled, selected; the first batch

        def commit_progress(this, processed=0, **kwargs):
            return left.pop(0) if left else 0.0

        with (
            patch("odoo.addons.account_dunning.models.run.dunning_run_record.CUSTOMERS_PER_BATCH", 1),
            patch.object(Cron, "_commit_progress", commit_progress),
        ):
            self._cron()
        run = self._runs(self.company)
        self.assertEqual((run.state, run.action_count), ("running", 1))
        self._cron()
        self.assertEqual((run.state, run.action_count), ("done", 3))
        self.assertEqual(len(self.emails), 3)

    def test_cron_is_active(self):
        cron = self.env.ref("account_dunning.ir_cron_dunning_run")
        self.assertTrue(cron.active)
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))

    # -- the list of customers ---------------------------------------------------------------------

    def test_everybody_overdue_has_a_profile(self):
        """Customers nobody can contact are in the list as well; those without anything overdue are not yet."""
        Profile = self.env["dunning.profile"]
        silent, later, creditor = (self._customer(name, email=False) for name in ("Silent", "Later", "Creditor"))
        self._invoice("2025-03-05", partner=silent)
        self._invoice("2025-03-06", partner=later)
        self._credit_note(50, partner=creditor, date="2025-03-01")
        self._run(DAY)
        found = Profile.search([("partner_id", "in", (silent + later + creditor).ids)])
        self.assertEqual(found.partner_id, silent)
        self._run(DAY)
        self.assertEqual(Profile.search_count([("partner_id", "=", silent.id)]), 1)
