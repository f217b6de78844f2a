"""How far work in the background is with one long part, seen while it is done; a stop reaches it there.

A part is one transaction: what it writes is seen when it is over. Its steps are told over a connection of their own, in a row that
the part itself never touches.
"""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .background import BackgroundStoppedError


class DunningBackgroundStep(models.Model):
    _name = "dunning.background.step"
    _description = "How Far a Part in the Background Is"
    _log_access = False

    job_id = fields.Many2one("dunning.background", required=True, readonly=True, ondelete="cascade")
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)

    _job_uniq = models.UniqueIndex("(job_id)")


class DunningBackground(models.Model):
    _inherit = "dunning.background"

    step_text = fields.Char(string="At", compute="_compute_progress")
    result_id = fields.Integer(string="Number of the Result", readonly=True)

    def _show_step(self, done, total):
        """Show how far the part at hand is.

        :param int done: steps that are over
        :param int total: all of them
        :raises BackgroundStoppedError: somebody stopped the job meanwhile
        """
        with self.env.registry.cursor() as cursor:
            cursor.execute(SQL("SELECT state FROM dunning_background WHERE id = %s", self.id))
            known = cursor.fetchone()
            if known and known[0] == "stopped":
                raise BackgroundStoppedError
            cursor.execute(
                SQL(
                    """
                    INSERT INTO dunning_background_step (job_id, done, total) SELECT id, %s, %s FROM dunning_background WHERE id = %s
                    ON CONFLICT (job_id) DO UPDATE SET done = EXCLUDED.done, total = EXCLUDED.total
                    """,
                    done, total, self.id,
                )
            )  # fmt: skip

    def _read_steps(self):
        """Return how far the parts at hand are, by job id: (steps done, all steps)."""
        working = self.filtered(lambda job: job.state in ("queued", "running"))
        rows = self.env.execute_query(SQL("SELECT job_id, done, total FROM dunning_background_step WHERE job_id = ANY(%s)", working.ids))
        return {job_id: (done, total) for job_id, done, total in rows if total}

    def _keep_result(self, record):
        """Keep the record that a job was about as its result: the button of the job opens it."""
        self.sudo().result_id = record.id

    def action_open_result(self):
        """Open what a job has made, where it was asked for.

        :raises UserError: it is gone
        """
        self.ensure_one()
        self.check_access("read")
        record = self.env[self.res_model].browse(self.result_id).exists() if self.result_id else None
        if not record:
            raise UserError(self.env._("The result is not kept any longer: ask for it again."))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "res_id": record.id,
            "views": [(False, "form")],
            "target": "current",
        }
