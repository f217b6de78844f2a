"""Companies: their terms of sale."""

from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _dunning_terms_on(self, day):
        """Return the terms of sale in force on a day: the company's own, else those of the company above it.

        :param date day: day of the order or of the invoice
        """
        self.ensure_one()
        Terms = self.env["dunning.terms"]
        found = self.sudo()
        while found:
            domain = [
                ("company_id", "=", found.id),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
            terms = Terms.sudo().search(domain, limit=1)
            if terms:
                return terms.with_env(self.env)
            found = found.parent_id
        return Terms
