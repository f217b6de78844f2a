"""Workbooks in constant memory: rows are written once, from top to bottom, with real numbers and dates.

Text is always written as text, so that a name such as ``=cmd|…`` stays a name. Totals are formulas that carry the value
they come to, for programs that do not calculate.
"""

import datetime
import inspect
import tempfile

# Day 0 of the calendar of spreadsheets.
EPOCH = datetime.date(1899, 12, 30)

# Rows a sheet of a workbook holds, and as many of them as we use.
MAX_ROWS = 1_048_576
ROWS_PER_SHEET = MAX_ROWS - 100

# What a cell can hold.
TEXT, DATE, INTEGER, MONEY, PERCENT = "text", "date", "integer", "money", "percent"


class Column:
    """A column: its title, what its cells hold, where a row keeps it, and its width in characters.

    :param str title: as printed
    :param str kind: TEXT, DATE, INTEGER, MONEY or PERCENT (a share of 1)
    :param str name: key of the row
    :param bool total: whether a total stands below it
    :param str unless: key of the row without whose value the cell is empty
    """

    def __init__(self, title, kind, name, width=None, total=False, unless=None):
        self.title, self.kind, self.name, self.total, self.unless = title, kind, name, total, unless
        self.width = width or {TEXT: 18, DATE: 11, INTEGER: 9, MONEY: 14, PERCENT: 9}[kind]


class Workbook:
    """A workbook under way, in a temporary file.

    :param int digits: decimals of amounts
    """

    def __init__(self, digits=2):
        import xlsxwriter  # loaded only where a workbook is made, as Odoo does

        self.file = tempfile.NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  closed by content()
        self.book = xlsxwriter.Workbook(self.file.name, {"constant_memory": True})
        money = "#,##0" + ("." + "0" * digits if digits else "") + ";[Red]-#,##0" + ("." + "0" * digits if digits else "")
        add = self.book.add_format
        self.formats = {
            TEXT: add({}),
            DATE: add({"num_format": "dd/mm/yyyy", "align": "left"}),
            INTEGER: add({"num_format": "0"}),
            MONEY: add({"num_format": money}),
            PERCENT: add({"num_format": "0.0%"}),
            "title": add({"bold": True, "font_size": 14}),
            "note": add({"font_color": "#4b5563"}),
            "head": add({"bold": True, "bg_color": "#e5e7eb", "bottom": 1, "text_wrap": True, "valign": "top"}),
            "head_right": add({"bold": True, "bg_color": "#e5e7eb", "bottom": 1, "text_wrap": True, "align": "right", "valign": "top"}),
            "total_label": add({"bold": True, "top": 1}),
            "total": add({"bold": True, "top": 1, "num_format": money}),
        }

    def sheet(self, name, title, notes, columns, landscape=True):
        """Begin a sheet: title, notes, headings; headings stay in sight and on every printed page.

        :param list columns: of ``Column``
        :return: ``Sheet``
        """
        return Sheet(self, name, title, notes, columns, landscape)

    def content(self):
        """Close the workbook and return its bytes."""
        self.book.close()
        with self.file as file:
            file.seek(0)
            return file.read()


