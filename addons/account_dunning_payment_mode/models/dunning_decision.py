"""What people read of an invoice whose money we fetch ourselves."""

from odoo import models
from odoo.addons.account_dunning.models.decision.dunning_decision import REASONS
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS["fetched"] = _lt("to be debited by us")


class DunningDecision(models.Model):
    _inherit = "dunning.decision"

    def _suspended_codes(self):
        return super()._suspended_codes() | {"fetched"}
