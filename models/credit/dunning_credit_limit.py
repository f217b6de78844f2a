"""A credit limit: by amount and by age, of one customer or of a segment, standing or until a day. Granted, it stays as it is.

A change is a new limit that takes the place of the one before: so what held on any day can be read.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, formatLang

from ..shared import evidence
from ..shared.activities import create_tasks
from ..shared.channels import SEGMENTS
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from .credit_status import judge

SOURCES = [
    ("own", "Own judgment"),
    ("insurer", "Credit insurer"),
    ("bureau", "Credit bureau"),
    ("accounts", "Annual accounts"),
    ("history", "Payment history"),
]

# What does not change what was granted.
BESIDE = {"message_follower_ids", "activity_ids", "message_main_attachment_id"}


class DunningCreditLimit(models.Model):
    _name = "dunning.credit.limit"
    _description = "Credit Limit"
    _inherit = ["dunning.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", ondelete="restrict", tracking=True,
        help="Empty: the limit of all customers of the segment that have none of their own.",
    )  # fmt: skip
    segment = fields.Selection(SEGMENTS, help="Of a limit for a segment.")
    is_for_group = fields.Boolean(
        string="For Its Whole Group", tracking=True,
        help="The limit of this company and all companies below it together, in addition to the limits that each has of its own.",
    )  # fmt: skip
    amount = fields.Monetary(
        string="Limit", tracking=True, help="The greatest exposure, company currency. 0: nothing is sold on credit."
    )
    days = fields.Integer(
        string="Latest (days)", tracking=True,
        help="An undisputed invoice that is later than this stands against new orders. 0: the limit does not say.",
    )  # fmt: skip
    insured_amount = fields.Monetary(string="Insured", tracking=True, help="What the credit insurer covers of the exposure.")
    guarantee_amount = fields.Monetary(string="Guaranteed", tracking=True, help="Bank guarantees, sureties, retained deposits.")
    date_until = fields.Date(
        string="Until", tracking=True, help="A temporary limit: after this day the standing one counts again. Empty: standing."
    )
    review_date = fields.Date(string="Review On", tracking=True, help="On this day a new decision is asked for.")
    source = fields.Selection(SOURCES, default="own", required=True, tracking=True)
    source_date = fields.Date(string="Information Of", tracking=True, help="The day on which insurer or bureau decided.")
    reason = fields.Text(required=True, help="Why this much, and on what it rests; documents are attached below.")
    state = fields.Selection(
        [("draft", "Draft"), ("granted", "Granted"), ("ended", "Ended")],
        default="draft", required=True, readonly=True, index=True, tracking=True, copy=False,
    )  # fmt: skip
    request_id = fields.Many2one("dunning.credit.request", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    granted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    granted_on = fields.Date(readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)
    end_reason = fields.Char(readonly=True, copy=False)

    _amounts_not_negative = models.Constraint(
        "CHECK(amount >= 0 AND insured_amount >= 0 AND guarantee_amount >= 0 AND days >= 0)",
        "A credit limit, its days and its cover cannot be negative.",
    )
    _whose_limit = models.Constraint(
        "CHECK((partner_id IS NULL) <> (segment IS NULL))", "A limit belongs to a customer or to a segment, one of them."
    )
    _group_of_whom = models.Constraint(
        "CHECK(is_for_group IS NOT TRUE OR partner_id IS NOT NULL)", "The limit of a group belongs to its parent company: name it."
    )

    @api.depends("partner_id", "segment", "amount", "date_until", "is_for_group")
    def _compute_display_name(self):
        segments = dict(self._fields["segment"]._description_selection(self.env))
        for limit in self:
            whose = limit.partner_id.display_name or segments.get(limit.segment, "")
            if limit.is_for_group:
                whose = self.env._("Group %s", whose)
            amount = formatLang(self.env, limit.amount, currency_obj=limit.currency_id)
            if limit.date_until:
                until = format_date(self.env, limit.date_until)
                limit.display_name = self.env._("%(whose)s: %(amount)s until %(day)s", whose=whose, amount=amount, day=until)
            else:
                limit.display_name = self.env._("%(whose)s: %(amount)s", whose=whose, amount=amount)

    @api.model_create_multi
    def create(self, vals_list):
        """A limit is that of the whole customer, not of one of its contacts."""
        self.check_access("create")
        Partner = self.env["res.partner"]
        whole = [
            vals | {"partner_id": Partner.browse(vals["partner_id"]).sudo().commercial_partner_id.id} if vals.get("partner_id") else vals
            for vals in vals_list
        ]
        if not self._is_addon_writing():
            self._check_given_references(vals_list)
        return super().create(whole)

    def write(self, vals):
        """What was granted stays: it is replaced by a new limit.

        :raises UserError: it would change
        """
        if vals.keys() - BESIDE and not self._is_addon_writing() and self.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("What was granted is not changed: grant a new limit in its place."))
        return super().write(vals)

    def unlink(self):
        """What was granted is kept.

        :raises UserError: it was
        """
        self.check_access("unlink")
        kept = self.filtered(lambda one: one.state != "draft")
        evidence.check_deletion(kept, self.env._("A limit that was granted is part of the history."))
        return super().unlink()

    def action_grant(self):
        """Grant drafts, each in the place of the one before of the same customer or segment and kind.

        :raises UserError: it is none, ends in the past, or is more than the caller's authority
        """
        self.check_access("write")
        for limit in self:
            self.env["dunning.credit.authority"]._check_may_grant(limit.company_id, limit.amount)
            limit._grant_limit()
        return True

    def _grant_limit(self):
        """Grant this draft in the name of the user, who was checked."""
        self.ensure_one()
        limit, today = self.sudo(), company_day(self, self.company_id)
        lock_rows(limit)
        limit.invalidate_recordset()
        if limit.state != "draft":
            raise UserError(self.env._("This limit is granted already."))
        if limit.date_until and limit.date_until < today:
            raise UserError(self.env._("A limit cannot end before it begins: choose a day from today on."))
        limit._limits_in_place()._end_limits(self.env._("Replaced"), today)
        limit.write({"state": "granted", "granted_by_id": self.env.uid, "granted_on": today})
        limit._tell_customer_history(self.env._("Credit limit granted: %s", limit._limit_in_words()), limit.reason)
        if limit.partner_id and not limit.is_for_group:  # of segments and groups at night
            self.env["dunning.profile"].sudo()._note_standing(limit.company_id, limit.partner_id)

    def _limits_in_place(self):
        """Return the granted limits whose place this one takes: standing ones of a standing one, temporary of a temporary."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id), ("partner_id", "=", self.partner_id.id),
                ("segment", "=", self.segment), ("state", "=", "granted"), ("is_for_group", "=", self.is_for_group),
                ("date_until", "!=" if self.date_until else "=", False), ("id", "!=", self.id),
            ]
        )  # fmt: skip

    def _limit_in_words(self):
        """Return amount, days and end of a limit as one line."""
        self.ensure_one()
        words = [formatLang(self.env, self.amount, currency_obj=self.currency_id)]
        if self.is_for_group:
            words.append(self.env._("for its whole group"))
        if self.days:
            words.append(self.env._("at most %s days late", self.days))
        if self.date_until:
            words.append(self.env._("until %s", format_date(self.env, self.date_until)))
        return ", ".join(words)

    def _tell_customer_history(self, head, text):
        """Write what happened to a customer's limit into the history of its page; of a segment's there is none."""
        for limit in self.filtered("partner_id"):
            profile = self.env["dunning.profile"].sudo()._get_or_create(limit.partner_id, limit.company_id)
            profile._message_log(body=f"{head}. {text}" if text else head)

    def action_end(self):
        """End granted limits today, before their time.

        :raises UserError: one is not granted
        """
        self.check_access("write")
        if self.filtered(lambda one: one.state != "granted"):
            raise UserError(self.env._("Only limits that are granted can be ended."))
        for company, limits in self.grouped("company_id").items():
            limits._end_limits(self.env._("Ended by %s", self.env.user.name), company_day(self, company))
        return True

    def _end_limits(self, reason, today):
        """End limits as of a day: on it they hold no more."""
        limits = self.sudo()
        limits.write({"state": "ended", "ended_by_id": self.env.uid, "ended_on": today, "end_reason": reason})
        for limit in limits:
            limit._tell_customer_history(self.env._("Credit limit ended: %s", limit._limit_in_words()), reason)

    @api.model
    def _sql_limits_on(self, day, roots):
        """Return the limits that held on a day as SQL expressions ``own_limit``, ``group_limit``, ``segment_limit``.

        A temporary limit goes before the standing one while it runs.

        :param date day: as of its end
        :param roots: root ``res.company``
        """
        return SQL(
            """
            granted AS MATERIALIZED (
                -- what was never entered is NULL
                SELECT id, company_id, partner_id, segment, date_until, COALESCE(days, 0) AS days,
                       COALESCE(is_for_group, FALSE) AS is_for_group
                  FROM dunning_credit_limit
                 WHERE company_id = ANY(%(roots)s) AND granted_on <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s)
                   AND (date_until IS NULL OR date_until >= %(day)s)
            ),
            own_limit AS MATERIALIZED (
                SELECT DISTINCT ON (company_id, partner_id) * FROM granted WHERE partner_id IS NOT NULL AND NOT is_for_group
                 ORDER BY company_id, partner_id, date_until NULLS LAST, id DESC
            ),
            group_limit AS MATERIALIZED (
                SELECT DISTINCT ON (company_id, partner_id) * FROM granted WHERE is_for_group
                 ORDER BY company_id, partner_id, date_until NULLS LAST, id DESC
            ),
            segment_limit AS MATERIALIZED (
                SELECT DISTINCT ON (company_id, segment) * FROM granted WHERE partner_id IS NULL
                 ORDER BY company_id, segment, date_until NULLS LAST, id DESC
            )
            """,
            roots=roots.ids,
            day=day,
        )

    @api.model
    def _is_credit_used(self, company):
        """Tell whether limits or blocks are used in a main company at all: where they are not, nobody is asked for them.

        :param company: root ``res.company``
        """
        limits, profiles = self.sudo(), self.env["dunning.profile"].sudo()
        own = ("company_id", "=", company.id)
        return bool(
            limits.search_count([own, ("state", "=", "granted")], limit=1)
            or profiles.search_count([own, ("credit_blocked_on", "!=", False)], limit=1)
        )

    # -- what comes to its end ---------------------------------------------------------------------

    @api.model
    def _cron_follow_limits(self):
        """End temporary limits that are over, ask for the reviews that are due, and lift blocks that have no cause any more."""
        for company in self.env["res.company"].sudo().search([("parent_id", "=", False)]):
            self.with_company(company)._follow_limits(company, company_day(self, company))

    @api.model
    def _follow_limits(self, company, today):
        """Do what a day brings for the limits of a main company.

        :param company: root ``res.company``
        :param date today: the day
        """
        granted = [("company_id", "=", company.id), ("state", "=", "granted")]
        over = self.sudo().search([*granted, ("date_until", "<", today)])
        over._end_limits(self.env._("Its last day is over"), today)
        over._tell_what_stands_open(company)
        Request = self.env["dunning.credit.request"].sudo()
        Request._find_new_deciders(company)
        due = self.sudo().search([*granted, ("review_date", "<=", today), ("partner_id", "!=", False)])
        asked = Request.search([("partner_id", "in", due.partner_id.ids), ("company_id", "=", company.id), ("state", "=", "open")])
        for limit in due.filtered(lambda one: one.partner_id not in asked.partner_id and not one._is_review_answered()):
            reason = self.env._("Review of the limit granted on %s", format_date(self.env, limit.granted_on))
            Request.create(
                {"company_id": company.id, "partner_id": limit.partner_id.id, "amount": limit.amount, "days": limit.days,
                 "is_for_group": limit.is_for_group, "reason": reason, "reviewed_limit_id": limit.id}
            )  # fmt: skip
        self.env["dunning.profile"].sudo()._lift_groundless_blocks(company)
        self.env["dunning.profile"].sudo()._note_standing(company)

    def _tell_what_stands_open(self, company):
        """Give who is in charge a task about each customer that is above what is left when its temporary limit is over.

        :param company: root ``res.company``
        """
        kind = self.env.ref("account_dunning.mail_activity_type_credit", raise_if_not_found=False)
        customers = self.partner_id
        if not kind or not customers:
            return
        credits = self.env["dunning.exposure"].sudo()._read_credit(company, customers)
        digits = company.currency_id.decimal_places
        above = customers.filtered(lambda one: judge(credits[one.id], digits=digits).code == "over")
        profiles = self.env["dunning.profile"].sudo()._get_or_create(above, company)
        # no amount: other branches' people read the customer's tasks
        text = self.env._("Its temporary limit is over and the exposure above what is left: see its credit.")
        create_tasks(profiles, [profile._profile_task_vals(kind, text) for profile in profiles])

    def _is_review_answered(self):
        """Tell whether the review of a limit was asked for and decided: then it is asked for no more."""
        self.ensure_one()
        return bool(self.env["dunning.credit.request"].sudo().search_count([("reviewed_limit_id", "=", self.id)], limit=1))
