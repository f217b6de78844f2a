"""How a main company charges late payment: journal, accounts, limits, and what it forbids itself."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ALLOCATIONS = [
    ("principal", "Principal first (a concession of the creditor where law says otherwise)"),
    ("law", "Interest first, as French law says (Code civil, art. 1343-1)"),
]

ACCOUNTS = ("dunning_claim_receivable_id", "dunning_claim_interest_account_id", "dunning_claim_fee_account_id")

# Accounts of the French chart (ANC 2022-06): by the beginning of their code.
CHART_CODES = {
    "dunning_claim_interest_account_id": "7631", "dunning_claim_fee_account_id": "7581", "dunning_claim_loss_account_id": "6541",
}  # fmt: skip


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_claim_journal_id = fields.Many2one(
        "account.journal", string="Journal of Claims", domain="[('type', '=', 'general')]",
        help="A journal of its own: its sequence numbers the claims. They are no invoices and bear no VAT.",
    )  # fmt: skip
    dunning_claim_receivable_id = fields.Many2one(
        "account.account", string="Receivable Account of Claims",
        domain="[('account_type', '=', 'asset_receivable'), ('non_trade', '=', True)]",
        help="Non-trade: what is owed on it counts in no DSO, no score and no reminder.",
    )  # fmt: skip
    dunning_claim_interest_account_id = fields.Many2one(
        "account.account", string="Income Account of Interest", domain="[('account_type', 'in', ('income', 'income_other'))]"
    )
    dunning_claim_fee_account_id = fields.Many2one(
        "account.account", string="Income Account of Compensation", domain="[('account_type', 'in', ('income', 'income_other'))]"
    )
    dunning_claim_loss_account_id = fields.Many2one(
        "account.account", string="Loss Account of Claims", domain="[('internal_group', '=', 'expense')]"
    )
    dunning_claim_days = fields.Integer(string="Days to Pay a Claim", default=30, help="From the day on which it was charged.")
    dunning_claim_minimum = fields.Monetary(
        string="Smallest Interest",
        help="Below it the interest of an invoice is not claimed. It changes nothing of the day from which it counts.",
    )
    dunning_claim_grace = fields.Integer(string="Days of Grace", help="Up to so many days late no interest is claimed.")
    dunning_claim_no_waiving = fields.Boolean(string="No Waiving", help="Nobody waives interest or compensation.")
    dunning_allocation = fields.Selection(
        ALLOCATIONS, string="Part Payments Pay", default="principal", required=True,
        help="Nothing is reallocated in the books: this says how interest is counted.",
    )  # fmt: skip

    @api.constrains("dunning_claim_receivable_id", "dunning_claim_journal_id")
    def _check_dunning_claim_accounts(self):
        """Refuse a trade account: claims would be chased, aged and counted in the DSO.

        :raises ValidationError: in one sentence
        """
        for company in self.sudo():
            account, journal = company.dunning_claim_receivable_id, company.dunning_claim_journal_id
            if account and (account.account_type != "asset_receivable" or not account.non_trade):
                raise ValidationError(
                    self.env._("Claims are kept on a receivable account that is marked as non-trade: %s is none.", account.display_name)
                )
            if journal and (journal.type != "general" or journal in company.dunning_journal_ids):
                text = self.env._("Claims have a general journal of their own, whose entries are not chased: %s is none.", journal.name)
                raise ValidationError(text)

    def _dunning_prepare_claims(self):
        """Give a main company what it needs to charge claims, where nothing was chosen: journal and accounts of its chart."""
        for company in self.sudo().root_id:
            vals = {}
            if not company.dunning_claim_journal_id:
                vals["dunning_claim_journal_id"] = company._dunning_make_claim_journal().id
            if not company.dunning_claim_receivable_id:
                vals["dunning_claim_receivable_id"] = company._dunning_make_claim_account().id
            for name, code in CHART_CODES.items():
                account = company[name] or company._dunning_find_account(code)
                if account and not company[name]:
                    vals[name] = account.id
            company.write(vals)

    def _dunning_find_account(self, code):
        return self.env["account.account"].sudo().with_company(self).search(
            [("code", "=like", f"{code}%"), ("company_ids", "in", self.id)], order="code", limit=1
        )  # fmt: skip

    def _dunning_make_claim_journal(self):
        """Return a new general journal for claims, with a code that is free."""
        Journal = self.env["account.journal"].sudo().with_company(self)
        taken = set(Journal.search([("company_id", "=", self.id)]).mapped("code"))
        code = next(code for code in ("LATE", *(f"LAT{rank}" for rank in range(1, 100))) if code not in taken)
        name = self.env._("Late-payment claims")
        return Journal.create({"name": name, "code": code, "type": "general", "company_id": self.id, "show_on_dashboard": False})

    def _dunning_make_claim_account(self):
        """Return the non-trade receivable account of claims: one that is there, else a new one beside that of customers."""
        Account = self.env["account.account"].sudo().with_company(self)
        own = [("company_ids", "in", self.id), ("account_type", "=", "asset_receivable")]
        customers = Account.search([*own, ("non_trade", "=", False)], order="code", limit=1)
        return Account.create(
            {
                "name": self.env._("Customers, interest and compensation for late payment"),
                "code": Account._search_new_account_code(customers.code),
                "account_type": "asset_receivable",
                "reconcile": True,
                "non_trade": True,
                "company_ids": [fields.Command.link(self.id)],
            }
        )

    def _dunning_missing_for_claims(self):
        """Return the settings without which nothing can be charged, by name."""
        company = self.sudo().root_id
        names = ("dunning_claim_journal_id", *ACCOUNTS)
        return [self._fields[name]._description_string(self.env) for name in names if not company[name]]
