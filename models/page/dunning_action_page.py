"""How long the link of a message opens the customer's page, and a new one for whom it went to."""

import uuid

from odoo import api, fields, models

from ..shared.bounds import add_days
from ..shared.company_day import company_day

PAGE_FIELDS = ("page_code", "page_minutes")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    link_since = fields.Date(readonly=True, copy=False, help="Day on which the customer got a new link to its page.")
    page_code = fields.Char(compute="_compute_page_code", help="In the e-mail with the code only.")

    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), "object.page_code")

    @api.depends_context("dunning_page_code")
    def _compute_page_code(self):
        code = self.env.context.get("dunning_page_code")
        for action in self:
            action.page_code = code if isinstance(code, str) else ""

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
