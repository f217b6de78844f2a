"""How payment plans are followed: when customers are reminded of an instalment, and when a missed one breaks the plan."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_plan_offer_days = fields.Integer(
        string="Offers of Payment Plans Stand for (days)", default=8, help="Meanwhile their invoices rest."
    )
    dunning_plan_remind_days = fields.Integer(
        string="Reminder before an Instalment (days)", default=3, help="By e-mail. 0: no reminder."
    )
    dunning_plan_missed_days = fields.Integer(
        string="E-mail after a Missed Instalment (days)", default=2, help="So long the bank may take. 0: no e-mail."
    )
    dunning_plan_broken_days = fields.Integer(
        string="A Missed Instalment Breaks the Plan after (days)", default=8,
        help="Proposed for new plans: then dunning goes on where it stood.",
    )  # fmt: skip
    dunning_plan_journal_id = fields.Many2one(
        "account.journal", string="Journal of Instalments", ondelete="set null", domain="[('type', '=', 'general')]",
        help="Of the entries by which several instalments replace an invoice. Empty: the first general journal.",
    )  # fmt: skip

    _dunning_plan_days_positive = models.Constraint(
        "CHECK(dunning_plan_offer_days > 0 AND dunning_plan_remind_days >= 0 AND dunning_plan_missed_days >= 0"
        " AND dunning_plan_broken_days >= 0)",
        "Days of payment plans cannot be negative, and an offer stands for one day at least.",
    )
