"""One step of a fixed sum that depends on an amount: from that amount on, a sum and a share of what is above."""

from odoo import fields, models


class DunningInterestTier(models.Model):
    _name = "dunning.interest.tier"
    _description = "Step of a Fixed Compensation"
    _inherit = ["dunning.guarded"]
    _order = "regime_id, start"
    _given_once = frozenset({"regime_id"})

    regime_id = fields.Many2one("dunning.interest.regime", required=True, index=True, ondelete="cascade")
    start = fields.Float(string="From an Amount Of", digits=(16, 2), required=True)
    fixed = fields.Float(string="Sum", digits=(16, 2))
    percent = fields.Float(string="and Percent", digits=(8, 4))
    above = fields.Float(string="of What Is Above", digits=(16, 2))

    def write(self, vals):
        self.regime_id._check_may_change(vals)
        return super().write(vals)

    def unlink(self):
        """Delete steps of a law that may still be changed."""
        self.regime_id._check_may_change({"tier_ids": True})
        return super().unlink()
