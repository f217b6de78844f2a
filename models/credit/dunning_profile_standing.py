"""A customer's credit standing, stored: what automation rules watch (“limit exceeded”), with its change in the history.

Decisions never read it: they judge what is owed at that moment. It is written every night, and at once where a person grants,
blocks or confirms; never by a payment.
"""

from odoo import api, fields, models

from ..shared.company_day import company_day
from .credit_status import STATUSES, judge


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    credit_standing = fields.Selection(
        STATUSES, readonly=True, copy=False, index=True, tracking=True,
        help="The credit as it was when something about it last changed, or last night. Automation rules watch it: “Above the limit” "
             "is the event that a limit is exceeded.",
    )  # fmt: skip
    credit_standing_since = fields.Date(string="Standing Since", readonly=True, copy=False)

    @api.model
    def _note_standing(self, company, customers=None):
        """Write the credit standing of customers where it changed.

        :param company: root ``res.company``
        :param customers: commercial ``res.partner``; ``None`` for all that have a page
        """
        domain = [("company_id", "=", company.id)]
        if customers is not None:
            domain.append(("partner_id", "in", customers.ids))
        profiles = self.sudo().search(domain)
        credits, digits = {}, company.currency_id.decimal_places
        if self.env["dunning.credit.limit"]._is_credit_used(company):
            credits = self.env["dunning.exposure"].sudo()._read_credit(company, profiles.partner_id)
        changed = {}
        for profile in profiles:
            credit = credits.get(profile.partner_id.id)
            code = judge(credit, digits=digits).code if credit else "none"
            if code != (profile.credit_standing or "none"):
                changed.setdefault(code, []).append(profile.id)
        for code, ids in changed.items():
            self.sudo().browse(ids).write({"credit_standing": code, "credit_standing_since": company_day(self, company)})
