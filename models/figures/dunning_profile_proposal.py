"""What segment and size a customer seems to be of; a person accepts it with one click, nothing is changed by itself.

The segment follows from the sales of twelve months: customers who together make 80 % of them are key accounts, those up to
95 % standard, the others small (classes A, B and C of the key figures). The size is the register's, found by SIREN.
"""

import re

from odoo import api, fields, models
from odoo.tools import SQL

from ..shared.channels import SEGMENTS
from ..shared.company_day import company_day
from .dunning_register_entry import SIZES

# Class of sales, by segment.
SEGMENT_OF = {"A": "key", "B": "standard", "C": "small"}


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    proposed_segment = fields.Selection(
        SEGMENTS, compute="_compute_proposed_segment", compute_sudo=True,
        help="By the sales of the last twelve months: who together make 80 % of them are key accounts, those up to 95 % standard.",
    )  # fmt: skip
    proposed_size = fields.Selection(
        SIZES, compute="_compute_proposed_size", compute_sudo=True, help="As the imported register says, by SIREN."
    )
    has_size_proposal = fields.Boolean(compute="_compute_has_size_proposal")

    @api.depends("company_id", "partner_id")
    def _compute_proposed_segment(self):
        for company, profiles in self.grouped("company_id").items():
            classes = {}
            if company and profiles.ids:
                group = self.env["dunning.metrics"]._sql_class_group(company._dunning_companies(), company_day(self.with_company(company)))
                query = SQL(
                    """
                    SELECT profile.id, %s
                      FROM dunning_profile AS profile
                      JOIN res_partner AS partner ON partner.id = profile.partner_id
                     WHERE profile.id = ANY(%s)
                    """,
                    group,
                    profiles.ids,
                )
                classes = dict(self.env.execute_query(query))
            for profile in profiles:
                profile.proposed_segment = SEGMENT_OF.get(classes.get(profile.id), False)

    @api.depends("partner_id.company_registry", "partner_id.vat")
    def _compute_proposed_size(self):
        sirens = {profile: profile._read_siren() for profile in self}
        known = {
            entry.siren: entry.size
            for entry in self.env["dunning.register.entry"].search([("siren", "in", [siren for siren in sirens.values() if siren])])
        }
        for profile, siren in sirens.items():
            profile.proposed_size = known.get(siren, False)

    def _read_siren(self):
        """Return the SIREN of a customer, from its company registry (SIREN or SIRET) or its French VAT number; empty without."""
        self.ensure_one()
        registry = re.sub(r"\s", "", self.partner_id.company_registry or "")
        if re.fullmatch(r"\d{9}|\d{14}", registry):
            return registry[:9]
        vat = re.fullmatch(r"FR[0-9A-Z]{2}(\d{9})", re.sub(r"[^0-9A-Z]", "", (self.partner_id.vat or "").upper()))
        return vat[1] if vat else ""

    @api.depends("proposed_segment", "proposed_size", "segment", "size")
    def _compute_has_size_proposal(self):
        for profile in self:
            profile.has_size_proposal = any(
                proposed and proposed != own
                for proposed, own in ((profile.proposed_segment, profile.segment), (profile.proposed_size, profile.size))
            )

    def action_accept_proposals(self):
        """Take over the segment and the size that are proposed for these customers."""
        self.check_access("write")
        for profile in self.filtered("has_size_proposal"):
            vals = {"segment": profile.proposed_segment, "size": profile.proposed_size}
            profile.write({name: value for name, value in vals.items() if value and value != profile[name]})
        return True
