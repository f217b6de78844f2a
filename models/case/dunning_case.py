"""A case: items of one customer handed over to an agency, bailiff, lawyer, court or insurer, or declared in insolvency proceedings.

    being prepared → handed over → closed        (a collector prepares and follows up, a credit manager hands over and closes)
                  ↘ given up

While it is handed over its items are not dunned (``dunning.suspension``), and what is prepared for the customer's other
items waits for review (``dunning_action_case``). Everything that happens is logged in its thread, which is evidence.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ..shared.company_day import company_day
from ..shared.windows import form_of

_lt = LazyTranslate(__name__)

STATES = [("draft", "Being prepared"), ("handed", "Handed over"), ("closed", "Closed"), ("cancelled", "Given up")]

RESULTS = [
    ("paid", "Paid in full"),
    ("partly", "Paid in part"),
    ("settled", "Settled for less"),
    ("uncollectible", "Uncollectible"),
    ("contested", "Contested: to be pleaded"),
    ("withdrawn", "Taken back"),
]

# Days on which something happened: each is logged, and deadlines count from it.
EVENT_DAYS = ("submitted_on", "ordered_on", "served_on", "contested_on", "enforceable_on")


class DunningCase(models.Model):
    _name = "dunning.case"
    _description = "Case Handed Over"
    _inherit = ["dunning.guarded", "dunning.history", "mail.thread", "mail.activity.mixin"]
    _kept_sentence = _lt("A case is part of the history: give it up instead of deleting it.")
    _order = "opened_on desc, id desc"
    _rec_names_search = ["name", "handler_reference", "partner_id"]
    _check_company_auto = True
    _mail_post_access = "read"
    _given_once = frozenset({"company_id", "partner_id"})
    _written_by_addon = frozenset({"name", "branch_id", "profile_id"})
    _owner_fields = frozenset({"user_id"})

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, help="Root company."
    )
    branch_id = fields.Many2one(
        "res.company", readonly=True, help="Whose items these are; of several, the main company."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    profile_id = fields.Many2one("dunning.profile", readonly=True, index=True, ondelete="restrict")
    route_id = fields.Many2one(
        "dunning.case.route", required=True, index=True, ondelete="restrict", tracking=True, check_company=True,
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )  # fmt: skip
    kind = fields.Selection(related="route_id.kind", store=True)
    handler_id = fields.Many2one(
        "res.partner", string="Handed Over To", index="btree_not_null", ondelete="restrict", tracking=True,
        help="Agency, bailiff, lawyer, court or insurer.",
    )  # fmt: skip
    handler_reference = fields.Char(string="Their Reference", tracking=True, help="Number of the file there.")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    description = fields.Text(
        string="Facts", help="What was agreed and delivered, what the debtor says. The handler reads it."
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, index=True, tracking=True, copy=False
    )

    opened_on = fields.Date(string="Prepared On", required=True, default=company_day)
    handed_on = fields.Date(string="Handed Over On", readonly=True, copy=False, tracking=True)
    submitted_on = fields.Date(
        tracking=True, copy=False, help="Day on which it was filed: with the court, the insurer, the trustee."
    )
    ordered_on = fields.Date(string="Order or Decision", tracking=True, copy=False)
    served_on = fields.Date(string="Served", tracking=True, copy=False)
    contested_on = fields.Date(tracking=True, copy=False)
    enforceable_on = fields.Date(tracking=True, copy=False, help="Day on which there was an enforceable title.")
    next_review = fields.Date(
        string="Follow Up On", tracking=True, help="Day on which its owner asks the handler how it stands."
    )
    closed_on = fields.Date(readonly=True, copy=False, tracking=True)
    result = fields.Selection(RESULTS, readonly=True, copy=False, tracking=True)
    resumes = fields.Boolean(
        string="Chased Again",
        readonly=True,
        copy=False,
        help="After it was closed, what is left is dunned again from where it stood.",
    )

    item_ids = fields.One2many("dunning.case.item", "case_id", string="Items")
    deadline_ids = fields.One2many("dunning.case.deadline", "case_id", string="Deadlines")
    document_ids = fields.One2many("dunning.case.document", "case_id", string="Documents")
    cost_ids = fields.One2many("dunning.case.cost", "case_id", string="Costs")
    oldest_due = fields.Date(compute="_compute_amounts", help="Of the items.")
    amount = fields.Monetary(
        compute="_compute_amounts", help="Open when it was handed over; before, what is open now (company currency)."
    )
    residual = fields.Monetary(string="Still Open", compute="_compute_amounts")
    recovered = fields.Monetary(
        compute="_compute_amounts",
        help="Money received on its items since the hand-over, from the ledger; no credit notes, no write-offs.",
    )
    fee_rate = fields.Float(string="Commission", help="Share of what is recovered that the handler keeps.", copy=False)
    cost_total = fields.Monetary(
        string="Total Costs", compute="_compute_yield", help="Costs entered and the commission on what was recovered."
    )
    net_yield = fields.Monetary(string="Net", compute="_compute_yield", help="Recovered less costs.")
    lang = fields.Char(compute="_compute_lang")
    problems = fields.Text(compute="_compute_problems", help="What the route forbids, one sentence each.")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name <> '/'", "This number is another case's.")

    # -- words -------------------------------------------------------------------------------------

    @api.depends("name", "partner_id", "handler_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " – ".join(filter(None, [case.name, case.partner_id.display_name]))

    def _handler_text(self):
        """Return who has the case, as messages name it."""
        self.ensure_one()
        return self.sudo().handler_id.name or self.sudo().route_id.name or ""

    def _ground_text(self):
        """Return who has the case and its number, as the reason why an item rests names them."""
        self.ensure_one()
        return self.env._("%(handler)s, case %(case)s", handler=self._handler_text(), case=self.name)

    @api.depends("partner_id.lang", "company_id.partner_id.lang")
    def _compute_lang(self):
        for case in self:
            case.lang = case.partner_id.lang or case.company_id.partner_id.lang or self.env.lang or "en_US"

    def _case_amount_text(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    # -- amounts -----------------------------------------------------------------------------------

    @api.depends("item_ids.amount", "item_ids.move_line_id.amount_residual", "item_ids.date_due", "state")
    def _compute_amounts(self):
        recovered = self.item_ids._read_recovered()
        for case in self:
            items = case.item_ids
            case.oldest_due = min((item.date_due for item in items if item.date_due), default=False)
            case.residual = sum(items.mapped("residual"))
            case.amount = sum(items.mapped("amount")) if case.handed_on else case.residual
            case.recovered = sum(recovered.get(item.id, 0.0) for item in items)

    @api.depends("cost_ids.amount", "fee_rate", "recovered")
    def _compute_yield(self):
        for case in self:
            fee = case.currency_id.round(case.recovered * case.fee_rate) if case.currency_id else 0.0
            case.cost_total = sum(case.cost_ids.mapped("amount")) + fee
            case.net_yield = case.recovered - case.cost_total

    # -- entries -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Number the cases, and complete what was given once it is known that the caller may see it.

        :raises AccessError: the caller prepares no cases, or cannot see the customer
        """
        self.browse().check_access("create")
        self._check_given_references(vals_list)
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id).root_id
            partner = self.env["res.partner"].browse(vals.get("partner_id")).commercial_partner_id
            vals.update(company_id=company.id, partner_id=partner.id)
        cases = super().create(vals_list)
        for case in cases:
            profile = self.env["dunning.profile"].sudo()._get_or_create(case.partner_id, case.company_id)
            case.sudo().write({"name": case._next_number(), "profile_id": profile.id, "branch_id": case.company_id.id})
        cases._set_case_branch()
        cases._sync_deadlines()
        return cases

    def _next_number(self):
        """Return the next number of the company's cases of the year, such as C/2026/0007."""
        self.ensure_one()
        prefix = f"C/{self.opened_on.year}/"
        self.env.cr.execute(SQL("SELECT PG_ADVISORY_XACT_LOCK(%s, %s)", 1_400_013, self.company_id.id))
        query = SQL(
            "SELECT MAX(SUBSTRING(name FROM %s)::int) FROM dunning_case WHERE company_id = %s AND name ~ %s",
            len(prefix) + 1, self.company_id.id, f"^{prefix}[0-9]+$",
        )  # fmt: skip
        return f"{prefix}{(self.env.execute_query(query)[0][0] or 0) + 1:04d}"

    def _set_case_branch(self):
        """Say whose items these are: one branch's, or the main company's when they are of several."""
        for case in self.sudo():
            branches = case.item_ids.company_id
            case.branch_id = branches if len(branches) == 1 else case.company_id

    def write(self, vals):
        """Log the days on which something happened, and count deadlines from them.

        :raises UserError: the case is over
        """
        if not self._is_addon_writing():
            self._check_still_running(vals)
        before = {case: {name: case[name] for name in EVENT_DAYS} for case in self}
        result = super().write(vals)
        if {"route_id", "opened_on", *EVENT_DAYS} & vals.keys():
            self._sync_deadlines()
        self._log_event_days(before)
        return result

    def _check_still_running(self, vals):
        """Refuse to change what is over, except for its follow-up.

        :raises UserError: a case is closed or given up
        """
        open_to_all = {"message_follower_ids", "activity_ids", "message_main_attachment_id", "cost_ids", "user_id"}
        over = self.filtered(lambda case: case.state in ("closed", "cancelled"))
        if over and vals.keys() - open_to_all:
            raise UserError(self.env._("%s is over: nothing in it can be changed.", over[0].display_name))
        handed = self.filtered(lambda case: case.state == "handed")
        if handed and {"route_id", "item_ids"} & vals.keys():
            raise UserError(
                self.env._("%s is handed over: its route and its items stay as they are.", handed[0].display_name)
            )

    def _log_event_days(self, before):
        for case in self:
            for name in EVENT_DAYS:
                if case[name] != before[case][name]:
                    label = case._fields[name]._description_string(self.env)
                    day = format_date(self.env, case[name]) if case[name] else self.env._("taken out")
                    case._message_log(body=self.env._("%(what)s: %(day)s", what=label, day=day))

    def action_open_profile(self):
        """Open the customer's page."""
        self.ensure_one()
        return form_of(self.profile_id)
