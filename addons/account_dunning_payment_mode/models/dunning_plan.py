"""Plans for invoices of some payment modes."""

from odoo import fields, models
from odoo.tools import SQL


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    payment_mode_ids = fields.Many2many(
        "account.payment.mode", "dunning_plan_payment_mode_rel", "plan_id", "mode_id", string="Payment Modes",
        domain="[('payment_type', '=', 'inbound')]", context={"active_test": False},  # an archived mode goes on narrowing
        help="Only invoices of one of these payment modes get the plan. None: all.",
    )  # fmt: skip

    def _audience_conditions(self, company, day=None):
        """Add the payment mode of the invoice, as it is now; an item without invoice has none."""
        conditions = super()._audience_conditions(company, day)
        if self.payment_mode_ids:
            self.env["account.move"].flush_model(["payment_mode_id"])
            conditions.append(
                SQL(
                    "item.move_id IN (SELECT id FROM account_move WHERE payment_mode_id = ANY(%s))", self.sudo().payment_mode_ids.ids
                )
            )
        return conditions

    def action_simulate(self):
        """Simulate a plan that payment modes alone give as one that is followed."""
        self.ensure_one()
        if not self.payment_mode_ids:
            return super().action_simulate()
        company = self.company_id or self.env.company.root_id
        return self.env["dunning.simulation"]._open_simulation({"company_id": company.id, "plan_id": self.id})
