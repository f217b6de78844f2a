"""Import what a credit insurer or a credit bureau says: a row a customer, with amounts, day and expiry. All of it or nothing."""

import base64
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..models.credit.dunning_credit_limit import SOURCES
from ..models.shared.company_day import company_day
from ..models.takeover import spreadsheet

# Titles of the columns as insurers and bureaus write them, in English, French and German; compared by ``plain_title``.
TITLES = {
    "reference": ("customer number", "customer reference", "customer ref", "account", "numero client", "code client", "reference client",
                  "kundennummer", "debitor", "debitorennummer"),
    "registry": ("company registry", "registration number", "register number", "siren", "siret", "company number", "handelsregister"),
    "vat": ("vat", "vat number", "tva", "numero de tva", "n de tva", "ust id", "ust idnr"),
    "name": ("customer", "name", "buyer", "company", "client", "nom", "acheteur", "raison sociale", "kunde", "firma"),
    "amount": ("limit", "credit limit", "amount", "recommended limit", "plafond", "limite", "montant", "encours conseille",
               "encours autorise", "kreditlimit", "limit eur"),
    "insured": ("insured", "insured amount", "cover", "covered", "amount covered", "assure", "montant assure", "garantie",
                "montant garanti", "couverture", "versichert", "deckung"),
    "decided": ("decision date", "date", "decided on", "date of decision", "date de decision", "date d effet", "datum", "entscheidung"),
    "until": ("until", "valid until", "expiry", "expiry date", "expires on", "end", "jusqu au", "valable jusqu au", "expiration",
              "date d expiration", "fin", "gultig bis", "ablauf"),
    "decision": ("decision number", "decision", "policy", "contract", "numero de decision", "police", "contrat", "entscheidungsnummer"),
    "note": ("rating", "score", "grade", "note", "comment", "reason", "cotation", "commentaire", "motif", "bonitat"),
}  # fmt: skip
# What names a customer, the surest first.
KEYS = {"reference": "ref", "registry": "company_registry", "vat": "vat", "name": "name"}
# So many bad rows are named in one message; of the others it says how many there are.
NAMED = 100
SPACES = dict.fromkeys(map(ord, " .-\u00a0"))


class Sheet(NamedTuple):
    """The file by columns: texts by name of the column, converted days and amounts by name, number of rows."""

    cells: dict
    days: dict
    amounts: dict
    count: int


