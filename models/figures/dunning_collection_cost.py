"""Cost to collect: each contact with the minutes of its channel at the hourly rate of who made it, beside what it brought.

What a contact brought is what was paid after it and before the next contact about the same item, no more than was asked
(``dunning.effect``): so each euro belongs to one contact, and to the department that made it.
"""

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

from ..forecast.behaviour import HISTORY_MONTHS
from ..shared.channels import CHANNELS, SERVER_ACTION
from ..shared.company_day import company_day
from ..shared.windows import form_of


class DunningCollectionCost(models.Model):
    _name = "dunning.collection.cost"
    _description = "Cost to Collect"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "action_id"
    _depends = {
        "dunning.action": [
            "state", "date_done", "channel", "user_id", "partner_id", "profile_id", "plan_id", "step_id", "company_id", "branch_id",
            "is_contact",
        ],
        "dunning.action.line": ["action_id", "move_line_id", "status", "asked", "net", "company_id"],
        "dunning.contact.time": ["company_id", "channel", "minutes", "outlay"],
        "dunning.cost.department": ["company_id", "hourly_rate", "user_ids", "is_usual"],
        "dunning.profile": ["partner_id", "company_id", "own_salesperson_id", "collector_id"],
        "account.partial.reconcile": ["debit_move_id", "credit_move_id", "amount", "max_date"],
        "res.partner": ["user_id"],
    }  # fmt: skip

    action_id = fields.Many2one("dunning.action", string="Contact", readonly=True)
    date = fields.Date(string="Contacted On", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    plan_id = fields.Many2one("dunning.plan", readonly=True)
    step_id = fields.Many2one("dunning.plan.step", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Made By", readonly=True)
    department_id = fields.Many2one("dunning.cost.department", readonly=True)
    salesperson_id = fields.Many2one("res.users", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    contacts = fields.Integer(readonly=True)
    unvalued = fields.Integer(
        string="Without Time or Rate", readonly=True, help="Contacts of a channel without a time, or made by somebody of no department."
    )
    minutes = fields.Float(readonly=True, digits=(16, 1))
    cost = fields.Monetary(readonly=True, help="Minutes of the channel at the hourly rate of the department, with postage and fees.")
    received = fields.Monetary(string="Received after It", readonly=True, help="Until the next contact, no more than was asked.")
    per_thousand = fields.Float(
        string="Cost per 1,000 Received", readonly=True, digits=(16, 2), aggregator="avg", help="Empty where nothing was received."
    )

    @property
    def _table_query(self):
        today = company_day(self)
        return self._sql_contact_costs(today - relativedelta(months=HISTORY_MONTHS), today)

    @api.model
    def _sql_contact_costs(self, since, today):
        """Return one row a contact made since a day, in the companies that are switched on.

        :param date since: the first day
        :param date today: payments until this day count
        """
        Effect, companies = self.env["dunning.effect"], list(self.env.companies.ids)
        return SQL(
            """
            WITH contact AS MATERIALIZED (%(contact)s),
            item AS (SELECT NULL::int AS id WHERE FALSE),
            %(settlement)s,
            %(collected)s,
            brought AS (
                SELECT contact.action_id, SUM(LEAST(COALESCE(collected.paid, 0), contact.asked)) AS amount
                  FROM contact JOIN collected ON collected.id = contact.id GROUP BY 1
            ),
            valued AS (
                SELECT action.*, company.id AS place_id, company.currency_id AS currency, department.id AS department_id,
                       COALESCE(time.minutes, 0) AS minutes, COALESCE(brought.amount, 0) AS received,
                       (time.id IS NULL OR department.id IS NULL)::int AS unvalued,
                       ROUND(COALESCE(time.minutes, 0)::numeric * COALESCE(department.hourly_rate, 0) / 60 + COALESCE(time.outlay, 0),
                             currency.decimal_places) AS cost
                  FROM dunning_action AS action
                  JOIN res_company AS company ON company.id = COALESCE(action.branch_id, action.company_id)
                  JOIN res_company AS root ON root.id = action.company_id
                  JOIN res_currency AS currency ON currency.id = root.currency_id
                  LEFT JOIN brought ON brought.action_id = action.id
                  LEFT JOIN dunning_contact_time AS time ON time.company_id = action.company_id AND time.channel = action.channel
                  LEFT JOIN LATERAL (%(department)s) AS department ON TRUE
                 WHERE action.state = 'done' AND action.channel <> %(server)s AND action.date_done >= %(since)s
                   AND company.id = ANY(%(companies)s)
            )
            SELECT valued.id, valued.id AS action_id, valued.date_done AS date, valued.channel, valued.plan_id, valued.step_id,
                   valued.partner_id, valued.user_id, valued.department_id,
                   COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id, profile.collector_id,
                   valued.place_id AS company_id, valued.company_id AS root_company_id, valued.currency AS currency_id, 1 AS contacts,
                   valued.unvalued, valued.minutes, valued.cost, valued.received,
                   (valued.cost * 1000 / NULLIF(valued.received, 0))::float8 AS per_thousand
              FROM valued
              JOIN res_partner AS partner ON partner.id = valued.partner_id
              LEFT JOIN dunning_profile AS profile ON profile.id = valued.profile_id
            """,
            contact=Effect._sql_contact(since, SQL("line.company_id = ANY(%s)", companies)),
            settlement=Effect._sql_paid_after_contact(today),
            collected=Effect._sql_contacted_parts(since),
            department=self._sql_own_department(),
            server=SERVER_ACTION,
            since=since,
            companies=companies,
        )

    @api.model
    def _sql_own_department(self):
        """Return the department of who made an ``action``: the one that names him, else the one of everybody else."""
        return SQL(
            """
            SELECT department.id, department.hourly_rate
              FROM dunning_cost_department AS department
              LEFT JOIN (%s) AS member ON member.department_id = department.id AND member.user_id = action.user_id
             WHERE department.company_id = action.company_id AND (member.user_id IS NOT NULL OR department.is_usual)
             ORDER BY member.user_id IS NULL, member.place, department.sequence, department.id
             LIMIT 1
            """,
            self.env["dunning.cost.department"]._sql_department_people(),
        )

    def _read_group_select(self, aggregate_spec, query):
        """The cost per 1,000 of a group is that of its sums."""
        if aggregate_spec != "per_thousand:avg":
            return super()._read_group_select(aggregate_spec, query)
        cost, received = (self._field_to_sql(self._table, name, query) for name in ("cost", "received"))
        return SQL("(SUM(%s) * 1000 / NULLIF(SUM(%s), 0))::float8", cost, received)

    def action_open_contact(self):
        """Open the contact."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.action_id)
