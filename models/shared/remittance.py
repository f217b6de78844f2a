"""Reads remittance advices: lists of invoices that a customer says to have paid, as CSV, workbook or text. Without the ORM."""

import csv
import io
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

# What is larger is no list of invoices.
MOST_BYTES, MOST_ROWS, MOST_CELLS = 2_000_000, 2_000, 60

# Words of the column that says what was paid, the surest first.
AMOUNT_TITLES = ("paid", "paye", "payé", "regle", "réglé", "gezahlt", "net", "amount", "montant", "betrag", "importe", "importo", "bedrag")
TOTAL_WORDS = re.compile(r"^\W*(sub)?-?\s*(total|totaux|summe|gesamt|totale|totaal)\b", re.IGNORECASE)
DAY = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?$")
MONEY = re.compile(r"^[-+(]?\d[\d\s'.,]*\)?-?$")
MONEY_IN_TEXT = re.compile(r"(?<![\w./-])[-+]?\d{1,3}(?:[\s'.,]?\d{3})*(?:[.,]\d{2})(?![\w/-])")
SIGNS = re.compile(r"[€$£]|\b(?:EUR|USD|GBP|CHF|CAD|SEK|NOK|DKK|PLN)\b", re.IGNORECASE)


class Row(NamedTuple):
    """A row of an advice: its place (from 1), its cells, and the amount that it says was paid, ``None`` without one."""

    place: int
    cells: tuple
    amount: Decimal | None


def read_amount(text):
    """Return an amount as people write it in any country, ``None`` when it is none.

    The last point or comma parts the decimals when one or two digits follow it, or when the other one stands before it.

    >>> [str(read_amount(text)) for text in ("1 234,56", "1,234.56", "1.234,56 €", "(100)", "250-", "1.234", "12/03/2025", "A12")]
    ['1234.56', '1234.56', '1234.56', '-100', '-250', '1234', 'None', 'None']
    """
    text = SIGNS.sub("", str(text)).strip()
    if not MONEY.match(text) or DAY.match(text):
        return None
    negative = text.startswith(("-", "(")) or text.endswith("-")
    text = re.sub(r"[^\d.,]", "", text)
    mark = max(text.rfind("."), text.rfind(","))
    if mark >= 0:
        whole, decimals = text[:mark], text[mark + 1 :]
        mixed = {".", ","} <= {text[mark], *whole}
        if mixed or len(decimals) in (1, 2):
            text = f"{re.sub('[.,]', '', whole)}.{decimals}"
        else:
            text = re.sub(r"[.,]", "", text)
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return -amount if negative else amount


def squeeze(text):
    """Return the letters and digits of a number, in capitals, however it is written.

    >>> squeeze("fac/2025 - 00016.")
    'FAC202500016'
    """
    return re.sub(r"[\W_]+", "", str(text)).upper()


def read_advice(name, content):
    """Return the rows of a remittance advice that are not empty.

    :param str name: name of the file, which says what it is
    :param bytes content: what is in it
    :return: list of :class:`Row`
    :raises ValueError: it is too large, or not what its name says
    """
    if len(content) > MOST_BYTES:
        raise ValueError("too large")
    kind = name.rsplit(".", 1)[-1].lower()
    table = _read_workbook(content) if kind in ("xlsx", "xlsm") else _read_text(content, kind)
    amount_column = None
    rows = []
    for place, cells in enumerate(table, 1):
        cells = tuple(str(cell).strip() for cell in cells[:MOST_CELLS])
        if not any(cells):
            continue
        if amount_column is None and (found := _find_amount_title(cells)) is not None:
            amount_column = found
            continue
        if TOTAL_WORDS.match(next(cell for cell in cells if cell)):
            continue
        rows.append(Row(place, cells, _amount_of(cells, amount_column)))
    return rows


def is_readable(name):
    """Tell by its name whether a file may be a remittance advice."""
    return name.rsplit(".", 1)[-1].lower() in ("csv", "tsv", "txt", "xlsx", "xlsm")


def _read_text(content, kind):
    """Return the rows of a CSV or text file; text without separators is one cell a line."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValueError("unknown characters")
    lines = text.replace("\0", "").splitlines()[:MOST_ROWS]
    if kind == "txt" and not any("\t" in line or ";" in line for line in lines):
        return [[line] for line in lines]
    mark = max(";\t,", key=lambda sign: sum(line.count(sign) for line in lines))
    return list(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))


def _read_workbook(content):
    """Return the rows of the first sheet of a workbook."""
    import openpyxl  # only where a workbook comes

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS, max_col=MOST_CELLS, values_only=True)
        return [["" if cell is None else f"{cell:.2f}" if isinstance(cell, float) else cell for cell in row] for row in rows]
    except Exception as error:  # whatever a broken or forged file does to the library
        raise ValueError("no workbook") from error


def _find_amount_title(cells):
    """Return the place of the column that says what was paid, ``None`` when these cells are no titles."""
    if len(cells) == 1 or any(read_amount(cell) is not None for cell in cells if cell):
        return None
    for word in AMOUNT_TITLES:
        for place, cell in enumerate(cells):
            if re.search(rf"\b{word}", cell, re.IGNORECASE):
                return place
    return None


def _amount_of(cells, column):
    """Return the amount of a row: of its column, of a line of text the last one in it, else the last cell that is one."""
    if column is not None and column < len(cells):
        return read_amount(cells[column])
    if len(cells) == 1:
        found = MONEY_IN_TEXT.findall(cells[0])
        return read_amount(found[-1]) if found else None
    return next((amount for cell in reversed(cells) if (amount := read_amount(cell)) is not None), None)
