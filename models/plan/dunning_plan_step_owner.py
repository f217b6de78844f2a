"""Who does an action of a step, and whether somebody looks at it before it leaves: for runs in Python, for simulations in SQL."""

from odoo import models
from odoo.tools import SQL

from ..shared.activities import sql_in_charge
from ..shared.channels import EMAIL, HUMAN_CHANNELS, SMS

# What replaces one of these leaves without a look: it was to leave by itself.
SILENT_FALLBACKS = (EMAIL, SMS)


class DunningPlanStep(models.Model):
    _inherit = "dunning.plan.step"

    def _step_owner(self, profile, moves=None):
        """Return the user who answers for an action of this step with a customer: of those meant, the first who is there.

        :param profile: ``dunning.profile`` of the customer
        :param moves: ``account.move`` that the action is about; their own responsible comes before the salesperson
        :return: ``res.users``, possibly empty (then the action is listed as unassigned)
        """
        self.ensure_one()
        sales = [profile.own_salesperson_id, profile.partner_id.sudo().user_id]
        first = {"user": [self.sender_user_id], "salesperson": sales}
        if self.sender == "responsible":
            first["responsible"] = [*(moves._dunning_responsible() if moves else ()), *sales]
        return profile._find_in_charge(*first.get(self.sender, ()))

    def _sql_step_owner(self, step, customer, invoice):
        """Return the same user in SQL, of an action about one invoice; it reads ``profile`` and its root ``company``.

        :param str step: alias of rows with ``sender`` and ``sender_user_id`` of the step
        :param str customer: alias of ``res_partner``
        :param str invoice: alias of ``account_move``
        """
        step = SQL.identifier(step)
        salesperson = SQL("%s.sender IN ('responsible', 'salesperson')", step)
        return sql_in_charge(
            SQL("CASE WHEN %(step)s.sender = 'user' THEN %(step)s.sender_user_id END", step=step),
            SQL("CASE WHEN %s.sender = 'responsible' THEN %s.invoice_user_id END", step, SQL.identifier(invoice)),
            SQL("CASE WHEN %s THEN profile.own_salesperson_id END", salesperson),
            SQL("CASE WHEN %s THEN %s.user_id END", salesperson, SQL.identifier(customer)),
        )

    def _waits_for_person(self, channel):
        """Tell whether an action of this step is born waiting for a person (rule 10).

        :param str channel: code of the channel really used, which may be the fallback
        """
        self.ensure_one()
        replaced = channel != self.channel and self.channel not in SILENT_FALLBACKS
        return self.mode != "auto" or replaced or channel in HUMAN_CHANNELS

    def _sql_waits_for_person(self, step, channel):
        """Return the same in SQL.

        :param str step: alias of rows with ``mode`` and ``channel`` of the step
        :param SQL channel: the channel really used
        """
        return SQL(
            """(%(step)s.mode <> 'auto' OR %(channel)s <> %(step)s.channel AND NOT %(step)s.channel = ANY(%(silent)s)
                OR %(channel)s = ANY(%(human)s))""",
            step=SQL.identifier(step),
            channel=channel,
            silent=list(SILENT_FALLBACKS),
            human=list(HUMAN_CHANNELS),
        )
