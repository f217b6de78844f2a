#!/usr/bin/env python3
"""The second ledger of the back-test: **invented**, for want of a second real one that may be had and used.

    python3 dev/ledger_second.py [file.csv]     out/ledger_second.csv, in the columns of ledger.py

What it is good for: whoever wrote it had not read the forecast or the score, and no setting of theirs was chosen on
it. It shows whether they hold where customers pay by runs, on working days, in two currencies, change their habits,
arrive and leave, which the first ledger has little of. What it is not: a measurement on a second company's books. A
figure on it says how the product does in a world like this one, not in the world.

Where the numbers come from (``PUBLISHED`` is checked by a test against what is drawn):

* Average days late, share paid on time, share later than 30 and 90 days, days by country, public bodies, hospitals
  and companies of more than 1,000 people: Altares, first half and second quarter of 2025 (batiweb.com 23 Sep 2025,
  lesnouvellesdaquitaine.fr, lejournaldesentreprises.com); Germany below France by 2.8 days: Altares, first quarter of
  2010 (uneautrevision.fr 26 Mar 2010). A year's drift of the whole market: 12.9 days (first half of 2024) to 14.1.
* That customers keep their habit, that many pay early, and a second currency on one invoice in twelve: statistics
  published of the HighRadius hackathon's file (50,000 invoices, 8 % in the second currency, 39 % early). Here fewer
  pay early: 45 % on time or early is Altares's number.
* Terms: 30 days, 45 days end of month, at most 60 (Code de commerce L441-10), 30 for public bodies.
* Weekends and bank holidays that banks keep; August and the end of the year as quiet times.

Assumed, as nothing published was found: how many customers pay by runs (half) and when, how many invoices are
disputed (4 %) and for how long, how many customers change their habit (15 %), arrive (30 %), leave (12 %) or fail
(2 %), the spread of amounts and of the number of invoices. Not in it: payments in parts, credit notes, the seller's
own reminders (lateness is what is left after somebody's).
"""

import csv
import random
import sys
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import ledger

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "out" / "ledger_second.csv"

SEED = 20260
CUSTOMERS = 300
FIRST, LAST = date(2023, 7, 1), date(2025, 9, 30)  # issued: 27 months
KNOWN = date(2025, 12, 31)  # what was paid later is open in the file

# One rate for all days: a rounded average of 2024. The forecast is about days; this only weighs amounts.
EUROS = {"EUR": Decimal(1), "GBP": Decimal("1.18")}

# Altares 2025: by the due date; mean of max(days late, 0); later than 30 and 90 days. Tolerance of one draw.
PUBLISHED = {"on_time": (0.452, 0.03), "late_days": (14.1, 1.5), "over_30": (0.093, 0.04), "over_90": (0.038, 0.015)}

# Share of the customers, days against France (14.1), currency.
COUNTRIES = (
    ("FR", 0.56, 0, "EUR"), ("GB", 0.09, -1.2, "GBP"), ("ES", 0.09, 0.8, "EUR"), ("IT", 0.09, 2.9, "EUR"),
    ("DE", 0.12, -2.8, "EUR"), ("PT", 0.05, 10.4, "EUR"),
)  # fmt: skip
# Kind of customer: share, days against a private company (13.3).
KINDS = (("company", 0.80, 0), ("large", 0.09, 7), ("public", 0.07, 1.7), ("hospital", 0.04, 8.4))
# Habit: share, mean and spread of the day on which the invoice is ready to be paid, against the due date.
HABITS = (("prompt", 0.62, -12, 4), ("later", 0.315, -1, 5), ("late", 0.04, 14, 8), ("very late", 0.025, 95, 40))
YEARLY_DRIFT = 1.2
TERMS = (("30", 0.45), ("45eom", 0.20), ("60", 0.20), ("30eom", 0.10), ("14", 0.05))
RUNS = (("none", 0.50), ("weekly", 0.22), ("twice a month", 0.15), ("month's end", 0.07), ("tenth", 0.06))
# One in 25 lies with the customer for weeks (mean 80 days): chosen, with the habits, to meet PUBLISHED, nothing else.
DISPUTED, FORGOTTEN, FORGOTTEN_DAYS = 0.04, 0.04, 80


