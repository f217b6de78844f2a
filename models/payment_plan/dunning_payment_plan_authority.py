"""Who may grant payment plans alone, and how far: data. Without any row, and beyond a credit insurance, credit managers grant."""

from odoo import api, fields, models

from ..shared.activities import find_present
from ..shared.authorities import MANAGER_GROUP, find_managers, find_people, read_chain


class DunningPaymentPlanAuthority(models.Model):
    _name = "dunning.payment.plan.authority"
    _description = "Who May Grant Payment Plans"
    _inherit = ["dunning.guarded", "dunning.authority"]
    _order = "company_id, amount, id"
    _given_once = frozenset({"company_id"})
    _owner_fields = frozenset({"user_id"})

    amount = fields.Monetary(help="The greatest amount of a plan, company currency. 0: any amount.")
    days = fields.Integer(string="Within (days)", help="From the offer to the last instalment. 0: as long as you like.")
    instalments = fields.Integer(help="How many there may be. 0: any number.")
    may_waive = fields.Boolean(string="May Waive Penalties", help="Late-payment claims, if everything is paid by a date.")

    _limits_not_negative = models.Constraint(
        "CHECK(amount >= 0 AND days >= 0 AND instalments >= 0)", "The limits of an authority cannot be negative."
    )

    @api.model
    def _may_grant_plan(self, user, plan):
        """Tell whether a person may grant a plan alone.

        :param user: ``res.users``
        :param plan: ``dunning.payment.plan``
        """
        rows = read_chain(self, plan.company_id)
        if not rows or plan._say_beyond_policy():
            return user.has_group(MANAGER_GROUP)
        return any(row._covers_plan(plan) and user in find_people(row) for row in rows)

    def _covers_plan(self, plan):
        """Tell whether a plan is within the limits of a row."""
        plan = plan.sudo()
        days = (max(plan.line_ids.mapped("date")) - plan.date).days
        return (
            (not self.amount or self.currency_id.compare_amounts(plan.amount_company, self.amount) <= 0)
            and (not self.days or days <= self.days)
            and (not self.instalments or len(plan.line_ids) <= self.instalments)
            and (self.may_waive or not plan.waive_by)
        )

    @api.model
    def _find_plan_decider(self, plan):
        """Return who is asked to grant a plan: the first in the chain whose limits suffice, else a credit manager.

        :param plan: ``dunning.payment.plan``
        :return: ``res.users``, somebody else than who offers where there is one; may be empty
        """
        company, found = plan.company_id, self.env["res.users"]
        rows = read_chain(self, company) if not plan._say_beyond_policy() else self.browse()
        for row in rows:
            if row._covers_plan(plan):
                found |= find_people(row).sorted(lambda user: (user != company.sudo().dunning_manager_id, user.id))
        if not rows:
            found = find_present(company.sudo().dunning_manager_id, company) | find_managers(self.env, company)
        return ((found - plan.user_id) or found)[:1]
