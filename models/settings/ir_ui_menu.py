"""Each role finds every list once: who has the application does not find its lists in Invoicing again, and collectors do
not see the entries made for salespeople."""

from odoo import api, models

# External ids of entries for contributors begin so.
OWN = "menu_dunning_own_"
# What accountants without the application find among Invoicing's reports.
ELSEWHERE = ("menu_report_aged_receivable", "menu_report_aged_payable", "menu_report_legal_table")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        return super()._load_menus_blacklist() + self._find_dunning_doubles()

    @api.model
    def _find_dunning_doubles(self):
        """Return the ids of entries that the user finds a second time under another name or place."""
        if not self.env.user.has_group("account_dunning.group_dunning_user"):
            return []
        # those of the glue add-ons too
        ours = self.env["ir.model.data"].sudo().search([("module", "=like", "account_dunning%"), ("model", "=", "ir.ui.menu")])
        return ours.filtered(lambda one: one.name.startswith(OWN) or one.name in ELSEWHERE).mapped("res_id")
