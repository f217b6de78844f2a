"""The file of open items at go-live: whose each is, what it is called, when it is due and what is open of it."""

import base64

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..shared.receivable import TRADE_TYPE
from . import spreadsheet

# Titles of the columns in English, French and German; compared by ``plain_title``.
TITLES = {
    "customer": ("customer", "customer number", "account number", "client", "code client", "n client", "numero client", "compte client",
                 "kunde", "kundennummer", "debitor"),
    "number": ("invoice", "invoice number", "number", "document", "facture", "numero", "n de facture", "numero de facture", "piece",
               "rechnung", "rechnungsnummer", "belegnummer"),
    "date": ("invoice date", "date", "issued", "date de facture", "date facture", "rechnungsdatum", "belegdatum"),
    "due": ("due", "due date", "echeance", "date d echeance", "fallig", "falligkeit", "fallig am"),
    "amount": ("open", "open amount", "residual", "balance", "amount", "reste du", "solde", "montant", "offen", "offener betrag", "betrag"),
    "account": ("account", "general account", "compte", "compte general", "konto", "sachkonto"),
}  # fmt: skip
NEEDED = ("customer", "number", "amount")

TRADE_ACCOUNTS = [("account_type", "=", TRADE_TYPE), ("non_trade", "=", False)]


class DunningOpening(models.Model):
    _inherit = "dunning.opening"

    def _read_rows(self):
        """Return the values of one ``dunning.opening.row`` for each row of the file.

        :raises UserError: the file cannot be read, a column is missing, or one can be read in several ways
        """
        columns, count = self._read_columns()
        days = {name: self._read_day_column(columns.get(name)) for name in ("date", "due")}
        amounts = self._read_amount_column(columns["amount"])
        partners = self._partners_by_word(set(columns["customer"]))
        accounts = self._accounts_by_code(set(columns.get("account", ())))
        return [self._opening_row_vals(place, columns, days, amounts, (partners, accounts)) for place in range(count)]

    def _read_columns(self):
        try:
            titles, rows = spreadsheet.read_table(self.file_name or "", base64.b64decode(self.content or b""))
        except ValueError as error:
            raise UserError(self.env._("“%s” cannot be read: give a CSV file or a workbook (XLSX).", self.file_name or "")) from error
        places = {spreadsheet.plain_title(title): place for place, title in reversed(list(enumerate(titles)))}
        columns = {}
        for name, words in TITLES.items():
            place = next((places[word] for word in words if word in places), None)
            if place is not None:
                columns[name] = [row[place] for row in rows]
        if not set(NEEDED) <= columns.keys():
            said = ", ".join(titles)
            raise UserError(self.env._("The first row has to name the columns: Customer, Invoice and Open Amount. It says: %s.", said))
        return columns, len(rows)

    def _read_day_column(self, cells):
        if cells is None:
            return None
        far = self.date.replace(year=self.date.year + 10, day=1)
        try:
            return spreadsheet.read_days(cells, far, self.day_order or None)
        except spreadsheet.UnclearError as error:
            raise UserError(self.env._("The dates of the file can be read in several ways: say above how dates are written.")) from error

    def _read_amount_column(self, cells):
        try:
            return spreadsheet.read_amounts(cells, self.currency_id.decimal_places, self.decimal_mark or None)
        except spreadsheet.UnclearError as error:
            raise UserError(
                self.env._("The amounts of the file can be read in several ways: say above which mark stands before the decimals.")
            ) from error

    def _partners_by_word(self, words):
        """Return the customers that the file means, by what it calls them (reference, tax number, e-mail, name); perhaps several."""
        mine = Domain("company_id", "in", (False, *self.company_id.parent_ids.ids))
        found = {}
        for field in ("ref", "vat", "email", "name"):
            left = [word for word in words - found.keys() if word]
            for partner in self.env["res.partner"].search(mine & Domain(field, "in", left)):
                customer = partner.commercial_partner_id
                found[partner[field]] = found.get(partner[field], customer) | customer
        return found

    def _accounts_by_code(self, codes):
        accounts = self.env["account.account"].with_company(self.company_id).search(
            [("code", "in", [code for code in codes if code]), *TRADE_ACCOUNTS]
        )
        return {account.code: account for account in accounts}

    def _opening_row_vals(self, place, columns, days, amounts, known):
        """Return the values of one row; the first thing that is wrong with it in ``problem``.

        :param tuple known: customers by word, accounts by code
        """
        cell = {name: cells[place] for name, cells in columns.items()}
        partners, accounts = known
        partner = partners.get(cell["customer"], self.env["res.partner"])
        amount = amounts.values[place]
        account = self._account_of_row(cell.get("account"), partner, accounts)
        vals = {
            "opening_id": self.id, "place": place + 2, "customer": cell["customer"], "number": cell["number"],
            "partner_id": partner.id if len(partner) == 1 else False, "account_id": account.id,
            "amount": float(amount or 0), "date": days["date"] and days["date"].values[place],
            "date_due": days["due"] and days["due"].values[place],
        }  # fmt: skip
        if place in amounts.rounded:
            vals["note"] = self.env._("%s was rounded", amounts.rounded[place])
        bad_day = next((column.bad[place] for column in days.values() if column and place in column.bad), None)
        vals["problem"] = self._problem_of_row(vals, partner, bad_day, amounts.bad.get(place))
        return vals

    def _account_of_row(self, code, partner, accounts):
        if code:
            return accounts.get(code, self.env["account.account"])
        return self.receivable_id or partner[:1].with_company(self.company_id).property_account_receivable_id

    def _problem_of_row(self, vals, partner, bad_day, bad_amount):
        """Return in one sentence what is wrong with a row, ``False`` when nothing is."""
        if bad_day or bad_amount:
            return self.env._("“%s” cannot be read.", bad_day or bad_amount)
        if not partner:
            return self.env._("No customer is called “%s”.", vals["customer"])
        if len(partner) > 1:
            return self.env._("Several customers are called “%s”: use their reference.", vals["customer"])
        if not vals["number"]:
            return self.env._("It has no number.")
        if not vals["amount"]:
            return self.env._("Nothing of it is open.")
        if not vals["account_id"]:
            return self.env._("Its account is no receivable one here.")
        return False
