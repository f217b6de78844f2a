"""Several workers: any number of processes, on any number of hosts, deliver disjoint batches of ready actions.

Nobody hands out work: each locks the next rows that nobody else has (``SKIP LOCKED``). What must survive a crash is
committed before it can matter, so that whoever comes next can tell what surely did not leave from what may have left
(design rule 9):

* ``prepared``: the message is made and committed, nothing was handed over. Left behind, it goes back to ready by itself.
* ``sending``: it is being handed over. Left behind, nobody knows: the action fails and a person decides.
"""

import logging

from odoo import Command, api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..shared import evidence
from ..shared.background import ON, is_on
from ..shared.channels import AUTOMATIC_CHANNELS, EMAIL
from ..shared.company_day import company_day

_logger = logging.getLogger(__name__)

# Actions delivered between two locks.
ACTIONS_PER_BATCH = 25

# Minutes after which what somebody had begun to deliver counts as left behind.
INTERRUPTED_AFTER = 15

# How often a batch is tried again at once because other transactions were in its way.
COLLISIONS = 3

# Delivery statuses of an action that some worker has in its hands.
IN_FLIGHT = ("prepared", "sending")


class DunningAction(models.Model):
    _inherit = "dunning.action"

    @api.model
    def _cron_deliver(self):
        """Deliver what is ready in every root company; archived ones too, whose actions fail with the reason."""
        companies = self.env["res.company"].with_context(active_test=False)
        for company in companies.search([("parent_id", "=", False)]).with_context(active_test=True):
            contact_day = company_day(self.with_company(company))
            own = self.with_company(company).with_context(dunning_commit=ON, lang=company._dunning_team_lang())
            own._deliver_ready(company, contact_day)

    @api.model
    def _deliver_ready(self, company, contact_day, only=None, now=None):
        """Deliver all that is ready in a root company, in batches of rows that nobody else is delivering.

        What may not leave now, by sending hours and open days, stays ready; the cron is woken when it may.

        :param company: root ``res.company``
        :param date contact_day: the day on which messages leave
        :param only: ``dunning.action`` to keep to, by default all
        :param datetime now: the moment (UTC) for the sending hours; by default now
        :return: whether all was delivered (else the time of the cron was up)
        """
        seen, moments = [], set()
        now = now or fields.Datetime.now()
        self._recover_interrupted(company)
        if self._commits_between_actions():
            self._commit_delivery_progress()  # what is locked next must be seen as it is by then
        while batch := self._lock_ready(company, contact_day, seen, only):
            seen += batch.ids
            departures = batch._departures_by_action(contact_day, now)
            moments |= set(departures.values())
            leaving = batch - self.browse(action.id for action in departures)
            if leaving:
                leaving._deliver_batch(contact_day)
            if not self._commit_delivery_progress(len(batch)):
                return False
        if moments:
            self._wake_delivery_at(moments)
        return True

    @api.model
    def _commits_between_actions(self):
        return is_on(self.env, "dunning_commit")

    @api.model
    def _commit_delivery_progress(self, processed=0):
        """Commit what is done when the cron runs us; tell whether there is time to go on."""
        return not self._commits_between_actions() or self.env["ir.cron"]._commit_progress(processed) > 0

    @api.model
    def _lock_ready(self, company, contact_day, seen, only=None):
        """Lock the next ready actions, skipping those that another worker has locked.

        Another worker may commit while the statement runs: that is no reason to give up, the next look is a fresh one.
        """
        for attempt in range(COLLISIONS + 1):
            try:
                return self._select_ready(company, contact_day, seen, only)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not self._commits_between_actions() or attempt == COLLISIONS:
                    raise
                self.env.cr.rollback()
        return self.browse()

    @api.model
    def _select_ready(self, company, contact_day, seen, only):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM dunning_action
                 WHERE company_id = %(company)s AND state = 'ready' AND channel = ANY(%(channels)s)
                   AND company_id NOT IN (%(stopped)s)
                   AND date <= %(contact_day)s AND NOT id = ANY(%(seen)s) AND %(only)s
                   AND (delivery_status IS NULL OR NOT delivery_status = ANY(%(in_flight)s))
                 ORDER BY date, id
                 LIMIT %(limit)s
                   FOR UPDATE SKIP LOCKED
                """,
                company=company.id,
                channels=list(AUTOMATIC_CHANNELS),
                stopped=self.env["res.company"]._sql_dunning_stopped(),
                contact_day=contact_day,
                seen=seen,
                only=SQL("TRUE") if only is None else SQL("id = ANY(%s)", only.ids),
                in_flight=list(IN_FLIGHT),
                limit=ACTIONS_PER_BATCH,
            )
        )
        return self.browse(row[0] for row in rows)

    def _deliver_batch(self, contact_day, collisions=0):
        """Deliver locked actions; one that breaks the whole batch must not keep the others back.

        When this is the cron's work: what was made is undone, what surely did not leave is ready again, what was just
        being handed over fails as in doubt, and each is tried by itself; the one that breaks alone fails with its error.

        :param date contact_day: the day on which messages leave
        :param int collisions: how often other transactions were in the way already
        """
        try:
            self._deliver_actions(contact_day)
        except Exception as error:
            if not self._commits_between_actions():
                raise
            self.env.cr.rollback()
            self._release_unsent()
            in_hand = self.filtered(lambda action: action.state == "ready" and action.delivery_status == "sending")
            in_hand.try_lock_for_update(allow_referencing=True)._fail_interrupted()
            self._commit_delivery_progress()
            collided = isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
            if collided and collisions == COLLISIONS:
                _logger.warning("Dunning actions %s stay ready, others are working on them: %s", self.ids, error)
                return
            if not collided and len(self) == 1:
                if self._lock_action() and self.state == "ready" and self.delivery_status not in IN_FLIGHT:
                    self._note_failure(error)
                return
            company = self.company_id
            for part in [self] if collided else self:
                part = part._lock_ready(company, contact_day, [], only=part)
                if part:
                    part._deliver_batch(contact_day, collisions + collided)
                self._commit_delivery_progress()

    def _lock_action(self):
        """Lock one action after a commit has freed it; tell whether nobody else had it."""
        return bool(self.try_lock_for_update(allow_referencing=True))

    # -- one by one --------------------------------------------------------------------------------

    def _prepare_sending(self, mails):
        """Commit that these mails are made: from here on a crash leaves no doubt about what did not leave yet.

        The mail queue must not take them: they are handed over by ``_claim_for_sending``, one action at a time.

        :param mails: ``mail.mail`` of these actions
        """
        if not self._commits_between_actions():
            self._write_evidence({"delivery_status": "sending"})
            return
        self._write_evidence({"delivery_status": "prepared"})
        mails.write({"state": "exception", "failure_reason": self.env._("Interrupted before it was sent.")})
        self._commit_delivery_progress()

    def _claim_for_sending(self, message=None):
        """Commit that one action is about to leave, and hold it: a crash must not have it leave a second time.

        :param message: ``mail.message`` about to be sent; another worker may have made another one meanwhile
        :return: whether it is still ours and still to be delivered
        """
        self.ensure_one()
        if not self._commits_between_actions():
            return True
        if not self._lock_action() or self.state != "ready" or self.delivery_status == "sending":
            return False
        if message and self.mail_message_id != message:
            return False
        self._write_evidence({"delivery_status": "sending"})
        self._commit_delivery_progress()
        return self._lock_action() and self.state == "ready" and self.delivery_status == "sending"

    # -- what was left behind ----------------------------------------------------------------------

    @api.model
    def _recover_interrupted(self, company):
        """Take care of what a worker left in the middle: of its own crash, its host's or the database's.

        :param company: root ``res.company``
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=INTERRUPTED_AFTER)
        left = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "ready"),
                ("delivery_status", "in", IN_FLIGHT),
                ("write_date", "<", limit),
            ]
        ).try_lock_for_update()
        left._release_unsent()
        left.filtered(lambda action: action.delivery_status == "sending")._fail_interrupted()

    def _release_unsent(self):
        """Make ready again what was prepared and never handed over; the message that never left is taken back."""
        prepared = self.filtered(lambda action: action.state == "ready" and action.delivery_status == "prepared")
        prepared = prepared.try_lock_for_update(allow_referencing=True)
        messages, documents = (evidence.as_writer(made.sudo()) for made in (prepared.mail_message_id, prepared.document_ids))
        prepared._write_evidence({"delivery_status": False, "mail_message_id": False, "document_ids": [Command.clear()]})
        messages.unlink()
        documents.unlink()

    def _fail_interrupted(self):
        """Fail the actions whose sending was interrupted: nobody knows whether the message left, a person decides."""
        for action in self:
            mail = (
                self.env["mail.mail"]
                .sudo()
                .search(
                    [
                        ("mail_message_id", "=", action.mail_message_id.id),
                        ("recipient_ids", "=", action.contact_id.id),
                    ],
                    limit=1,
                )
            )
            # what is still in the queue leaves from there, and says so
            if action.channel != EMAIL or mail.state not in ("outgoing", "sent"):
                action._fail_uncertain(self.env._("Sending was interrupted"))

    def _fail_uncertain(self, what):
        """Fail one action of which nobody knows whether it left: no retry by itself, a person looks first.

        :param str what: what happened
        """
        self._set_failed(self.env._("%(what)s: check whether the message arrived before you retry.", what=what))
        self.sudo().tries = self.company_id.dunning_max_tries

    # -- archived companies ------------------------------------------------------------------------

    def _without_archived(self):
        """Fail the actions of companies that were archived meanwhile; return the others."""
        archived = self.filtered(
            lambda action: not (action.company_id.sudo().active and (action.branch_id.sudo().active or not action.branch_id))
        )
        for action in archived:
            company = action.company_id if not action.company_id.sudo().active else action.branch_id
            action._set_failed(
                self.env._("%s is archived: nothing leaves in its name.", company.sudo().display_name)
            )
        return self - archived
