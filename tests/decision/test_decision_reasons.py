"""Rule 8: every decision explains itself, also "nothing", in the language of whoever reads it."""

import inspect

from odoo.fields import Date
from odoo.tests import tagged

from ...models.claim.dunning_hold import KINDS
from ...models.decision.dunning_decision import REASONS
from ...models.shared.question import Question
from ..common import DunningCommon

DAY = "2025-03-06"

# What an accountant reads for each reason, in the situations below.
ENGLISH = {
    "act": "D+5 email 5 is due",
    "ride": "D+5 email 5 is due and goes with D+15 email 15",
    "join": "D+5 email 5 is due and joins the open action",
    "in_progress": "D+5 email 5 waits in an open action",
    "not_due": "not due: D+5 email 5 falls on 03/06/2025",
    "payment_run": "next payment run 03/10/2025",
    "contacted": "contacted 2 days ago (minimum 3)",
    "moratorium": "moratorium “Storm” until 03/31/2025",
    "softened": "moratorium “Storm”: D+5 email 5 waits until 03/31/2025",
    "quiet": "quiet period until 03/07/2025",
    "closed_day": "closed in France: next open day 03/10/2025",
    "budget_day": "contact budget used up: 1 today (maximum 1)",
    "budget_week": "contact budget used up: 1 in 7 days (maximum 1)",
    "said": "said to this account a short while ago: D+15 email 15 waits until 04/06/2025 or goes with the next action",
    "call_recent": "this account was called a short while ago: D+10 phone 10 waits until 03/18/2025",
    "letter_recent": "a registered letter went to this account a short while ago: D+30 registered_letter 30 waits until 04/15/2025",
    "with_next": "D−5 email -5 goes with the next action about what is overdue",
    "open_action": "D+10 phone 10 waits until the open action is finished",
    "other_step": "D+10 phone 10 stays due: D+15 email 15 comes first today",
    "below_threshold": "below threshold",
    "no_address": "no address for D+5 email 5",
    "daily_cap": "daily cap of contacts reached",
    "plan_finished": "plan finished",
    "too_little": "too few items or too small a total overdue for the steps that are left",
    "no_plan": "no plan",
    "covered": "covered by credit",
    "credit": "credit",
    "excluded": "excluded from dunning",
    "time_barred": "time-barred: not asked any more",
    "barred_threat": "time-barred: D+30 registered_letter 30 would threaten",
    "notice_term": "D+15 email 15 would claim too early: the days of the notice that the law asks for run until 03/20/2025",
    "notice_missing": "D+15 email 15 would claim before the notice that the law asks for: none was sent",
    "reply_unread": "a reply of the customer waits to be read: D+30 registered_letter 30 waits for it",
    "in_payment": "payment in progress",
    "transaction": "online payment in progress",
    "bank_line": "a bank receipt of this customer waits for reconciliation",
    "blocked": "payment blocked",
    "discount": "discount for early payment, paid in time: to be written off",
    "hold": "on hold",
    "dispute": "dispute",
    "dispute_settled": "dispute settled, payable until 03/11/2025",
    "settlement": "dispute settled: waits for its message until 03/11/2025",
    "arriving": "the invoice is still on its way until 03/07/2025",
    "promise": "promise to pay",
    "payment_announced": "payment announced",
    "direct_debit": "direct debit or bill submitted",
    "payment_plan": "payment plan",
    "reply": "reply received",
    "undelivered": "the invoice did not arrive",
    "insolvency": "insolvency proceedings",
    "factor": "assigned to a factor",
    "legal": "handed over",
}

FRENCH = {
    "no_plan": "aucun plan",
    "plan_finished": "fin de plan\u00a0: à décider",
}


