"""The decision as of a past day: the ledger, the holds and the open actions as they stood at its end.

Asked with ``as_of`` (``Question``). Residuals are rebuilt from reconciliations: what is open now, plus
what was reconciled later (partials whose ``max_date`` lies after the day), which is the balance less the partials up to
that day. Exchange differences need no rule of their own: they are partials as well, dated like their entry.

What the books do not date cannot be rebuilt: plans, contacts and settings are today's, an invoice that was cancelled
since is not there, and a payment that was blocked since counts as blocked.
"""

from odoo import models
from odoo.tools import SQL

from ..shared.bounds import near_days
from ..shared.channels import REGISTERED_LETTER
from ..shared.receivable import sql_reconciled


class DunningEngine(models.AbstractModel):
    _inherit = "dunning.engine"

    def _sql_lines_as_of(self, day):
        """The journal items with what was open of them at the end of a day."""
        return SQL(
            """(
                SELECT line.id, line.move_id, line.company_id, line.currency_id, line.payment_id, line.statement_line_id,
                       line.name, line.date_maturity, line.discount_date,
                       line.date, line.no_followup, line.account_id, line.partner_id, line.parent_state, FALSE AS reconciled,
                       line.amount_residual + COALESCE(later.amount, 0) AS amount_residual,
                       line.amount_residual_currency + COALESCE(later.amount_currency, 0) AS amount_residual_currency,
                       later.id IS NOT NULL AS is_reconciled_later
                  FROM account_move_line AS line
                  LEFT JOIN (
                    SELECT side.id, SUM(side.amount) AS amount, SUM(side.amount_currency) AS amount_currency
                      FROM %(reconciled)s AS partial
                     CROSS JOIN LATERAL (VALUES
                           (partial.debit_move_id, partial.amount, partial.debit_amount_currency),
                           (partial.credit_move_id, -partial.amount, -partial.credit_amount_currency)
                           ) AS side(id, amount, amount_currency)
                     WHERE partial.max_date > %(day)s
                     GROUP BY side.id
                  ) AS later ON later.id = line.id
                 WHERE line.date <= %(day)s AND (line.reconciled IS NOT TRUE OR later.id IS NOT NULL)
            )""",
            day=day,
            reconciled=sql_reconciled(),
        )

    def _sql_payment_state_as_of(self):
        # today's state says what was reconciled since; a block has no date
        return SQL(
            "CASE WHEN line.is_reconciled_later AND move.payment_state <> 'blocked' THEN 'not_paid' ELSE move.payment_state END"
        )

    def _sql_is_open_as_of(self, day):
        # before the day of cancellation was kept, the last change of a cancelled action was that day
        return SQL(
            """(
                COALESCE((SELECT run.date FROM dunning_run AS run WHERE run.id = action.run_id), action.date) <= %(day)s
                AND CASE action.state WHEN 'done' THEN action.date_done > %(day)s
                                      WHEN 'cancelled' THEN COALESCE(action.date_cancelled, action.write_date::date) > %(day)s
                                      ELSE TRUE END
            )""",
            day=day,
        )

    def _sql_pending_as_of(self, day):
        # an item that joined the action later was not due yet
        return SQL(
            """
            SELECT line.move_line_id AS item_id, MAX(line.action_id) AS action_id, MAX(line.step_id) AS step_id
              FROM dunning_action_line AS line
              JOIN item ON item.id = line.move_line_id
              JOIN dunning_action AS action ON action.id = line.action_id
              LEFT JOIN dunning_plan_step AS step ON step.id = line.step_id
              LEFT JOIN dunning_plan AS plan ON plan.id = step.plan_id
             WHERE line.kind = 'advance' AND %s
               AND item.due + %s <= %s + COALESCE(CASE WHEN step.channel = %s THEN plan.letter_window ELSE plan.grouping_window END, 0)
             GROUP BY line.move_line_id
            """,
            self._sql_is_open_as_of(day),
            near_days(SQL("line.step_delay")),
            day,
            REGISTERED_LETTER,
        )
