"""Reports by one click: kept as pending for some seconds, in which they can be undone, then done.

Nothing follows from a pending report – no promise, no mail – but the line leaves the work list. The screen settles it when
the time is over; the cron settles what no screen does.
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..shared.company_day import company_day
from ..shared.once import lock_rows
from ..shared.shipped import shipped
from .dunning_action_call import OUTCOMES

_logger = logging.getLogger(__name__)

# Seconds in which a report by one click can be undone.
UNDO_SECONDS = 10


class DunningAction(models.Model):
    _inherit = "dunning.action"

    pending_outcome = fields.Selection(OUTCOMES, string="About to Be Reported", readonly=True, copy=False)
    pending_until = fields.Datetime(string="Can Be Undone Until", readonly=True, copy=False, index="btree_not_null")
    pending_by_id = fields.Many2one("res.users", string="Reported by One Click by", readonly=True, copy=False, ondelete="set null")

    def _report_later(self, outcome):
        """Keep the outcome of these calls as pending; it is done when the time for undoing is over.

        :param str outcome: one of ``OUTCOMES`` that needs no more words
        :return: action of the web client that says so, with *Undo*
        :raises UserError: one of them is no open call, or is about to be reported
        """
        self._check_caller()
        lock_rows(self.sudo())
        until = date_utils.add(fields.Datetime.now(), seconds=UNDO_SECONDS)
        for action in self:
            if action.state == "done" and action.outcome:
                raise UserError(action._call_reported_text())
            if action.channel != "phone" or action.state not in ("todo", "ready", "failed") or action.pending_outcome:
                raise UserError(self.env._("“%s” is not a call that waits to be made.", action.display_name))
        self.sudo().write({"pending_outcome": outcome, "pending_until": until, "pending_by_id": self.env.uid})
        shipped(self.env, "ir_cron_dunning_pending").sudo()._trigger(at=until)
        label = dict(self._fields["outcome"]._description_selection(self.env))[outcome]
        names = ", ".join(self[:3].partner_id.mapped("display_name"))
        return {
            "type": "ir.actions.client",
            "tag": "account_dunning.undo_notice",
            "params": {
                "message": self.env._("%(customers)s: “%(outcome)s” is recorded in %(seconds)s seconds.",
                                      customers=names, outcome=label, seconds=UNDO_SECONDS),
                "ids": self.ids,
                "seconds": UNDO_SECONDS,
            },
        }  # fmt: skip

    def action_undo_report(self):
        """Undo what is pending of these calls; who undid what stays in their history.

        :raises UserError: it is done already, or was undone
        """
        self._check_caller()
        lock_rows(self.sudo())
        if not all(self.mapped("pending_outcome")):
            raise UserError(self.env._("It is too late to undo it: it was recorded, or undone already."))
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        for action in self.sudo():
            action.message_post(
                body=self.env._(
                    "Undone before it was recorded: “%(outcome)s”, reported by %(user)s.",
                    outcome=labels[action.pending_outcome],
                    user=action.pending_by_id.name or "",
                )
            )
        self._forget_pending()
        return True

    def action_settle_report(self):
        """Record what is pending of these calls and can no longer be undone."""
        self._check_caller()
        due = self.sudo().filtered(lambda action: action.pending_until and action.pending_until <= fields.Datetime.now())
        due._settle_pending()
        return True

    @api.model
    def _cron_settle_pending(self):
        """Record all reports whose time for undoing is over and whom no screen settled."""
        self.sudo().search([("pending_until", "<=", fields.Datetime.now())])._settle_pending()

    def _settle_pending(self):
        """Record these pending reports in the name of who made them; what cannot be recorded any more says why."""
        lock_rows(self)
        for action in self.filtered("pending_outcome"):
            outcome, person = action.pending_outcome, action.pending_by_id or self.env.user
            action._forget_pending()
            his = action.with_user(person).with_context(lang=person.lang).sudo()
            try:
                with self.env.cr.savepoint():
                    his._report_call(company_day(his), outcome)
            except UserError as error:  # it was reported or settled meanwhile: the others go on
                _logger.info("Report of dunning action %s was not recorded: %s", action.id, error)
                his.message_post(body=self.env._("A report by one click was not recorded: %s", error))

    def _forget_pending(self):
        self.sudo().write({"pending_outcome": False, "pending_until": False, "pending_by_id": False})
