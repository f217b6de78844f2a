"""Companies: the accounts and rates of provisions, kept on the root company."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Codes of the French chart of accounts (Odoo 19, l10n_fr_account).
FRENCH_CODES = {
    "dunning_doubtful_account_id": "416",
    "dunning_allowance_account_id": "491",
    "dunning_impairment_account_id": "68174",
    "dunning_impairment_reversal_account_id": "78174",
    "dunning_loss_account_id": "6541",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_provision_method = fields.Selection(
        [
            ("judgment", "Individual judgment; the matrix is a report"),
            ("matrix", "Matrix, and individual judgment above it"),
        ],
        string="Provisions Follow", default="judgment", required=True,
        help="In French statutory books impairment follows from the judgment of each debt; under IFRS 9 from the matrix.",
    )  # fmt: skip
    dunning_provision_journal_id = fields.Many2one(
        "account.journal", string="Journal of Provisions", domain="[('type', '=', 'general')]", ondelete="set null"
    )
    dunning_doubtful_account_id = fields.Many2one(
        "account.account", string="Doubtful Debts", ondelete="set null", help="In France 416."
    )
    dunning_allowance_account_id = fields.Many2one(
        "account.account", string="Allowance", ondelete="set null", help="In France 491."
    )
    dunning_impairment_account_id = fields.Many2one(
        "account.account", string="Impairment", ondelete="set null", help="In France 68174."
    )
    dunning_impairment_reversal_account_id = fields.Many2one(
        "account.account",
        string="Reversal of Impairment",
        ondelete="set null",
        help="In France 78174. Empty: that of impairment.",
    )
    dunning_loss_account_id = fields.Many2one(
        "account.account", string="Losses on Receivables", ondelete="set null", help="In France 654."
    )
    dunning_loss_given_default = fields.Float(
        string="Loss Given Default", default=1.0, help="Share of what is in default that is lost in the end."
    )
    dunning_provision_months = fields.Integer(
        string="Months Observed", default=12, help="Months from which roll rates are computed."
    )
    dunning_provision_factor = fields.Float(
        string="Outlook",
        default=1.0,
        help="Loss rates are multiplied by it: above 1 when more losses are expected than were seen.",
    )

    _dunning_provision_shares = models.Constraint(
        "CHECK(dunning_loss_given_default BETWEEN 0 AND 1 AND dunning_provision_months BETWEEN 1 AND 60 AND dunning_provision_factor >= 0)",
        "The loss given default lies between 0 and 1, months observed between 1 and 60, and the outlook is not negative.",
    )

    @api.constrains("dunning_provision_journal_id", "dunning_journal_ids")
    def _check_dunning_provision_journal(self):
        for company in self:
            if company.dunning_provision_journal_id & company.dunning_journal_ids:
                raise ValidationError(
                    self.env._("A journal whose entries are chased cannot be that of provisions: choose another one.")
                )

    def action_dunning_french_accounts(self):
        """Fill in the accounts that are still empty by the codes of the French chart, where they exist.

        :raises UserError: the company has none of them
        """
        self.check_access("write")
        for company in self.root_id:
            Account = self.env["account.account"].with_company(company)
            found = {}
            for name, code in FRENCH_CODES.items():
                domain = [*Account._check_company_domain(company), ("code", "=like", f"{code}%")]
                account = Account.search(domain, order="code", limit=1)
                if account and not company[name]:
                    found[name] = account.id
            if not found and not company.dunning_allowance_account_id:
                raise UserError(
                    self.env._("%s has no French chart of accounts: choose the accounts yourself.", company.name)
                )
            company.write(found)
        return True

    def _dunning_provision_account(self, name):
        """Return an account that provisions need.

        :param str name: field of the company
        :raises UserError: it is not chosen
        """
        company = self.sudo().root_id
        account = company[name] or (
            name == "dunning_impairment_reversal_account_id" and company.dunning_impairment_account_id
        )
        if not account:
            label = self._fields[name]._description_string(self.env)
            raise UserError(
                self.env._(
                    "Choose the account “%(account)s” in the settings of %(company)s first.",
                    account=label,
                    company=company.name,
                )
            )
        return account

    def _dunning_provision_book(self):
        """Return the journal in which provisions are entered.

        :raises UserError: there is none
        """
        company = self.sudo().root_id
        journal = company.dunning_provision_journal_id
        if not journal:
            raise UserError(self.env._("Choose the journal of provisions in the settings of %s first.", company.name))
        return journal
