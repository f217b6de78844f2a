"""Targets of sales teams, for the key figures by sales team."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DunningTarget(models.Model):
    _inherit = "dunning.target"

    team_id = fields.Many2one(
        "crm.team", string="Sales Team", index="btree_not_null", ondelete="cascade", help="For the invoices of this sales team alone."
    )

    _once = models.UniqueIndex(
        "(company_id, measure, COALESCE(user_id, 0), COALESCE(branch_id, 0), COALESCE(analytic_account_id, 0), COALESCE(team_id, 0),"
        " date_from)",
        "There is such a target from that day on already: change it."
    )

    @api.model
    def _part_fields(self):
        return [*super()._part_fields(), "team_id"]

    @api.constrains("team_id", "company_id")
    def _check_team_company(self):
        for target in self.sudo():
            if target.team_id.company_id.root_id not in (target.company_id, self.env["res.company"]):
                raise ValidationError(self.env._("%s belongs to another company.", target.team_id.name))
