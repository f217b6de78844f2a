"""In which journal set-offs are entered, and how long an offer of one stands."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_set_off_journal_id = fields.Many2one(
        "account.journal", string="Journal of Set-offs", ondelete="set null", domain="[('type', '=', 'general')]",
        help="Empty: the first general journal.",
    )  # fmt: skip
    dunning_set_off_days = fields.Integer(
        string="Offers of Set-offs Stand for (days)", default=15, help="Meanwhile reminders ask for the rest only."
    )

    _dunning_set_off_days_positive = models.Constraint(
        "CHECK(dunning_set_off_days > 0)", "An offer of a set-off stands for one day at least."
    )
