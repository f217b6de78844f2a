"""A register of companies by SIREN, imported as a file: what size they are. France's official register counts staff in bands."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SIZES = [("micro", "Micro"), ("small", "Small"), ("medium", "Medium"), ("large", "Large"), ("public", "Public sector")]

# Bands of staff as the register Sirene codes them (trancheEffectifsUniteLegale), and what size that is by the limits of
# 10, 50 and 250 of Commission Recommendation 2003/361/EC. A band over a limit (200 to 249, 250 to 499) lies on one side.
BANDS = {
    "micro": ("00", "01", "02", "03"), "small": ("11", "12"), "medium": ("21", "22", "31"),
    "large": ("32", "41", "42", "51", "52", "53"),
}  # fmt: skip


class DunningRegisterEntry(models.Model):
    _name = "dunning.register.entry"
    _description = "Entry of a Register of Companies"
    _inherit = ["dunning.guarded"]
    _order = "siren"
    _rec_name = "siren"

    siren = fields.Char(string="SIREN", required=True, index=True, help="Nine digits; blanks are left out.")
    name = fields.Char()
    staff_band = fields.Char(help="Band of staff as the register Sirene codes it: 00 to 53.")
    size = fields.Selection(SIZES, compute="_compute_size", store=True, readonly=False, help="By the band of staff, else as the file says.")
    source = fields.Char(help="Which file, of which day.")

    _once = models.UniqueIndex("(siren)", "This SIREN is in the register already.")

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the digits of a SIREN."""
        for vals in vals_list:
            vals["siren"] = re.sub(r"\s", "", vals.get("siren") or "")
        return super().create(vals_list)

    @api.constrains("siren")
    def _check_siren(self):
        for entry in self:
            if not re.fullmatch(r"\d{9}", entry.siren or ""):
                raise ValidationError(self.env._("%s is no SIREN: it has nine digits.", entry.siren))

    @api.depends("staff_band")
    def _compute_size(self):
        sizes = {band: size for size, bands in BANDS.items() for band in bands}
        for entry in self:
            entry.size = sizes.get((entry.staff_band or "").strip().zfill(2) if entry.staff_band else "", entry.size)
