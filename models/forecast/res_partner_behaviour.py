"""How a customer pays, on the partner: for filters of plans and lists of contacts, in the current company."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.dunning_profile import PAYER_TYPES
from .payer import UNKNOWN


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_payer_type = fields.Selection(
        PAYER_TYPES, string="Payer Type", compute="_compute_dunning_behaviour", search="_search_dunning_payer_type",
        groups="account_dunning.group_dunning_user", help="As somebody set it on the dunning profile. For filters of plans.",
    )  # fmt: skip
    dunning_days_late_expected = fields.Float(
        string="Expected Days Late", digits=(6, 1), compute="_compute_dunning_behaviour",
        search="_search_dunning_days_late_expected", groups="account_dunning.group_dunning_user",
        help="Mean days from the due date to the payment, as computed last night. For filters of plans.",
    )  # fmt: skip

    @api.depends_context("company")
    def _compute_dunning_behaviour(self):
        profiles = self.env["dunning.profile"].search(
            [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "=", self.env.company.root_id.id)]
        )
        found = {profile.partner_id: profile for profile in profiles}
        for partner in self:
            profile = found.get(partner.commercial_partner_id, profiles.browse())
            partner.dunning_payer_type = profile.payer_type or UNKNOWN
            partner.dunning_days_late_expected = profile.days_late_expected

    def _search_dunning_payer_type(self, operator, value):
        """Customers without a profile are not known yet."""
        if operator != "in":
            return NotImplemented
        self.env["dunning.profile"].flush_model(["partner_id", "company_id", "payer_type"])
        wanted, unknown = {one or UNKNOWN for one in value}, UNKNOWN in {one or UNKNOWN for one in value}
        query = SQL(
            "SELECT partner_id FROM dunning_profile WHERE company_id = %s AND (COALESCE(payer_type, %s) = ANY(%s)) = %s",
            self.env.company.root_id.id, UNKNOWN, list(wanted), not unknown,
        )  # fmt: skip
        return [("commercial_partner_id", "not in" if unknown else "in", query)]

    def _search_dunning_days_late_expected(self, operator, value):
        """Only customers whose behaviour was computed are ever found."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        query = SQL(
            "SELECT partner_id FROM dunning_profile WHERE company_id = %s AND days_late_expected %s %s",
            self.env.company.root_id.id, SQL(operator), value,
        )  # fmt: skip
        return [("commercial_partner_id", "in", query)]
