"""Taking over history: what was chased before with something else, so that nobody starts again at the first reminder.

One record is one take-over from one source: what was found, which of their levels is which of our steps, what each customer
would get next, and what was written. It can be done again without doubling, and undone.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..shared.company_day import company_day

CREDIT_CONTROL, OVERDUE_REMINDER, FOLLOWUP, WORKBOOK = "credit_control", "overdue_reminder", "followup", "workbook"
SOURCES = [
    (CREDIT_CONTROL, "Credit control (OCA account_credit_control)"),
    (OVERDUE_REMINDER, "Overdue reminders (OCA account_invoice_overdue_reminder)"),
    (FOLLOWUP, "Follow-up reports (Odoo Enterprise)"),
    (WORKBOOK, "Workbook of open invoices (CSV or XLSX)"),
]


class DunningTakeover(models.Model):
    _name = "dunning.takeover"
    _description = "Take-over of Dunning History"
    _inherit = ["dunning.guarded", "dunning.file.reading"]
    _order = "id desc"
    _rec_name = "source"
    _given_once = frozenset({"company_id", "source"})

    company_id = fields.Many2one(
        "res.company", string="Main Company", required=True, index=True, domain="[('parent_id', '=', False)]",
        default=lambda self: self.env.company.root_id,
    )  # fmt: skip
    source = fields.Selection(SOURCES, required=True, default=lambda self: self._default_source())
    content = fields.Binary(string="File", attachment=False)
    state = fields.Selection(
        [("draft", "To read"), ("found", "To confirm"), ("done", "Taken over"), ("undone", "Undone")],
        default="draft", required=True, readonly=True,
    )  # fmt: skip
    level_ids = fields.One2many("dunning.takeover.level", "takeover_id", string="Their Levels, Our Steps")
    entry_ids = fields.One2many("dunning.takeover.entry", "takeover_id", string="What Was Found", readonly=True)
    customer_ids = fields.One2many("dunning.takeover.customer", "takeover_id", string="What Comes Next", readonly=True)
    entry_count = fields.Integer(string="Found", compute="_compute_counts")
    ready_count = fields.Integer(string="To Take Over", compute="_compute_counts")
    left_count = fields.Integer(string="Left Out", compute="_compute_counts")
    done_count = fields.Integer(string="Entries Taken Over", compute="_compute_counts")
    date_done = fields.Date(string="Taken Over On", readonly=True)
    action_ids = fields.One2many("dunning.action", "takeover_id", string="Actions", readonly=True)

    @api.model
    def _default_source(self):
        """Return the source whose tables are there with something in them, else the workbook."""
        return next((code for code, _label in SOURCES[:-1] if self._count_source(code)), WORKBOOK)

    @api.depends("entry_ids.state")
    def _compute_counts(self):
        counts = {}
        for takeover, state, count in self.env["dunning.takeover.entry"]._read_group(
            [("takeover_id", "in", self.ids)], ["takeover_id", "state"], ["__count"]
        ):
            counts.setdefault(takeover.id, {})[state] = count
        for takeover in self:
            own = counts.get(takeover._origin.id, {})
            takeover.entry_count = sum(own.values())
            takeover.ready_count = own.get("ready", 0)
            takeover.done_count = own.get("done", 0)
            takeover.left_count = takeover.entry_count - takeover.ready_count - takeover.done_count

    @api.constrains("company_id")
    def _check_main_company(self):
        for takeover in self:
            if takeover.company_id.parent_id:
                raise ValidationError(self.env._("Take over the history of a main company: its branches are part of it."))

    # -- what a person does ------------------------------------------------------------------------

    def _check_step(self, *states):
        """Make sure that one take-over is meant, and is where this can be done.

        :raises UserError: it is not
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))[self.state]
            raise UserError(self.env._("This take-over is “%s”: that cannot be done now.", label))

    def action_find(self):
        """Read the source: what is there, what of it can be taken over, and which of our steps their levels come to.

        :raises UserError: the source is not there, or the file cannot be read
        """
        self._check_step("draft", "found")
        system = self.sudo()
        system.entry_ids.unlink()
        system.level_ids.unlink()
        system.customer_ids.unlink()
        entries = system._read_source(company_day(self))
        if not entries:
            raise UserError(self.env._("Nothing was found there that is about customers of this company."))
        system._keep_entries(entries)
        system.state = "found"
        return True

    def action_preview(self):
        """Show what each customer would get next with this history, and without it; nothing stays written."""
        self._check_step("found")
        self.sudo()._preview_customers(company_day(self))
        return True

    def action_import(self):
        """Take over what was found, by the steps that were confirmed.

        :raises UserError: nothing is left to take over
        """
        self._check_step("found")
        system = self.sudo()
        if not system.ready_count:
            raise UserError(self.env._("Nothing is left to take over: it was done already, or nothing of it can be used."))
        if not system.customer_ids:
            system._preview_customers(company_day(self))
        system._take_over_entries(company_day(self))
        system.write({"state": "done", "date_done": company_day(self)})
        return True

    def action_undo(self):
        """Take back all that this take-over has written.

        :raises UserError: messages have left since on the strength of it
        """
        self._check_step("done")
        self.sudo()._undo_entries()
        self.sudo().state = "undone"
        return True

    def _open_list(self, xml_id):
        self.ensure_one()
        self.check_access("read")
        return {**self.env["ir.actions.act_window"]._for_xml_id(xml_id), "domain": [("takeover_id", "=", self.id)]}

    def action_open_entries(self):
        """Open what was found, row by row."""
        return self._open_list("account_dunning.action_dunning_takeover_entry")

    def action_open_customers(self):
        """Open what each customer gets next."""
        return self._open_list("account_dunning.action_dunning_takeover_customer")

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_done(self):
        if self.filtered(lambda takeover: takeover.state == "done"):
            raise UserError(self.env._("What was taken over belongs to this record: undo it before deleting it."))