class Sheet:
    """A sheet under way; rows go below the headings one after the other."""

    def __init__(self, workbook, name, title, notes, columns, landscape):
        self.columns, self.formats = columns, workbook.formats
        taken = {sheet.get_name().lower() for sheet in workbook.book.worksheets()}
        self.sheet = sheet = workbook.book.add_worksheet(self._free_name(name, taken))
        self.fixed = next((index for index, column in enumerate(columns) if column.kind == MONEY), 1)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.write_string(0, 0, title, self.formats["title"])
        sheet.write_string(1, 0, notes, self.formats["note"])
        self.head = 3
        for index, column in enumerate(columns):
            right = "head_right" if column.kind in (INTEGER, MONEY, PERCENT) else "head"
            sheet.write_string(self.head, index, column.title, self.formats[right])
        sheet.freeze_panes(self.head + 1, min(self.fixed, 2))
        sheet.repeat_rows(self.head)
        self.first = self.next = self.head + 1
        # the same without what allows to name cells "A1": it looks at each of a million cells
        self._write_string, self._write_number = (
            inspect.unwrap(method.__func__).__get__(sheet) for method in (sheet.write_string, sheet.write_number)
        )
        # what a row needs of each column, read once
        self.cells = [(index, column.name, column.kind, self.formats[column.kind]) for index, column in enumerate(columns)]

    @staticmethod
    def _free_name(name, taken):
        """Return a name of a sheet that spreadsheets accept and no other sheet has."""
        name = "".join(" " if letter in "[]:*?/\\" else letter for letter in name)[:28].strip("' ") or "Sheet"
        number, found = 2, name
        while found.lower() in taken:
            found, number = f"{name} {number}", number + 1
        return found

    @property
    def is_full(self):
        """Whether the sheet takes no more rows."""
        return self.next - self.first >= ROWS_PER_SHEET

    def add(self, row):
        """Write a row.

        :param dict row: values by the names of the columns
        """
        number, write_string, write_number = self.next, self._write_string, self._write_number
        for index, name, kind, form in self.cells:
            value = row[name]
            if kind == TEXT:
                if value:
                    write_string(number, index, value, form)
            elif kind == DATE:
                if value:
                    write_number(number, index, (value - EPOCH).days, form)
            elif value is not None:
                write_number(number, index, value, form)
        self.next = number + 1

    def total(self, label, sums, first=None, only=None):
        """Write a total below the rows, as formulas with the values they come to.

        :param str label: in the first column
        :param dict sums: value of the total by the name of its column
        :param int first: row with which the total begins, by default the first of the sheet
        :param tuple only: (name of a column, its value): the total is of these rows alone
        """
        first = self.first if first is None else first
        last = self.next - 1
        for index, column in enumerate(self.columns):
            if index == 0:
                self.sheet.write_string(self.next, index, label, self.formats["total_label"])
            elif column.name not in sums:
                self.sheet.write_blank(self.next, index, None, self.formats["total_label"])
            else:
                self.sheet.write_formula(
                    self.next, index, self._total_formula(index, first, last, only), self.formats["total"], float(sums[column.name])
                )
        self.next += 1

    def balance(self, label, name, sides, value, first):
        """Write a balance: one column less another, as a formula with the value it comes to.

        :param str label: in the first column
        :param str name: column in which the balance stands
        :param tuple sides: columns of what is added and of what is taken away
        :param float value: of the balance
        :param int first: row with which it begins
        """
        from xlsxwriter.utility import xl_range  # as above

        places = {column.name: index for index, column in enumerate(self.columns)}
        plus, minus = (xl_range(first, places[side], self.next - 1, places[side]) for side in sides)
        for index, column in enumerate(self.columns):
            if index == 0:
                self.sheet.write_string(self.next, index, label, self.formats["total_label"])
            elif column.name == name:
                self.sheet.write_formula(self.next, index, f"=SUM({plus})-SUM({minus})", self.formats["total"], float(value))
            else:
                self.sheet.write_blank(self.next, index, None, self.formats["total_label"])
        self.next += 1

    def _total_formula(self, index, first, last, only):
        from xlsxwriter.utility import xl_range  # as above

        if last < first:
            return "=0"
        cells = xl_range(first, index, last, index)
        if not only:
            return f"=SUBTOTAL(9,{cells})"
        name, value = only
        key = next(number for number, column in enumerate(self.columns) if column.name == name)
        text = str(value).replace('"', '""')
        return f'=SUMIF({xl_range(first, key, last, key)},"{text}",{cells})'

    def filter(self):
        """Let people filter the rows written so far."""
        if self.next > self.first:
            self.sheet.autofilter(self.head, 0, self.next - 1, len(self.columns) - 1)
