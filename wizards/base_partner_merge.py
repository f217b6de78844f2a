"""Merging contacts by hand: core moves references by SQL, so that the profiles must be one beforehand."""

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        src_partners._dunning_merge_into(dst_partner)
        self.env["dunning.decision"].sudo()._follow_merged_partners(src_partners, dst_partner)  # they have no foreign key
        return super()._update_foreign_keys(src_partners, dst_partner)
