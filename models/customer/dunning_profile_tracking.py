"""The links of messages to a customer, revoked all together."""

from odoo import models


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    def action_revoke_links(self):
        """Have the links of all messages to these customers lead nowhere.

        :raises AccessError: the user is no collector
        """
        self.action_ids.filtered(lambda action: action.state != "cancelled").action_revoke_link()
        return True
