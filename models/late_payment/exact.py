"""Numbers of the database as the exact decimals that the library of late-payment law wants. Without the ORM."""

from decimal import Decimal


def exact(value, places=4):
    """Return a number of the database as the decimal that was entered.

    :param float value: as a field gives it
    :param int places: decimals that the field keeps

    >>> exact(12.15), exact(0.1 + 0.2), exact(-0.88), exact(40.0), exact(-0.0)
    (Decimal('12.15'), Decimal('0.3'), Decimal('-0.88'), Decimal('40'), Decimal('0'))
    """
    number = Decimal(f"{value:.{places}f}")
    if number == number.to_integral_value():
        return Decimal(int(number))
    return Decimal(str(number).rstrip("0"))
