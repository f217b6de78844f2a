"""Reads a receivables ledger in CSV: validated rows on one side, refused lines with their reason on the other.

Plain Python, no database. The documented format has one line an invoice::

    customer,country,invoice,invoice_date,due_date,amount,currency,disputed,settled_date
    Moulin Neuf SARL,FR,F-1001,2026-01-15,2026-02-14,1250.40,EUR,no,2026-02-20

Dates are ISO (2026-01-15). ``country`` is a two-letter code. ``currency`` (default EUR), ``disputed`` (default no)
and ``settled_date`` (empty: not paid yet) may be left out. Comma, semicolon or tab separate the columns; a decimal
comma, UTF-8 with or without a byte order mark, and Latin-1 are understood.

The header of IBM's "Late Payment Histories" sample (``countryCode,customerID,…,SettledDate,…``) is understood as it
is: its dates are month/day/year, its five country codes stand for no country we know of, so that each is mapped to a
European one (see ``SAMPLE_COUNTRIES``), and it has no currency, read as euros.
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

COLUMNS = (
    "customer", "country", "invoice", "invoice_date", "due_date", "amount", "currency", "disputed", "settled_date",
)  # fmt: skip
REQUIRED = ("customer", "country", "invoice", "invoice_date", "due_date", "amount")

# Columns of the sample, by their names reduced to lower-case letters and digits.
SAMPLE_HEADER = {
    "countrycode": "country",
    "customerid": "customer",
    "invoicenumber": "invoice",
    "invoicedate": "invoice_date",
    "duedate": "due_date",
    "invoiceamount": "amount",
    "disputed": "disputed",
    "settleddate": "settled_date",
}
SAMPLE_MARK = {"countrycode", "customerid", "invoiceamount"}
SAMPLE_COUNTRIES = {"391": "FR", "406": "DE", "770": "GB", "818": "ES", "897": "IT"}

DEFAULT_CURRENCY = "EUR"
TRUE = {"yes", "y", "true", "1", "oui", "o", "x", "ja", "si", "sí"}
FALSE = {"", "no", "n", "false", "0", "non", "nein"}
MAX_AMOUNT = Decimal(10) ** 12
YEARS = range(1990, 2101)


class LedgerError(Exception):
    """The file as a whole cannot be read; the message is one line for the user."""


@dataclass(frozen=True)
class LedgerRow:
    """One invoice of the ledger with its payment.

    Attributes:
        line: line of the file, the header being line 1.
        amount: what the invoice asks for, in ``currency``.
        settled_date: day on which it was paid in full; ``None`` while it is open.
    """

    line: int
    customer: str
    country: str
    invoice: str
    invoice_date: date
    due_date: date
    amount: Decimal
    currency: str = DEFAULT_CURRENCY
    disputed: bool = False
    settled_date: date | None = None


@dataclass(frozen=True)
class BadRow:
    """A line that is not loaded, and why."""

    line: int
    reason: str

    def __str__(self):
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True)
class Ledger:
    """What a file holds: good rows in the file's order, bad ones, and whether it has the sample's header."""

    rows: list
    bad: list
    is_sample: bool = False


def read(path):
    """Read and validate the ledger in ``path``.

    Returns:
        A :class:`Ledger`.

    Raises:
        LedgerError: the file is missing, empty, not a text table, or lacks a required column.
    """
    path = Path(path).expanduser()
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LedgerError(f"{path} cannot be read ({error.strerror}): give the path of a CSV file.") from error
    return parse(_decode(content, path.name), path.name)


def parse(text, name="ledger"):
    """Validate the ledger in ``text``; ``name`` stands for it in errors. See :func:`read`."""
    lines = _table(text, name)
    columns, is_sample = _columns(lines[0][1], name)
    rows, bad, seen = [], [], {}
    for number, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(number, cells, columns, len(lines[0][1]), is_sample)
            first = seen.setdefault((row.customer, row.invoice), number)
            if first != number:
                raise ValueError(f"invoice {row.invoice} of {row.customer} is already on line {first}")
            rows.append(row)
        except ValueError as error:
            bad.append(BadRow(number, str(error)))
    if not rows and not bad:
        raise LedgerError(f"{name} has a header and no invoice: nothing to load.")
    return Ledger(rows, bad, is_sample)


def check_codes(ledger, countries, currencies):
    """Move the rows whose country or currency code is not among the known ones to the bad rows.

    Args:
        ledger: a :class:`Ledger`.
        countries: known two-letter codes.
        currencies: known three-letter codes.

    Returns:
        A new :class:`Ledger`.
    """
    rows, bad = [], list(ledger.bad)
    for row in ledger.rows:
        if row.country not in countries:
            bad.append(BadRow(row.line, f"no country has the code {row.country}"))
        elif row.currency not in currencies:
            bad.append(BadRow(row.line, f"no currency has the code {row.currency}"))
        else:
            rows.append(row)
    return Ledger(rows, sorted(bad, key=lambda item: item.line), ledger.is_sample)


# --------------------------------------------------------------------------------------------------- file to columns


def _decode(content, name):
    if b"\0" in content:
        raise LedgerError(f"{name} is not a text file: save the sheet as CSV first.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _table(text, name):
    """Return the lines as (line number, cells), the header first."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    if not header:
        raise LedgerError(f"{name} is empty: the first line names the columns ({','.join(COLUMNS)}).")
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, start = [], 1
    try:
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise LedgerError(f"{name} line {reader.line_num}: not a CSV table ({error}).") from error
    return [line for line in lines if line[1]]


