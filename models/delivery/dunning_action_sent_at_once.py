"""Our messages leave when we hand them over, whatever else in the database defers messages (design rule 8).

Add-ons that give people time to think again (OCA's ``mail_post_defer``) have notifications made later by a job of their own.
What leaves then was not looked at again: a customer who paid meanwhile would be reminded all the same.
"""

from odoo import models


class DunningAction(models.Model):
    _inherit = "dunning.action"

    def _is_notification_scheduled(self, notify_scheduled_date):
        """No message that is being delivered is put off: its mail is made now, and handed over by us."""
        if self.env.context.get("dunning_own_delivery"):
            return False
        return super()._is_notification_scheduled(notify_scheduled_date)