class DunningCreditImportWizard(models.TransientModel):
    _name = "dunning.credit.import.wizard"
    _inherit = ["dunning.dialogue", "dunning.file.reading"]
    _description = "Import of Credit Information"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    source = fields.Selection(
        [one for one in SOURCES if one[0] in ("insurer", "bureau")], string="From", required=True, default="insurer",
        help="An insurer's amounts are covered; a bureau's are a recommendation.",
    )  # fmt: skip
    content = fields.Binary(string="File (CSV or XLSX)", required=True, attachment=False)

    def action_import(self):
        """Make a draft of a limit of each row, to be granted by whoever may; nothing is made when one row is bad.

        :return: action that opens the drafts
        :raises UserError: the file cannot be read, or rows of it, each named with what is wrong
        """
        self._check_one_dialogue()
        self.env["dunning.credit.limit"].check_access("create")
        sheet = self._read_sheet()
        customers, wrong = self._find_customers(sheet)
        vals_list = []
        for place in range(sheet.count):
            faults = [*wrong.get(place, ()), *self._find_faults(sheet, place)]
            if faults:
                wrong[place] = faults
            else:
                vals_list.append(self._limit_vals(sheet, place, customers[place]))
        self._refuse_bad_rows(wrong)
        limits = self.env["dunning.credit.limit"].create(vals_list)
        action = self.env["ir.actions.actions"]._for_xml_id("account_dunning.action_dunning_credit_limit")
        return {**action, "domain": [("id", "in", limits.ids)], "context": {}}

    # -- reading -----------------------------------------------------------------------------------

    def _read_sheet(self):
        """Return the file by columns.

        :raises UserError: it is no table, names no customers or no amounts, or can be read in several ways
        """
        try:
            titles, rows = spreadsheet.read_table(self.file_name or "", base64.b64decode(self.content or b""))
        except ValueError as error:
            raise UserError(self.env._("“%s” cannot be read: give a CSV file or a workbook (XLSX).", self.file_name or "")) from error
        if not rows:
            raise UserError(self.env._("The file has no rows."))
        places = {spreadsheet.plain_title(title): place for place, title in reversed(list(enumerate(titles)))}
        found = {name: next((places[word] for word in words if word in places), None) for name, words in TITLES.items()}
        cells = {name: [row[place] for row in rows] for name, place in found.items() if place is not None}
        if not cells.keys() & KEYS.keys() or not cells.keys() & {"amount", "insured"}:
            raise UserError(
                self.env._(
                    "The first row has to name the columns: Customer Number, VAT or Customer, and Limit or Insured. It says: %s.",
                    ", ".join(titles),
                )
            )
        today = company_day(self, self.company_id)
        far = today.replace(year=today.year + 20, day=1)
        days = {name: self._read_days(cells[name], name, latest) for name, latest in (("decided", today), ("until", far)) if name in cells}
        amounts = {name: self._read_amounts(cells[name], name) for name in ("amount", "insured") if name in cells}
        return Sheet(cells, days, amounts, len(rows))

    def _read_days(self, cells, name, latest):
        try:
            return spreadsheet.read_days(cells, latest, self.day_order or None)
        except spreadsheet.UnclearError as error:
            raise UserError(
                self.env._("The dates of column “%s” can be read in several ways: say above how dates are written.", name)
            ) from error

    def _read_amounts(self, cells, name):
        try:
            return spreadsheet.read_amounts(cells, self.company_id.currency_id.decimal_places, self.decimal_mark or None)
        except spreadsheet.UnclearError as error:
            raise UserError(
                self.env._("The amounts of column “%s” can be read in several ways: say above how amounts are written.", name)
            ) from error

    # -- judging rows ------------------------------------------------------------------------------

    def _find_customers(self, sheet):
        """Return the customer of each row, and what is wrong with the rows that have none.

        :return: (dict of commercial ``res.partner`` by place, dict of list of str by place)
        """
        known = {name: self._read_known(name, sheet.cells[name]) for name in KEYS if name in sheet.cells}
        found, wrong, taken = {}, {}, {}
        for place in range(sheet.count):
            said = [(name, sheet.cells[name][place]) for name in known if sheet.cells[name][place]]
            partners = next((own for name, text in said if (own := known[name].get(self._plain_key(text)))), None)
            text = said[0][1] if said else ""
            if not partners:
                wrong[place] = [self.env._("no customer “%s”", text) if said else self.env._("no customer is named")]
            elif len(partners) > 1:
                wrong[place] = [self.env._("“%s” are several customers", text)]
            elif partners in taken:
                wrong[place] = [self.env._("the same customer as in row %s", taken[partners] + 2)]
            else:
                found[place], taken[partners] = partners, place
        return found, wrong

    def _read_known(self, name, cells):
        """Return the customers that a column can mean, by what it says; commercial entities that the company may deal with.

        :param str name: of ``KEYS``
        :param list cells: texts
        """
        field, wanted = KEYS[name], {self._plain_key(text) for text in cells if text}
        usable = Domain("company_id", "in", [False, *self.company_id._dunning_companies().ids])
        if name == "name":  # of companies and persons, not of the contacts of a company
            usable &= Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        by_key = {}
        for partner in self.env["res.partner"].search_fetch(usable & Domain(field, "!=", False), [field, "commercial_partner_id"]):
            key = self._plain_key(partner[field])
            if key in wanted:
                by_key[key] = by_key.get(key, partner.browse()) | partner.commercial_partner_id
        return by_key

    def _plain_key(self, text):
        return text.translate(SPACES).lower()

    def _find_faults(self, sheet, place):
        """Return what is wrong with the amounts and days of a row, in words."""
        bad = {**sheet.days, **sheet.amounts}
        faults = [self.env._("“%s” cannot be read", column.bad[place]) for column in bad.values() if place in column.bad]
        amounts = [column.values[place] for column in sheet.amounts.values()]
        if not faults and all(amount is None for amount in amounts):
            faults.append(self.env._("no amount"))
        if any(amount is not None and amount < 0 for amount in amounts):
            faults.append(self.env._("an amount below zero"))
        until = sheet.days["until"].values[place] if "until" in sheet.days else None
        if until and until < company_day(self, self.company_id):
            faults.append(self.env._("expired on %s", format_date(self.env, until)))
        return faults

    def _refuse_bad_rows(self, wrong):
        """Refuse the whole file when rows of it are bad.

        :param dict wrong: list of str by place
        :raises UserError: with each row, as the file counts them, and what is wrong with it
        """
        if not wrong:
            return
        lines = [
            self.env._("Row %(row)s: %(faults)s", row=place + 2, faults=", ".join(faults))
            for place, faults in sorted(wrong.items())[:NAMED]
        ]
        if len(wrong) > NAMED:
            lines.append(self.env._("and %s more rows", len(wrong) - NAMED))
        raise UserError(self.env._("Nothing was imported. Mend these rows of the file:\n%s", "\n".join(lines)))

    def _limit_vals(self, sheet, place, partner):
        """Return the values of the draft of a row: a missing limit is what is insured; a bureau insures nothing."""
        amount, insured = (
            sheet.amounts[name].values[place] if name in sheet.amounts else None for name in ("amount", "insured")
        )
        if insured is None:
            insured = amount if self.source == "insurer" else 0
        decided, until = (sheet.days[name].values[place] if name in sheet.days else None for name in ("decided", "until"))
        said = [sheet.cells[name][place] for name in ("decision", "note") if name in sheet.cells and sheet.cells[name][place]]
        return {
            "company_id": self.company_id.id, "partner_id": partner.id, "amount": float(insured if amount is None else amount),
            "insured_amount": float(insured), "source": self.source, "source_date": decided, "date_until": until, "review_date": until,
            "reason": self.env._("From %(file)s: %(said)s", file=self.file_name or "", said=", ".join(said) or "–"),
        }  # fmt: skip
