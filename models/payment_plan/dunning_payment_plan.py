"""A payment plan: what a customer pays in instalments, who granted it, and what both sides accepted.

    approval → offered → running → kept, broken
    refused, declined, expired, withdrawn: offers that came to nothing, kept as they were

While it runs its items rest. Its instalments are promises: they are judged from the ledger, and make the customer's reliability.
"""

import uuid

from odoo import api, fields, models
from odoo.tools import formatLang
from odoo.tools.translate import LazyTranslate

from ..claim.dunning_promise import SOURCES
from ..shared.bounds import add_days
from ..shared.company_day import company_day
from ..shared.roles import check_collector
from ..shared.windows import form_of

_lt = LazyTranslate(__name__)

STATES = [
    ("approval", "To approve"),
    ("offered", "Offered"),
    ("running", "Running"),
    ("kept", "Honoured"),
    ("broken", "Defaulted"),
    ("refused", "Not granted"),
    ("declined", "Declined by the customer"),
    ("expired", "Not answered"),
    ("withdrawn", "Withdrawn"),
]
EFFECTS = [
    ("rest", "Dunning rests, due dates stay"),
    ("ledger", "The due dates change in the ledger"),
]

# Days after an unanswered notice from which the rest is due at once, where that was agreed.
NOTICE_DAYS = 8

# What both accepted, or what was offered: only the add-on writes it, and nothing of it changes.
TERMS = {
    "company_id", "profile_id", "partner_id", "contact_id", "user_id", "date", "currency_id", "amount", "fee", "interest_rate",
    "interest", "grace_days", "rest_due", "waive_by", "effect", "debtor_class", "line_ids", "item_ids", "acceptance_ids", "document",
    "document_hash", "state", "accepted_on",
}  # fmt: skip


