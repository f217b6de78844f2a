"""Statements of account for one customer or many: printed, sent, or as a workbook."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.balance.dunning_statement import KINDS
from ..models.shared.company_day import company_day


class DunningStatementWizard(models.TransientModel):
    _name = "dunning.statement.wizard"
    _inherit = "dunning.dialogue"
    _description = "Statement of Account"

    profile_ids = fields.Many2many("dunning.profile", string="Customers", default=lambda self: self._default_profiles())
    customer_count = fields.Integer(compute="_compute_customer_count")
    kind = fields.Selection(KINDS, required=True, default="open")
    date_from = fields.Date(string="First Day", default=lambda self: company_day(self).replace(day=1))
    date_to = fields.Date(string="As of", required=True, default=company_day)
    with_group = fields.Boolean(
        string="Whole Group", help="One statement with the customers whose parent company the chosen customer is."
    )
    attach_invoices = fields.Boolean(help="The invoices still open go with the e-mail, up to 8 MB together.")
    skip_settled = fields.Boolean(string="Leave Out Settled Accounts", default=True, help="Customers with nothing open on that day.")

    @api.model
    def _default_profiles(self):
        """Return the profiles from which the dialogue was opened, made on the spot for customers without one."""
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        if model == "dunning.profile":
            return self.env["dunning.profile"].browse(ids)
        if model == "res.partner":
            partners = self.env["res.partner"].browse(ids)
            partners.check_access("read")
            return self.env["dunning.profile"]._get_or_create(partners, self.env.company)
        return self.env["dunning.profile"]

    @api.depends("profile_ids")
    def _compute_customer_count(self):
        for wizard in self:
            wizard.customer_count = len(wizard.profile_ids)

    def _make_statements(self):
        """Make the statements that are asked for.

        :raises UserError: no customer was chosen, the days are not in order, or nothing is open
        """
        self._check_one_dialogue()
        if not self.profile_ids:
            raise UserError(self.env._("Choose at least one customer."))
        if self.kind == "activity" and (not self.date_from or self.date_from > self.date_to):
            raise UserError(self.env._("The movements of a statement cannot begin after it ends."))
        statements = self.env["dunning.statement"].create(
            [
                {
                    "profile_id": profile.id,
                    "kind": self.kind,
                    "date_from": self.date_from if self.kind == "activity" else False,
                    "date_to": self.date_to,
                    "with_group": self.with_group,
                    "attach_invoices": self.attach_invoices,
                }
                for profile in self.profile_ids
            ]
        )
        if self.skip_settled:
            settled = statements.browse(one.id for one, sections in statements._sections_by_statement().items() if not sections)
            statements -= settled
            settled.unlink()
        if not statements:
            raise UserError(self.env._("Nothing is open with these customers on that day."))
        return statements

    def action_print(self):
        """Print the statements into one PDF."""
        return self._make_statements().action_print()

    def action_xlsx(self):
        """Download the statements as a workbook."""
        return self._make_statements().action_xlsx()

    def action_send(self):
        """Send the statements by e-mail."""
        return self._make_statements().action_send()
