"""What contacts lead to on the customer's page, contact by contact: visited, answered, paid there. No claim of days saved."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.channels import CHANNELS
from ..shared.windows import form_of


class DunningPageFigure(models.Model):
    _name = "dunning.page.figure"
    _description = "What a Contact Led to on the Page"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "action_id"
    _depends = {
        "dunning.action": [
            "state", "date_done", "step_id", "plan_id", "channel", "profile_id", "partner_id", "company_id", "branch_id", "delivery_status",
        ],
        "dunning.reading": ["action_id", "kind"],
        "dunning.answer": ["action_id"],
        "dunning.payment.allocation": ["action_id", "amount", "move_line_id", "transaction_id"],
        "payment.transaction": ["state"],
    }  # fmt: skip

    action_id = fields.Many2one("dunning.action", string="Contact", readonly=True)
    profile_id = fields.Many2one("dunning.profile", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    branch_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    plan_id = fields.Many2one("dunning.plan", readonly=True)
    step_id = fields.Many2one("dunning.plan.step", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    date = fields.Date(string="Done On", readonly=True)
    visited = fields.Float(
        string="Led to the Page", readonly=True, aggregator="avg",
        help="1 when its link was followed or its page was visited by a person; in groups, the share.",
    )  # fmt: skip
    answered = fields.Float(
        string="Answered There", readonly=True, aggregator="avg", help="1 when something was answered; in groups, the share."
    )
    answers = fields.Integer(readonly=True)
    paid = fields.Float(
        string="Paid There", readonly=True, aggregator="avg", help="1 when something was paid there; in groups, the share."
    )
    amount_paid = fields.Monetary(string="Paid on the Page", readonly=True, help="Through the page of this contact, company currency.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT action.id, action.id AS action_id, action.profile_id, action.partner_id, action.company_id, action.branch_id,
                   company.currency_id, action.plan_id, action.step_id, action.channel, action.date_done AS date,
                   (reading.action_id IS NOT NULL OR answer.action_id IS NOT NULL OR paid.action_id IS NOT NULL)::int::float8 AS visited,
                   (answer.action_id IS NOT NULL)::int::float8 AS answered, COALESCE(answer.answers, 0) AS answers,
                   (paid.action_id IS NOT NULL)::int::float8 AS paid, COALESCE(paid.amount, 0) AS amount_paid
              FROM dunning_action AS action
              JOIN res_company AS company ON company.id = action.company_id
              LEFT JOIN (SELECT DISTINCT action_id FROM dunning_reading WHERE kind IN ('page', 'pay')) AS reading
                     ON reading.action_id = action.id
              LEFT JOIN (SELECT action_id, COUNT(*) AS answers FROM dunning_answer WHERE action_id IS NOT NULL GROUP BY 1) AS answer
                     ON answer.action_id = action.id
              LEFT JOIN (
                SELECT share.action_id,
                       SUM(ROUND(share.amount * COALESCE(ABS(line.balance / NULLIF(line.amount_currency, 0)), 1), 2)) AS amount
                  FROM dunning_payment_allocation AS share
                  JOIN payment_transaction AS tx ON tx.id = share.transaction_id AND tx.state = 'done'
                  LEFT JOIN account_move_line AS line ON line.id = share.move_line_id
                 WHERE share.action_id IS NOT NULL
                 GROUP BY 1
              ) AS paid ON paid.action_id = action.id
             WHERE action.state = 'done' AND action.channel IN ('email', 'sms', 'letter', 'registered_letter')
               AND action.delivery_status IS DISTINCT FROM 'bounced'
            """
        )

    def action_open_contact(self):
        """Open the contact."""
        self.ensure_one()
        self.check_access("read")
        return form_of(self.action_id)
