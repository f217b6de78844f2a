"""Companies: what a new one ships with, beyond the settings themselves. What an older database has stays as it is."""

import math

from odoo import api, fields, models

# The smallest amount worth a contact, in euros.
SMALLEST_EUROS = 5.0


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_terms_in_working_days = fields.Boolean(
        string="Terms in Working Days", default=True,
        help="Deadlines of actions and the age of bank data are counted in open days of the company; otherwise in days.",
    )  # fmt: skip
    dunning_call_tries = fields.Integer(
        string="Unanswered Calls in 7 Days", default=4,
        help="After so many calls that nobody answered, a customer is called again when the first of them is seven days old. 0: no limit.",
    )  # fmt: skip
    dunning_ease_prompt = fields.Boolean(
        string="Patience with Prompt Payers", default=True,
        help="Customers of payer type “prompt” get nothing before the due date, and the first step two working days after the day "
        "by which they have usually paid four fifths, at most eight days after the due date.",
    )  # fmt: skip
    dunning_threshold = fields.Monetary(
        string="Smallest Amount Asked For", compute="_compute_dunning_threshold", store=True, readonly=False, precompute=True,
        help="Nobody is contacted about less, whatever the plan says; smaller rests are proposed for write-off once a month. "
        "Shipped: 5 euros or about as much in company currency.",
    )  # fmt: skip

    _dunning_call_tries_positive = models.Constraint(
        "CHECK(dunning_call_tries >= 0)", "The number of unanswered calls cannot be negative."
    )
    _dunning_threshold_positive = models.Constraint(
        "CHECK(dunning_threshold >= 0)", "The smallest amount asked for cannot be negative."
    )

    @api.depends("currency_id")
    def _compute_dunning_threshold(self):
        for company in self:
            company.dunning_threshold = company._dunning_round_amount(SMALLEST_EUROS)

    def _dunning_round_amount(self, euros):
        """Return about as much in company currency, to one digit: 5 euros are 800 yen rather than 813.

        By the rates of the database; where it has none, the number itself.

        :param float euros: amount above zero
        """
        euro, currency = self.env.ref("base.EUR", raise_if_not_found=False), self.currency_id
        if not euro or not currency or euro == currency:
            return euros
        amount = euro._convert(euros, currency, self if self.ids else self.env.company, fields.Date.context_today(self))
        digit = 10 ** math.floor(math.log10(amount)) if amount > 0 else 1
        return currency.round(round(amount / digit) * digit) if amount > 0 else euros
