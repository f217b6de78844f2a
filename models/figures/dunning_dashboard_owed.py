"""Block of the dashboard that leads from what is overdue in the books to what customers are asked for.

The first figure is the aged balance's, the last one the sum of the customers' list; between them stands why they differ.
"""

from odoo import api, models
from odoo.tools import SQL

from .dunning_dashboard_money import OVERDUE


class DunningDashboard(models.AbstractModel):
    _inherit = "dunning.dashboard"

    @api.model
    def _owed_totals(self, asked):
        """Return what the customers asked for owe by the decision of the day: sums of ``dunning.profile._sql_owed``.

        :return: dict ``listed`` (past due less credits, of customers in the list), ``gross`` (before credits),
            ``covered`` (by credits), ``unlisted`` (past due less credits, of customers without a page)
        """
        profiles = self.env["dunning.profile"].search([("company_id", "=", asked.company.id), *self._scope_domain(asked)])
        Profile = self.env["dunning.profile"]
        with self.env["dunning.engine"]._whole_company():
            [found] = self.env.execute_query_dict(
                SQL(
                    """
                    SELECT COALESCE(SUM(amount_overdue) FILTER (WHERE listed), 0)::float AS listed,
                           COALESCE(SUM(amount_overdue) FILTER (WHERE NOT listed), 0)::float AS unlisted,
                           COALESCE(SUM(amount_overdue_gross), 0)::float AS gross,
                           COALESCE(SUM(amount_overdue_gross - amount_overdue), 0)::float AS covered
                      FROM (SELECT owed.*, partner_id = ANY(%(customers)s) AS listed FROM (%(owed)s) AS owed) AS owed
                     WHERE listed OR %(everybody)s
                    """,
                    customers=profiles.partner_id.ids,
                    owed=Profile._sql_owed_by_customer(asked.company, asked.day, own=asked.companies),
                    everybody=self._is_everybody(asked),
                )
            )
        return found

    @api.model
    def _block_owed(self, asked):
        """From the overdue of the aged balance to that of the customers' list, step by step."""
        env = self.env
        totals, _customers = self._aged_totals(asked)
        customers = self._open_records_behind(
            env._("Customers"), "dunning.profile", [("company_id", "=", asked.company.id), *self._scope_domain(asked)],
            ("list", "kanban", "form"), {"search_default_overdue": 1},
        )  # fmt: skip
        if not totals["overdue"]:
            return self._make_block(empty=env._("Nothing is overdue."), action=customers)
        owed = self._owed_totals(asked)
        late = self._open_aged(asked, env._("Overdue"), OVERDUE)
        figures = [
            self._make_figure(asked, env._("Overdue"), totals["overdue"], action=late, note=env._("before credits")),
            self._make_figure(
                asked, env._("Covered by Credits"), -owed["covered"], "difference", customers,
                note=env._("credit notes and payments not yet allocated"),
            ),
        ]  # fmt: skip
        others = totals["overdue"] - owed["gross"] + owed["unlisted"]
        if not asked.company.sudo().currency_id.is_zero(others):
            figures.append(
                self._make_figure(
                    asked, env._("Not in the Customers' List"), -others, "difference", late, note=env._("no customer, or no page yet")
                )
            )
        figures.append(
            self._make_figure(
                asked, env._("Overdue, Credits Deducted"), owed["listed"], action=customers, note=env._("as in the customers' list")
            )
        )
        return self._make_block(figures, action=customers)
