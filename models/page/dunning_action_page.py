"""How long the link of a message opens the customer's page, and a new one for whom it went to."""

import uuid

from odoo import fields, models

from ..shared.bounds import add_days
from ..shared.company_day import company_day


class DunningAction(models.Model):
    _inherit = "dunning.action"

    link_since = fields.Date(readonly=True, copy=False, help="Day on which the customer got a new link to its page.")

    def _is_link_expired(self, today):
        """Tell whether the link of a message is too old to open the page.

        :param date today: the day on which it is followed
        """
        self.ensure_one()
        days = self.company_id.sudo().dunning_page_days
        since = max(filter(None, (self.link_since, self.date_done, self.date)), default=today)
        return bool(days) and add_days(since, days) < today

    def _renew_link(self):
        """Give a message a new key; its old links lead nowhere from now on."""
        self.ensure_one()
        self._write_evidence({"access_token": str(uuid.uuid4())})
        self.link_since = company_day(self)
        self._message_log(body=self.env._("The customer asked for a new link to its page; the old ones lead nowhere now."))
