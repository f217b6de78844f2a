"""A dispute: what a customer holds against one invoice; that invoice rests until it is settled, the others go on."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ..shared import evidence
from ..shared.activities import at_work, drop_tasks, give_tasks
from ..shared.bounds import add_days
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from ..shared.receivable import find_items_of
from ..shared.windows import form_of
from .dunning_promise import SOURCES

_lt = LazyTranslate(__name__)

STATES = [("open", "Running"), ("settled", "Resolved"), ("withdrawn", "Withdrawn")]

RESOLUTIONS = [
    ("credit_note", "Credit note"),
    ("accepted", "Customer accepts"),
    ("corrected", "Corrected invoice"),
    ("written_off", "Written off"),
    ("withdrawn", "Withdrawn"),
]

# What a dispute is about: fixed once it is opened.
SUBJECT = {"move_id", "move_line_id", "instalment", "partner_id", "company_id", "profile_id"}

# What people without collector's rights may write of it; they settle through ``_settle_disputes``.
CONTRIBUTED_FIELDS = {
    "category_id", "amount", "description", "product_ids", "source", "user_id", "date_deadline",
    "message_follower_ids", "activity_ids", "message_main_attachment_id",
}  # fmt: skip


class DunningDispute(models.Model):
    _name = "dunning.dispute"
    _description = "Dispute"
    _inherit = ["dunning.guarded", "dunning.history", "mail.thread", "mail.activity.mixin"]
    _kept_sentence = _lt("A dispute is part of the history: withdraw it instead of deleting it.")
    _order = "state, date_deadline, id desc"
    _rec_names_search = ["partner_id", "description"]
    _check_company_auto = True
    _mail_post_access = "read"
    _given_once = frozenset({"action_id"})
    _handed_over_by = frozenset({"user_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, help="Root company of the invoice.")
    branch_id = fields.Many2one(related="move_id.company_id", store=True, string="Branch", help="Whose invoice is disputed.")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="restrict")
    move_id = fields.Many2one("account.move", string="Invoice", required=True, index=True, ondelete="cascade")
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", index="btree_not_null", ondelete="set null",
        help="Empty: the whole invoice.",
    )  # fmt: skip
    instalment = fields.Integer(
        string="Instalment Rank", help="Rank of the instalment, to find it again after the invoice was posted anew."
    )
    target = fields.Char(string="Disputed", compute="_compute_target", compute_sudo=True)
    category_id = fields.Many2one(
        "dunning.dispute.category", required=True, index=True, ondelete="restrict", tracking=True, check_company=True
    )
    kind = fields.Selection(related="category_id.kind", store=True)
    currency_id = fields.Many2one("res.currency", required=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount = fields.Monetary(string="In Dispute", tracking=True, help="By default all that is open of the invoice.")
    amount_company = fields.Monetary(
        string="In Dispute (company currency)", compute="_compute_amount_company", store=True, compute_sudo=True,
        currency_field="company_currency_id",
    )  # fmt: skip
    asks_rest = fields.Boolean(
        string="The Rest Is Asked for", readonly=True, copy=False,
        help="Only the amount in dispute rests: the customer approved the other part of its electronic invoice.",
    )  # fmt: skip
    description = fields.Text(required=True, help="What the customer says, in a few sentences.")
    product_ids = fields.Many2many("product.product", string="Products", help="What it is about, for the report of causes.")
    source = fields.Selection(SOURCES, default="call", required=True)
    action_id = fields.Many2one("dunning.action", string="From Action", ondelete="set null", index="btree_not_null")
    opened_by_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    user_id = fields.Many2one("res.users", string="Owner", index=True, tracking=True, domain="[('share', '=', False)]",
                              help="Who has to settle it.")  # fmt: skip
    salesperson_id = fields.Many2one(
        "res.users", index="btree_not_null", help="Who sold it: the customer's salesperson when it was opened, else the invoice's."
    )
    date_opened = fields.Date(string="Opened On", required=True, default=company_day)
    date_deadline = fields.Date(string="Deadline", required=True, tracking=True)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    escalated_on = fields.Date(readonly=True, copy=False, tracking=True)
    state = fields.Selection(STATES, default="open", required=True, readonly=True, index=True, tracking=True, copy=False)
    resolution = fields.Selection(RESOLUTIONS, readonly=True, tracking=True, copy=False)
    resolution_note = fields.Text(readonly=True, copy=False)
    credit_note_id = fields.Many2one("account.move", readonly=True, index="btree_not_null", ondelete="set null", copy=False)
    settled_on = fields.Date(readonly=True, copy=False)
    settled_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    payable_by = fields.Date(readonly=True, copy=False, help="Until when what is left is to be paid, as the customer was told.")
    settled_action_id = fields.Many2one(
        "dunning.action", string="Told By", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    days_to_settle = fields.Integer(
        compute="_compute_days_to_settle", store=True, aggregator="avg", help="Days from opening to settlement."
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "The amount in dispute is above zero.")
    _dates_in_order = models.Constraint(
        "CHECK(date_deadline >= date_opened AND (settled_on IS NULL OR settled_on >= date_opened))",
        "A dispute cannot be due or settled before it is opened.",
    )

    @api.depends("category_id", "move_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = f"{dispute.sudo().target or ''} – {dispute.category_id.name or ''}"

    @api.depends("move_id.name", "move_line_id.name", "instalment")
    @api.depends_context("lang")
    def _compute_target(self):
        for dispute in self:
            name = dispute.move_id.name or ""
            if dispute.move_line_id._dunning_is_numbered():
                name = dispute.move_line_id._dunning_number()
            elif dispute.instalment:
                name = self.env._("%(invoice)s, instalment %(rank)s", invoice=name, rank=dispute.instalment)
            dispute.target = name

    @api.depends("amount", "currency_id", "company_id", "move_id")
    def _compute_amount_company(self):
        """At the invoice's own rate: what it is worth in the books."""
        for dispute in self:
            move = dispute.move_id
            rate = abs(move.amount_total_signed) / move.amount_total if move.amount_total else 1
            dispute.amount_company = dispute.company_currency_id.round(dispute.amount * rate)

    @api.depends("date_opened", "settled_on")
    def _compute_days_to_settle(self):
        for dispute in self:
            settled = dispute.settled_on
            dispute.days_to_settle = (settled - dispute.date_opened).days if settled and dispute.date_opened else 0

    @api.depends("date_deadline", "state")
    def _compute_is_late(self):
        today = company_day(self)
        for dispute in self:
            dispute.is_late = dispute.state == "open" and bool(dispute.date_deadline) and dispute.date_deadline < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("state", "=", "open"), ("date_deadline", "<", company_day(self))]
        return late if True in value else ["!", "&", *late]

    # -- opening -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Complete what was given, once it is known that the caller may see it.

        :raises AccessError: the caller opens no disputes, or cannot see the invoice
        """
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        fresh = self._check_disputes_begin_open(vals_list)
        for vals in vals_list:
            self._check_contributed(vals.keys() - {"move_id", "move_line_id", "date_opened"})
            self._complete_dispute_vals(vals)
        lock_rows(self.env["dunning.profile"].sudo().browse({vals["profile_id"] for vals in vals_list}))
        disputes = super(DunningDispute, fresh).create(vals_list).with_env(self.env)
        disputes._check_once()
        disputes._create_dispute_tasks()
        return disputes

    @api.model
    def _complete_dispute_vals(self, vals):
        """Fill in what follows from the invoice, the category and the customer: owner, deadline, amount, people.

        :raises UserError: no posted customer invoice, or nothing of it is open
        """
        line = self.env["account.move.line"].sudo().browse(vals.get("move_line_id"))
        move = line.dunning_entry_id or self.env["account.move"].sudo().browse(vals.get("move_id"))
        if not move or move.state != "posted" or move.is_purchase_document(True):
            raise UserError(self.env._("Choose a posted customer invoice: a dispute is about one."))
        if line:
            vals.setdefault("instalment", line._dunning_instalments()[line.id])
        company = move.company_id.root_id
        customers = line.partner_id.commercial_partner_id or move._dunning_customers()
        partner = self.env["res.partner"].browse(vals.get("partner_id")).commercial_partner_id or customers[:1]
        if partner not in customers:
            raise ValidationError(
                self.env._(
                    "Invoice %(invoice)s does not belong to %(customer)s.", invoice=move.name, customer=partner.display_name
                )
            )
        profile = self.env["dunning.profile"].sudo()._get_or_create(partner, company)
        category = self.env["dunning.dispute.category"].browse(vals.get("category_id"))
        opened = fields.Date.to_date(vals.setdefault("date_opened", company_day(self)))
        salesperson = profile.salesperson_id or move.invoice_user_id
        vals |= {"move_id": move.id, "company_id": company.id, "partner_id": partner.id, "profile_id": profile.id}
        vals["currency_id"] = move.currency_id.id
        vals.setdefault("salesperson_id", salesperson.id)
        vals.setdefault("user_id", self._route_dispute(category, profile, salesperson).id)
        vals.setdefault("date_deadline", add_days(opened, profile.dispute_days or category._days_to_settle()))
        if not vals.get("amount"):
            vals["amount"] = self._open_amount(move, line, partner)

    @api.model
    def _route_dispute(self, category, profile, salesperson):
        """Return who settles a dispute: the category's owner; else finance for technical, sales for commercial ones."""
        collector = profile.collector_id or profile.company_id.dunning_collector_id
        people = [category._own_settler(), collector, profile._find_in_charge()]
        if category.sudo().kind == "commercial":
            people.insert(1, salesperson)
        return next((found for user in people if (found := at_work(user, profile.company_id))), self.env["res.users"])

    @api.model
    def _open_amount(self, move, line, partner):
        items = line or find_items_of(move, partner)
        amount = sum(items.mapped("amount_residual_currency"))
        if move.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("Nothing of %s is open: there is nothing to dispute.", move.name))
        return amount

    def write(self, vals):
        """Keep what a dispute is about; hand its task over with it.

        :raises UserError: another invoice or customer
        """
        self._check_settled_stays(vals)
        self._check_given_references([vals])
        if SUBJECT & vals.keys() and not self.env.su:
            raise UserError(self.env._("A dispute stays with its invoice: withdraw it and open another one."))
        written = super().write(vals)
        for name in () if self.env.su else {"user_id", "salesperson_id"} & vals.keys():
            for dispute in self.sudo():
                dispute._check_works_here(name, dispute.company_id)
        if "user_id" in vals or "date_deadline" in vals:
            drop_tasks(self)
            # whoever hands it over may not see it any more
            self.sudo().filtered(lambda dispute: dispute.state == "open")._create_dispute_tasks()
        return written

    @api.model
    def _find_items_in_dispute(self, items):
        """Return those of some journal items that are in dispute, by themselves or with their whole invoice; parts approved are not.

        :param items: ``account.move.line``
        """
        about = items.dunning_entry_id
        disputes = self.sudo().search([("move_id", "in", about.ids), ("state", "=", "open"), ("asks_rest", "=", False)])
        whole = disputes.filtered(lambda dispute: not dispute.move_line_id and not dispute.instalment).move_id
        return items.filtered(lambda item: item in disputes.move_line_id or item.dunning_entry_id in whole)

    def _create_dispute_tasks(self):
        """Give the owners their task: to settle the dispute by its deadline."""
        kind = self.env.ref("account_dunning.mail_activity_type_dispute", raise_if_not_found=False)
        give_tasks(
            self,
            kind,
            lambda dispute: dispute.user_id,
            lambda dispute: self.env._(
                "Settle: %(target)s, %(category)s", target=dispute.sudo().target, category=dispute.category_id.name
            ),
            lambda dispute: dispute.date_deadline,
        )

    # -- settling ----------------------------------------------------------------------------------

    def action_settle(self):
        """Open the dialogue that settles these disputes."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle the Dispute"),
            "res_model": "dunning.dispute.settle.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dispute_ids": self.ids},
        }

    def action_withdraw(self):
        """The customer takes the dispute back, or it was a mistake; the invoice is chased again."""
        self._settle_disputes(company_day(self), "withdrawn")
        return True

    def _settle_disputes(self, today, resolution, note=None, credit_note=None):
        """Settle the open ones of these disputes: their invoices are chased again from where they stood.

        :param date today: day of the settlement
        :param str resolution: one of ``RESOLUTIONS``
        :param str note: what was agreed
        :param credit_note: ``account.move`` that settles it
        """
        self.check_access("write")
        disputes = self.sudo().filtered(lambda dispute: dispute.state == "open")
        disputes.write(
            {
                "state": "withdrawn" if resolution == "withdrawn" else "settled",
                "resolution": resolution,
                "resolution_note": note,
                "credit_note_id": credit_note and credit_note.id,
                "settled_on": today,
                "settled_by_id": self.env.user.id,
            }
        )
        drop_tasks(disputes)
        if resolution != "withdrawn":
            self.env["dunning.action"].sudo()._tell_settled(disputes, today)

    def action_reopen(self):
        """Take up a dispute again that was settled too early: its invoice rests again."""
        self.check_access("write")
        closed = self.sudo().filtered(lambda dispute: dispute.state != "open")
        closed.write(
            {
                "state": "open", "resolution": False, "resolution_note": False, "credit_note_id": False,
                "settled_on": False, "settled_by_id": False, "escalated_on": False, "payable_by": False, "settled_action_id": False,
            }
        )  # fmt: skip
        closed._check_once()
        closed._create_dispute_tasks()
        return True

    # -- silence -----------------------------------------------------------------------------------

    @api.model
    def _escalate_silent_owners(self, company, today):
        """Tell the credit manager once about each dispute whose owner let the deadline pass in silence.

        Silence is: since it was opened, no message of the owner and no change by the owner.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: number of disputes escalated
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT dispute.id
                  FROM dunning_dispute AS dispute
                  LEFT JOIN res_users AS owner ON owner.id = dispute.user_id
                 WHERE dispute.company_id = %s AND dispute.state = 'open' AND dispute.date_deadline < %s
                   AND dispute.escalated_on IS NULL
                   AND NOT EXISTS (
                        SELECT FROM mail_message AS message
                         WHERE message.model = 'dunning.dispute' AND message.res_id = dispute.id
                           AND message.author_id = owner.partner_id
                           AND (message.message_type IN ('comment', 'email')
                                OR EXISTS (SELECT FROM mail_tracking_value AS change WHERE change.mail_message_id = message.id)))
                 ORDER BY dispute.id
                """,
                company.id,
                today,
            )
        )
        silent = self.browse(row[0] for row in rows)
        if not silent:
            return 0
        evidence.as_writer(silent).write({"escalated_on": today})
        kind = self.env.ref("account_dunning.mail_activity_type_dispute", raise_if_not_found=False)
        give_tasks(silent, kind, lambda dispute: dispute._next_in_line(), lambda dispute: dispute._silence_text(), today)
        silent._message_log_batch(bodies={dispute.id: dispute._silence_text() for dispute in silent})
        return len(silent)

    def _next_in_line(self):
        """Return who takes over from a silent owner: the collector, else the credit manager, whoever is not the owner."""
        self.ensure_one()
        company = self.company_id.sudo()
        people = (self.profile_id.collector_id, company.dunning_collector_id, company.dunning_manager_id)
        if self.kind == "technical":
            people = people[::-1]
        known = [found for user in people if (found := at_work(user, company))]
        return next((user for user in known if user != self.user_id), known[0] if known else self.env["res.users"])

    def _silence_text(self):
        self.ensure_one()
        said = {
            "day": format_date(self.env, self.date_deadline),
            "amount": formatLang(self.env, self.amount, currency_obj=self.currency_id),
            "customer": self.partner_id.name or "",
        }
        if not self.user_id:
            return self.env._("No sign from anybody by %(day)s: %(amount)s of %(customer)s rest.", **said)
        return self.env._("No sign from %(owner)s by %(day)s: %(amount)s of %(customer)s rest.", owner=self.user_id.name, **said)

    def action_open_invoice(self):
        """Open the invoice; for people without accounting, the customer's page."""
        self.ensure_one()
        move = self.move_id.sudo(False)
        target = move if move.has_access("read") else self.profile_id
        return form_of(target)
