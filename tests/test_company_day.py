"""The day is the company's own: runs, messages, statements and screens go by its time zone, not by UTC or a person's."""

from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from ..models.shared.company_day import company_day
from .common import DunningCommon


@tagged("post_install", "-at_install")
class TestCompanyDay(DunningCommon):
    def _day(self, moment, zone, person="UTC"):
        """Return the company's day at a moment (UTC) that a person asks for."""
        self.company.partner_id.tz = zone
        with freeze_time(moment):
            return str(company_day(self.env(context={"tz": person})["dunning.run"], self.company))

    def test_places(self):
        for moment, zone, day in (
            ("2025-03-11 05:00:00", "Europe/Paris", "2025-03-11"),
            ("2025-03-11 05:00:00", "America/Los_Angeles", "2025-03-10"),
            ("2025-03-11 05:00:00", "America/Mexico_City", "2025-03-10"),
            ("2025-03-10 18:00:00", "Pacific/Auckland", "2025-03-11"),
            ("2025-03-10 14:59:59", "Asia/Tokyo", "2025-03-10"),
            ("2025-03-10 15:00:00", "Asia/Tokyo", "2025-03-11"),
        ):
            self.assertEqual(self._day(moment, zone), day, zone)

    def test_clocks_are_changed(self):
        """On 30 March 2025 Paris goes from +1 to +2, on 26 October back; on 6 April Auckland goes from +13 to +12."""
        for moment, zone, day in (
            ("2025-03-29 22:59:59", "Europe/Paris", "2025-03-29"),
            ("2025-03-29 23:00:00", "Europe/Paris", "2025-03-30"),
            ("2025-03-30 21:59:59", "Europe/Paris", "2025-03-30"),
            ("2025-03-30 22:00:00", "Europe/Paris", "2025-03-31"),
            ("2025-10-26 22:59:59", "Europe/Paris", "2025-10-26"),
            ("2025-10-26 23:00:00", "Europe/Paris", "2025-10-27"),
            ("2025-04-05 11:00:00", "Pacific/Auckland", "2025-04-06"),
            ("2025-04-06 11:59:59", "Pacific/Auckland", "2025-04-06"),
            ("2025-04-06 12:00:00", "Pacific/Auckland", "2025-04-07"),
        ):
            self.assertEqual(self._day(moment, zone), day, (moment, zone))

    def test_no_person_moves_it(self):
        """Somebody in Tokyo sees the day of the company in Los Angeles."""
        self.assertEqual(self._day("2025-03-11 05:00:00", "America/Los_Angeles", "Asia/Tokyo"), "2025-03-10")

    def test_country(self):
        """Without a time zone of its own: that of the country if it has one only, else the person's."""
        self.company.partner_id.country_id = self.env.ref("base.jp")
        self.assertEqual(self._day("2025-03-10 15:00:00", False), "2025-03-11")
        self.company.partner_id.country_id = self.env.ref("base.us")
        self.assertEqual(self._day("2025-03-11 05:00:00", False), "2025-03-11")
        self.assertEqual(self._day("2025-03-11 05:00:00", False, "America/Denver"), "2025-03-10")

    def test_branch(self):
        """A branch goes by its main company: run and profile are the main company's."""
        self.company.partner_id.tz = "Asia/Tokyo"
        self.company.sudo().write({"child_ids": [Command.create({"name": "Branch"})]})
        branch = self.company.child_ids[-1:]
        branch.partner_id.tz = "America/Los_Angeles"
        with freeze_time("2025-03-10 15:00:00"):
            self.assertEqual(str(company_day(self.env["dunning.run"], branch)), "2025-03-11")

    def _daily_run(self, moment, zone):
        """Have the cron do the day's run at a moment (UTC)."""
        self.company.partner_id.tz = zone
        self.env["res.company"].search([("id", "!=", self.company.id)]).dunning_live_date = False
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("account_dunning.ir_cron_dunning_run").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["dunning.run"].search([("company_id", "=", self.company.id)], order="id desc", limit=1)

    def test_run_on_the_due_day(self):
        """22:00 in Los Angeles on the due day: nothing is late; a day later it is, by one day."""
        self.company.dunning_plan_id = self._plan([(1, "email")])
        move = self._invoice("2025-03-10")
        run = self._daily_run("2025-03-11 05:00:00", "America/Los_Angeles")
        self.assertEqual((str(run.date), run.action_ids), ("2025-03-10", self.env["dunning.action"]))
        run = self._daily_run("2025-03-12 05:00:00", "America/Los_Angeles")
        self.assertEqual((str(run.date), run.action_ids.line_ids.move_id), ("2025-03-11", move))
        self.assertEqual((str(run.action_ids.date_done), run.action_ids.line_ids.days_overdue), ("2025-03-11", 1))

    def test_run_in_auckland(self):
        """07:00 on 11 March in Auckland is 18:00 on the 10th in UTC: the invoice due on the 10th is one day late."""
        self.company.dunning_plan_id = self._plan([(1, "email")])
        self._invoice("2025-03-10")
        run = self._daily_run("2025-03-10 18:00:00", "Pacific/Auckland")
        self.assertEqual((str(run.date), run.action_ids.line_ids.days_overdue), ("2025-03-11", 1))

    def test_screens(self):
        """Receivables, invoices, coverage and statements ask on the company's day."""
        self.company.dunning_plan_id = self._plan([(1, "email")])
        move = self._invoice("2025-03-10")
        self.company.partner_id.tz = "America/Los_Angeles"
        self.env.flush_all()
        with freeze_time("2025-03-11 05:00:00"):
            item = self.env["dunning.receivable"].browse(self._items(move).id)
            self.assertEqual((item.days_overdue, item.is_overdue, move.dunning_status), (0, False, "upcoming"))
            statement = self.env["dunning.statement"].new({})
            self.assertEqual(str(statement.date_to), "2025-03-10")
            self.env.invalidate_all()
        with freeze_time("2025-03-11 08:00:00"):
            self.assertEqual((item.days_overdue, item.is_overdue, move.dunning_status), (1, True, "to_remind"))
