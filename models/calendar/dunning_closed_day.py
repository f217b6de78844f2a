"""A company's own changes to the calendar: closed days, extra open days, quiet periods."""

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..shared.bounds import add_days

# A longer period would leave nearly no day of the year to contact anybody.
MOST_DAYS = 300


class DunningClosedDay(models.Model):
    _name = "dunning.closed.day"
    _description = "Closed Day or Quiet Period"
    _inherit = ["dunning.guarded", "dunning.cached.rules"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade",
        domain="[('parent_id', '=', False)]",
    )  # fmt: skip
    country_id = fields.Many2one(
        "res.country", ondelete="cascade", help="Only for customers of this country. Empty: everywhere."
    )
    kind = fields.Selection(
        [("closed", "Closed day"), ("open", "Open day"), ("quiet", "Quiet period")],
        required=True,
        default="closed",
        help="Closed or open: on top of weekends and public holidays, where working days count. "
        "A quiet period always counts: nobody is contacted.",
    )
    date_start = fields.Date(string="First Day", required=True)
    date_end = fields.Date(
        string="Last Day", required=True, compute="_compute_date_end", store=True, readonly=False, precompute=True,
        help="Last day.",
    )  # fmt: skip
    yearly = fields.Boolean(string="Every Year")
    working_days = fields.Boolean(related="company_id.dunning_working_days")

    _dates_in_order = models.Constraint(
        "CHECK(date_end >= date_start)", "The last day cannot come before the first one."
    )

    @api.depends("date_start")
    def _compute_date_end(self):
        for closed in self:
            if closed.date_start and (not closed.date_end or closed.date_end < closed.date_start):
                closed.date_end = closed.date_start

    @api.constrains("date_start", "date_end", "company_id")
    def _check_period(self):
        for closed in self:
            if (closed.date_end - closed.date_start).days > MOST_DAYS:
                raise ValidationError(
                    self.env._("“%s” is longer than 300 days: use a moratorium or stop the daily run.", closed.name)
                )
            if closed.company_id.parent_id:
                raise ValidationError(
                    self.env._("“%(name)s” belongs to a branch: choose its main company %(root)s.",
                               name=closed.name, root=closed.company_id.root_id.name)
                )  # fmt: skip

    # -- read by every decision: kept in memory ----------------------------------------------------

    @api.model
    @tools.ormcache("company_id")
    def _closed_day_rules(self, company_id):
        """Return the company's own days.

        :param int company_id: root company
        :return: tuple of (kind, country id or 0, first day, last day, every year)
        """
        rules = self.sudo().search([("company_id", "=", company_id)])
        return tuple(
            (rule.kind, rule.country_id.id or 0, *rule._near_days(), rule.yearly) for rule in rules
        )

    def _near_days(self):
        """Return the first and the last day, where days can be counted from them, whatever was stored."""
        start = add_days(self.date_start, 0)
        return start, min(self.date_end, add_days(start, MOST_DAYS))
