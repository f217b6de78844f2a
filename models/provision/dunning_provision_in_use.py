"""The loss rates in use: what the last provision says of an item that will be so many days late, for figures that look ahead."""

from odoo import api, models
from odoo.tools import SQL

from .dunning_provision import LOWERS
from .dunning_provision_build import STANDARD


class DunningProvision(models.Model):
    _inherit = "dunning.provision"

    @api.model
    def _find_in_force(self, root, today):
        """Return the provision whose rates and judgments are in use: the last one that was computed and not given up.

        :param root: main ``res.company``
        :param date today: provisions of later days do not count
        :return: ``dunning.provision``, empty where none was computed
        """
        domain = [
            ("company_id", "=", root.id), ("state", "!=", "cancelled"), ("computed_on", "!=", False), ("date", "<=", today),
        ]  # fmt: skip
        return self.sudo().search(domain, order="date desc, id desc", limit=1)

    @api.model
    def _sql_expected_losses(self, root, today, items):
        """Return what of items is not expected to come in: as they stand, and so many days late as they will be.

        As in a provision: open without VAT times the rate of segment and bucket, or the risk that a person judged.

        :param root: main ``res.company``
        :param date today: see ``_find_in_force``
        :param SQL items: with ``id, move_id, partner_id, residual, days, days_later``
        :return: SQL with ``id, loss_now, loss_later`` in company currency, both empty where no provision was computed
        """
        return SQL(
            """
            SELECT item.id, ROUND(net.amount * COALESCE(judged.judged_rate, rate.rate)::numeric, %(digits)s) AS loss_now,
                   ROUND(net.amount * COALESCE(judged.judged_rate, later.rate)::numeric, %(digits)s) AS loss_later
              FROM (%(items)s) AS item
              JOIN account_move AS move ON move.id = item.move_id
             CROSS JOIN LATERAL (SELECT ROUND(item.residual * (1 - %(tax_share)s)::numeric, %(digits)s) AS amount) AS net
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = item.partner_id AND profile.company_id = %(root)s
              LEFT JOIN dunning_provision_rate AS rate ON rate.provision_id = %(used)s AND rate.bucket = WIDTH_BUCKET(
                        item.days, %(lowers)s::int[])::text AND rate.segment = COALESCE(profile.segment, %(standard)s)
              LEFT JOIN dunning_provision_rate AS later ON later.provision_id = %(used)s AND later.bucket = WIDTH_BUCKET(
                        item.days_later, %(lowers)s::int[])::text AND later.segment = COALESCE(profile.segment, %(standard)s)
              LEFT JOIN dunning_provision_line AS judged ON judged.provision_id = %(used)s AND judged.move_line_id = item.id
                                                        AND judged.judged
            """,
            items=items,
            digits=root.sudo().currency_id.decimal_places,
            tax_share=self._sql_tax_share(),
            root=root.id,
            used=SQL("%s::int", self._find_in_force(root, today).id or None),
            lowers=list(LOWERS),
            standard=STANDARD,
        )
