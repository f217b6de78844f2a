"""An authority as data: a person or everybody of a group, up to an amount; its order and its people are in ``authorities``."""

from odoo import api, fields, models
from odoo.tools import formatLang


class DunningAuthority(models.AbstractModel):
    """Inherited by the authorities to grant credit and payment plans; each has its own limits beside the amount."""

    _name = "dunning.authority"
    _description = "Authority"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Person", index="btree_not_null", domain="[('share', '=', False)]")
    group_id = fields.Many2one("res.groups", string="Or Everybody Of", index="btree_not_null", ondelete="cascade")
    amount = fields.Monetary(string="Up To")

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
