"""Credit insurance: the days that a policy gives, as alarms; a promise or a payment plan that runs beyond them is told.

Dates count from the original due date of an item: the last day to declare it to the insurer, the longest extension that the
debtor may be granted, and the day from which nothing more may be delivered. They are written in each policy.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..shared.activities import create_tasks
from ..shared.bounds import near_day, near_days
from ..shared.receivable import sql_entry, sql_legal_due, sql_trade


class DunningInsurancePolicy(models.Model):
    _name = "dunning.insurance.policy"
    _description = "Credit Insurance Policy"
    _inherit = ["dunning.guarded"]
    _order = "date_from desc, id desc"

    name = fields.Char(string="Number", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id
    )
    insurer_id = fields.Many2one("res.partner", required=True, index=True, ondelete="restrict")
    date_from = fields.Date(required=True)
    date_to = fields.Date()
    partner_ids = fields.Many2many(
        "res.partner",
        "dunning_policy_partner_rel",
        "policy_id",
        "partner_id",
        string="Customers Covered",
        help="Empty: all customers.",
    )
    declare_days = fields.Integer(
        string="Declare Within (days)", help="Days after the due date. 0: the policy does not say."
    )
    extension_days = fields.Integer(
        string="Longest Extension (days)", help="Days after the original due date. 0: the policy does not say."
    )
    stop_days = fields.Integer(
        string="Stop Deliveries After (days)",
        help="Days after the due date from which nothing more may be delivered. 0: the policy does not say.",
    )
    notice_days = fields.Integer(
        string="Tell Before (days)", default=10, help="So many days before, the collector gets a task."
    )

    _days_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A policy cannot end before it begins."
    )
    _days_positive = models.Constraint(
        "CHECK(declare_days >= 0 AND extension_days >= 0 AND stop_days >= 0 AND notice_days >= 0)",
        "Days of a policy cannot be negative.",
    )

    @api.depends("name", "insurer_id")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = f"{policy.insurer_id.name or ''} {policy.name or ''}".strip()

    def _day_labels(self):
        """Return what each day of a policy is, by its name."""
        return {
            "declare_days": self.env._("Declare to the insurer"),
            "extension_days": self.env._("Longest extension that the policy allows"),
            "stop_days": self.env._("Stop deliveries"),
        }

    def _policy_days(self, due):
        """Return the days that the policy gives for an item.

        :param date due: original due date
        :return: dict by name of the field; what the policy does not say is not in it
        """
        self.ensure_one()
        return {name: due + timedelta(days=self[name]) for name in self._day_labels() if self[name]}

    @api.model
    def _find_policy(self, company, partner, day):
        """Return the policy that covers a customer on a day: one that names it before one for all.

        :param company: root ``res.company``
        :param partner: commercial ``res.partner``
        """
        domain = [
            ("company_id", "=", company.id),
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", day),
        ]
        policies = self.search(domain)
        named = policies.filtered(lambda policy: partner in policy.partner_ids)
        return (named or policies.filtered(lambda policy: not policy.partner_ids))[:1]

    # -- alarms ------------------------------------------------------------------------------------

    @api.model
    def _warn_of_policy_days(self, company, today):
        """Give the people in charge a task about each customer of whom a day of the policy comes near.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: number of tasks given; each day of each customer is told once
        """
        kind = self.env.ref("account_dunning.mail_activity_type_case", raise_if_not_found=False)
        policies = self.sudo().search([("company_id", "=", company.id)])
        if not policies or not kind:
            return 0
        rows = self.env.execute_query_dict(self._sql_days_near(company, today, policies))
        partners = self.env["res.partner"].browse({row["partner_id"] for row in rows})
        profiles = {
            one.partner_id.id: one for one in self.env["dunning.profile"].sudo()._get_or_create(partners, company)
        }
        labels, tasks = self._day_labels(), []
        for row in rows:
            profile, policy = profiles[row["partner_id"]], policies.browse(row["policy_id"])
            summary = self.env._(
                "%(what)s by %(day)s (%(policy)s): %(items)s",
                what=labels[row["name"]], day=format_date(self.env, row["day"]), policy=policy.display_name, items=row["items"],
            )  # fmt: skip
            if row["beyond"]:
                summary = self.env._(
                    "%(alarm)s. What was agreed runs until %(until)s.",
                    alarm=summary,
                    until=format_date(self.env, row["beyond"]),
                )
            told = profile.activity_ids.filtered(
                lambda task, kind=kind, row=row: task.activity_type_id == kind and task.date_deadline == row["day"]
            )
            if not told:
                tasks.append(profile._profile_task_vals(kind, summary, row["day"]))
        create_tasks(self.env["dunning.profile"].concat(*profiles.values()), tasks)
        return len(tasks)

    def _sql_days_near(self, company, today, policies):
        """The days of policies within the notice, one row a customer and day; with the end of what was agreed beyond it.

        What was declared already, or is in a case with the insurer, is told no more.
        """
        return SQL(
            """
            WITH item AS (
                SELECT line.id, move.id AS move_id, customer.commercial_partner_id AS partner_id, %(due)s AS due, move.name
                  FROM account_move_line AS line
                  JOIN account_account AS account ON account.id = line.account_id
                       AND %(trade)s
                  JOIN account_move AS move ON move.id = %(entry)s AND move.move_type IN ('out_invoice', 'out_receipt')
                  JOIN res_partner AS customer ON customer.id = line.partner_id
                  JOIN res_company AS place ON place.id = line.company_id AND place.parent_path LIKE %(path)s
                 WHERE line.reconciled IS NOT TRUE AND line.parent_state = 'posted' AND line.amount_residual > 0
            ),
            covered AS (
                SELECT DISTINCT ON (item.id) item.*, policy.id AS policy_id, policy.declare_days, policy.extension_days,
                       policy.stop_days, policy.notice_days
                  FROM item
                  JOIN dunning_insurance_policy AS policy ON policy.id = ANY(%(policies)s)
                       AND policy.date_from <= item.due AND (policy.date_to IS NULL OR policy.date_to >= item.due)
                  LEFT JOIN dunning_policy_partner_rel AS named ON named.policy_id = policy.id
                 WHERE named.partner_id = item.partner_id OR named.partner_id IS NULL
                 ORDER BY item.id, named.partner_id NULLS LAST, policy.date_from DESC
            ),
            day AS (
                SELECT covered.*, kind.name AS kind, covered.due + %(count)s AS day
                  FROM covered
                  CROSS JOIN LATERAL (VALUES ('declare_days', covered.declare_days), ('extension_days', covered.extension_days),
                                             ('stop_days', covered.stop_days)) AS kind(name, count)
                 WHERE kind.count > 0
            )
            SELECT day.partner_id, day.policy_id, day.kind AS name, day.day, STRING_AGG(day.name, ', ' ORDER BY day.due, day.id) AS items,
                   CASE WHEN day.kind = 'extension_days' THEN MAX(agreed.until) FILTER (WHERE agreed.until > day.day) END AS beyond
              FROM day
              LEFT JOIN LATERAL (
                SELECT MAX(until) AS until FROM (
                    SELECT promise.date_payment AS until FROM dunning_promise AS promise
                      JOIN dunning_promise_line AS line ON line.promise_id = promise.id
                     WHERE line.move_line_id = day.id AND promise.state = 'open'
                     UNION ALL
                    SELECT line.date FROM dunning_payment_plan_item AS part
                      JOIN dunning_payment_plan AS running ON running.id = part.plan_id AND running.state = 'running'
                      JOIN dunning_payment_plan_line AS line ON line.plan_id = running.id
                     WHERE part.move_line_id = day.id
                     UNION ALL
                    SELECT hold.date_end FROM dunning_hold AS hold
                     WHERE hold.move_id = day.move_id AND hold.state = 'active' AND hold.kind = 'payment_plan') AS plan
              ) AS agreed ON TRUE
             WHERE day.day BETWEEN %(today)s AND %(today)s + day.notice_days
               AND NOT EXISTS (
                    SELECT FROM dunning_case_item AS part JOIN dunning_case AS handed ON handed.id = part.case_id
                     WHERE part.move_line_id = day.id AND handed.kind = 'insurer' AND handed.state = 'handed')
             GROUP BY day.partner_id, day.policy_id, day.kind, day.day
             ORDER BY day.day, day.partner_id
            """,
            due=near_day(sql_legal_due()),
            entry=sql_entry(),
            trade=sql_trade(),
            count=near_days(SQL("kind.count")),
            path=f"{company.id}/%",
            policies=policies.ids,
            today=today,
        )
