"""Deadlines of a case: counted from its days as the route says, of the policy or the proceedings, or entered; each is a task."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..shared import evidence
from ..shared.activities import at_work, create_tasks, make_task_vals
from ..shared.company_day import company_day

ACTIVITY = "account_dunning.mail_activity_type_case"


class DunningCaseDeadline(models.Model):
    _name = "dunning.case.deadline"
    _description = "Deadline of a Case"
    _inherit = ["dunning.guarded"]
    _order = "date, id"
    _given_once = frozenset({"case_id"})
    _written_by_addon = frozenset({"activity_id"})
    _part_of = frozenset({"case_id"})

    case_id = fields.Many2one("dunning.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True)
    user_id = fields.Many2one(related="case_id.user_id", store=True)
    rule_id = fields.Many2one(
        "dunning.case.route.deadline",
        string="Deadline of the Route",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    origin = fields.Char(readonly=True, copy=False, help="Which date of the policy or of the proceedings it is.")
    name = fields.Char(string="What", required=True)
    date = fields.Date(string="Day", required=True)
    is_last_day = fields.Boolean(string="Last Day", default=True, help="Off: the first day on which it can be done.")
    source = fields.Char(help="Where the deadline is written.")
    done_on = fields.Date(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    missed_on = fields.Date(string="Told as Missed On", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late")
    activity_id = fields.Many2one(
        "mail.activity", string="Task", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )

    @api.depends("date", "done_on", "is_last_day")
    def _compute_is_late(self):
        for deadline in self:
            last = deadline.is_last_day and not deadline.done_on and deadline.date
            deadline.is_late = bool(last and last < company_day(deadline))

    @api.model_create_multi
    def create(self, vals_list):
        deadlines = super().create(vals_list)
        deadlines._renew_deadline_tasks()
        return deadlines

    def write(self, vals):
        """Days that are counted are not entered.

        :raises UserError: somebody enters the day of one that follows from the case, the policy or the proceedings
        """
        counted = self.filtered(lambda one: one.rule_id or one.origin)
        if "date" in vals and counted and not self._is_addon_writing():
            raise UserError(self.env._("This day is counted from another one: change that one."))
        result = super().write(vals)
        if {"date", "name", "done_on"} & vals.keys():
            self._renew_deadline_tasks()
        return result

    def unlink(self):
        """What was met or missed is kept.

        :raises UserError: one was
        """
        self.check_access("unlink")
        kept = self.filtered(lambda one: one.done_on or one.missed_on)
        evidence.check_deletion(kept, self.env._("A deadline that was met or missed is part of the history."))
        self.sudo().activity_id.unlink()
        return super().unlink()

    def action_done(self):
        """Say that what was to be done is done, today."""
        self.check_access("write")
        for case, deadlines in self.filtered(lambda one: not one.done_on).grouped("case_id").items():
            deadlines.sudo().write({"done_on": company_day(case, case.company_id), "done_by_id": self.env.uid})
            for deadline in deadlines:
                case._message_log(body=self.env._("Done: %s", deadline.name))
        return True

    # -- tasks -------------------------------------------------------------------------------------

    def _task_summary(self):
        self.ensure_one()
        if self.is_last_day:
            return self.env._("%(case)s, last day: %(what)s", case=self.case_id.name, what=self.name)
        return self.env._("%(case)s, from this day on: %(what)s", case=self.case_id.name, what=self.name)

    def _renew_deadline_tasks(self):
        """Give the owner of each case the task that a deadline is, in the place of the one before."""
        deadlines = self.sudo()
        deadlines.activity_id.unlink()
        for deadline in deadlines.filtered(lambda one: not one.done_on and one.case_id.state in ("draft", "handed")):
            task = deadline.case_id._give_case_task(deadline._task_summary(), deadline.date)
            deadline.activity_id = task


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _give_case_task(self, summary, day, user=None):
        """Give somebody a task about the case, without an e-mail.

        :param str summary: what is to be done
        :param date day: deadline of the task
        :param user: ``res.users``; by default who is in charge of the case
        :return: ``mail.activity``, empty when nobody is there
        """
        self.ensure_one()
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        user = user or self._find_case_owner()
        return create_tasks(self, [make_task_vals(self, kind, user, summary, day)] if kind and user else [])

    def _find_case_owner(self):
        """Return who is in charge of the case: its owner, else who acts for the customer."""
        self.ensure_one()
        return at_work(self.user_id, self.company_id) or self.profile_id.sudo()._find_in_charge()

    def _sync_deadlines(self):
        """Bring the deadlines that are counted in line with the days of the case, its route, policy and proceedings.

        One that was met or missed stays as it is; one whose day is no longer known goes.
        """
        for case in self.sudo().filtered(lambda one: one.state in ("draft", "handed")):
            wanted = case._wanted_deadlines()
            for deadline in case.deadline_ids.filtered(lambda one: one.rule_id or one.origin):
                vals = wanted.pop(deadline.rule_id.id or deadline.origin, None)
                if deadline.done_on:
                    continue
                if vals is None:
                    deadline.unlink()
                elif deadline.date != vals["date"]:
                    deadline.write({"date": vals["date"], "missed_on": False})
            case.deadline_ids.create([{**vals, "case_id": case.id} for vals in wanted.values()])

    def _wanted_deadlines(self):
        """Return the values of the deadlines that are counted, by id of the route's deadline or by origin."""
        self.ensure_one()
        found = {}
        for rule in self.route_id.deadline_ids:
            if start := self[rule.anchor]:
                found[rule.id] = {
                    "rule_id": rule.id,
                    "name": rule.name,
                    "date": start + relativedelta(**{rule.unit: rule.count}),
                    "is_last_day": rule.is_last_day,
                    "source": rule.source,
                }
        if self.kind == "insurer":
            found |= self._policy_deadlines()
        if self.kind == "declaration":
            found |= self._insolvency_deadlines()
        return found

    def _policy_deadlines(self):
        """Return the dates of the credit insurance that covers the items, as values of deadlines by origin."""
        policy = (
            self.env["dunning.insurance.policy"].sudo()._find_policy(self.company_id, self.partner_id, self.opened_on)
        )
        days = policy._policy_days(self.oldest_due) if policy and self.oldest_due else {}
        labels = policy._day_labels()
        return {
            name: {"origin": name, "name": labels[name], "date": day, "source": policy.display_name}
            for name, day in days.items()
        }

    def _insolvency_deadlines(self):
        """Return the last day to declare, where the hold for insolvency says it, as values of a deadline by origin."""
        holds = self._find_insolvency_holds()
        days = [hold.declare_by for hold in holds if "declare_by" in hold._fields and hold.declare_by]
        if not days:
            return {}
        return {"declare_by": {"origin": "declare_by", "name": self.env._("Declare the claim"), "date": min(days)}}

    @api.model
    def _tell_missed_deadlines(self, company, today):
        """Tell the credit manager once of each last day that passed, and the owners of cases to follow up.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: number of deadlines missed
        """
        missed = self.env["dunning.case.deadline"].sudo().search(
            [("company_id", "=", company.id), ("case_id.state", "in", ("draft", "handed")), ("date", "<", today),
             ("is_last_day", "=", True), ("done_on", "=", False), ("missed_on", "=", False)]
        )  # fmt: skip
        manager = at_work(company.sudo().dunning_manager_id, company)
        for deadline in missed:
            summary = self.env._("Missed in %(case)s: %(what)s", case=deadline.case_id.name, what=deadline.name)
            deadline.case_id._give_case_task(summary, today, manager)
        missed.write({"missed_on": today})
        self._ask_to_follow_up(company, today)
        return len(missed)

    @api.model
    def _ask_to_follow_up(self, company, today):
        """Ask the owner of each case whose follow-up day has come how it stands; the next day is a month later."""
        due = self.sudo().search(
            [("company_id", "=", company.id), ("state", "=", "handed"), ("next_review", "<=", today)]
        )
        for case in due:
            case._give_case_task(
                self.env._("%(case)s: ask %(handler)s how it stands", case=case.name, handler=case._handler_text()),
                today,
            )
            case.next_review = today + timedelta(days=30)
