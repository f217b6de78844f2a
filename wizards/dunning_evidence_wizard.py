"""Make the evidence file of a case or of all that is open with a customer."""

from odoo import fields, models


class DunningEvidenceWizard(models.TransientModel):
    _name = "dunning.evidence.wizard"
    _inherit = "dunning.dialogue"
    _description = "Evidence File"

    profile_id = fields.Many2one("dunning.profile", string="Customer", required=True)
    case_id = fields.Many2one(
        "dunning.case", domain="[('profile_id', '=', profile_id)]", help="Empty: all that is open."
    )
    with_call_notes = fields.Boolean(help="The debtor may read them.")

    def action_confirm(self):
        """Make the file and open it."""
        self._check_one_dialogue()
        made = self.env["dunning.evidence.file"]._make_file(self.profile_id, self.case_id, self.with_call_notes)
        return {
            "type": "ir.actions.act_window",
            "res_model": made._name,
            "res_id": made.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }
