"""When money is expected: day and weeks of each open item, from habit, promises and disputes; risks; the weekly table."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.forecast import behaviour
from .test_behaviour import BehaviourCommon

# A Wednesday.
DAY = "2025-12-03"


@tagged("post_install", "-at_install")
class TestForecast(BehaviourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls._profile()

    def _forecast(self, move, day=DAY, index=0):
        """Make the forecast of a day and return that of one instalment of an invoice."""
        self._refresh(day)
        return self.env["dunning.forecast"].browse(self._items(move)[index].id).exists()

    def _promise(self, move, day, amount=None):
        items = self._items(move)
        return self.env["dunning.promise"]._record_promises(
            self.company, move.commercial_partner_id, Date.to_date(DAY), [(Date.to_date(day), amount)], items
        )

    # -- habit -------------------------------------------------------------------------------------

    def test_usually_ten_days_late(self):
        """Always exactly 10 days late: due Friday 5 December, so Monday 15 December, in the third week."""
        self._history(self.customer, [10] * 6)
        move = self._invoice("2025-12-05", 600)
        item = self._forecast(move)
        self.assertEqual((item.date_expected, item.date_cautious), (Date.to_date("2025-12-15"),) * 2)
        self.assertEqual((item.basis, item.amount, item.amount_expected, item.amount_later), ("history", 600, 600, 0))
        self.assertEqual(item.weights, [0, 0, 1] + [0] * 10)
        self.assertEqual(item.with_context(lang="en_US").reason, "usually 10 days late (invoices paid: 6)")
        self.assertEqual((item.partner_id, item.profile_id, item.date), (self.customer, self.profile, Date.to_date(DAY)))

    def test_conditional_on_being_open(self):
        """Half pay on time, half 30 days late. What is open 5 days after its due date is expected on day 30."""
        self._history(self.customer, [0, 30] * 4, start="2025-09-01")
        move = self._invoice("2025-11-28", 500)
        item = self._forecast(move)
        self.assertGreaterEqual(item.date_expected, Date.to_date("2025-12-26"))
        self.assertEqual(item.facts["open_at"], 5)
        self.assertIn("open for 5 days after its due date", item.reason)

    def test_without_history(self):
        coming, overdue = self._invoice("2025-12-10"), self._invoice("2025-11-10")
        item = self._forecast(coming)
        self.assertEqual((item.basis, item.date_expected), ("due_date", Date.to_date("2025-12-10")))
        self.assertEqual(item.weights[1], 1.0)
        self.assertEqual(item.reason, "no payment history yet: due date")
        late = self._forecast(overdue)
        self.assertEqual((late.date_expected, late.amount_expected, late.amount_later), (False, 0, 1000))

    def test_older_than_anything_ever_paid(self):
        self._history(self.customer, [10] * 6)
        item = self._forecast(self._invoice("2025-05-01"))
        self.assertEqual((item.date_expected, item.amount_later), (False, 1000))

    def test_good_payer_gone_late(self):
        """Who always paid on time owes 37,500 for 30 days: not lost, but expected as others paid what was open at that age."""
        self._history(self.customer, [0] * 22, start="2025-04-20")
        late = self._customer("Late")
        self._history(late, [40, 70] * 11, start="2025-04-20")
        item = self._forecast(self._invoice("2025-11-03", 37500))
        # all that was open at 30 days was paid by day 70, half of it by day 40
        self.assertGreater(item.amount_expected, 0.9 * 37500)
        self.assertLess(item.amount_later, 0.1 * 37500)
        self.assertLessEqual(item.date_expected, Date.to_date("2026-01-12"))
        self.assertAlmostEqual(sum(item.weights), item.amount_expected / 37500, 4)
        self.assertIn("open for 30 days after its due date", item.reason)

    def test_due_today_may_be_paid_today(self):
        self._history(self.customer, [0] * 6)
        item = self._forecast(self._invoice(DAY))
        self.assertEqual(item.date_expected, Date.to_date(DAY))

    def test_similar_customers(self):
        """A new customer is expected to pay as the others do."""
        self._history(self.customer, [10] * 6)
        item = self._forecast(self._invoice("2025-12-05", partner=self._customer("New")))
        self.assertEqual(item.date_expected, Date.to_date("2025-12-15"))
        self.assertEqual(item.reason, "similar customers pay 10 days late")

    def test_credits_bring_no_money(self):
        """1,000 less a credit note of 400 not allocated: 600 are expected; what is covered is not listed."""
        self._history(self.customer, [0] * 6)
        move, second = self._invoice("2025-12-10"), self._invoice("2025-12-20", 300)
        self._credit_note(400, date="2025-12-01")
        item = self._forecast(move)
        self.assertEqual((item.amount, item.amount_expected), (600, 600))
        self._credit_note(900, date="2025-12-01")
        self.assertFalse(self._forecast(move))
        self.assertFalse(self._forecast(second))

    def test_each_instalment(self):
        self._history(self.customer, [0] * 6)
        move = self._instalments(900, "2025-12-09", "2026-01-08", "2026-02-10")
        days = [self._forecast(move, index=index).date_expected for index in range(3)]
        self.assertEqual(days, [Date.to_date(day) for day in ("2025-12-09", "2026-01-08", "2026-02-10")])

    # -- promises, disputes, proceedings -----------------------------------------------------------

    def test_promise_of_unknown_reliability(self):
        move = self._invoice("2025-11-01")
        self._promise(move, "2025-12-13")  # a Saturday
        item = self._forecast(move)
        self.assertEqual((item.basis, item.date_expected, item.date_cautious), ("promise",) + (Date.to_date("2025-12-15"),) * 2)
        self.assertEqual(item.amount_expected, 1000)
        self.assertIn("counted in full: no promise was judged yet", item.reason)

    def test_promise_and_reliability(self):
        """One promise of 1,000 judged broken, one kept: half of what is promised comes; drawn to that half of all."""
        old = self._invoice("2025-06-01"), self._invoice("2025-06-01")
        for move, state in zip(old, ("kept", "broken"), strict=True):
            promise = self._promise(move, "2025-12-04")
            promise.sudo().write({"state": state, "amount_kept": 1000 if state == "kept" else 0})
            self._pay(move, "2025-07-01")
        move = self._invoice("2025-11-01", 800)
        self._promise(move, "2025-12-12")
        self.assertEqual(self.env["dunning.behaviour"]._promise_reliability(self.company)[None], (0.5, 2))
        item = self._forecast(move)
        self.assertEqual(item.weights[:2], [0, 0.5])
        self.assertEqual(item.facts["kept"], 0.5)
        self.assertIn("promise for 12/12/2025 kept in 50 %", item.with_context(lang="en_US").reason)

    def test_part_of_it_is_promised(self):
        """400 of 1,000 promised for Friday week; the rest as usual, ten days after its due date."""
        self._history(self.customer, [10] * 6)
        move = self._invoice("2025-12-01")
        self._promise(move, "2025-12-19", 400)
        item = self._forecast(move)
        # 60 % on day 10 (Thursday 11 December, second week), 40 % on 19 December (third week)
        self.assertEqual(item.weights[:4], [0, 0.6, 0.4, 0])
        self.assertEqual((item.date_expected, item.date_cautious), (Date.to_date("2025-12-11"), Date.to_date("2025-12-19")))

    def test_dispute_goes_on_after_its_deadline(self):
        """Opened on the due date, to be settled by 12 December; then ten days: Monday 22 December."""
        self._history(self.customer, [10] * 6)
        move = self._invoice("2025-12-01")
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": move.id,
                "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
                "description": "Wrong colour",
                "date_opened": "2025-12-01",
                "date_deadline": "2025-12-12",
            }
        )
        item = self._forecast(move)
        self.assertEqual((item.basis, item.date_expected), ("dispute", Date.to_date("2025-12-22")))
        self.assertIn("in dispute, to be settled by", item.reason)
        late = self._forecast(move, "2025-12-15")
        self.assertEqual((late.basis, late.date_expected, late.amount_later), ("dispute_late", False, 1000))
        dispute.sudo().write({"state": "settled", "settled_on": "2025-12-11", "resolution": "accepted"})
        settled = self._forecast(move, "2025-12-15")  # ten days lost: day 4 of lateness, six to go
        self.assertEqual((settled.basis, settled.date_expected), ("history", Date.to_date("2025-12-22")))

    def test_time_barred_is_not_counted(self):
        """Until a person asks for it all the same: then it is expected like any other."""
        self.company.country_id = self.env.ref("base.fr")
        self._history(self.customer, [10] * 6)
        move = self._invoice("2020-11-30", invoice_date="2020-11-01")
        item = self._forecast(move)
        self.assertEqual((item.basis, item.date_expected, item.amount_expected, item.amount_later), ("time_barred", False, 0, 1000))
        self.assertEqual(item.reason, "Time-barred: not counted")
        self.env["dunning.performance"]._pursue_invoices(move, Date.to_date(DAY), "Asked")
        self.assertNotIn(self._forecast(move).basis, ("time_barred", False))

    def test_proceedings_are_not_counted(self):
        self._history(self.customer, [10] * 6)
        move = self._invoice("2025-12-01")
        for kind in ("insolvency", "factor", "legal"):
            hold = self._hold(move, kind)
            item = self._forecast(move)
            self.assertEqual((item.basis, item.date_expected, item.amount_expected), (kind, False, 0))
            hold._end_holds(Date.to_date(DAY), "Over")

    def test_submitted_and_announced(self):
        self._history(self.customer, [10] * 6)
        move, other = self._invoice("2025-11-20"), self._invoice("2025-11-21")
        self._hold(move, "direct_debit", date_end="2025-12-10")
        self._hold(other, "payment_announced", date_end="2025-12-08")
        self.assertEqual((self._forecast(move).basis, self._forecast(move).date_expected), ("submitted", Date.to_date("2025-12-10")))
        self.assertEqual((self._forecast(other).basis, self._forecast(other).date_expected), ("announced", Date.to_date("2025-12-08")))

    # -- the weekly table --------------------------------------------------------------------------

    def test_weeks_and_bands(self):
        """Half pay on the due date, half a week later: 2 × 1,000, so 1,000 ± 0.8416 · √(2 · 1000² / 4) in each week."""
        self._history(self.customer, [0] * 4)
        moves = self._invoice("2025-12-10"), self._invoice("2025-12-10")
        self._refresh(DAY)
        items = self.env["dunning.forecast.item"].browse([self._items(move).id for move in moves])
        items.sudo().weights = [0, 0.5, 0.5] + [0] * 10
        Week = self.env["dunning.forecast.week"].with_user(self.collector)
        groups = Week._read_group(
            [("partner_id", "=", self.customer.id)], ["week:day"], ["amount:sum", "amount_low:sum", "amount_high:sum", "__count"]
        )
        self.assertEqual([group[0] for group in groups], [Date.to_date("2025-12-08"), Date.to_date("2025-12-15")])
        spread = behaviour.BAND * (2 * 1000**2 / 4) ** 0.5
        for _week, amount, low, high, count in groups:
            self.assertEqual((amount, count), (1000, 2))
            self.assertAlmostEqual(low, 1000 - spread, 2)
            self.assertAlmostEqual(high, 1000 + spread, 2)
        row = Week.search([("partner_id", "=", self.customer.id)], limit=1)
        self.assertEqual((row.amount, row.probability), (500, 0.5))
        self.assertAlmostEqual(row.amount_high, 500 + behaviour.BAND * 500, 2)
        self.assertIn(row.action_open_item()["res_id"], [move.id for move in moves])
        # the same through what the client asks for a pivot
        found = Week.formatted_read_group([("partner_id", "=", self.customer.id)], ["week:week"], ["amount_low:sum"])
        self.assertAlmostEqual(found[0]["amount_low:sum"], 1000 - spread, 2)

    def test_weeks_add_up(self):
        self._history(self.customer, [0, 3, 8, 15, 40, 2, 9])
        for rank in range(5):
            self._invoice(f"2025-12-{5 + 5 * rank:02}", 100 * (rank + 1))
        self._refresh(DAY)
        items = self.env["dunning.forecast"].search([("partner_id", "=", self.customer.id)])
        [(total,)] = self.env["dunning.forecast.week"]._read_group([("partner_id", "=", self.customer.id)], [], ["amount:sum"])
        self.assertAlmostEqual(total, sum(items.mapped("amount_expected")), 1)
        self.assertAlmostEqual(sum(items.mapped("amount")), sum(items.mapped("amount_expected")) + sum(items.mapped("amount_later")), 2)
        self.assertEqual(sum(items.mapped("amount")), 1500)

    # -- made every night --------------------------------------------------------------------------

    def test_cron_replaces_the_snapshot(self):
        move = self._invoice("2025-12-10")
        with freeze_time(DAY), self.enter_registry_test_mode():
            self.env.ref("account_dunning.ir_cron_dunning_forecast").method_direct_trigger()
        item = self.env["dunning.forecast"].browse(self._items(move).id)
        self.assertEqual(item.date, Date.to_date(DAY))
        self._pay(move, "2025-12-04")
        with freeze_time("2025-12-04"):
            self.env["dunning.forecast"].with_user(self.collector).action_refresh()
        self.assertFalse(item.exists())

    def test_nothing_stands_in_the_way_of_accounting(self):
        """An invoice that is forecast goes back to draft, is posted anew and deleted as before."""
        move = self._invoice("2025-12-10")
        self._refresh(DAY)
        move.button_draft()
        move.action_post()
        self._refresh(DAY)
        move.button_draft()
        move.with_context(force_delete=True).unlink()

    def test_only_collectors_compute(self):
        with self.assertRaises(UserError):
            self.env["dunning.forecast"].with_user(self.salesman).action_refresh()

    def test_companies_apart(self):
        self._invoice("2025-12-10")
        other = self.setup_other_company(name="Other")["company"]
        self._refresh(DAY)
        self.env["dunning.behaviour"]._refresh_forecast(other, Date.to_date(DAY))
        for model in ("dunning.forecast", "dunning.forecast.week"):
            found = self.env[model].with_user(self.collector).search([])
            self.assertEqual(found.company_id, self.company)
            self.collector.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
            self.assertFalse(self.env[model].with_user(self.collector).with_context(allowed_company_ids=other.ids).search([]))
            self.collector.sudo().write({"company_ids": [Command.set(self.company.ids)], "company_id": self.company.id})

    # -- risks -------------------------------------------------------------------------------------

    def test_risks(self):
        """More than 30 days late; 90 to 120 days after the invoice: both limits included, 30 days late is none."""
        Receivable = self.env["dunning.receivable"]
        day = Date.to_date(DAY)
        moves = {}
        cases = {"late": (31, 61), "not": (30, 89), "old": (10, 90), "oldest": (0, 120), "both": (60, 100), "past": (1, 121)}
        for name, (late, age) in cases.items():
            moves[name] = self._invoice(
                Date.to_string(Date.subtract(day, days=late)), invoice_date=Date.subtract(day, days=age)
            )
        with freeze_time(DAY):
            def found(domain):
                ids = set(Receivable.search([("partner_id", "=", self.customer.id), *domain]).ids)
                return {name for name, move in moves.items() if self._items(move).id in ids}

            self.assertEqual(found([("is_late_risk", "=", True)]), {"late", "both"})
            self.assertEqual(found([("is_age_risk", "=", True)]), {"old", "oldest", "both"})
            self.assertEqual(found([("is_age_risk", "=", False)]), {"late", "not", "past"})
            both = Receivable.browse(self._items(moves["both"]).id)
            self.assertEqual(both.risk, "60 days late, invoiced 100 days ago")
            self.assertFalse(Receivable.browse(self._items(moves["not"]).id).risk)

    def test_expected_on_open_items(self):
        self._history(self.customer, [10] * 6)
        item = self._forecast(self._invoice("2025-12-05"))
        receivable = self.env["dunning.receivable"].with_user(self.collector).browse(item.id)
        self.assertEqual((receivable.date_expected, receivable.forecast_reason), (item.date_expected, item.reason))
        found = self.env["dunning.receivable"].search([("date_expected", "<=", "2025-12-15")])
        self.assertIn(receivable, found)
        self.assertNotIn(receivable, self.env["dunning.receivable"].search([("date_expected", "<", "2025-12-15")]))
