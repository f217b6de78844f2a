"""Promises to pay: what they cover, how long it rests, and how the ledger judges them."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..common import DunningCommon

DAY = "2025-03-11"
# promised for the 21st, three days of grace
PAYMENT, LIMIT, AFTER = "2025-03-21", "2025-03-24", "2025-03-25"


@tagged("post_install", "-at_install")
class TestPromise(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone"), (20, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01", 1000)
        cls.Promise = cls.env["dunning.promise"]

    def _promise(self, amount=None, moves=None, day=PAYMENT, today=DAY, partner=None, **vals):
        """Give a promise about invoices (or, with ``moves=False``, of an amount)."""
        if moves is None:
            moves = self.move
        return self.Promise._record_promises(
            self.company,
            partner or self.customer,
            Date.to_date(today),
            [(Date.to_date(day), amount)],
            self._items(moves) if moves else None,
            **vals,
        )

    def _judge(self, day):
        return self.Promise._judge_promises(self.company, Date.to_date(day))

    def _states(self, promises, *days):
        """Judge on days and return the state of each."""
        found = []
        for day in days:
            self._judge(day)
            found.append(promises.state)
        return found

    # -- giving ------------------------------------------------------------------------------------

    def test_covers_the_invoice(self):
        promise = self._promise(source="email", note="after the fair")
        self.assertEqual(
            (promise.amount, promise.amount_company, str(promise.date), str(promise.date_payment), str(promise.date_limit)),
            (1000.0, 1000.0, DAY, PAYMENT, LIMIT),
        )
        self.assertEqual((promise.state, promise.grace_days, promise.user_id), ("open", 3, self.env.user))
        self.assertEqual((promise.collector_id, promise.source, promise.target), (self.collector, "email", self.move.name))
        [line] = promise.line_ids
        self.assertEqual((line.move_line_id, line.instalment, line.amount_open), (self._items(self.move), 1, 1000.0))

    def test_given_in_9999(self):
        """Days without end are refused with a sentence, also where the day decides what is open."""
        vals = {"company_id": self.company.id, "partner_id": self.customer.id, "amount": 10}
        for day in ("9999-12-31", "3900-01-01"):
            with self.subTest(day=day), self.assertRaises(UserError), self.env.cr.savepoint():
                self.Promise.with_user(self.collector).create({**vals, "date": day, "date_payment": day})

    def test_rests_until_day_and_grace(self):
        self._promise()
        row = self._row(self.move, LIMIT)
        self.assertEqual((row["reason"], str(row["until"]), str(row["next_date"])), ("promise", LIMIT, AFTER))
        self.assertEqual(self._reason(self.move, "2025-03-10"), "act", "not before it was given")
        self.assertEqual(self._reason(self.move, AFTER), "act")

    def test_other_invoices_go_on(self):
        other = self._invoice("2025-03-01", 400)
        self._promise()
        self.assertEqual([self._reason(one, DAY) for one in (self.move, other)], ["promise", "act"])

    def test_amount_only_covers_the_oldest(self):
        """1,300 cover the older invoice as a whole and 300 of the newer one, which waits too."""
        newer = self._invoice("2025-03-05", 400)
        later = self._invoice("2025-03-06", 700)
        promise = self._promise(1300, moves=False)
        self.assertEqual(
            [(line.move_id, line.amount_open, line.amount) for line in promise.line_ids],
            [(self.move, 1000.0, 1000.0), (newer, 400.0, 300.0)],
        )
        self.assertEqual([self._reason(one, DAY) for one in (self.move, newer, later)], ["promise", "promise", "act"])

    def test_amount_leaves_disputed_invoices_alone(self):
        newer = self._invoice("2025-03-05", 400)
        self._hold(self.move, "dispute")
        self.assertEqual(self._promise(300, moves=False).line_ids.move_id, newer)

    def test_plain_create(self):
        """From code or an import: customer, day and amount are enough."""
        promise = self.Promise.create(
            {"partner_id": self.customer.id, "date": DAY, "date_payment": PAYMENT, "amount": 250, "company_id": self.company.id}
        )
        self.assertEqual((promise.amount, promise.line_ids.move_id, promise.grace_days), (250.0, self.move, 3))

    def test_net_of_credits(self):
        self._credit_note(300, date="2025-03-02")
        self.assertEqual(self._promise().line_ids.amount_open, 700.0)

    def test_grace_of_the_company(self):
        self.company.dunning_promise_grace = 0
        self.assertEqual(str(self._promise().date_limit), PAYMENT)
        self.assertEqual(self._reason(self.move, "2025-03-22"), "act")

    def test_too_much(self):
        with self.assertRaisesRegex(UserError, r"cannot promise that much: \$\s1,000.00 is open"):
            self._promise(1000.01)
        self._promise(600)
        with self.assertRaisesRegex(UserError, r"\$\s400.00 is open and not promised yet"):
            self._promise(500)
        self.assertEqual(self._promise().amount, 400.0, "all that is left")
        self.assertFalse(self._promise(), "nothing is left")

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "above zero"):
            self._promise(0.0)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._promise(day="2025-03-10")
        with self.assertRaisesRegex(UserError, "Choose a customer"):
            self.Promise.create({"date_payment": PAYMENT})

    # -- the verdict -------------------------------------------------------------------------------

    def test_kept_on_the_day(self):
        promise = self._promise()
        self._pay(self.move, PAYMENT)
        self.assertEqual(self._states(promise, PAYMENT, LIMIT, AFTER), ["kept"] * 3)
        self.assertEqual((promise.amount_paid, promise.amount_kept, promise.amount_kept_company), (1000.0,) * 3)
        self.assertEqual((promise.line_ids.amount_paid, str(promise.judged_on)), (1000.0, PAYMENT))

    def test_kept_within_the_grace(self):
        promise = self._promise()
        self.assertEqual(self._states(promise, LIMIT), ["open"])
        self._pay(self.move, LIMIT)
        self.assertEqual(self._states(promise, LIMIT, AFTER), ["kept", "kept"])

    def test_kept_by_an_unallocated_payment(self):
        promise = self._promise()
        self._payment(1000, "2025-03-20")
        self.assertEqual(self._states(promise, "2025-03-20", AFTER), ["kept", "kept"])
        self.assertEqual(self.move.payment_state, "not_paid", "never from the payment state")

    def test_kept_by_a_credit_note(self):
        promise = self._promise()
        self._credit_note(1000, date="2025-03-20")
        self.assertEqual(self._states(promise, AFTER), ["kept"])

    def test_unallocated_payment_that_came_too_late(self):
        promise = self._promise()
        self._payment(1000, AFTER)
        self.assertEqual(self._states(promise, AFTER), ["late"])
        self.assertEqual((promise.amount_paid, promise.amount_kept), (1000.0, 0.0))

    def test_partly(self):
        promise = self._promise()
        self._pay(self.move, PAYMENT, 400)
        self.assertEqual(self._states(promise, PAYMENT, LIMIT, AFTER), ["open", "open", "partly"])
        self.assertEqual((promise.amount_paid, promise.amount_kept), (400.0, 400.0))

    def test_broken_and_the_plan_goes_on_the_same_day(self):
        promise = self._promise()
        self.assertFalse(self._run(LIMIT))
        actions = self._run(AFTER)
        self.assertEqual((promise.state, str(promise.judged_on)), ("broken", AFTER))
        self.assertActions(actions, [("email", 5, self.move)])
        self.assertEqual(actions.run_id.promise_broken_count, 1)
        [task] = promise.activity_ids
        self.assertEqual((task.user_id, task.automated, str(task.date_deadline)), (self.collector, True, AFTER))
        text = "Broken: Atelier Durand promised $ 1,000.00 by 03/21/2025, $ 0.00 came in."
        self.assertEqual(task.summary.replace("\N{NO-BREAK SPACE}", " "), text)
        self.assertIn("promised", str(promise.profile_id.message_ids.mapped("body")))
        self._run("2025-03-26")
        self.assertEqual(len(promise.activity_ids), 1, "told once")

    def test_interval_still_counts(self):
        """Broken within the interval after a contact: the step comes when the interval is over."""
        self._have_taken(self.move, self.plan.step_ids[0], "2025-03-09")
        self._promise(today="2025-03-09", day="2025-03-10", grace_days=0)
        self.assertFalse(self._run("2025-03-11"))
        self.assertActions(self._run("2025-03-12"), [("phone", 10, self.move)])

    def test_task_of_who_took_it(self):
        self.company.dunning_collector_id = False
        promise = self._promise(user_id=self.salesman.id)
        self._judge(AFTER)
        self.assertEqual(promise.activity_ids.user_id, self.salesman)

    def test_late(self):
        promise = self._promise()
        self.assertEqual(self._states(promise, AFTER), ["broken"])
        self._pay(self.move, "2025-03-30", 300)
        self.assertEqual(self._states(promise, "2025-03-30"), ["broken"], "part of it too late is not partly kept")
        self._pay(self.move, "2025-04-02")
        self.assertEqual(self._states(promise, "2025-04-02"), ["late"])
        self.assertFalse(promise.activity_ids, "nothing is left to be asked")
        self.assertEqual((promise.amount_paid, promise.amount_kept), (1000.0, 0.0))

    def test_dated_in_time_and_booked_later(self):
        """The bank's statement comes after the judgement; its day counts."""
        promise = self._promise()
        self.assertEqual(self._states(promise, AFTER), ["broken"])
        self._pay(self.move, LIMIT)
        self.assertEqual(self._states(promise, "2025-03-27"), ["kept"])
        self.assertFalse(promise.activity_ids)

    def test_unreconciled_before_the_day(self):
        promise = self._promise()
        payment = self._pay(self.move, "2025-03-18")
        self.assertEqual(self._states(promise, "2025-03-18"), ["kept"])
        self._items(self.move).remove_move_reconcile()
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self._states(promise, "2025-03-19"), ["open"])
        self.assertEqual((self._reason(self.move, "2025-03-19"), promise.judged_on), ("promise", False))

    def test_unreconciled_after_kept(self):
        promise = self._promise()
        payment = self._pay(self.move, PAYMENT)
        self.assertEqual(self._states(promise, AFTER), ["kept"])
        self._items(self.move).remove_move_reconcile()
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self._states(promise, "2025-04-10"), ["broken"])
        self.assertEqual(len(promise.activity_ids), 1)

    def test_judged_for_sixty_days(self):
        promise = self._promise()
        self._judge(AFTER)
        self._pay(self.move, "2025-05-20")
        self.assertEqual(self._states(promise, "2025-05-24"), ["broken"], "61 days after its last day")
        self.assertEqual(self._states(promise, "2025-05-23"), ["late"])

    def test_draft_waits(self):
        """While its invoice is in draft a promise is not judged."""
        promise = self._promise()
        self.move.button_draft()
        self.assertEqual(self._states(promise, AFTER), ["open"])
        self.move.action_post()
        self.assertEqual(self._states(promise, AFTER), ["broken"])

    def test_cancelled_invoice(self):
        promise = self._promise()
        self.move.button_draft()
        self.move.button_cancel()
        self.assertEqual(self._states(promise, AFTER), ["kept"], "nothing is owed any more")

    # -- several -----------------------------------------------------------------------------------

    def test_two_promises_on_one_invoice(self):
        """400 by the 14th and 600 by the 21st: what comes in serves the earlier one first."""
        first, second = self._promise(400, day="2025-03-14"), self._promise(600)
        row = self._row(self.move, DAY)
        self.assertEqual((row["reason"], str(row["until"])), ("promise", "2025-03-17"))
        self._pay(self.move, "2025-03-14", 400)
        self._judge("2025-03-14")
        self.assertEqual((first.state, second.state, second.amount_paid), ("kept", "open", 0.0))
        self.assertEqual(str(self._row(self.move, "2025-03-18")["until"]), LIMIT)
        self._pay(self.move, "2025-03-20", 500)
        self._judge(AFTER)
        self.assertEqual((first.state, second.state, second.amount_kept), ("kept", "partly", 500.0))

    def test_first_of_two_breaks(self):
        """The arrangement is broken with its first payment: the invoice is chased though the second day is to come."""
        first, second = self._promise(400, day="2025-03-14"), self._promise(600)
        actions = self._run("2025-03-18")
        self.assertEqual((first.state, second.state), ("broken", "open"))
        self.assertActions(actions, [("email", 5, self.move)])
        self._pay(self.move, "2025-03-20")
        self._judge("2025-03-20")
        self.assertEqual((first.state, second.state), ("late", "kept"))

    def test_promised_again_after_breaking(self):
        """A new promise puts to rest again, and takes the money that comes for it."""
        first = self._promise()
        self._judge(AFTER)
        second = self._promise(today=AFTER, day="2025-03-31")
        self.assertEqual(self._reason(self.move, "2025-04-01"), "promise")
        self._pay(self.move, "2025-03-31")
        self._judge("2025-03-31")
        self.assertEqual((first.state, second.state), ("late", "kept"))

    def test_rest_does_not_wait(self):
        part = self._promise(400, rest_waits=False)
        self.assertEqual(self._reason(self.move, DAY), "act", "chased for all of it")
        self._promise(600, rest_waits=False)
        self.assertEqual(self._reason(self.move, DAY), "promise", "together they promise all of it")
        part.action_cancel()
        self.assertEqual((self._reason(self.move, DAY), part.state), ("act", "cancelled"))
        self._judge(AFTER)
        self.assertEqual(part.state, "cancelled")

    def test_kept_part_rests_no_more(self):
        promise = self._promise(400)
        self._pay(self.move, "2025-03-12", 400)
        self._judge("2025-03-12")
        self.assertEqual((promise.state, self._reason(self.move, "2025-03-12")), ("kept", "act"))

    def test_instalment(self):
        move = self._instalments(900, "2025-02-24", "2025-03-01")
        first, second = self._items(move)
        promise = self.Promise._record_promises(self.company, self.customer, Date.to_date(DAY), [(Date.to_date(PAYMENT), None)], first)
        self.assertEqual((promise.amount, promise.line_ids.instalment), (450.0, 1))
        self.assertEqual([self._reason(move, DAY, index) for index in (0, 1)], ["promise", "act"])
        self.env["account.payment.register"].with_context(
            active_model="account.move.line", active_ids=second.ids
        ).create({"payment_date": PAYMENT})._create_payments()
        self.assertEqual(self._states(promise, AFTER), ["broken"], "the other instalment was paid")

    def test_yen(self):
        """No decimals, another rate: figures in both currencies."""
        yen = self.setup_other_currency("JPY", rounding=1.0, rates=[("2016-01-01", 100.0)])
        move = self._invoice("2025-03-01", 48213, currency_id=yen.id)
        promise = self._promise(48213, moves=move)
        self.assertEqual((promise.currency_id, promise.amount, promise.amount_company), (yen, 48213.0, 482.13))
        self._pay(move, PAYMENT, 20000)
        self.assertEqual(self._states(promise, AFTER), ["partly"])
        self.assertEqual((promise.amount_kept, promise.amount_kept_company), (20000.0, 200.0))
        with self.assertRaisesRegex(UserError, "several currencies"):
            self._promise(100, moves=self._invoice("2025-03-01", 10) + move, today="2025-03-26", day="2025-03-28")

    # -- what happens to invoices and customers ------------------------------------------------------

    def test_repost(self):
        """Posted anew: the promise finds its instalments again, and is judged by the new items."""
        move = self._instalments(900, "2025-02-24", "2025-03-01")
        promise = self.Promise._record_promises(
            self.company, self.customer, Date.to_date(DAY), [(Date.to_date(PAYMENT), None)], self._items(move)[1]
        )
        move.button_draft()
        move.invoice_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "Three",
                "line_ids": [
                    (0, 0, {"value": "fixed", "value_amount": 300, "nb_days": 85}),
                    (0, 0, {"value": "fixed", "value_amount": 300, "nb_days": 90}),
                    (0, 0, {"value": "percent", "value_amount": 100, "nb_days": 91}),
                ],
            }
        )
        move.action_post()
        items = self._items(move)
        self.assertEqual(promise.line_ids.move_line_id, items[1])
        self.assertEqual([self._reason(move, DAY, index) for index in (0, 1)], ["act", "promise"])

    def test_instalment_that_is_gone(self):
        """Posted anew in one instalment: the whole invoice stands for the second one."""
        move = self._instalments(900, "2025-02-24", "2025-03-01")
        promise = self.Promise._record_promises(
            self.company, self.customer, Date.to_date(DAY), [(Date.to_date(PAYMENT), None)], self._items(move)[1]
        )
        move.button_draft()
        move.write({"invoice_payment_term_id": False, "invoice_date_due": "2025-03-01"})
        move.action_post()
        self.assertFalse(promise.line_ids.move_line_id)
        self.assertEqual(self._states(promise, AFTER), ["broken"])
        self._pay(move, AFTER)
        self.assertEqual(self._states(promise, AFTER), ["late"])

    def test_merged_customers(self):
        double = self._customer("Atelier Durant")
        self.env["dunning.profile"]._get_or_create(double, self.company)
        promise = self._promise()
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((double + self.customer).ids, double, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual((promise.partner_id, promise.profile_id.partner_id), (double, double))
        self.assertEqual(self._row(self.move, DAY)["reason"], "promise")
        self.assertEqual(self._states(promise, AFTER), ["broken"])

    # -- reliability -------------------------------------------------------------------------------

    def test_reliability(self):
        """1,000 kept, 400 of 500 kept, 300 broken: 1,400 of 1,800; one of three."""
        second, third = self._invoice("2025-03-01", 500), self._invoice("2025-03-01", 300)
        self._promise(user_id=self.collector.id)
        self._promise(moves=second, user_id=self.collector.id)
        self._promise(moves=third)
        profile = self.Promise.search([("partner_id", "=", self.customer.id)]).profile_id
        self.assertEqual((profile.promise_open_count, profile.promise_judged_count, profile.promise_kept_ratio), (3, 0, 0.0))
        self._pay(self.move, PAYMENT)
        self._pay(second, PAYMENT, 400)
        self._judge(AFTER)
        profile.invalidate_recordset()
        self.assertEqual((profile.promise_count, profile.promise_judged_count, profile.promise_kept_count), (3, 3, 1))
        self.assertAlmostEqual(profile.promise_kept_ratio, 1400 / 1800)
        self.assertAlmostEqual(profile.promise_kept_count_ratio, 1 / 3)
        self.assertEqual(profile.promise_broken_count, 2)
        groups = self.Promise._read_group(
            [("profile_id", "=", profile.id)], ["user_id"], ["amount_company:sum", "amount_kept_company:sum"]
        )
        self.assertEqual({user: sums for user, *sums in groups}[self.collector], [1500.0, 1400.0])

    def test_reliability_in_filters(self):
        """Searchable on the profile and on the customer: a plan for those who break their word."""
        self._promise()
        self._judge(AFTER)
        strict = self._plan(
            [(1, "phone")], name="Strict", partner_domain="[('dunning_promise_kept_ratio', '<', 0.5)]", priority=1
        )
        other = self._invoice("2025-03-01", partner=self._customer("Other"))
        self.assertEqual(self._row(self.move, AFTER)["plan_id"], strict.id)
        self.assertEqual(self._row(other, AFTER)["plan_id"], self.plan.id, "no promise, no ratio")
        self.assertEqual(self.customer.dunning_promise_kept_ratio, 0.0)
        Profile = self.env["dunning.profile"]
        self.assertEqual(Profile.search([("promise_kept_ratio", "<", 0.5)]).partner_id, self.customer)
        self.assertFalse(Profile.search([("promise_kept_ratio", ">=", 0.5)]))

    # -- screens and people ------------------------------------------------------------------------

    def test_dialogue(self):
        """From the invoice, two payments: two promises."""
        with freeze_time(DAY):
            action = self.move.with_user(self.collector).action_dunning_promise()
            form = Form(self.env["dunning.promise.wizard"].with_user(self.collector).with_context(**action["context"]))
            self.assertEqual(form.amount_open, 1000.0)
            with form.line_ids.edit(0) as line:
                self.assertEqual((str(line.date_payment), line.amount), (PAYMENT, 1000.0))
                line.amount = 400
            with form.line_ids.new() as line:
                line.date_payment = "2025-03-28"
                line.amount = 600
            form.save().action_confirm()
        promises = self.Promise.search([("partner_id", "=", self.customer.id)], order="date_payment")
        self.assertEqual(
            [(str(one.date_payment), one.amount, one.user_id) for one in promises],
            [(PAYMENT, 400.0, self.collector), ("2025-03-28", 600.0, self.collector)],
        )
        self.assertEqual(self.Promise.search(self.move.action_open_dunning_promises()["domain"]), promises.sorted())
        self.assertEqual((self.move.dunning_promise_count, self.move.dunning_dispute_count), (2, 0))

    def test_dialogue_of_the_customer(self):
        self._invoice("2025-03-05", 400)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        with freeze_time(DAY):
            form = Form(self.env["dunning.promise.wizard"].with_context(**profile.action_promise()["context"]))
            self.assertEqual(form.amount_open, 1400.0)
            with form.line_ids.edit(0) as line:
                line.amount = 1200
            form.save().action_confirm()
        self.assertEqual(profile.promise_ids.line_ids.mapped("amount"), [1000.0, 200.0])

    def test_dialogue_of_several_customers(self):
        other = self._invoice("2025-03-01", partner=self._customer("Other"))
        with self.assertRaisesRegex(UserError, "invoices of one customer"):
            (self.move + other).action_dunning_promise()

    def test_judge_now(self):
        promise = self._promise()
        with freeze_time(AFTER):
            promise.action_judge()
        self.assertEqual(promise.state, "broken")
        with self.assertRaisesRegex(UserError, "stays in the figures"):
            promise.action_cancel()

    def test_cancelled_task(self):
        """A promise that is taken back before it was judged leaves no task."""
        promise = self._promise()
        promise.with_user(self.collector).action_cancel()
        self.assertEqual((promise.state, len(promise.activity_ids)), ("cancelled", 0))

    def test_history_is_kept(self):
        with self.assertRaises(AccessError):
            self._promise().with_user(self.collector).unlink()

    def test_contributor_reads_his_own(self):
        self.customer.user_id = self.salesman
        promise = self._promise()
        strange = self._promise(moves=self._invoice("2025-03-01", partner=self._customer("Other")), partner=self._partner("Other"))
        found = self.Promise.with_user(self.salesman).search([])
        self.assertEqual(found, promise)
        self.assertEqual(found.line_ids.mapped("invoice_name"), [self.move.name])
        with self.assertRaises(AccessError):
            strange.with_user(self.salesman).read(["amount"])
        with self.assertRaises(AccessError):
            found.action_cancel()

    def _partner(self, name):
        return self.env["res.partner"].search([("name", "=", name)], limit=1)

    def test_other_company_sees_nothing(self):
        promise = self._promise()
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_c", "account_dunning.group_dunning_manager")
        stranger.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        self.assertFalse(self.Promise.with_user(stranger).search([]))
        self.assertFalse(self.env["dunning.promise.line"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            promise.with_user(stranger).read(["amount"])

    def test_queries_do_not_grow(self):
        """Judging forty promises takes as many queries as judging twenty."""

        def judge(size):
            partners = self.env["res.partner"].create([{"name": f"P{size} {number}"} for number in range(size)])
            entry = self._general_entry(*[(partner, "2025-03-01", 100.0) for partner in partners])
            entry.line_ids.no_followup = False
            for partner, item in zip(partners, self._items(entry), strict=True):
                self.Promise._record_promises(self.company, partner, Date.to_date(DAY), [(Date.to_date(PAYMENT), None)], item)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(self._judge(AFTER)["broken"], size)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        judge(5)
        self.assertEqual(judge(20), judge(40))
