"""To whom a message asks to pay: the company, or somebody else who holds the account (a factor); never both."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DunningAction(models.Model):
    _inherit = "dunning.action"

    payee_bank_id = fields.Many2one(
        "res.partner.bank", string="Paid to Another Account", compute="_compute_payee_bank_id", compute_sudo=True,
        help="The account, held by somebody else than the company, to which what is asked for is paid: a factor's.",
    )  # fmt: skip

    @api.depends("line_ids.asked", "line_ids.status", "line_ids.move_line_id", "company_id", "date_done")
    def _compute_payee_bank_id(self):
        asked = {action: action._asked_lines().move_line_id for action in self}
        for (company, day), actions in self.grouped(lambda action: (action.company_id, action._leaving_day())).items():
            items = self.env["account.move.line"].union(*(asked[action] for action in actions))
            accounts = self.env["dunning.assignment"]._accounts_elsewhere(company, items.ids, day) if items else {}
            for action in actions:
                action.payee_bank_id = accounts.get(asked[action][:1].id, False)

    def _account_key(self):
        """Return what this message is about, as the decision groups it: an invoice, an account of somebody else, or 0.

        A reminder by hand has no group: it is of the account of what it asks for.
        """
        self.ensure_one()
        return self.group_key if self.step_id else -self.payee_bank_id.id

    def _is_paid_elsewhere(self, row):
        """Tell whether an item is paid to another account than what this message asks for; invoices are messages of their own.

        :param dict row: decision row
        """
        return row["group_key"] != self.group_key and row["group_key"] <= 0 and self.group_key <= 0

    def _assignment_clause(self):
        """Return the clause that tells the customer of the assignment, in the language of the message; empty without one."""
        self.ensure_one()
        if not self.payee_bank_id:
            return ""
        domain = [
            ("bank_id", "=", self.sudo().payee_bank_id.id), ("collects", "=", "company"), ("company_id", "=", self.company_id.id),
        ]  # fmt: skip
        return self.env["dunning.factor"].sudo().with_context(active_test=False).search(domain, limit=1).clause or ""

    @api.model
    def _keep_one_account(self, profile, today, rows, wanted, asked):
        """Return the rows of a reminder by hand, as far as they are paid to the account of what it asks for.

        :param list rows, wanted, asked: decision rows, see ``_manual_rows``
        :raises UserError: what is asked for is paid to accounts of different holders
        """
        accounts = self.env["dunning.assignment"]._accounts_elsewhere(
            profile.company_id.sudo(), [row["item_id"] for row in rows], today
        )
        paid_to = {accounts.get(row["item_id"], 0) for row in asked}
        if len(paid_to) > 1:
            raise UserError(
                self.env._("A part of this is assigned to a factor: make one reminder for those invoices and one for the others.")
            )
        account = next(iter(paid_to), 0)
        return *([row for row in part if accounts.get(row["item_id"], 0) == account] for part in (rows, wanted)), asked
