"""Values from the European Central Bank's CSV files. Pure: a text in, dated values out; nothing is fetched.

Two layouts are read: that of the data API (``…/service/data/FM/B.U2.EUR.4F.KR.MRR_FR.LEV?format=csvdata``, columns by
name, of which ``KEY``, ``TIME_PERIOD`` and ``OBS_VALUE`` are used) and that of the data portal's download (``DATE``,
``TIME PERIOD`` and one column for each series, its key in brackets at the end of the heading).
"""

import csv
import io
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from .errors import CsvError
from .halfyear import plain_date
from .series import DatedValue

MRO_KEY = "FM.B.U2.EUR.4F.KR.MRR_FR.LEV"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_ecb_csv(text, read_on, key=MRO_KEY):
    """Read a series of changes from a file of the ECB.

    Rows of other series are passed over; days whose value is the one before are dropped (a daily series repeats it).
    A day without a value (empty or ``NaN``, as between 2000 and 2008, when the rate was not fixed) is a gap: what is
    before the last gap is left out, for it did not hold until the value after it.

    :param str text: the file
    :param date read_on: the day on which it was downloaded: give it to `Series.merged` as ``known_until``
    :param str key: the series
    :return: list of `DatedValue`, oldest first
    :raises CsvError: names every line that cannot be read: ``no_such_series``, ``column_missing``, ``not_a_day``,
        ``not_a_number``, ``no_value`` (nothing follows the last gap), ``two_values_for_one_day``
    """
    plain_date(read_on, "read_on")
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    if not rows or not any(rows[0]):
        raise CsvError([(1, "empty_file", "")])
    points, gaps, errors = {}, [], []
    for number, day_text, value_text in _find_points(rows, key):
        day, value = _parse_day(day_text), _parse_value(value_text)
        if day is None:
            errors.append((number, "not_a_day", day_text))
        elif value_text.strip().lower() in ("", "nan"):
            gaps.append((day, number))
        elif value is None:
            errors.append((number, "not_a_number", value_text))
        elif points.setdefault(day, value) != value:
            errors.append((number, "two_values_for_one_day", f"{day} {value_text}"))
    last_gap, gap_line = max(gaps, default=(date.min, 1))
    points = {day: value for day, value in points.items() if day > last_gap}
    if not points and not errors:
        errors.append((gap_line, "no_value" if gaps else "no_such_series", key))
    if errors:
        raise CsvError(errors)
    return _drop_repetitions(sorted(points.items()), f"European Central Bank, {key}, file of {read_on}", read_on)


def _find_points(rows, key):
    """Return (line number, day, value) of the series, as written, in either layout."""
    heading = [cell.strip() for cell in rows[0]]
    if "OBS_VALUE" in heading or "KEY" in heading:
        missing = [name for name in ("KEY", "TIME_PERIOD", "OBS_VALUE") if name not in heading]
        if missing:
            raise CsvError([(1, "column_missing", name) for name in missing])
        at_key, at_day, at_value = (heading.index(name) for name in ("KEY", "TIME_PERIOD", "OBS_VALUE"))
        lines = [(number, _cell_of_row(row, at_key).strip(), row) for number, row in enumerate(rows[1:], 2) if any(row)]
        return [(number, _cell_of_row(row, at_day), _cell_of_row(row, at_value)) for number, own, row in lines if own == key]
    at_value = next((rank for rank, cell in enumerate(heading) if cell.endswith(f"({key})")), None)
    if at_value is None:
        raise CsvError([(1, "no_such_series", key)])
    # A portal file of several series leaves a cell empty on days when only another one changed: no gap.
    return [
        (number, _cell_of_row(row, 0), _cell_of_row(row, at_value))
        for number, row in enumerate(rows[1:], 2)
        if any(row) and _cell_of_row(row, at_value).strip()
    ]


def _cell_of_row(row, rank):
    return row[rank] if rank < len(row) else ""


def _parse_day(text):
    try:
        return date.fromisoformat(text.strip()) if _ISO_DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None


def _parse_value(text):
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _drop_repetitions(points, source, read_on):
    found = []
    for day, value in points:
        if not found or found[-1].value != value:
            found.append(DatedValue(day, value, source, read_on))
    return found
