"""Which authority stamps a company's evidence files."""

from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from . import stamp


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_stamp_url = fields.Char(string="Time-Stamping Authority", help="Address at which it takes requests by RFC 3161.")
    dunning_stamp_certificates = fields.Text(
        string="Certificates of the Authority",
        help="Its root certificate, and those between if there are any, as PEM: by them a stamp is verified, without any network.",
    )

    @api.constrains("dunning_stamp_url", "dunning_stamp_certificates")
    def _check_dunning_stamp(self):
        for company in self.sudo().filtered("dunning_stamp_url"):
            address = urlsplit(company.dunning_stamp_url)
            if address.scheme not in ("https", "http") or not address.hostname:
                raise ValidationError(self.env._("The address of the time-stamping authority begins with https:// or http://."))
            try:
                stamp.read_certificates(company.dunning_stamp_certificates)
            except stamp.StampError as error:
                raise ValidationError(
                    self.env._("Enter the root certificate of the time-stamping authority as PEM; without it nobody can verify a stamp.")
                ) from error
