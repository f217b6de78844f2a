"""Who may grant payment plans alone, and how far: data. Without any row, and beyond a credit insurance, credit managers grant."""

from odoo import api, fields, models
from odoo.tools import formatLang

from ..shared.activities import find_present
from ..shared.authorities import MANAGER_GROUP, find_managers, find_people, read_chain


class DunningPaymentPlanAuthority(models.Model):
    _name = "dunning.payment.plan.authority"
    _description = "Who May Grant Payment Plans"
    _inherit = ["dunning.guarded"]
    _order = "company_id, amount, id"
    _given_once = frozenset({"company_id"})
    _owner_fields = frozenset({"user_id"})

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Person", index="btree_not_null", domain="[('share', '=', False)]")
    group_id = fields.Many2one("res.groups", string="Or Everybody Of", index="btree_not_null", ondelete="cascade")
    amount = fields.Monetary(string="Up To", help="The greatest amount of a plan, company currency. 0: any amount.")
    days = fields.Integer(string="Within (days)", help="From the offer to the last instalment. 0: as long as you like.")
    instalments = fields.Integer(help="How many there may be. 0: any number.")
    may_waive = fields.Boolean(string="May Waive Penalties", help="Late-payment claims, if everything is paid by a date.")

    _limits_not_negative = models.Constraint(
        "CHECK(amount >= 0 AND days >= 0 AND instalments >= 0)", "The limits of an authority cannot be negative."
    )
    _one_or_many = models.Constraint(
        "CHECK((user_id IS NULL) <> (group_id IS NULL))", "An authority belongs to a person or to a group, one of them."
    )

    @api.depends("user_id", "group_id", "amount")
    def _compute_display_name(self):
        for one in self:
            who = one.user_id.name or one.group_id.full_name or ""
            if not one.amount:
                one.display_name = self.env._("%s, any amount", who)
                continue
            upto = formatLang(self.env, one.amount, currency_obj=one.currency_id)
            one.display_name = self.env._("%(who)s up to %(amount)s", who=who, amount=upto)

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
