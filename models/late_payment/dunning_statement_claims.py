"""Claims on a statement of account: apart from the account, in no balance of it."""

from odoo import models


class DunningStatement(models.Model):
    _inherit = "dunning.statement"

    def _claims_apart(self):
        """Return the late-payment claims that the customers of a statement owed on its day; empty when there are none.

        :return: dict with ``rows`` (``name, about, charged_on, date_due, claimed, open``), ``total`` (texts), ``note``
            (how part payments were counted)
        """
        self.ensure_one()
        partners = self._covered_customers()
        claims = self.env["dunning.claim"].sudo().search(
            [("partner_id", "in", partners.ids), ("company_id", "=", self.company_id.id), ("charged_on", "<=", self.date_to)],
            order="charged_on, id",
        )
        rows, totals = [], {}
        for claim in claims.filtered("is_posted").with_env(self.env):
            owed = claim.sudo()._owed_on(self.date_to)
            for currency, amount in owed.items():
                totals[currency] = totals.get(currency, 0.0) + amount
            if owed:
                rows.append(
                    {
                        "name": claim.name, "about": claim.sudo().move_id.ref, "charged_on": claim.charged_on, "date_due": claim.date_due,
                        "claimed": claim._amounts_text(), "open": claim._write_amounts(owed), "claim": claim,
                    }
                )  # fmt: skip
        if not rows:
            return {}
        notes = [row["claim"].allocation_note for row in rows if row["claim"].allocation_note]
        return {"rows": rows, "total": self.env["dunning.claim"]._write_amounts(totals), "note": notes[:1] and notes[0]}
