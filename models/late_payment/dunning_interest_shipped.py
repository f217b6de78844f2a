"""Laws and values that the add-on ships, loaded at installation and upgrade; what people entered is left as it is."""

from odoo import api, models

from .. import interest
from .exact import exact


class DunningInterestRegime(models.Model):
    _inherit = "dunning.interest.regime"

    @api.model
    def _load_shipped_law(self):
        """Bring shipped series, values and laws up to date. A shipped value never replaces one that people confirmed."""
        catalogue = interest.load_catalogue()
        self._load_shipped_series(catalogue)
        self._load_shipped_rates(catalogue)
        self._load_shipped_regimes(catalogue)

    @api.model
    def _load_shipped_series(self, catalogue):
        Series = self.env["dunning.interest.series"].sudo()
        known = {series.key: series for series in Series.search([])}
        for key, series in catalogue.series.items():
            record = known.get(key) or Series.create({"key": key, "kind": series.kind, "is_shipped": True})
            until = max(filter(None, (record.known_until, series.known_until)), default=None)
            if until and until != record.known_until:
                record.known_until = until

    @api.model
    def _load_shipped_rates(self, catalogue):
        Rate = self.env["dunning.interest.rate"].sudo()
        ids = {series.key: series.id for series in self.env["dunning.interest.series"].sudo().search([])}
        known = {(rate.series_id.id, rate.day): rate for rate in Rate.search([("state", "=", "confirmed")])}
        created = []
        for key, series in catalogue.series.items():
            for value in series.values:
                rate = known.get((ids[key], value.day))
                vals = {"value": float(value.value), "source": value.source, "seen": value.seen}
                if rate is None:
                    created.append({"series_id": ids[key], "day": value.day, "state": "confirmed", "is_shipped": True, **vals})
                elif rate.is_shipped and exact(rate.value) != value.value:
                    rate.write(vals)
        Rate.create(created)

    @api.model
    def _load_shipped_regimes(self, catalogue):
        Regime = self.sudo().with_context(active_test=False, tracking_disable=True)
        known = {regime.key: regime for regime in Regime.search([])}
        for rank, (key, regime) in enumerate(catalogue.regimes.items()):
            record = known.get(key)
            if record is None:
                state = "form" if regime.to_enter else "confirmed"
                Regime.create({**Regime._vals_of_regime(regime), "sequence": 10 + rank, "is_shipped": True, "state": state})
            elif record.is_shipped and record._as_regime() != regime:
                record.write(Regime._vals_of_regime(regime))
