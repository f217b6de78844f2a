"""Routes: each refuses what its own conditions forbid, in one sentence; deadlines, policies and documents."""

import base64

from odoo.exceptions import UserError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged

from .common_case import DAY, CaseCommon


@tagged("post_install", "-at_install")
class TestCaseRoute(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls.env.ref("account_dunning.case_route_fr_small")
        cls.order = cls.env.ref("account_dunning.case_route_fr_order")
        cls.merits = cls.env.ref("account_dunning.case_route_fr_merits")
        cls.declaration = cls.env.ref("account_dunning.case_route_declaration")
        cls.uncontested = cls.env.ref("account_dunning.case_route_fr_uncontested")

    def _problem(self, route, moves=None, day=DAY):
        case = self._case(moves, day, route_id=route.id)
        with freeze_time(day):
            case.invalidate_recordset()
            found = case.problems
            case.action_cancel()
        return found

    def test_up_to_5000(self):
        """Of a currency like the company's, for the amount is compared in that of the route."""
        route = self.small.copy({"currency_id": self.company.currency_id.id})
        self.assertFalse(self._problem(route, self._invoice("2025-04-01", 5000)))
        found = self._problem(route, self._invoice("2025-04-01", 5000.01))
        self.assertRegex(found, "takes claims up to .*5,000.00.*this one is .*5,000.01")

    def test_limit_in_another_currency(self):
        dollar_like = self.setup_other_currency("CHF", rates=[("2025-01-01", 2.0)])
        route = self.small.copy({"currency_id": dollar_like.id})
        self.assertFalse(self._problem(route, self._invoice("2025-04-01", 2500)))
        self.assertIn("5,000.02", self._problem(route, self._invoice("2025-04-01", 2500.01)))

    def test_no_disputes_but_on_the_merits(self):
        category = self.env["dunning.dispute.category"].search([], limit=1)
        self.env["dunning.dispute"].create(
            {
                "move_id": self.first.id,
                "category_id": category.id,
                "description": "Broken",
                "date_opened": "2025-05-01",
                "date_deadline": "2025-06-30",
            }
        )
        for route in (self.small, self.order, self.uncontested):
            self.assertIn(f"takes no disputed claim: {self.first.name} is in dispute", self._problem(route))
        self.assertFalse(self._problem(self.merits))

    def test_between_traders_only(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.debtor_class = "consumer"
        self.assertIn("is not for this kind of debtor (consumer)", self._problem(self.uncontested))
        self.assertFalse(self._problem(self.order))
        profile.debtor_class = "public"
        self.assertIn("is not for this kind of debtor (public body)", self._problem(self.order))

    def test_invoices_only(self):
        entry = self._general_entry((self.customer, "2025-04-01", 80.0))
        self.assertIn("takes invoices only", self._problem(self.uncontested, entry))
        self.assertFalse(self._problem(self.order, entry))

    def test_due_only(self):
        early = self._invoice(DAY, 80)
        self.assertEqual(self._problem(self.order, early), f"Not due yet: {early.name}.")

    @freeze_time(DAY)
    def test_declared_whether_due_or_not(self):
        """A case of a customer in proceedings proposes what was delivered before the judgment, also what is not due yet."""
        future = self._invoice("2025-07-01", 700, delivery_date="2025-05-10")
        after = self._invoice("2025-05-25", 50, delivery_date="2025-05-20")
        Wizard = self.env["dunning.case.wizard"]

        def proposed():
            ids = Wizard._open_case_wizard(self.customer, self.company)["context"]["default_receivable_ids"][0][2]
            return self.env["account.move.line"].browse(ids).move_id

        self.assertEqual(proposed(), self.first + self.second + self.other + after)
        self._hold(self.customer, "insolvency", judgment_date="2025-05-16")
        self.assertEqual(proposed(), self.first + self.second + self.other + future)

    def test_insolvency(self):
        self.assertIn("needs insolvency proceedings", self._problem(self.declaration))
        self._hold(self.customer, "insolvency")
        self.assertFalse(self._problem(self.declaration))
        self.assertIn("Atelier Durand is insolvent", self._problem(self.order))
        self.assertFalse(self._problem(self.env.ref("account_dunning.case_route_insurer")))

    def test_hand_over_is_refused(self):
        case = self._case(route_id=self.declaration.id)
        with freeze_time(DAY), self.assertRaisesRegex(UserError, "needs insolvency proceedings"):
            case.action_hand_over()

    def test_required_document(self):
        agency = self.env.ref("account_dunning.case_route_agency")
        case = self._case(route_id=agency.id)
        with freeze_time(DAY):
            with (
                self.assertRaisesRegex(UserError, "a document that is not in the case: Written mandate"),
                self.env.cr.savepoint(),
            ):
                case.action_hand_over()
            signed = base64.b64encode(b"signed")
            document = self.env["dunning.case.document"].create(
                {"case_id": case.id, "kind": "mandate", "name": "Mandate", "content": signed, "filename": "mandate.pdf"}
            )
            case.invalidate_recordset()
            self.assertFalse(case.problems)
            case.action_hand_over()
            self.assertTrue(document.is_evidence)
            with self.assertRaisesRegex(UserError, "evidence"), self.env.cr.savepoint():
                document.content = base64.b64encode(b"other")
            file = (
                self.env["ir.attachment"]
                .sudo()
                .search([("res_model", "=", document._name), ("res_field", "=", "content")])
            )
            with self.assertRaisesRegex(UserError, "evidence"), self.env.cr.savepoint():
                file.with_user(self.manager).sudo().raw = b"other"

    # -- deadlines ---------------------------------------------------------------------------------

    def test_order_is_served_within_three_months(self):
        case = self._handed(route_id=self.order.id)
        self.assertFalse(case.deadline_ids)
        with freeze_time("2025-07-10"):
            case.ordered_on = "2025-07-10"
        [serve] = case.deadline_ids
        self.assertEqual(
            (str(serve.date), serve.is_last_day, serve.name), ("2025-10-10", True, "Have the order served")
        )
        self.assertEqual((serve.activity_id.date_deadline, serve.activity_id.user_id), (serve.date, case.user_id))
        with freeze_time("2025-08-01"):
            case.served_on = "2025-07-31"
            serve.action_done()
        oppose = case.deadline_ids - serve
        self.assertEqual(
            (str(oppose.date), str(serve.done_on), bool(serve.activity_id)), ("2025-08-31", "2025-08-01", False)
        )
        with freeze_time("2025-08-02"):
            case.served_on = "2025-07-30"
        self.assertEqual((str(oppose.date), oppose.activity_id.date_deadline), ("2025-08-30", oppose.date))

    def test_counted_days_are_not_entered(self):
        case = self._handed(route_id=self.order.id)
        with freeze_time("2025-07-10"):
            case.ordered_on = "2025-07-10"
            with self.assertRaisesRegex(UserError, "counted from another one"):
                case.deadline_ids.date = "2025-12-01"

    def test_missed_is_told_to_the_credit_manager_once(self):
        self.company.dunning_manager_id = self.manager
        case = self._handed(route_id=self.order.id)
        with freeze_time("2025-07-10"):
            case.ordered_on = "2025-07-10"
        for day, missed in (("2025-10-10", 0), ("2025-10-11", 1), ("2025-10-12", 0)):
            with freeze_time(day):
                self.assertEqual(
                    self.env["dunning.case"]._tell_missed_deadlines(self.company, Date.to_date(day)), missed
                )
        tasks = case.activity_ids.filtered(lambda task: task.user_id == self.manager)
        self.assertEqual(tasks.mapped("summary"), ["Missed in C/2025/0001: Have the order served"])

    def test_follow_up(self):
        case = self._handed()
        case.next_review = "2025-06-20"
        with freeze_time("2025-06-20"):
            self.env["dunning.case"]._tell_missed_deadlines(self.company, Date.to_date("2025-06-20"))
        self.assertEqual(case.activity_ids.mapped("summary"), ["C/2025/0001: ask Agence Nord how it stands"])
        self.assertEqual(str(case.next_review), "2025-07-20")

    # -- credit insurance --------------------------------------------------------------------------

    def _policy(self, **vals):
        return self.env["dunning.insurance.policy"].create(
            {
                "name": "P-1", "company_id": self.company.id, "insurer_id": self.agency.id, "date_from": "2025-01-01",
                "declare_days": 60, "extension_days": 45, "stop_days": 30, "notice_days": 5, **vals,
            }
        )  # fmt: skip

    def test_days_of_the_policy_are_alarms(self):
        """The second invoice, due 15 May: stop 14 June, extension 29 June, declaration 14 July."""
        self._policy(partner_ids=[Command.set(self.customer.ids)])
        warn = self.env["dunning.insurance.policy"]._warn_of_policy_days
        found = {}
        for day in ("2025-06-08", "2025-06-09", "2025-06-10", "2025-06-24", "2025-07-14", "2025-07-20"):
            with freeze_time(day):
                found[day] = warn(self.company, Date.to_date(day))
        # on 14 July also the other one, due 20 May, is to be declared by 19 July: within the notice
        self.assertEqual(
            found,
            {"2025-06-08": 0, "2025-06-09": 1, "2025-06-10": 0, "2025-06-24": 1, "2025-07-14": 2, "2025-07-20": 0},
        )
        profile = self.env["dunning.profile"].search([("partner_id", "=", self.customer.id)])
        summary = profile.activity_ids.sorted("id")[0].summary
        self.assertEqual(summary, f"Stop deliveries by 06/14/2025 (Agence Nord P-1): {self.second.name}")

    def test_what_was_agreed_beyond_the_longest_extension(self):
        self._policy(stop_days=0, declare_days=0)
        promise = self.env["dunning.promise"].create(
            {"partner_id": self.customer.id, "amount": 1800, "date": "2025-06-01", "date_payment": "2025-07-15"}
        )
        self.assertIn(self.second, promise.line_ids.move_id)
        with freeze_time("2025-06-25"):
            self.assertEqual(
                self.env["dunning.insurance.policy"]._warn_of_policy_days(self.company, Date.to_date("2025-06-25")), 1
            )
        profile = self.env["dunning.profile"].search([("partner_id", "=", self.customer.id)])
        self.assertIn("What was agreed runs until 07/15/2025.", profile.activity_ids.filtered("automated")[-1:].summary)

    def test_other_customers_are_not_covered(self):
        self._policy(partner_ids=[Command.set(self.stranger.ids)])
        with freeze_time("2025-06-09"):
            self.assertEqual(
                self.env["dunning.insurance.policy"]._warn_of_policy_days(self.company, Date.to_date("2025-06-09")), 0
            )

    def test_a_case_with_the_insurer_has_its_days(self):
        policy = self._policy()
        case = self._case(self.second, route_id=self.env.ref("account_dunning.case_route_insurer").id)
        found = {one.origin: str(one.date) for one in case.deadline_ids}
        self.assertEqual(
            found, {"stop_days": "2025-06-14", "extension_days": "2025-06-29", "declare_days": "2025-07-14"}
        )
        self.assertEqual(set(case.deadline_ids.mapped("source")), {policy.display_name})
