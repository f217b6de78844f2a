"""To which accounts a statement asks to pay: the company's, and those of whom its claims are assigned to, invoice by invoice."""

from odoo import models
from odoo.tools import formatLang

# Invoices named beside an account; more are counted.
MOST_NAMES = 8


class DunningStatement(models.Model):
    _inherit = "dunning.statement"

    def _list_accounts(self, sections):
        """Return the accounts to pay to, and what is said where no account is known.

        :param list sections: see ``_sections_by_statement``
        :return: (list of (company, account), or, where a part is paid to somebody else, of (company, account, for what,
            clause); text)
        """
        self.ensure_one()
        company = self.company_id.sudo()
        own = (company, self.env["dunning.action"]._bank_account(company, self.env["dunning.action.line"]))
        if not any(section["currency"].compare_amounts(section["closing"], 0) > 0 for section in sections):
            return [], ""
        elsewhere = self._find_payees(sections)
        if not elsewhere:
            return [own], ""
        accounts, said = [], []
        text = self._sum_for_payee(sections, elsewhere, None)
        if text:
            accounts.append((*own, text, ""))
        for payee in dict.fromkeys(elsewhere.values()):
            text, clause = self._sum_for_payee(sections, elsewhere, payee), self._clause_of_payee(payee)
            bank = self.env["res.partner.bank"].sudo().browse(payee[0] or [])
            if bank:
                accounts.append((company, bank, text, clause))
            else:
                said.append(f"{clause} ({text})")
        return accounts, "\n".join(said)

    def _find_payees(self, sections):
        """Return what of the items is paid to somebody else, as (id of the account, of the factor) by id of the item."""
        items = [row["id"] for section in sections for row in section["items"] if row["bucket"] != "credit"]
        return self.env["dunning.assignment"]._payees_of_items(self.company_id.sudo(), items, self.date_to) if items else {}

    def _sum_for_payee(self, sections, elsewhere, payee):
        """Return what is paid to somebody in words: amounts and invoices; empty when nothing is.

        What the customer has in credit is deducted from what is paid to the company.

        :param dict elsewhere: as ``_find_payees`` gives it
        :param tuple payee: one of its values, ``None`` for the company
        """
        amounts, names = [], []
        for section in sections:
            rows = [row for row in section["items"] if elsewhere.get(row["id"]) == payee]
            total = sum(row["residual_currency"] for row in rows)
            if section["currency"].compare_amounts(total, 0) > 0:
                amounts.append(formatLang(self.env, total, currency_obj=section["currency"]))
                names += [row["name"] for row in rows if row["bucket"] != "credit"]
        if not amounts:
            return ""
        more = f" +{len(names) - MOST_NAMES}" if len(names) > MOST_NAMES else ""
        return f"{' + '.join(amounts)}: {', '.join(names[:MOST_NAMES])}{more}"

    def _clause_of_payee(self, payee):
        """Return the sentence that tells the customer of an assignment, in the language of the statement."""
        factor = self.env["dunning.factor"].sudo().browse(payee[1] or [])
        if not factor:
            return ""
        return factor.clause or self.env._("Assigned to %s, who collects: only a payment there settles it.", factor.house_id.name)
