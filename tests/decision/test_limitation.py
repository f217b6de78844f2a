"""Limitation of claims: last day by law, nature and debtor, what interrupts it, alarms before, what may be asked afterwards."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestLimitation(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (30, "registered_letter", {"tone": "formal"})])
        cls.company.write({"dunning_plan_id": cls.plan.id, "country_id": cls.env.ref("base.fr").id})
        cls.Profile = cls.env["dunning.profile"]
        cls.profile = cls.Profile._get_or_create(cls.customer, cls.company)

    def _last_day(self, move, day=DAY):
        found = self.env["dunning.limitation"]._read_ends(self.company, Date.to_date(day), move.commercial_partner_id)
        return str(found.get(self._items(move).id))

    def _interrupt(self, kind, day, **vals):
        return self.env["dunning.interruption"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "kind": kind, "date": day, "note": "Proof", **vals}
        )

    def _rows(self, day=DAY):
        with freeze_time(day):
            self.env.invalidate_all()
            rows = self.env["dunning.limitation"].search([])
            rows.mapped("days_left")  # of that day
            return rows

    # -- the last day ------------------------------------------------------------------------------

    def test_debtor_classes(self):
        """From the invoice, not from the due date; of public bodies from 1 January following."""
        move = self._invoice("2022-06-30", 1000, invoice_date="2022-03-15")
        expected = {"business": "2027-03-15", "consumer": "2024-03-15", "public": "2026-12-31"}
        for debtor_class, last_day in expected.items():
            self.profile.debtor_class = debtor_class
            self.assertEqual(self._last_day(move), last_day, debtor_class)

    def test_leap_day(self):
        self.profile.debtor_class = "consumer"
        self.assertEqual(self._last_day(self._invoice("2024-03-30", 10, invoice_date="2024-02-29")), "2026-02-28")

    def test_natures(self):
        move = self._invoice("2024-06-30", 1000, invoice_date="2024-04-01")
        self.assertEqual(self._last_day(move), "2029-04-01")
        self.company.dunning_nature_id = self.env.ref("account_dunning.claim_nature_carriage")
        self.assertEqual(self._last_day(move), "2025-04-01")
        # an invoice for something else
        other = self.env["dunning.claim.nature"].create({"name": "Storage"})
        self.env["dunning.performance"].create({"move_id": move.id, "nature_id": other.id})
        self.assertEqual(self._last_day(move), "2029-04-01")

    def test_earliest_of_performance_and_invoice(self):
        early = self._invoice("2024-06-30", 10, invoice_date="2024-04-01", delivery_date="2024-03-01")
        late = self._invoice("2024-06-30", 20, invoice_date="2024-04-01", delivery_date="2024-05-01")
        self.assertEqual((self._last_day(early), self._last_day(late)), ("2029-03-01", "2029-04-01"))
        self.env["dunning.performance"].create({"move_id": late.id, "date_from": "2024-02-01"})
        self.assertEqual(self._last_day(late), "2029-02-01")

    def test_law_of_another_country(self):
        """Businesses: the seller's law; consumers: their own. Where none is known nothing is invented."""
        self.customer.country_id = self.env.ref("base.be")
        move = self._invoice("2015-06-30", 10, invoice_date="2015-04-01")
        self.assertEqual(self._last_day(move), "2020-04-01")
        self.profile.debtor_class = "consumer"
        self.assertEqual((self._last_day(move), self._reason(move, DAY)), ("None", "act"))

    # -- interruptions -----------------------------------------------------------------------------

    def test_what_interrupts(self):
        move = self._invoice("2021-06-30", 1000, invoice_date="2021-04-01")
        self._interrupt("written_claim", "2022-01-01")  # no registered letter does
        self._interrupt("part_payment", "2022-02-01")  # no rule says so
        self.assertEqual(self._last_day(move), "2026-04-01")
        court = self._interrupt("court", "2023-05-10", move_id=move.id)
        self.assertEqual(self._last_day(move), "2028-05-10")
        self.assertEqual(self._last_day(move, "2023-05-09"), "2026-04-01")  # not known yet
        court.action_withdraw()
        self.assertEqual((court.state, self._last_day(move)), ("withdrawn", "2026-04-01"))

    def test_whole_account(self):
        old = self._invoice("2021-06-30", 1000, invoice_date="2021-04-01")
        later = self._invoice("2024-12-31", 500, invoice_date="2024-12-01")
        self._interrupt("acknowledgement", "2024-06-01")
        self.assertEqual((self._last_day(old), self._last_day(later)), ("2029-06-01", "2029-12-01"))

    def test_too_late_and_in_a_chain(self):
        """What comes after the last day revives nothing; each event keeps the time running for the next."""
        self.profile.debtor_class = "consumer"
        move = self._invoice("2018-03-30", 10, invoice_date="2018-03-01")
        self._interrupt("acknowledgement", "2020-03-02")
        self.assertEqual(self._last_day(move), "2020-03-01")
        self._interrupt("court", "2020-02-01")
        self.assertEqual(self._last_day(move), "2022-03-02")
        self._interrupt("court", "2024-03-01")
        self.assertEqual(self._last_day(move), "2022-03-02")

    def test_written_claims_to_public_bodies(self):
        """A reminder to a public body interrupts: the dunning history tells. One by telephone is not written."""
        move = self._invoice("2021-06-30", 1000, invoice_date="2021-04-01")
        action = self._run(DAY)
        with freeze_time(DAY):
            action._set_done(Date.to_date(DAY), delivery_status="sent")
        self.assertEqual(self._last_day(move), "2026-04-01")
        self.profile.debtor_class = "public"
        self.assertEqual(self._last_day(move), "2029-12-31")
        self.assertEqual(self._last_day(move, "2025-03-05"), "2025-12-31")

    def test_part_payments_where_the_law_says_so(self):
        move = self._invoice("2021-06-30", 1000, invoice_date="2021-04-01")
        self._pay(move, "2023-07-01", 100)
        self.assertEqual(self._last_day(move), "2026-04-01")
        self.env["dunning.interruption.rule"].create({"country_id": self.env.ref("base.fr").id, "kind": "part_payment", "source": "Test"})
        self.assertEqual(self._last_day(move), "2028-07-01")

    # -- alarms ------------------------------------------------------------------------------------

    def test_alarms(self):
        move = self._invoice("2020-06-30", 1000, invoice_date="2020-04-01")
        second = self._invoice("2020-06-30", 500, invoice_date="2020-04-03")
        kind = self.env.ref("account_dunning.mail_activity_type_deadline")

        def alarms(*days):
            self.env["mail.activity"].sudo().search([("activity_type_id", "=", kind.id)]).unlink()
            for day in days:
                self.env["dunning.limitation.alarm"]._raise_limitation_alarms(self.company, Date.to_date(day))
            tasks = self.env["mail.activity"].sudo().search([("activity_type_id", "=", kind.id)], order="id")
            return [(task.summary, str(task.date_deadline), task.user_id) for task in tasks]

        text = "Interrupt the limitation or hand over: %s items, time-barred after %s: %s"
        both, first = f"{move.name}, {second.name}", move.name
        self.assertEqual(alarms("2024-10-02"), [])
        self.assertEqual(
            alarms("2024-10-03", "2024-10-04"), [(text % (1, "04/01/2025", first), "2025-04-01", self.collector)]
        )
        # 180 days before the second one; 90 days before both, for the runs of two days did not take place
        self.assertEqual(alarms("2024-10-05"), [(text % (1, "04/03/2025", second.name), "2025-04-03", self.collector)])
        self.assertEqual(alarms("2025-01-03"), [(text % (2, "04/01/2025", both), "2025-04-01", self.collector)])
        self.assertEqual(alarms("2025-01-04", "2025-03-01"), [])
        # interrupted: the next alarm belongs to the new day
        self._interrupt("acknowledgement", "2025-03-01", move_id=second.id)
        self.assertEqual(alarms("2025-03-05"), [(text % (1, "04/01/2025", first), "2025-04-01", self.collector)])
        self.assertEqual(alarms("2025-04-02"), [])

    def test_the_run_raises_them(self):
        self._invoice("2020-06-30", 1000, invoice_date="2020-04-01")
        self._run(DAY)
        alarm = self.env["dunning.limitation.alarm"].search([])
        self.assertEqual((alarm.days, str(alarm.last_day)), (30, "2025-04-01"))

    # -- afterwards --------------------------------------------------------------------------------

    def test_last_day_itself(self):
        move = self._invoice("2020-04-30", 1000, invoice_date="2020-03-06")
        self.assertEqual((self._reason(move, "2025-03-06"), self._reason(move, "2025-03-07")), ("act", "time_barred"))
        with self.assertRaises(UserError):
            self.env["dunning.action"]._create_manual(self.customer, self.company, Date.to_date("2025-03-07"))

    def test_what_waits_is_dropped(self):
        self._invoice("2020-04-30", 1000, invoice_date="2020-03-06")
        action = self._run("2025-03-06")
        self.assertEqual(action.state, "todo")
        self._run("2025-03-07")
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "suspended"))

    def _pursue(self, rows):
        window = rows.with_user(self.collector).action_pursue()
        Dialogue = self.env["dunning.limitation.wizard"].with_user(self.collector)
        dialogue = Dialogue.with_context(**window["context"]).create({"reason": "Asked"})
        with freeze_time(DAY):
            dialogue.action_confirm()

    def test_business_by_decision(self):
        """By a person's decision, and no threat: the formal notice of its plan does not come."""
        move = self._invoice("2020-01-31", 1000, invoice_date="2020-01-01")
        self.assertEqual(self._reason(move, DAY), "time_barred")
        self._pursue(self._rows())
        decided = self.env["dunning.performance"].search([("move_id", "=", move.id)])
        self.assertEqual((str(decided.pursued_on), decided.pursued_by_id, decided.pursued_reason), (DAY, self.collector, "Asked"))
        action = self._run(DAY)
        self.assertEqual((action.channel, action.line_ids.move_id), ("email", move))
        with freeze_time(DAY):
            action._set_done(Date.to_date(DAY), delivery_status="sent")
        self.assertEqual(self._reason(move, "2025-05-06"), "barred_threat")
        self.assertFalse(self._run("2025-05-06"))

    def test_no_formal_notice_by_hand(self):
        fresh = self._invoice("2025-01-31", 1000)
        letter = self._run("2025-03-06")
        letter.write({"channel": "registered_letter"})
        letter._check_formal_notice(Date.to_date(DAY))
        fresh_item = self._items(fresh)
        self.env["dunning.performance"].create({"move_id": fresh.id, "date_from": "2019-01-01"})
        self.assertEqual(self._last_day(fresh), "2024-01-01")
        with self.assertRaisesRegex(UserError, "time-barred"):
            letter._check_formal_notice(Date.to_date(DAY))
        self.assertTrue(fresh_item)

    def test_consumer_is_refused(self):
        self.profile.debtor_class = "consumer"
        move = self._invoice("2022-01-31", 1000, invoice_date="2022-01-01")
        rows = self._rows()
        self.assertEqual((rows.move_id, rows.is_barred, str(rows.last_day), rows.debtor_class), (move, True, "2024-01-01", "consumer"))
        with self.assertRaises(UserError):
            rows.action_pursue()
        with self.assertRaises(UserError):
            self.env["dunning.limitation.wizard"].create({"move_ids": move.ids, "reason": "x"}).action_confirm()
        # decided while it was taken for a business
        self.env["dunning.performance"]._pursue_invoices(move, Date.to_date(DAY), "x")
        self.assertEqual(self._reason(move, DAY), "time_barred")

    def test_list(self):
        self._invoice("2021-06-30", 1000, invoice_date="2021-04-01")
        self._interrupt("court", "2023-05-10")
        row = self._rows()
        self.assertEqual(
            (str(row.date_start), str(row.date_interrupted), str(row.last_day), row.days_left, row.is_barred, row.amount, row.source),
            ("2021-04-01", "2023-05-10", "2028-05-10", 1161, False, 1000, "Code de commerce, art. L. 110-4; Code civil, art. 2224"),
        )
        with self.assertRaises(UserError):
            row.action_pursue()
        self.assertEqual(row.action_interrupt()["context"]["default_partner_id"], self.customer.id)

    # -- who ---------------------------------------------------------------------------------------

    def test_access(self):
        move = self._invoice("2020-01-31", 1000, invoice_date="2020-01-01")
        event = self._interrupt("court", "2021-01-01", user_id=self.env.uid)
        values = {"move_id": move.id, "kind": "court", "date": "2021-01-01", "note": "x"}
        mine = self.env["dunning.interruption"].with_user(self.collector).create(values)
        self.assertEqual((mine.user_id, mine.partner_id), (self.collector, self.customer))
        with self.assertRaises(AccessError):
            mine.state = "withdrawn"
        with self.assertRaises(AccessError):
            mine.date = "2022-01-01"
        for records in (event.with_user(self.collector), event):
            with self.assertRaises(AccessError if records.env.user == self.collector else UserError):
                records.unlink()
        with self.assertRaises(AccessError):
            self.env["dunning.interruption"].with_user(self.salesman).create(values)
        with self.assertRaises(AccessError):
            self.env["dunning.limitation"].with_user(self.salesman).search([])
        with self.assertRaises(AccessError):
            self.env["dunning.limitation.rule"].with_user(self.collector).search([], limit=1).years = 99
        with self.assertRaises(UserError):
            self._interrupt("court", "2099-01-01")
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = new_test_user(
            self.env(su=True), login="stranger", groups="account_dunning.group_dunning_user", company_id=other.id, company_ids=other.ids
        )
        self.assertFalse(self.env(user=stranger)["dunning.interruption"].search([]))
        with self.assertRaises(AccessError):
            self.env(user=stranger)["dunning.interruption"].create(values)
