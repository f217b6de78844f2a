"""How customers pay: the figures on the profile, from the ledger to the words, and the payer type they suggest."""

from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import DunningCommon

DAY = Date.to_date("2025-12-31")


class BehaviourCommon(DunningCommon):
    @classmethod
    def _paid(cls, days_late, paid, amount=1000.0, partner=None, **vals):
        """Post an invoice and pay it in full, so many days late on a day."""
        due = Date.subtract(Date.to_date(paid), days=days_late)
        move = cls._invoice(Date.to_string(due), amount, partner, **vals)
        cls._pay(move, paid)
        return move

    @classmethod
    def _history(cls, partner, lates, start="2025-02-10", amount=100.0):
        """Pay one invoice after the other, ten days apart, so many days late each."""
        return [
            cls._paid(late, Date.to_string(Date.add(Date.to_date(start), days=10 * rank)), amount, partner)
            for rank, late in enumerate(lates)
        ]

    @classmethod
    def _refresh(cls, day=DAY):
        cls.env["dunning.behaviour"]._refresh_forecast(cls.company, Date.to_date(day))

    @classmethod
    def _profile(cls, partner=None):
        return cls.env["dunning.profile"]._get_or_create(partner or cls.customer, cls.company)


@tagged("post_install", "-at_install")
class TestBehaviour(BehaviourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls._profile()

    def test_worked_example(self):
        """5,000 paid 20 days late 30 days ago and 15,000 paid 5 days late 300 days ago, amounts damped by their root:

        weights √5000 · 0.5^(30/180) = 63.00 and √15000 · 0.5^(300/180) = 38.58: (63.00·20 + 38.58·5) / 101.57 = 14.3
        """
        self._paid(20, "2025-12-01", 5000)
        self._paid(5, "2025-03-06", 15000)
        self._refresh()
        profile = self.profile
        self.assertEqual(profile.behaviour_date, DAY)
        self.assertEqual((profile.paid_count, profile.on_time_share, profile.last_payment_date), (2, 0.0, Date.to_date("2025-12-01")))
        self.assertAlmostEqual(profile.days_late, 14.3, 1)
        self.assertAlmostEqual(profile.days_late_group, 14.3, 1)
        self.assertEqual(
            profile.behaviour_text,
            "Not enough history (invoices paid: 2); expected 14 days late, as similar customers pay 14 days late.",
        )

    def test_drawn_to_the_others(self):
        """Four payments 10 days late, everybody else on time: 10·n/(n+5) + mean of all·5/(n+5)."""
        other = self._customer("Boulangerie Petit")
        for partner, lates in ((self.customer, [10] * 4), (other, [0] * 4)):
            for late in lates:
                self._paid(late, "2025-12-31", 400, partner)
        self._refresh()
        # all of the same day and amount: four weights alike each, the mean of all is 5
        self.assertAlmostEqual(self.profile.days_late, 10.0, 4)
        self.assertAlmostEqual(self.profile.days_late_group, 5.0, 4)
        self.assertAlmostEqual(self.profile.days_late_expected, 5 + 5 * 4 / 9, 1)
        # 0 of 4 on time, half of all: (0 + 5 · 0.5) / 9
        self.assertAlmostEqual(self.profile.on_time_rate, 2.5 / 9, 6)
        self.assertEqual(
            self.profile.behaviour_text,
            "Usually 10 days late (invoices paid: 4); similar customers 5 days late; expected 7 days late.",
        )

    def test_paid_in_parts(self):
        """1,000 paid 600 on time and 400 ten days late, today: 4 days on average, one invoice, not on time."""
        move = self._invoice("2025-12-21")
        self._pay(move, "2025-12-21", 600)
        self._pay(move, "2025-12-31", 400)
        self._refresh()
        # weights 0.6 · 0.5^(10/180) and 0.4
        share = 0.6 * 0.5 ** (10 / 180)
        self.assertAlmostEqual(self.profile.days_late, 10 * 0.4 / (0.4 + share), 1)
        self.assertEqual((self.profile.paid_count, self.profile.on_time_share), (1, 0.0))
        rows = self.env["dunning.paid.item"].search([("partner_id", "=", self.customer.id)])
        with freeze_time(DAY):
            self.assertEqual(sorted(self.env["dunning.paid.item"].search([("id", "in", rows.ids)]).mapped("days_late")), [0, 10])

    def test_credit_notes_are_no_payments(self):
        move = self._invoice("2025-06-01")
        credit = self._credit_note(1000, date="2025-12-01")
        (self._items(move) + self._items(credit)).reconcile()
        self.assertEqual(move.amount_residual, 0)
        self._refresh()
        self.assertEqual((self.profile.paid_count, self.profile.days_late), (0, 0.0))
        self.assertEqual(self.profile.behaviour_text, "No payment history yet.")

    def test_time_in_dispute_is_no_lateness(self):
        """Paid 40 days late, 30 of them in dispute: 10."""
        move = self._invoice("2025-10-01")
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": move.id,
                "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
                "description": "Wrong colour",
                "date_opened": "2025-10-06",
                "date_deadline": "2025-10-20",
            }
        )
        dispute.sudo().write({"state": "settled", "settled_on": "2025-11-05", "resolution": "accepted"})
        self._pay(move, "2025-11-10")
        self._refresh()
        self.assertAlmostEqual(self.profile.days_late, 10.0, 4)
        with freeze_time(DAY):
            row = self.env["dunning.paid.item"].search([("partner_id", "=", self.customer.id)])
            self.assertEqual((row.days_late, row.disputed_days, row.days_to_pay), (10, 30, 70))

    def test_silence_worsens(self):
        """Two payments on time today, one invoice of the same amount open for 60 days: (0 + 0 + 60) / 3."""
        for _rank in range(2):
            self._paid(0, "2025-12-31", 900)
        self._invoice("2025-11-01", 900)
        self._refresh()
        self.assertAlmostEqual(self.profile.days_late, 20.0, 4)

    def test_trend(self):
        """The last 90 days against the 270 before: on time then, 20 days late now."""
        for day in ("2025-06-02", "2025-07-01", "2025-08-01"):
            self._paid(0, day)
        for day in ("2025-11-03", "2025-12-01"):
            self._paid(20, day)
        self._refresh()
        self.assertAlmostEqual(self.profile.days_late_trend, 20.0, 4)

    def test_old_payments_are_forgotten(self):
        self._paid(50, "2023-12-30")  # more than 24 months ago
        self._refresh()
        self.assertEqual(self.profile.paid_count, 0)

    def test_figures_open_what_they_count(self):
        moves = self._history(self.customer, [0, 12, 3])
        self._refresh()
        action = self.profile.action_open_paid()
        with freeze_time(DAY):
            rows = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(rows), self.profile.paid_count)
            self.assertEqual(sorted(rows.mapped("invoice_name")), sorted(move.name for move in moves))
            self.assertEqual(sum(row.days_late <= 0 for row in rows) / len(rows), self.profile.on_time_share)
            self.assertEqual(rows.sorted("date_paid")[0].action_open_item()["res_id"], moves[0].id)
            # the usual days late are the mean of the rows by their weight
            mean = sum(row.weight * row.days_late for row in rows) / sum(rows.mapped("weight"))
            self.assertAlmostEqual(mean, self.profile.days_late, 1)

    def test_companies_apart(self):
        """What a customer pays in another company is not known here; a branch's payments are the root's."""
        self._history(self.customer, [30, 30, 30])
        other = self.setup_other_company(name="Other")["company"]
        profile = self.env["dunning.profile"].with_company(other)._get_or_create(self.customer, other)
        self.env["dunning.behaviour"]._refresh_forecast(other, DAY)
        self._refresh()
        self.assertEqual((profile.paid_count, self.profile.paid_count), (0, 3))

    def test_queries_do_not_grow(self):
        """As many statements for one customer as for eight."""
        self._history(self.customer, [5, 5])
        self._refresh()
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        self._refresh()
        few = self.env.cr.sql_log_count - start
        for rank in range(7):
            partner = self._customer(f"Many {rank}")
            self._profile(partner)
            self._history(partner, [5])
            self._invoice("2025-12-01", partner=partner)
        self._refresh()
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        self._refresh()
        self.assertLessEqual(self.env.cr.sql_log_count - start, few + 1)  # the forecast's one INSERT, when something is open

    # -- payer types -------------------------------------------------------------------------------

    def test_proposal_accepted(self):
        self._history(self.customer, [18, 20, 19, 21, 20])
        self._refresh("2025-07-01")
        profile = self.profile.with_user(self.collector)
        self.assertEqual((profile.payer_type, profile.payer_type_proposed, profile.has_proposal), ("unknown", "slow_approval", True))
        self.assertEqual(profile.payer_evidence, "Regularly 20 days late: most payments lie within 2 days of each other.")
        Profile = self.env["dunning.profile"]
        self.assertIn(profile, Profile.search([("has_proposal", "=", True)]))
        profile.action_accept_payer_type()
        self.assertEqual((profile.payer_type, profile.has_proposal), ("slow_approval", False))
        self.assertNotIn(profile, Profile.search([("has_proposal", "=", True)]))
        self.assertIn(profile, Profile.search([("has_proposal", "=", False)]))
        self.assertIn("Regularly 20 days late", profile.message_ids[0].body)

    def test_evidence_of_each_rule(self):
        counts = {
            "paid": 10, "on_time": 2, "disputes": 3, "unanswered": 4, "reminded": 6, "spread": 9, "broken": 1, "trend": 16.2,
            "overdue_share": 0.7,
        }  # fmt: skip
        expected = {
            "difficulty": "In proceedings, or said so in a call in the last 12 months.",
            "worsening": "Pays 16 days later than before, and 70 % of what is open is overdue.",
            "contests": "3 disputes in 12 months, beside 10 invoices paid.",
            "unreachable": "4 calls in 12 months without reaching anybody.",
            "prompt": "2 of 10 invoices paid on time in 12 months.",
            "forgot": "6 of 8 late payments came within a week after a reminder.",
            "slow_approval": "Regularly 18 days late: most payments lie within 9 days of each other.",
            "negligent": "8 of 10 invoices paid late in 12 months, irregularly; promises broken: 1.",
            "few": "Fewer than 3 invoices paid in 12 months.",
            "mixed": "No clear pattern in what was paid.",
        }
        for rule, words in expected.items():
            self.profile.sudo().behaviour_facts = {"rule": rule, "counts": counts, "usual": 18}
            self.assertEqual(self.profile.payer_evidence, words)

    def test_forgets(self):
        """Paid two or three days after a reminder, three times: forgets."""
        plan = self._plan([(5, "email")])
        self.company.dunning_plan_id = plan
        for due, reminded, paid in (
            ("2025-06-01", "2025-06-06", "2025-06-08"),
            ("2025-07-01", "2025-07-06", "2025-07-09"),
            ("2025-08-01", "2025-08-06", "2025-08-09"),
        ):
            move = self._invoice(due)
            self._have_taken(move, plan.step_ids, reminded)
            self._pay(move, paid)
        self._refresh()
        self.assertEqual(self.profile.payer_type_proposed, "forgot")
        self.assertEqual(self.profile.payer_evidence, "3 of 3 late payments came within a week after a reminder.")

    def test_unreachable_and_difficulty(self):
        """Without an e-mail address no message closes the step: the call comes back until somebody answers."""
        self.customer.email = False
        self.company.dunning_plan_id = self._plan([(5, "phone")])
        self._invoice("2025-12-01")
        [call] = self._run("2025-12-08")
        for day in ("2025-12-08", "2025-12-09", "2025-12-10"):
            call._report_call(Date.to_date(day), "no_answer")
        self._refresh("2025-12-11")
        self.assertEqual(self.profile.payer_type_proposed, "unreachable")
        self._hold(self.customer, "insolvency", date_start="2025-12-11")
        self._refresh("2025-12-12")
        self.assertEqual(self.profile.payer_type_proposed, "difficulty")

    def test_plan_by_payer_type(self):
        """Accepted types decide about plans; customers without a profile are not known yet."""
        hard = self._plan([(3, "phone")], name="Hard", partner_domain="[('dunning_payer_type', '=', 'negligent')]")
        unknown = self._plan([(9, "email")], name="Soft", partner_domain="[('dunning_payer_type', '=', 'unknown')]", priority=20)
        stranger = self._customer("Stranger")
        one, two = self._invoice("2025-12-01"), self._invoice("2025-12-01", partner=stranger)
        self.profile.payer_type = "negligent"
        self.assertEqual(self._row(one, "2025-12-02")["plan_id"], hard.id)
        self.assertEqual(self._row(two, "2025-12-02")["plan_id"], unknown.id)
        self.assertEqual((self.customer.dunning_payer_type, stranger.dunning_payer_type), ("negligent", "unknown"))
        self.profile.payer_type = "forgot"
        self.assertFalse(self._row(one, "2025-12-02")["plan_id"])

    def test_work_list_by_payer_type(self):
        self.company.dunning_plan_id = self._plan([(5, "phone")])
        self._invoice("2025-12-01")
        self.profile.payer_type = "negligent"
        [call] = self._run("2025-12-08")
        Action = self.env["dunning.action"].with_user(self.collector)
        self.assertEqual(Action.search([("payer_type", "=", "negligent")]), call)
        self.assertTrue(Action.fields_get(["payer_type"])["payer_type"]["groupable"])
        [(kind, count)] = Action._read_group([("id", "=", call.id)], ["payer_type"], ["__count"])
        self.assertEqual((kind, count), ("negligent", 1))

    # -- rights ------------------------------------------------------------------------------------

    def test_salespeople_see_payments_of_their_customers(self):
        mine = self._customer("Mine", user_id=self.salesman.id)
        self._history(mine, [3])
        self._history(self.customer, [3])
        Paid = self.env["dunning.paid.item"]
        with freeze_time(DAY):
            self.assertEqual(Paid.with_user(self.salesman).search([]).partner_id, mine)
            self.assertEqual(Paid.with_user(self.collector).search([]).partner_id, mine + self.customer)
            row = Paid.with_user(self.salesman).search([])
            self.assertFalse(row.action_open_item(), "no accounting rights, no profile")
        with self.assertRaises(AccessError):
            self.profile.with_user(self.salesman).action_accept_payer_type()

    def test_other_company_sees_nothing(self):
        self._history(self.customer, [3])
        other = self.setup_other_company(name="Other")["company"]
        stranger = new_test_user(
            self.env(su=True), login="elsewhere", groups="account_dunning.group_dunning_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        with freeze_time(DAY):
            self.assertFalse(self.env["dunning.paid.item"].with_user(stranger).search([]))
