"""Who may grant credit, and up to which amount: the chain as data. Without any row credit managers grant every amount."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..shared.activities import find_present
from ..shared.authorities import MANAGER_GROUP, find_managers, find_people, read_chain


class DunningCreditAuthority(models.Model):
    _name = "dunning.credit.authority"
    _description = "Who May Grant Credit"
    _inherit = ["dunning.guarded", "dunning.authority"]
    _order = "company_id, amount, id"
    _given_once = frozenset({"company_id"})
    _owner_fields = frozenset({"user_id"})

    amount = fields.Monetary(help="The greatest limit that may be granted, company currency. 0: any amount.")

    _amount_not_negative = models.Constraint("CHECK(amount >= 0)", "An authority to grant credit cannot be negative.")

    @api.model
    def _may_grant(self, user, company, amount):
        """Tell whether a person may grant a limit.

        :param user: ``res.users``
        :param company: root ``res.company``
        :param float amount: the limit, company currency
        """
        rows = read_chain(self, company)
        if not rows:
            return user.has_group(MANAGER_GROUP)
        return any(
            (not row.amount or company.currency_id.compare_amounts(row.amount, amount) >= 0) and user in find_people(row)
            for row in rows
        )

    @api.model
    def _find_decider(self, company, amount, asker=None):
        """Return who is asked to decide: the first in the chain whose amount suffices, somebody else than who asks.

        :param company: root ``res.company``
        :param float amount: the limit that is asked for
        :param asker: ``res.users``
        :return: ``res.users``, empty when the chain has nobody for such an amount
        """
        rows = read_chain(self, company)
        found = self.env["res.users"]
        for row in rows:
            if not row.amount or company.currency_id.compare_amounts(row.amount, amount) >= 0:
                found |= find_people(row).sorted(lambda user: (user != company.sudo().dunning_manager_id, user.id))
        if not rows:
            found = find_present(company.sudo().dunning_manager_id, company) or find_managers(self.env, company)
        others = found - asker if asker else found
        return (others or found)[:1]

    @api.model
    def _check_may_grant(self, company, amount):
        """Refuse to grant more than the caller's authority.

        :raises UserError: with who may
        """
        if self.env.su or self._may_grant(self.env.user, company, amount):
            return
        decider = self._find_decider(company, amount)
        amount_text = formatLang(self.env, amount, currency_obj=company.currency_id)
        if not decider:
            raise UserError(self.env._("Nobody may grant a limit of %s: add somebody under Credit Authorities.", amount_text))
        raise UserError(
            self.env._("You may not grant a limit of %(amount)s: %(who)s may.", amount=amount_text, who=decider.sudo().name)
        )
