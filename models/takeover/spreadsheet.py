"""Reads tables that people exported, column by column: dates and amounts mean what their whole column says. Without the ORM.

Cells are read as text, so that numbers of invoices and accounts stay what they are; then each column is converted by what it
holds. The order of day and month is found from all dates of a column or asked for, never guessed line by line; so is the mark
of decimals.
"""

import io
import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import NamedTuple

# What is larger is no list of open items.
MOST_BYTES, MOST_ROWS = 20_000_000, 100_000

DAY_FIRST, MONTH_FIRST, YEAR_FIRST = "dmy", "mdy", "ymd"
ORDERS = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)

# What stands between thousands, in any country; a minus may be typed as a dash or an ordinary one.
BLANKS = "\u00a0\u202f\u2009 '’_"
SIGNS = re.compile(r"[€$£]|\b(?:EUR|USD|GBP|CHF|CAD|SEK|NOK|DKK|PLN)\b", re.IGNORECASE)
AMOUNT = re.compile(r"^[-+(]?\d[\d.,]*\)?-?$")
PARTS = re.compile(r"^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[ T]\d.*)?$")


class UnclearError(ValueError):
    """A column that can be read in several ways: somebody has to say which.

    :ivar list choices: what it may be
    """

    def __init__(self, choices):
        self.choices = list(choices)
        super().__init__(", ".join(self.choices))


class Column(NamedTuple):
    """A converted column.

    :ivar list values: one a cell, ``None`` where it is empty or cannot be read
    :ivar dict bad: text of the cells that cannot be read, by place
    :ivar dict rounded: text of the cells that were rounded, by place
    """

    values: list
    bad: dict
    rounded: dict


def read_table(name, content):
    """Return the titles and the rows of a CSV file or of the first sheet of a workbook, all as text.

    :param str name: name of the file, which says what it is
    :param bytes content: what is in it
    :return: (list of str, list of list of str)
    :raises ValueError: it is too large, or not what its name says
    """
    import pandas as pd  # half a second and 50 MB: only where a file comes

    if len(content) > MOST_BYTES:
        raise ValueError("too large")
    try:
        if name.lower().endswith((".xlsx", ".xlsm")):
            frame = pd.read_excel(io.BytesIO(content), dtype=str, keep_default_na=False, na_filter=False, nrows=MOST_ROWS)
        else:
            text = _decode_text(content)
            mark = max(";\t,|", key=text.split("\n", 1)[0].count)
            frame = pd.read_csv(io.StringIO(text), sep=mark, dtype=str, keep_default_na=False, na_filter=False, nrows=MOST_ROWS)
    except Exception as error:  # whatever a broken or forged file does to the library
        raise ValueError("no table") from error
    rows = [["" if cell is None else str(cell).strip() for cell in row] for row in frame.itertuples(index=False, name=None)]
    return [str(title).strip() for title in frame.columns], [row for row in rows if any(row)]


def _decode_text(content):
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("unknown characters")


def plain_title(text):
    """Return a title without accents, capitals and marks, to be compared.

    >>> plain_title("  N° de Facture ")
    'n de facture'
    """
    text = unicodedata.normalize("NFKD", str(text).lower())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(sign for sign in text if not unicodedata.combining(sign))))


def read_days(cells, latest, order=None):
    """Convert a column of dates.

    :param list cells: texts
    :param date latest: no date of the column is later
    :param str order: one of ``ORDERS``, ``None`` to find it from the column
    :return: :class:`Column` of ``date``
    :raises UnclearError: the order of day and month cannot be told from the column

    >>> read_days(["05/02/26", "31/01/26", ""], date(2026, 3, 1)).values
    [datetime.date(2026, 2, 5), datetime.date(2026, 1, 31), None]
    >>> read_days(["05.02.2026", "03.01.2026"], date(2026, 12, 31))
    Traceback (most recent call last):
        ...
    takeover_spreadsheet.UnclearError: dmy, mdy
    """
    parts = {place: _day_parts(cell) for place, cell in enumerate(cells) if cell}
    open_ones = [found for found in parts.values() if found and not isinstance(found, date)]
    order = order or _find_order(open_ones, latest)
    values, bad = [None] * len(cells), {}
    for place, found in parts.items():
        day = found if isinstance(found, date) else found and _day_of(found, order)
        if day is None or day > latest:
            bad[place] = cells[place]
        else:
            values[place] = day
    return Column(values, bad, {})


