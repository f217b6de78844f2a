"""The key figures of one group in one month, and of several of them together."""

from string import Formatter

from odoo import fields, models
from odoo.tools import SQL

# Figures of a group of lines: what is added up, over what; never a sum or a mean of the figures of its lines. Over several
# months it is their mean, weighted by what the figure is of.
RATIOS = {
    "dso": ("{receivables} * {period_days}", "{period_sales}"),
    "best_dso": ("{not_due} * {period_days}", "{period_sales}"),
    "delinquent_days": ("({receivables} - {not_due}) * {period_days}", "{period_sales}"),
    "effectiveness": ("{opening} + {period_sales} - {receivables}", "{opening} + {period_sales} - {not_due}"),
    "overdue_ratio": ("{overdue}", "{overdue} + {not_due}"),
    "days_late": ("{days_late} * {paid}", "{paid}"),
    "late_rate": ("{late_rate} * {paid}", "{paid}"),
    "default_rate": ("{default_rate} * {default_base}", "{default_base}"),
    "invoicing_delay": ("{invoicing_delay} * {dated}", "{dated}"),
    "delivered_share": ("{dated}", "{invoiced}"),
    "promise_kept_ratio": ("{promise_kept_ratio} * {promised}", "{promised}"),
    "dispute_rate": ("{disputed_count}", "{invoice_count}"),
}

# These cannot be told of several lines together: a group of one line shows its own.
OF_ONE_LINE = ("dso_countback", "dso_weighted", "median_days_late")


