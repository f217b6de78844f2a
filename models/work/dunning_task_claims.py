"""Lines of the work list about what customers say: promises, disputes, holds."""

from odoo import api, models
from odoo.tools import SQL

from ..action.dunning_action import OPEN_STATES
from ..claim.dunning_promise import FAILED
from ..claim.dunning_promise_judge import JUDGED_FOR
from ..shared.activities import sql_in_charge
from ..shared.channels import PHONE
from ..shared.receivable import sql_trade
from .dunning_task import DEADLINE_NEAR


class DunningTask(models.Model):
    _inherit = "dunning.task"

    @api.model
    def _sql_promises(self, today):
        """The last promise of each customer when it was broken, something of it is open, and nobody has reacted yet.

        A call made or waiting, a newer promise, a dispute or a hold about its invoices is a reaction.
        """
        return SQL(
            """
            SELECT DISTINCT ON (promise.profile_id) 'promise', promise.id, FALSE, promise.profile_id, promise.contact_id,
                   promise.branch_id, COALESCE(%(in_charge)s, promise.user_id),
                   (promise.date_limit + 1)::date, NULL::int,
                   ROUND(promise.amount_company * (promise.amount - COALESCE(promise.amount_paid, 0)) / promise.amount, 2),
                   0, NULL::int, promise.id, NULL::int, NULL::int
              FROM dunning_promise AS promise
              JOIN dunning_profile AS profile ON profile.id = promise.profile_id
              JOIN res_company AS company ON company.id = promise.company_id
             WHERE promise.state = ANY(%(failed)s) AND promise.date_limit >= %(today)s - %(judged)s AND promise.amount > 0
               AND EXISTS (
                    SELECT FROM dunning_promise_line AS part
                      JOIN account_move_line AS line ON line.id = part.move_line_id AND line.reconciled IS NOT TRUE
                     WHERE part.promise_id = promise.id
                       AND NOT EXISTS (SELECT FROM dunning_dispute AS dispute
                                        WHERE dispute.move_id = part.move_id AND dispute.state = 'open')
                       AND NOT EXISTS (SELECT FROM dunning_hold AS hold
                                        WHERE hold.partner_id = promise.partner_id AND hold.company_id = promise.company_id
                                          AND (hold.move_id IS NULL OR hold.move_id = part.move_id) AND hold.state = 'active'
                                          AND (hold.date_end IS NULL OR hold.date_end >= %(today)s)))
               AND NOT EXISTS (
                    SELECT FROM dunning_promise AS newer
                     WHERE newer.profile_id = promise.profile_id AND newer.state <> 'cancelled' AND newer.date > promise.date_limit)
               AND NOT EXISTS (
                    SELECT FROM dunning_action AS action
                     WHERE action.profile_id = promise.profile_id AND action.channel = %(phone)s
                       AND (action.state = ANY(%(open)s) AND action.date <= %(today)s
                            OR GREATEST(action.date_done, action.date_called) > promise.date_limit))
             ORDER BY promise.profile_id, promise.date_limit DESC, promise.id DESC
            """,
            failed=list(FAILED),
            judged=JUDGED_FOR,
            phone=PHONE,
            open=list(OPEN_STATES),
            today=today,
            in_charge=sql_in_charge(),
        )

    @api.model
    def _sql_disputes(self, today):
        """Disputes past or near their deadline, or nobody's; those settled today."""
        return SQL(
            """
            SELECT 'dispute', dispute.id, dispute.state <> 'open', dispute.profile_id, NULL::int, dispute.branch_id, dispute.user_id,
                   dispute.date_deadline, NULL::int, dispute.amount_company, 0, NULL::int, NULL::int, dispute.id, NULL::int
              FROM dunning_dispute AS dispute
             WHERE dispute.state = 'open' AND (dispute.date_deadline <= %(today)s + %(near)s OR dispute.user_id IS NULL)
                OR dispute.state <> 'open' AND dispute.settled_on = %(today)s
            """,
            today=today,
            near=DEADLINE_NEAR,
        )

    @api.model
    def _sql_hold_lines(self, today):
        """Holds whose review day has come, or that nobody will ever look at; those that a person ended today."""
        return SQL(
            """
            SELECT 'hold', hold.id, hold.state <> 'active', profile.id, NULL::int,
                   COALESCE((SELECT held.company_id FROM account_move AS held WHERE held.id = hold.move_id), hold.company_id),
                   COALESCE(author.id, %(in_charge)s), COALESCE(hold.review_date, hold.date_start), NULL::int,
                   CASE WHEN hold.move_id IS NULL THEN COALESCE(owed.amount, 0)
                        ELSE (SELECT COALESCE(SUM(line.amount_residual), 0)
                                FROM account_move_line AS line
                                JOIN account_account AS account ON account.id = line.account_id
                                 AND %(trade)s
                               WHERE line.move_id = hold.move_id
                                 AND (hold.move_line_id IS NULL OR line.id = hold.move_line_id)) END,
                   0, NULL::int, NULL::int, NULL::int, hold.id
              FROM dunning_hold AS hold
              JOIN dunning_profile AS profile ON profile.partner_id = hold.partner_id AND profile.company_id = hold.company_id
              JOIN res_company AS company ON company.id = hold.company_id
              LEFT JOIN owed ON owed.profile_id = profile.id
              LEFT JOIN res_users AS author ON author.id = hold.user_id AND author.active AND author.id <> %(root)s
             WHERE hold.state = 'active'
                   AND (hold.review_date <= %(today)s OR hold.review_date IS NULL AND hold.date_end IS NULL)
                OR hold.state = 'ended' AND hold.ended_on = %(today)s AND hold.write_uid <> %(root)s
            """,
            today=today,
            root=api.SUPERUSER_ID,
            in_charge=sql_in_charge(),
            trade=sql_trade(),
        )
