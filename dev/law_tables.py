"""Rates as their publishers print them, typed a second time and read by the slow oracle, never by the library.

All in percent a year. A half-year is written as ``2026 H2``.
"""

from decimal import Decimal

# European Central Bank, main refinancing operations, day of each change.
MRO = {
    "2014-09-10": "0.05", "2016-03-16": "0.00", "2022-07-27": "0.50", "2022-09-14": "1.25", "2022-11-02": "2.00",
    "2022-12-21": "2.50", "2023-02-08": "3.00", "2023-03-22": "3.50", "2023-05-10": "3.75", "2023-06-21": "4.00",
    "2023-08-02": "4.25", "2023-09-20": "4.50", "2024-06-12": "4.25", "2024-09-18": "3.65", "2024-10-23": "3.40",
    "2024-12-18": "3.15", "2025-02-05": "2.90", "2025-03-12": "2.65", "2025-04-23": "2.40", "2025-06-11": "2.15",
    "2026-06-17": "2.40", "2026-09-16": "2.65",
}  # fmt: skip

# France: half-year, MRO, default (MRO + 10), EU minimum (MRO + 8), legal rate of professional and of private creditors
# (None: not published in a source that was read), three times the professional one.
FRANCE = [
    ("2015 H1", "0.05", "10.05", "8.05", "0.93", "4.06", "2.79"),
    ("2015 H2", "0.05", "10.05", "8.05", "0.99", "4.29", "2.97"),
    ("2016 H1", "0.05", "10.05", "8.05", "1.01", "4.54", "3.03"),
    ("2016 H2", "0.00", "10.00", "8.00", "0.93", "4.35", "2.79"),
    ("2017 H1", "0.00", "10.00", "8.00", "0.90", "4.16", "2.70"),
    ("2017 H2", "0.00", "10.00", "8.00", "0.90", "3.94", "2.70"),
    ("2018 H1", "0.00", "10.00", "8.00", "0.89", "3.73", "2.67"),
    ("2018 H2", "0.00", "10.00", "8.00", "0.88", "3.60", "2.64"),
    ("2019 H1", "0.00", "10.00", "8.00", "0.86", "3.40", "2.58"),
    ("2019 H2", "0.00", "10.00", "8.00", "0.87", "3.26", "2.61"),
    ("2020 H1", "0.00", "10.00", "8.00", "0.87", "3.15", "2.61"),
    ("2020 H2", "0.00", "10.00", "8.00", "0.84", "3.11", "2.52"),
    ("2021 H1", "0.00", "10.00", "8.00", "0.79", "3.14", "2.37"),
    ("2021 H2", "0.00", "10.00", "8.00", "0.76", "3.12", "2.28"),
    ("2022 H1", "0.00", "10.00", "8.00", "0.76", "3.13", "2.28"),
    ("2022 H2", "0.00", "10.00", "8.00", "0.77", "3.15", "2.31"),
    ("2023 H1", "2.50", "12.50", "10.50", "2.06", "4.47", "6.18"),
    ("2023 H2", "4.00", "14.00", "12.00", "4.22", "6.82", "12.66"),
    ("2024 H1", "4.50", "14.50", "12.50", "5.07", "8.01", "15.21"),
    ("2024 H2", "4.25", "14.25", "12.25", "4.92", "8.16", "14.76"),
    ("2025 H1", "3.15", "13.15", "11.15", "3.71", "7.21", "11.13"),
    ("2025 H2", "2.15", "12.15", "10.15", "2.76", "6.65", "8.28"),
    ("2026 H1", "2.15", "12.15", "10.15", "2.62", "6.67", "7.86"),
    ("2026 H2", "2.40", "12.40", "10.40", "2.75", None, "8.25"),
]

GERMANY = {
    **{f"{year} {half}": "-0.88" for year in range(2016, 2023) for half in ("H1", "H2") if (year, half) != (2016, "H1")},
    "2023 H1": "1.62", "2023 H2": "3.12", "2024 H1": "3.62", "2024 H2": "3.37", "2025 H1": "2.27", "2025 H2": "1.27",
    "2026 H1": "1.27", "2026 H2": "1.52",
}  # fmt: skip
BELGIUM = {"2024 H1": "12.5", "2024 H2": "12.5", "2025 H1": "11.5", "2025 H2": "10.5", "2026 H1": "10.5", "2026 H2": "10.5"}
NETHERLANDS = {"2024 H1": "12.50", "2024 H2": "12.25", "2026 H2": "10.4"}
NETHERLANDS_CONSUMERS = {"2024 H1": "7", "2024 H2": "7"}
SPAIN = {"2025 H1": "11.15", "2026 H1": "10.15", "2026 H2": "10.40"}
ITALY = {"2025 H1": "11.15", "2025 H2": "10.15", "2026 H1": "10.15", "2026 H2": "10.40"}
UNITED_KINGDOM = {"2024 H1": "13.25", "2024 H2": "13.25", "2026 H1": "11.75", "2026 H2": "11.75"}


def half_year(day):
    """Return the name of a day's half-year."""
    return f"{day.year} H{1 if day.month < 7 else 2}"


def mro_on(text):
    """Return the refinancing rate in force on an ISO day, by looking at every change."""
    found = None
    for day, value in MRO.items():
        if day <= text:
            found = value
    return Decimal(found)


def _base_on(name, fixing_before=False):
    year, half = int(name[:4]), name[5:]
    if fixing_before:
        return mro_on(f"{year - 1}-12-31" if half == "H1" else f"{year}-06-30")
    return mro_on(f"{year}-01-01" if half == "H1" else f"{year}-07-01")


def _next_half_point(rate):
    """Return a rate rounded up to a half point, by trying them one after another."""
    step = Decimal("0")
    while step < rate:
        step += Decimal("0.5")
    return step


LEGAL = {row[0]: Decimal(row[4]) for row in FRANCE}

# The rate of each law in a half-year, written anew from the texts.
RATES = {
    "fr.business": lambda name: _base_on(name) + 10,
    "fr.public": lambda name: _base_on(name) + 8,
    "fr.consumer": lambda name: LEGAL[name],
    "fr.contract": lambda name: max(Decimal("12.5"), LEGAL[name] * 3),
    "de.business": lambda name: Decimal(GERMANY[name]) + 9,
    "de.consumer": lambda name: Decimal(GERMANY[name]) + 5,
    "uk.business": lambda name: Decimal(UNITED_KINGDOM[name]),
    "nl.business": lambda name: _base_on(name) + 8,
    "nl.consumer": lambda name: Decimal(NETHERLANDS_CONSUMERS[name]),
    "be.business": lambda name: _next_half_point(_base_on(name) + 8),
    "be.contract": lambda name: min(Decimal("12"), _next_half_point(_base_on(name) + 8)),
    "es.business": lambda name: _base_on(name, fixing_before=True) + 8,
    "it.business": lambda name: _base_on(name) + 8,
    "ch.any": lambda name: Decimal(5),
}
