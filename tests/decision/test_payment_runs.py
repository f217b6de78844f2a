"""Rule 6, payment runs: what is due waits for the run, one message before it, one call about what it left out."""

from datetime import date, timedelta

from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon


class RunCommon(DunningCommon):
    """A customer in France who pays on the 10th and 25th; three invoices of the year before are paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"dunning_budget_day": 0, "dunning_budget_week": 0, "dunning_working_days": False})
        cls.company.dunning_plan_id = cls.plan = cls._standard()
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        for month in (9, 10, 11):
            cls._pay(cls._invoice(f"2024-{month}-08"), f"2024-{month}-11")

    @classmethod
    def _pays(cls, profile=None, **vals):
        return cls.env["dunning.payment.run"].create(
            {"profile_id": (profile or cls.profile).id, "month_days": "10, 25", "date_start": "2025-01-01", **vals}
        )

    @classmethod
    def _said(cls, move, day):
        """What is decided of an invoice on a day, as (reason, delay of the step, its day)."""
        row = cls._row(move, day)
        delay = cls.env["dunning.plan.step"].browse(row["step_id"]).delay
        return row["reason"], delay, Date.to_string(row["step_date"])


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestPaymentRuns(RunCommon):
    def test_waits_for_the_run(self):
        """Due on Saturday 1 March: announced on the 5th, paid on Monday 10th, there on the 12th, called about on the 13th."""
        self._pays()
        invoice = self._invoice("2025-03-01")
        self.assertEqual(self._said(invoice, "2025-02-24"), ("not_due", -5, "2025-03-05"), "not five days before it is due")
        self.assertEqual(self._said(invoice, "2025-03-05"), ("act", -5, "2025-03-05"))
        self.assertEqual(self._said(invoice, "2025-03-07"), ("act", -5, "2025-03-05"), "a day late, still before the cut-off")
        self.assertEqual(self._said(invoice, "2025-03-10"), ("payment_run", 10, "2025-03-13"), "too late to announce it")
        self.assertEqual(self._said(invoice, "2025-03-12"), ("payment_run", 10, "2025-03-13"))
        self.assertEqual(self._said(invoice, "2025-03-13"), ("act", 10, "2025-03-13"))
        row = self._row(invoice, "2025-03-11")
        self.assertEqual(
            self.env["dunning.decision"]._explain_decisions([row], date(2025, 3, 11)), ["next payment run 03/10/2025"]
        )
        self.assertEqual(str(row["next_date"]), "2025-03-13")

    def test_without_runs(self):
        """The same invoice without payment runs goes its way, also when the setting switches the wait off."""
        invoice = self._invoice("2025-03-01")
        expected = [("act", -5, "2025-02-24"), ("act", 5, "2025-03-06")]
        self.assertEqual([self._said(invoice, day) for day in ("2025-02-24", "2025-03-06")], expected)
        self._pays()
        self.company.dunning_run_wait_days = 0
        self.assertEqual([self._said(invoice, day) for day in ("2025-02-24", "2025-03-06")], expected)

    def test_cut_off(self):
        """The cut-off lies three bank days before the run: an invoice of the day after it goes with the following run."""
        self._pays(cutoff_days=3)
        early = self._invoice("2025-03-01", invoice_date="2025-03-01")
        late = self._invoice("2025-03-08", invoice_date="2025-03-06")
        self.assertEqual(self._said(early, "2025-03-11"), ("payment_run", 10, "2025-03-13"))
        # the run of the 25th is there on the 27th: later than 15 days after the due date
        self.assertEqual(str(self._row(late, "2025-03-22")["step_date"]), "2025-03-23")

    def test_longest_wait(self):
        """A monthly run on the last day: nobody waits longer than 15 days after the due date, with the plan's own steps."""
        self._pays(rhythm="last", month_days=False)
        invoice = self._invoice("2025-03-03")
        self.assertEqual(self._said(invoice, "2025-02-26"), ("act", -5, "2025-02-26"), "the run comes too late to wait for")
        self.assertEqual(self._said(invoice, "2025-03-10"), ("payment_run", 5, "2025-03-18"))
        self.assertEqual(self._said(invoice, "2025-03-18"), ("act", 5, "2025-03-18"))

    def test_last_day_of_short_months(self):
        """28 February is the last day; its money is there on Tuesday 4 March."""
        self._pays(month_days="31")
        invoice = self._invoice("2025-02-20")
        self.assertEqual(self._said(invoice, "2025-03-04"), ("payment_run", 10, "2025-03-05"))
        self.assertEqual(self._said(invoice, "2025-03-05"), ("act", 10, "2025-03-05"))

    def test_holiday_on_a_run_day(self):
        """1 May is closed: paid on Friday 2nd, there on Tuesday 6th; the message came three bank days before."""
        self._pays(month_days="1")
        invoice = self._invoice("2025-04-28")
        self.assertEqual(self._said(invoice, "2025-04-29"), ("act", -5, "2025-04-28"))
        self.assertEqual(self._said(invoice, "2025-05-06"), ("payment_run", 10, "2025-05-07"))

    def test_every_other_friday(self):
        """Runs on 7 and 21 March; what is due on the 8th is paid on the 21st and called about on the 26th, its 15th day too early."""
        self._pays(rhythm="week", month_days=False, weekday="4", every_weeks=2, first_run="2025-03-03")
        first, second = self._invoice("2025-03-05"), self._invoice("2025-03-13")
        self.assertEqual(self._said(first, "2025-03-11"), ("payment_run", 10, "2025-03-12"))
        self._pay(first, "2025-03-07")
        self.assertEqual(self._said(second, "2025-03-18"), ("act", -5, "2025-03-18"))
        self.assertEqual(self._said(second, "2025-03-25"), ("payment_run", 10, "2025-03-26"))

    def test_working_days(self):
        """With working days on the call comes on the first open day after the run: the 13th is closed by the company."""
        self.company.dunning_working_days = True
        self.env["dunning.closed.day"].create(
            {"name": "Away", "kind": "closed", "company_id": self.company.id, "date_start": "2025-03-13", "date_end": "2025-03-13"}
        )
        self._pays()
        invoice = self._invoice("2025-03-01")
        self.assertEqual(self._said(invoice, "2025-03-13"), ("closed_day", 10, "2025-03-13"))
        self.assertEqual(self._said(invoice, "2025-03-14"), ("act", 10, "2025-03-13"))

    def test_one_call_for_all_it_left_out(self):
        """Whatever their own days: due on the 1st and on the 10th, one call on the 13th; due on the 11th is the next run's."""
        self._pays()
        self._pay(self._invoice("2025-03-02", 20000), "2025-03-11")
        left, same, following = self._invoice("2025-03-01"), self._invoice("2025-03-10"), self._invoice("2025-03-11")
        for move in (left, same):
            self._have_taken(move, self.plan.step_ids[0], "2025-03-05")
        [action] = self._run("2025-03-13")
        self.assertEqual((action.channel, action.step_id.delay, str(action.payment_run_date)), ("phone", 10, "2025-03-10"))
        self.assertEqual(action.advance_line_ids.move_id, left + same)
        self.assertEqual(self._said(following, "2025-03-13"), ("payment_run", -5, "2025-03-20"))
        action._refresh_from_ledger(date(2025, 3, 14))
        self.assertEqual((action.state, action.advance_line_ids.move_id), ("todo", left + same), "not too early for its line")

    def test_plan_goes_on_after_the_call(self):
        """What was called about takes the plan's next step on its day, once the run has been waited for."""
        self._pays()
        invoice = self._invoice("2025-03-01")
        self._have_taken(invoice, self.plan.step_ids[2], "2025-03-13")
        self.assertEqual(self._said(invoice, "2025-03-16"), ("act", 15, "2025-03-16"))

    def test_message_before_the_run(self):
        """It lists what the run should hold, what it left out the last time included, with the day of the run."""
        self._pays(cutoff_days=1)
        self._pay(self._invoice("2025-02-18", 5000), "2025-02-25")
        old, one, two, later = (self._invoice(due, amount) for due, amount in
                                (("2025-02-20", 50), ("2025-03-02", 100), ("2025-03-09", 200), ("2025-03-11", 400)))  # fmt: skip
        self._have_taken(old, self.plan.step_ids[2], "2025-02-28")
        [action] = self._run("2025-03-04")  # cut-off on Friday 7, three bank days before it
        self.assertEqual(action.advance_line_ids.move_id, one + two)
        self.assertEqual((action.amount_due, action.is_contact, action.state), (350, False, "done"))
        self.assertEqual(action._asked_lines().move_id, old + one + two)
        self.assertNotIn(later, action.line_ids.move_id)
        self.assertEqual(action.mail_template_id, self.env.ref("account_dunning.mail_template_payment_run"))
        self.assertIn("for your payment run of 03/10/2025", action.message_subject)
        self.assertIn("350.00", action.message_body)

    def test_message_too_late(self):
        """A message that nobody approved before the cut-off is nobody's any more."""
        self.plan.step_ids[0].mode = "review"
        self._pays(cutoff_days=1)
        self._invoice("2025-03-02")
        [action] = self._run("2025-03-04")
        action._refresh_from_ledger(date(2025, 3, 6))
        self.assertEqual(action.state, "todo", "overdue, and before the cut-off")
        action._refresh_from_ledger(date(2025, 3, 7))
        self.assertEqual(action.state, "cancelled")

    def test_who_has_no_wait(self):
        """New, risky, promise-breaking customers, and those who leave out too much, are asked by the plan."""
        run = self._pays()
        invoice = self._invoice("2025-03-01")
        self.assertEqual(self._said(invoice, "2025-03-06")[0], "act")
        waits = ("act", -5, "2025-03-05")
        self.assertEqual(self._said(invoice, "2025-03-06"), waits)
        self.profile.payer_type = "difficulty"
        self.assertEqual(self._said(invoice, "2025-03-06"), ("act", 5, "2025-03-06"))
        self.profile.payer_type = "unknown"
        self.env["dunning.payment.run.day"].sudo().create(
            [
                {"payment_run_id": run.id, "day": day, "arrival": day, "expected": 10, "paid": paid, "is_kept": paid == 10}
                for day, paid in (("2025-01-10", 10), ("2025-01-27", 10), ("2025-02-10", 5))
            ]
        )
        self.assertEqual(self._said(invoice, "2025-03-06"), ("act", 5, "2025-03-06"), "two of three are less than 80 %")
        self.env["dunning.payment.run.day"].sudo().create(
            [
                {"payment_run_id": run.id, "day": day, "arrival": day, "expected": 10, "paid": 10, "is_kept": True}
                for day in ("2024-12-10", "2024-12-24")
            ]
        )
        self.assertEqual(self._said(invoice, "2025-03-06"), waits, "four of five are")
        other = self._customer("Somebody New")
        self._pays(self.env["dunning.profile"]._get_or_create(other, self.company))
        self.assertEqual(self._said(self._invoice("2025-03-01", partner=other), "2025-03-06"), ("act", 5, "2025-03-06"))

    def test_broken_promise(self):
        self._pays()
        invoice = self._invoice("2025-03-01")
        promised = self._invoice("2025-01-20", 70)
        promise = self.env["dunning.promise"]._record_promises(
            self.company, self.customer, date(2025, 2, 1), [(date(2025, 2, 5), None)], self._items(promised)
        )
        self.env["dunning.promise"]._judge_promises(self.company, date(2025, 3, 6))
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self._said(invoice, "2025-03-06"), ("act", 5, "2025-03-06"))

    def test_proposed_run_counts_only_when_used(self):
        run = self._pays()
        run.action_decline()
        invoice = self._invoice("2025-03-01")
        self.assertEqual(self._said(invoice, "2025-03-06"), ("act", 5, "2025-03-06"))
        run.action_accept()
        self.assertEqual(self._said(invoice, "2025-03-06"), ("act", -5, "2025-03-05"))

    def test_window_does_not_take_what_waits(self):
        """Weekly runs, window 7: a call about what one run left out leaves alone what waits for the next."""
        self.plan.grouping_window = 7
        self._pays(rhythm="week", month_days=False, weekday="0")
        left, waiting = self._invoice("2025-03-03"), self._invoice("2025-03-05")
        self.assertEqual(self._said(left, "2025-03-06"), ("act", 10, "2025-03-06"))
        self._have_taken(waiting, self.plan.step_ids[0], "2025-03-05")
        self.assertEqual(self._said(waiting, "2025-03-06"), ("payment_run", 10, "2025-03-13"))

    def test_key_account_has_no_window(self):
        """A key account that pays in runs: nothing but what the run left out is taken along."""
        self.plan.grouping_window = 7
        self._pays()
        left, other = self._invoice("2025-03-01"), self._invoice("2025-02-28")
        self._have_taken(other, self.plan.step_ids[2], "2025-03-10")
        self._have_taken(left, self.plan.step_ids[2], "2025-03-11")
        self.plan.minimum_interval = 0
        self.assertEqual(self._row(left, "2025-03-15")["verdict"], "act", "its last reminder goes with that of the 15th")
        self.profile.segment = "key"
        self.assertEqual(self._row(left, "2025-03-15")["reason"], "not_due")

    def test_yen_second_company_and_branch(self):
        """An invoice in yen waits too, one of a branch with it; another company knows nothing of the runs."""
        self._pays()
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create({"name": "2024-01-01", "rate": 160.0, "currency_id": yen.id, "company_id": self.company.id})
        invoice = self._invoice("2025-03-01", 160000, currency_id=yen.id)
        self.assertEqual(self._said(invoice, "2025-03-11"), ("payment_run", 10, "2025-03-13"))
        other = self.setup_other_company(name="Elsewhere")["company"]
        self.assertFalse(self.env["dunning.payment.run"]._find_next_run(other, self.customer, date(2025, 3, 1)))
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.user.company_ids += branch
        entry = self._general_entry((self.customer, "2025-03-02", 70), company_id=branch.id) if branch.chart_template else None
        if entry:
            self.company.dunning_journal_ids = entry.journal_id
            self.assertEqual(self._row(entry, "2025-03-11")["reason"], "payment_run")


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestRunsJudged(RunCommon):
    def test_judged_by_the_ledger(self):
        """Kept is what held four fifths by amount, a bank day early to two bank days late; disputes do not count."""
        run = self._pays()
        for due, amount, paid in (
            ("2025-01-08", 100, "2025-01-09"),  # a bank day early
            ("2025-01-20", 90, "2025-01-29"),  # the 25th is a Saturday: run on Monday 27th, there on the 29th
            ("2025-01-21", 10, None),  # left out: 90 of 100
            ("2025-02-03", 100, "2025-02-13"),  # a day too late
        ):
            invoice = self._invoice(due, amount)
            if paid:
                self._pay(invoice, paid)
        disputed = self._invoice("2025-02-05", 900)
        self.env["dunning.dispute"].create(
            {
                "move_id": disputed.id, "description": "Never ordered", "date_opened": "2025-02-06",
                "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
            }
        )  # fmt: skip
        Day = self.env["dunning.payment.run.day"]
        self.assertEqual(Day._judge_payment_runs(self.company, date(2025, 2, 13)), 3)
        self.assertEqual(Day._judge_payment_runs(self.company, date(2025, 2, 13)), 0, "each run once")
        days = run.day_ids.sorted("day")
        self.assertEqual(
            [(str(one.day), one.expected, one.paid, one.is_kept) for one in days],
            [("2025-01-10", 100, 100, True), ("2025-01-27", 100, 90, True), ("2025-02-10", 110, 0, False)],
        )
        self.assertEqual([(one.days_lost, one.agreed_days) for one in days[:2]], [(2, 30), (6.9, 30)])
        self.assertEqual((self.profile.payment_run_judged, round(self.profile.payment_run_kept, 3)), (3, 0.667))


