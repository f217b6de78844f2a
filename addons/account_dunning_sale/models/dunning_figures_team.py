"""Sales teams in the figures about invoices, and in what collecting costs: the team of the invoice, the people of the team."""

from odoo import api, fields, models
from odoo.tools import SQL


class DunningDaysHeld(models.Model):
    _inherit = "dunning.days.held"

    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)


class DunningOverdueBridge(models.Model):
    _inherit = "dunning.overdue.bridge"

    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)


class DunningOverdueBall(models.Model):
    _inherit = "dunning.overdue.ball"

    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)


class DunningCostDepartment(models.Model):
    _inherit = "dunning.cost.department"

    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", ondelete="set null", help="Its members belong to the department as well."
    )

    @api.model
    def _sql_department_people(self):
        """Add the members of sales teams; who is named in a department himself is in that one."""
        return SQL(
            """%s UNION ALL
            SELECT department.id, member.user_id, 1
              FROM dunning_cost_department AS department
              JOIN crm_team_member AS member ON member.crm_team_id = department.team_id AND member.active""",
            super()._sql_department_people(),
        )
