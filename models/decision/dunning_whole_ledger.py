"""Lists made of a statement about whole companies: they have to be planned like one (``dunning.engine._whole_company``)."""

from odoo import api, models


class DunningWholeLedger(models.AbstractModel):
    _name = "dunning.whole.ledger"
    _description = "List over a Whole Ledger"

    def _fetch_query(self, query, fields):
        with self.env["dunning.engine"]._whole_company():
            return super()._fetch_query(query, fields)

    @api.model
    @api.readonly
    def search_count(self, domain, limit=None):
        with self.env["dunning.engine"]._whole_company():
            return super().search_count(domain, limit=limit)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        with self.env["dunning.engine"]._whole_company():
            return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        with self.env["dunning.engine"]._whole_company():
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