@dataclass
class Customer:
    """One invented customer: who it is, how it buys, how it pays.

    Attributes:
        habit, spread: days against the due date on which an invoice is ready to be paid.
        run, weekday: its payment runs; ``weekday`` (0 = Monday) for weekly ones.
        change, change_by: from this day on its habit differs by so many days, or ``None``.
        start, end: first and last day on which it buys.
        fails: from this day on it pays nothing, or ``None``.
        monthly: invoices a month; ``at_end``: all at the month's end.
    """

    name: str
    country: str
    currency: str
    kind: str
    terms: str
    habit: float
    spread: float
    run: str
    weekday: int
    change: date | None
    change_by: float
    start: date
    end: date
    fails: date | None
    monthly: float
    at_end: bool
    amount: float


def pick_by_share(rng, table):
    """Return the line of ``table`` (name, share, …) that a random number falls on."""
    point = rng.random()
    for line in table:
        point -= line[1]
        if point < 0:
            return line
    return table[-1]


def draw_day(rng, first, last):
    """Return a random day from ``first`` to ``last``."""
    return first + timedelta(days=int(rng.random() * ((last - first).days + 1)))


def draw_customer(rng, number):
    """Return the :class:`Customer` of this number."""
    country, _share, country_days, currency = pick_by_share(rng, COUNTRIES)
    kind, _share, kind_days = pick_by_share(rng, KINDS)
    _name, _share, mean, spread = pick_by_share(rng, HABITS)
    start = draw_day(rng, FIRST, date(2025, 5, 31)) if rng.random() < 0.30 else FIRST
    end = draw_day(rng, start + timedelta(days=90), LAST) if rng.random() < 0.12 else LAST
    changes, fails = rng.random() < 0.15, rng.random() < 0.02
    return Customer(
        name=f"Customer {number:03d}",
        country=country,
        currency=currency,
        kind=kind,
        terms="30" if kind in ("public", "hospital") else pick_by_share(rng, TERMS)[0],
        habit=rng.gauss(mean + country_days + kind_days, spread / 2),
        spread=spread * rng.uniform(0.6, 1.2),
        run=pick_by_share(rng, RUNS)[0],
        weekday=rng.choice((1, 2, 3, 4)),
        change=draw_day(rng, date(2023, 12, 1), date(2025, 8, 31)) if changes else None,
        change_by=rng.choice((-1, 1, 1)) * rng.uniform(8, 25),
        start=start,
        end=end,
        fails=draw_day(rng, date(2024, 9, 1), date(2025, 10, 31)) if fails else None,
        monthly=min(6.0, rng.lognormvariate(-0.7, 0.8)),
        at_end=rng.random() < 0.5,
        amount=rng.lognormvariate(6.8, 1.0),
    )


# ------------------------------------------------------------------------------------------------------- the calendar


def find_easter(year):
    """Return Easter Sunday (Gauss's algorithm in Butcher's form, Gregorian calendar)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    return date(year, month, day + 1)


def is_bank_day(day):
    """Whether banks transfer euros on ``day``: not at weekends nor on the holidays of TARGET."""
    easter = find_easter(day.year)
    closed = {easter - timedelta(days=2), easter + timedelta(days=1)}
    return day.weekday() < 5 and day not in closed and (day.month, day.day) not in ((1, 1), (5, 1), (12, 25), (12, 26))


def find_bank_day(day):
    """Return the first bank day on or after ``day``."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def find_month_end(day):
    """Return the last day of the month of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def is_run_day(customer, day):
    """Whether the customer's payment run, before holidays move it, is on ``day``."""
    return {
        "weekly": day.weekday() == customer.weekday,
        "twice a month": day.day in (10, 25),
        "month's end": day == find_month_end(day),
        "tenth": day.day == 10,
    }.get(customer.run, True)


def find_run(customer, ready):
    """Return the bank day on which what is ready on ``ready`` is paid: the next run after its cut-off of two days."""
    day = ready if customer.run == "none" else ready + timedelta(days=2)
    while not is_run_day(customer, day):
        day += timedelta(days=1)
    return find_bank_day(day)


# ------------------------------------------------------------------------------------------------------- one invoice


def find_due(issued, terms):
    """Return the due date of an invoice by its terms."""
    if terms.endswith("eom"):
        return find_month_end(issued + timedelta(days=int(terms[:2])))
    return issued + timedelta(days=int(terms))


