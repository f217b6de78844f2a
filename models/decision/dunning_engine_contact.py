"""The decision, third part: of the steps that are due, which one acts, through which channel, with whom, about which items."""

from odoo import models
from odoo.tools import SQL

from ..shared.channels import BUNDLED_CHANNELS, EXCLUSIVE_CHANNELS, POSTAL_CHANNELS


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    # -- who acts (rules 6 and 7) ------------------------------------------------------------------

    def _sql_lead(self):
        """For each customer (or invoice, when grouped by invoice) the steps that are due, the highest in place 1."""
        return SQL(
            """
            SELECT DISTINCT ON (due.partner_id, due.group_key, due.step_id) due.*
              FROM (
                SELECT reasoned.partner_id, reasoned.group_key, reasoned.profile_id, reasoned.contact_id, reasoned.threshold,
                       reasoned.step_id, reasoned.step_delay,
                       SUM(reasoned.net) OVER (
                           PARTITION BY reasoned.partner_id, reasoned.group_key, reasoned.step_id) AS step_amount,
                       ROW_NUMBER() OVER (
                           PARTITION BY reasoned.partner_id, reasoned.group_key
                           ORDER BY reasoned.step_delay DESC, reasoned.priority, reasoned.due, reasoned.id) AS place
                  FROM reasoned
                 WHERE reasoned.obstacle IS NULL
              ) AS due
             ORDER BY due.partner_id, due.group_key, due.step_id, due.place
            """
        )

    def _sql_addressed(self, company, leads="lead"):
        """The channel really used and the person contacted, for each lead (of the part that is named ``leads``).

        Below the step's minimum amount, and where the address for the channel is missing, the fallback
        channel serves. The person is chosen by ``dunning.contact``. A letter to the legal representative goes to the
        registered office when nobody is named.
        """
        return SQL(
            """
            SELECT choice.partner_id, choice.group_key, choice.step_id, choice.step_delay, choice.place, choice.threshold, choice.channel,
                   CASE WHEN choice.channel = 'email' THEN choice.email_id
                        WHEN choice.channel = ANY(%(postal)s) THEN choice.post_id
                        WHEN choice.channel = 'sms' THEN choice.phone_id
                        WHEN choice.channel = 'phone' THEN COALESCE(choice.phone_id, choice.any_id)
                        ELSE choice.any_id END AS recipient_id
              FROM (
                SELECT lead.*, reach.email_id, reach.post_id, reach.phone_id, reach.any_id,
                       CASE WHEN step.fallback_channel IS NULL THEN step.channel
                            WHEN step.minimum_amount > 0 AND lead.step_amount < step.minimum_amount THEN step.fallback_channel
                            WHEN step.channel = 'email' AND reach.email_id IS NULL THEN step.fallback_channel
                            WHEN step.channel = ANY(%(postal)s) AND reach.post_id IS NULL THEN step.fallback_channel
                            WHEN step.channel IN ('sms', 'phone') AND reach.phone_id IS NULL THEN step.fallback_channel
                            ELSE step.channel END AS channel
                  FROM %(leads)s AS lead
                  JOIN dunning_plan_step AS step ON step.id = lead.step_id
                  LEFT JOIN (%(reach)s) AS reach ON reach.partner_id = lead.partner_id AND reach.group_key = lead.group_key
                                                AND reach.step_id = lead.step_id
              ) AS choice
            """,
            leads=SQL.identifier(leads),
            postal=list(POSTAL_CHANNELS),
            reach=self._sql_reach(company, leads),
        )

    def _sql_reach(self, company, leads="lead"):
        """Whom each lead reaches, by the one rule of ``dunning.contact``.

        :param company: root ``res.company``
        :param str leads: name of the part that holds the leads
        """
        asked = SQL(
            """
            SELECT lead.partner_id, lead.group_key, lead.step_id, step.recipient_role AS role, lead.profile_id, lead.contact_id
              FROM %s AS lead
              JOIN dunning_plan_step AS step ON step.id = lead.step_id
            """,
            SQL.identifier(leads),
        )
        return self.env["dunning.contact"]._sql_reach(company, asked)

    def _sql_part(self):
        """The items that would take part in each step that is due, what they add up to, and what is in the way.

        Items at that step take part; lower ones that are due ride along when it is an e-mail, SMS or plain letter
        they wait for and the acting channel is not about its own items only (rule 6).
        """
        return SQL(
            """
            SELECT part.*,
                   CASE WHEN part.amount < part.threshold THEN 'below_threshold'
                        WHEN part.recipient_id IS NULL AND part.channel <> 'server_action' THEN 'no_address' END AS problem
              FROM (
                SELECT reasoned.id AS item_id, reasoned.partner_id, reasoned.group_key, reasoned.net,
                       addressed.step_id AS lead_step_id, addressed.place, addressed.channel, addressed.recipient_id,
                       addressed.threshold,
                       CASE WHEN reasoned.step_id = addressed.step_id THEN 'act' ELSE 'ride' END AS verdict,
                       SUM(reasoned.net) OVER (
                           PARTITION BY reasoned.partner_id, reasoned.group_key, addressed.step_id) AS amount
                  FROM reasoned
                  JOIN addressed ON addressed.partner_id = reasoned.partner_id AND addressed.group_key = reasoned.group_key
                 WHERE reasoned.obstacle IS NULL
                   AND (reasoned.step_id = addressed.step_id
                        OR NOT addressed.channel = ANY(%s) AND reasoned.step_channel = ANY(%s)
                           AND reasoned.step_delay <= addressed.step_delay)
              ) AS part
            """,
            list(EXCLUSIVE_CHANNELS),
            list(BUNDLED_CHANNELS),
        )

    def _sql_taking(self):
        """The items of the step that acts, the rank of the customer by amount, and the turn of each message of a customer.

        The highest step acts; one that is below the threshold or has no address keeps no lower one back.
        """
        return SQL(
            """
            SELECT chosen.*, DENSE_RANK() OVER (
                       PARTITION BY chosen.problem IS NULL ORDER BY chosen.customer_amount DESC, chosen.partner_id) AS rank,
                   DENSE_RANK() OVER (
                       PARTITION BY chosen.problem IS NULL, chosen.partner_id
                       ORDER BY chosen.amount DESC, chosen.group_key) AS turn
              FROM (
                SELECT part.*, SUM(part.net) OVER (PARTITION BY part.partner_id) AS customer_amount
                  FROM (
                    SELECT part.*, FIRST_VALUE(part.lead_step_id) OVER (
                               PARTITION BY part.partner_id, part.group_key
                               ORDER BY part.problem IS NOT NULL, part.place) AS acting_id
                      FROM part
                  ) AS part
                 WHERE part.lead_step_id = part.acting_id
              ) AS chosen
            """
        )
