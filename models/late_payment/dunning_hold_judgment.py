"""The day of the judgment behind a hold for insolvency."""

from odoo import models


class DunningHold(models.Model):
    _inherit = "dunning.hold"

    def _judgment_day(self):
        """Return the day of the judgment that opened the proceedings: the first day of the hold."""
        self.ensure_one()
        return self.date_start
