"""A run: one root company at one date, as a preview or for real, from selection to delivery.

A real run settles what is over, selects, records actions in batches of customers and delivers those that need
nobody. Run by the cron it commits after each batch; killed in the middle it is simply run again: what is
recorded is not recorded twice, what is delivered is not delivered twice.
"""

import time
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..delivery.dunning_action_worker import IN_FLIGHT
from ..shared import evidence
from ..shared.company_day import company_day
from ..shared.question import Question
from ..shared.shipped import shipped


class DunningRun(models.Model):
    _name = "dunning.run"
    _description = "Dunning Run"
    _inherit = ["dunning.guarded", "mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=company_day)
    as_of = fields.Boolean(
        string="As the Ledger Stood", compute="_compute_as_of", store=True, readonly=False,
        help="A preview of a past date decides with what was open at the end of that day. A real run takes what is open now.",
    )  # fmt: skip
    kind = fields.Selection([("preview", "Preview"), ("real", "Real run")], readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("queued", "Queued"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        default="draft", required=True, readonly=True, tracking=True,
    )  # fmt: skip
    started_at = fields.Datetime(readonly=True)
    duration = fields.Float(string="Seconds", readonly=True)
    customer_count = fields.Integer(string="Customers Looked at", readonly=True)
    item_count = fields.Integer(string="Items Looked at", readonly=True)
    overdue_count = fields.Integer(string="Items Overdue", readonly=True)
    contact_count = fields.Integer(string="Customers to Contact", readonly=True)
    action_count = fields.Integer(string="Actions", compute="_compute_action_figures")
    amount = fields.Monetary(string="Amount Asked", readonly=True)
    settled_count = fields.Integer(string="Actions Settled", readonly=True)
    failed_count = fields.Integer(string="Failed", compute="_compute_action_figures")
    error_log = fields.Text(readonly=True)
    summary = fields.Json(readonly=True, help="Items, customers and amounts by verdict and reason.")
    summary_html = fields.Html(compute="_compute_summary_html", sanitize=False)
    approved_by_id = fields.Many2one("res.users", readonly=True)
    is_live = fields.Boolean(compute="_compute_is_live")
    is_past = fields.Boolean(compute="_compute_is_past")
    live_date = fields.Date(related="company_id.dunning_live_date")
    decision_ids = fields.One2many("dunning.decision", "run_id")
    action_ids = fields.One2many("dunning.action", "run_id")

    @api.depends("date", "kind", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            label = kinds.get(run.kind) or self.env._("Run")
            run.display_name = f"{label} {fields.Date.to_string(run.date)} – {run.company_id.name}"

    @api.depends("date")
    def _compute_is_past(self):
        for run in self:
            run.is_past = bool(run.date) and run.date < company_day(run)

    @api.depends("date")
    def _compute_as_of(self):
        for run in self:
            run.as_of = run.is_past

    def _decision_question(self):
        """Return what the run asks the decision: a real one knows all that was done, a preview may rebuild the day's ledger."""
        self.ensure_one()
        real = self.kind == "real"
        return Question(
            self.company_id,
            self.date,
            as_of=self.kind == "preview" and self.as_of,
            known_until=date.max if real else self.date,
            room=self._room_under_cap(),
        )

    def _compute_action_figures(self):
        groups = self.env["dunning.action"]._read_group([("run_id", "in", self.ids)], ["run_id", "state"], ["__count"])
        for run in self:
            counts = {state: count for group, state, count in groups if group == run}
            run.action_count = sum(counts.values())
            run.failed_count = counts.get("failed", 0)

    @api.depends("company_id.dunning_live_date", "date")
    def _compute_is_live(self):
        for run in self:
            live = run.company_id.dunning_live_date
            run.is_live = bool(live) and run.date > live

    @api.depends("summary")
    @api.depends_context("lang")
    def _compute_summary_html(self):
        labels = self.env["dunning.decision"]._reason_labels()
        for run in self:
            rows = [
                {**row, "label": labels.get(row["reason"], row["reason"])}
                for row in sorted(run.summary or [], key=lambda row: (row["verdict"] == "none", -row["items"]))
            ]
            run.summary_html = self.env["ir.qweb"]._render(
                "account_dunning.run_summary", {"rows": rows, "run": run}, raise_if_not_found=False
            )

    @api.constrains("company_id")
    def _check_root_company(self):
        for run in self:
            if run.company_id.parent_id:
                raise UserError(
                    self.env._(
                        "Dunning runs for the main company %s, not for its branches.", run.company_id.root_id.name
                    )
                )

    # -- public entries ----------------------------------------------------------------------------

    def action_preview(self):
        """Decide for every open item and keep each decision with its reason; nothing else is written.

        :return: action that opens the decisions
        """
        self.check_access("write")
        for run in self.sudo():
            begin = time.monotonic()
            run.write({"kind": "preview", "state": "running", "started_at": fields.Datetime.now()})
            summary = self.env["dunning.decision"].sudo()._store_decisions(run, everything=True)
            run._write_run_figures(summary)
            run._write_uncovered(summary)
            run.write({"state": "done", "duration": time.monotonic() - begin})
        return self.action_open_decisions()

    def action_run(self):
        """Record and deliver what is due, now and in this transaction. Buttons use ``action_start``.

        :raises UserError: the date lies in the future, or another run of the company is recording
        """
        self.check_access("write")
        for run in self:
            run._check_date()
            run._process_run()
        return True

    def unlink(self):
        """Delete runs, with their log: no role has the right, a script of the superuser may clear what it made."""
        return super(DunningRun, evidence.as_writer(self) if self.env.su else self).unlink()

    def action_start(self):
        """Hand the run to the cron, which does it in the background, right away."""
        self.check_access("write")
        for run in self:
            run._check_date()
            run.sudo().write({"kind": "real", "state": "queued"})
        shipped(self.env, "ir_cron_dunning_run").sudo()._trigger()
        return True

    def action_approve(self):
        """Approve a preview: the company goes live. The backlog of this day still waits for review.

        When the preview is of today its run is queued at once, so that the backlog is recorded under today's
        date, for review, and not sent by tomorrow's run.

        :raises UserError: it is not a preview that was made, or something essential is missing before going live
        """
        self.check_access("write")
        for run in self:
            if run.kind != "preview" or run.state != "done":
                raise UserError(self.env._("Make a preview first: going live means approving what you have seen."))
            if not run.company_id.dunning_live_date:
                run._check_ready_to_go_live()
                run.company_id.sudo().dunning_live_date = run.date
            run.sudo().approved_by_id = self.env.user
            run.message_post(body=self.env._("Approved: %s is live.", run.company_id.name))
            if run.date == run.company_id.dunning_live_date == company_day(run):
                self.create({"company_id": run.company_id.id, "date": run.date}).action_start()
        return True

    def _check_ready_to_go_live(self):
        """Refuse to go live while something essential is missing, with what it is.

        :raises UserError: a step of the first day without which nothing can be sent or paid is not done
        """
        missing = self.env["dunning.checklist"]._find_missing(self.company_id)
        if missing:
            raise UserError(
                self.env._(
                    "%(company)s cannot go live yet. %(missing)s",
                    company=self.company_id.name,
                    missing=" ".join(f"{name}: {why}" for name, why in missing),
                )
            )

    @api.model
    def _action_first_preview(self, company):
        """Make today's preview of a company and open it."""
        run = self.create({"company_id": company.root_id.id})
        run.action_preview()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": run.id,
            "view_mode": "form",
            "name": self.env._("First Preview"),
        }

    # -- the phases --------------------------------------------------------------------------------

    def _check_date(self):
        for run in self:
            if run.date > company_day(run):
                raise UserError(
                    self.env._("A real run cannot be dated in the future (%s): make a preview instead.", run.date)
                )

    def _process_run(self, contact_day=None):
        """Do one real run: settle, select, record, deliver.

        :param date contact_day: day on which the messages leave, by default the run's own
        :return: whether it was finished; else the time of the cron was up, or another run of the company is
            recording, and it goes on later
        :raises UserError: another run of the company is recording, and this one is not the cron's
        """
        self.ensure_one()
        run = self.sudo()  # what a run records is written by the add-on; who may run it is checked by its entries
        begin = time.monotonic()
        run.write({"kind": "real", "state": "running", "started_at": fields.Datetime.now(), "error_log": False})
        with run._hold_recording_lock() as mine:
            if not mine:
                return False
            passed = run._settle_what_is_over()
            settled, summary = run._select_candidates()
            finished = run._record_actions()
        if finished:
            finished = run._deliver_recorded(contact_day or run.date)
        run._write_run_figures(summary)
        run._write_uncovered(summary)
        run.write(
            {
                "state": "done" if finished else "running",
                "settled_count": settled + passed,
                "duration": time.monotonic() - begin,
            }
        )
        return finished

    def _deliver_recorded(self, contact_day):
        """Deliver what is ready; in the background, other workers are called to share it.

        :param date contact_day: the day on which messages leave
        :return: whether all was delivered
        """
        Action = self.env["dunning.action"]
        if self._commits_between_batches():
            Action._wake_delivery()
            self._commit_recording_progress()
        return Action._deliver_ready(self.company_id, contact_day)

    def _settle_what_is_over(self):
        """Close what is over by the calendar: expired holds, deadlines; hand over the work of people who are away; give
        failed actions another try.

        :return: number of actions closed
        """
        Action = self.env["dunning.action"].with_context(tracking_disable=True)
        self._settle_claims()
        self._settle_replies()
        self._tell_of_habits()
        self.env["dunning.payment.run.day"]._judge_payment_runs(self.company_id, self.date)
        self.env["dunning.hold"]._expire_holds(self.company_id, self.date)
        self.env["dunning.hold"]._ask_for_reviews(self.company_id, self.date)
        self.env["dunning.profile"]._create_missing(self.company_id, self.date)
        self.env["dunning.trial"]._draw_members(self.company_id, self.date)
        Action._count_days(self.company_id, self.date)
        Action._hand_over(self.company_id, self.date)
        passed = Action._meet_deadlines(self.company_id, self.date)
        self._propose_write_offs()
        self.env["dunning.debit"]._follow_debits(self.company_id, self.date)
        self.env["dunning.debit"]._begin_debits(self.company_id, self.date)
        Action.search(
            [("company_id", "=", self.company_id.id), ("date", "<=", self.date), ("state", "=", "failed")]
        )._retry_or_fall_back()
        self._commit_recording_progress()
        return passed

    def _select_candidates(self):
        """Decide for all items and keep the decisions of the customers to contact.

        Open actions that no longer agree with the ledger are brought in line; then everything is decided again,
        since what they drop may be due for another step.

        :return: (number of actions closed, list of dict with the sums by verdict and reason)
        """
        Decision = self.env["dunning.decision"].sudo()
        summary = Decision._store_decisions(self, everything=False)
        stale = self.env["dunning.action"].with_context(tracking_disable=True).browse(summary[0]["stale"] or [])
        # what another worker is delivering right now reads the ledger itself
        stale = stale.filtered(lambda action: action.delivery_status not in IN_FLIGHT)
        if stale:
            stale._refresh_from_ledger(self.date)
            summary = Decision._store_decisions(self, everything=False)
        self._commit_recording_progress()
        return len(stale.filtered(lambda action: action.state == "cancelled")), summary

    def _room_under_cap(self):
        """Return how many more customers may be contacted on the run's day, ``None`` without a cap."""
        cap = self.company_id.dunning_daily_cap
        if not cap:
            return None
        contacted = self.env["dunning.action"]._read_group(
            [("company_id", "=", self.company_id.id), ("date", "=", self.date), ("run_id", "!=", False)],
            aggregates=["partner_id:count_distinct"],
        )[0][0]
        return max(0, cap - contacted)

    def _write_run_figures(self, summary):
        """Write the figures of a run from the sums by verdict and reason."""
        total = next(row for row in summary if row["verdict"] is None)
        keys = ("verdict", "reason", "items", "customers")
        self.write(
            {
                "summary": [
                    {**{key: row[key] for key in keys}, "amount": float(row["amount"])}
                    for row in summary
                    if row["verdict"]
                ],
                "customer_count": total["customers"],
                "item_count": total["items"],
                "overdue_count": total["overdue"],
                "contact_count": total["contacts"],
                "amount": total["acting_amount"],
            }
        )

    # -- what people open --------------------------------------------------------------------------

    def action_open_decisions(self):
        """Open the decisions with their reasons."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decisions"),
            "res_model": "dunning.decision",
            "view_mode": "list,kanban,pivot",
            "domain": [("run_id", "in", self.ids)],
            "context": {"search_default_group_reason": 1},
        }

    def action_open_actions(self):
        """Open the actions that the run has recorded."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Actions"),
            "res_model": "dunning.action",
            "view_mode": "list,kanban,form,pivot,graph",
            "domain": [("run_id", "in", self.ids)],
        }

    def action_open_failed(self):
        """Open the run's actions that could not be delivered."""
        return {
            **self.action_open_actions(),
            "name": self.env._("Failed Actions"),
            "domain": [("run_id", "in", self.ids), ("state", "=", "failed")],
        }
