"""What rolls past 60 and 90 days until the end of the month unless it is paid, item by item, with its provision then and now."""

from odoo import fields, models
from odoo.tools import SQL

from ..balance.dunning_aged_item import DEPENDS
from ..shared.channels import SEGMENTS
from ..shared.company_day import company_day
from ..shared.windows import form_of


class DunningCashRoll(models.Model):
    _name = "dunning.cash.roll"
    _description = "Rolls Past a Limit This Month"
    _auto = False
    _order = "passes_on, amount desc, id"
    _rec_name = "move_id"
    _depends = DEPENDS | {
        "account.move": ["move_type", "amount_tax", "amount_total"],
        "dunning.profile": [*DEPENDS["dunning.profile"], "segment"],
        "dunning.provision": ["company_id", "state", "computed_on", "date"],
        "dunning.provision.line": ["provision_id", "move_line_id", "judged", "judged_rate"],
        "dunning.provision.rate": ["provision_id", "segment", "bucket", "rate"],
    }

    limit_passed = fields.Selection([("60", "60 days"), ("90", "90 days")], string="Rolls Past", readonly=True)
    passes_on = fields.Date(readonly=True, help="First day on which it is so many days late, unless paid before.")
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    segment = fields.Selection(SEGMENTS, readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    amount = fields.Monetary(string="Open", currency_field="company_currency_id", readonly=True)
    provision_now = fields.Monetary(
        string="Provision Today", currency_field="company_currency_id", readonly=True,
        help="Open without VAT, times the loss rate of its bucket in the last provision computed, or the risk judged there.",
    )  # fmt: skip
    provision_then = fields.Monetary(
        string="Provision at the Month's End", currency_field="company_currency_id", readonly=True, help="The same, as late as it will be."
    )
    provision_more = fields.Monetary(
        string="Provision Added by Rolling", currency_field="company_currency_id", readonly=True, help="Then less today."
    )

    @property
    def _table_query(self):
        today = company_day(self)
        self.env.flush_all()
        return SQL(" UNION ALL ").join(SQL("(%s)", self._sql_rolls(root, today)) for root in self.env.companies.root_id)

    def _sql_rolls(self, root, today):
        """Return the rows of a main company, of those of its companies that are switched on.

        :param root: main ``res.company``
        :param date today: the day; until the end of its month is looked ahead
        """
        Month = self.env["dunning.cash.month"]
        mine, month = self.env.companies.filtered(lambda company: company.root_id == root), Month._month_of(today)
        return SQL(
            """
            SELECT item.id, item.limit_passed, item.date_due + item.limit_passed::int + 1 AS passes_on, item.move_id, item.partner_id,
                   item.company_id, item.company_currency_id, COALESCE(profile.collector_id, root.dunning_collector_id) AS collector_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id,
                   COALESCE(profile.segment, 'standard') AS segment, item.date_due, item.days AS days_overdue, item.residual AS amount,
                   loss.loss_now AS provision_now, loss.loss_later AS provision_then, loss.loss_later - loss.loss_now AS provision_more
              FROM (%(items)s) AS item
              JOIN res_company AS root ON root.id = %(root)s
              LEFT JOIN (%(losses)s) AS loss ON loss.id = item.id
              LEFT JOIN res_partner AS partner ON partner.id = item.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = root.id
             WHERE item.limit_passed IS NOT NULL
            """,
            items=Month._sql_due_items(mine, month),
            losses=Month._sql_rolling_losses(mine, month),
            root=root.id,
        )

    def action_open_item(self):
        """Open the invoice."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.move_id)
