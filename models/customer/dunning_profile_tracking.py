"""The links of messages to a customer, revoked all together."""

from odoo import models


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    def action_revoke_links(self):
        """Have the links of all messages to these customers lead nowhere.

        :raises AccessError: the user is no collector
        """
        for records in self._linked_messages():
            records.action_revoke_link()
        return True

    def _linked_messages(self):
        """Return records whose links customers got, each model with ``action_revoke_link``."""
        return [self.action_ids.filtered(lambda action: action.state != "cancelled"), self._linked_plans()]
