"""History from a file of one's own: a row an invoice, with its last reminder, and what was promised or disputed."""

import base64

from odoo import models
from odoo.exceptions import UserError

from ..shared.channels import EMAIL, LETTER, PHONE, REGISTERED_LETTER, SMS
from ..shared.receivable import TRADE_TYPE, find_items_of, find_trade_items, get_due_day
from . import spreadsheet

# Titles of the columns as people write them, in English, French and German; compared by ``plain_title``.
TITLES = {
    "number": ("invoice", "invoice number", "number", "facture", "numero", "n de facture", "numero de facture", "piece",
               "rechnung", "rechnungsnummer", "belegnummer"),
    "due": ("due", "due date", "echeance", "date d echeance", "fallig", "falligkeit", "fallig am"),
    "reminded": ("last reminder", "last reminder on", "reminder date", "reminded on", "derniere relance", "date de relance",
                 "date derniere relance", "relance le", "letzte mahnung", "mahndatum", "gemahnt am"),
    "level": ("level", "reminder level", "niveau", "niveau de relance", "stufe", "mahnstufe"),
    "channel": ("channel", "way", "canal", "moyen", "kanal", "weg"),
    "promised": ("promise", "promised on", "promise date", "promesse", "date de promesse", "promis pour", "zusage", "zugesagt zum"),
    "promised_amount": ("promised amount", "amount promised", "montant promis", "zugesagter betrag"),
    "dispute": ("dispute", "litige", "motif du litige", "reklamation", "streitfall"),
}  # fmt: skip

CHANNEL_WORDS = {
    EMAIL: ("email", "e mail", "mail", "courriel"),
    PHONE: ("phone", "call", "telephone", "appel", "telefon", "anruf"),
    LETTER: ("letter", "post", "courrier", "lettre", "brief"),
    REGISTERED_LETTER: ("registered letter", "registered", "recommande", "lar", "lrar", "einschreiben"),
    SMS: ("sms",),
}


