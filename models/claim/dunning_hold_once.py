"""The same hold is placed once a day, whoever asks for it."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..shared.company_day import company_day


class DunningHold(models.Model):
    _inherit = "dunning.hold"

    @api.model
    def _place_holds(self, vals_list):
        """Create holds, except those that somebody placed already on the same day until the same day.

        :param list vals_list: as for ``create``; company and customer may be missing
        :return: (``dunning.hold`` made, ``dunning.hold`` that were there)
        """
        made = found = self.browse()
        for vals in vals_list:
            vals = dict(vals)
            self._complete_hold_vals(vals)
            company = self.env["res.company"].browse(vals["company_id"])
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            if partner:
                self.env["dunning.profile"].sudo()._lock_customers(partner, company.sudo())
            twin = self._find_twin(vals)
            if twin:
                found |= twin
            else:
                made |= self.create(vals)
        return made, found

    @api.model
    def _find_twin(self, vals):
        """Return the active hold that says the same: target, kind, first and last day."""
        start = fields.Date.to_date(vals.get("date_start")) or company_day(self)
        names = ("company_id", "partner_id", "move_id", "move_line_id", "kind", "date_end")
        domain = [(name, "=", vals.get(name) or False) for name in names]
        return self.search([*domain, ("date_start", "=", start), ("state", "=", "active")], limit=1)

    def _placed_text(self):
        """Return the sentence that says who placed a hold, and when."""
        hold = self[:1]
        return self.env._(
            "%(hold)s: placed already by %(user)s on %(day)s.",
            hold=hold.display_name,
            user=hold.sudo().user_id.name,
            day=format_date(self.env, hold.date_start),
        )
