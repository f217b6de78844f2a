"""Tables as people export them: a column means what all of it says."""

from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ...models.takeover.spreadsheet import UnclearError, read_amounts, read_days, read_table

LATEST = date(2026, 12, 31)


@tagged("post_install", "-at_install")
class TestSpreadsheet(BaseCase):
    def _amounts(self, *cells, **options):
        return read_amounts(list(cells), **options).values

    def test_amounts(self):
        """Float noise, blanks and apostrophes between thousands, minus behind, currencies; one mark of decimals a column."""
        cells = ("2309.7899999999995", "1 200", "1'000.5", "250.00-", "(12.5)", "€ 3\u202f000.10", "−4", "")
        expected = ["2309.79", "1200.00", "1000.50", "-250.00", "-12.50", "3000.10", "-4.00"]
        self.assertEqual(self._amounts(*cells), [*map(Decimal, expected), None])
        self.assertEqual(self._amounts("1.234,56", "1.234", "12"), [Decimal("1234.56"), Decimal(1234), Decimal(12)])
        self.assertEqual(self._amounts("1,234,567", "1,234"), [Decimal(1234567), Decimal(1234)])
        with self.assertRaises(UnclearError):
            self._amounts("12,345", "1,000")
        self.assertEqual(self._amounts("12,345", mark="."), [Decimal(12345)])
        column = read_amounts(["1.005", "2.3", "x", "3.1000000001"])
        self.assertEqual((column.rounded, column.bad), ({0: "1.005"}, {2: "x"}))

    def test_days(self):
        """The order of day and month is that of the whole column."""
        self.assertEqual(read_days(["05/02/26", "31/01/26", ""], LATEST).values, [date(2026, 2, 5), date(2026, 1, 31), None])
        self.assertEqual(read_days(["02/05/2026", "01/31/2026"], LATEST).values, [date(2026, 2, 5), date(2026, 1, 31)])
        self.assertEqual(read_days(["2026-02-05 00:00:00", "2026-01-31"], LATEST).values, [date(2026, 2, 5), date(2026, 1, 31)])
        self.assertEqual(read_days(["26/02/15"], LATEST).values, [date(2015, 2, 26)], "a day in front, where that fits")
        self.assertEqual(read_days(["05/05/2026"], LATEST).values, [date(2026, 5, 5)])
        with self.assertRaises(UnclearError) as refused:
            read_days(["05/02/2026", "03/04/2026"], LATEST)
        self.assertEqual(refused.exception.choices, ["dmy", "mdy"])
        self.assertEqual(read_days(["05/02/2026"], LATEST, "mdy").values, [date(2026, 5, 2)])
        column = read_days(["31/01/2026", "32/01/2026", "soon"], LATEST)
        self.assertEqual((column.values[0], column.bad), (date(2026, 1, 31), {1: "32/01/2026", 2: "soon"}))
        self.assertEqual(read_days(["31/12/2027"], LATEST, "dmy").bad, {0: "31/12/2027"}, "later than it can be")

    def test_numbers_stay_text(self):
        titles, rows = read_table("a.csv", b"Invoice;Phone\n000123;0033 1\n;\n1e5;x\n")
        self.assertEqual((titles, rows), (["Invoice", "Phone"], [["000123", "0033 1"], ["1e5", "x"]]))