class DunningTakeoverLevel(models.Model):
    _name = "dunning.takeover.level"
    _description = "Level of a Source"
    _inherit = ["dunning.guarded"]
    _order = "takeover_id, plan_id, delay, id"
    _given_once = frozenset({"takeover_id", "plan_id"})
    _written_by_addon = frozenset({"key", "name", "channel", "delay", "entry_count"})
    _part_of = frozenset({"takeover_id"})

    takeover_id = fields.Many2one("dunning.takeover", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="takeover_id.company_id", store=True, index=True)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Their Level", required=True, readonly=True)
    channel = fields.Char(readonly=True)
    delay = fields.Integer(string="Days after Due", readonly=True, help="As the source says it; else as it was done in the middle.")
    plan_id = fields.Many2one("dunning.plan", required=True, readonly=True, ondelete="cascade")
    step_id = fields.Many2one(
        "dunning.plan.step", string="Our Step", domain="[('plan_id', '=', plan_id)]", ondelete="set null",
        help="The step that counts as taken. Empty: this level is not taken over.",
    )  # fmt: skip
    entry_count = fields.Integer(string="Reminders", readonly=True)

    @api.constrains("step_id", "plan_id")
    def _check_step_of_plan(self):
        for level in self:
            if level.step_id and level.step_id.plan_id != level.plan_id:
                names = {"step": level.step_id.name, "plan": level.plan_id.name}
                raise ValidationError(self.env._("“%(step)s” is no step of plan “%(plan)s”.", **names))


class DunningAction(models.Model):
    _inherit = "dunning.action"

    takeover_id = fields.Many2one(
        "dunning.takeover", string="Taken Over By", readonly=True, index="btree_not_null", ondelete="restrict", copy=False,
        help="It was done with something else, before; the take-over knows where that is written.",
    )  # fmt: skip
