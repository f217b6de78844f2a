"""A proposal to erase personal data whose period is over, and the log of what was erased: once a year, or for one customer."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..shared import evidence
from ..shared.activities import create_tasks, drop_tasks, make_task_vals
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from .dunning_personal_data import KINDS

_lt = LazyTranslate(__name__)

STATES = [("proposed", "Proposed"), ("done", "Erased"), ("cancelled", "Not Erased")]
# So long after the last proposal comes the next one.
DAYS_BETWEEN = 365
MANAGER_GROUP = "account_dunning.group_dunning_manager"


class DunningErasure(models.Model):
    _name = "dunning.erasure"
    _description = "Erasure of Personal Data"
    _inherit = ["dunning.guarded", "dunning.history", "mail.thread", "mail.activity.mixin"]
    _kept_sentence = _lt("An erasure is part of the log: cancel the proposal instead of deleting it.")
    _order = "date desc, id desc"
    _given_once = frozenset({"company_id", "partner_id"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="restrict",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="restrict", help="Only this customer. Empty: all of them."
    )
    date = fields.Date(string="As of", required=True, readonly=True, default=company_day)
    state = fields.Selection(STATES, required=True, readonly=True, default="proposed", index=True, tracking=True, copy=False)
    line_ids = fields.One2many("dunning.erasure.line", "erasure_id", string="Kinds", readonly=True, copy=False)
    count = fields.Integer(string="To Erase", compute="_compute_counts", store=True)
    kept_count = fields.Integer(string="Kept as Evidence", compute="_compute_counts", store=True)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)

    @api.depends("line_ids.count", "line_ids.kept_owed", "line_ids.kept_case")
    def _compute_counts(self):
        for one in self:
            one.count = sum(one.line_ids.mapped("count"))
            one.kept_count = sum(one.line_ids.mapped("kept_owed")) + sum(one.line_ids.mapped("kept_case"))

    @api.depends("date", "partner_id", "company_id")
    def _compute_display_name(self):
        for one in self:
            whose = one.partner_id.display_name or one.company_id.name
            one.display_name = f"{whose} – {fields.Date.to_string(one.date) if one.date else ''}"

    @api.model_create_multi
    def create(self, vals_list):
        proposals = super().create(vals_list)
        for one in proposals:
            one._check_decider()
            one.sudo()._propose_lines()
        return proposals

    def write(self, vals):
        """Keep what was decided.

        :raises UserError: it would change
        """
        if not evidence.may_write(self.env) and {"state", "date", "decided_by_id", "decided_on"} & vals.keys():
            evidence.check_change(self.filtered(lambda one: one.state != "proposed"))
        return super().write(vals)

    def _check_decider(self):
        """Refuse whoever is no credit manager of all the branches concerned.

        :raises AccessError: somebody else
        """
        user = self.env.user
        if self.env.su and self.env.uid == SUPERUSER_ID:
            return
        if not user.has_group(MANAGER_GROUP) or self.company_id.sudo()._dunning_companies().filtered("active") - user.sudo().company_ids:
            raise AccessError(self.env._("Only a credit manager who works in all branches decides about the erasure of personal data."))

    # -- proposing ---------------------------------------------------------------------------------

    def _read_expired(self):
        """Return what is over its period: list of dict ``kind, model, id, partner_id, day, kept``, the oldest first."""
        self.ensure_one()
        rules = self.env["dunning.retention.rule"]._find_rules(self.company_id)
        before = {kind: rule._find_last_kept_day(self.date) for kind, rule in rules.items()}
        self.env.flush_all()
        expired = self.env["dunning.personal.data"]._sql_expired(self.company_id, before, self.partner_id.commercial_partner_id)
        return self.env.execute_query_dict(SQL("%s ORDER BY day, model, id", expired))

    def _propose_lines(self):
        """Say for each kind how much is over its period, by which rule, and how much of it is kept as evidence."""
        self.ensure_one()
        rules = self.env["dunning.retention.rule"]._find_rules(self.company_id)
        rows = self._read_expired()
        self.line_ids.unlink()
        self.line_ids = [
            fields.Command.create(
                {
                    "kind": kind,
                    "months": rules[kind].months,
                    "source": rules[kind].source,
                    "before": rules[kind]._find_last_kept_day(self.date),
                    **{
                        name: sum(row["kind"] == kind and row["kept"] == code for row in rows)
                        for name, code in (("count", None), ("kept_owed", "owed"), ("kept_case", "case"))
                    },
                }
            )
            for kind, _label in KINDS
            if kind in rules
        ]

    def action_refresh(self):
        """Count anew as of today."""
        for one in self:
            one._check_open()
            one.sudo().date = company_day(one, one.company_id)
            one.sudo()._propose_lines()

    def _check_open(self):
        """Refuse what was decided already, and whoever may not decide.

        :raises UserError: it was
        """
        self.check_access("write")
        self._check_decider()
        lock_rows(self.sudo())
        if self.state != "proposed":
            raise UserError(self.env._("This was decided already."))

    def action_cancel(self):
        """Erase nothing this time."""
        for one in self:
            one._check_open()
            one._close_proposal("cancelled")

    def _close_proposal(self, state):
        drop_tasks(self.sudo())
        evidence.as_writer(self.sudo()).write(
            {"state": state, "decided_by_id": self.env.uid, "decided_on": company_day(self, self.company_id)}
        )

    @api.model
    def _cron_propose(self):
        """Propose once a year in each main company that has periods and something over them."""
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            today = company_day(self, company)
            recent = fields.Date.subtract(today, days=DAYS_BETWEEN)
            if self.sudo().search_count([("company_id", "=", company.id), ("partner_id", "=", False), ("date", ">", recent)], limit=1):
                continue
            if not self.env["dunning.retention.rule"]._find_rules(company):
                continue
            draft = self.sudo().new({"company_id": company.id, "date": today})
            if any(not row["kept"] for row in draft._read_expired()):
                self.sudo().create({"company_id": company.id, "date": today})._ask_manager()

    def _ask_manager(self):
        """Give the credit manager a task to decide."""
        manager = self.company_id.dunning_manager_id
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        if manager and kind:
            summary = self.env._("Personal data past its period: decide what is erased")
            create_tasks(self, [make_task_vals(self, kind, manager, summary, self.date)])


class DunningErasureLine(models.Model):
    _name = "dunning.erasure.line"
    _description = "Kind of Data to Erase"
    _order = "erasure_id, id"
    _rec_name = "kind"

    erasure_id = fields.Many2one("dunning.erasure", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="erasure_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, string="What", required=True)
    months = fields.Integer(string="Months Kept", readonly=True)
    source = fields.Char(readonly=True)
    before = fields.Date(string="Finished Before", readonly=True)
    count = fields.Integer(string="To Erase", readonly=True)
    kept_owed = fields.Integer(string="Kept: Invoices Open", readonly=True, help="An invoice of before is still open.")
    kept_case = fields.Integer(string="Kept: Case Open", readonly=True)
    erased = fields.Integer(readonly=True)


class DunningErased(models.Model):
    _name = "dunning.erased"
    _description = "Erased Record"
    _order = "id desc"
    _log_access = False
    _rec_name = "res_model"

    erasure_id = fields.Many2one("dunning.erasure", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="erasure_id.company_id", store=True, index=True)
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Integer(string="Record", required=True, aggregator=False, readonly=True)
    erased_on = fields.Date(required=True, readonly=True)

    _once = models.UniqueIndex("(res_model, res_id)")
