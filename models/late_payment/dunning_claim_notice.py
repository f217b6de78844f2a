"""What will be due beside the principal once the days of a notice are over: said in the notice itself, to the cent."""

from decimal import Decimal

from odoo import api, models
from odoo.tools import formatLang

from .. import interest
from .exact import exact


class DunningClaim(models.Model):
    _inherit = "dunning.claim"

    @api.model
    def _explain_notice_costs(self, profile, lines, day):
        """Return in sentences what is added when the days of a notice are over: fixed sums and costs to the cent, and interest.

        :param profile: ``dunning.profile``
        :param lines: ``dunning.action.line`` that the notice is about
        :param date day: day of the notice
        """
        catalogue = self.env["dunning.interest.catalogue"]._load_catalogue()
        groups, _problems = self._group_by_law(profile, lines.move_line_id, catalogue)
        said = [sentence for group in groups for sentence in self._notice_cost_sentences(group, lines, day, catalogue)]
        return " ".join(dict.fromkeys(said)) or self.env._("No compensation and no interest will be added after this time either.")

    @api.model
    def _notice_cost_sentences(self, group, lines, day, catalogue):
        words, sentences = self._format_values(), []
        fees = self._fees_after_notice(group, lines)
        if fees.total:
            currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", fees.fees[0].currency)], limit=1)
            text = self.env._(
                "If it is not paid within this time, %(amount)s will be due in addition (%(law)s).",
                amount=formatLang(self.env, float(fees.total), currency_obj=currency),
                law=words["format_source"](fees.fees[0].source),
            )
            sentences.append(text)
        if rate := self._rate_after_notice(group, day, catalogue):
            law = group.governing.contract.clause if group.governing.regime.contract else group.governing.regime.law
            text = self.env._(
                "After this time interest at %(rate)s %% a year is due as well (%(law)s).",
                rate=formatLang(self.env, float(rate), digits=2), law=words["format_source"](law),
            )  # fmt: skip
            sentences.append(text)
        return sentences

    @api.model
    def _fees_after_notice(self, group, lines):
        """Return the fixed sums (``interest.Fees``) of the items of a group as they will be once a free letter's days are over."""
        asked = {line.move_line_id.id: line for line in lines}
        records = self.env["account.move.line"].browse([item.id for item in group.items])
        _until, charged = self._charged_before(records)
        items = [
            interest.FeeItem(
                str(item.id), exact(asked[item.id].net_currency, item.currency_id.decimal_places), asked[item.id].date_due,
                invoice=str(item.dunning_entry_id.id), charged=str(item.id) in charged,
            )
            for item in records
        ]  # fmt: skip
        clause = group.governing.contract.fee_clause
        return interest.fixed_sums(group.governing.regime, items, has_clause=clause, has_letter=True, currency=group.currency.name)

    @api.model
    def _rate_after_notice(self, group, day, catalogue):
        """Return the rate of interest in percent, zero where it is not published yet or there is none."""
        regime = group.governing.regime
        try:
            return interest.RateBook(catalogue, regime).rate_on(day, day).percent
        except interest.InterestError:
            return Decimal(0)
