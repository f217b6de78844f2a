"""What a run leaves uncovered: kept with each real run, so that the way to zero can be seen."""

from datetime import date

from odoo import fields, models
from odoo.tools import SQL

from ..decision.dunning_engine import ACTING
from ..shared.activities import sql_present
from ..shared.channels import SERVER_ACTION
from ..shared.question import Question


class DunningRun(models.Model):
    _inherit = "dunning.run"

    uncovered_count = fields.Integer(
        string="Items Without Next Step", readonly=True, copy=False,
        help="Overdue items that nobody and nothing will move, at the end of the run.",
    )  # fmt: skip
    uncovered_amount = fields.Monetary(string="Amount Without Next Step", readonly=True, copy=False)

    def _write_uncovered(self, summary):
        """Add what the run leaves uncovered: of most customers its own decision knows, those it moved are decided again.

        Of those moved nothing is asked whose items all wait in an action that the run has made, or rest.
        """
        total = next(row for row in summary if row["verdict"] is None)
        if "moving" in total:
            count, amount = total["uncovered"], float(total["uncovered_amount"])
            moving = set(total["moving"])
            if moving:
                moving -= self._find_customers_covered(total["moving_uncovered"])
            if moving:
                moved = self.env["res.partner"].browse(sorted(moving))
                question = Question(self.company_id, self.date, moved, known_until=date.max)
                more, more_amount = self.env["dunning.coverage"]._sum_uncovered(question)
                count, amount = count + more, amount + more_amount
            self.write({"uncovered_count": count, "uncovered_amount": self.company_id.currency_id.round(amount)})

    def _find_customers_covered(self, uncovered):
        """Return the customers contacted of whom deciding again would find everything covered.

        Each of their overdue items waits in an action of this run that somebody does, whose day is the run's, or rests; of
        what they had before nothing was uncovered. Actions that left, failed or were there before move items in other ways.

        :param list uncovered: ids of customers of whom something was not covered when the run decided
        :return: set of ids of ``res.partner``
        """
        self.env.flush_all()
        statement = SQL(
            """
            WITH made AS MATERIALIZED (
                     SELECT id, partner_id, state = 'todo' AND (contact_id IS NOT NULL OR channel = %(server_action)s)
                            AND %(owner)s IS NOT NULL AS stands
                       FROM dunning_action AS action
                      WHERE run_id = %(run)s),
                 -- an array: the lines of these actions are found by their index, however many others there are
                 taken AS MATERIALIZED (
                     SELECT move_line_id
                       FROM dunning_action_line
                      WHERE action_id = ANY(ARRAY(SELECT id FROM made WHERE stands)) AND kind = 'advance' AND status = 'open'),
                 doubtful AS MATERIALIZED (SELECT DISTINCT partner_id FROM made WHERE stands IS NOT TRUE),
                 account AS MATERIALIZED (
                     SELECT decided.account_id, ARRAY_AGG(DISTINCT decided.partner_id) AS partner_ids
                       FROM dunning_decision AS decided
                       LEFT JOIN taken ON taken.move_line_id = decided.item_id
                       LEFT JOIN UNNEST(%(uncovered)s::int[]) AS uncovered(partner_id) ON uncovered.partner_id = decided.partner_id
                      WHERE decided.run_id = %(run)s
                      GROUP BY decided.account_id
                     HAVING BOOL_OR(decided.verdict = ANY(%(acting)s)) AND COUNT(uncovered.partner_id) = 0
                        AND COUNT(*) FILTER (WHERE decided.is_overdue AND decided.net_currency > 0
                                               AND decided.reason <> ALL(%(resting)s) AND taken.move_line_id IS NULL) = 0)
            SELECT UNNEST(account.partner_ids)
              FROM account
              LEFT JOIN doubtful ON doubtful.partner_id = account.account_id
             WHERE doubtful.partner_id IS NULL
            """,
            run=self.id,
            acting=list(ACTING),
            # a moratorium is about the step, which an action of another item may change
            resting=list(self.env["dunning.decision"]._suspended_codes() - {"moratorium"}),
            server_action=SERVER_ACTION,
            owner=sql_present(SQL("action.user_id"), SQL("%s", self.company_id.id)),
            uncovered=uncovered,
        )
        with self.env["dunning.engine"]._whole_company():
            rows = self.env.execute_query(statement)
        return {partner for (partner,) in rows}

    def action_open_coverage(self):
        """Open what is uncovered now."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("account_dunning.action_dunning_coverage"),
            "domain": [("root_company_id", "in", self.company_id.ids)],
        }
