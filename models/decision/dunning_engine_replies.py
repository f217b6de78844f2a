"""Nothing firm while a reply waits to be read: after its pause courteous and neutral steps go on, and say so."""

from odoo import models
from odoo.tools import SQL


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_unread_replies(self, company, today):
        """Return the customers with a reply of their own that nobody has dealt with: ``partner_id``.

        Somebody else's message keeps nothing back beyond its two days, and no company is held back that pauses for no reply.

        :param company: root ``res.company``
        :param date today: the day for which is decided
        """
        if not company.dunning_reply_days:
            return SQL("SELECT NULL::int AS partner_id WHERE FALSE")
        return SQL(
            """
            SELECT DISTINCT reply.partner_id
              FROM dunning_reply AS reply
             WHERE reply.company_id = %(company)s AND reply.kind = 'reply' AND reply.sender = 'contact'
               AND reply.date_received < %(tomorrow)s AND (reply.state = 'new' OR reply.handled_on > %(today)s)
            """,
            company=company.id,
            today=today,
            tomorrow=SQL("%s::date + 1", today),
        )
