"""What a new company and a new database ship with, and what each of it does."""

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.shared import wording
from ..common import DunningCommon

DAY = "2025-03-06"  # a Thursday


def day(text):
    return Date.to_date(text)


@tagged("post_install", "-at_install")
class TestShippedDefaults(DunningCommon):
    # -- the company -------------------------------------------------------------------------------

    def test_new_company(self):
        new = self.env["res.company"].create({"name": "New", "currency_id": self.env.ref("base.EUR").id})
        shipped = {
            "dunning_working_days": True, "dunning_terms_in_working_days": True, "dunning_send_from": 9.0, "dunning_send_until": 17.0,
            "dunning_budget_day": 1, "dunning_budget_week": 2, "dunning_call_tries": 4, "dunning_bank_max_age": 3,
            "dunning_threshold": 5.0, "dunning_ease_prompt": True, "dunning_thanks": False,
        }  # fmt: skip
        self.assertEqual({name: new[name] for name in shipped}, shipped)

    def test_threshold_in_company_currency(self):
        """Five euros in round numbers of another currency, by the rates of the database."""
        yen = self.env.ref("base.JPY")
        self.env["res.currency.rate"].create([
            {"currency_id": self.env.ref("base.EUR").id, "name": "2020-01-01", "rate": 2.0, "company_id": False},
            {"currency_id": yen.id, "name": "2020-01-01", "rate": 326.4, "company_id": False},
        ])  # fmt: skip
        self.assertEqual(self.env["res.company"].create({"name": "Tokyo", "currency_id": yen.id}).dunning_threshold, 800.0)

    def test_threshold_of_the_company(self):
        """Below it nobody is contacted, whatever the plan says; a plan may ask for more."""
        self.company.dunning_plan_id = plan = self._plan([(5, "email")])
        move = self._invoice("2025-03-01", 4.99)
        self.assertEqual(self._reason(move, DAY), "act")
        self.company.dunning_threshold = 5
        self.assertEqual(self._reason(move, DAY), "below_threshold")
        more = self._invoice("2025-03-01", 0.01)
        self.assertEqual([self._reason(one, DAY) for one in (move, more)], ["act", "act"])
        plan.threshold = 6
        self.assertEqual(self._reason(move, DAY), "below_threshold")

    # -- bank data ---------------------------------------------------------------------------------

    def _stale(self, on):
        return self.company._dunning_bank_is_stale(day(on))

    def test_bank_data_in_working_days(self):
        """Thursday's entry serves until Tuesday: three working days."""
        self.company.write({"dunning_bank_max_age": 3, "dunning_working_days": True, "dunning_terms_in_working_days": True})
        self._bank_line(10, "2025-03-06")
        self.assertEqual([self._stale(f"2025-03-{on}") for on in ("10", "11", "12")], [False, False, True])
        self.company.dunning_terms_in_working_days = False
        self.assertEqual([self._stale(f"2025-03-{on:02}") for on in (9, 10)], [False, True])

    def test_journals_that_receive_customers_money(self):
        """Cash does not count, nor a bank account of which no customer ever paid to; none at all is never old."""
        self.company.dunning_bank_max_age = 3
        self.assertFalse(self._stale(DAY), "no bank entry ever existed")
        cash = self.company_data["default_journal_cash"]
        self._bank_line(10, "2025-01-01", journal_id=cash.id)
        self.assertFalse(self._stale(DAY), "petty cash is no bank")
        self._payment(10, "2025-03-01")
        self.assertTrue(self._stale(DAY))
        wages = self.company_data["default_journal_bank"].copy({"name": "Wages", "code": "WAGE"})
        self._bank_line(-10, "2025-03-05", journal_id=wages.id)
        self.assertTrue(self._stale(DAY), "the account that pays wages says nothing about customers")
        self._bank_line(10, "2025-03-05")
        self.assertFalse(self._stale(DAY))

    @freeze_time(DAY)
    def test_bank_is_up_to_date(self):
        """A person says so, where nothing came in; contributors may not."""
        self.company.dunning_bank_max_age = 3
        self._payment(10, "2025-03-01")
        self.assertTrue(self._stale(DAY))
        with self.assertRaises(AccessError):
            self.company.with_user(self.salesman).action_dunning_bank_is_up_to_date()
        manager = self._user("manager_c", "account_dunning.group_dunning_manager")
        self.company.with_user(manager).action_dunning_bank_is_up_to_date()
        self.assertFalse(self._stale(DAY))
        self.assertTrue(self._stale("2025-03-10"))

    # -- what nobody read --------------------------------------------------------------------------

    def _unread(self, on_deadline="send", partner=None, **vals):
        steps = [(5, "email", {"mode": "review", "deadline_days": 5, "on_deadline": on_deadline}), (40, "email")]
        self.company.dunning_plan_id = self._plan(steps, **vals)
        return self._invoice("2025-03-01", partner=partner)

    def test_deadline_in_working_days(self):
        self.company.write({"dunning_working_days": True, "dunning_terms_in_working_days": True})
        self._unread()
        self.assertEqual(str(self._run(DAY).date_deadline), "2025-03-13")
        self.assertEqual(self.env["dunning.calendar"]._add_open_days(self.company, day("2025-03-06"), 0), day("2025-03-06"))

    def test_leaves_unread(self):
        """To the deputy first, then it leaves; shipped steps never do."""
        self._unread()
        deputy = self._user("deputy_c", "account_dunning.group_dunning_user")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.write({"collector_id": self.collector.id, "deputy_id": deputy.id})
        [action] = self._run(DAY)
        self._run("2025-03-12")
        self.assertEqual((action.state, action.user_id), ("todo", deputy))
        self._run("2025-03-17")
        self.assertEqual(action.state, "todo")
        self._run("2025-03-18")
        self.assertEqual(action.state, "done")
        shipped = self.env["dunning.plan"].with_context(active_test=False).search([("company_id", "=", False)])
        self.assertNotIn("send", shipped.step_ids.mapped("on_deadline"))

    def test_never_leaves_unread(self):
        """What waits for another reason stays: an edited text, another amount, old bank data, the backlog of going live."""
        for name in ("edited", "amount", "bank", "backlog"):
            with self.subTest(name):
                customer = self._customer(name)
                move = self._unread(partner=customer, name=name)
                [action] = self._run(DAY).filtered(lambda one, customer=customer: one.partner_id == customer)
                if name == "edited":
                    action.sudo().custom_body = "<p>Mine</p>"
                elif name == "amount":
                    self._pay(move, "2025-03-08", 400)
                elif name == "bank":
                    self.company.dunning_bank_max_age = 1
                    self._payment(1, "2025-03-01", partner=self._customer("Payer"))
                else:
                    self.company.dunning_live_date = DAY
                self._run("2025-03-12")
                self.assertEqual(action.state, "todo")
                self.company.write({"dunning_bank_max_age": 0, "dunning_live_date": "2024-01-01"})

    def test_only_messages_leave_unread(self):
        with self.assertRaisesRegex(ValidationError, "only an e-mail or SMS can leave after its deadline"):
            self._plan([(5, "phone", {"on_deadline": "send"})])

    # -- calls -------------------------------------------------------------------------------------

    def test_tries_of_unanswered_calls(self):
        """After the fourth unanswered call in seven days the next one waits until the first is seven days old."""
        self.company.dunning_call_tries = 4
        self.company.dunning_plan_id = self._plan([(5, "phone")])
        self._invoice("2025-03-01")
        [call] = self._run(DAY)
        call.sudo().unanswered_days = ["2025-02-20", "2025-03-02", "2025-03-04", "2025-03-05"]
        call._report_call(day(DAY), "no_answer")
        self.assertEqual(str(call.date), "2025-03-09")
        self.assertEqual(call.unanswered_days[-1], DAY)
        self.company.dunning_call_tries = 0
        call._call_again(day(DAY))
        self.assertEqual(str(call.date), "2025-03-07")

    # -- plans -------------------------------------------------------------------------------------

    def test_shipped_plans(self):
        """Steps of the shipped plans, by day and channel; who gets them."""
        ladders = {
            "standard": [(-5, "email"), (5, "email"), (10, "phone"), (15, "email"), (20, "phone"), (30, "registered_letter")],
            "key_account": [(-5, "email"), (3, "phone"), (8, "phone"), (12, "email"), (18, "letter")],
            "small_account": [(-5, "email"), (8, "email"), (15, "phone"), (22, "letter"), (30, "registered_letter")],
            "new_customer": [(-10, "email"), (1, "phone"), (5, "email"), (8, "phone"), (15, "registered_letter")],
            "consumer": [(-3, "email"), (5, "email"), (15, "phone"), (25, "email"), (40, "registered_letter")],
        }
        plans = {name: self.env.ref(f"account_dunning.plan_{name}") for name in ladders}
        self.assertEqual(
            {name: [(step.delay, step.channel) for step in plan.step_ids.sorted("delay")] for name, plan in plans.items()}, ladders
        )
        self.assertEqual([plan.grouping_window for plan in plans.values()], [7, 5, 7, 7, 7])
        self.assertEqual((plans["new_customer"].paid_below, plans["consumer"].debtor_class), (3, "consumer"))
        reviewed = self.env["dunning.plan.step"].search([("plan_id", "in", [plan.id for plan in plans.values()]),
                                                         ("mode", "=", "review"), ("channel", "in", ("email", "letter"))])
        self.assertEqual(set(reviewed.mapped("deadline_days")), {5})

    def test_words_to_consumers(self):
        """Neither penalties nor indemnities nor costs, and nothing that a manager is warned about."""
        templates = self.env.ref("account_dunning.plan_consumer").step_ids
        templates = templates.mail_template_id | templates.letter_template_id
        self.assertGreaterEqual(len(templates), 6)
        for template in templates:
            text = wording.plain(template.body_html)
            self.assertNotRegex(text.lower(), "penalt|indemnit|late_text")
            subject = template.subject.replace("{{ object.company_name }}", "Ateliers Vernier").replace("{{ object.reference }}", "4711")
            self.assertEqual(wording.check(subject, text, wording.LETTER_WORDS, consumer=True), [], template.name)
            self.assertNotIn("late_text", template.body_html)

    def _plan_of(self, move, on=DAY):
        row = self._row(move, on)
        return self.env["dunning.plan"].browse(row["plan_id"]).name

    def test_consumers(self):
        self._plan([(5, "email")], name="People", debtor_class="consumer")
        self.company.dunning_plan_id = self._plan([(5, "email")], name="Rest")
        person = self._customer("Somebody", is_company=False)
        moves = [self._invoice("2025-03-01", partner=one) for one in (person, self.customer)]
        self.assertEqual([self._plan_of(move) for move in moves], ["People", "Rest"])
        profile = self.env["dunning.profile"]._get_or_create(person, self.company)
        self.assertEqual(profile.effective_plan_id.name, "People")
        profile.debtor_class = "business"
        self.assertEqual(self._plan_of(moves[0]), "Rest")

    def test_new_customers(self):
        """Who has paid fewer than three invoices; of a past day those paid by then."""
        self._plan([(5, "email")], name="New", paid_below=3)
        self.company.dunning_plan_id = self._plan([(5, "email")], name="Rest")
        move = self._invoice("2025-03-01")
        for number in range(3):
            self.assertEqual(self._plan_of(move), "New")
            self._pay(self._invoice(f"2025-02-0{number + 1}", 100), f"2025-02-1{number}")
        self.assertEqual(self._plan_of(move), "Rest")
        rows = self.env["dunning.engine"]._decide_items(self.company, day("2025-02-11"), self.customer, as_of=True)
        names = {row["item_id"]: self.env["dunning.plan"].browse(row["plan_id"]).name for row in rows}
        self.assertEqual(names[self._items(move).id], "New")

    def test_task_for_the_manager(self):
        manager = self._user("manager_c", "account_dunning.group_dunning_manager")
        self.company.dunning_manager_id = manager
        self.company.dunning_plan_id = self._plan([(5, "email", {"tell_manager": True}), (15, "email")])
        self._invoice("2025-03-01")
        self._live_day(DAY)
        [task] = self.env["mail.activity"].search([("res_model", "=", "dunning.profile"), ("user_id", "=", manager.id)])
        self.assertIn("Atelier Durand: look at this customer", task.summary)
        self._live_day("2025-03-16")
        self.assertEqual(self.env["mail.activity"].search_count([("res_model", "=", "dunning.profile"), ("user_id", "=", manager.id)]), 1)

    # -- prompt payers -----------------------------------------------------------------------------

    def _prompt_days(self, p80):
        """Days on which a prompt payer is contacted about an invoice due on Saturday 1 March."""
        self.company.dunning_plan_id = self._plan([(-5, "email"), (5, "email"), (12, "email")], name=f"Plan {p80}")
        customer = self._customer(f"Prompt {p80}")
        profile = self.env["dunning.profile"]._get_or_create(customer, self.company)
        profile.payer_type = "prompt"
        profile.flush_recordset()
        self.env.cr.execute("UPDATE dunning_profile SET days_late_p80 = %s WHERE id = %s", (p80, profile.id))
        profile.invalidate_recordset()
        move = self._invoice("2025-03-01", partner=customer)
        days = []
        for on in range(20, 29):
            days += [f"02-{on}" for _ in self._run(f"2025-02-{on}").filtered(lambda one: one.partner_id == customer)]
        for on in range(1, 20):
            found = self._live_day(f"2025-03-{on:02}").filtered(lambda one: one.partner_id == customer)
            days += [f"{on:02}" for _ in found]
        self.assertTrue(move)
        return days

    def test_prompt_payers(self):
        """Nothing before the due date; the first step two working days after the usual day, from J+5 to J+8."""
        self.company.dunning_ease_prompt = True
        self.assertEqual(self._prompt_days(-3), ["06", "13"])  # usually Wednesday: the plan's own day is later
        self.assertEqual(self._prompt_days(4), ["07", "13"])  # usually Wednesday 5 March: two working days later
        self.assertEqual(self._prompt_days(5), ["09", "13"])  # Thursday: Monday 10 would be later than J+8
        self.company.dunning_ease_prompt = False
        self.assertEqual(self._prompt_days(6), ["02-24", "06", "13"])

    # -- small rests -------------------------------------------------------------------------------

    def test_small_rests(self):
        """Once a month, what nobody is asked for is proposed for write-off; nothing is booked."""
        manager = self._user("manager_c", "account_dunning.group_dunning_manager")
        self.company.write({"dunning_threshold": 5, "dunning_manager_id": manager.id})
        self.company.dunning_plan_id = self._plan([(5, "email")])
        small, young, big = (self._invoice(due, amount, partner=self._customer(f"Customer {amount}"))
                             for due, amount in (("2025-01-10", 4), ("2025-03-01", 3), ("2025-01-10", 600)))  # fmt: skip
        self._run("2025-03-03")
        tasks = [("res_model", "=", "dunning.run"), ("user_id", "=", manager.id)]
        [task] = self.env["mail.activity"].search(tasks)
        self.assertEqual(task.summary, "1 small rests, $\xa04.00 in all: write them off?")
        run = self.env["dunning.run"].browse(task.res_id)
        self.assertEqual(run.action_open_small_rests()["domain"], [("id", "in", self._items(small).ids)])
        self._run("2025-03-20")
        self.assertEqual(self.env["mail.activity"].search_count(tasks), 1)
        self._run("2025-04-02")
        self.assertEqual(self.env["mail.activity"].search_count(tasks), 2)
        self.assertEqual([move.amount_residual for move in (small, young, big)], [4, 3, 600])
