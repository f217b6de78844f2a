"""Exposure of groups of companies: what all companies below a parent owe, beside the limit that was granted for all of them."""

from odoo import api, models
from odoo.tools import SQL


class DunningExposure(models.AbstractModel):
    _inherit = "dunning.exposure"

    @api.model
    def _sql_group_members(self, day, roots):
        """Return the companies below each parent that has a limit for its whole group, itself included.

        Of a company below two such parents the nearer one counts.

        :param date day: as of its end
        :param roots: root ``res.company``
        :return: SQL with ``root_id, partner_id`` (commercial), ``head_id`` and the group's ``limit_id``
        """
        return SQL(
            """
            (WITH RECURSIVE %(limits)s,
            below AS (
                SELECT company_id AS root_id, partner_id AS head_id, id AS limit_id, partner_id, 0 AS depth FROM group_limit
                UNION
                SELECT below.root_id, below.head_id, below.limit_id, partner.id, below.depth + 1
                  FROM below
                  JOIN res_partner AS partner ON partner.parent_id = below.partner_id
            )
            SELECT DISTINCT ON (below.root_id, below.partner_id) below.root_id, below.partner_id, below.head_id, below.limit_id
              FROM below
              JOIN res_partner AS partner ON partner.id = below.partner_id AND partner.commercial_partner_id = partner.id
             ORDER BY below.root_id, below.partner_id, below.depth)
            """,
            limits=self.env["dunning.credit.limit"]._sql_limits_on(day, roots),
        )

    @api.model
    def _read_group_credit(self, company, asked):
        """Return what the groups of customers owe in a main company beside the limits of these groups.

        :param company: root ``res.company``
        :param Asked asked: of the customers
        :return: dict by partner id of dict ``group_limit, group_exposure, group_name``; without those that have no such limit
        """
        Limit = self.env["dunning.credit.limit"].sudo()
        if not Limit.search_count([("company_id", "=", company.id), ("is_for_group", "=", True)], limit=1):
            return {}
        members = self.env.execute_query_dict(self._sql_group_members(asked.day, company))
        heads = {row["partner_id"]: row["head_id"] for row in members}
        wanted = {heads[one] for one in asked.partner_ids if one in heads}
        if not wanted:
            return {}
        everybody = tuple(one for one, head in heads.items() if head in wanted)
        owed = dict.fromkeys(wanted, 0.0)
        for row in self.env.execute_query_dict(self._sql_exposure(asked._replace(partner_ids=everybody))):
            owed[heads[row["partner_id"]]] += float(row["exposure"])
        limits = {row["head_id"]: Limit.browse(row["limit_id"]) for row in members if row["head_id"] in wanted}
        return {
            one: {"group_limit": limits[heads[one]].amount, "group_exposure": owed[heads[one]],
                  "group_name": limits[heads[one]].partner_id.display_name}
            for one in asked.partner_ids if one in heads
        }  # fmt: skip