def _day_parts(cell):
    """Return a date that can be read in one way only, else its three numbers as texts, else ``None``."""
    match = PARTS.match(cell)
    if not match:
        return None
    parts = match.groups()
    return _day_of(parts, YEAR_FIRST) if len(parts[0]) == 4 else parts


def _day_of(parts, order):
    """Return the date of three numbers in an order, ``None`` when there is none."""
    by_name = dict(zip(order, map(int, parts), strict=True))
    year = by_name["y"] + (2000 if by_name["y"] < 100 else 0)
    try:
        return date(year, by_name["m"], by_name["d"])
    except ValueError:
        return None


def _find_order(parts, latest):
    """Return the order of day and month that fits most dates of a column, where only one does.

    :raises UnclearError: several do, and they do not mean the same days
    """
    readings = {}
    for order in ORDERS:
        if order == YEAR_FIRST and any(len(one[2]) == 4 for one in parts):
            continue
        days = [_day_of(one, order) for one in parts]
        readings[order] = [day if day and day <= latest else None for day in days]
    # two digits in front are a year only where nothing else fits
    fitting = [order for order in (DAY_FIRST, MONTH_FIRST) if None not in readings[order]] or [
        order for order in readings if None not in readings[order]
    ]
    if not fitting:  # some cells are wrong: the reading with the fewest
        fewest = min(found.count(None) for found in readings.values())
        fitting = [order for order, found in readings.items() if found.count(None) == fewest]
    if len({tuple(readings[order]) for order in fitting}) > 1:
        raise UnclearError(fitting)
    return fitting[0]


def read_amounts(cells, decimals=2, mark=None):
    """Convert a column of amounts.

    :param list cells: texts, as spreadsheets and exports write them
    :param int decimals: decimals of the currency; what has more is rounded, and named unless it is the noise of a computer
    :param str mark: ``.`` or ``,`` before the decimals, ``None`` to find it from the column
    :return: :class:`Column` of ``Decimal``
    :raises UnclearError: the mark before the decimals cannot be told from the column

    >>> [str(one) for one in read_amounts(["2309.7899999999995", "1 200", "250-", "(12.5)"]).values]
    ['2309.79', '1200.00', '-250.00', '-12.50']
    >>> [str(one) for one in read_amounts(["1.234,56", "1.234"]).values]
    ['1234.56', '1234.00']
    >>> read_amounts(["12,345"]).rounded
    Traceback (most recent call last):
        ...
    takeover_spreadsheet.UnclearError: ,, .
    """
    texts = {place: _plain_amount(cell) for place, cell in enumerate(cells) if cell}
    mark = mark or _find_mark([text for text in texts.values() if text])
    other = "," if mark == "." else "."
    step = Decimal(1).scaleb(-decimals)
    values, bad, rounded = [None] * len(cells), {}, {}
    for place, text in texts.items():
        if text is None or text.count(mark) > 1:
            bad[place] = cells[place]
            continue
        exact = Decimal(text.strip("()+-").replace(other, "").replace(mark, "."))
        values[place] = exact.quantize(step) * (-1 if text.startswith(("-", "(")) or text.endswith("-") else 1)
        if abs(exact - abs(values[place])) > Decimal("0.000001"):
            rounded[place] = cells[place]
    return Column(values, bad, rounded)


def _plain_amount(cell):
    text = SIGNS.sub("", cell.replace("−", "-").replace("–", "-")).translate(dict.fromkeys(map(ord, BLANKS)))
    return text if AMOUNT.match(text) else None


def _find_mark(texts):
    """Return the mark before the decimals of a column.

    :raises UnclearError: all its amounts have one mark with three digits behind it
    """
    unclear = set()
    for text in texts:
        marks = [sign for sign in text if sign in ".,"]
        if not marks:
            continue
        last = marks[-1]
        if len(set(marks)) > 1:
            return last
        behind = len(re.sub(r"[^\d]", "", text[text.rfind(last) :]))
        if len(marks) > 1:  # thousands, twice
            return "," if last == "." else "."
        if behind != 3:
            return last
        unclear.add(last)
    if len(unclear) == 1:
        raise UnclearError([*unclear, *({".", ","} - unclear)])
    return "."
