"""Payments imputed to interest and costs first: by hand, and against a sum day by day."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import law_ledgers
import law_tables
import pytest
from law_cases import CATALOGUE, REGIMES, TWO_PARTS, debt, interest, library

DAY = timedelta(days=1)
FR = REGIMES["fr.business"]
END = date(2026, 11, 29)


def parts(found):
    return [
        tuple(f"{part:.2f}" for part in (one.interest, one.costs, one.principal, one.surplus)) for one in found.payments
    ]


def test_by_hand():
    """149.7945 to 15 May; then 6,189.79 bears 94.7802 (46 days at 12.15 %) and 86.2161 (41 at 12.40 %): 330.79 in all."""
    found = library.impute_payments(TWO_PARTS, FR, CATALOGUE, END, costs=Decimal(40))
    assert parts(found) == [("149.79", "40.00", "3810.21", "0.00"), ("181.00", "0.00", "5819.00", "0.00")]
    assert (found.interest, found.costs) == (Decimal("330.79"), 40)
    line = interest(found.debt, FR)
    # 370.79 of the principal are left, on which 111 days at 12.40 % are owed.
    assert (line.outstanding, line.amount - found.interest) == (Decimal("370.79"), Decimal("13.98"))


def test_principal_first_is_a_concession():
    """Whoever imputes by law is owed more."""
    found = library.impute_payments(TWO_PARTS, FR, CATALOGUE, END)
    by_law = interest(found.debt, FR)
    assert by_law.outstanding + by_law.amount - found.interest > interest(TWO_PARTS, FR).amount


def test_payments_up_to_the_due_date_and_surplus():
    one = debt("1000.00", date(2026, 3, 31), (date(2026, 3, 31), "600"), (date(2026, 4, 10), "900"), (date(2026, 12, 1), "1"))
    found = library.impute_payments(one, FR, CATALOGUE, END, costs=Decimal(40))
    assert parts(found) == [("0.00", "0.00", "600.00", "0.00"), ("1.33", "40.00", "400.00", "458.67")]
    assert interest(found.debt, FR).amount == found.interest


def test_costs_since_their_day():
    """Costs of 25 on 16 May and 60 on 1 June: the payment of 15 May meets the fixed sum alone, that of 10 August both."""
    days = {date(2026, 4, 1): 40, date(2026, 5, 16): 25, date(2026, 6, 1): 60}
    costs = [library.Cost(day, Decimal(amount)) for day, amount in days.items()]
    found = library.impute_payments(TWO_PARTS, FR, CATALOGUE, END, costs=costs)
    assert parts(found) == [("149.79", "40.00", "3810.21", "0.00"), ("181.00", "85.00", "5734.00", "0.00")]
    with pytest.raises(TypeError):
        library.impute_payments(TWO_PARTS, FR, CATALOGUE, END, costs=[library.Cost(date(2026, 4, 1), 40.0)])


def test_nothing_left_for_the_principal():
    one = debt("10000.00", date(2026, 3, 31), (date(2026, 5, 15), "100"), (date(2026, 5, 15), "60"))
    found = library.impute_payments(one, FR, CATALOGUE, END, costs=Decimal(40))
    assert parts(found) == [("100.00", "0.00", "0.00", "0.00"), ("49.79", "10.21", "0.00", "0.00")]


def test_refused():
    with pytest.raises(library.InterestError):
        library.impute_payments(TWO_PARTS, REGIMES["nl.business"], CATALOGUE, END)
    late = replace(TWO_PARTS, payments=(library.Payment(date(2027, 1, 5), Decimal(10)),))
    with pytest.raises(library.UnknownRateError):
        library.impute_payments(late, FR, CATALOGUE, date(2027, 1, 31))
    with pytest.raises(TypeError):
        library.impute_payments(TWO_PARTS, FR, CATALOGUE, END, costs=40.0)


def slow_imputation(cents, due, payments, costs, until):
    """Walk day by day; return (interest paid, costs paid, principal left, interest accrued), in cents."""
    principal, accrued, paid, paid_costs, day = cents, Fraction(0), 0, 0, due - 30 * DAY
    while day <= until:
        if day > due:
            accrued += principal * Fraction(law_tables.RATES["fr.business"](law_tables.half_year(day))) / 36500
        for when, amount in payments:
            if when == day:
                owed = int((Decimal(accrued.numerator) / accrued.denominator).quantize(Decimal(1), ROUND_HALF_UP)) - paid
                interest_part = min(amount, owed)
                cost = min(amount - interest_part, costs - paid_costs) if day > due else 0
                paid, paid_costs = paid + interest_part, paid_costs + cost
                principal -= min(principal, amount - interest_part - cost)
        day += DAY
    return paid, paid_costs, principal, int((Decimal(accrued.numerator) / accrued.denominator).quantize(Decimal(1), ROUND_HALF_UP))


def test_random_ledgers():
    dice = random.Random(5)
    for _turn in range(150):
        due = date(2023, 1, 1) + DAY * dice.randint(0, 1300)
        until = min(due + DAY * dice.randint(1, 500), date(2026, 12, 31))
        cents = dice.choice([5_000, 1_000_000, 99_999_999]) + dice.randint(0, 999)
        payments = sorted(
            (due + DAY * dice.randint(-20, (until - due).days), dice.choice([dice.randint(1, cents), cents // 3, 500]))
            for _payment in range(dice.randint(0, 4))
        )
        one = debt(law_ledgers.money(cents), due, *((day, law_ledgers.money(amount)) for day, amount in payments))
        found = library.impute_payments(one, FR, CATALOGUE, until, costs=Decimal(40))
        line = interest(found.debt, FR, until)
        got = tuple(int(value * 100) for value in (found.interest, found.costs, line.outstanding, line.amount))
        assert got == slow_imputation(cents, due, payments, 4000, until), (due, until, cents, payments)
        assert all(sum((p.interest, p.costs, p.principal, p.surplus)) == p.amount for p in found.payments)
