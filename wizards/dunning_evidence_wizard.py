"""Make the evidence file of a case or of all that is open with a customer."""

from odoo import api, fields, models

from ..models.shared.windows import form_of


class DunningEvidenceWizard(models.TransientModel):
    _name = "dunning.evidence.wizard"
    _inherit = "dunning.dialogue"
    _description = "Evidence File"

    profile_id = fields.Many2one("dunning.profile", string="Customer", required=True)
    case_id = fields.Many2one(
        "dunning.case", domain="[('profile_id', '=', profile_id)]", help="Empty: all that is open."
    )
    with_call_notes = fields.Boolean(help="The debtor may read them.")

    @api.model
    def _open_evidence_wizard(self, **defaults):
        """Return the action that opens the dialogue.

        :param defaults: ids by field: ``profile_id``, and ``case_id`` of the case that the file is about
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Evidence File"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": value for name, value in defaults.items()},
        }

    def action_confirm(self):
        """Make the file and open it; pressed twice, open the first one."""
        self._check_one_dialogue()
        return form_of(self.env["dunning.evidence.file"]._make_file_once(self.profile_id, self.case_id, self.with_call_notes))
