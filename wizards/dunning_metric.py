"""The key figures of one group in one month."""

from odoo import fields, models


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
    dso = fields.Float(string="DSO", digits=(16, 1), aggregator="max", help="Receivables ÷ sales of three months × their days.")
    best_dso = fields.Float(
        string="Best Possible DSO", digits=(16, 1), aggregator="max", help="What is not due ÷ sales of three months × their days."
    )
    delinquent_days = fields.Float(
        string="Days Delinquent", digits=(16, 1), aggregator="max", help="DSO less best possible DSO: how long payment is late."
    )
    dso_countback = fields.Float(
        string="DSO (Count-Back)", digits=(16, 1), aggregator="max",
        help="The latest months' sales are taken off the receivables until these are used up; their days.",
    )  # fmt: skip
    is_exhausted = fields.Boolean(
        string="Older than Two Years", help="More is owed than was sold in 24 months: the count-back DSO is at least so many days."
    )
    dso_weighted = fields.Float(
        string="DSO (Sales-Weighted)", digits=(16, 1), aggregator="max",
        help="Of each month's sales the share still open × its days, added up.",
    )  # fmt: skip
    effectiveness = fields.Float(
        string="Collection Effectiveness", aggregator="max",
        help="Of what could be collected in three months the share that was: (opening + sales − closing) ÷ "
             "(opening + sales − closing not due).",
    )  # fmt: skip
    overdue_ratio = fields.Float(string="Share Overdue", aggregator="max", help="Overdue ÷ all that is owed before credits.")
    days_late = fields.Float(
        digits=(16, 1), aggregator="max", help="Of the money allocated in the month: days after the due date, weighted by amount."
    )
    late_rate = fields.Float(string="Share Paid Late", aggregator="max", help="Of the money allocated in the month.")
    default_rate = fields.Float(
        aggregator="max",
        help="Of what came to the limit of default (90 days after the due date, or as the settings say) in twelve months, the share "
             "that was unpaid then. Credit notes are taken off; what was written off or moved to doubtful customers is unpaid.",
    )  # fmt: skip
    default_base = fields.Monetary(
        string="Come to the Limit of Default", aggregator=None, help="In twelve months: the whole of which the default rate is a share."
    )
    invoicing_delay = fields.Float(
        string="Invoicing Delay (days)", digits=(16, 1), aggregator="max",
        help="Days from the delivery date on the invoice to the invoice date, of the invoices of the month, weighted by amount. "
             "Invoices without delivery date are left out; one made before its delivery counts 0 days.",
    )  # fmt: skip
    delivered_share = fields.Float(
        string="Share with Delivery Date", aggregator="max",
        help="Of what was invoiced in the month, how much has a delivery date: of so much the invoicing delay speaks.",
    )  # fmt: skip
    median_days_late = fields.Float(
        digits=(16, 1), aggregator="max",
        help="Half of the invoices settled in the month were later than that, half earlier, by number: days from the due date to the "
             "last allocation. An instalment counts as an invoice; those that no money was received for are left out.",
    )  # fmt: skip
    settled_count = fields.Integer(
        string="Invoices Settled", help="Invoices and instalments that the median is of: nothing was open any more in that month."
    )
    promise_kept_ratio = fields.Float(
        string="Promises Kept", aggregator="max",
        help="Of the amounts promised whose last day, grace included, lay in the month, the share that came in in time: as in the "
             "reliability of a customer.",
    )  # fmt: skip
    promised = fields.Monetary(
        string="Promised for the Month", help="Amounts of the promises whose last day, grace included, lay in the month."
    )
    dispute_rate = fields.Float(
        aggregator="max",
        help="Invoices of which a dispute was opened in the month ÷ invoices of the month, by number. Disputes that were withdrawn do not "
             "count. Above 100 % when more invoices came into dispute than were made.",
    )  # fmt: skip
    disputed_count = fields.Integer(string="Invoices Disputed", help="Invoices of which a dispute was opened in the month.")
    invoice_count = fields.Integer(string="Invoices Made", help="Invoices of the month, without credit notes.")
    dso_target = fields.Float(
        string="DSO Target", digits=(16, 1), aggregator="max", help="Of the person the line is about, else of the company. 0: none."
    )
    overdue_target = fields.Float(
        string="Target for the Share Overdue", aggregator="max", help="Of the person the line is about, else of the company. 0: none."
    )
    missed = fields.Char(string="Targets Missed", help="Figures of this line that miss their target, with the target.")

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
