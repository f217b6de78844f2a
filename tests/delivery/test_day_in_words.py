"""Days in full: letters and messages write the first of a month as people of the language do."""

from datetime import date

from odoo.tests import tagged
from odoo.tests.common import TransactionCase

from ...models.shared.day_in_words import day_in_words


@tagged("post_install", "-at_install")
class TestDayInWords(TransactionCase):
    def test_first_of_a_month(self):
        """French and Italian say "first", other days and languages stay as core writes them."""
        for code in ("fr_FR", "it_IT", "de_DE"):
            self.env["res.lang"]._activate_lang(code)
        first, other, january = date(2026, 12, 1), date(2026, 12, 11), date(2011, 1, 1)
        french, italian = (self.env(context={"lang": code}) for code in ("fr_FR", "it_IT"))
        self.assertEqual(day_in_words(french, first), "1er décembre 2026")
        self.assertEqual(day_in_words(french, first, "EEEE d MMMM"), "mardi 1er décembre")
        self.assertEqual(day_in_words(french, other), "11 décembre 2026")
        self.assertEqual(day_in_words(french, january), "1er janvier 2011")
        self.assertEqual(day_in_words(italian, first), "1º dicembre 2026")
        self.assertEqual(day_in_words(self.env(context={"lang": "de_DE"}), first), "1. Dezember 2026")
        self.assertEqual(day_in_words(self.env(context={"lang": "en_US"}), first), "December 1, 2026")

    def test_no_day(self):
        """No day is no text."""
        self.assertEqual(day_in_words(self.env, False), "")
