"""A provision: what of the receivables of a day is not expected to come in, by matrix and by judgment, and its entries.

    draft (computed, judged) → posted → reversed
Amounts come from the ledger as it stood on the day; nothing is posted but by a person who may enter in the books.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..balance.buckets import BY_DUE, Scale
from ..balance.dunning_aging import Options
from ..shared import evidence
from ..shared.company_day import company_day

# Buckets of 30 days, so that a month moves an item by one; beyond the last bound it is in default.
SCALE = Scale((0,), (30, 60, 90, 120))
LOWERS = tuple(SCALE.lowers(BY_DUE))
BUCKET_LABELS = [
    ("0", "Not due"), ("1", "1–30 days"), ("2", "31–60 days"), ("3", "61–90 days"), ("4", "91–120 days"), ("5", "More than 120 days"),
]  # fmt: skip

STATES = [("draft", "Draft"), ("posted", "Entered in the Books"), ("cancelled", "Given up")]


class DunningProvision(models.Model):
    _name = "dunning.provision"
    _description = "Provision for Doubtful Debts"
    _inherit = ["dunning.guarded", "mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _given_once = frozenset({"company_id"})
    _written_by_addon = frozenset({"line_ids", "rate_ids"})

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="As of", required=True, default=company_day, tracking=True)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, index=True, tracking=True, copy=False
    )
    method = fields.Selection(
        [("judgment", "Individual judgment; the matrix is a report"), ("matrix", "Matrix, and individual judgment above it")],
        required=True, default=lambda self: self.env.company.root_id.dunning_provision_method,
    )  # fmt: skip
    lgd = fields.Float(
        string="Loss Given Default", default=lambda self: self.env.company.root_id.dunning_loss_given_default
    )
    factor = fields.Float(string="Outlook", default=lambda self: self.env.company.root_id.dunning_provision_factor)
    months = fields.Integer(
        string="Months Observed", default=lambda self: self.env.company.root_id.dunning_provision_months
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    rate_ids = fields.One2many("dunning.provision.rate", "provision_id", string="Matrix")
    line_ids = fields.One2many("dunning.provision.line", "provision_id", string="Items")
    reversal_date = fields.Date(
        help="The impairment is reversed on this day. Empty: the next provision books the difference."
    )

    gross = fields.Monetary(string="Receivables", compute="_compute_totals", help="Open debit items on the day.")
    credit = fields.Monetary(string="Credits", readonly=True, copy=False, help="Credits not allocated on the day.")
    ledger_balance = fields.Monetary(
        string="Balance of the Accounts",
        readonly=True,
        copy=False,
        help="Receivable accounts and the account of doubtful debts, on the day.",
    )
    ledger_difference = fields.Monetary(string="Difference to the Accounts", readonly=True, copy=False)
    matrix_amount = fields.Monetary(string="By Matrix", compute="_compute_totals")
    judged_amount = fields.Monetary(string="By Judgment", compute="_compute_totals")
    amount = fields.Monetary(
        string="Provision", compute="_compute_totals", help="What is to stand on the account of the allowance."
    )
    booked = fields.Monetary(string="Booked Before", compute="_compute_totals")
    movement = fields.Monetary(string="To Book", compute="_compute_totals")
    allowance_balance = fields.Monetary(
        string="Allowance in the Accounts",
        compute="_compute_allowance_balance",
        help="Balance of the account of the allowance on the day.",
    )
    allowance_difference = fields.Monetary(string="Allowance Entered Elsewhere", compute="_compute_allowance_balance")

    move_ids = fields.Many2many(
        "account.move",
        "dunning_provision_move_rel",
        "provision_id",
        "move_id",
        string="Entries",
        readonly=True,
        copy=False,
    )
    transfer_move_ids = fields.Many2many(
        "account.move",
        "dunning_provision_transfer_rel",
        "provision_id",
        "move_id",
        string="Transfers",
        readonly=True,
        copy=False,
    )
    reversal_move_ids = fields.Many2many(
        "account.move",
        "dunning_provision_reversal_rel",
        "provision_id",
        "move_id",
        string="Reversals",
        readonly=True,
        copy=False,
    )
    reversed_on = fields.Date(readonly=True, copy=False)
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _shares = models.Constraint(
        "CHECK(lgd BETWEEN 0 AND 1 AND factor >= 0 AND months BETWEEN 1 AND 60)",
        "The loss given default lies between 0 and 1, months observed between 1 and 60, and the outlook is not negative.",
    )
    _reversal_later = models.Constraint(
        "CHECK(reversal_date IS NULL OR reversal_date > date)", "A provision is reversed after its own day."
    )

    @api.depends("date", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for provision in self:
            provision.display_name = self.env._(
                "Provision %(day)s – %(company)s", day=format_date(self.env, provision.date), company=provision.company_id.name
            )

    @api.depends(
        "line_ids.residual",
        "line_ids.amount",
        "line_ids.booked",
        "line_ids.matrix_amount",
        "line_ids.judged_amount",
        "line_ids.judged",
    )
    def _compute_totals(self):
        for provision in self:
            lines = provision.line_ids
            provision.gross = sum(lines.mapped("residual"))
            provision.matrix_amount = sum(lines.mapped("matrix_amount"))
            provision.judged_amount = sum(lines.filtered("judged").mapped("judged_amount"))
            provision.amount = sum(lines.mapped("amount"))
            provision.booked = sum(lines.mapped("booked"))
            provision.movement = sum(lines.mapped("movement"))

    @api.depends("booked", "date", "state", "company_id")
    def _compute_allowance_balance(self):
        for provision in self:
            company = provision.company_id.sudo()
            account = company.dunning_allowance_account_id
            domain = [
                ("account_id", "=", account.id), ("parent_state", "=", "posted"), ("date", "<=", provision.date),
                ("company_id", "in", company._dunning_companies().ids),
            ]  # fmt: skip
            groups = (
                self.env["account.move.line"].sudo()._read_group(domain, [], ["balance:sum"]) if account else [(0.0,)]
            )
            ours = provision.amount if provision.state == "posted" and not provision.reversed_on else provision.booked
            provision.allowance_balance = -(groups[0][0] or 0.0)
            provision.allowance_difference = provision.allowance_balance - ours if account else 0.0

    # -- what it is about --------------------------------------------------------------------------

    def _options_on(self, day):
        """Return the options of an aged balance of the whole company on a day."""
        return Options(
            day=day,
            side="receivable",
            basis=BY_DUE,
            scale=SCALE,
            by="customer",
            money="company",
            trade=True,
            overdue_only=False,
            company_ids=tuple(self.company_id._dunning_companies().ids),
            account_ids=(),
            partner_ids=(),
        )

    def _check_whole_company(self):
        """Refuse people who do not work in all branches: a provision speaks for the whole company.

        :raises UserError: an active branch is not the user's
        """
        for company in self.company_id if not self.env.su else ():
            if company._dunning_companies().filtered("active") - self.env.user.company_ids:
                raise UserError(
                    self.env._(
                        "A provision covers %s with all its branches: you need access to all of them.", company.name
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Provisions are of main companies."""
        for vals in vals_list:
            if vals.get("company_id"):
                vals["company_id"] = self.env["res.company"].browse(vals["company_id"]).sudo().root_id.id
        provisions = super().create(vals_list)
        provisions._check_whole_company()
        return provisions

    def write(self, vals):
        """What is posted stays as it is.

        :raises UserError: it is posted, and would change
        """
        fixed = {"date", "method", "lgd", "factor", "months", "reversal_date"} & vals.keys()
        if fixed and not self._is_addon_writing() and self.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("This provision is posted: reverse it and make a new one."))
        return super().write(vals)

    def unlink(self):
        """Drafts may go; what was posted is kept.

        :raises UserError: one was
        """
        self.check_access("unlink")
        posted = self.filtered(lambda one: one.state == "posted")
        evidence.check_deletion(posted, self.env._("What was posted is kept: reverse it instead of deleting it."))
        return super().unlink()

    def action_cancel(self):
        """Give up drafts."""
        self.check_access("write")
        if self.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("This provision is posted: reverse it and make a new one."))
        self.sudo().state = "cancelled"
        return True

    # -- what people open --------------------------------------------------------------------------

    def action_open_lines(self):
        """Open the items of the provision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Items of the Provision"),
            "res_model": "dunning.provision.line",
            "view_mode": "list,pivot",
            "domain": [("provision_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    def action_open_entries(self):
        """Open the entries of the provision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", (self.move_ids | self.transfer_move_ids | self.reversal_move_ids).ids)],
        }
