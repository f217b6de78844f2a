"""Long work in the background: what is left of it, how far it is, a stop, and its result where it was asked for.

Whoever starts something long about many records gets a job and goes on working. The scheduled action does it in parts, as
the person who asked, and commits each: a stop or a broken server loses nothing of what was done.
"""

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .background import BackgroundStoppedError
from .shipped import shipped

_logger = logging.getLogger(__name__)

STATES = [
    ("queued", "Waiting"), ("running", "Working"), ("done", "Done"), ("stopped", "Stopped"), ("failed", "Failed"),
]  # fmt: skip
# Notes of one job that are kept: of more it says so.
MOST_NOTES = 50
# Jobs that are over are deleted after so many days; what they made stays.
KEPT_DAYS = 30


class DunningBackground(models.Model):
    _name = "dunning.background"
    _description = "Work in the Background"
    _order = "id desc"

    name = fields.Char(string="Work", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Asked by", required=True, readonly=True, index=True, ondelete="cascade")
    res_model = fields.Char(required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    part_size = fields.Integer(required=True, readonly=True)
    ids_left = fields.Json(readonly=True)
    company_ids = fields.Json(string="Companies of Who Asked", readonly=True)
    total = fields.Integer(string="All", readonly=True)
    done_count = fields.Integer(string="Done so Far", readonly=True)
    left_count = fields.Integer(string="Still to Do", compute="_compute_progress")
    progress = fields.Float(string="Progress (%)", compute="_compute_progress")
    state = fields.Selection(STATES, required=True, default="queued", readonly=True, index=True)
    notes = fields.Text(string="What Was Said", readonly=True)
    date_done = fields.Datetime(string="Finished", readonly=True)
    document_ids = fields.Many2many(
        "ir.attachment", "dunning_background_document_rel", "job_id", "attachment_id", string="Result", readonly=True
    )

    @api.depends("total", "done_count", "state")
    @api.depends_context("lang")
    def _compute_progress(self):
        steps = self._read_steps()
        for job in self:
            done, total = steps.get(job.id, (0, 1))
            job.left_count = max(job.total - job.done_count, 0)
            job.progress = min(100.0 * (job.done_count + done / total) / job.total, 100.0) if job.total else 100.0
            job.step_text = self.env._("%(done)s of %(total)s", done=done, total=total) if job.id in steps else False

    @api.model
    def _queue_work(self, records, method, name, part_size):
        """Have something long done in the background, and return the window that shows how far it is.

        :param records: what it is about; their model names the method in ``_background_methods``
        :param str method: called on each part of the records with the job
        :param str name: what it is, in the words of who asks
        :param int part_size: records in a part
        """
        assert method in records._background_methods
        company = records.company_id[:1] if "company_id" in records._fields else self.env.company
        job = self.sudo().create({
            "name": name, "company_id": (company or self.env.company).id, "user_id": self.env.uid,
            "res_model": records._name, "method": method, "part_size": part_size, "ids_left": records.ids,
            "company_ids": self.env.companies.ids, "total": len(records),
        })  # fmt: skip
        shipped(self.env, "ir_cron_dunning_background").sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "res_id": job.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # -- what people do ----------------------------------------------------------------------------

    def action_stop(self):
        """Stop these jobs after the part they are at; what was done stays done. A rule shows everybody his own only."""
        self.check_access("read")
        self.sudo().filtered(lambda job: job.state in ("queued", "running")).write(
            {"state": "stopped", "date_done": fields.Datetime.now()}
        )
        return True

    def action_go_on(self):
        """Go on with what is left of these jobs.

        :raises UserError: nothing is left
        """
        self.check_access("read")
        waiting = self.sudo().filtered(lambda job: job.state in ("stopped", "failed") and job.ids_left)
        if not waiting:
            raise UserError(self.env._("Nothing is left to be done here."))
        waiting.write({"state": "queued", "date_done": False})
        shipped(self.env, "ir_cron_dunning_background").sudo()._trigger()
        return True

    # -- the work itself ---------------------------------------------------------------------------

    @api.model
    def _cron_work_in_background(self):
        """Do what was asked for, the first asked first, as long as there is time."""
        jobs = self.search([("state", "in", ("queued", "running"))], order="id")
        self.env["ir.cron"]._commit_progress(remaining=sum(jobs.mapped("left_count")))
        for job in jobs:
            if not job._work_off_parts():
                break

    def _work_off_parts(self):
        """Do one job part by part, each committed.

        :return: whether there is time for another one
        """
        while True:
            self.invalidate_recordset()
            left = self.ids_left or []
            if self.state not in ("queued", "running"):
                return True
            if not left:
                self.write({"state": "done", "date_done": fields.Datetime.now()})
                self._tell_end()
                return self.env["ir.cron"]._commit_progress() > 0
            part = left[: self.part_size]
            if not self._work_off_part(part):
                return self.env["ir.cron"]._commit_progress() > 0
            if self.env["ir.cron"]._commit_progress(len(part)) <= 0:
                return False

    def _work_off_part(self, ids):
        """Do a part as the person who asked, and keep what is left; a failure is kept on the job.

        :return: whether it was done
        """
        try:
            with self.env.cr.savepoint():
                records = self._records_of_asker(ids)
                getattr(records, self.method)(self)
                records.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # the scheduled action tries again
        except BackgroundStoppedError:
            self.env.invalidate_all()
            return False
        except Exception as error:  # one job must not stop the others
            _logger.info("Work in the background %s failed: %s", self.id, error)
            self.env.invalidate_all()
            self._keep_note(str(error) or type(error).__name__)
            self.write({"state": "failed", "date_done": fields.Datetime.now()})
            self._tell_end()
            return False
        self.write({"state": "running", "ids_left": self.ids_left[len(ids) :], "done_count": self.done_count + len(ids)})
        return True

    def _records_of_asker(self, ids):
        """Return records as the person who asked for the job sees them, in his companies and language.

        :raises UserError: he does not work here any more
        """
        user = self.user_id
        if not user.active:
            raise UserError(self.env._("%s does not work here any more.", user.name))
        companies = [one for one in self.company_ids or [] if one in user.company_ids.ids] or user.company_id.ids
        model = self.env[self.res_model]
        assert self.method in model._background_methods
        return model.with_user(user).with_context(lang=user.lang, tz=user.tz, allowed_company_ids=companies).browse(ids).exists()

    def _keep_note(self, text):
        """Add a line to what was said about a job."""
        lines = (self.notes or "").splitlines()
        if len(lines) < MOST_NOTES:
            self.sudo().notes = "\n".join([*lines, text])
        elif len(lines) == MOST_NOTES:
            self.sudo().notes = "\n".join([*lines, "…"])

    def _keep_document(self, document):
        """Add an ``ir.attachment`` to the result of a job."""
        self.sudo().document_ids = [fields.Command.link(document.id)]

    def _tell_end(self):
        """Tell who asked that a job is over, wherever he works."""
        words = self.with_context(lang=self.user_id.lang).env
        failed = self.state == "failed"
        message = words._("%(done)s of %(total)s are done.", done=self.done_count, total=self.total)
        if failed:
            message = words._("It stopped: %(error)s %(done)s", error=(self.notes or "").splitlines()[-1], done=message)
        self.user_id._bus_send(
            "simple_notification",
            {"type": "danger" if failed else "success", "title": self.name, "message": message, "sticky": True},
        )

    @api.autovacuum
    def _gc_background(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("state", "in", ("done", "stopped", "failed")), ("date_done", "<", limit)], limit=1000).unlink()
