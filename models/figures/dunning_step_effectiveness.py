"""Which step works: each item in each contact with what was paid after it, beside items that nobody had contacted yet.

A payment belongs to the last contact before it: a contact is followed from its own day to the day before the next contact
about the same item. What a payment is says ``dunning.behaviour``: money from a bank, cash or card journal, on
``account.partial.reconcile.max_date``. No more counts than was asked. Shares within n days leave out contacts whose n days
are not over, paid or not: to count the paid ones alone would flatter.

The comparison group: an item that is open on the first day of an age window (1, 8, 16, 31, 61 and 91 days late) and about
which nobody had contacted the customer in the seven days up to it is followed in the same way, until it is contacted.
Who is not contacted differs from who is: both stand side by side, and that is correlation.

The statement is made in ``dunning_effect_sql``.
"""

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..shared.channels import CHANNELS, SEGMENTS
from ..shared.windows import form_of

_lt = LazyTranslate(__name__)

# Days after a contact within which payments are counted.
SPANS = (7, 15, 30)

# Age windows: code, in the order in which they follow each other, and first day late. Items of the comparison group begin
# on these days; contacts fall into the windows.
WINDOWS = (("01", 1), ("08", 8), ("16", 16), ("31", 31), ("61", 61), ("91", 91))
BEFORE_DUE = "00"

NO_PLAN, NO_STEP = _lt("Outside any plan"), _lt("Outside any step")


