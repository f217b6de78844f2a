"""Laws and rates: shipped values as the library has them, two persons for what is entered, no rate that was not published."""

import base64
from decimal import Decimal

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from ...models import interest
from ..common import DunningCommon

DAY = "2026-11-29"
KEY = interest.MRO_KEY


@tagged("post_install", "-at_install")
class TestInterestRates(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._user("manager_1", "account_dunning.group_dunning_manager")
        cls.second = cls._user("manager_2", "account_dunning.group_dunning_manager")
        cls.series = cls.env["dunning.interest.series"].search([("key", "=", "fr.legal.professional")])
        cls.mro = cls.env["dunning.interest.series"].search([("key", "=", "ecb.mro")])

    def _catalogue(self):
        return self.env["dunning.interest.catalogue"]._load_catalogue()

    def _enter(self, day="2027-01-01", value=2.9, series=None, **vals):
        return self.env["dunning.interest.rate"].with_user(self.first).create(
            {
                "series_id": (series or self.series).id, "day": day, "value": value, "source": "Order of 20 December 2026",
                "seen": DAY, **vals,
            }
        )

    # -- what is shipped ---------------------------------------------------------------------------

    def test_records_say_what_the_library_says(self):
        """Each law and each value, read from the records, is that of the library: the whole catalogue."""
        shipped, loaded = interest.load_catalogue(), self._catalogue()
        self.assertEqual(set(loaded.regimes), set(shipped.regimes))
        for key, regime in shipped.regimes.items():
            self.assertEqual(loaded.regimes[key], regime, key)
        for key, series in shipped.series.items():
            self.assertEqual(loaded.series[key].values, series.values, key)
            self.assertEqual(loaded.series[key].known_until, series.known_until, key)

    def test_loading_again_changes_nothing(self):
        Rate, Regime = self.env["dunning.interest.rate"], self.env["dunning.interest.regime"]
        before = (Rate.search_count([]), Regime.search_count([]))
        Regime._load_shipped_law()
        self.assertEqual((Rate.search_count([]), Regime.search_count([])), before)

    def test_an_upgrade_keeps_what_people_corrected(self):
        wrong = self.env["dunning.interest.rate"].search([("series_id", "=", self.series.id), ("day", "=", "2026-07-01")])
        right = self._enter("2026-07-01", 2.76)
        right.with_user(self.second).action_confirm()
        self.assertEqual((wrong.state, right.state), ("replaced", "confirmed"))
        self.env["dunning.interest.regime"]._load_shipped_law()
        half_year = interest.HalfYear.parse("2026 H2")
        self.assertEqual(self._catalogue().series["fr.legal.professional"].value_for(half_year).value, Decimal("2.76"))

    # -- two persons -------------------------------------------------------------------------------

    def test_nothing_counts_before_a_second_person_confirmed_it(self):
        rate = self._enter()
        half_year = interest.HalfYear.parse("2027 H1")
        with self.assertRaises(interest.UnknownRateError):
            self._catalogue().series["fr.legal.professional"].value_for(half_year)
        with self.assertRaisesRegex(UserError, "You entered this yourself"):
            rate.with_user(self.first).action_confirm()
        rate.with_user(self.second).action_confirm()
        self.assertEqual(self._catalogue().series["fr.legal.professional"].value_for(half_year).value, Decimal("2.9"))
        self.assertEqual(rate.confirmed_by_id, self.second)

    def test_what_is_confirmed_is_not_changed(self):
        rate = self._enter()
        rate.with_user(self.second).action_confirm()
        with self.assertRaisesRegex(UserError, "This value is confirmed"):
            rate.with_user(self.second).value = 3
        with self.assertRaisesRegex(UserError, "they are not deleted"):
            rate.with_user(self.second).unlink()
        with self.assertRaises(AccessError):
            self._enter("2027-07-01", state="confirmed")

    def test_collectors_read_and_enter_nothing(self):
        with self.assertRaises(AccessError):
            self.env["dunning.interest.rate"].with_user(self.collector).create(
                {"series_id": self.series.id, "day": "2027-01-01", "value": 3, "source": "x"}
            )
        self.assertTrue(self.series.with_user(self.collector).rate_ids)

    def test_refused_by_name(self):
        for vals, sentence in (
            ({"day": "2027-02-01"}, "A value of this series begins on 1 January or 1 July"),
            ({"value": 290}, "A rate lies between -5 % and 50 %"),
            ({"source": " "}, "Say where the value was published"),
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
                self._enter(**vals)

    def test_refused_in_the_language_of_the_reader(self):
        """The half-year is named, in French to a French reader as soon as the texts are translated; never an English exception."""
        from ...models.late_payment.law_words import explain_law_error

        error = interest.UnknownRateError("fr.legal.professional", interest.HalfYear.parse("2027 H1"), "English hint")
        words = explain_law_error(self.env, error)
        self.assertEqual(
            words,
            "French legal interest rate, professional creditors: no value is published for the first half of 2027. "
            "Enter the rate for all other cases (professional creditors) of the minister's order, published in June and December.",
        )

    # -- the bank's file ---------------------------------------------------------------------------

    def _import(self, text, read_on=DAY, user=None):
        wizard = self.env["dunning.rate.import.wizard"].with_user(user or self.first).create(
            {"content": base64.b64encode(text.encode()), "read_on": read_on}
        )
        return wizard.action_import()

    @freeze_time("2027-01-05")
    def test_import(self):
        text = f"KEY,FREQ,TIME_PERIOD,OBS_VALUE\n{KEY},B,2026-09-16,2.65\n{KEY},B,2026-12-23,2.90\n"
        self._import(text, "2027-01-04")
        new = self.mro.rate_ids.filtered(lambda rate: rate.state == "entered")
        self.assertEqual((str(new.day), new.value, new.source), ("2026-12-23", 2.9, f"European Central Bank, {KEY}, file of 2027-01-04"))
        self.assertEqual(str(self.mro.read_until), "2027-01-04")
        first_half = interest.HalfYear.parse("2027 H1")
        with self.assertRaises(interest.UnknownRateError):
            self._catalogue().series["ecb.mro"].value_for(first_half)
        with self.assertRaisesRegex(UserError, "You read it yourself"):
            self.mro.with_user(self.first).action_confirm()
        self.mro.with_user(self.second).action_confirm()
        self.assertEqual(self._catalogue().series["ecb.mro"].value_for(first_half).value, Decimal("2.9"))
        self.assertEqual((str(self.mro.known_until), self.mro.read_until), ("2027-01-04", False))

    @freeze_time(DAY)
    def test_import_that_contradicts_is_refused(self):
        with self.assertRaisesRegex(UserError, "ecb.mro 2026-09-16.*That day has another value already"):
            self._import(f"KEY,TIME_PERIOD,OBS_VALUE\n{KEY},2026-09-16,2.70\n")
        with self.assertRaisesRegex(UserError, "Line 2 of the file .*This is not a number"):
            self._import(f"KEY,TIME_PERIOD,OBS_VALUE\n{KEY},2026-12-23,two\n")
        self.assertFalse(self.mro.read_until)

    # -- the task ----------------------------------------------------------------------------------

    def test_task_on_the_first_of_a_half_year(self):
        self.company.country_id = self.env.ref("base.fr")
        self.company.dunning_manager_id = self.second
        self.env["res.company"].search([("id", "!=", self.company.id)]).dunning_manager_id = self.second
        Series = self.env["dunning.interest.series"]
        with freeze_time("2026-12-31"):
            Series._cron_ask_for_rates()
        self.assertFalse(self.series.activity_ids)
        with freeze_time("2027-01-01"):
            Series._cron_ask_for_rates()
            Series._cron_ask_for_rates()
        self.assertEqual(self.series.activity_ids.user_id, self.second)
        self.assertEqual(len(self.series.activity_ids), 1)
        self.assertIn("Read the rate: Enter the rate for all other cases", self.series.activity_ids.summary)
        self.assertEqual(len(self.mro.activity_ids), 1, "last read on 3 October: nobody knows what holds on 1 January")
        with freeze_time("2027-01-02"):
            self._enter().with_user(self.second).action_confirm()
        self.assertFalse(self.series.activity_ids)

    # -- laws --------------------------------------------------------------------------------------

    def test_a_law_in_use_is_not_changed_its_copy_is(self):
        law = self.env["dunning.interest.regime"].search([("key", "=", "fr.business")])
        with self.assertRaisesRegex(UserError, "This law is in use"):
            law.with_user(self.first).margin = 12
        copy = law.with_user(self.first).copy()
        self.assertEqual((copy.state, copy.key, copy.tier_ids.fixed), ("entered", "fr.business.1", 40))
        copy.margin = 12
        self.assertEqual(self._catalogue().regime_for("FR", "business").margin, 10)
        copy.with_user(self.second).action_confirm()
        self.assertEqual(self._catalogue().regime_for("FR", "business").margin, 12)

    def test_a_form_is_filled_in(self):
        form = self.env["dunning.interest.regime"].search([("key", "=", "at.consumer")]).with_user(self.first)
        with self.assertRaisesRegex(UserError, "Still to enter"):
            form.with_user(self.second).action_confirm()
        form.write({"to_enter": False, "sources": "§ 1333 ABGB, read on 29 November 2026"})
        self.assertEqual((form.state, form.is_shipped), ("entered", False))
        form.with_user(self.second).action_confirm()
        self.assertEqual(form.state, "confirmed")
        self.env["dunning.interest.regime"]._load_shipped_law()
        self.assertEqual((form.state, form.to_enter), ("confirmed", False))

    # -- whose law ---------------------------------------------------------------------------------

    def _law(self, move, profile=None):
        profile = profile or self.env["dunning.profile"]._get_or_create(move.commercial_partner_id, self.company)
        return self.env["dunning.interest.catalogue"]._choose_governing_law(move, profile, self._catalogue())

    def test_whose_law(self):
        """Businesses: the seller's; consumers and public bodies: their own; the contract before all; never the language's."""
        self.company.country_id = self.env.ref("base.fr")
        german = self._customer("Bau AG", country_id=self.env.ref("base.de").id)
        move = self._invoice("2026-03-31", partner=german)
        self.assertEqual(self._law(move).regime.key, "fr.business")
        profile = self.env["dunning.profile"]._get_or_create(german, self.company)
        profile.debtor_class = "consumer"
        self.assertEqual(self._law(move).regime.key, "de.consumer")
        profile.debtor_class = "business"
        self.env["dunning.interest.contract"].create(
            {"company_id": self.company.id, "partner_id": german.id, "law_country_id": self.env.ref("base.uk").id, "clause": "Order, 9"}
        )
        found = self._law(move)
        self.assertEqual((found.regime.key, found.choice.rule, found.choice.review), ("uk.business", "contract", False))
        profile.debtor_class = "public"
        with self.assertRaises(interest.NoRegimeError):
            self._law(move)

    def test_terms_of_sale_customer_and_invoice(self):
        """The invoice's own terms come before the customer's, those before the terms of sale; the floor binds them all."""
        self.company.country_id = self.env.ref("base.fr")
        contracts = self.env["dunning.interest.contract"]
        move, other = self._invoice("2026-03-31"), self._invoice("2026-03-31")
        terms = {"company_id": self.company.id, "rate_kind": "fixed"}
        contracts.create({**terms, "rate": 12, "clause": "Terms of sale, 7"})
        self.assertEqual(self._law(move).regime.margin, Decimal(12))
        contracts.create({**terms, "partner_id": self.customer.id, "rate": 9, "clause": "Contract, 3"})
        above = {"rate_kind": "above", "rate": 8, "clause": "Order"}
        contracts.create({**terms, **above, "partner_id": self.customer.id, "move_id": other.id})
        self.assertEqual((self._law(move).regime.margin, self._law(other).regime.margin), (Decimal(9), Decimal(8)))
        self.assertEqual(self._law(other).regime.series, "ecb.mro")
        debt = interest.Debt("x", Decimal(1000), due=Date.to_date("2023-12-31"))
        contracts.search([("partner_id", "=", self.customer.id), ("move_id", "=", False)]).rate = 5
        line = interest.compute_interest(debt, self._law(move).regime, self._catalogue(), Date.to_date("2024-01-10"))
        self.assertEqual(line.rates, (Decimal("15.21"),), "never below three times the legal rate")

    def test_terms_that_nobody_could_prove(self):
        with self.assertRaisesRegex(ValidationError, "Say where it was agreed"):
            self.env["dunning.interest.contract"].create({"company_id": self.company.id, "rate_kind": "fixed", "rate": 12})
        with self.assertRaisesRegex(ValidationError, "above 0"):
            self.env["dunning.interest.contract"].create({"company_id": self.company.id, "rate_kind": "fixed", "clause": "x"})