def find_quiet_days(rng, customer, ready):
    """Return the days lost in August, or over the end of the year, when an invoice is ready on ``ready``."""
    if ready.month == 8 and customer.country in ("FR", "IT", "ES", "PT") and rng.random() < 0.4:
        return rng.randint(3, 18)
    if ready.month == 12 and ready.day >= 18 and rng.random() < (0.6 if customer.kind == "large" else 0.25):
        return (date(ready.year + 1, 1, 4) - ready).days
    return 0


def draw_ready(rng, customer, issued, due, amount, disputed):
    """Return the day from which the invoice can be paid by the customer's next run."""
    habit = customer.habit + YEARLY_DRIFT * (issued - FIRST).days / 365
    if customer.change and issued >= customer.change:
        habit += customer.change_by
    if customer.fails and (customer.fails - issued).days < 120:
        habit += 15
    days = rng.gauss(habit, customer.spread)
    if amount > 3 * customer.amount:
        days += rng.uniform(0, 6)
    if disputed:
        days += rng.uniform(10, 60)
    if rng.random() < FORGOTTEN:
        days += rng.expovariate(1 / FORGOTTEN_DAYS)
    ready = max(issued + timedelta(days=2), due + timedelta(days=round(days)))
    return ready + timedelta(days=find_quiet_days(rng, customer, ready))


def draw_settled(rng, customer, invoice):
    """Return the day on which the invoice is paid, ``None`` if that is never or after ``KNOWN``."""
    issued, due, amount, disputed = invoice
    paid = find_run(customer, draw_ready(rng, customer, issued, due, amount, disputed))
    if paid > KNOWN or (customer.fails and paid >= customer.fails):
        return None
    return paid


def draw_issue_days(rng, customer):
    """Return the days on which the customer is invoiced, in order."""
    days, month = [], customer.start.replace(day=1)
    while month <= customer.end:
        end = find_month_end(month)
        count = int(customer.monthly) + (rng.random() < customer.monthly % 1)
        days += [end if customer.at_end else draw_day(rng, month, end) for _each in range(count)]
        month = end + timedelta(days=1)
    return sorted(day for day in days if customer.start <= day <= customer.end)


def draw_rows():
    """Return the rows of the ledger in the order of ``ledger.COLUMNS``, by day of issue; the same ones each time."""
    rng, drawn = random.Random(SEED), []
    for number in range(1, CUSTOMERS + 1):
        customer = draw_customer(rng, number)
        for issued in draw_issue_days(rng, customer):
            amount = max(20.0, customer.amount * rng.lognormvariate(0, 0.6))
            disputed = rng.random() < DISPUTED
            invoice = (issued, find_due(issued, customer.terms), amount, disputed)
            drawn.append((customer, invoice, draw_settled(rng, customer, invoice)))
    drawn.sort(key=lambda one: (one[1][0], one[0].name))
    return [_format_row(number, *one) for number, one in enumerate(drawn, start=1)]


def _format_row(number, customer, invoice, settled):
    issued, due, amount, disputed = invoice
    return (
        customer.name, customer.country, f"S{number:05d}", issued.isoformat(), due.isoformat(),
        str(Decimal(round(amount * 100)) / 100), customer.currency, "yes" if disputed else "no",
        settled.isoformat() if settled else "",
    )  # fmt: skip


def to_euros(rows):
    """Return rows of ``ledger.LedgerRow`` with their amounts in euros, so that they can be added."""
    return [replace(row, amount=row.amount * EUROS[row.currency]) for row in rows]


def measure(rows):
    """Return what ``PUBLISHED`` names of ``rows``: invoices open on ``KNOWN`` count with their days until then."""
    late = []
    for row in rows:
        settled = date.fromisoformat(row[8]) if row[8] else KNOWN
        late.append((settled - date.fromisoformat(row[4])).days)
    count = len(late)
    return {
        "on_time": sum(days <= 0 for days in late) / count,
        "late_days": sum(max(days, 0) for days in late) / count,
        "over_30": sum(days > 30 for days in late) / count,
        "over_90": sum(days > 90 for days in late) / count,
    }


def write(path=TARGET):
    """Write the ledger to ``path`` and return it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(ledger.COLUMNS)
        writer.writerows(draw_rows())
    return path


if __name__ == "__main__":
    target = write(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
    print(target, {name: round(value, 3) for name, value in measure(draw_rows()).items()})