@tagged("post_install", "-at_install")
@freeze_time("2025-12-31")
class TestTwoHundredInvoices(RunCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_journal_ids = cls.company_data["default_journal_misc"]

    def _owe_month(self, first, days=45, a_day=7):
        """Post seven items a day; return them by due day."""
        by_day = {}
        for number in range(days):
            due = first + timedelta(number)
            move = self._general_entry(*[(self.customer, due, 100)] * a_day, date=first - timedelta(40))
            by_day[due] = move.line_ids.filtered("date_maturity")
        return by_day

    def _pay_items(self, items, day):
        receivable, revenue = items.account_id, self.company_data["default_account_revenue"]
        amount = sum(items.mapped("amount_residual"))
        payment = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": day,
                "line_ids": [
                    Command.create({"account_id": receivable.id, "partner_id": self.customer.id, "balance": -amount}),
                    Command.create({"account_id": revenue.id, "balance": amount}),
                ],
            }
        )
        payment.action_post()
        (items + payment.line_ids.filtered(lambda line: line.account_id == receivable)).reconcile()

    def test_kept_runs(self):
        """200 invoices a month, runs on the 10th and 25th: one message before each, one call about what it left out."""
        self._pays()
        self.company.dunning_plan_id = self._shipped("standard")
        self.plan.active = False
        by_day = self._owe_month(date(2025, 2, 26))
        left_out = by_day[date(2025, 3, 8)][0] + by_day[date(2025, 3, 10)][0] + by_day[date(2025, 3, 20)][0]
        contacts = []
        for number in range(42):
            day = date(2025, 3, 1) + timedelta(number)
            for run, arrival in ((10, 12), (25, 27)):
                if (day.month, day.day) == (3, arrival):
                    due = [items for due, items in by_day.items() if due <= date(2025, 3, run)]
                    items = self.env["account.move.line"].union(*due).filtered(lambda line: not line.reconciled)
                    self._pay_items(items - (left_out if run == 10 else left_out[2]), day)
            actions = self._run(day)
            for action in actions:
                contacts.append((str(day), action.channel, action.step_id.delay, action.item_count))
                if action.channel == "phone":
                    action._report_call(day, "promised")
        promises = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)], order="id")
        self.assertEqual(
            contacts,
            [
                ("2025-03-05", "email", -5, 91),
                ("2025-03-13", "phone", 10, 2),
                ("2025-03-20", "email", -5, 105),
                ("2025-03-28", "phone", 10, 1),
                ("2025-04-07", "email", -5, 112),
            ],
        )
        self.assertEqual([str(one) for one in promises.mapped("date_payment")], ["2025-03-25", "2025-04-10"])
        self.assertEqual(promises.mapped("amount"), [200, 100])

    @classmethod
    def _shipped(cls, name, **vals):
        plan = cls.env.ref(f"account_dunning.plan_{name}").copy({"company_id": cls.company.id, "segment": False, **vals})
        plan.active = True
        return plan
