"""Actions about a customer's payment run: the message that announces it, and the call about what it left out (rule 6)."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..shared.bounds import add_days


class DunningAction(models.Model):
    _inherit = "dunning.action"

    payment_run_date = fields.Date(
        string="Payment Run", readonly=True, copy=False, index="btree_not_null",
        help="The customer's payment run that the message announces, or that left out what the call is about.",
    )  # fmt: skip
    payment_run_text = fields.Char(compute="_compute_payment_run_text", help="The day of the payment run that it is about.")

    @api.depends("payment_run_date")
    @api.depends_context("lang")
    def _compute_payment_run_text(self):
        for action in self:
            action.payment_run_text = format_date(action.env, action.payment_run_date) if action.payment_run_date else ""

    def _announced_run(self):
        """Return the day of the payment run that the action announces, ``False`` when it announces none."""
        self.ensure_one()
        return self.payment_run_date if self.payment_run_date and not self.is_contact else False

    @api.model
    def _payment_run_vals(self, profile, step, advancing, today):
        """Return what an action about a payment run has beyond others, nothing for an action about none.

        :param profile: ``dunning.profile`` of the customer
        :param step: ``dunning.plan.step`` that acts
        :param list advancing: decision rows that take part; their ``until`` is the day of the run
        :param date today: the day for which is decided
        """
        days = [row["until"] for row in advancing if row["step_id"] == step.id and row["until"]]
        if not days:
            return {}
        vals = {"payment_run_date": min(days)}
        if step.delay < 0 and advancing[0]["channel"] == "email":
            template = self.env.ref("account_dunning.mail_template_payment_run", raise_if_not_found=False)
            vals |= {"mail_template_id": template.id} if template else {}
        return vals


class DunningActionLine(models.Model):
    _inherit = "dunning.action.line"

    payment_run_date = fields.Date(readonly=True, help="The customer's payment run that decides about the day of the step.")
    leave_before = fields.Date(
        readonly=True,
        help="The cut-off of the payment run that the step announces: it leaves before that day or never. Empty: the due date.",
    )

    @api.model
    def _payment_run_line_vals(self, row, delay):
        """Return what the line of an item has that waited for a payment run, or announces one.

        :param dict row: decision row; ``until`` of what acts is the day of the run
        :param int delay: of the step, in days
        """
        run_day = row["until"] if row["verdict"] in ("act", "ride", "join") else None
        if not run_day:
            return {}
        cutoff = self.env["dunning.payment.run"]._cutoff_of_run(row["company_id"], row["partner_id"], run_day)
        return {"payment_run_date": run_day, "leave_before": cutoff if delay < 0 else False}

    def _is_too_late(self, due, today):
        """Tell whether a step before the due date, or about a payment run, cannot leave any more.

        :param date due: the due date of the item as it is now
        :param date today: the day for which is decided
        """
        self.ensure_one()
        return self.step_delay < 0 and (self.leave_before or due) <= today

    def _first_day_of_step(self, due):
        """Return the first day on which the line's step may be taken: its own, or what its plan lets go before it.

        What a payment run left out takes its step after the run, whatever the day of the step; what was settled is told
        at once.

        :param date due: the due date of the item as it is now
        """
        self.ensure_one()
        if self.action_id.is_settlement:
            return None
        if self.payment_run_date:
            return due if self.step_delay >= 0 else None
        return add_days(due, self.step_delay - self._days_early())
