"""A small invented ledger for the tests of the replay: dense, and the same each time."""

import random
from datetime import date, timedelta
from decimal import Decimal

import ledger


def rows(customers=18, every=20, days=90, start=date(2013, 1, 7)):
    """Return ledger rows: each customer gets an invoice about ``every`` days, due after 30 days.

    Args:
        customers: how many; the first six are large or late payers of each segment.
        every: days between two invoices of a customer.
        days: over how many days invoices are made.
        start: the first day.
    """
    dice = random.Random(7)
    found = []
    for number in range(customers):
        day = start + timedelta(dice.randint(0, every))
        while day < start + timedelta(days):
            line = len(found) + 2
            due = day + timedelta(30)
            settled = due + timedelta(dice.randint(-12, 25))
            amount = Decimal(dice.randint(4000, 90000)) / 100
            country = ("FR", "GB", "DE")[number % 3]
            found.append(
                ledger.LedgerRow(
                    line,
                    f"Customer {number:02d}",
                    country,
                    f"{7000 + line}",
                    day,
                    due,
                    amount,
                    disputed=dice.random() < 0.15,
                    settled_date=settled,
                )
            )
            day += timedelta(dice.randint(every // 2, every * 3 // 2))
    return found
