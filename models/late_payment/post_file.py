"""What the post, or a provider of registered letters, tells in a CSV file about each of them. Without the ORM.

The columns are found by their headings, in French or English; days are ISO or day/month/year; the separator is ``;``, ``,`` or a
tabulator. Nothing is guessed: a line that cannot be read is named.
"""

import csv
import io
import re
import unicodedata
from datetime import date, datetime
from typing import NamedTuple

POSTED, PRESENTED, RECEIVED, REFUSED, UNCLAIMED, UNKNOWN = "posted", "presented", "received", "refused", "unclaimed", "unknown"

# Words of a heading, without accents and in small letters, by what the column holds. The first that fits counts.
HEADINGS = {
    "number": (
        "numero de suivi", "numero de recommande", "numero d'envoi", "no de suivi", "tracking", "registered number", "barcode", "numero",
        "number",
    ),
    "reference": ("reference", "ref client", "your ref", "ref"),
    "status": ("statut", "status", "etat", "evenement", "event", "resultat", "result"),
    "day": ("date de l'evenement", "date du statut", "event date", "status date", "date"),
}  # fmt: skip

# Words of a status, in the same form. What is more precise comes first.
STATUSES = (
    (UNKNOWN, ("inconnu", "npai", "n'habite pas", "unknown", "no such address", "defaut d'adresse", "wrong address")),
    (UNCLAIMED, ("non reclame", "unclaimed", "not claimed", "not collected")),
    (REFUSED, ("refus", "refused", "rejected")),
    (POSTED, ("accepted",)),  # by the post; "accepté" is by the addressee
    (RECEIVED, ("distribue", "remis", "delivered", "received", "recu", "accepte")),
    (PRESENTED, ("presente", "presented", "avise", "avis de passage", "attempted")),
    (POSTED, ("depose", "pris en charge", "posted", "deposited", "mailed")),
)


class Event(NamedTuple):
    """What happened to one letter: its ``number`` or ``reference``, what and when."""

    line: int
    number: str
    reference: str
    result: str
    day: date


class PostFileError(ValueError):
    """A file that cannot be read: ``lines`` lists (line number, code, text)."""

    def __init__(self, lines):
        self.lines = tuple(lines)
        super().__init__(str(self.lines))


def read_post_file(text):
    """Read a file.

    :param str text: the file
    :return: list of ``Event``, in the order of days
    :raises PostFileError: codes ``empty_file``, ``column_missing``, ``not_a_day``, ``status_unknown``, ``number_missing``

    >>> read_post_file("Numéro;Statut;Date\\n1A 234;Pli avisé et non réclamé;12/03/2026\\n")
    [Event(line=2, number='1A234', reference='', result='unclaimed', day=datetime.date(2026, 3, 12))]
    """
    lines = text.lstrip("\ufeff").splitlines()
    if not lines:
        raise PostFileError([(1, "empty_file", "")])
    separator = max(";,\t", key=lines[0].count)
    rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    places = find_columns(rows[0])
    events, errors = [], []
    for line, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            read_row(line, row, places, events, errors)
    if errors:
        raise PostFileError(errors)
    return sorted(events, key=lambda event: (event.day, event.line))


def find_columns(heading):
    """Return the place of each column that is there, by what it holds.

    :raises PostFileError: status or day is missing, or both number and reference
    """
    words = [simplify(cell) for cell in heading]
    places = {}
    for name, known in HEADINGS.items():
        found = next((rank for word in known for rank, cell in enumerate(words) if word in cell and rank not in places.values()), None)
        if found is not None:
            places[name] = found
    missing = [name for name in ("status", "day") if name not in places]
    if "number" not in places and "reference" not in places:
        missing.append("number")
    if missing:
        raise PostFileError([(1, "column_missing", name) for name in missing])
    return places


def read_row(line, row, places, events, errors):
    """Read one line into ``events``, or what is wrong with it into ``errors``."""
    cells = {name: row[rank].strip() if rank < len(row) else "" for name, rank in places.items()}
    result, day = find_result(cells["status"]), find_day(cells["day"])
    number = re.sub(r"\s+", "", cells.get("number", "")).upper()
    problems = (
        (not number and not cells.get("reference"), "number_missing", ""),
        (not result, "status_unknown", cells["status"]),
        (not day, "not_a_day", cells["day"]),
    )
    found = [(line, code, text) for holds, code, text in problems if holds]
    if found:
        errors += found
    else:
        events.append(Event(line, number, cells.get("reference", ""), result, day))


def find_result(text):
    """Return what a status means, or an empty text."""
    words = simplify(text)
    return next((result for result, known in STATUSES if any(word in words for word in known)), "")


def find_day(text):
    """Return a day, or ``None``: ISO or day/month/year; the time of the day is left aside."""
    first = text.split(" ")[0].split("T")[0]
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"):
        try:
            return datetime.strptime(first, form).date()
        except ValueError:
            continue
    return None


def simplify(text):
    """Return a text in small letters, without accents, apostrophes and the sign of a number made plain.

    >>> simplify("N° de l’Événement")
    "no de l'evenement"
    """
    plain = unicodedata.normalize("NFKD", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{DEGREE SIGN}", "o"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower().strip()
