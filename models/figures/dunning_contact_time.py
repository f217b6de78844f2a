"""What a contact takes, channel by channel, and what an hour costs in each department: data of the credit manager."""

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..shared.channels import CHANNELS, SERVER_ACTION

ROOT_DOMAIN = "[('parent_id', '=', False)]"


class DunningContactTime(models.Model):
    _name = "dunning.contact.time"
    _description = "Time of a Contact"
    _inherit = ["dunning.guarded"]
    _order = "company_id, id"
    _rec_name = "channel"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade", domain=ROOT_DOMAIN
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    channel = fields.Selection([one for one in CHANNELS if one[0] != SERVER_ACTION], required=True)
    minutes = fields.Float(required=True, digits=(16, 1), help="Of the person who does it: preparing, doing and writing down.")
    outlay = fields.Monetary(string="Postage and Fees", help="Paid to others for each contact.")

    _once = models.UniqueIndex("(company_id, channel)", "There is a time for this channel already: change it.")
    _minutes_positive = models.Constraint(
        "CHECK(minutes BETWEEN 0 AND 480 AND COALESCE(outlay, 0) >= 0)", "A contact takes 0 to 480 minutes, and fees are not negative."
    )

    @api.constrains("company_id")
    def _check_main_company(self):
        check_main_companies(self)


class DunningCostDepartment(models.Model):
    _name = "dunning.cost.department"
    _description = "Department That Collects"
    _inherit = ["dunning.guarded"]
    _order = "company_id, sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, ondelete="cascade", domain=ROOT_DOMAIN
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    hourly_rate = fields.Monetary(string="Cost of an Hour", required=True, help="Of a person, with charges.")
    user_ids = fields.Many2many(
        "res.users", "dunning_cost_department_user_rel", "department_id", "user_id", string="People", domain="[('share', '=', False)]"
    )
    is_usual = fields.Boolean(string="Everybody Else", help="Also of people who are in no department.")

    _usual_once = models.UniqueIndex("(company_id) WHERE is_usual", "Another department stands for everybody else already.")
    _rate_positive = models.Constraint("CHECK(hourly_rate >= 0)", "An hour cannot cost less than nothing.")

    @api.constrains("company_id")
    def _check_main_company_of_department(self):
        check_main_companies(self)

    @api.constrains("user_ids", "company_id")
    def _check_people_once(self):
        for department in self.sudo():
            domain = [
                ("company_id", "=", department.company_id.id), ("id", "!=", department.id), ("user_ids", "in", department.user_ids.ids),
            ]  # fmt: skip
            other = self.sudo().search(domain, limit=1)
            if other:
                person = (other.user_ids & department.user_ids)[0]
                raise ValidationError(
                    self.env._("%(person)s is in %(department)s already.", person=person.name, department=other.name)
                )

    def copy_data(self, default=None):
        """Copy without the people, who are in one department."""
        return super().copy_data({"user_ids": [Command.clear()], "is_usual": False} | (default or {}))

    @api.model
    def _sql_department_people(self):
        """Return who is in which department, as SQL with ``department_id, user_id, place``; of several the lowest place counts.

        Add-ons with teams of their own add theirs.
        """
        return SQL("SELECT department_id, user_id, 0 AS place FROM dunning_cost_department_user_rel")


def check_main_companies(records):
    """Refuse settings of branches: what a contact costs is a setting of the main company.

    :param records: with ``company_id``
    :raises ValidationError: one is of a branch
    """
    for record in records:
        if record.company_id.parent_id:
            raise ValidationError(
                records.env._("This is a setting of a main company: choose %s.", record.company_id.root_id.name)
            )
