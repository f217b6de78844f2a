"""Runs in the background: what the cron does, and that any number of processes may do it at the same time.

Advisory locks say who is at work. They outlive commits and end with the connection: a process, a host or a database
that dies leaves none behind, and whoever comes next goes on with what it finds.
"""

import logging
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..shared.background import ON, is_on
from ..shared.company_day import company_day

_logger = logging.getLogger(__name__)

# First keys of advisory locks: only one run of a company records at a time (the second key is the company's id), only
# one process works at a run (the run's id; 0: at queueing the runs of the day).
RECORDING_LOCK, RUN_LOCK = 19_020_419, 19_020_420


class DunningRun(models.Model):
    _inherit = "dunning.run"

    @api.model
    def _cron_run(self):
        """Do the day's run of every root company that is live, then what people have queued by hand.

        Any number of processes may do this at the same time: each run is one's alone.
        """
        self._create_daily_runs()
        runs = self.search([("kind", "=", "real"), ("state", "in", ("queued", "running"))], order="date, id")
        left = len(runs)
        self.env["ir.cron"]._commit_progress(remaining=left)
        for run in runs.with_context(dunning_commit=ON):
            finished = run._dispatch_run()
            left -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=left + (not finished)):
                break

    @api.model
    def _create_daily_runs(self):
        """Queue today's run of every root company that is live, once, whoever else is doing the same."""
        with self._session_lock(RUN_LOCK, 0) as mine:
            if not mine:
                return
            self.env["ir.cron"]._commit_progress()  # what others have queued before must be seen
            companies = self.env["res.company"].search([("parent_id", "=", False), ("dunning_live_date", "!=", False)])
            for company in companies:
                today = company_day(self.with_company(company))
                mine = [("company_id", "=", company.id), ("kind", "=", "real")]
                if not self.search_count([*mine, ("date", "=", today)], limit=1):
                    self.create({"company_id": company.id, "date": today, "kind": "real", "state": "queued"})
                    # what was interrupted on an earlier day is left to the decisions of today
                    self.search([*mine, ("date", "<", today), ("state", "=", "running")]).write(
                        {
                            "state": "failed",
                            "error_log": self.env._(
                                "It was interrupted and not taken up on its day: the run of %s goes on with what was left.",
                                today,
                            ),
                        }
                    )
            self.env["ir.cron"]._commit_progress()

    def _dispatch_run(self):
        """Have one run done; here at once. Add-ons that hand it to somebody else override this.

        :return: whether it was finished; else it goes on later
        """
        return self._work_in_background()

    def _work_in_background(self):
        """Do one run in the background, unless another process is at it; its failure is kept on the run.

        :return: whether it needs no more work of ours
        """
        self.ensure_one()
        try:
            with self._session_lock(RUN_LOCK, self.id) as mine:
                self._commit_recording_progress()  # another process may have just finished it
                if not mine or self.state not in ("queued", "running"):
                    return True
                if not self.company_id.sudo().active:
                    raise UserError(self.env._("%s is archived: nothing leaves in its name.", self.company_id.name))
                run = self.with_company(self.company_id).with_context(lang=self.company_id._dunning_team_lang())
                return run._process_run(company_day(run))
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            _logger.info("Dunning run %s met another transaction and goes on later: %s", self.id, error)
            return False
        except Exception as error:  # one company must not stop the others
            _logger.exception("Dunning run %s failed", self.id)
            self.env.cr.rollback()
            self.write({"state": "failed", "error_log": str(error)})
            return True

    # -- commits and locks -------------------------------------------------------------------------

    def _commits_between_batches(self):
        return is_on(self.env, "dunning_commit")

    def _commit_recording_progress(self, processed=0):
        """Commit what is done when the cron runs us.

        :return: whether there is time to go on
        """
        return not self._commits_between_batches() or self.env["ir.cron"]._commit_progress(processed) > 0

    @contextmanager
    def _hold_recording_lock(self):
        """Let only one run of a company record at a time; yields whether it is this one.

        :raises UserError: another one is recording, and this one is not the cron's
        """
        if self._commits_between_batches():
            with self._session_lock(RECORDING_LOCK, self.company_id.id) as mine:
                yield mine
            return
        function = SQL("pg_try_advisory_xact_lock(%s, %s)", RECORDING_LOCK, self.company_id.id)
        if not self.env.execute_query(SQL("SELECT %s", function))[0][0]:
            raise UserError(self.env._("Another run of %s is working right now.", self.company_id.name))
        yield True

    @contextmanager
    def _session_lock(self, key, number):
        """Hold an advisory lock beyond commits; it ends with the connection, so a crash leaves none behind.

        :param int key: what is locked
        :param int number: which of them
        :return: whether nobody else had it
        """
        mine = self.env.execute_query(SQL("SELECT pg_try_advisory_lock(%s, %s)", key, number))[0][0]
        try:
            yield mine
        except Exception:
            self.env.cr.rollback()  # a transaction that failed could not give it back
            raise
        finally:
            if mine:
                self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s, %s)", key, number))
