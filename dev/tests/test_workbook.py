"""Workbooks: what stands in the cells, as a program for spreadsheets reads them; without a database."""

import io
from datetime import date

import openpyxl
import pytest
from house import load

books = load("report/workbook")
Column, TEXT, DATE, INTEGER, MONEY = books.Column, books.TEXT, books.DATE, books.INTEGER, books.MONEY


def columns():
    return [
        Column("Name", TEXT, "name"), Column("Due", DATE, "due"), Column("Days", INTEGER, "days"), Column("Debit", MONEY, "debit"),
        Column("Credit", MONEY, "credit", width=20), Column("Balance", MONEY, "balance"),
    ]  # fmt: skip


ROWS = [
    {"name": "=1+1", "due": date(2026, 3, 4), "days": 5, "debit": 100.0, "credit": 0.0, "balance": None},
    {"name": 'Du"rand', "due": None, "days": 0, "debit": 20.5, "credit": 30.0, "balance": None},
    {"name": "", "due": date(1899, 12, 31), "days": None, "debit": -1.0, "credit": None, "balance": None},
]


def filled(digits=2, name="Sheet [1]", **kwargs):
    """Return (workbook, sheet) with the three rows."""
    book = books.Workbook(digits)
    sheet = book.sheet(name, "Title", "Notes", columns(), **kwargs)
    for row in ROWS:
        sheet.add(row)
    return book, sheet


def read(book, values=False):
    """Return the only sheet; with the values that formulas carry, or with the formulas."""
    return openpyxl.load_workbook(io.BytesIO(book.content()), data_only=values).worksheets[0]


def test_cells():
    book, _sheet = filled()
    found = read(book)
    assert [[cell.value for cell in row] for row in found.iter_rows(min_row=1, max_row=2)] == [
        ["Title", None, None, None, None, None], ["Notes", None, None, None, None, None],
    ]  # fmt: skip
    assert [cell.value for cell in found[4]] == ["Name", "Due", "Days", "Debit", "Credit", "Balance"]
    assert found["A5"].value == "=1+1"
    assert found["A5"].data_type == "s", "a text, not a formula"
    assert found["B5"].value.date() == date(2026, 3, 4)
    assert (found["C5"].value, found["D5"].value, found["E5"].value) == (5, 100, 0)
    assert (found["A6"].value, found["B6"].value, found["C6"].value) == ('Du"rand', None, 0)
    assert (found["A7"].value, found["C7"].value, found["D7"].value, found["E7"].value) == (None, None, -1, None)
    assert found.max_row == 7


def test_looks():
    book, _sheet = filled()
    found = read(book)
    assert (found["A1"].font.b, found["A1"].font.sz, found["A2"].font.color.rgb) == (True, 14, "FF4B5563")
    assert (found["B5"].number_format, found["B5"].alignment.horizontal, found["C5"].number_format) == ("dd/mm/yyyy", "left", "0")
    assert found["D5"].number_format == "#,##0.00;[Red]-#,##0.00"
    for cell, side in (("A4", None), ("B4", None), ("C4", "right"), ("D4", "right")):
        head = found[cell]
        assert (head.font.b, head.alignment.wrap_text, head.alignment.vertical, head.alignment.horizontal) == (True, True, "top", side)
        assert (head.border.bottom.style if side is None else "thin") == "thin"
    widths = [round(found.column_dimensions[letter].width - 0.71) for letter in "ABCDEF"]
    assert widths == [18, 11, 9, 14, 20, 14]
    assert (found.freeze_panes, found.print_title_rows) == ("C5", "$4:$4")
    assert (found.page_setup.orientation, found.page_setup.paperSize) == ("landscape", 9)
    assert (found.page_setup.fitToWidth or 1, found.page_setup.fitToHeight) == (1, 0)