def _reduce(title):
    return re.sub(r"[^a-z0-9]", "", title.lower())


def _columns(header, name):
    """Return the position of each known column, and whether it is the sample's header."""
    titles = [_reduce(title) for title in header]
    is_sample = set(titles) >= SAMPLE_MARK
    known = SAMPLE_HEADER if is_sample else {_reduce(column): column for column in COLUMNS}
    positions = {}
    for position, title in enumerate(titles):
        column = known.get(title)
        if column in positions:
            raise LedgerError(f"{name} has the column {column} twice: keep one.")
        if column:
            positions[column] = position
    absent = [column for column in REQUIRED if column not in positions]
    if absent:
        raise LedgerError(f"{name} lacks the column {', '.join(absent)}: the header is {','.join(COLUMNS)}.")
    return positions, is_sample


# ----------------------------------------------------------------------------------------------------- cells to a row


def _row(number, cells, columns, width, is_sample):
    """Return the :class:`LedgerRow` of one line; a ValueError says what is wrong with it."""
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        raise ValueError(f"{len(cells)} cells for {width} columns: a separator inside a cell needs quotes")
    values = {column: cells[at].strip() if at < len(cells) else "" for column, at in columns.items()}
    absent = [column for column in REQUIRED if not values[column]]
    if absent:
        raise ValueError(f"{', '.join(absent)} is empty")
    row = LedgerRow(
        line=number,
        customer=_text(values["customer"], "customer"),
        country=_country(values["country"], is_sample),
        invoice=_text(values["invoice"], "invoice"),
        invoice_date=_date(values["invoice_date"], "invoice_date", is_sample),
        due_date=_date(values["due_date"], "due_date", is_sample),
        amount=_amount(values["amount"]),
        currency=_currency(values.get("currency", "")),
        disputed=_flag(values.get("disputed", ""), "disputed"),
        settled_date=_date(values.get("settled_date", ""), "settled_date", is_sample),
    )
    if row.due_date < row.invoice_date:
        raise ValueError(f"due on {row.due_date}, before the invoice date {row.invoice_date}")
    if row.settled_date and row.settled_date < row.invoice_date:
        raise ValueError(f"settled on {row.settled_date}, before the invoice date {row.invoice_date}")
    return row


def _text(text, column):
    if not text.isprintable():
        raise ValueError(f"{column} holds characters that cannot be printed")
    if len(text) > 200:
        raise ValueError(f"{column} is longer than 200 characters")
    return text


def _country(text, is_sample):
    if is_sample:
        code = SAMPLE_COUNTRIES.get(text)
        if code is None:
            raise ValueError(f"country {text} is none of the sample's codes {', '.join(SAMPLE_COUNTRIES)}")
        return code
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError(f"country {text} is not a two-letter code such as FR")
    return text.upper()


def _currency(text):
    if text and not re.fullmatch(r"[A-Za-z]{3}", text):
        raise ValueError(f"currency {text} is not a three-letter code such as EUR")
    return text.upper() or DEFAULT_CURRENCY


def _date(text, column, is_sample):
    if not text:
        return None
    wanted, shown = ("%m/%d/%Y", "month/day/year") if is_sample and "/" in text else ("%Y-%m-%d", "like 2026-01-31")
    try:
        day = datetime.strptime(text, wanted).date()
    except ValueError:
        raise ValueError(f"{column} {text} is not a date written {shown}") from None
    if day.year not in YEARS:
        raise ValueError(f"{column} {text} lies outside {YEARS[0]}–{YEARS[-1]}")
    return day


def _amount(text):
    """Return an amount written the English or the continental way; three digits after one separator are refused."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    marks = [mark for mark in plain if mark in ".,"]
    if len(set(marks)) == 2:
        plain = plain.replace("," if marks[-1] == "." else ".", "").replace(",", ".")
    elif len(marks) > 1:
        plain = plain.replace(marks[0], "")
    elif marks:
        if re.fullmatch(r"[+-]?\d{1,3},\d{3}", plain):
            raise ValueError(f"amount {text} can be read in two ways: write it with a point and two decimals")
        plain = plain.replace(",", ".")
    try:
        if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", plain):
            raise InvalidOperation
        amount = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"amount {text} is not a number") from None
    if amount <= 0:
        raise ValueError(f"amount {text} is not above zero: the ledger holds invoices only")
    if amount >= MAX_AMOUNT:
        raise ValueError(f"amount {text} is too large")
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"amount {text} has more than two decimals")
    return amount


def _flag(text, column):
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError(f"{column} {text} is neither yes nor no")
