"""Dialogues whose work may take long: it is done in the background, and its result is found again in the dialogue."""

from odoo import fields, models

# Days for which a dialogue leads to what it was asked before.
SHOWN_DAYS = 1


class DunningDialogueBackground(models.AbstractModel):
    _name = "dunning.dialogue.background"
    _inherit = "dunning.dialogue"
    _description = "Dialogue with Work in the Background"

    background_id = fields.Many2one("dunning.background", string="Last in the Background", compute="_compute_background")
    background_progress = fields.Float(compute="_compute_background")

    def _compute_background(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=SHOWN_DAYS)
        domain = [("res_model", "=", self._name), ("user_id", "=", self.env.uid), ("create_date", ">", since)]
        last = self.env["dunning.background"].search(domain, order="id desc", limit=1)
        self.update({"background_id": last, "background_progress": last.progress})

    def action_open_background(self):
        """Open the result of what was asked last, or show how far it is."""
        self._check_one_dialogue()
        job = self.background_id
        if job.state == "done" and job.result_id and self.browse(job.result_id).exists():
            return job.action_open_result()
        return {
            "type": "ir.actions.act_window",
            "name": job.name,
            "res_model": job._name,
            "res_id": job.id,
            "views": [(False, "form")],
            "target": "new",
        }
