"""People who moved or left while an action waits: who is contacted and who acts are looked at again (rule 7)."""

from odoo import api, models
from odoo.tools import SQL

from ..action.dunning_action import OPEN_STATES
from ..delivery.dunning_action_worker import IN_FLIGHT
from ..shared.activities import find_present, sql_present


class DunningAction(models.Model):
    _inherit = "dunning.action"

    # -- who is contacted --------------------------------------------------------------------------

    def _replace_unfit_contacts(self):
        """Contact, of open actions, whom the rule names now instead of those who can no longer be contacted.

        What was edited for somebody else goes back to review. A letter that was printed keeps its address, and what is
        being handed over its recipient.
        """
        Rule = self.env["dunning.contact"]
        waiting = self.filtered(
            lambda action: action.contact_id and not action.printed_on and action.delivery_status not in IN_FLIGHT
        )
        for action, reason in Rule._find_unfit(waiting).items() if waiting else ():
            person = action._choose_contact(anybody=reason in ("left", "moved"))
            if not person or person == action.contact_id:
                continue
            vals = {"contact_id": person.id}
            if action.custom_body or action.custom_sms:
                vals |= {
                    "state": "todo",
                    "needs_review": True,
                    "review_reason": self.env._("The recipient has changed since the text was edited: please read it again."),
                }
            action._write_evidence(vals)

    def _choose_contact(self, anybody=True):
        """Return whom the rule names for this action: by the role of its step and the invoice it is about.

        :param bool anybody: where nobody can be reached through its channel, the first there is
        :return: ``res.partner``, may be empty
        """
        self.ensure_one()
        Rule = self.env["dunning.contact"]
        lines = self.line_ids.filtered(lambda line: line.status == "open").sorted(lambda line: (line.date_due, line.id))
        lines = lines.filtered(lambda line: line.step_id == self.step_id) or lines
        role = self.step_id.recipient_role or "payment"
        reach = Rule._read_reach(self.profile_id, role, lines[:1].move_id.sudo().partner_id)
        return Rule._choose_person(reach[self.profile_id], self.channel, anybody)

    def _refuse_unfit(self):
        """Fail the actions whose contact cannot be contacted, each with the reason; return the others.

        Where the address does not serve, somebody is asked to mend it and the fallback channel is used at once.
        """
        Rule, failed = self.env["dunning.contact"], self.browse()
        for action, reason in Rule._find_unfit(self).items() if self else ():
            text = Rule._explain_unfit(action.contact_id, reason)
            if not text:  # no address at all: said where it is needed
                continue
            action._set_failed(text)
            failed += action
            if reason == "bounced":
                action.profile_id._ask_for_address(text)
            if reason in ("bounced", "blacklisted") or action.tries >= action.company_id.dunning_max_tries:
                action._use_fallback()
        return self - failed

    # -- who acts ----------------------------------------------------------------------------------

    @api.model
    def _find_ownerless(self, company):
        """Return the open actions of a root company whose owner is not there any more.

        :param company: root ``res.company``
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM dunning_action WHERE company_id = %s AND state = ANY(%s) AND user_id IS NOT NULL AND %s IS NULL",
                company.id,
                list(OPEN_STATES),
                sql_present(SQL("dunning_action.user_id"), SQL("%s", company.id)),
            )
        )
        return self.browse(row[0] for row in rows)

    def _replace_absent_owners(self):
        """Give open actions of people who left the company, or can no longer log in, to who acts now; else to nobody.

        :return: number of actions that changed hands
        """
        gone = self.filtered(lambda action: action.user_id and not find_present(action.user_id, action.company_id))
        changes = {}
        for action in gone:
            step, profile = action.step_id, action.profile_id
            person = step._step_owner(profile, action.advance_line_ids.move_id) if step else profile._find_in_charge()
            changes[person, action.user_id] = changes.get((person, action.user_id), self.browse()) + action
        for (person, owner), given in changes.items():
            given._give_for_good(person, owner)
        return len(gone)

    def _give_for_good(self, user, owner):
        """Give actions of somebody who left to another person, activities included, without an e-mail about each.

        :param user: ``res.users`` who does them from now on, may be empty
        :param owner: ``res.users`` who left
        """
        quiet = self.with_context(tracking_disable=True, mail_notrack=True, mail_activity_quick_update=True).sudo()
        quiet.write({"user_id": user.id, "deputised_for_id": False})
        if user:
            text = self.env._("%(owner)s is not there any more: given to %(user)s.", owner=owner.sudo().name, user=user.name)
        else:
            text = self.env._("%s is not there any more: nobody owns this now.", owner.sudo().name)
        quiet._message_log_batch(bodies=dict.fromkeys(self.ids, text))
