"""One customer, one thing at a time: what two people submit together is done by the first and seen by the second."""

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from psycopg2.errors import UniqueViolation

from ..shared.once import lock_rows


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    @api.model
    def _create_alone(self, vals_list):
        """Create profiles; where somebody else just made one of them, have Odoo try again, to find it.

        :param list vals_list: as for ``create``
        :raises ConcurrencyError: somebody makes one of them right now
        """
        try:
            return self.create(vals_list)
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error

    @api.model
    def _lock_customers(self, partners, company):
        """Return the profiles of customers, locked until the end of the transaction.

        :param partners: ``res.partner``
        :param company: root ``res.company``
        """
        profiles = self._get_or_create(partners, company)
        lock_rows(profiles.sudo())
        return profiles
