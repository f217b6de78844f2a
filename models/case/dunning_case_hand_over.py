"""The passages of a case: handed over and closed by a credit manager, given up by its owner; what each does to dunning."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..shared.activities import drop_tasks
from ..shared.company_day import company_day
from ..shared.once import lock_rows
from .dunning_case import RESULTS

MANAGER = "account_dunning.group_dunning_manager"


class DunningCase(models.Model):
    _inherit = "dunning.case"

    def _check_manager(self, sentence):
        """Refuse what only a credit manager decides.

        :raises AccessError: the caller is none, or may not write the case
        """
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(sentence)

    def action_hand_over(self):
        """Hand the cases over today: their amounts are noted, their items are dunned no more.

        :raises AccessError: the caller is no credit manager
        :raises UserError: it is handed over already, or its route forbids it
        """
        self._check_manager(self.env._("A credit manager hands cases over."))
        for case in self:
            lock_rows(case.profile_id.sudo())
            case._check_state("draft", self.env._("%s was handed over or given up already.", case.name))
            today = company_day(case, case.company_id)
            case._check_route(today)
            case.item_ids._check_one_case()
            case.item_ids._freeze_amounts(today)
            case.sudo().write({"state": "handed", "handed_on": today})
            case.sudo().document_ids.is_evidence = True
            case._sync_deadlines()
            case._drop_pending_dunning(today)
            case._message_log(
                body=self.env._(
                    "Handed over to %(handler)s by %(user)s: %(amount)s, route “%(route)s”.",
                    handler=case._handler_text(),
                    user=self.env.user.name,
                    amount=case._case_amount_text(case.amount),
                    route=case.route_id.name,
                )
            )
        return True

    def _check_state(self, state, sentence):
        self.invalidate_recordset(["state"])
        if self.state != state:
            raise UserError(sentence)

    def _drop_pending_dunning(self, today):
        """Have open actions of the customer drop the items that are handed over."""
        actions = (
            self.env["dunning.action"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "=", self.partner_id.id),
                    ("state", "in", ("todo", "ready", "failed")),
                ]
            )
        )
        actions._refresh_from_ledger(today)
        actions._wait_for_cases()

    def action_cancel(self):
        """Give up cases that were not handed over.

        :raises UserError: one was
        """
        self.check_access("write")
        for case in self:
            case._check_state("draft", self.env._("%s was handed over: it is closed, not given up.", case.name))
        self.sudo().write({"state": "cancelled"})
        self._drop_case_tasks()
        for case in self:
            case._message_log(body=self.env._("Given up by %s.", self.env.user.name))
        return True

    def _close_cases(self, result, resumes, note=None):
        """Close cases with their result.

        :param str result: one of ``RESULTS``
        :param bool resumes: whether what is left is dunned again
        :param str note: why, in the words of whoever closes
        :raises AccessError: the caller is no credit manager
        :raises UserError: a case is not handed over
        """
        self._check_manager(self.env._("A credit manager closes cases."))
        label = dict(RESULTS)[result] and dict(self._fields["result"]._description_selection(self.env))[result]
        for case in self:
            case._check_state("handed", self.env._("%s is not handed over: there is nothing to close.", case.name))
            day = company_day(case, case.company_id)
            case.sudo().write({"state": "closed", "closed_on": day, "result": result, "resumes": resumes})
            body = self.env._(
                "Closed by %(user)s: %(result)s. Recovered %(recovered)s, costs %(costs)s.",
                user=self.env.user.name, result=label,
                recovered=case._case_amount_text(case.recovered), costs=case._case_amount_text(case.cost_total),
            )  # fmt: skip
            case._message_log(body=f"{body} {note}" if note else body)
        self._drop_case_tasks()

    def _drop_case_tasks(self):
        """Drop what was still to be done in cases that are over."""
        drop_tasks(self)

    def action_close(self):
        """Open the dialogue that closes the case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close the Case"),
            "res_model": "dunning.case.close.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    # -- what dunning asks -------------------------------------------------------------------------

    @api.model
    def _find_cases_of_items(self, item_ids):
        """Return the case that each item rests for.

        :param item_ids: ids of journal items
        :return: dict by id of ``dunning.case``
        """
        domain = [("move_line_id", "in", list(item_ids)), ("case_id.handed_on", "!=", False)]
        items = self.env["dunning.case.item"].sudo().search(domain, order="id")
        return {item.move_line_id.id: item.case_id for item in items}

    def _find_insolvency_holds(self):
        """Return the holds that say that the customer is in insolvency proceedings."""
        self.ensure_one()
        return (
            self.env["dunning.hold"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("kind", "=", "insolvency"),
                    ("state", "=", "active"),
                ]
            )
        )
