"""Working days and quiet periods: on a closed day nobody is contacted, and the reason says when it will happen."""

import datetime
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ...models.calendar.dunning_calendar import library
from ..common import DunningCommon

LIBRARY = "odoo.addons.account_dunning.models.calendar.dunning_calendar.library"


class CalendarCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.country_id = cls.env.ref("base.fr")
        cls.company.dunning_working_days = True
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone"), (30, "registered_letter")])
        cls.company.dunning_plan_id = cls.plan

    @classmethod
    def _closed(cls, kind, start, end=None, **vals):
        return cls.env["dunning.closed.day"].create(
            {"name": kind, "kind": kind, "company_id": cls.company.id, "date_start": start, "date_end": end or start, **vals}
        )

    def assertDay(self, move, day, reason, next_date=None, text=None):
        """Compare what is decided about an invoice on a day, and the words for it."""
        row = self._row(move, day)
        self.assertEqual((row["reason"], str(row["next_date"])), (reason, next_date or day))
        if text:
            self.assertEqual(self.env["dunning.decision"]._explain_decisions([row], Date.to_date(day)), [text])
        return row


@tagged("post_install", "-at_install")
class TestCalendar(CalendarCommon):
    # -- a closed day ------------------------------------------------------------------------------

    def test_saturday(self):
        """D+5 falls on Saturday 14 June: the contact is made on Monday 16, and that is the day that is remembered."""
        move = self._invoice("2025-06-09")
        row = self.assertDay(
            move, "2025-06-14", "closed_day", "2025-06-16", "closed in France: next open day 06/16/2025"
        )
        self.assertEqual((str(row["step_date"]), row["verdict"]), ("2025-06-14", "none"))
        self.assertDay(move, "2025-06-15", "closed_day", "2025-06-16")
        for day in ("2025-06-14", "2025-06-15"):
            self.assertFalse(self._run(day))
        [action] = self._live_day("2025-06-16")
        self.assertEqual((action.state, str(action.date_done)), ("done", "2025-06-16"))
        row = self.assertDay(move, "2025-06-17", "not_due", "2025-06-19")
        self.assertEqual(str(row["last_step_date"]), "2025-06-16")

    def test_known_before(self):
        """Days before, the invoice already says Monday, though the step's own day is Saturday."""
        move = self._invoice("2025-06-09")
        row = self.assertDay(
            move, "2025-06-10", "not_due", "2025-06-16", "not due: D+5 email 5 falls on 06/16/2025"
        )
        self.assertEqual(str(row["step_date"]), "2025-06-14")
        with freeze_time("2025-06-14"):
            self.assertEqual(str(move.dunning_next_date), "2025-06-16")
            self.assertEqual((move.dunning_status, move.dunning_status_reason[:16]), ("waiting", "closed in France"))

    def test_interval_from_the_real_day(self):
        """The minimum interval runs from Monday: a step of Tuesday waits until Thursday."""
        self.company.dunning_plan_id = self._plan([(5, "email"), (8, "email")])
        move = self._invoice("2025-06-09")
        self._live_day("2025-06-16")
        self.assertDay(move, "2025-06-17", "not_due", "2025-06-19")
        [action] = self._live_day("2025-06-19")
        self.assertEqual(action.step_id.delay, 8)

    def test_switched_off(self):
        """Without the switch every day is a day, as in the plan."""
        self.company.dunning_working_days = False
        self._closed("closed", "2025-06-14")
        move = self._invoice("2025-06-09")
        self.assertDay(move, "2025-06-14", "act")
        self.assertEqual(self._run("2025-06-14").step_id.delay, 5)

    def test_public_holidays(self):
        for due, closed, opens in (
            ("2025-07-09", "2025-07-14", "2025-07-15"),
            ("2025-04-16", "2025-04-21", "2025-04-22"),  # Easter Monday
            ("2025-05-03", "2025-05-08", "2025-05-09"),
            ("2025-12-20", "2025-12-25", "2025-12-26"),
        ):
            with self.subTest(day=closed):
                move = self._invoice(due, partner=self._customer(f"Client {closed}"))
                self.assertDay(move, closed, "closed_day", opens)
                self.assertDay(move, opens, "act")

    def test_nothing_joins_on_a_closed_day(self):
        self.plan.step_ids.filtered(lambda step: step.delay == 5).mode = "review"
        self._invoice("2025-06-08")
        [action] = self._run("2025-06-13")
        second = self._invoice("2025-06-09")
        self.assertDay(second, "2025-06-14", "closed_day", "2025-06-16")
        self.assertFalse(self._run("2025-06-14"))
        self.assertEqual(len(action.advance_line_ids), 1)
        self._run("2025-06-16")
        self.assertEqual(len(action.advance_line_ids), 2)

    def test_no_answer_on_friday(self):
        """A call that nobody answered comes back on the next open day."""
        self._have_taken(self._invoice("2025-06-03"), self.plan.step_ids[1], "2025-06-08")
        [call] = self._run("2025-06-13")
        call._report_call(Date.to_date("2025-06-13"), "no_answer")
        self.assertEqual((call.state, str(call.date)), ("todo", "2025-06-16"))

    # -- whose calendar ----------------------------------------------------------------------------

    def test_german_customer(self):
        """3 October is a holiday in Germany, not in France; 14 July the other way round."""
        german = self._customer("Muster", country_id=self.env.ref("base.de").id, zip="10115", city="Berlin")
        for partner, due, day, reason, opens in (
            (german, "2025-09-28", "2025-10-03", "closed_day", "2025-10-06"),
            (self.customer, "2025-09-28", "2025-10-03", "act", "2025-10-03"),
            (german, "2025-07-09", "2025-07-14", "act", "2025-07-14"),
            (self.customer, "2025-07-09", "2025-07-14", "closed_day", "2025-07-15"),
        ):
            with self.subTest(partner=partner.name, day=day):
                self.assertDay(self._invoice(due, partner=partner), day, reason, opens)
        move = self._invoice("2025-09-28", partner=german)
        self.assertDay(move, "2025-10-03", "closed_day", "2025-10-06", "closed in Germany: next open day 10/06/2025")

    def test_somebody_has_to_call(self):
        """A call to Germany needs an open day in France too."""
        german = self._customer("Muster", country_id=self.env.ref("base.de").id)
        move = self._invoice("2025-07-04", partner=german)
        self._have_taken(move, self.plan.step_ids[1], "2025-07-09")
        self.assertDay(move, "2025-07-14", "closed_day", "2025-07-15", "closed in France: next open day 07/15/2025")
        self.assertDay(move, "2025-07-15", "act")

    def test_regions(self):
        """Good Friday in Alsace by the postal code; Epiphany in Bavaria by the state."""
        bavarian = {"country_id": self.env.ref("base.de").id, "state_id": self.env.ref("base.state_de_by").id}
        for vals, due, day, reason, opens in (
            ({"zip": "67000"}, "2025-04-13", "2025-04-18", "closed_day", "2025-04-22"),
            ({"zip": "54000"}, "2025-04-13", "2025-04-18", "act", "2025-04-18"),
            (bavarian, "2025-01-01", "2025-01-06", "closed_day", "2025-01-07"),
            ({**bavarian, "state_id": False}, "2025-01-01", "2025-01-06", "act", "2025-01-06"),
        ):
            with self.subTest(vals=vals):
                move = self._invoice(due, partner=self._customer(f"Client {vals}", **vals))
                self.assertDay(move, day, reason, opens)

    def test_part_is_not_known(self):
        """Where an address names no part of the country, the days of two parts in three: Easter Monday, not 2 January."""
        for code, due, day, reason, opens in (
            ("uk", "2026-04-01", "2026-04-06", "closed_day", "2026-04-07"),
            ("uk", "2026-08-26", "2026-08-31", "closed_day", "2026-09-01"),
            ("uk", "2025-12-28", "2026-01-02", "act", "2026-01-02"),
            ("ch", "2026-03-29", "2026-04-03", "closed_day", "2026-04-07"),
            ("de", "2025-10-26", "2025-10-31", "act", "2025-10-31"),
        ):
            with self.subTest(code=code, day=day):
                customer = self._customer(f"Client {code} {day}", country_id=self.env.ref(f"base.{code}").id)
                self.assertDay(self._invoice(due, partner=customer), day, reason, opens)

    def test_weekend_of_the_country(self):
        """In Saudi Arabia the weekend is Friday and Saturday."""
        saudi = self._customer("Al Amal", country_id=self.env.ref("base.sa").id)
        move = self._invoice("2025-06-15", partner=saudi)
        self.assertDay(move, "2025-06-20", "closed_day", "2025-06-22")
        self.assertDay(move, "2025-06-22", "act")

    def test_no_country(self):
        move = self._invoice("2025-07-09", partner=self._customer("Nowhere", country_id=False))
        self.assertDay(move, "2025-07-14", "closed_day", "2025-07-15")

    def test_without_the_library(self):
        """Weekends only, and the settings say so."""
        self.addCleanup(self.env.registry.clear_cache)
        self.assertTrue(library())
        with patch(LIBRARY, return_value=None), patch(
            "odoo.addons.account_dunning.models.settings.res_config_settings.library", return_value=None
        ):
            self.env.registry.clear_cache()
            self.assertDay(self._invoice("2025-07-09"), "2025-07-14", "act")
            self.assertDay(
                self._invoice("2025-06-09", partner=self._customer("Other")), "2025-06-14", "closed_day", "2025-06-16"
            )
            self.assertFalse(self.env["res.config.settings"].create({}).dunning_knows_holidays)

    # -- the company's own days --------------------------------------------------------------------

    def test_own_closed_and_open_days(self):
        move = self._invoice("2025-06-09")
        monday = self._closed("closed", "2025-06-16")
        self.assertDay(move, "2025-06-16", "closed_day", "2025-06-17", "closed: next open day 06/17/2025")
        monday.country_id = self.env.ref("base.de")
        self.assertDay(move, "2025-06-16", "act")
        self._closed("open", "2025-06-14")
        self.assertDay(move, "2025-06-14", "act")

    def test_quiet_new_year(self):
        """A quiet period counts without the switch; every year, and over New Year."""
        self.company.dunning_working_days = False
        self._closed("quiet", "2020-12-24", "2021-01-01", yearly=True)
        move = self._invoice("2025-12-20")
        for day in ("2025-12-25", "2025-12-31", "2026-01-01"):
            row = self.assertDay(move, day, "quiet", "2026-01-02", "quiet period until 01/01/2026")
            self.assertEqual(str(row["until"]), "2026-01-01")
            self.assertFalse(self._run(day))
        self.assertDay(move, "2026-01-02", "act")
        self.assertDay(self._invoice("2025-12-18"), "2025-12-23", "act")

    def test_quiet_then_weekend(self):
        """The next open day comes after the quiet period and the weekend that follows."""
        self._closed("quiet", "2025-08-01", "2025-08-31")
        move = self._invoice("2025-08-01")
        self.assertDay(move, "2025-08-06", "quiet", "2025-09-01", "quiet period until 08/31/2025")
        self._closed("quiet", "2025-09-01", "2025-09-05")
        self.assertDay(move, "2025-08-06", "quiet", "2025-09-08", "quiet period until 09/05/2025")

    def test_before_the_due_date(self):
        """D−5 in a quiet period is made on the first open day before the due date, or passed over."""
        self._closed("quiet", "2025-12-20", "2026-01-01")
        late = self._invoice("2026-01-04")
        self.assertDay(late, "2025-12-30", "quiet", "2026-01-02")
        self.assertDay(late, "2026-01-02", "act")
        never = self._invoice("2026-01-02", partner=self._customer("Never"))
        row = self.assertDay(never, "2025-12-19", "not_due", "2026-01-07")
        self.assertEqual(self.env["dunning.plan.step"].browse(row["step_id"]).delay, 5)

    def test_bad_days(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self._closed("quiet", "2025-02-02", "2025-02-01")
        with self.assertRaises(ValidationError):
            self._closed("quiet", "2025-01-01", "2026-01-01")

    # -- all at once -------------------------------------------------------------------------------

    def test_next_date_is_when_it_happens(self):
        """Day by day over two months with everything on: an action comes on the day that was announced."""
        self._closed("quiet", "2025-05-26", "2025-05-30")
        self.env["dunning.moratorium"].create(
            {"name": "Storm", "company_id": self.company.id, "date_start": "2025-04-28", "date_end": "2025-05-03"}
        )
        self.company.write({"dunning_budget_week": 2})
        self.company.dunning_plan_id = self._plan([(3, "email"), (6, "email"), (9, "email"), (14, "email"), (21, "email")])
        move = self._invoice("2025-04-12")
        announced, days, day = None, [], datetime.date(2025, 4, 13)
        while day < datetime.date(2025, 6, 15):
            row = self._row(move, day)
            if announced and row["reason"] in ("act", "closed_day", "quiet", "moratorium", "budget_week", "not_due"):
                self.assertEqual(row["next_date"], announced, day)
            announced = row["next_date"]
            if self._live_day(day):
                days.append(str(day))
                self.assertEqual(announced, day)
                announced = None
            day += datetime.timedelta(days=1)
        self.assertEqual(days, ["2025-04-15", "2025-04-18", "2025-04-22", "2025-05-05", "2025-05-12"])

    def test_queries(self):
        """The calendar takes one query more, for where the customers are; however many there are."""
        engine, day = self.env["dunning.engine"], Date.to_date("2025-06-14")
        self._closed("quiet", "2025-08-01", "2025-08-31")
        self.company.write({"dunning_budget_week": 2, "dunning_budget_day": 1})
        found = []
        for size in (5, 10):
            partners = self.env["res.partner"].create([{"name": f"C{size} {number}"} for number in range(size)])
            self.company.dunning_journal_ids = self.company_data["default_journal_misc"]
            self._general_entry(*[(partner, "2025-06-09", 100.0) for partner in partners])
            engine._decide_items(self.company, day)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            engine._decide_items(self.company, day)
            found.append(self.env.cr.sql_log_count - before)
        self.assertEqual(found[0], found[1])
        self.assertLessEqual(found[0], 10)
