"""Contributors: salespeople, after-sales and branches open their customers and items without accounting rights."""

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from .test_access import AccessCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestContributors(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (10, "phone", {"sender": "salesperson"})])
        cls.company.dunning_plan_id = cls.plan
        cls.colleague = cls._user("colleague_c", "account_dunning.group_dunning_contributor")
        cls.mine = cls._customer("Mine", user_id=cls.salesman.id)
        cls.other = cls._customer("Other", user_id=cls.colleague.id)
        cls.move = cls._invoice("2025-03-01", 700, partner=cls.mine, invoice_user_id=cls.salesman.id)
        cls.foreign = cls._invoice("2025-03-01", 300, partner=cls.other, invoice_user_id=cls.colleague.id)

    def setUp(self):
        super().setUp()
        self.actions = self._run(DAY)
        self.action = self.actions.filtered(lambda action: action.partner_id == self.mine)
        self.strange = self.actions - self.action

    # -- what they open ----------------------------------------------------------------------------

    def test_has_no_accounting(self):
        self.assertFalse(self.env["account.move"].with_user(self.salesman).has_access("read"))
        self.assertFalse(self.env["account.move.line"].with_user(self.salesman).has_access("read"))

    def test_partner_form(self):
        """Own and foreign contacts open; the dunning part is that of the reader."""
        for partner in (self.mine, self.other, self.customer, self.salesman.partner_id):
            with self.subTest(partner=partner.name):
                self._open(partner, self.salesman)
        [values] = self.mine.with_user(self.salesman).web_read({"dunning_profile_id": {"fields": {"display_name": {}}}})
        self.assertEqual(values["dunning_profile_id"]["display_name"], "Mine")

    def test_foreign_partner_profile(self):
        """The profile of a foreign customer neither shows nor breaks his form."""
        [values] = self.other.with_user(self.salesman).web_read(
            {"dunning_profile_id": {"fields": {"display_name": {}}}}
        )
        self.assertFalse(values["dunning_profile_id"])

    def test_open_profile_button(self):
        with freeze_time(DAY):
            action = self.mine.with_user(self.salesman).action_open_dunning_profile()
        self.assertEqual(action["res_id"], self.action.profile_id.id)

    def test_profile(self):
        with freeze_time(DAY):
            [values] = self._open(self.action.profile_id, self.salesman)
            profile = self.action.profile_id.with_user(self.salesman)
            self.assertEqual((profile.amount_due, profile.amount_overdue, profile.oldest_days), (700.0, 700.0, 5))
            self.assertEqual(profile.status_reason, "not due: D+10 phone 10 falls on 03/11/2025")
        self.assertEqual(values["id"], profile.id)
        with self.assertRaises(AccessError):
            self._open(self.strange.profile_id, self.salesman)

    def test_receivables(self):
        """Their customers' open items, with amounts, last step and why they rest; nothing else."""
        self._hold(self.move, "dispute", date_start=DAY)
        with freeze_time(DAY):
            self.assertEqual(self._list("dunning.receivable", self.salesman), set(self._items(self.move).ids))
            item = self.env["dunning.receivable"].with_user(self.salesman).search([])
            [values] = item.web_read({name: {} for name in ("residual", "days_overdue", "is_overdue", "hold_kind")})
            self.assertEqual(
                values,
                {"id": item.id, "residual": 700.0, "days_overdue": 5, "is_overdue": True, "hold_kind": "Dispute"},
            )
            self.assertEqual(item.last_step_id, self.action.step_id)
            self.assertEqual(item.search([("is_overdue", "=", True)]), item)
            self.assertFalse(item.search([("is_overdue", "=", False)]))
            self._open(item, self.salesman)

    def test_receivable_by_invoice_salesperson(self):
        """Whoever made the invoice sees it, though the customer is somebody else's."""
        shared = self._invoice("2025-03-01", 50, partner=self.other, invoice_user_id=self.salesman.id)
        found = self._list("dunning.receivable", self.salesman)
        self.assertEqual(found, set((self._items(self.move) + self._items(shared)).ids))

    def test_own_salesperson_of_the_profile(self):
        """The salesperson for dunning comes before the contact's."""
        self.action.profile_id.own_salesperson_id = self.colleague
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self._open(self.action.profile_id, self.salesman)
        self._open(self.action.profile_id, self.colleague)
        self._open(self.action, self.colleague)
        items = self._items(self.move)
        self.assertIn(items.id, self._list("dunning.receivable", self.colleague))

    def test_actions(self):
        self.assertEqual(self._list("dunning.action", self.salesman), set(self.action.ids))
        [values] = self._open(self.action, self.salesman)
        self.assertEqual(values["state"], "done")
        with self.assertRaises(AccessError):
            self._open(self.strange, self.salesman)
        self.assertEqual(self.env["dunning.action.line"].with_user(self.salesman).search([]), self.action.line_ids)

    def test_open_action(self):
        """A message that waits for review can be read, links and blocks included."""
        self.plan.step_ids.write({"mode": "review"})
        customer = self._customer("Fresh", user_id=self.salesman.id)
        self._invoice("2025-03-01", partner=customer)
        self._invoice("2025-03-01", partner=customer)
        action = self._run(DAY).filtered(lambda action: action.partner_id == customer)
        [values] = self._open(action, self.salesman)
        self.assertIn("2,000.00", values["message_body"])
        self.assertTrue(action.with_user(self.salesman).pay_url)

    def test_call_of_the_salesperson(self):
        """A call that is his task: he finds and opens it, with script and numbers."""
        calls = self._run("2025-03-11")
        call = calls.filtered(lambda action: action.partner_id == self.mine)
        self.assertEqual((call.channel, call.user_id), ("phone", self.salesman))
        with freeze_time("2025-03-11"):
            self._open(call, self.salesman)
            self.assertIn(call.id, self._list("dunning.action", self.salesman))
            task = self.env["mail.activity"].with_user(self.salesman).search([("user_id", "=", self.salesman.id)])
            self.assertEqual(task.res_id, call.id)
            task.web_read({"res_name": {}, "summary": {}})

    def test_holds(self):
        mine, _strange = self.env["dunning.hold"].create(
            [{"move_id": move.id, "reason": "x", "date_start": DAY} for move in (self.move, self.foreign)]
        )
        self.assertEqual(self._list("dunning.hold", self.salesman), set(mine.ids))
        self._open(mine, self.salesman)

    def test_plans_can_be_read(self):
        self._open(self.plan, self.salesman)
        self.assertIn(self.plan.id, self._list("dunning.plan", self.salesman))

    def test_dialogues_of_the_profile(self):
        """Buttons that open lists answer without error."""
        profile = self.action.profile_id.with_user(self.salesman)
        for method in ("action_open_items", "action_open_actions"):
            action = getattr(profile, method)()
            self.env[action["res_model"]].with_user(self.salesman).search(action["domain"])

    def test_grouping(self):
        """Lists are grouped, searched by amount and pivoted without error."""
        with freeze_time(DAY):
            Receivable = self.env["dunning.receivable"].with_user(self.salesman)
            groups = Receivable.formatted_read_group([], ["partner_id"], ["residual:sum"])
            self.assertEqual([group["residual:sum"] for group in groups], [700.0])
            Action = self.env["dunning.action"].with_user(self.salesman)
            Action.formatted_read_group([], ["step_id", "date:month"], ["amount_due:sum", "__count"])
            Profile = self.env["dunning.profile"].with_user(self.salesman)
            self.assertEqual(Profile.search([("amount_overdue", ">", 500)]), self.action.profile_id)

    # -- what they add -----------------------------------------------------------------------------

    def test_note(self):
        profile = self.action.profile_id.with_user(self.salesman)
        profile.note = "They pay on the 15th"
        profile.message_post(body="The buyer has changed", message_type="comment")
        self.assertEqual(self.action.profile_id.note, "They pay on the 15th")
        self.action.with_user(self.salesman).message_post(body="I called him", message_type="comment")
        profile.activity_schedule("mail.mail_activity_data_todo", user_id=self.salesman.id, summary="Visit")

    def test_strategy_is_not_theirs(self):
        profile = self.action.profile_id.with_user(self.salesman)
        for vals in (
            {"plan_id": self.plan.id}, {"segment": "key"}, {"collector_id": self.salesman.id}, {"payer_type": "prompt"},
            {"own_salesperson_id": self.salesman.id}, {"salesperson_id": self.salesman.id}, {"debtor_class": "public"},
            {"payment_contact_id": self.salesman.partner_id.id}, {"active": False}, {"partner_id": self.other.id},
            {"company_id": self.company.id}, {"note": "x", "plan_id": False},
        ):  # fmt: skip
            with self.subTest(**vals), self.assertRaises(AccessError):
                profile.write(vals)
        with self.assertRaises(AccessError):
            self.strange.profile_id.with_user(self.salesman).write({"note": "x"})

    def test_work_is_not_theirs(self):
        self.plan.step_ids.write({"mode": "review"})
        customer = self._customer("Fresh", user_id=self.salesman.id)
        self._invoice("2025-03-01", partner=customer)
        action = self._run(DAY).filtered(lambda action: action.partner_id == customer).with_user(self.salesman)
        for method in ("action_approve", "action_cancel", "action_skip", "action_reschedule", "action_reset_message"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(action, method)()
        with self.assertRaises(AccessError):
            action.message_body = "<p>x</p>"
        with self.assertRaises(AccessError):
            self.env["dunning.hold"].with_user(self.salesman).create({"partner_id": self.mine.id, "reason": "x"})
        with self.assertRaises(AccessError):
            self.env["dunning.remind.wizard"].with_user(self.salesman).create({"partner_id": self.mine.id})

    def test_reports_the_own_call(self):
        """The salesperson made his call: he reports it, and its consequence follows."""
        call = self._run("2025-03-11").filtered(lambda action: action.partner_id == self.mine)
        action = call.with_user(self.salesman).action_report_call()
        Wizard = self.env["dunning.call.wizard"].with_user(self.salesman).with_context(**action["context"])
        with freeze_time("2025-03-11"):
            Wizard.create({"outcome": "promised", "note": "next week"}).action_confirm()
        self.assertEqual((call.state, call.outcome), ("done", "promised"))
        promise = self.env["dunning.promise"].search([("action_id", "=", call.id)])
        self.assertEqual(
            (promise.user_id, str(promise.date_payment), promise.amount, promise.note),
            (self.salesman, "2025-03-21", 700.0, "next week"),
        )
        self.assertFalse(call.activity_ids)

    def test_salesperson_cannot_report_the_call_of_another(self):
        call = self._run("2025-03-11").filtered(lambda action: action.partner_id == self.other)
        with self.assertRaises(AccessError):
            call.with_user(self.salesman).action_report_call()
        own = self._run("2025-03-12").browse()
        self.assertFalse(own)
        with self.assertRaises(AccessError):
            self.env["dunning.call.wizard"].with_user(self.salesman).create(
                {"action_id": call.id, "outcome": "reached"}
            ).action_confirm()
        self.assertEqual(call.state, "todo")

    def test_summary_names_the_day(self):
        self.assertEqual(self.action.date_done, Date.to_date(DAY))

    def test_hold_by_own_salesperson_of_the_profile(self):
        """A hold is seen by whoever sells to the customer in this company, not by the contact's salesperson elsewhere."""
        hold = self._hold(self.other)
        Hold = self.env["dunning.hold"]
        self.assertEqual(hold.salesperson_id, self.colleague)
        self.assertNotIn(hold, Hold.with_user(self.salesman).search([]))
        self.strange.profile_id.own_salesperson_id = self.salesman
        self.assertIn(hold, Hold.with_user(self.salesman).search([]))
        self.assertNotIn(hold, Hold.with_user(self.colleague).search([]))
        hold.invalidate_recordset(["salesperson_id"])
        self.assertEqual(hold.salesperson_id, self.salesman)
