"""Following payment plans day by day: offers that nobody answered, reminders, missed instalments, plans kept and broken."""

from odoo import api, models
from odoo.exceptions import UserError

from ..shared import evidence
from ..shared.activities import give_tasks
from ..shared.bounds import add_days
from ..shared.customer_mail import mail_document
from ..shared.dunning_kept import check_state
from ..shared.receivable import find_settlements
from .dunning_payment_plan import NOTICE_DAYS
from .dunning_payment_plan_offer import ACTIVITY


class DunningPaymentPlan(models.Model):
    _inherit = "dunning.payment.plan"

    @api.model
    def _settle_payment_plans(self, company, today):
        """Do what a day brings for the payment plans of a root company, after its promises were judged.

        :param company: root ``res.company``
        :param date today: the day of the run
        """
        plans = self.sudo().search([("company_id", "=", company.id), ("state", "in", ("approval", "offered", "running"))])
        expired = plans.filtered(lambda plan: plan.state != "running" and plan.date_until < today)
        if expired:
            expired._end_plans("expired", today)
            expired._tell_in_charge(today, self.env._("An offered payment plan was not answered"))
        for plan in plans.filtered(lambda plan: plan.state == "running" and plan.accepted_on <= today):
            plan._follow_plan(today)

    def _follow_plan(self, today):
        """Do what a day brings for one plan that runs."""
        self.ensure_one()
        ahead = self.line_ids.filtered(lambda line: line.promise_id.state not in ("kept", "late"))
        if not ahead:
            self._end_kept(today)
            return
        missed = ahead.filtered(lambda line: line._is_missed(today))
        if missed:
            self._follow_missed(missed[0], today)
            return
        if self.noticed_on:
            self.noticed_on = False
        self._remind_instalment(ahead[0], today)

    def _remind_instalment(self, line, today):
        """Remind of the next instalment, once, so many days before."""
        days = self.company_id.dunning_plan_remind_days
        if days and not line.reminded_on and add_days(line.date, -days) <= today:
            line.reminded_on = today
            mail_document(self, "mail_template_plan_reminder")

    def _follow_missed(self, line, today):
        """Tell about a missed instalment, give notice where that was agreed, and break the plan when its time is over.

        Of a consumer's plan nothing else falls due by itself: the person in charge was told of the instalment, and decides.
        """
        days, told = (today - line.date).days, self.company_id.dunning_plan_missed_days
        if told and days >= told and not line.missed_on:
            line.missed_on = today
            mail_document(self, "mail_template_plan_missed")
        if days <= self.grace_days or self.debtor_class == "consumer":
            return
        if not self.rest_due:
            self._break_plan(today)
        elif not self.noticed_on:
            self.noticed_on = today
            mail_document(self, "mail_template_plan_notice")
        elif today > add_days(self.noticed_on, NOTICE_DAYS) and not self._is_notice_answered():
            self._break_plan(today)

    def _is_notice_answered(self):
        """Tell whether the customer wrote after the notice and nobody dealt with it yet."""
        domain = [("profile_id", "=", self.profile_id.id), ("state", "=", "new"), ("date_received", ">=", self.noticed_on)]
        return bool(self.env["dunning.reply"].sudo().search_count(domain, limit=1))

    def _break_plan(self, today):
        """End a plan as broken: its later instalments are owed no more as promises, and dunning goes on where it stood."""
        self.ensure_one()
        later = self.promise_ids.filtered(lambda promise: promise.state == "open")
        evidence.as_writer(later).action_cancel()
        self._call_rest_due(today)
        self._end_plans("broken", today)
        self._tell_in_charge(today, self.env._("A payment plan is broken: dunning goes on where it stood"))

    def action_break(self):
        """End plans as broken at once: a person decides so after a missed instalment.

        :raises UserError: no instalment of it was missed
        """
        self._check_plan_right()
        self._lock_plans()
        check_state(self, ("running",))
        for plan in self.sudo():
            today = plan._plan_day()
            if not plan.line_ids.filtered(lambda line, today=today: line._is_missed(today)):
                raise UserError(self.env._("No instalment of “%s” was missed.", plan.display_name))
            plan._break_plan(today)
        return True

    def _end_kept(self, today):
        """End a plan that was paid, and waive the penalties if that was agreed and all came in by the day."""
        self._end_plans("kept", today)
        if not self.waive_by:
            return
        paid_on = find_settlements(self.item_ids.move_line_id | self._find_paid_items()).mapped("max_date")
        if max(paid_on, default=today) > self.waive_by:
            self.profile_id._message_log(body=self.env._("Penalties are not waived: not all of the plan came in by the day agreed."))
            return
        parts = self.env["dunning.claim.line"].sudo().search([("move_id", "in", self.item_ids.move_id.ids)])
        for claim in parts.claim_id.filtered(lambda one: one.state in ("threatened", "charged") and one.partner_id == self.partner_id):
            try:
                with self.env.cr.savepoint():
                    claim._end_claims("waived", self.env._("Payment plan of %s was kept", self.date))
            except UserError as problem:
                claim._message_log(body=str(problem))

    def _tell_in_charge(self, today, text):
        """Give whoever is in charge a task about these plans."""
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        give_tasks(self.sudo(), kind, lambda plan: plan.profile_id._find_in_charge() or plan.user_id, lambda _plan: text, today)