@tagged("post_install", "-at_install")
class TestDecisionReasons(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01", 1000)

    def _step(self, delay):
        return self.plan.step_ids.filtered(lambda step: step.delay == delay)

    def assertReason(self, code, day=DAY, move=None, text=None, lang="en_US", room=None):
        """Assert the reason of an invoice on a day, and the words for it."""
        move = move or self.move
        question = Question(self.company, Date.to_date(day), move.commercial_partner_id, room=room)
        rows = self.env["dunning.engine"]._answer_question(question)
        [row] = [row for row in rows if row["item_id"] == self._items(move)[0].id]
        self.assertEqual(row["reason"], code)
        [found] = self.env["dunning.decision"].with_context(lang=lang)._explain_decisions([row], Date.to_date(day))
        self.assertEqual(found, text or ENGLISH[code])
        return row

    def test_act(self):
        self.assertReason("act")

    def _windows(self, **vals):
        """A customer of one's own with a plan that has windows: two invoices, the first with a step taken."""
        plan = self._standard(name="Windows", grouping_window=7, letter_window=15, not_again_days=21, **vals)
        plan.step_ids[3].tone = "firm"
        customer = self._customer("One Account")
        self.env["dunning.profile"]._get_or_create(customer, self.company).plan_id = plan
        return customer, plan.step_ids

    def test_said(self):
        customer, steps = self._windows()
        first, second = (self._invoice(due, partner=customer) for due in ("2025-03-01", "2025-03-07"))
        self._have_taken(second, steps[2], "2025-03-12")
        self._have_taken(first, steps[3], "2025-03-16")
        self._pay(first, "2025-03-17")
        self.assertReason("said", day="2025-03-22", move=second)

    def test_letter_recent(self):
        customer, steps = self._windows()
        first, second = (self._invoice(due, partner=customer) for due in ("2025-02-14", "2025-02-24"))
        self._have_taken(first, steps[5], "2025-03-16")
        self._have_taken(second, steps[4], "2025-03-16")
        self.assertReason("letter_recent", day="2025-03-26", move=second)

    def test_call_recent(self):
        customer, steps = self._windows()
        first, second = (self._invoice(due, partner=customer) for due in ("2025-02-19", "2025-03-05"))
        self._have_taken(second, steps[1], "2025-03-11")
        self._have_taken(first, steps[4], "2025-03-11")
        self._pay(first, "2025-03-12")
        self.assertReason("call_recent", day="2025-03-15", move=second)

    def test_with_next(self):
        customer, _steps = self._windows()
        self._invoice("2025-03-04", partner=customer)
        self.assertReason("with_next", move=self._invoice("2025-03-11", partner=customer))

    def test_payment_run(self):
        for month in (10, 11, 12):
            self._pay(self._invoice(f"2024-{month}-01"), f"2024-{month}-10")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.env["dunning.payment.run"].create({"profile_id": profile.id, "month_days": "10", "date_start": "2025-03-01"})
        self.assertReason("payment_run", day="2025-03-11")

    def _settle(self):
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.move.id, "description": "Wrong price", "date_opened": "2025-03-02",
                "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
            }
        )  # fmt: skip
        dispute._settle_disputes(Date.to_date("2025-03-03"), "accepted")
        return dispute

    def test_dispute_settled(self):
        self._settle().settled_action_id._deliver_actions(Date.to_date("2025-03-03"))
        self.assertReason("dispute_settled")

    def test_arriving(self):
        """Due on receipt, sent by post on 3 March: it can have arrived on the 8th."""
        self.env["dunning.invoice.transit"].create({"company_id": self.company.id, "method": "manual", "days": 5})
        self.customer.invoice_sending_method = "manual"
        posted = self._invoice("2025-03-03", invoice_date="2025-03-03")
        row = self.assertReason("arriving", move=posted)
        self.assertEqual((row["verdict"], row["next_date"]), ("none", Date.to_date("2025-03-08")))
        self.assertReason("not_due", day="2025-03-06", move=self._invoice("2025-03-04", invoice_date="2025-02-01"),
                          text="not due: D+5 email 5 falls on 03/09/2025")  # fmt: skip

    def test_settlement(self):
        self._settle()
        self.assertReason("settlement")

    def test_ride(self):
        old = self._invoice("2025-02-01", partner=self.customer)
        for day in ("2025-02-06", "2025-02-11"):
            self._live_day(day)
        self.assertReason("ride", move=self.move)
        self.assertReason("act", move=old, text="D+15 email 15 is due")

    def test_join_and_in_progress(self):
        self._step(5).mode = "review"
        second = self._invoice("2025-03-02", 400)
        self._run(DAY)
        self.assertReason("in_progress")
        self.assertReason("join", "2025-03-07", second)

    def test_not_due(self):
        self.assertReason("not_due", "2025-03-03")

    def test_contacted(self):
        second = self._invoice("2025-03-02", 400)
        self._run(DAY)
        self.assertReason("contacted", "2025-03-08", second)
        self.assertReason("contacted", "2025-03-07", second, text="contacted yesterday (minimum 3 days)")
        row = self._row(second, "2025-03-07")
        [text] = self.env["dunning.decision"]._explain_decisions([row], row["contact_date"])
        self.assertEqual(text, "contacted today (minimum 3 days)")

    def test_open_action(self):
        """A call that becomes due waits until the e-mail that is being reviewed is finished."""
        self._step(5).mode = "review"
        old = self._invoice("2025-02-25")
        self._have_taken(old, self._step(5), "2025-03-02")
        self._run(DAY)
        self.assertReason("open_action", "2025-03-07", old)

    def test_calendar(self):
        """A Saturday, and a quiet period."""
        self.company.partner_id.country_id = self.env.ref("base.fr")
        self.company.dunning_working_days = True
        self.assertReason("closed_day", "2025-03-08")
        vals = {"name": "Move", "kind": "quiet", "company_id": self.company.id, "date_start": "2025-03-05"}
        self.env["dunning.closed.day"].create({**vals, "date_end": "2025-03-07"})
        self.assertReason("quiet")

    def test_moratorium(self):
        moratorium = self.env["dunning.moratorium"].create(
            {"name": "Storm", "company_id": self.company.id, "date_start": "2025-03-04", "date_end": "2025-03-31"}
        )
        self.assertReason("moratorium")
        moratorium.mode = "soften"
        self.assertReason("act")
        self._step(5).tone = "firm"
        self.assertReason("softened")

    def test_budget(self):
        """Of messages per invoice on one day, the lower amounts wait."""
        self.company.dunning_budget_day = 1
        self.plan.grouping = "invoice"
        third = self._invoice("2025-03-01", 3)
        self.assertReason("budget_day", move=third)
        self.company.write({"dunning_budget_day": 0, "dunning_budget_week": 1})
        self.assertReason("budget_week", move=third)

    def test_other_step(self):
        old = self._invoice("2025-02-13", partner=self.customer)
        self._have_taken(old, self._step(10), "2025-02-23")
        self._have_taken(self.move, self._step(5), "2025-03-06")
        self.assertReason("other_step", "2025-03-11")
        self.assertReason("act", "2025-03-11", old, text="D+15 email 15 is due")

    def test_below_threshold(self):
        self.plan.threshold = 1000.01
        self.assertReason("below_threshold")

    def test_no_address(self):
        self.customer.email = False
        self.assertReason("no_address")

    def test_daily_cap(self):
        self.assertReason("daily_cap", room=0)

    def test_plan_finished(self):
        self._have_taken(self.move, self._step(15), DAY)
        self.assertReason("plan_finished")

    def test_too_little(self):
        """One item of 1,000 is overdue; the last step wants two, or 2,000."""
        last = self._step(15)
        self._have_taken(self.move, self._step(10), "2025-03-11")
        for condition in ({"minimum_count": 2, "minimum_total": 0}, {"minimum_count": 0, "minimum_total": 2000}):
            last.write(condition)
            self.assertReason("too_little", day="2025-03-20")
        other = self._invoice("2025-03-10")
        self.assertReason("act", day="2025-03-20", text="D+15 email 15 is due")
        self._hold(other, date_start="2025-03-10")
        self.assertReason("too_little", day="2025-03-20")

    def test_no_plan(self):
        self.company.dunning_plan_id = False
        self.assertReason("no_plan")

    def test_covered_and_credit(self):
        note = self._credit_note(1000)
        self.assertReason("covered")
        self.assertReason("credit", move=note)

    def test_excluded(self):
        self._items(self.move).no_followup = True
        self.assertReason("excluded")

    def test_in_payment(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET payment_state = 'in_payment' WHERE id = %s", [self.move.id])
        self.assertReason("in_payment")

    def test_transaction(self):
        provider = self.env["payment.provider"].sudo().search([], limit=1)
        method = self.env["payment.method"].sudo().with_context(active_test=False).search([], limit=1)
        self.env["payment.transaction"].sudo().create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "TX",
                "amount": 1000,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.customer.id,
                "invoice_ids": [(6, 0, self.move.ids)],
                "state": "pending",
                "last_state_change": "2025-03-05 10:00:00",
            }
        )
        self.assertReason("transaction", text="online payment in progress until 03/15/2025")

    def test_bank_line(self):
        self._bank_line(10, "2025-03-05", partner_id=self.customer.id)
        self.assertReason("bank_line", text=f"{ENGLISH['bank_line']} until 04/04/2025")

    def test_discount(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10", "early_discount": True, "discount_percentage": 2, "discount_days": 10,
                "early_pay_discount_computation": "included",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )  # fmt: skip
        customer = self._customer("Prompt")
        move = self._invoice("2025-03-01", 1000, customer, "2025-01-30", invoice_payment_term_id=term.id)
        self._payment(980, "2025-02-05", partner=customer)
        self.assertReason("discount", move=move)

    def test_time_barred(self):
        """Over by law; asked for by a person's decision, but not by what would threaten."""
        self.company.country_id = self.env.ref("base.fr")
        self.plan.step_ids = [(0, 0, self._step_vals(30, "registered_letter", {"tone": "formal"}))]
        self.env["dunning.performance"].create({"move_id": self.move.id, "date_from": "2019-03-01"})
        self.assertReason("time_barred")
        self.env["dunning.performance"]._pursue_invoices(self.move, Date.to_date(DAY), "It pays its old invoices")
        self.assertReason("act")
        for day, step in enumerate(self.plan.step_ids.filtered(lambda one: one.delay in (5, 10, 15))):
            self._have_taken(self.move, step, f"2025-04-{10 + 3 * day}")
        self.assertReason("barred_threat", "2025-05-10")

    def test_notice_before_a_claim(self):
        """A Dutch consumer: nothing is claimed before the notice, nor in its fourteen days."""
        customer = self._customer("Anna Smit", is_company=False, country_id=self.env.ref("base.nl").id)
        move = self._invoice("2025-03-01", 100, partner=customer)
        first, claiming = (self.plan.step_ids.filtered(lambda one, delay=delay: one.delay == delay) for delay in (5, 15))
        (self.plan.step_ids - first - claiming).active = False
        claiming.tone = "formal"
        first.active = False
        self.assertReason("notice_missing", "2025-03-18", move)
        first.active = True
        self._live_day("2025-03-06")
        self.assertReason("notice_term", "2025-03-18", move)

    def test_reply_unread(self):
        """Its pause is over and nobody has read it: the registered letter waits."""
        self.plan.step_ids = [(0, 0, self._step_vals(30, "registered_letter"))]
        for step, day in zip(self.plan.step_ids.filtered(lambda one: one.delay in (5, 10, 15)), ("06", "11", "16"), strict=True):
            self._have_taken(self.move, step, f"2025-03-{day}")
        self.assertReason("act", "2025-03-31", text="D+30 registered_letter 30 is due")
        profile = self.env["dunning.profile"]._get_or_create(self.move.commercial_partner_id, self.company)
        vals = {"profile_id": profile.id, "partner_id": profile.partner_id.id, "company_id": self.company.id}
        self.env["dunning.reply"].sudo().create({**vals, "date_received": "2025-03-20 10:00:00"})
        self.assertReason("reply_unread", "2025-03-31")

    def test_blocked(self):
        self.move.action_toggle_block_payment()
        self.assertReason("blocked")

    def test_dispute(self):
        self._hold(self.move, "dispute")
        self.assertReason("dispute")

    def test_promise(self):
        self._hold(self.move, "promise", date_end="2025-12-12")
        self.assertReason("promise", text="promise to pay until 12/12/2025")

    def test_holds(self):
        """Each kind in its own words, with its last day when it has one."""
        for kind, _label in KINDS:
            hold = self._hold(self.move, kind)
            self.assertReason(kind)
            hold.date_end = "2025-12-12"
            self.assertReason(kind, text=f"{ENGLISH[kind]} until 12/12/2025")
            hold._end_holds(Date.to_date(DAY), "over")

    def test_every_reason_is_tested(self):
        self.assertEqual(set(ENGLISH), set(REASONS))
        source = inspect.getsource(type(self))
        kinds = {kind for kind, _label in KINDS}
        self.assertFalse([code for code in REASONS if code not in kinds and f'assertReason("{code}"' not in source])

    def test_every_reason_has_a_label(self):
        """The short labels of lists and groups have no hole to be filled."""
        labels = self.env["dunning.decision"]._reason_labels()
        self.assertEqual(set(labels), set(REASONS))
        self.assertFalse([label for label in labels.values() if "%" in label or not label])

    # -- in French ---------------------------------------------------------------------------------

    def test_french(self):
        """Every reason is translated, with its step, days and dates filled in."""
        self.env["res.lang"]._activate_lang("fr_FR")
        step = self._step(5)
        step.with_context(lang="fr_FR").name = "courriel 5"
        row = {
            **self._row(self.move, DAY),
            "lead_step_id": step.id,
            "contact_date": Date.to_date("2025-03-04"),
            "next_date": Date.to_date("2025-03-11"),
            "until": None,
        }
        Decision = self.env["dunning.decision"]
        untranslated, wrong = [], []
        for code in REASONS:
            case = [{**row, "reason": code}]
            english = Decision.with_context(lang="en_US")._explain_decisions(case, Date.to_date(DAY))
            french = Decision.with_context(lang="fr_FR")._explain_decisions(case, Date.to_date(DAY))
            if english == french:
                untranslated.append(code)
            if "%" in french[0] or "sommation" in french[0]:
                wrong.append((code, french[0]))
        self.assertEqual((untranslated, wrong), ([], []))
        for code, words in FRENCH.items():
            self.assertEqual(Decision.with_context(lang="fr_FR")._explain_decisions([{**row, "reason": code}], Date.to_date(DAY)), [words])
        [text] = Decision.with_context(lang="fr_FR")._explain_decisions([{**row, "reason": "not_due"}], Date.to_date(DAY))
        self.assertIn("J+5 courriel 5", text)
        self.assertIn("11/03/2025", text)
        [text] = Decision.with_context(lang="fr_FR")._explain_decisions([{**row, "reason": "contacted"}], Date.to_date(DAY))
        self.assertIn(" 2 ", text)
        self.assertIn(" 3", text)
        [text] = Decision.with_context(lang="fr_FR")._explain_decisions(
            [{**row, "reason": "promise", "until": Date.to_date("2025-12-12")}], Date.to_date(DAY)
        )
        self.assertIn("12/12/2025", text)
        labels = Decision.with_context(lang="fr_FR")._reason_labels()
        english = Decision.with_context(lang="en_US")._reason_labels()
        self.assertEqual([code for code in REASONS if labels[code] == english[code]], [])
