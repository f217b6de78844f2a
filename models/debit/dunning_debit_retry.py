"""On which days a debit that failed is tried again: data, none shipped."""

from odoo import api, fields, models


class DunningDebitRetry(models.Model):
    _name = "dunning.debit.retry"
    _description = "Debit Tried Again"
    _inherit = ["dunning.guarded"]
    _order = "company_id, sequence, id"
    _given_once = frozenset({"company_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    sequence = fields.Integer(default=10)
    days = fields.Integer(string="Days after the Former Try", required=True, default=3)

    _days_positive = models.Constraint("CHECK(days > 0)", "A debit is tried again on a later day.")

    @api.depends("days")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._("after %s days", one.days)

    @api.model
    def _find_pattern(self, company):
        """Return the days between the tries of a root company, in order.

        :param company: root ``res.company``
        :return: list of int
        """
        return self.sudo().search([("company_id", "=", company.id)]).mapped("days")
