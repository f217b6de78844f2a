"""Bills that were given to the bank are in circulation until it has paid them, whatever the settings say of their means."""

from odoo import api, models


class DunningExposure(models.AbstractModel):
    _inherit = "dunning.exposure"

    @api.model
    def _find_bill_methods(self, companies):
        """Add the means of payment by which bills of exchange are presented."""
        lines = self.env["account.payment.method.line"].sudo().search(
            [("company_id", "child_of", companies.root_id.ids), ("payment_method_id.code", "=", "fr_lcr")]
        )
        return super()._find_bill_methods(companies) | lines
