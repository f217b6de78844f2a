"""Monthly statements: the day, the end of the month, and a server that stood still on it."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestMonthStatements(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice("2024-12-15", 100)

    def _month(self, *days):
        """Have the schedule run on days; return (period, first day, last day) of what it made."""
        Statement = self.env["dunning.statement"]
        before = Statement.search([])
        for day in days:
            self.assertTrue(Statement._send_month(self.company, Date.to_date(day)))
        made = (Statement.search([]) - before).sorted("date_to")
        return [(one.period, one.date_from and str(one.date_from), str(one.date_to)) for one in made]

    def test_down_at_the_end_of_the_month(self):
        """Back on 2 March: February's is made as of its day, once; a week later it is too late."""
        self.company.dunning_statement_day = 28
        self.assertEqual(self._month("2025-03-02", "2025-03-03"), [("2025-02", False, "2025-02-28")])
        self.assertEqual(self._month("2025-04-04"), [("2025-03", False, "2025-03-28")])
        self.assertEqual(self._month("2025-05-06"), [])

    def test_down_over_two_ends(self):
        """Down from 20 January to 3 March: one statement, the last, and never two."""
        self.company.dunning_statement_day = 31
        self.assertEqual(self._month("2025-03-03", "2025-03-03"), [("2025-02", False, "2025-02-28")])

    def test_down_over_the_end_of_the_year(self):
        self.company.dunning_statement_day = 25
        self.assertEqual(self._month("2025-01-01"), [("2024-12", False, "2024-12-25")])

    def test_day_of_its_own(self):
        """On the 25th: neither the day before nor twice; the movements follow each other without a gap."""
        self.company.write({"dunning_statement_day": 25, "dunning_statement_kind": "activity"})
        self.assertEqual(
            self._month("2025-01-24", "2025-01-25", "2025-01-26", "2025-02-24", "2025-02-25"),
            [("2025-01", "2024-12-26", "2025-01-25"), ("2025-02", "2025-01-26", "2025-02-25")],
        )

    def test_end_of_the_month(self):
        """31: the last day, also of February in a leap year; the movements are those of the month."""
        self.company.write({"dunning_statement_day": 31, "dunning_statement_kind": "activity"})
        self.assertEqual(
            self._month("2028-02-28", "2028-02-29", "2028-03-30", "2028-03-31", "2028-04-30"),
            [
                ("2028-02", "2028-02-01", "2028-02-29"),
                ("2028-03", "2028-03-01", "2028-03-31"),
                ("2028-04", "2028-04-01", "2028-04-30"),
            ],
        )

    def test_the_thirtieth(self):
        """Where the month is too short its last day counts, and nothing is told twice or left out."""
        self.company.write({"dunning_statement_day": 30, "dunning_statement_kind": "activity"})
        self.assertEqual(
            self._month("2025-02-27", "2025-02-28", "2025-03-30"),
            [("2025-02", "2025-01-31", "2025-02-28"), ("2025-03", "2025-03-01", "2025-03-30")],
        )

    def test_live_in_between(self):
        """A company that went live after the day of the statements begins with the next ones."""
        self.company.write({"dunning_statement_day": 28, "dunning_live_date": "2025-03-01"})
        self.assertEqual(self._month("2025-03-02"), [])
        self.company.dunning_live_date = "2025-02-28"
        self.assertEqual(self._month("2025-03-02"), [("2025-02", False, "2025-02-28")])
