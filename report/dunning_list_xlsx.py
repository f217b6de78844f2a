"""Any list as a workbook or on paper, with the columns that its screen shows at first."""

import re

from lxml import etree
from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from .workbook import DATE, INTEGER, MONEY, PERCENT, TEXT, Column, Workbook

# How cells hold the fields of a list; other kinds of fields are no columns of a workbook.
KINDS = {
    "char": TEXT, "text": TEXT, "selection": TEXT, "many2one": TEXT, "boolean": TEXT, "date": DATE, "datetime": DATE,
    "integer": INTEGER, "float": MONEY, "monetary": MONEY,
}  # fmt: skip
# A cell that its list leaves empty without another field.
UNLESS = re.compile(r"not (\w+)")


class DunningListXlsx(models.AbstractModel):
    _name = "dunning.list.xlsx"
    _description = "List as a workbook"

    @api.model
    def _build_list_workbook(self, records, name, title, notes):
        """Return records as a workbook, read with the rights and in the language of the environment.

        :param records: any recordset; its order is kept
        :param str name: of the sheet
        :param str title: above the list
        :param str notes: below the title
        """
        columns = self._list_columns(records)
        book = Workbook(digits=self.env.company.currency_id.decimal_places)
        sheet = book.sheet(name, title, notes, columns)
        for record in records:
            sheet.add({column.name: self._list_cell(record, column) for column in columns})
        return book.content()

    @api.model
    def _list_document(self, records, title, notes, summary=""):
        """Return what the report of a list prints, read with the rights and in the language of the environment.

        :param records: any recordset; its order is kept
        :param str title: above the list
        :param str notes: below the title
        :param summary: HTML between title and list
        :return: dict of values of ``report_list``
        """
        columns = self._list_columns(records)
        rows = [{column.name: self._list_cell_text(record, column) for column in columns} for record in records]
        # figures that nobody knows in any line would only make the others narrow
        columns = [column for column in columns if not column.unless or any(row[column.name] for row in rows)]
        return {
            "title": title,
            "notes": notes,
            "summary": summary,
            "columns": [{"name": one.name, "label": one.title, "is_number": one.kind in (INTEGER, MONEY, PERCENT)} for one in columns],
            "rows": rows,
        }

    @api.model
    def _list_cell_text(self, record, column):
        """Return what the paper shows of a record, as people of the language write it."""
        value = self._list_cell(record, column)
        if value is None:
            return ""
        if column.kind == PERCENT:
            return formatLang(self.env, 100 * value, digits=1) + self.env._(" %")
        if column.kind == MONEY:
            currency = record._fields[column.name].get_currency_field(record) if record._fields[column.name].type == "monetary" else None
            return formatLang(self.env, value, currency_obj=record[currency] if currency else None)
        if column.kind == DATE:
            return format_date(self.env, value) if value else ""
        return "" if value is False else str(value)

    @api.model
    def _list_columns(self, model):
        """Return the columns of the list as the screen shows it at first: what is not hidden, of kinds that a cell holds."""
        columns = []
        for node in etree.fromstring(model.get_view(None, "list")["arch"]).xpath("./field"):
            field = model._fields[node.get("name")]
            hidden = node.get("column_invisible") in ("True", "1") or node.get("optional") == "hide"
            if field.type in KINDS and not hidden:
                label = node.get("string") or field._description_string(self.env)
                kind = PERCENT if node.get("widget") == "percentage" else KINDS[field.type]
                unless = UNLESS.fullmatch(node.get("invisible") or "")
                columns.append(Column(label, kind, field.name, unless=unless and unless[1]))
        return columns

    @api.model
    def _list_cell(self, record, column):
        """Return what a cell shows of a record: names, labels of selections, days."""
        field, value = record._fields[column.name], record[column.name]
        if column.unless and not record[column.unless]:
            return None
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("yes") if value else ""
        if field.type == "datetime":
            return fields.Datetime.context_timestamp(record, value).date() if value else None
        return value if value or column.kind in (INTEGER, MONEY, PERCENT) else None
