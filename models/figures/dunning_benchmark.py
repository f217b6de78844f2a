"""Reference figures: what is usual in a market, with date and source, to see one's own beside."""

from odoo import api, fields, models

MEASURES = [
    ("days_late", "Days late"),
    ("late_rate", "Share paid late"),
    ("on_time", "Companies that pay on time"),
    ("term", "Payment term"),
    ("default", "Risk of default"),
    ("lost", "Share lost"),
    ("dso", "DSO"),
]


class DunningReference(models.Model):
    _name = "dunning.reference"
    _description = "Reference Figure"
    _inherit = ["dunning.guarded"]
    _order = "measure, country_id, date desc, id"

    name = fields.Char(required=True, translate=True)
    measure = fields.Selection(MEASURES, required=True)
    value = fields.Float(required=True, digits=(16, 1))
    unit = fields.Selection([("days", "Days"), ("percent", "%"), ("times", "Times")], required=True, default="days")
    country_id = fields.Many2one("res.country", help="Empty: several countries.")
    date = fields.Date(required=True, help="The day or the end of the period for which it was found.")
    source = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)

    def _place_name(self):
        """Return of which country it is, for people."""
        self.ensure_one()
        return self.country_id.sudo().name or self.env._("several countries")

    @api.model
    def _figures_beside(self, company):
        """Return the reference figures to stand beside those of a company: of its country and of several countries.

        :param company: root ``res.company``
        :return: dict by measure of records, its own country first, then the newest
        """
        country = company.sudo().account_fiscal_country_id
        found = self.search(["|", ("country_id", "=", False), ("country_id", "=", country.id)])
        ordered = found.sorted(lambda one: (not one.country_id, -one.date.toordinal(), one.id))
        return ordered.grouped("measure")
