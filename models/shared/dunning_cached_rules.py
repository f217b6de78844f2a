"""What every decision reads and hardly anybody changes: kept in memory until somebody does."""

from odoo import api, models


class DunningCachedRules(models.AbstractModel):
    """Give up what the registry keeps in memory (``ormcache``) whenever a row is made, changed or deleted."""

    _name = "dunning.cached.rules"
    _description = "Rules kept in memory"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
