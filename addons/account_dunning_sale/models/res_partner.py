"""The day on which a customer's address was last changed: Odoo keeps none, and a new address before a large order deserves a look."""

from odoo import fields, models
from odoo.addons.account_dunning.models.shared.company_day import company_day

ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")


class ResPartner(models.Model):
    _inherit = "res.partner"

    dunning_address_changed_on = fields.Date(
        string="Address Changed On", readonly=True, copy=False, groups="base.group_user",
        help="When an address that was known before was changed to another one.",
    )  # fmt: skip

    def write(self, vals):
        """Keep the day on which an address becomes another one; one that was empty before becomes none."""
        named = [name for name in ADDRESS if name in vals]
        before = {partner: [partner[name] for name in named] for partner in self if named and (partner.street or partner.city)}
        done = super().write(vals)
        moved = self.browse([partner.id for partner, old in before.items() if [partner[name] for name in named] != old])
        if moved:
            super(ResPartner, moved.sudo()).write({"dunning_address_changed_on": company_day(self)})
        return done
