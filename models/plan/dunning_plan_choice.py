"""Which plan an item or a customer follows (rule of assignment): one expression for the decision, simulations and all screens."""

from odoo import models
from odoo.tools import SQL


class DunningPlan(models.Model):
    _inherit = "dunning.plan"

    def _sql_plan_choice(self, company, given, own, plan_choice=None, day=None):
        """Return the plan's id: given to the invoice, the customer's own, the first that matches, the company's default.

        It reads ``item.partner_id``, ``item.move_id`` and ``profile`` (see ``_assignment_sql``), and is NULL when no plan fits.

        :param company: root ``res.company``
        :param SQL given: id of the active plan given to the invoice, or NULL
        :param SQL own: id of the active plan given to the customer, or NULL
        :param tuple plan_choice: another choice of plans, as in ``Question``
        :param date day: a past day whose ledger is rebuilt
        """
        plan, replaced = plan_choice or (None, 0)
        if plan and replaced is None:
            return SQL("%s", plan)
        matching = self._sql_matching_plan(company, day)  # reads all plans: the default is asked for afterwards
        default = plan if replaced is False else self._default_plan(company.sudo()).id or None
        chosen = SQL("COALESCE(%s, %s, %s, %s)", given, own, matching, default)
        if not replaced:
            return chosen
        return SQL("CASE WHEN %(chosen)s = %(replaced)s THEN %(plan)s ELSE %(chosen)s END", chosen=chosen, replaced=replaced, plan=plan)

    def _sql_matching_plan(self, company, day=None):
        """Return the id of the first plan whose segment and filters match, else NULL; it reads what ``_sql_plan_choice`` reads."""
        Plan = self.env["dunning.plan"].sudo().with_company(company)  # filters may ask for figures of this company
        return Plan.search_fetch([("company_id", "in", (company.id, False))])._assignment_sql(company, day)
