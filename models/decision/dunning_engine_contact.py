"""The decision, third part: of the steps that are due, which one acts, through which channel, with whom, about which items."""

from odoo import models
from odoo.tools import SQL

from ..shared.channels import POSTAL_CHANNELS, REGISTERED_LETTER


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    # -- who acts (rules 6 and 7) ------------------------------------------------------------------

    def _sql_lead(self):
        """For each customer (or invoice, when grouped by invoice) the steps that could act, the first in place 1.

        ``step_amount`` is what the step's minimum amount is held against: the items at that step; with a window all
        that would take part.
        """
        return SQL(
            """
            SELECT step.partner_id, step.group_key, step.account_profile_id AS profile_id, step.contact_id, step.threshold, step.step_id,
                   step.step_delay, step.by_sales, step.grouping_window > 0 AS one_contact, step.place,
                   COALESCE(planned.amount, found.step_amount) AS step_amount
              FROM (
                SELECT partner_id, group_key, step_id, MIN(place) AS place, SUM(net) AS step_amount
                  FROM ranked
                 GROUP BY partner_id, group_key, step_id
              ) AS found
              JOIN ranked AS step ON step.partner_id = found.partner_id AND step.group_key = found.group_key AND step.place = found.place
              LEFT JOIN (%(planned)s) AS planned ON planned.partner_id = step.partner_id AND planned.group_key = step.group_key
                                                AND planned.step_id = step.step_id
            """,
            planned=self._sql_planned_amount(),
        )

    def _sql_planned_amount(self):
        """What all that would take part in a step with a minimum amount add up to, through the channel that is planned."""
        return SQL(
            """
            SELECT acting.partner_id, acting.group_key, acting.step_id, SUM(reasoned.net) AS amount
              FROM (
                SELECT DISTINCT ranked.partner_id, ranked.group_key, ranked.step_id, ranked.step_delay, ranked.by_sales, step.channel
                  FROM ranked
                  JOIN dunning_plan_step AS step ON step.id = ranked.step_id AND step.minimum_amount > 0
                                                AND step.fallback_channel IS NOT NULL
                 WHERE ranked.grouping_window > 0 OR ranked.letter_window > 0
              ) AS acting
              JOIN reasoned ON reasoned.partner_id = acting.partner_id AND reasoned.group_key = acting.group_key
             WHERE reasoned.standing IS NULL AND reasoned.refused IS NULL AND %s
             GROUP BY acting.partner_id, acting.group_key, acting.step_id
            """,
            self._sql_takes(
                SQL("reasoned"), SQL("acting.step_id"), SQL("acting.step_delay"), SQL("acting.channel"), SQL("acting.by_sales")
            ),
        )

    def _sql_addressed(self, company, leads="lead"):
        """The channel really used and the person contacted, for each lead (of the part that is named ``leads``).

        Below the step's minimum amount, and where the address for the channel is missing, the fallback
        channel serves. The person is chosen by ``dunning.contact``. A letter to the legal representative goes to the
        registered office when nobody is named.
        """
        return SQL(
            """
            SELECT choice.partner_id, choice.group_key, choice.step_id, choice.step_delay, choice.by_sales, choice.one_contact,
                   choice.place, choice.threshold, choice.channel,
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
        return self.env["dunning.contact"]._sql_contact_reach(company, asked)

    def _sql_takers(self):
        """The items that would take part in each step that could act (rule 6)."""
        return SQL(
            """
            SELECT reasoned.id AS item_id, reasoned.partner_id, reasoned.group_key, reasoned.net,
                   addressed.step_id AS lead_step_id, addressed.place, addressed.channel, addressed.recipient_id,
                   addressed.threshold, addressed.one_contact,
                   CASE WHEN %(early)s THEN reasoned.letter_step_id ELSE reasoned.step_id END AS step_id,
                   CASE WHEN %(early)s THEN reasoned.letter_step_date ELSE reasoned.step_date END AS step_date
              FROM reasoned
              JOIN addressed ON addressed.partner_id = reasoned.partner_id AND addressed.group_key = reasoned.group_key
             WHERE reasoned.standing IS NULL AND reasoned.refused IS NULL AND %(takes)s
            """,
            early=SQL("addressed.channel = %s AND reasoned.letter_step_id IS NOT NULL", REGISTERED_LETTER),
            takes=self._sql_takes(
                SQL("reasoned"), SQL("addressed.step_id"), SQL("addressed.step_delay"), SQL("addressed.channel"), SQL("addressed.by_sales")
            ),
        )

    def _sql_attempts(self):
        """The steps that could act, each with what its items add up to, and what is in the way."""
        return SQL(
            """
            SELECT step.*,
                   CASE WHEN step.amount < step.threshold THEN 'below_threshold'
                        WHEN step.recipient_id IS NULL AND step.channel <> 'server_action' THEN 'no_address' END AS problem
              FROM (
                SELECT partner_id, group_key, lead_step_id, place, channel, recipient_id, threshold, one_contact, SUM(net) AS amount
                  FROM taker
                 GROUP BY partner_id, group_key, lead_step_id, place, channel, recipient_id, threshold, one_contact
              ) AS step
            """
        )

    def _sql_chosen(self):
        """The step that acts of each customer (or invoice), its rank by the customer's amount, its turn among the customer's messages.

        The highest step acts; one that is below the threshold or has no address keeps no lower one back.
        """
        return SQL(
            """
            SELECT acting.*, DENSE_RANK() OVER (
                       PARTITION BY acting.problem IS NULL ORDER BY acting.customer_amount DESC, acting.partner_id) AS rank,
                   DENSE_RANK() OVER (
                       PARTITION BY acting.problem IS NULL, acting.partner_id
                       -- with a window all of one day is one contact
                       ORDER BY CASE WHEN acting.one_contact THEN NULL ELSE acting.amount END DESC NULLS FIRST,
                                CASE WHEN acting.one_contact THEN 0 ELSE acting.group_key END) AS turn
              FROM (
                SELECT highest.*, SUM(highest.amount) OVER (PARTITION BY highest.partner_id) AS customer_amount
                  FROM (
                    SELECT DISTINCT ON (partner_id, group_key) attempt.*
                      FROM attempt
                     ORDER BY partner_id, group_key, problem IS NOT NULL, place
                  ) AS highest
              ) AS acting
            """
        )

    def _sql_part(self, steps):
        """The items that would take part in some steps, with what they add up to and what is in the way.

        :param SQL steps: the part with the steps, and what else of it is read
        """
        return SQL(
            """
            SELECT taker.item_id, taker.step_id, taker.step_date, step.*,
                   CASE WHEN taker.step_id = step.lead_step_id THEN 'act' ELSE 'ride' END AS verdict
              FROM taker
              JOIN %s AS step ON step.partner_id = taker.partner_id AND step.group_key = taker.group_key
                             AND step.lead_step_id = taker.lead_step_id
            """,
            steps,
        )
