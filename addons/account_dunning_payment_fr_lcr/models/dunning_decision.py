"""What people read of an invoice whose bill is to be presented."""

from odoo import models
from odoo.addons.account_dunning.models.decision.dunning_decision import REASONS
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS["fr_lcr"] = _lt("bill to be presented by us")


class DunningDecision(models.Model):
    _inherit = "dunning.decision"

    def _suspended_codes(self):
        return super()._suspended_codes() | {"fr_lcr"}
