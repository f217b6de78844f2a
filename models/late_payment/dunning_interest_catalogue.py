"""The laws and values in use as the library's catalogue, and which law governs an invoice."""

from dataclasses import dataclass, replace

from odoo import api, models

from .. import interest
from .exact import exact


@dataclass(frozen=True)
class Governing:
    """The law of an invoice: ``regime`` with its clause, ``contract`` (record, may be empty), ``choice`` (``LawChoice``)."""

    regime: object
    contract: object
    choice: object


class DunningInterestCatalogue(models.AbstractModel):
    _name = "dunning.interest.catalogue"
    _description = "Catalogue of Late-Payment Law"

    @api.model
    def _load_catalogue(self):
        """Return the laws and confirmed values (``interest.Catalogue``); to be handed down through one request."""
        regimes = self.env["dunning.interest.regime"].sudo().search([("state", "in", ("confirmed", "form"))], order="sequence, id")
        series = self.env["dunning.interest.series"].sudo().search([])
        return interest.Catalogue(
            {regime.key: regime._as_regime() for regime in regimes}, {one.key: self._as_series(one) for one in series}
        )

    @api.model
    def _as_series(self, series):
        rates = series.rate_ids.filtered(lambda rate: rate.state == "confirmed")
        values = tuple(rate._as_dated_value() for rate in rates)
        return interest.Series(series.key, series.key, series.kind, "", values, series.known_until or None)

    @api.model
    def _choose_governing_law(self, move, profile, catalogue, contracts=None):
        """Return the law that governs an invoice (``Governing``): that of the contract, never the language's.

        The contract's own country, else that of the branch that sold for businesses, the customer's own for consumers and
        public bodies.

        :param move: ``account.move``
        :param profile: ``dunning.profile`` of its customer
        :param catalogue: as ``_load_catalogue`` gives it
        :param contracts: as ``_contracts_of`` gives them, read when not given
        :raises interest.InterestError: no law is known, or it is a form
        """
        contract = self._find_contract(move, profile, self._contracts_of(profile) if contracts is None else contracts)
        company = move.company_id.sudo()
        seller = company.country_id or company.root_id.country_id
        choice = interest.choose_law(
            profile.debtor_class,
            contract=contract.law_country_id.code or None,
            seller=seller.code or None,
            debtor=profile.partner_id.sudo().country_id.code or None,
        )
        regime = self._agree_rate(catalogue.regime_for(choice.country, choice.debtor_class), contract)
        regime.check_complete()
        return Governing(regime, contract, choice)

    @api.model
    def _agree_rate(self, regime, contract):
        """Return the law with the rate that a contract agreed, within the law's floor and cap."""
        if contract.rate_kind == "fixed":
            return regime.with_contract_rate(exact(contract.rate), contract.clause)
        if contract.rate_kind == "above":
            return regime.completed(margin=exact(contract.rate), contract=True, sources=contract.clause)
        return regime

    @api.model
    def _contracts_of(self, profile):
        """Return all terms that may be those of a customer's invoices: its own and the company's."""
        return self.env["dunning.interest.contract"].sudo().search(
            [("company_id", "=", profile.company_id.id), ("partner_id", "in", (False, profile.partner_id.id))]
        )  # fmt: skip

    @api.model
    def _find_contract(self, move, profile, contracts):
        """Return the terms of an invoice: its own, else the customer's, else for businesses the company's terms of sale."""
        day = move.invoice_date or move.date
        contracts = contracts.filtered(lambda one: one.move_id.id in (False, move.id) and one._covers_day(day))
        own = contracts.filtered(lambda one: one.move_id) or contracts.filtered(lambda one: one.partner_id)
        general = contracts if profile.debtor_class == "business" else contracts.browse()
        return (own or general.filtered(lambda one: not one.partner_id))[:1]

    @api.model
    def _series_with(self, series, values, read_on):
        """Return a series with values that were read, refused by name where they contradict what is there.

        :param series: ``dunning.interest.series``
        :param values: ``interest.DatedValue`` objects
        :param date read_on: day on which they were read
        :raises interest.EntryError: a value cannot be right
        """
        return replace(self._as_series(series)).merged(values, read_on)