class DunningMetric(models.TransientModel):
    _name = "dunning.metric"
    _description = "Key Figures of a Month"
    _order = "month desc, receivables desc, id"
    _rec_name = "group_name"
    _transient_max_hours = 24.0

    wizard_id = fields.Many2one("dunning.metric.wizard", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, help="Last day of the month.")
    group_name = fields.Char(string="Whose", required=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    sales = fields.Monetary(string="Invoiced", help="Invoices less credit notes of the month, with tax.")
    receivables = fields.Monetary(aggregator=None, help="What is owed at the end of the month: the balance of the accounts.")
    not_due = fields.Monetary(aggregator=None)
    overdue = fields.Monetary(aggregator=None)
    credits = fields.Monetary(
        string="Credits Not Allocated", aggregator=None, help="Credit notes and payments that nobody has allocated."
    )
    collected = fields.Monetary(help="Money received in the month, less what was given back.")
    dso = fields.Float(string="DSO", digits=(16, 1), aggregator="avg", help="Receivables ÷ sales of three months × their days.")
    best_dso = fields.Float(
        string="Best Possible DSO", digits=(16, 1), aggregator="avg", help="What is not due ÷ sales of three months × their days."
    )
    delinquent_days = fields.Float(
        string="Days Delinquent", digits=(16, 1), aggregator="avg", help="DSO less best possible DSO: how long payment is late."
    )
    dso_countback = fields.Float(
        string="DSO (Count-Back)", digits=(16, 1), aggregator="avg",
        help="The latest months' sales are taken off the receivables until these are used up; their days.",
    )  # fmt: skip
    is_exhausted = fields.Boolean(
        string="Older than Two Years", help="More is owed than was sold in 24 months: the count-back DSO is at least so many days."
    )
    dso_weighted = fields.Float(
        string="DSO (Sales-Weighted)", digits=(16, 1), aggregator="avg",
        help="Of each month's sales the share still open × its days, added up.",
    )  # fmt: skip
    effectiveness = fields.Float(
        string="Collection Effectiveness", aggregator="avg",
        help="Of what could be collected in three months the share that was: (opening + sales − closing) ÷ "
             "(opening + sales − closing not due).",
    )  # fmt: skip
    overdue_ratio = fields.Float(string="Share Overdue", aggregator="avg", help="Overdue ÷ all that is owed before credits.")
    days_late = fields.Float(
        digits=(16, 1), aggregator="avg", help="Of the money allocated in the month: days after the due date, weighted by amount."
    )
    late_rate = fields.Float(string="Share Paid Late", aggregator="avg", help="Of the money allocated in the month.")
    default_rate = fields.Float(
        aggregator="avg",
        help="Of what came to the limit of default (90 days after the due date, or as the settings say) in twelve months, the share "
             "that was unpaid then. Credit notes are taken off; what was written off or moved to doubtful customers is unpaid.",
    )  # fmt: skip
    default_base = fields.Monetary(
        string="Come to the Limit of Default", aggregator=None, help="In twelve months: the whole of which the default rate is a share."
    )
    invoicing_delay = fields.Float(
        string="Invoicing Delay (days)", digits=(16, 1), aggregator="avg",
        help="Days from the delivery date on the invoice to the invoice date, of the invoices of the month, weighted by amount. "
             "Invoices without delivery date are left out; one made before its delivery counts 0 days.",
    )  # fmt: skip
    delivered_share = fields.Float(
        string="Share with Delivery Date", aggregator="avg",
        help="Of what was invoiced in the month, how much has a delivery date: of so much the invoicing delay speaks.",
    )  # fmt: skip
    median_days_late = fields.Float(
        digits=(16, 1), aggregator="avg",
        help="Half of the invoices settled in the month were later than that, half earlier, by number: days from the due date to the "
             "last allocation. An instalment counts as an invoice; those that no money was received for are left out.",
    )  # fmt: skip
    settled_count = fields.Integer(
        string="Invoices Settled", help="Invoices and instalments that the median is of: nothing was open any more in that month."
    )
    promise_kept_ratio = fields.Float(
        string="Promises Kept", aggregator="avg",
        help="Of the amounts promised whose last day, grace included, lay in the month, the share that came in in time: as in the "
             "reliability of a customer.",
    )  # fmt: skip
    promised = fields.Monetary(
        string="Promised for the Month", help="Amounts of the promises whose last day, grace included, lay in the month."
    )
    dispute_rate = fields.Float(
        aggregator="avg",
        help="Invoices of which a dispute was opened in the month ÷ invoices of the month, by number. Disputes that were withdrawn do not "
             "count. Above 100 % when more invoices came into dispute than were made.",
    )  # fmt: skip
    disputed_count = fields.Integer(string="Invoices Disputed", help="Invoices of which a dispute was opened in the month.")
    invoice_count = fields.Integer(string="Invoices Made", help="Invoices of the month, without credit notes.")
    period_sales = fields.Monetary(aggregator=None, help="Sales of the three months of DSO and effectiveness.")
    period_days = fields.Integer(aggregator=None, help="Days of these three months.")
    opening = fields.Monetary(aggregator=None, help="Receivables at the beginning of these three months.")
    paid = fields.Monetary(aggregator=None, help="Money allocated to invoices in the month.")
    invoiced = fields.Monetary(string="Invoices of the Month", aggregator=None, help="Invoices of the month, without credit notes.")
    dated = fields.Monetary(aggregator=None, help="Of these the ones with a delivery date.")
    dso_target = fields.Float(
        string="DSO Target", digits=(16, 1), aggregator="max", help="Of the person the line is about, else of the company. 0: none."
    )
    overdue_target = fields.Float(
        string="Target for the Share Overdue", aggregator="max", help="Of the person the line is about, else of the company. 0: none."
    )
    missed = fields.Char(string="Targets Missed", help="Figures of this line that miss their target, with the target.")

    def _read_group_select(self, aggregate_spec, query):
        """Figures of a group are made of its amounts: two branches with a DSO of 44 days have one of 44, not of 88."""
        name, _colon, aggregator = aggregate_spec.partition(":")
        if aggregator != "avg" or name not in (*RATIOS, *OF_ONE_LINE):
            return super()._read_group_select(aggregate_spec, query)
        if name in OF_ONE_LINE:
            return SQL("CASE WHEN COUNT(*) = 1 THEN MAX(%s) END", self._field_to_sql(self._table, name, query))
        part, whole = (self._ratio_sql(text, query) for text in RATIOS[name])
        return SQL("(SUM(%s) / NULLIF(SUM(%s), 0))::float8", part, whole)

    def _ratio_sql(self, text, query):
        """Return one side of a ratio (``RATIOS``) as SQL: names of fields between braces."""
        parts = []
        for before, name, _spec, _conversion in Formatter().parse(text):
            parts.append(SQL(before.replace("%", "%%")))
            if name:
                parts.append(SQL("%s::numeric", self._field_to_sql(self._table, name, query)))
        return SQL("").join(parts)

    def action_open_items(self):
        """Open what was open at the end of the month: the items of the aged balance."""
        self.ensure_one()
        wizard = self.env["dunning.aged.wizard"].new(
            {
                "day": self.month,
                "trade": True,
                "bounds": False,
                "company_ids": self.wizard_id._visible_companies().ids,
                "partner_ids": self.partner_id.ids,
            }
        )
        return wizard.action_items()