class DunningPaymentPlan(models.Model):
    _name = "dunning.payment.plan"
    _description = "Payment Plan"
    _inherit = ["dunning.history", "portal.mixin", "mail.thread", "mail.activity.mixin", "dunning.message.texts"]
    _kept_sentence = _lt("A payment plan is part of the history: withdraw the offer instead.")
    _kept_fields = frozenset(TERMS)
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id", "note"]
    _check_company_auto = True
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade", help="Root company.")
    branch_id = fields.Many2one(
        "res.company", compute="_compute_branch_id", store=True, compute_sudo=True,
        help="The branch whose items are paid; the main company when they are of several.",
    )  # fmt: skip
    profile_id = fields.Many2one("dunning.profile", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="restrict")
    contact_id = fields.Many2one("res.partner", string="Offered To", index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one("res.users", string="Offered By", required=True, index=True)
    source = fields.Selection(SOURCES, required=True, default="call")
    action_id = fields.Many2one("dunning.action", string="From Action", ondelete="set null", index="btree_not_null")
    reply_id = fields.Many2one("dunning.reply", string="From Reply", ondelete="set null", index="btree_not_null")
    debtor_class = fields.Selection(
        [("business", "Business"), ("consumer", "Consumer"), ("public", "Public body")], required=True, readonly=True,
        help="As it was when the plan was offered: consumers pay no fee and no interest, and nothing falls due early.",
    )  # fmt: skip
    date = fields.Date(string="Offered On", required=True, readonly=True)
    date_until = fields.Date(string="Stands Until", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    amount = fields.Monetary(compute="_compute_amount", store=True, help="What is owed of the items, paid by the instalments.")
    amount_company = fields.Monetary(
        string="Amount (company currency)", compute="_compute_amount", store=True, currency_field="company_currency_id"
    )
    amount_paid = fields.Monetary(string="Amount Received", compute="_compute_amount_paid")
    fee = fields.Monetary(readonly=True, help="Agreed for the plan itself; on a document of its own, due with the last instalment.")
    interest_rate = fields.Float(string="Interest (% a year)", digits=(16, 4), readonly=True, help="Agreed on what waits.")
    interest = fields.Monetary(readonly=True, help="Simple interest on each instalment from the offer to its day, 365 days a year.")
    cost_move_id = fields.Many2one(
        "account.move", string="Document of Fee and Interest", readonly=True, index="btree_not_null", ondelete="set null",
        help="A draft, for somebody to look at and to post.",
    )  # fmt: skip
    grace_days = fields.Integer(string="Broken after (days)", readonly=True, help="After the day of a missed instalment.")
    rest_due = fields.Boolean(
        string="Rest Due at Once", readonly=True, help="Eight days after a notice that was neither paid nor answered."
    )
    waive_by = fields.Date(
        string="Penalties Waived if Paid By", readonly=True, help="Later the waiver falls: late-payment claims stand as before."
    )
    effect = fields.Selection(EFFECTS, required=True, default="rest", readonly=True)
    line_ids = fields.One2many("dunning.payment.plan.line", "plan_id", string="Instalments", readonly=True)
    item_ids = fields.One2many("dunning.payment.plan.item", "plan_id", string="Items", readonly=True)
    acceptance_ids = fields.One2many("dunning.payment.plan.acceptance", "plan_id", string="Accepted By", readonly=True)
    promise_ids = fields.One2many("dunning.promise", "payment_plan_id", string="Promises", readonly=True)
    note = fields.Text(string="What Was Said", readonly=True)
    # text, not HTML: what both accepted, to the letter, and over it goes the hash
    document = fields.Text(readonly=True, copy=False)
    document_hash = fields.Char(readonly=True, copy=False, help="SHA-256 of the document that both accept.")
    state = fields.Selection(STATES, required=True, default="offered", readonly=True, index=True, tracking=True, copy=False)
    decider_id = fields.Many2one("res.users", string="To Be Approved By", readonly=True, index="btree_not_null")
    granted_by_id = fields.Many2one("res.users", readonly=True)
    accepted_on = fields.Date(readonly=True, copy=False)
    noticed_on = fields.Date(string="Notice Sent On", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    date_last = fields.Date(string="Rests Until", compute="_compute_date_last", store=True)
    has_moved_dates = fields.Boolean(compute="_compute_has_moved_dates", compute_sudo=True)
    is_granter = fields.Boolean(compute="_compute_is_granter")

    _company_state_index = models.Index("(company_id, state)")

    @api.depends("partner_id", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "%(customer)s: %(amount)s in %(count)s instalments",
                customer=plan.partner_id.name or "",
                amount=formatLang(self.env, plan.amount, currency_obj=plan.currency_id),
                count=len(plan.line_ids),
            )

    @api.depends("company_id", "item_ids.move_id")
    def _compute_branch_id(self):
        for plan in self:
            branches = plan.item_ids.move_id.company_id
            plan.branch_id = branches if len(branches) == 1 else plan.company_id

    @api.depends("item_ids.amount", "item_ids.amount_company")
    def _compute_amount(self):
        for plan in self:
            plan.amount = sum(plan.item_ids.mapped("amount"))
            plan.amount_company = sum(plan.item_ids.mapped("amount_company"))

    @api.depends("promise_ids.amount_paid")
    def _compute_amount_paid(self):
        for plan in self:
            plan.amount_paid = sum(plan.sudo().promise_ids.mapped("amount_paid"))

    @api.depends("line_ids.date", "grace_days", "rest_due")
    def _compute_date_last(self):
        for plan in self:
            last = max(filter(None, plan.line_ids.mapped("date")), default=plan.date_until)
            plan.date_last = last and add_days(last, plan.grace_days + (NOTICE_DAYS if plan.rest_due else 0))

    @api.depends("state", "decider_id")
    @api.depends_context("uid")
    def _compute_is_granter(self):
        Authority, user = self.env["dunning.payment.plan.authority"], self.env.user
        for plan in self:
            plan.is_granter = plan.state == "approval" and Authority._may_grant_plan(user, plan)

    @api.depends("effect", "item_ids.date_original", "replacement_ids.line_id.reconciled")
    def _compute_has_moved_dates(self):
        for plan in self:
            plan.has_moved_dates = plan.effect == "ledger" and (bool(plan._find_owed()) or any(plan.item_ids.mapped("date_original")))

    def _compute_access_url(self):
        super()._compute_access_url()
        for plan in self:
            plan.access_url = f"/my/dunning/plan/{plan.id}"

    # -- what people may do ------------------------------------------------------------------------

    def _check_plan_right(self):
        """Make sure that the caller deals with payment plans, and may see these.

        :raises AccessError: he is no collector, or does not see them
        """
        self.check_access("read")
        check_collector(self.env, self.env._("Only collectors offer payment plans and follow them."))

    def action_open_items(self):
        """Open the invoices of the plan."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices of the Plan"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.item_ids.move_id.ids)],
        }

    def action_open_customer(self):
        """Open the customer's page."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.profile_id)

    def action_new(self):
        """Open the dialogue of a new plan; a button of lists, for no record in particular."""
        return self.env["dunning.payment.plan.wizard"]._open_plan_wizard()

    def action_revoke_link(self):
        """Have the links to these plans lead nowhere; the next message about one brings a new link.

        :raises AccessError: the user is no collector
        """
        self._check_plan_right()
        for plan in self:
            plan._as_plan_addon().access_token = str(uuid.uuid4())
            plan.sudo()._message_log(body=self.env._("The links to this payment plan were revoked: they lead nowhere now."))
        return True

    def _plan_day(self):
        """Return the company's day."""
        return company_day(self, self.company_id)
