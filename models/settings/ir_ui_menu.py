"""The Dunning app is for people without accounting: the others find everything under Invoicing, Customers."""

from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        own = self.env.ref("account_dunning.menu_dunning_root", raise_if_not_found=False)
        if own and self.env.user.has_group("account_dunning.group_dunning_user"):
            hidden.append(own.id)
        return hidden
