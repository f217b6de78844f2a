"""Conditions of a step beside age: how many items of the customer are overdue, and what they add up to.

A step whose condition does not hold is passed over while the item grows older: the next one whose condition holds follows.
It is taken as soon as its condition holds, as long as no later step was.
"""

from odoo import models
from odoo.tools import SQL


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_overdue_sums(self, today):
        """Return what of each customer is overdue and may be asked for: ``partner_id, count`` of items, ``total`` in company currency.

        What rests, is covered or in dispute does not count. Empty where no step has a condition.
        """
        return SQL(
            """
            SELECT asked.partner_id, COUNT(*)::int AS count, SUM(asked.net) AS total
              FROM (
                SELECT item.partner_id, item.residual_currency - asking.taken AS net_currency,
                       ROUND(item.residual * (item.residual_currency - asking.taken) / item.residual_currency,
                             currency.decimal_places) AS net
                  FROM item
                  JOIN res_company AS company ON company.id = item.company_id
                  JOIN res_currency AS currency ON currency.id = company.currency_id
                  LEFT JOIN suspension ON suspension.item_id = item.id
                  LEFT JOIN netted ON netted.item_id = item.id
                  LEFT JOIN set_aside ON set_aside.item_id = item.id
                  LEFT JOIN discounted ON discounted.item_id = item.id
                 CROSS JOIN LATERAL (VALUES (COALESCE(netted.covered, 0) + COALESCE(set_aside.amount, 0))) AS asking(taken)
                 WHERE item.id > 0 AND item.residual_currency > 0 AND item.due < %s
                   AND suspension.item_id IS NULL AND discounted.item_id IS NULL
                   AND EXISTS (SELECT FROM dunning_plan_step WHERE active AND (minimum_count > 0 OR minimum_total > 0))
              ) AS asked
             WHERE asked.net_currency > 0
             GROUP BY asked.partner_id
            """,
            today,
        )

    def _sql_condition(self, count, total, step="step"):
        """Return whether the condition of a step holds.

        :param str step: alias of the step
        :param SQL count: how many items of the customer are overdue
        :param SQL total: what they add up to, company currency
        """
        return SQL(
            "(COALESCE(%(step)s.minimum_count, 0) <= %(count)s AND COALESCE(%(step)s.minimum_total, 0) <= %(total)s)",
            step=SQL.identifier(step),
            count=count,
            total=total,
        )

    def _sql_last_conditional(self):
        """Return the greatest delay of a step with a condition, by plan: ``plan_id, delay``."""
        return SQL(
            """
            SELECT plan_id, MAX(delay) AS delay
              FROM dunning_plan_step
             WHERE active AND delay >= 0 AND (minimum_count > 0 OR minimum_total > 0)
             GROUP BY plan_id
            """
        )
