"""Block of the dashboard about credit: exposure, how far the limits are used, what is above them, and what is late of it."""

from odoo import api, models

# Customers named.
MOST = 5
ABOVE = [("has_limit", "=", True), ("available", "<", 0)]
LATER = [("over_age_amount", ">", 0)]


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    @api.model
    def _credit_lines(self, asked):
        """Return the exposure in the companies asked for, and the customers asked for as its domain."""
        domain = [("company_id", "=", asked.company.id), *self._scope_domain(asked, deputy="profile_id.deputy_id", usual=False)]
        return self.env["dunning.credit.exposure"].with_context(allowed_company_ids=asked.companies.ids), domain

    @api.model
    def _open_exposure(self, asked, domain, more=()):
        """Return the action that opens lines of exposure."""
        return self._open_records_behind(
            self.env._("Exposure against Limit"), "dunning.credit.exposure", [*domain, *more], ("list", "pivot"),
            {"allowed_company_ids": asked.companies.ids},
        )  # fmt: skip

    @api.model
    def _block_exposure(self, asked):
        """Exposure beside limits. A limit is that of all branches: who sees some of them only is told no amounts beside it."""
        env = self.env
        Lines, domain = self._credit_lines(asked)
        if not env["dunning.credit.limit"]._is_credit_used(asked.company):
            return self._make_block(
                empty=env._("No credit limit was granted yet."), action=self._open_exposure(asked, domain)
            )
        sums = ["exposure:sum", "limit_amount:sum", "late_amount:sum", "__count"]
        limited = [("has_limit", "=", True)]
        [(exposure, _limit, _late, _count)] = Lines._read_group(domain, [], sums)
        [(used, limit, late, _count)] = Lines._read_group([*domain, *limited], [], sums)
        [(_used, _limit, _late, above)] = Lines._read_group([*domain, *ABOVE], [], sums)
        [(beyond,)] = Lines._read_group([*domain, *LATER], [], ["over_age_amount:sum"])
        waiting = [("company_id", "=", asked.company.id), ("state", "=", "open")]
        requests = self._open_records_behind(env._("Credit Requests"), "dunning.credit.request", waiting, ("list", "form"))
        share = (used or 0) / limit if limit else None
        figures = [
            self._make_figure(asked, env._("Exposure"), exposure or 0.0, action=self._open_exposure(asked, domain)),
            self._make_figure(
                asked, env._("Limits Used"), share, "share", self._open_exposure(asked, domain, limited),
                note=env._("of %s granted", self._format_for_people(asked, limit or 0.0, "money")),
            ),
            self._make_figure(
                asked, env._("Customers above Their Limit"), above, "count", self._open_exposure(asked, domain, ABOVE),
                tone="bad" if above else "good",
            ),
            self._make_figure(
                asked, env._("Late of Customers with a Limit"), late or 0.0, "difference", self._open_exposure(asked, domain, limited),
                note=env._("undisputed, not covered by credits"),
            ),
            self._make_figure(
                asked, env._("Later than Allowed"), beyond or 0.0, "difference", self._open_exposure(asked, domain, LATER),
                tone="bad" if beyond else "",
            ),
            self._make_figure(
                asked, env._("Requests to Decide"), env["dunning.credit.request"].search_count(waiting), "count", requests
            ),
        ]  # fmt: skip
        return self._make_block(figures, table=self._table_above(asked), action=self._open_exposure(asked, domain))

    @api.model
    def _table_above(self, asked):
        """Return the customers that are furthest above their limit, ``None`` when none is."""
        Lines, domain = self._credit_lines(asked)
        rows = []
        for line in Lines.search([*domain, *ABOVE], order="available, id", limit=MOST):
            one = self._open_exposure(asked, [("id", "=", line.id)])
            cells = [(line.partner_id.sudo().display_name, "text"), (line.exposure, "money"), (line.limit_amount, "difference"),
                     (-line.available, "difference")]  # fmt: skip
            rows.append({"cells": [self._make_figure(asked, "", value, kind, one) for value, kind in cells], "share": -line.available})
        if not rows:
            return None
        most = rows[0]["share"]
        for row in rows:
            row["share"] /= most
        names = (
            (self.env._("Customer"), "text"), (self.env._("Exposure"), "money"), (self.env._("Limit"), "money"),
            (self.env._("Above It"), "money"),
        )  # fmt: skip
        return {"columns": [{"name": name, "kind": kind} for name, kind in names], "rows": rows}
