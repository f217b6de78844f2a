"""The parts of a payment plan: its instalments, the items that they pay, and who accepted it, as evidence."""

from odoo import api, fields, models


class DunningPaymentPlanLine(models.Model):
    _name = "dunning.payment.plan.line"
    _inherit = ["dunning.offer.part"]
    _description = "Instalment of a Payment Plan"
    _order = "plan_id, date, id"

    plan_id = fields.Many2one("dunning.payment.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(string="Day", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    promise_id = fields.Many2one("dunning.promise", readonly=True, index="btree_not_null", ondelete="set null")
    state = fields.Selection(related="promise_id.state", string="Status")
    amount_paid = fields.Monetary(string="Amount Received", related="promise_id.amount_paid")
    reminded_on = fields.Date(readonly=True)
    missed_on = fields.Date(string="Told That It Is Missed", readonly=True)

    _amount_positive = models.Constraint("CHECK(amount > 0)", "An instalment is above zero.")

    @api.depends("date", "plan_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.plan_id.display_name} · {line.date or ''}"

    def _is_missed(self, today):
        """Tell whether the day of an instalment is over and not all of it came in."""
        return self.date < today and self.promise_id.state not in ("kept", "late")


class DunningPaymentPlanItem(models.Model):
    _name = "dunning.payment.plan.item"
    _inherit = ["dunning.offer.part"]
    _description = "Item of a Payment Plan"
    _order = "date_due, id"
    _rec_name = "invoice_name"

    plan_id = fields.Many2one("dunning.payment.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    company_currency_id = fields.Many2one(related="plan_id.company_currency_id", string="Company Currency")
    move_line_id = fields.Many2one("account.move.line", string="Journal Item", ondelete="set null", index="btree_not_null")
    move_id = fields.Many2one("account.move", string="Invoice", ondelete="set null", index="btree_not_null")
    instalment = fields.Integer(
        string="Instalment Rank", readonly=True, default=1, required=True,
        help="Rank of the instalment of the invoice, to find it again after the invoice was posted anew.",
    )  # fmt: skip
    invoice_name = fields.Char(string="Number", readonly=True)
    date_due = fields.Date(string="Due", readonly=True, help="As it was when the plan was offered.")
    date_original = fields.Date(
        string="Due before the Plan", readonly=True,
        help="While the plan's day stands in the ledger: legal days late, interest and the insurer's days go on from this one.",
    )  # fmt: skip
    amount = fields.Monetary(string="Open", readonly=True, help="Less credits, when the plan was offered.")
    amount_company = fields.Monetary(string="Open (company currency)", currency_field="company_currency_id", readonly=True)


class DunningPaymentPlanAcceptance(models.Model):
    _name = "dunning.payment.plan.acceptance"
    _inherit = ["dunning.acceptance"]
    _description = "Acceptance of a Payment Plan"
    _order = "plan_id, date, id"

    plan_id = fields.Many2one("dunning.payment.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
