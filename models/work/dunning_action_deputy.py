"""Deputies: work of people who are away goes to somebody who is there, and so does what was not done in time (rule 7)."""

from odoo import api, fields, models

from ..action.dunning_action import OPEN_STATES
from ..shared.activities import find_present
from ..shared.channels import AUTOMATIC_CHANNELS, EMAIL, REGISTERED_LETTER, SMS


class DunningAction(models.Model):
    _inherit = "dunning.action"

    deputised_for_id = fields.Many2one(
        "res.users", string="Stands in for", readonly=True, index="btree_not_null", copy=False, tracking=True,
        help="Who owns it, while the deputy does it.",
    )  # fmt: skip
    is_escalated = fields.Boolean(
        string="Given to the Deputy After Its Deadline", readonly=True, copy=False,
        help="It does not go back by itself.",
    )  # fmt: skip

    amount_recorded = fields.Monetary(
        string="Amount When Recorded", readonly=True, copy=False, help="A message about another amount by now never leaves unread."
    )

    def _forget_deputies(self):
        """Who is given an action by hand keeps it, whoever stands in for whom."""
        self.sudo().filtered("deputised_for_id").write({"deputised_for_id": False})

    def _reassign_actions(self, user, owner):
        """Give actions to another person, activities included, without an e-mail about each.

        :param user: ``res.users`` who does them from now on
        :param owner: ``res.users`` he stands in for; empty when they are his own again
        """
        quiet = self.with_context(tracking_disable=True, mail_notrack=True, mail_activity_quick_update=True)
        quiet.sudo().write({"user_id": user.id, "deputised_for_id": owner.id})
        text = (
            self.env._("%(deputy)s stands in for %(owner)s.", deputy=user.name, owner=owner.name)
            if owner
            else self.env._("Back with %s.", user.name)
        )
        self._message_log_batch(bodies=dict.fromkeys(self.ids, text))

    @api.model
    def _hand_over(self, company, today):
        """Give open actions of people who are away to who stands in, and those of people who are back to them.

        Only work whose day comes before the absence ends; e-mails that only wait to leave need nobody. What a deputy got
        after a deadline stays with him.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: number of actions that changed hands
        """
        self._find_ownerless(company)._replace_absent_owners()
        Absence = self.env["dunning.absence"]
        away = Absence._absences_by_user(company, today)
        people = [user.id for user in away]
        actions = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "in", OPEN_STATES),
                ("is_escalated", "=", False),
                "|",
                ("deputised_for_id", "!=", False),
                ("user_id", "in", people),
            ]
        ).filtered(lambda action: action.state != "ready" or action.channel not in AUTOMATIC_CHANNELS)
        changes = {}
        for action in actions:
            owner = action.deputised_for_id or action.user_id
            person, absence = owner, away.get(owner)
            if absence and action.date <= absence.date_end:
                person = Absence._stand_in(away, owner, action.profile_id.deputy_id, company)
            if person != action.user_id and find_present(person, company):
                changes[person, owner] = changes.get((person, owner), self.browse()) + action
        for (person, owner), given in changes.items():
            given._reassign_actions(person, owner if person != owner else self.env["res.users"])
        return sum(len(given) for given in changes.values())

    @api.model
    def _meet_deadlines(self, company, today):
        """What nobody did by its deadline goes to the customer's deputy once, with as many days again; then the step
        waits, is passed over or leaves as it says. Registered letters always wait (rule 7).

        :param company: root ``res.company``
        :param date today: date of the run
        :return: number of actions passed over
        """
        terms = self.env["dunning.calendar"]
        late = self.search(
            [
                ("company_id", "=", company.id),
                ("date", "<=", today),
                ("state", "in", ("todo", "failed")),
                ("date_deadline", "<", today),
            ]
        )
        Absence = self.env["dunning.absence"]
        away, changes, escalated = Absence._absences_by_user(company, today), {}, self.browse()
        for action in late.filtered(lambda action: not action.is_escalated and action.profile_id.deputy_id):
            deputy = action.profile_id.deputy_id
            person = Absence._stand_in(away, deputy, self.env["res.users"], company)
            if find_present(person, company) and person not in away and person != action.user_id:
                key = (person, action.deputised_for_id or action.user_id, action.step_id.deadline_days)
                changes[key] = changes.get(key, self.browse()) + action
        for (person, owner, days), given in changes.items():
            given._reassign_actions(person, owner)
            given.sudo().write({"is_escalated": True, "date_deadline": terms._add_open_days(company, today, days)})
            given.activity_ids.filtered("automated").sudo().with_context(mail_activity_quick_update=True).write(
                {"date_deadline": today}
            )
            escalated += given
        passed = (late - escalated).filtered(
            lambda action: action.step_id.on_deadline == "pass" and action.channel != REGISTERED_LETTER
        )
        passed._skip_steps(self.env._("Nobody did it before its deadline."), today, code="passed")
        (late - escalated - passed)._send_unapproved(company, today)
        return len(passed)

    def _send_unapproved(self, company, today):
        """Have messages leave that only waited to be read, where their step says so (``send``).

        Never what waits for another reason: going live or the backlog of that day, old bank data, an amount that changed
        since it was read, a text that somebody edited, a failure.

        :param company: root ``res.company``
        :param date today: date of the run
        """
        if not company.dunning_live_date or company._dunning_bank_is_stale(today):
            return
        leaving = self.filtered(
            lambda action: (
                action.step_id.on_deadline == "send"
                and action.state == "todo"
                and action.channel in (EMAIL, SMS)
                and action.date > company.dunning_live_date
                and not (action.review_reason or action.custom_subject or action.custom_body or action.custom_sms or action.tries)
            )
        )
        leaving._refresh_from_ledger(today)
        leaving = leaving.filtered(
            lambda action: (
                action.state == "todo" and action.currency_id.compare_amounts(action.amount_due, action.amount_recorded) == 0
            )
        )
        leaving.sudo().write({"state": "ready", "needs_review": False})
        leaving.activity_ids.filtered("automated").sudo().unlink()
        text = self.env._("Nobody read it before its deadline: it leaves as its step says.")
        leaving._message_log_batch(bodies=dict.fromkeys(leaving.ids, text))
