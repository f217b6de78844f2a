"""Deadlines of insolvency proceedings as tasks: asked at once, again 30 and 7 days before, and on the last day."""

from datetime import timedelta

from odoo import api, fields, models

from ..shared.activities import create_tasks
from .dunning_hold_insolvency import BOTH, INSOLVENCY

# Days before a deadline on which the people in charge are asked again.
ALARMS = (30, 7, 0)

# Days after which somebody is asked again for a publication that nobody has entered.
PUBLICATION_DAYS = 14


class DunningHold(models.Model):
    _inherit = "dunning.hold"

    deadline_asked_on = fields.Date(
        readonly=True, copy=False, help="Day on which somebody was asked for the deadlines of these proceedings."
    )

    @api.model
    def _raise_deadline_alarms(self, company, today):
        """Ask for what the proceedings of customers need: publication, declaration, goods, invoices to split.

        :param company: root ``res.company``
        :param date today: date of the run
        """
        holds = self.search([("company_id", "=", company.id), ("kind", "=", INSOLVENCY), ("state", "=", "active"), ("move_id", "=", False)])
        if not holds:
            return
        profiles = self.env["dunning.profile"]._get_or_create(holds.partner_id, company)
        profile_of = {profile.partner_id: profile for profile in profiles}
        tasks, asked = [], self.browse()
        for hold in holds:
            wanted = hold._list_deadline_tasks(today)
            if wanted:
                asked |= hold
                tasks += hold._deadline_tasks_vals(profile_of[hold.partner_id], wanted)
        asked.sudo().deadline_asked_on = today
        create_tasks(profiles, tasks + self._split_tasks_vals(company, holds, profile_of, today))

    def _list_deadline_tasks(self, today):
        """Return what somebody is to be asked for today: (summary, deadline), none when it was asked for already.

        :param date today: date of the run
        """
        self.ensure_one()
        if not self.publication_date:
            if self.deadline_asked_on and self.deadline_asked_on > today - timedelta(days=PUBLICATION_DAYS):
                return []
            return [(self.env._("Enter the judgment and its publication: %s", self._judgment_text()), today)]
        wanted = []
        if not self.declared_on and self._is_alarm_day(self.declare_by, today):
            wanted.append((self.env._("Declare the claim: %s", self._judgment_text()), self.declare_by))
        if not self.retention_claimed_on and self._is_alarm_day(self.retention_by, today):
            text = self.env._("Reclaim goods under retention of title, or note that there are none: %s", self._judgment_text())
            wanted.append((text, self.retention_by))
        return wanted

    def _is_alarm_day(self, deadline, today):
        """Tell whether one of the days on which somebody is asked for a deadline came since the last time.

        A deadline that was missed is asked for no more.

        :param deadline: date or ``False``
        """
        if not deadline or deadline < today:
            return False
        last = self.deadline_asked_on
        if not last or last < self.publication_date:
            return True
        return any(last < deadline - timedelta(days=days) <= today for days in ALARMS)

    def _deadline_tasks_vals(self, profile, wanted):
        """Return the values of the tasks, and drop those of the same deadlines that wait already."""
        kind = self.env.ref("account_dunning.mail_activity_type_deadline", raise_if_not_found=False)
        if not kind:
            return []
        self._waiting_deadline_tasks({day for _summary, day in wanted}).unlink()
        return [profile._profile_task_vals(kind, summary, day) for summary, day in wanted]

    def _drop_met_deadlines(self, vals):
        """Drop the tasks about deadlines that were met.

        :param dict vals: what was written
        """
        for done, name in (("declared_on", "declare_by"), ("retention_claimed_on", "retention_by")):
            for hold in self.filtered(name) if vals.get(done) else ():
                hold._waiting_deadline_tasks({hold[name]}).unlink()

    def _waiting_deadline_tasks(self, days):
        """Return the tasks about deadlines on some days that wait for the customers of these holds."""
        kind = self.env.ref("account_dunning.mail_activity_type_deadline", raise_if_not_found=False)
        profiles = self.env["dunning.profile"].sudo().search(
            [("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids)]
        )
        return self.env["mail.activity"].sudo().search(
            [
                ("res_model", "=", "dunning.profile"), ("res_id", "in", profiles.ids), ("automated", "=", True),
                ("activity_type_id", "=", kind.id if kind else 0), ("date_deadline", "in", list(days)),
            ]
        )  # fmt: skip

    @api.model
    def _split_tasks_vals(self, company, holds, profile_of, today):
        """Return the tasks to split invoices whose delivery lies on both sides of a judgment, each asked for once."""
        kind = self.env.ref("account_dunning.mail_activity_type_deadline", raise_if_not_found=False)
        sides = self._read_judgment_sides(company, holds.partner_id)
        items = self.env["account.move.line"].sudo().browse(item for item, (side, _day) in sides.items() if side == BOTH)
        waiting = self.env["dunning.performance"].sudo().search(
            [("move_id", "in", items.dunning_entry_id.ids), ("split_asked_on", "=", False)]
        )
        waiting.split_asked_on = today
        names = {}
        for item in items.filtered(lambda line: line.dunning_entry_id in waiting.move_id):
            names.setdefault(item.partner_id.commercial_partner_id, {})[item.dunning_entry_id.name] = True
        return [
            profile_of[customer]._profile_task_vals(
                kind,
                self.env._("Split at the opening judgment, delivered on both sides of it: %s", ", ".join(found)),
                today,
            )
            for customer, found in names.items()
            if kind and customer in profile_of
        ]
