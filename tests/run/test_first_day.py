"""The first day: a checklist with its state, what is essential before going live, and what screens say until then."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestFirstDay(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("credit_manager_c", "account_dunning.group_dunning_manager")
        cls.plan = cls._plan([(5, "email")])
        cls.company.write({"dunning_live_date": False, "dunning_collector_id": False, "dunning_plan_id": cls.plan.id})
        cls.company.partner_id.bank_ids.unlink()

    def _steps(self):
        self.env.invalidate_all()
        return self.env["dunning.checklist"].with_user(self.manager).search([])

    def _states(self):
        return "".join({"done": "d", "missing": "m", "later": "l"}[step.state] for step in self._steps())

    @freeze_time(DAY)
    def test_seven_steps(self):
        """people, collector, mail, bank, plans, preview, live: each becomes done by what it asks for."""
        steps = self._steps()
        self.assertEqual((len(steps), self._states()), (7, "dmmmmll"))
        self.assertEqual(steps[1].action_open_step()["res_model"], "res.company")
        self.company.dunning_collector_id = self.collector
        self.assertEqual(self._states(), "ddmmmll")
        self.assertEqual(steps[2].action_open_step()["params"]["type"], "success")
        self.assertEqual(self._states(), "dddmmll")
        window = steps[3].action_open_step()
        self.assertEqual((window["res_model"], window["context"]), ("res.partner.bank", {"default_partner_id": self.company.partner_id.id}))
        self.env["res.partner.bank"].create({"partner_id": self.company.partner_id.id, "acc_number": "FR7630006000011234567890189"})
        self.assertEqual(self._states(), "ddddmll")
        window = steps[4].action_open_step()
        self.assertEqual((window["res_model"], window["res_id"]), ("dunning.plan", self.plan.id))
        steps.action_confirm_read()
        self.assertEqual(self._states(), "dddddmm")
        self.assertIn(self.manager.name, self._steps()[4].why)
        run = self.env["dunning.run"].browse(steps[5].action_open_step()["res_id"])
        self.assertEqual((run.kind, self._states()), ("preview", "ddddddm"))
        run.with_user(self.manager).action_approve()
        self.assertEqual((self._states(), str(self.company.dunning_live_date)), ("ddddddd", DAY))

    @freeze_time(DAY)
    def test_take_collector(self):
        """Who sets dunning up takes new customers with one click; nobody who is there already is replaced."""
        self.assertEqual(self._steps().mapped("key"), ["people", "collector", "mail", "bank", "plans", "preview", "live"])
        self._steps()[1].action_take_collector()
        self.assertEqual(self.company.dunning_collector_id, self.manager)
        self.company.dunning_collector_id = self.collector
        self._steps()[1].action_take_collector()
        self.assertEqual(self.company.dunning_collector_id, self.collector)
        with self.assertRaises(AccessError):
            self.env["dunning.checklist"].with_user(self.collector).browse(2).action_take_collector()

    @freeze_time(DAY)
    def test_not_live_while_something_is_missing(self):
        self._prepare_first_day()
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.action_preview()
        for vals, said in (
            ({"dunning_collector_id": False}, "Collector of new customers"),
            ({"dunning_mail_tested_on": False}, "Outgoing mail answers a test message"),
            ({"dunning_plans_read_on": False}, "Plans and texts read"),
        ):
            with self.subTest(vals=vals):
                [name] = vals
                before = self.company[name]
                self.company.write(vals)
                with self.assertRaisesRegex(UserError, f"cannot go live yet. {said}"):
                    run.action_approve()
                self.company[name] = before
        self.company.partner_id.bank_ids.unlink()
        with self.assertRaisesRegex(UserError, "cannot go live yet. Bank account on messages"):
            run.action_approve()
        self.assertFalse(self.company.dunning_live_date)

    def test_test_message_refused(self):
        """What the server said, and whom to ask; nothing is kept as tested."""
        server = type(self.env["ir.mail_server"])
        company = self.company.with_user(self.manager)
        said = r"no route.*Ask an administrator: "
        with patch.object(server, "send_email", side_effect=OSError("no route")), self.assertRaisesRegex(UserError, said):
            company.action_dunning_test_mail()
        self.assertFalse(self.company.dunning_mail_tested_on)

    def test_credit_managers_only(self):
        steps = self.env["dunning.checklist"].with_user(self.collector).search([])
        self.assertEqual(steps[0].state, "done", "collectors see how it stands")
        for step in steps:
            with self.assertRaises(AccessError):
                step.action_open_step()
        with self.assertRaises(AccessError):
            steps.action_confirm_read()
        with self.assertRaises(AccessError):
            self.company.with_user(self.collector).action_dunning_test_mail()
        with self.assertRaises(AccessError):
            self.env["dunning.checklist"].with_user(self.salesman).search([]).mapped("name")

    def test_banner_until_live(self):
        def kinds(user):
            return [(line["kind"], line.get("method")) for line in self.env["dunning.home"].with_user(user).get_banner()]

        self.assertEqual(kinds(self.manager), [("not_live", "action_open_checklist")])
        self.assertEqual(kinds(self.collector), [("not_live", None)])
        self.assertEqual(kinds(self.salesman), [])
        self.company.dunning_live_date = "2024-01-01"
        self.assertEqual(kinds(self.manager), [])
        opened = self.env["dunning.home"].with_user(self.manager).action_open_checklist()
        self.assertEqual(opened["path"], "dunning-first-day")

    @freeze_time("2025-03-20")
    def test_stuck(self):
        """What should have left by itself more than five days ago is told, by customers, and listed."""
        self.company.dunning_live_date = "2024-01-01"
        home = self.env["dunning.home"].with_user(self.collector)
        self._draft_action("2025-03-15")
        self.assertEqual(home.get_banner(), [])
        self._draft_action("2025-03-14")
        [line] = home.get_banner()
        self.assertEqual(line["kind"], "stuck")
        self.assertIn("more than 5 days: 1.", line["text"])
        opened = self.env["dunning.home"].with_user(self.collector).action_open_stuck()
        self.assertEqual(self.env["dunning.action"].search_count(opened["domain"]), 1)

    def _draft_action(self, day):
        """Have a message ready on a day that did not leave."""
        partner = self._customer(f"Customer of {day}")
        self._invoice("2025-03-01", partner=partner)
        with patch.object(type(self.env["dunning.action"]), "_deliver_ready", return_value=True):
            action = self._run(day).filtered(lambda one: one.partner_id == partner)
        self.assertEqual((action.state, str(action.date)), ("ready", day))
        return action

    def test_practice_company(self):
        """One click makes a company that is live, has customers and work to do, and where nothing leaves; the second one
        goes over to the same."""
        plan = self.env.ref("account_dunning.plan_standard").sudo().with_context(active_test=False)
        plan.active = plan.step_ids.active = True
        company = self.company.with_user(self.manager)
        opened = company.action_dunning_make_practice()
        practice = self.env["res.company"].browse(opened["params"]["company_id"])
        self.assertTrue(practice.dunning_practice)
        self.assertEqual((practice.dunning_practice_of_id, practice.currency_id), (self.company, self.company.currency_id))
        self.assertIn(practice, self.manager.company_ids)
        actions = self.env["dunning.action"].sudo().search([("company_id", "=", practice.id)])
        self.assertGreaterEqual(len(actions.partner_id), 3)
        self.assertEqual(actions.partner_id.company_id, practice, "invented customers stay among themselves")
        actions._deliver_ready(practice, actions[0].date)
        self.assertNotIn("done", actions.mapped("state"))
        [line] = self.env["dunning.home"].with_user(self.manager).with_company(practice).get_banner()
        self.assertEqual(line["kind"], "practice")
        again = self.env["dunning.checklist"].with_user(self.manager).search([]).action_make_practice()
        self.assertEqual(again["params"]["company_id"], practice.id)
        with self.assertRaises(AccessError):
            self.company.with_user(self.collector).action_dunning_make_practice()
