"""What can go wrong, as exceptions that name it. All are `InterestError`, which is a `ValueError`."""


class InterestError(ValueError):
    """The root of this package's errors."""


class UnknownRateError(InterestError):
    """A series has no published value for a half-year that a computation needs; nothing is extrapolated.

    ``series`` is the key of the series, ``half_year`` a `HalfYear`, ``hint`` says what to enter.
    """

    def __init__(self, series, half_year, hint=""):
        self.series, self.half_year, self.hint = series, half_year, hint
        super().__init__(f"{series}: no published value for {half_year}." + (f" {hint}" if hint else ""))


class IncompleteRegimeError(InterestError):
    """A regime is a form to be filled in: ``to_enter`` lists what its law must be asked for first."""

    def __init__(self, regime, to_enter):
        self.regime, self.to_enter = regime, tuple(to_enter)
        super().__init__(f"{regime} cannot be used yet. Enter: {'; '.join(self.to_enter)}.")


class NoRegimeError(InterestError):
    """No regime is known for a country and debtor class; one country's law is never used for another."""

    def __init__(self, country, debtor_class):
        self.country, self.debtor_class = country, debtor_class
        super().__init__(f"No late-payment regime is known for {debtor_class} debtors under the law of {country}.")


class NotStartedError(InterestError):
    """Nothing has happened yet that makes interest run; ``waits_for`` names what would, by trigger."""

    def __init__(self, regime, waits_for):
        self.regime, self.waits_for = regime, tuple(waits_for)
        super().__init__(f"{regime}: interest has not begun to run; it waits for: {', '.join(self.waits_for)}.")


class EntryError(InterestError):
    """A value that was entered or imported cannot be right; ``code`` says why, ``what`` where."""

    def __init__(self, code, what):
        self.code, self.what = code, what
        super().__init__(f"{what}: {code.replace('_', ' ')}.")


class CsvError(InterestError):
    """A file of values cannot be read; ``lines`` lists (line number, code, text), all of them at once."""

    def __init__(self, lines):
        self.lines = tuple(lines)
        shown = "; ".join(f"line {number}: {code.replace('_', ' ')} ({text!r})" for number, code, text in self.lines)
        super().__init__(shown)