class DunningTakeover(models.Model):
    _inherit = "dunning.takeover"

    def _read_workbook(self, today):
        """Return the rows of the file, with the keys of the readers of other sources; a bad row says what is wrong with it.

        :param date today: no reminder is later
        :raises UserError: no file, no column of invoice numbers, or a column that can be read in several ways
        """
        if not self.content:
            raise UserError(self.env._("Choose a file first: a row for each invoice, with the day and level of its last reminder."))
        try:
            titles, rows = spreadsheet.read_table(self.file_name or "", base64.b64decode(self.content))
        except ValueError as error:
            raise UserError(self.env._("“%s” cannot be read: give a CSV file or a workbook (XLSX).", self.file_name or "")) from error
        columns = self._find_columns(titles, rows)
        far = today.replace(year=today.year + 10, day=1)
        days = {
            "reminded": self._convert_days(columns, "reminded", today),
            "promised": self._convert_days(columns, "promised", far),
            "due": self._convert_days(columns, "due", far),
        }
        amounts = self._convert_amounts(columns)
        items = self._items_by_number(columns["number"])
        found = []
        for place in range(len(rows)):
            found += self._entries_of_row(place, columns, days, amounts, items)
        return found

    def _find_columns(self, titles, rows):
        """Return the cells of each column that is known, by its name in ``TITLES``.

        :raises UserError: there is no column of invoice numbers, or none that says anything about them
        """
        places = {spreadsheet.plain_title(title): place for place, title in reversed(list(enumerate(titles)))}
        columns = {}
        for name, words in TITLES.items():
            place = next((places[word] for word in words if word in places), None)
            if place is not None:
                columns[name] = [row[place] for row in rows]
        if "number" not in columns or not columns.keys() & {"reminded", "promised", "dispute"}:
            said = ", ".join(titles)
            raise UserError(
                self.env._("The first row has to name the columns: Invoice, and Last Reminder, Promise or Dispute. It says: %s.", said)
            )
        return columns

    def _convert_days(self, columns, name, latest):
        if name not in columns:
            return None
        try:
            return spreadsheet.read_days(columns[name], latest, self.day_order or None)
        except spreadsheet.UnclearError as error:
            raise UserError(
                self.env._("The dates of column “%s” can be read in several ways: say above how dates are written.", name)
            ) from error

    def _convert_amounts(self, columns):
        if "promised_amount" not in columns:
            return None
        try:
            decimals = self.company_id.currency_id.decimal_places
            return spreadsheet.read_amounts(columns["promised_amount"], decimals, self.decimal_mark or None)
        except spreadsheet.UnclearError as error:
            raise UserError(
                self.env._("The amounts of the file can be read in several ways: say above which mark stands before the decimals.")
            ) from error

    def _items_by_number(self, numbers):
        """Return the receivable items of the invoices that the file names, by number: ours, or the one from before."""
        names = {number for number in numbers if number}
        companies = self._own_company_ids()
        base = [("company_id", "in", companies), ("state", "=", "posted"), ("move_type", "in", ("out_invoice", "out_receipt", "entry"))]
        Move = self.env["account.move"]
        by_number = {}
        for field in ("name", "ref"):
            for move in Move.search([*base, (field, "in", list(names - by_number.keys()))]):
                lines = find_items_of(move).filtered(lambda line: line.balance > 0)
                by_number[move[field]] = by_number.get(move[field], lines.browse()) | lines
        labelled = self.env["account.move.line"].search(
            [("company_id", "in", companies), ("parent_state", "=", "posted"), ("name", "in", list(names - by_number.keys())),
             ("balance", ">", 0), ("account_type", "=", TRADE_TYPE)]
        )  # fmt: skip
        for line in find_trade_items(labelled):
            by_number[line.name] = by_number.get(line.name, line.browse()) | line
        return by_number

    def _entries_of_row(self, place, columns, days, amounts, items):
        """Return what one row says: a reminder, a promise, a dispute; several where it is about several items."""
        cell = {name: cells[place] for name, cells in columns.items()}
        reference = f"row {place + 2}"
        converted = {**days, "promised_amount": amounts}
        bad = next((f"{name}: {column.bad[place]}" for name, column in converted.items() if column and place in column.bad), None)
        lines = items.get(cell["number"], self.env["account.move.line"])
        if not lines or bad:
            state = "unreadable" if bad else "unknown"
            return [{"reference": reference, "kind": "reminder", "state": state, "note": bad or cell["number"]}]
        due = days["due"] and days["due"].values[place]
        if due:
            lines = lines.filtered(lambda line: get_due_day(line) == due) or lines
        open_ones = lines.filtered(lambda line: not line.reconciled) or lines[:1]
        found, rounded = [], amounts and amounts.rounded.get(place)
        note = self.env._("%s was rounded", rounded) if rounded else False
        for line in open_ones:
            common = {
                "reference": f"{reference}, {line.id}", "item_id": line.id, "move_id": line.dunning_entry_id.id,
                "partner_id": line.partner_id.commercial_partner_id.id, "state": "ready", "note": note,
            }  # fmt: skip
            found += self._entries_of_item(common, cell, place, days, amounts if line == open_ones[0] else None)
        return found

    def _entries_of_item(self, common, cell, place, days, amounts):
        found = []
        reminded, promised = (days[name] and days[name].values[place] for name in ("reminded", "promised"))
        if reminded:
            words = spreadsheet.plain_title(cell.get("channel", ""))
            channel = next((code for code, known in CHANNEL_WORDS.items() if words in known), False)
            level = cell.get("level") or self.env._("Last reminder")
            found.append({
                **common, "kind": "reminder", "date": reminded, "channel": channel, "level_key": f"{level} {channel or ''}".strip(),
                "level_name": self.env._("Level %s", level) if level.isdigit() else level, "level_delay": None,
            })  # fmt: skip
        if promised:
            amount = amounts.values[place] if amounts else None
            found.append({**common, "kind": "promise", "date": promised, "amount": float(amount) if amount else 0.0})
        if cell.get("dispute"):
            found.append({**common, "kind": "dispute", "note": cell["dispute"]})
        for row in found:
            row["reference"] = f"{row['reference']}, {row['kind']}"
        return found
