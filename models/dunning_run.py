"""A run: one root company at one date, as a preview or for real, from selection to delivery.

A real run settles what is over, selects, records actions in batches of customers and delivers those that need
nobody. Run by the cron it commits after each batch; killed in the middle it is simply run again: what is
recorded is not recorded twice, what is delivered is not delivered twice.
"""

import logging
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .channels import REGISTERED_LETTER

_logger = logging.getLogger(__name__)

# First key of the advisory lock that lets only one run of a company record at a time (the second is its id).
RECORDING_LOCK = 19_020_419


class DunningRun(models.Model):
    _name = "dunning.run"
    _description = "Dunning Run"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
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
        for run in self:
            begin = time.monotonic()
            run.write({"kind": "preview", "state": "running", "started_at": fields.Datetime.now()})
            run._sum_up(self.env["dunning.decision"].sudo()._store(run, everything=True))
            run.write({"state": "done", "duration": time.monotonic() - begin})
        return self.action_open_decisions()

    def action_run(self):
        """Record and deliver what is due, now and in this transaction. Buttons use ``action_start``.

        :raises UserError: the date lies in the future, or another run of the company is recording
        """
        for run in self:
            run._check_date()
            run._process()
        return True

    def action_start(self):
        """Hand the run to the cron, which does it in the background, right away."""
        for run in self:
            run._check_date()
            run.write({"kind": "real", "state": "queued"})
        self.env.ref("account_dunning.ir_cron_dunning_run").sudo()._trigger()
        return True

    def action_approve(self):
        """Approve a preview: the company goes live. The backlog of this day still waits for review.

        When the preview is of today its run is queued at once, so that the backlog is recorded under today's
        date, for review, and not sent by tomorrow's run.

        :raises UserError: it is not a preview that was made
        """
        for run in self:
            if run.kind != "preview" or run.state != "done":
                raise UserError(self.env._("Make a preview first: going live means approving what you have seen."))
            if not run.company_id.dunning_live_date:
                run.company_id.sudo().dunning_live_date = run.date
            run.approved_by_id = self.env.user
            run.message_post(body=self.env._("Approved: %s is live.", run.company_id.name))
            if run.date == run.company_id.dunning_live_date == fields.Date.context_today(run):
                self.create({"company_id": run.company_id.id, "date": run.date}).action_start()
        return True

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

    @api.model
    def _cron_run(self):
        """Do the day's run of every root company that is live, then what people have queued by hand."""
        runs = self.search([("kind", "=", "real"), ("state", "in", ("queued", "running"))])
        companies = self.env["res.company"].search([("parent_id", "=", False), ("dunning_live_date", "!=", False)])
        for company in companies:
            today = fields.Date.context_today(self.with_company(company))
            if not self.search_count(
                [("company_id", "=", company.id), ("date", "=", today), ("kind", "=", "real")], limit=1
            ):
                runs += self.create({"company_id": company.id, "date": today, "kind": "real", "state": "queued"})
        left = len(runs)
        self.env["ir.cron"]._commit_progress(remaining=left)
        for run in runs.with_context(dunning_commit=True):
            try:
                finished = run.with_company(run.company_id)._process()
            except Exception as error:  # one company must not stop the others
                _logger.exception("Dunning run %s failed", run.id)
                self.env.cr.rollback()
                run.write({"state": "failed", "error_log": str(error)})
                finished = True
            left -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=left + (not finished)):
                break

    # -- the phases --------------------------------------------------------------------------------

    def _check_date(self):
        for run in self:
            if run.date > fields.Date.context_today(run):
                raise UserError(
                    self.env._("A real run cannot be dated in the future (%s): make a preview instead.", run.date)
                )

    def _process(self):
        """Do one real run: settle, select, record, deliver.

        :return: whether it was finished; else the time of the cron was up and it goes on later
        :raises UserError: another run of the company is recording
        """
        self.ensure_one()
        begin = time.monotonic()
        self.write({"kind": "real", "state": "running", "started_at": fields.Datetime.now(), "error_log": False})
        self._lock_recording()
        try:
            passed = self._settle()
            settled, summary = self._select()
            finished = self._record()
        except Exception:
            if self._commits():
                self.env.cr.rollback()
            raise
        finally:
            self._unlock_recording()
        if finished:
            finished = self.env["dunning.action"]._deliver_ready(self.company_id, self.date)
        self._sum_up(summary)
        self.write(
            {
                "state": "done" if finished else "running",
                "settled_count": settled + passed,
                "duration": time.monotonic() - begin,
            }
        )
        return finished

    def _commits(self):
        return bool(self.env.context.get("dunning_commit"))

    def _checkpoint(self, processed=0):
        """Commit what is done when the cron runs us.

        :return: whether there is time to go on
        """
        return not self._commits() or self.env["ir.cron"]._commit_progress(processed) > 0

    def _lock_recording(self):
        function = SQL("pg_try_advisory_lock" if self._commits() else "pg_try_advisory_xact_lock")
        if not self.env.execute_query(SQL("SELECT %s(%s, %s)", function, RECORDING_LOCK, self.company_id.id))[0][0]:
            raise UserError(self.env._("Another run of %s is working right now.", self.company_id.name))

    def _unlock_recording(self):
        if self._commits():
            self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s, %s)", RECORDING_LOCK, self.company_id.id))

    def _settle(self):
        """Close what is over by the calendar: expired holds, deadlines; give failed actions another try.

        :return: number of actions closed
        """
        Action = self.env["dunning.action"].with_context(tracking_disable=True)
        self._settle_claims()
        self.env["dunning.hold"]._expire(self.company_id, self.date)
        self.env["dunning.hold"]._ask_for_reviews(self.company_id, self.date)
        self.env["dunning.profile"]._create_missing(self.company_id, self.date)
        mine = [("company_id", "=", self.company_id.id), ("date", "<=", self.date)]
        passed = Action.search(
            [
                *mine,
                ("state", "in", ("todo", "failed")),
                ("date_deadline", "<", self.date),
                ("step_id.on_deadline", "=", "pass"),
                ("channel", "!=", REGISTERED_LETTER),
            ]
        )
        passed._skip(self.env._("Nobody did it before its deadline."), self.date, code="passed")
        Action.search([*mine, ("state", "=", "failed")])._retry_or_fall_back()
        self._checkpoint()
        return len(passed)

    def _select(self):
        """Decide for all items and keep the decisions of the customers to contact.

        Open actions that no longer agree with the ledger are brought in line; then everything is decided again,
        since what they drop may be due for another step.

        :return: (number of actions closed, list of dict with the sums by verdict and reason)
        """
        Decision = self.env["dunning.decision"].sudo()
        summary = Decision._store(self, everything=False)
        stale = self.env["dunning.action"].with_context(tracking_disable=True).browse(summary[0]["stale"] or [])
        if stale:
            stale._refresh(self.date)
            summary = Decision._store(self, everything=False)
        self._checkpoint()
        return len(stale.filtered(lambda action: action.state == "cancelled")), summary

    def _room(self):
        """Return how many more customers may be contacted on the run's day, ``None`` without a cap."""
        cap = self.company_id.dunning_daily_cap
        if not cap:
            return None
        contacted = self.env["dunning.action"]._read_group(
            [("company_id", "=", self.company_id.id), ("date", "=", self.date), ("run_id", "!=", False)],
            aggregates=["partner_id:count_distinct"],
        )[0][0]
        return max(0, cap - contacted)

    def _sum_up(self, summary):
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
