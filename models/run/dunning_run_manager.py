"""What a run tells the credit manager: steps that say so, and small rests to be written off, once a month."""

from odoo import fields, models
from odoo.tools import SQL, formatLang

from ..shared.activities import give_tasks
from ..shared.question import Question

# A rest is proposed for write-off when it is overdue for so many days: until then it may still come with the next payment.
SMALL_REST_DAYS = 30


class DunningRun(models.Model):
    _name = "dunning.run"
    _inherit = ["dunning.run", "mail.activity.mixin"]

    def _tell_manager_of_steps(self, actions):
        """Give the credit manager a task about each customer whose step says so; without one, who is in charge.

        :param actions: ``dunning.action`` that the run has recorded
        """
        for action in actions.filtered("step_id.tell_manager"):
            action._tell_manager(
                self.date,
                self.env._("%(customer)s: look at this customer before more is delivered. %(note)s"),
                action.step_id.display_name,
            )

    def _propose_write_offs(self):
        """Once a month, with the first run of the month: propose small rests for write-off. Nothing is booked.

        :return: ``account.move.line`` proposed
        """
        company = self.company_id
        first = self.date.replace(day=1)
        earlier = [("company_id", "=", company.id), ("kind", "=", "real"), ("date", ">=", first), ("id", "!=", self.id)]
        if not company.dunning_threshold or self.search_count([*earlier, ("state", "in", ("running", "done"))], limit=1):
            return self.env["account.move.line"]
        rests = self._small_rests()
        manager = company.dunning_manager_id or company.dunning_collector_id
        if rests and manager:
            amount = formatLang(self.env, sum(rests.mapped("amount_residual")), currency_obj=company.currency_id)
            summary = self.env._("%(count)s small rests, %(amount)s in all: write them off?", count=len(rests), amount=amount)
            kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
            give_tasks(self, kind, lambda _run: manager, lambda _run: summary, self.date)
        return rests

    def _small_rests(self):
        """Return the items of which so little is left that nobody is asked for it, overdue for a month, on no hold."""
        company, overdue = self.company_id, fields.Date.subtract(self.date, days=SMALL_REST_DAYS)
        engine = self.env["dunning.engine"].sudo()
        with engine._whole_company():
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT rest.item_id
                      FROM (SELECT decision.*, SUM(decision.residual) OVER (PARTITION BY decision.partner_id) AS owed
                              FROM (%s) AS decision WHERE decision.residual > 0) AS rest
                     WHERE rest.owed < %s AND rest.date_due < %s AND NOT rest.reason = ANY(%s)
                     ORDER BY rest.item_id
                    """,
                    engine._decision_sql(Question(company, self.date)),
                    company.dunning_threshold,
                    overdue,
                    list(self.env["dunning.decision"]._suspended_codes()),
                )
            )
        return self.env["account.move.line"].browse(row[0] for row in rows)

    def action_open_small_rests(self):
        """Open the small rests that are proposed for write-off, as they stand now."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Small Rests"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("id", "in", self.sudo()._small_rests().ids)],
        }
