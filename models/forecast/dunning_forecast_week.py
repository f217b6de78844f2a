"""Cash-in forecast: what each open item probably brings in each of the next 13 weeks, from the forecast of last night.

A group of items brings the sum of what its items bring; its band lies ``BAND`` standard deviations around it, where the
variance of an item is ``amount² · p · (1 − p)``. So bands are computed for each group, never added up.
"""

from odoo import fields, models
from odoo.tools import SQL

from ..customer.dunning_profile import PAYER_TYPES
from ..shared.channels import SEGMENTS
from ..shared.read_model_field import Many2oneReadModel
from .behaviour import BAND, FORECAST_WEEKS
from .dunning_forecast import DEPENDS
from .dunning_forecast_item import BASES


class DunningForecastWeek(models.Model):
    _name = "dunning.forecast.week"
    _description = "Cash Forecast"
    _auto = False
    _order = "week, amount desc, id"
    _rec_name = "name"
    _depends = DEPENDS

    forecast_id = Many2oneReadModel("dunning.forecast", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    week = fields.Date(readonly=True, help="Monday of the week in which the money comes.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    collector_id = fields.Many2one("res.users", readonly=True)
    segment = fields.Selection(SEGMENTS, readonly=True)
    payer_type = fields.Selection(PAYER_TYPES, readonly=True)
    basis = fields.Selection(BASES, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    root_company_id = fields.Many2one("res.company", string="Main Company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_due = fields.Date(string="Due", readonly=True)
    date_expected = fields.Date(string="Expected (50 %)", readonly=True)
    probability = fields.Float(readonly=True, aggregator=None, help="That this item is paid in this week.")
    amount = fields.Monetary(string="Expected", readonly=True, help="Open amounts times their probability.")
    amount_low = fields.Monetary(string="Cautious", readonly=True, help="Less comes in once in five times.")
    amount_high = fields.Monetary(string="Favourable", readonly=True, help="More comes in once in five times.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT part.*, GREATEST(part.amount - %(band)s * SQRT(part.variance), 0) AS amount_low,
                   part.amount + %(band)s * SQRT(part.variance) AS amount_high
              FROM (
                SELECT forecast.id::bigint * %(weeks)s + place.rank - 1 AS id, forecast.id AS forecast_id, forecast.name,
                       -- the first week is that of the day, from Saturday on the next one; 5 January 1970 was a Monday
                       forecast.date + 2 - (forecast.date + 2 - DATE '1970-01-05') %% 7 + 7 * (place.rank::int - 1) AS week,
                       forecast.partner_id, forecast.collector_id, forecast.segment, forecast.payer_type, forecast.basis,
                       forecast.company_id, forecast.root_company_id, forecast.currency_id, forecast.date_due,
                       forecast.date_expected, place.share::float8 AS probability, forecast.amount * place.share::numeric AS amount,
                       forecast.amount * forecast.amount * place.share::numeric * (1 - place.share::numeric) AS variance
                  FROM (%(forecasts)s) AS forecast
                 CROSS JOIN JSONB_ARRAY_ELEMENTS_TEXT(forecast.weights) WITH ORDINALITY AS place(share, rank)
                 WHERE place.share::float8 > 0
              ) AS part
            """,
            forecasts=self.env["dunning.forecast"]._table_query,
            band=BAND,
            weeks=FORECAST_WEEKS,
        )

    def _read_group_select(self, aggregate_spec, query):
        """The band of a group follows from the variances of its items."""
        name = aggregate_spec.partition(":")[0]
        if name not in ("amount_low", "amount_high"):
            return super()._read_group_select(aggregate_spec, query)
        amount = self._field_to_sql(self._table, "amount", query)
        share = self._field_to_sql(self._table, "probability", query)
        # amount is open · p, so that open² · p · (1 − p) is amount² · (1 − p) / p
        spread = SQL("%s * SQRT(SUM(%s * %s * (1 - %s) / NULLIF(%s, 0)))", BAND, amount, amount, share, share)
        if name == "amount_low":
            return SQL("GREATEST(SUM(%s) - %s, 0)", amount, spread)
        return SQL("SUM(%s) + %s", amount, spread)

    def action_open_item(self):
        """Open the invoice or entry."""
        return self.forecast_id.action_open_item()

    def action_refresh(self):
        """Compute the forecast now."""
        return self.env["dunning.forecast"].action_refresh()
