"""What the invoices themselves say about late payment: the claim warns where it asks for another rate."""

import re

from markupsafe import Markup
from odoo import api, models

# A rate in percent, as in "12,40 %" or "15%".
PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,4})?)\s*%")

# Words that make a sentence speak of late payment, in the languages of the shipped laws.
LATE_WORDS = re.compile(r"late payment|penal|pénalit|retard|interest|intérêt|verzug|zinsen|rente|mora|intereses|interessi", re.IGNORECASE)


class DunningClaim(models.Model):
    _inherit = "dunning.claim"

    @api.model
    def _find_mention_warnings(self, group):
        """Return a warning where the terms printed on an invoice name a rate that the claim does not ask for.

        :param group: ``ClaimGroup``
        """
        regime = group.governing.regime
        if not regime.contract and not group.items:
            return []
        asked = {float(regime.margin)} if not regime.series else None
        named = {}
        for item in group.items:
            for rate in self._mentioned_rates(item.dunning_entry_id.sudo()):
                named.setdefault(rate, item.dunning_entry_id.name)
        wrong = {rate: name for rate, name in named.items() if asked is not None and rate not in asked}
        if asked is None:  # points above a reference: a sentence may name the points, or the rate of its day
            wrong = {rate: name for rate, name in named.items() if rate != float(regime.margin)}
        return [
            self.env._(
                "Invoice %(invoice)s names %(rate)s %% for late payment: compare it with the rate of this claim.",
                invoice=name,
                rate=f"{rate:g}",
            )
            for rate, name in sorted(wrong.items())
        ]

    @api.model
    def _mentioned_rates(self, move):
        """Return the rates that the terms of an invoice name in sentences about late payment."""
        text = Markup(move.narration or "").striptags()
        sentences = re.split(r"(?<=[.;\n])\s", text)
        found = [rate for sentence in sentences if LATE_WORDS.search(sentence) for rate in PERCENT.findall(sentence)]
        return {float(rate.replace(",", ".")) for rate in found}
