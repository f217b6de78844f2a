"""Cases of a customer on its page: how many, and the dialogue that prepares one."""

from odoo import api, fields, models

from ..shared import evidence


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    case_ids = fields.One2many("dunning.case", "profile_id", groups="account_dunning.group_dunning_user")
    case_count = fields.Integer(
        string="Cases", compute="_compute_case_count", groups="account_dunning.group_dunning_user"
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_case_count(self):
        groups = dict(
            self.env["dunning.case"]._read_group([("profile_id", "in", self.ids)], ["profile_id"], ["__count"])
        )
        for profile in self:
            profile.case_count = groups.get(profile, 0)

    def _take_cases(self, profile):
        """Take over the cases and evidence files of a profile that is merged into this one.

        :param profile: ``dunning.profile`` of the same company
        """
        for model in ("dunning.case", "dunning.evidence.file"):
            found = evidence.as_writer(self.env[model].sudo().search([("profile_id", "=", profile.id)]))
            found.write({"profile_id": self.id, "partner_id": self.partner_id.id})

    def action_open_cases(self):
        """Open the customer's cases."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cases"),
            "res_model": "dunning.case",
            "view_mode": "list,form",
            "domain": [("profile_id", "=", self.id)],
        }

    def action_hand_over(self):
        """Open the dialogue that prepares a case of this customer."""
        self.ensure_one()
        return self.env["dunning.case.wizard"]._open_case_wizard(self.partner_id, self.company_id)

    def action_make_evidence(self):
        """Open the dialogue that makes the evidence file of all that is open with the customer."""
        self.ensure_one()
        return self.env["dunning.evidence.wizard"]._open_evidence_wizard(profile_id=self.id)
