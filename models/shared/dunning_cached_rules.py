"""What every decision reads and hardly anybody changes: kept in memory until somebody does."""

from odoo import api, models

from .compat import forget_cached


class DunningCachedRules(models.AbstractModel):
    """Give up what the registry keeps in memory (``ormcache``) whenever a row is made, changed or deleted."""

    _name = "dunning.cached.rules"
    _description = "Rules kept in memory"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        forget_cached(self.env)
        return rules

    def write(self, vals):
        result = super().write(vals)
        forget_cached(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget_cached(self.env)
        return result