class DunningEffect(models.Model):
    _name = "dunning.effect"
    _description = "Effect of a Step"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "invoice_name"
    _depends = {
        "dunning.action": ["state", "date_done", "plan_id", "step_id", "channel", "is_contact", "company_id", "partner_id", "profile_id"],
        "dunning.action.line": ["action_id", "move_line_id", "status", "asked", "net", "days_overdue", "company_id", "invoice_name"],
        "dunning.promise": ["date"],
        "dunning.promise.line": ["promise_id", "move_line_id"],
        "dunning.dispute": ["move_id", "move_line_id", "date_opened", "settled_on"],
        "dunning.profile": ["partner_id", "company_id", "own_salesperson_id", "collector_id", "segment"],
        "account.move.line": ["partner_id", "date_maturity", "date", "balance", "parent_state", "company_id", "journal_id", "account_id"],
        "account.move": ["name"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount", "max_date"],
        "res.partner": ["commercial_partner_id", "user_id", "country_id"],
    }  # fmt: skip

    kind = fields.Selection(
        [("contacted", "Contacted"), ("idle", "Not contacted")], string="Group", readonly=True,
        help="Not contacted: open items at the beginning of an age window, followed until they are contacted. They differ from "
        "the others (suspended, small, still trusted): the comparison shows a correlation, not a cause.",
    )  # fmt: skip
    date = fields.Date(string="Contacted On", readonly=True, help="Not contacted: first day of the age window.")
    age_window = fields.Selection(
        [
            (BEFORE_DUE, "Not late yet"), ("01", "1–7 days late"), ("08", "8–15 days late"), ("16", "16–30 days late"),
            ("31", "31–60 days late"), ("61", "61–90 days late"), ("91", "More than 90 days late"),
        ],
        string="Age", readonly=True,
    )  # fmt: skip
    action_id = fields.Many2one("dunning.action", readonly=True)
    plan_id = fields.Many2one("dunning.plan", readonly=True, falsy_value_label=NO_PLAN)
    step_id = fields.Many2one("dunning.plan.step", readonly=True, falsy_value_label=NO_STEP)
    channel = fields.Selection(CHANNELS, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    segment = fields.Selection(SEGMENTS, readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    item_id = fields.Integer(string="Items", readonly=True, aggregator="count_distinct")
    invoice_name = fields.Char(string="Number", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="avg")
    amount_asked = fields.Monetary(readonly=True, help="Open less credits on the day of the contact, company currency.")
    amount_paid = fields.Monetary(string="Paid before the Next Contact", readonly=True, help="Until today, no more than was asked.")
    days_to_pay = fields.Float(
        string="Days from Contact to Payment", readonly=True, aggregator="avg", digits=(12, 1), help="Weighted by the amounts paid."
    )
    asked_7 = fields.Monetary(string="Asked, 7 Days Over", readonly=True)
    asked_15 = fields.Monetary(string="Asked, 15 Days Over", readonly=True)
    asked_30 = fields.Monetary(string="Asked, 30 Days Over", readonly=True)
    amount_7 = fields.Monetary(string="Paid in 7 Days", readonly=True, help="Of contacts whose 7 days are over.")
    amount_15 = fields.Monetary(string="Paid in 15 Days", readonly=True, help="Of contacts whose 15 days are over.")
    amount_30 = fields.Monetary(string="Paid in 30 Days", readonly=True, help="Of contacts whose 30 days are over.")
    items_7 = fields.Integer(string="Items Paid in 7 Days", readonly=True, help="In full.")
    items_15 = fields.Integer(string="Items Paid in 15 Days", readonly=True, help="In full.")
    items_30 = fields.Integer(string="Items Paid in 30 Days", readonly=True, help="In full.")
    share_7 = fields.Float(
        string="% Paid in 7 Days", readonly=True, aggregator="avg", help="Of what was asked, by contacts whose 7 days are over."
    )
    share_15 = fields.Float(
        string="% Paid in 15 Days", readonly=True, aggregator="avg", help="Of what was asked, by contacts whose 15 days are over."
    )
    share_30 = fields.Float(
        string="% Paid in 30 Days", readonly=True, aggregator="avg", help="Of what was asked, by contacts whose 30 days are over."
    )
    promised = fields.Float(
        string="% Promised", readonly=True, aggregator="avg",
        help="1 when a promise followed before the next contact, within 30 days; in groups, the share.",
    )  # fmt: skip
    disputed = fields.Float(
        string="% Disputed", readonly=True, aggregator="avg",
        help="1 when a dispute followed before the next contact, within 30 days; in groups, the share.",
    )  # fmt: skip
    effort = fields.Float(
        string="Actions per 1,000 Collected", readonly=True, aggregator="avg", digits=(12, 2),
        help="Contacts made for each 1,000 (company currency) paid within 30 days, of contacts whose 30 days are over.",
    )  # fmt: skip

    # -- groups ------------------------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        """Ratios of a group are ratios of its sums, not means of the ratios of its rows."""
        name, _colon, aggregator = aggregate_spec.partition(":")
        if aggregator != "avg":
            return super()._read_group_select(aggregate_spec, query)

        def column(name):
            return self._field_to_sql(self._table, name, query)

        if name.startswith("share_"):
            days = name.removeprefix("share_")
            return SQL("(SUM(%s) / NULLIF(SUM(%s), 0))::float8", column(f"amount_{days}"), column(f"asked_{days}"))
        if name == "days_to_pay":
            paid = column("amount_paid")
            return SQL("(SUM(%s * %s) / NULLIF(SUM(%s), 0))::float8", column("days_to_pay"), paid, paid)
        if name == "effort":
            return SQL(
                "(COUNT(DISTINCT CASE WHEN %(asked)s IS NOT NULL THEN %(action)s END) * 1000"
                " / NULLIF(SUM(CASE WHEN %(action)s IS NOT NULL THEN %(amount)s END), 0))::float8",
                asked=column("asked_30"), action=column("action_id"), amount=column("amount_30"),
            )  # fmt: skip
        return super()._read_group_select(aggregate_spec, query)

    # -- what it counts ----------------------------------------------------------------------------

    def action_open_item(self):
        """Open the contact; of the comparison group, the invoice or entry."""
        self.ensure_one()
        target = self.action_id or self.env["account.move.line"].browse(self.item_id).move_id
        return form_of(target)