def test_upright_and_without_amounts():
    book = books.Workbook()
    book.sheet("x", "t", "n", [Column("A", TEXT, "a"), Column("B", TEXT, "b")], landscape=False)
    found = read(book)
    assert (found.page_setup.orientation, found.freeze_panes) == ("portrait", "B5")
    book = books.Workbook()
    book.sheet("x", "t", "n", [Column("A", MONEY, "a")])
    assert read(book).freeze_panes == "A5"


@pytest.mark.parametrize(("digits", "form"), [(0, "#,##0;[Red]-#,##0"), (1, "#,##0.0;[Red]-#,##0.0"), (3, "#,##0.000;[Red]-#,##0.000")])
def test_decimals(digits, form):
    book, sheet = filled(digits)
    sheet.total("Total", {"debit": 119.5})
    found = read(book)
    assert (found["D5"].number_format, found["D8"].number_format) == (form, form)
    assert books.Workbook.__init__.__defaults__ == (2,)


def test_totals():
    book, sheet = filled()
    sheet.total("Total", {"debit": 119.5, "credit": 30})
    sheet.total("Again", {"debit": 20.5}, first=5)
    sheet.total("Durand", {"debit": 20.5}, only=("name", 'Du"rand'))
    sheet.filter()
    content = book.content()
    found = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in found[8]] == ["Total", None, None, "=SUBTOTAL(9,D5:D7)", "=SUBTOTAL(9,E5:E7)", None]
    assert found["D9"].value == "=SUBTOTAL(9,D6:D8)"
    assert found["D10"].value == '=SUMIF(A5:A9,"Du""rand",D5:D9)'
    assert (found["A8"].font.b, found["A8"].border.top.style, found["B8"].border.top.style, found["D8"].font.b) == (
        True, "thin", "thin", True,
    )  # fmt: skip
    assert found["D8"].border.top.style == "thin"
    assert found.auto_filter.ref == "A4:F10"
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    assert (values["D8"].value, values["E8"].value, values["D10"].value) == (119.5, 30, 20.5)


def test_total_of_nothing():
    book = books.Workbook()
    sheet = book.sheet("x", "t", "n", columns())
    sheet.filter()
    sheet.total("Total", {"debit": 0.0})
    found = read(book)
    assert found["D5"].value == "=0"
    assert found.auto_filter.ref is None


def test_total_of_one_row():
    book = books.Workbook()
    sheet = book.sheet("x", "t", "n", columns())
    sheet.add(ROWS[0])
    sheet.filter()
    sheet.total("Total", {"debit": 100.0})
    found = read(book)
    assert (found["D6"].value, found.auto_filter.ref) == ("=SUBTOTAL(9,D5)", "A4:F5")


def test_balance():
    book, sheet = filled()
    sheet.balance("Balance", "balance", ("debit", "credit"), 89.5, 4)
    sheet.add(ROWS[0])
    content = book.content()
    found = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in found[8]] == ["Balance", None, None, None, None, "=SUM(D5:D7)-SUM(E5:E7)"]
    assert found["D9"].value == 100
    assert openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]["F8"].value == 89.5


def test_names_of_sheets():
    book = books.Workbook()
    names = ["a/b:c", "A b c", "a b c", "", "x" * 40, "'q'", "[]", "x" * 28]
    found = [book.sheet(name, "t", "n", columns()).sheet.get_name() for name in names]
    assert found == ["a b c", "A b c 2", "a b c 3", "Sheet", "x" * 28, "q", "Sheet 2", f"{'x' * 28} 2"]


def test_full(monkeypatch):
    assert (books.MAX_ROWS, books.ROWS_PER_SHEET) == (1048576, 1048476)
    monkeypatch.setattr(books, "ROWS_PER_SHEET", 3)
    book = books.Workbook()
    sheet = book.sheet("x", "t", "n", columns())
    seen = []
    for row in ROWS:
        seen.append(sheet.is_full)
        sheet.add(row)
    assert [*seen, sheet.is_full] == [False, False, False, True]
