"""Sending hours: what is ready outside them stays ready and leaves at the next opening, in the recipient's time."""

import datetime

from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..calendar.test_calendar import CalendarCommon

THURSDAY = "2025-06-12"


def utc(text):
    return datetime.datetime.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestSendingHours(CalendarCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"dunning_working_days": False, "dunning_send_from": 9.0, "dunning_send_until": 17.5})
        cls.company.partner_id.tz = "Europe/Paris"
        cls.customer.tz = "Europe/Paris"
        cls.move = cls._invoice("2025-06-07")
        cls.cron = cls.env.ref("account_dunning.ir_cron_dunning_deliver")

    def _ready(self, day=THURSDAY):
        """Record the day's e-mail at midnight: it stays ready."""
        with freeze_time(f"{day} 00:00:00"):
            action = self._run(day)
        self.assertEqual(action.state, "ready")
        return action

    def _triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).mapped("call_at")

    def _deliver_at(self, moment):
        with freeze_time(moment):
            self.env["dunning.action"]._deliver_ready(self.company, Date.to_date(moment[:10]), now=utc(moment))

    def test_waits_for_the_opening(self):
        """In summer 9:00 in Paris is 7:00 UTC."""
        action = self._ready()
        self.assertEqual(self._triggers().count(utc("2025-06-12 07:00:00")), 1)
        self._deliver_at("2025-06-12 06:59:00")
        self.assertEqual(action.state, "ready")
        self.assertEqual(self._triggers().count(utc("2025-06-12 07:00:00")), 1, "planned once")
        self._deliver_at("2025-06-12 07:00:00")
        self.assertEqual((action.state, str(action.date_done)), ("done", THURSDAY))

    def test_after_closing(self):
        action = self._ready()
        self._deliver_at("2025-06-12 15:30:00")
        self.assertEqual(action.state, "ready")
        self.assertIn(utc("2025-06-13 07:00:00"), self._triggers())
        self._deliver_at("2025-06-13 07:00:00")
        self.assertEqual((action.state, str(action.date_done)), ("done", "2025-06-13"))

    def test_winter(self):
        self.assertEqual(
            self.env["dunning.action"]._next_departure(
                self.company, "Europe/Paris", self.env["dunning.calendar"]._zone_of_partner(self.company),
                Date.to_date("2025-01-10"), utc("2025-01-10 07:30:00"), True,
            ),
            utc("2025-01-10 08:00:00"),
        )  # fmt: skip

    def test_time_zone_of_the_recipient(self):
        """New York opens when Paris has had lunch."""
        self.customer.tz = "America/New_York"
        action = self._ready()
        self._deliver_at("2025-06-12 12:00:00")
        self.assertEqual(action.state, "ready")
        self._deliver_at("2025-06-12 13:00:00")
        self.assertEqual(action.state, "done")

    def test_weekend(self):
        """Approved on Saturday: it leaves on Monday morning."""
        action = self._ready("2025-06-13")
        self.company.dunning_working_days = True
        self._deliver_at("2025-06-14 10:00:00")
        self.assertEqual(action.state, "ready")
        self.assertIn(utc("2025-06-16 07:00:00"), self._triggers())
        with freeze_time("2025-06-14 10:00:00"):
            action.invalidate_recordset()
            self.assertEqual(
                action.leaves_text.replace("\u202f", " "),
                "Leaves on Monday 16 June at 9:00 AM (time zone Europe/Paris).",
            )
        self._deliver_at("2025-06-16 07:00:00")
        self.assertEqual((action.state, action.leaves_text), ("done", False))

    def test_approved_by_a_person(self):
        """Approval at night counts, and the action says when it leaves."""
        self.plan.step_ids.mode = "review"
        [action] = self._run(THURSDAY)
        with freeze_time("2025-06-12 20:00:00"):
            action.with_user(self.collector).action_approve()
            self.assertEqual(action.state, "ready")
            self.assertIn("Friday 13 June", action.leaves_text)
        self._deliver_at("2025-06-12 20:01:00")
        self.assertEqual(action.state, "ready")

    def test_no_limit(self):
        self.company.write({"dunning_send_from": 0, "dunning_send_until": 24})
        with freeze_time(f"{THURSDAY} 00:00:00"):
            action = self._run(THURSDAY)
        self.assertEqual((action.state, action.leaves_text), ("done", False))

    def test_hours_in_order(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.company.dunning_send_from = 18
            self.env.flush_all()
