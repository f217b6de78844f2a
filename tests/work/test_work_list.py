"""The work list: what is in it, whose it is, what it is worth, why, and what each line opens and leads to."""

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ...models.work import priority
from ...models.work.dunning_task import KINDS
from ...models.work.dunning_task_open import OWNER, SEEN, TASK
from ..common_delivery import DeliveryCommon

DAY = "2025-03-11"
TODAY = Date.to_date(DAY)


@tagged("post_install", "-at_install")
class TestWorkList(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(10, "phone")])
        cls.company.dunning_plan_id = cls.plan

    def _ladder(self):
        """Give the company a plan with several channels."""
        self.plan = self._plan([(5, "email", {"mode": "review"}), (10, "phone"), (20, "letter"), (30, "registered_letter")])
        self.company.dunning_plan_id = self.plan

    def _tasks(self, day=DAY, user=None, **domain):
        """Return the lines of the work list of a day."""
        self.env.flush_all()
        with freeze_time(day):
            Task = self.env["dunning.task"].with_user(user or self.collector).with_context(allowed_company_ids=self.company.ids)
            Task.invalidate_model()
            tasks = Task.search([("company_id", "=", self.company.id), *((key, "=", value) for key, value in domain.items())])
            tasks.mapped("why")
        return tasks

    def _kinds(self, day=DAY, **domain):
        return {(task.partner_id.name, task.kind) for task in self._tasks(day, is_done=False, **domain)}

    # -- what is in it -----------------------------------------------------------------------------

    def test_actions(self):
        """A call, a message to approve and a letter, each once; what leaves by itself is nobody's work."""
        self._ladder()
        names = {"Mail": "2025-03-06", "Call": "2025-03-01", "Letter": "2025-02-19", "Registered": "2025-02-09"}
        for name, due in names.items():
            customer = self._customer(name)
            invoice = self._invoice(due, partner=customer)
            late = (TODAY - Date.to_date(due)).days
            for step in self.plan.step_ids.filtered(lambda step, late=late: step.delay < late):
                self._have_taken(invoice, step, Date.add(Date.to_date(due), days=step.delay))
        self._run(DAY)
        self.assertEqual(
            self._kinds(), {("Mail", "review"), ("Call", "call"), ("Letter", "letter"), ("Registered", "letter")}
        )
        self.assertFalse(self._kinds("2025-03-10"), "they are planned for the next day")
        mail = self.env["dunning.action"].search([("partner_id.name", "=", "Mail")])
        mail.state = "ready"
        self.assertNotIn(("Mail", "review"), self._kinds(), "it leaves by itself")
        mail._set_failed("550 no such user")
        [line] = self._tasks(kind="failed")
        self.assertEqual((line.partner_id.name, line.why), ("Mail", "email 5 · 550 no such user · oldest 5 days overdue"))

    def test_call_says_why(self):
        self._invoice("2025-03-01", 600)
        [call] = self._run(DAY)
        call.with_user(self.collector)._report_call(TODAY, "no_answer")
        [line] = self._tasks("2025-03-12", kind="call")
        self.assertEqual(line.why, "phone 10 · calls not answered: 1 · oldest 10 days overdue")
        self.assertEqual((line.user_id, line.contact_phone), (self.collector, "+33 4 00 00 00 00"))
        self.assertEqual((line.amount, line.oldest_days), (600.0, 10))

    def test_broken_promise(self):
        """In the list from the day after its grace until somebody calls, or the customer pays, promises anew, disputes."""
        invoice = self._invoice("2025-03-01", 800)
        [call] = self._run(DAY)
        call._report_call(TODAY, "promised")
        self.company.dunning_promise_grace = 3
        self._run("2025-03-24")
        self.assertNotIn(("Atelier Durand", "promise"), self._kinds("2025-03-24"))
        self._run("2025-03-25")
        self.assertEqual(self._kinds("2025-03-25"), {("Atelier Durand", "promise")})
        [line] = self._tasks("2025-03-25")
        self.assertEqual((line.amount, line.chance, line.score), (800.0, 0.77, 616.0))
        self.assertEqual(str(line.date), "2025-03-25")
        self.assertIn("Promised $ 800.00 by 03/21/2025, $ 0.00 came in", line.why.replace("\xa0", " "))
        with freeze_time("2025-03-25"):
            opened = line.action_open()
        self.assertEqual(opened["res_model"], "dunning.call.wizard")
        one_off = self.env["dunning.action"].browse(opened["context"]["default_action_id"])
        self.assertEqual((one_off.channel, one_off.step_id.id, one_off.amount_due), ("phone", False, 800.0))
        self.assertEqual(self._kinds("2025-03-25"), {("Atelier Durand", "call")}, "the call stands for it")
        one_off._report_call(Date.to_date("2025-03-25"), "refused", "no money")
        self.assertFalse(self._kinds("2025-03-26"))
        self.assertTrue(invoice.amount_residual)

    def test_broken_promise_paid_since(self):
        invoice = self._invoice("2025-03-01", 800)
        [call] = self._run(DAY)
        call._report_call(TODAY, "promised")
        self._run("2025-03-25")
        self._pay(invoice, "2025-03-26")
        self.assertFalse(self._kinds("2025-03-26"))

    def test_disputes(self):
        """From three days before the deadline; at once when nobody settles it."""
        invoice = self._invoice("2025-03-01", 500)
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": invoice.id, "category_id": self.env.ref("account_dunning.dispute_category_quantity").id,
                "description": "two pallets missing", "date_opened": DAY, "date_deadline": "2025-03-21",
                "user_id": self.collector.id,
            }
        )  # fmt: skip
        self.assertFalse(self._kinds("2025-03-17"))
        [line] = self._tasks("2025-03-18")
        self.assertEqual((line.kind, line.user_id, line.amount), ("dispute", self.collector, 500.0))
        self.assertIn("to be settled by 03/21/2025 · “two pallets missing”", line.why)
        self.assertIn("deadline was 03/21/2025", self._tasks("2025-03-25").why)
        dispute.user_id = False
        [line] = self._tasks("2025-03-12", user_id=False)
        self.assertIn("nobody settles it", line.why)
        dispute._settle_disputes(Date.to_date("2025-03-12"), "accepted")
        self.assertFalse(self._kinds("2025-03-12"))
        [line] = self._tasks("2025-03-12", is_done=True)
        self.assertEqual(line.why, "Customer accepts")

    def test_holds(self):
        """On its review day, for what rests: the invoice, or all that the customer owes past due less credits."""
        one, _other = self._invoice("2025-03-01", 500), self._invoice("2025-03-01", 300)
        self._credit_note(100)
        self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self._hold(one, review_date="2025-03-20", user_id=self.collector.id)
        self._hold(self.customer, review_date="2025-03-20", user_id=self.collector.id)
        self.assertFalse(self._kinds("2025-03-19"))
        self.assertEqual(sorted(self._tasks("2025-03-20").mapped("amount")), [500.0, 700.0])

    def test_contacts(self):
        """Overdue and nobody to write to or to call; a number of the invoice address is enough."""
        silent = self._customer("Silent", email=False, phone=False)
        profile = self.env["dunning.profile"]._get_or_create(silent, self.company)
        self.assertFalse(self._kinds(), "nothing is overdue")
        self._invoice("2025-03-01", 250, partner=silent)
        self.assertEqual(self._kinds(), {("Silent", "contact")})
        [line] = self._tasks()
        self.assertEqual((line.amount, line.oldest_days), (250.0, 10))
        self.assertEqual(line.why, "Neither e-mail nor number is known · oldest 10 days overdue")
        with freeze_time(DAY):
            opened = line.action_open()
            Wizard = self.env[opened["res_model"]].with_user(self.collector).with_context(**opened["context"])
            form = Form(Wizard)
            form.contact_id = self.env["res.partner"]
            form.name, form.phone = "Jeanne Petit", "+33 6 11 22 33 44"
            form.save().action_confirm()
        self.assertEqual(profile.payment_contact_id.name, "Jeanne Petit")
        self.assertEqual(profile.payment_contact_id.parent_id, silent)
        self.assertFalse(self._kinds(), "she can be called")
        profile._ask_for_address("The number is wrong")
        self.assertIn("The number is wrong", self._tasks().why)
        profile._address_mended()
        self.assertFalse(self._kinds())

    def test_contact_needs_a_way(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        wizard = self.env["dunning.contact.wizard"].create(
            {"profile_id": profile.id, "contact_id": False, "name": "Jean", "email": "", "phone": ""}
        )
        with self.assertRaisesRegex(UserError, "Give a name and an e-mail or a number"):
            wizard.action_confirm()

    def test_done_today(self):
        customers = [self._customer(f"Client {number}") for number in range(3)]
        for customer in customers:
            self._invoice("2025-03-01", partner=customer)
        calls = self._run(DAY).sorted(lambda action: action.partner_id.name)
        calls[0]._report_call(TODAY, "reached")
        calls[1]._report_call(TODAY, "no_answer")
        calls[2]._skip_steps("visited him", TODAY)
        self.assertFalse(self._kinds())
        done = {task.partner_id.name: task.why for task in self._tasks(is_done=True)}
        self.assertEqual(
            done,
            {
                "Client 0": "Reached, will pay in the normal way",
                "Client 1": "No answer: again on 03/12/2025",
                "Client 2": "Skipped by a person",
            },
        )
        self.assertEqual(self._kinds("2025-03-12"), {("Client 1", "call")})
        self.assertFalse(self._tasks("2025-03-12", is_done=True))

    # -- what it is worth --------------------------------------------------------------------------

    def test_order_by_worth(self):
        """Money at stake × chance: a fresh debt of somebody who forgets before a bigger one of somebody in difficulty."""
        forgets, poor = self._customer("Forgets"), self._customer("Poor")
        self._invoice("2025-03-01", 1000, partner=forgets)
        self._invoice("2025-03-01", 2000, partner=poor)
        calls = self._run(DAY)
        calls.profile_id.filtered(lambda profile: profile.partner_id == forgets).payer_type = "forgot"
        calls.profile_id.filtered(lambda profile: profile.partner_id == poor).payer_type = "difficulty"
        lines = self._tasks()
        self.assertEqual(
            [(line.partner_id.name, line.chance, line.score) for line in lines],
            [("Forgets", 0.72, 720.0), ("Poor", 0.3, 600.0)],
        )

    def test_chance(self):
        """The statement of the list says what the documented formula says, whatever is known."""
        self.assertEqual(priority.chance("call", 10), 0.6)
        self.assertEqual(priority.chance("call", 31), 0.54)
        self.assertEqual(priority.chance("call", 400, "unreachable"), priority.LEAST)
        self.assertEqual(priority.chance("reply", 5, "prompt", outcome="not_received"), priority.MOST)
        self.assertEqual(priority.chance("promise", 25, outcome="promised", broken=True), 0.77)
        self.assertEqual(set(priority.BASE), {kind for kind, _label in KINDS})
        self._invoice("2025-03-01", 1000)
        [call] = self._run(DAY)
        profile = call.profile_id
        for days, payer, outcome, unanswered in (
            (10, "unknown", False, 0), (30, "prompt", "reached", 0), (31, "negligent", "refused", 0),
            (75, "contests", "no_answer", 2), (200, "slow_approval", "wrong_contact", 0), (366, "unreachable", False, 5),
            (90, "difficulty", "difficulty", 1),
        ):  # fmt: skip
            with self.subTest(days=days, payer=payer):
                call.sudo().write({"oldest_days": days, "outcome": outcome, "no_answer_count": unanswered})
                profile.payer_type = payer
                self.assertEqual(
                    self._tasks().chance, priority.chance("call", days, payer, outcome=outcome, unanswered=unanswered)
                )

    # -- whose it is -------------------------------------------------------------------------------

    def test_mine_team_unassigned(self):
        colleague = self._user("colleague_c", "account_dunning.group_dunning_user")
        self.customer.user_id = self.salesman
        self._invoice("2025-03-01")
        [call] = self._run(DAY)
        search = self.env.ref("account_dunning.view_dunning_task_search")._get_combined_arch()
        filters = {node.get("name"): node.get("domain") for node in search.iter("filter")}

        def found(name, user):
            Task = self.env["dunning.task"].with_user(user)
            self.env.flush_all()
            with freeze_time(DAY):
                return len(Task.search([*safe_eval(filters[name], {"uid": user.id}), ("is_done", "=", False)]))

        self.assertEqual((found("mine", self.collector), found("mine", colleague)), (1, 0))
        call.user_id = colleague
        self.assertEqual((found("mine", self.collector), found("team", self.collector)), (0, 0))
        call.profile_id.collector_id = self.collector
        self.assertEqual((found("mine", self.collector), found("team", self.collector)), (0, 1))
        call.user_id = False
        self.assertEqual((found("unassigned", self.collector), found("unassigned", colleague)), (1, 1))

    def test_salesperson(self):
        """He sees his own calls, and opens them; not the messages that collectors approve."""
        self.company.dunning_plan_id = self._plan([(5, "email", {"mode": "review"})])
        own = self._plan([(10, "phone", {"sender": "salesperson"})])
        self.env["dunning.profile"]._get_or_create(self.customer, self.company).plan_id = own
        self.customer.user_id = self.salesman
        self._invoice("2025-03-01")
        other = self._customer("Other")
        self._invoice("2025-03-06", partner=other)
        self._run(DAY)
        self.assertEqual(len(self._tasks()), 2)
        [line] = self._tasks(user=self.salesman)
        self.assertEqual((line.kind, line.partner_id, line.user_id), ("call", self.customer, self.salesman))
        with freeze_time(DAY):
            self.assertEqual(line.action_open()["res_model"], "dunning.call.wizard")
            line.action_no_answer()
        self.assertEqual(line.action_id.sudo().no_answer_count, 0, "it can be undone")
        with freeze_time(f"{DAY} 00:00:10"):
            line.action_id.action_settle_report()
        self.assertEqual(line.action_id.sudo().no_answer_count, 1)

    def test_other_company(self):
        """Lines of a company are not seen from another one."""
        self._invoice("2025-03-01")
        self._run(DAY)
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = self._user("stranger_c", "account_dunning.group_dunning_user")
        stranger.sudo().write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with freeze_time(DAY):
            Task = self.env["dunning.task"].with_user(stranger).with_context(allowed_company_ids=other.ids)
            self.assertFalse(Task.search([]))
            self.assertFalse(self.env["dunning.event"].with_user(stranger).with_context(allowed_company_ids=other.ids).search([]))

    # -- one leads to the next ---------------------------------------------------------------------

    def test_next(self):
        """After an outcome the next customer's dialogue opens: the best of the same owner that was not seen; at last it closes."""
        for name, amount in (("Big", 900), ("Middle", 600), ("Small", 300)):
            self._invoice("2025-03-01", amount, partner=self._customer(name))
        calls = self._run(DAY)
        colleague = self._user("colleague_c", "account_dunning.group_dunning_user")
        theirs = self._customer("Theirs")
        self._invoice("2025-03-01", 5000, partner=theirs)
        [other] = self._run(DAY)
        other.user_id = colleague
        with freeze_time(DAY):
            opened = self.env["dunning.task"].with_user(self.collector).action_start()
            names = []
            for outcome in ("promised", "no_answer", None):
                context = opened["context"]
                self.assertEqual(opened["res_model"], "dunning.call.wizard")
                self.assertEqual(context[OWNER], self.collector.id)
                wizard = Form(self.env["dunning.call.wizard"].with_user(self.collector).with_context(**context)).save()
                names.append(wizard.partner_id.name)
                self.assertEqual(len(context[SEEN]), len(names))
                self.assertEqual(context[TASK], context[SEEN][-1])
                opened = wizard.with_context(outcome=outcome).action_outcome() if outcome else wizard.action_next()
            self.assertEqual(names, ["Big", "Middle", "Small"])
            self.assertEqual(opened, {"type": "ir.actions.act_window_close"})
        self.assertEqual(calls.sorted("amount_due").mapped("outcome"), [False, "no_answer", "promised"])
        self.assertFalse(other.outcome)

    def test_not_from_the_list(self):
        """A call reported from its own page leads nowhere else."""
        self._invoice("2025-03-01")
        self._invoice("2025-03-01", partner=self._customer("Another"))
        first, _second = self._run(DAY)
        with freeze_time(DAY):
            wizard = self.env["dunning.call.wizard"].create({"action_id": first.id})
            closed = wizard.with_context(outcome="reached").action_outcome()
        self.assertEqual(closed, {"type": "ir.actions.act_window_close"})

    def test_bulk_buttons(self):
        """Approve, print and retry from the list touch the lines they are for."""
        self._ladder()
        late = self._invoice("2025-03-01", partner=self._customer("Call"))
        self._have_taken(late, self.plan.step_ids[0], "2025-03-06")
        self._invoice("2025-03-06", partner=self._customer("Mail"))
        mail, call = self._run(DAY).sorted("channel")
        lines = self._tasks()
        with freeze_time(DAY):
            lines.action_approve()
            self.assertEqual((mail.state, call.state), ("ready", "todo"))
            with self.assertRaisesRegex(UserError, "None of the lines chosen is of this kind: Letter to post"):
                lines.action_print_letters()
            with self.assertRaisesRegex(UserError, "Only calls"):
                lines.filtered(lambda line: line.kind == "review").action_no_answer()
            lines.filtered(lambda line: line.kind == "call").action_promised()
        with freeze_time(f"{DAY} 00:00:10"):
            self.env["dunning.action"]._cron_settle_pending()
        self.assertEqual((call.state, call.outcome), ("done", "promised"))

    def test_queries(self):
        """A list of 30 takes as many queries as one of 10."""
        for number in range(30):
            self._invoice("2025-03-01", 100 + number, partner=self._customer(f"Client {number}"))
        self._run(DAY)
        spec = {"why": {}, "partner_id": {"fields": {"display_name": {}}}, "amount": {}, "chance": {}, "contact_phone": {},
                "user_id": {"fields": {"display_name": {}}}}  # fmt: skip
        Task = self.env["dunning.task"].with_user(self.collector)

        def count(limit):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with freeze_time(DAY):
                found = Task.web_search_read([("is_done", "=", False)], spec, limit=limit)
            self.assertEqual(len(found["records"]), limit)
            return self.env.cr.sql_log_count - before

        count(10), count(30)
        ten, thirty = count(10), count(30)
        self.assertEqual(ten, thirty)
        self.assertLess(ten, 30)

    def test_replies(self):
        """A reply waits until somebody deals with it, for what the contact it answers asked for."""
        self._invoice("2025-03-01", 700)
        [call] = self._run(DAY)
        reply = self.env["dunning.reply"].sudo().create(
            {
                "company_id": self.company.id, "profile_id": call.profile_id.id, "partner_id": self.customer.id,
                "action_id": call.id, "user_id": self.collector.id, "excerpt": "We pay on Friday",
                "date_received": "2025-03-11 08:00:00",
            }
        )  # fmt: skip
        [line] = self._tasks(kind="reply")
        self.assertEqual((line.user_id, line.amount, line.oldest_days, line.chance), (self.collector, 700.0, 10, 0.8))
        self.assertEqual(line.why, "Reply · “We pay on Friday” · oldest 10 days overdue")
        opened = line.action_open()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("dunning.reply", reply.id))
        reply.sudo().write({"state": "handled", "outcome": "noted", "handled_on": DAY})
        [line] = self._tasks(kind="reply")
        self.assertEqual((line.is_done, line.why), (True, "Only noted"))
        self.assertFalse(self._tasks("2025-03-12", kind="reply"))
