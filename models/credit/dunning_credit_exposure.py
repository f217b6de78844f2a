"""Exposure against limit, one line a customer and main company: of the companies switched on, on the day of the context."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..balance.dunning_aged_item import DEPENDS
from ..shared.channels import SEGMENTS
from .credit_status import STATUSES, Credit, judge
from .dunning_exposure import AGES, KINDS

# One number for customer and main company; the client counts exactly up to 2 to the power of 53.
ROOT_FACTOR = 2**32


class DunningCreditExposure(models.Model):
    _name = "dunning.credit.exposure"
    _description = "Exposure against Limit"
    _auto = False
    _order = "exposure desc, id"
    _rec_name = "partner_id"
    _depends = DEPENDS | {
        "account.move": [
            "state", "move_type", "date", "amount_total_signed", "amount_residual_signed", "company_id", "commercial_partner_id",
        ],
        "account.payment": ["payment_type", "partner_type", "payment_method_line_id", "move_id", "outstanding_account_id", "partner_id"],
        "dunning.credit.limit": [
            "company_id", "partner_id", "segment", "amount", "days", "insured_amount", "guarantee_amount", "date_until", "granted_on",
            "ended_on", "review_date", "is_for_group",
        ],
        "dunning.profile": [*DEPENDS["dunning.profile"], "segment", "credit_blocked_on"],
        "res.partner": [*DEPENDS["res.partner"], "parent_id"],
        "res.company": [*DEPENDS["res.company"], "dunning_credit_bill_method_ids"],
    }  # fmt: skip

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    group_id = fields.Many2one("res.partner", readonly=True, help="The customer's parent company, else itself.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    segment = fields.Selection(SEGMENTS, readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    amount_receivable = fields.Monetary(string="Receivables", readonly=True)
    amount_due_later = fields.Monetary(string="Not Due", readonly=True)
    amount_30 = fields.Monetary(string="Late 1–30", readonly=True)
    amount_60 = fields.Monetary(string="Late 31–60", readonly=True)
    amount_90 = fields.Monetary(string="Late 61–90", readonly=True)
    amount_older = fields.Monetary(string="Late > 90", readonly=True)
    amount_credit = fields.Monetary(
        string="Credits", readonly=True, help="Credit notes and payments not allocated: they lessen the exposure."
    )
    amount_draft = fields.Monetary(string="Draft Invoices", readonly=True, help="With those posted that bear a later date.")
    amount_bill = fields.Monetary(
        string="Bills in Circulation", readonly=True, help="Bills, cheques and direct debits that the bank has not paid yet."
    )
    amount_order = fields.Monetary(string="Orders", readonly=True, help="Confirmed and not invoiced yet.")
    amount_delivery = fields.Monetary(string="Deliveries", readonly=True, help="Delivered and not invoiced yet.")
    amount_other = fields.Monetary(string="Other", readonly=True)
    exposure = fields.Monetary(readonly=True)
    covered = fields.Monetary(string="Insured or Guaranteed", readonly=True, help="Never more than the exposure.")
    own_risk = fields.Monetary(readonly=True, help="The exposure less what is insured or guaranteed.")
    limit_id = fields.Many2one(
        "dunning.credit.limit", string="Limit That Applies", readonly=True, groups="account_dunning.group_dunning_user"
    )
    limit_amount = fields.Monetary(string="Limit", readonly=True)
    available = fields.Monetary(readonly=True, help="What may still be sold on credit; negative above the limit.")
    limit_days = fields.Integer(string="Latest (days)", readonly=True, aggregator=None)
    late_days = fields.Integer(string="Days Late", readonly=True, aggregator="max", help="Undisputed, not covered by credits.")
    late_amount = fields.Monetary(string="Late, Undisputed", readonly=True, help="Undisputed, not covered by credits.")
    over_age_amount = fields.Monetary(string="Later than Allowed", readonly=True)
    group_limit_id = fields.Many2one(
        "dunning.credit.limit", string="Limit of the Group", readonly=True, groups="account_dunning.group_dunning_user"
    )
    group_exposure = fields.Monetary(
        readonly=True, groups="account_dunning.group_dunning_user", aggregator="max",
        help="What all companies of a group with a limit of its own owe together.",
    )  # fmt: skip
    group_limit_amount = fields.Monetary(
        string="Group Limit", readonly=True, groups="account_dunning.group_dunning_user", aggregator="max"
    )
    group_available = fields.Monetary(
        string="Available in the Group", readonly=True, groups="account_dunning.group_dunning_user", aggregator="min",
        help="Negative above the limit of the group.",
    )  # fmt: skip
    has_limit = fields.Boolean(readonly=True)
    is_blocked = fields.Boolean(readonly=True)
    review_date = fields.Date(string="Review On", readonly=True)
    status = fields.Selection(STATUSES, compute="_compute_status")

    @property
    def _table_query(self):
        exposure = self.env["dunning.exposure"].sudo()
        asked = exposure._ask_exposure(self.env.companies, self.env["dunning.aging"]._read_options().day)
        columns = [SQL.identifier("own", f"amount_{kind}") for kind in (*KINDS, "other")]
        columns += [SQL.identifier("own", name) for name in AGES]
        return SQL(
            """
            WITH own AS MATERIALIZED (%(exposure)s)
            SELECT own.root_id::bigint * %(factor)s + own.partner_id AS id, own.partner_id,
                   COALESCE(partner.parent_id, partner.id) AS group_id,
                   own.root_id AS company_id, root_partner.currency_id, profile.id AS profile_id,
                   COALESCE(profile.segment, 'standard') AS segment, %(people)s, %(columns)s, own.exposure,
                   own.late_days, own.late_amount, own.limit_id, own.limit_amount, own.limit_days, own.limit_id IS NOT NULL AS has_limit,
                   CASE WHEN own.root_id = ANY(%(whole)s) THEN own.limit_amount - own.exposure END AS available,
                   COALESCE(own.covered, 0) AS covered,
                   own.exposure - COALESCE(own.covered, 0) AS own_risk,
                   CASE WHEN own.limit_days > 0 THEN own.over_age_amount ELSE 0 END AS over_age_amount,
                   profile.credit_blocked_on IS NOT NULL AS is_blocked, applied.review_date, %(groups)s
              FROM own
              JOIN res_partner AS partner ON partner.id = own.partner_id
              JOIN res_company AS root_partner ON root_partner.id = own.root_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = own.partner_id AND profile.company_id = own.root_id
              LEFT JOIN dunning_credit_limit AS applied ON applied.id = own.limit_id
              LEFT JOIN (%(members)s) AS member ON member.partner_id = own.partner_id AND member.root_id = own.root_id
              LEFT JOIN dunning_credit_limit AS shared ON shared.id = member.limit_id
            """,
            groups=self._sql_group_columns(),
            members=exposure._sql_group_members(asked.day, self.env.companies.sudo().root_id),
            factor=ROOT_FACTOR,
            whole=self._find_whole_roots().ids,
            columns=SQL(", ").join(columns),
            people=SQL(
                "COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id, "
                "COALESCE(profile.collector_id, root_partner.dunning_collector_id) AS collector_id"
            ),
            exposure=exposure._sql_exposure(asked),
        )

    def _sql_group_columns(self):
        """Return what the group of a customer owes beside the limit of the group, empty where it has none."""
        together = SQL("SUM(own.exposure) OVER (PARTITION BY own.root_id, member.head_id)")
        return SQL(
            """member.limit_id AS group_limit_id, CASE WHEN member.limit_id IS NOT NULL THEN %(together)s END AS group_exposure,
               CASE WHEN member.limit_id IS NOT NULL THEN COALESCE(shared.amount, 0) END AS group_limit_amount,
               CASE WHEN member.limit_id IS NOT NULL AND own.root_id = ANY(%(whole)s)
                    THEN COALESCE(shared.amount, 0) - %(together)s END AS group_available""",
            together=together,
            whole=self._find_whole_roots().ids,
        )

    @api.depends("exposure", "limit_amount", "has_limit", "limit_days", "late_days", "late_amount", "over_age_amount", "is_blocked")
    def _compute_status(self):
        """A limit is that of all branches: whoever sees some of them only is told what all of them come to, without amounts."""
        whole = self._find_whole_roots()
        for company, lines in self.grouped("company_id").items():
            hidden = {} if company in whole else self.env["dunning.exposure"].sudo()._read_credit(company, lines.partner_id)
            for line in lines:
                credit = hidden.get(line.partner_id.id) or line._credit_of_line()
                line.status = judge(credit, digits=line.currency_id.decimal_places).code

    def _credit_of_line(self):
        """Return what this line says, to be judged."""
        self.ensure_one()
        line = self.sudo()  # the group's limit counts for people too who may not read it
        return Credit(
            group_limit=line.group_limit_amount if line.group_limit_id else None, group_exposure=line.group_exposure,
            exposure=self.exposure, limit=self.limit_amount if self.has_limit else None, days=self.limit_days,
            late_days=self.late_days, late_amount=self.late_amount, over_age_amount=self.over_age_amount, blocked=self.is_blocked,
        )  # fmt: skip

    @api.model
    def _find_whole_roots(self):
        """Return the main companies of which the user sees all branches."""
        Profile = self.env["dunning.profile"]
        return self.env.companies.sudo().root_id.filtered(lambda root: Profile._shows_whole_company(root.sudo(False)))

    def action_open_customer(self):
        """Open the customer's page, made on the spot for collectors when there is none yet."""
        self.ensure_one()
        if not self.profile_id and not self.env.user.has_group("account_dunning.group_dunning_user"):
            raise AccessError(self.env._("Nobody collects from this customer yet."))
        return self.partner_id.with_company(self.company_id).action_open_dunning_profile()
