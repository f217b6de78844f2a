"""Two clocks of an open item: days late by law, and days late in its plan, without what was agreed to wait."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_entry


class DunningReceivable(models.Model):
    _inherit = "dunning.receivable"

    plan_days = fields.Integer(
        compute="_compute_plan_days",
        help="Days overdue without those on hold, in dispute or promised. By law, every day since the due date counts.",
    )  # fmt: skip

    @api.depends("date_due", "residual")
    def _compute_plan_days(self):
        late = self.filtered("is_overdue")
        paused = late._read_paused_days_of_items(company_day(self)) if late else {}
        for item in self:
            item.plan_days = max(item.days_overdue - paused.get(item.id, 0), 0)

    def _read_paused_days_of_items(self, today):
        """Return on how many days overdue each item was paused, by id."""
        items = SQL(
            """
            SELECT item.id, move.id AS move_id, item.partner_id, item.root_company_id AS root_id, move.move_type, item.date_due AS due
              FROM (%s) AS item
              JOIN account_move_line AS line ON line.id = item.id
              JOIN account_move AS move ON move.id = %s
             WHERE item.id = ANY(%s)
            """,
            self._table_query,
            sql_entry(),
            self.ids,
        )
        return self.env["dunning.suspension"]._read_paused_days(items, today)
