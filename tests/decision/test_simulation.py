"""Simulation: what it foresees is what really happens when people do everything at once, and it writes nothing."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ..common import DunningCommon

START = "2025-02-20"


@tagged("post_install", "-at_install")
class TestSimulation(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard()
        cls.company.dunning_plan_id = cls.plan

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{START} 09:00:00"))

    def _simulate(self, **vals):
        simulation = self.env["dunning.simulation"].create({"company_id": self.company.id, "date_start": START, **vals})
        simulation.action_simulate()
        return simulation

    def _contacts(self, lines):
        """Return simulated contacts as {day: [(channel, delay of the step, customer, items, amount)]}."""
        found = {}
        for line in lines:
            contact = (line.channel, line.step_id.delay, line.partner_id.id, line.item_count, line.amount)
            found.setdefault(Date.to_string(line.date), []).append(contact)
        return {day: sorted(contacts) for day, contacts in sorted(found.items())}

    def _live(self, days, first=START, work_after=0):
        """Really live some days, and return the contacts made in the same form; amounts are those of the steps taken."""
        first, found, waiting = Date.to_date(first), {}, []
        for number in range(days):
            day = Date.add(first, days=number)
            with freeze_time(f"{day} 09:00:00"):
                waiting.append(self._run(day))
                if number >= work_after:
                    actions = waiting[number - work_after].filtered(lambda action: action.state in ("todo", "ready"))
                    if actions:
                        self._work(day, actions)
        for action in self.env["dunning.action"].search([("company_id", "=", self.company.id), ("state", "=", "done")]):
            lines = action.advance_line_ids.filtered(lambda line: line.status == "counted")
            contact = (action.channel, action.step_id.delay, action.partner_id.id, len(lines), sum(lines.mapped("net")))
            found.setdefault(Date.to_string(action.date_done), []).append(contact)
        return {day: sorted(contacts) for day, contacts in sorted(found.items())}

    def _tables(self):
        """Return the number of rows of every table of dunning but the simulation's own, and of what contacts leave."""
        self.env.flush_all()
        names = [
            row[0]
            for row in self.env.execute_query(
                SQL("SELECT tablename FROM pg_tables WHERE tablename LIKE 'dunning%%' AND tablename NOT LIKE 'dunning_simulation%%'")
            )
        ]
        names += ["mail_message", "mail_mail", "mail_activity", "account_move", "account_move_line"]
        return {name: self.env.execute_query(SQL("SELECT COUNT(*) FROM %s", SQL.identifier(name)))[0][0] for name in names}

    # -- as it really happens ----------------------------------------------------------------------

    def test_worked_example(self):
        """The example of the design, day by day."""
        self._invoice("2025-03-01")
        self._invoice("2025-03-21", 400)
        simulation = self._simulate(days=48)
        mine = self.customer.id
        self.assertEqual(
            self._contacts(simulation.line_ids),
            {
                "2025-02-24": [("email", -5, mine, 1, 1000)],
                "2025-03-06": [("email", 5, mine, 1, 1000)],
                "2025-03-11": [("phone", 10, mine, 1, 1000)],
                "2025-03-16": [("email", 15, mine, 2, 1400)],
                "2025-03-21": [("phone", 20, mine, 1, 1000)],
                "2025-03-26": [("email", 5, mine, 1, 400)],
                "2025-03-31": [("registered_letter", 30, mine, 1, 1000)],
                "2025-04-03": [("phone", 10, mine, 1, 400)],
                "2025-04-06": [("email", 15, mine, 1, 400)],
            },
        )
        [figures] = simulation.summary
        self.assertEqual(
            (figures["contacts"], figures["customers"], figures["items"], figures["by_people"]), (9, 1, 2, 4)
        )
        self.assertEqual(figures["channels"], {"email": 5, "phone": 3, "registered_letter": 1})
        self.assertEqual(
            [(week["start"], week["contacts"]) for week in figures["weeks"]],
            [
                ("2025-02-24", 1), ("2025-03-03", 1), ("2025-03-10", 2), ("2025-03-17", 1), ("2025-03-24", 1),
                ("2025-03-31", 3),
            ],
        )  # fmt: skip
        self.assertEqual(self._live(48), self._contacts(simulation.line_ids))

    def _ledger(self):
        """Customers with all sorts of trouble: credits, holds, thresholds, no address, instalments, groups by invoice."""
        by_invoice = self._plan(
            [(-3, "email"), (4, "email", {"mode": "review"}), (9, "letter"), (16, "phone")],
            name="By invoice", grouping="invoice", minimum_interval=2,
        )  # fmt: skip
        jumping = self._plan([(3, "email"), (20, "email"), (40, "phone")], name="Jump", catch_up="jump", threshold=90)
        names = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
        alpha, beta, gamma, delta, epsilon, zeta = (self._customer(name) for name in names)
        for partner, plan in ((beta, by_invoice), (delta, jumping)):
            self.env["dunning.profile"]._get_or_create(partner, self.company).plan_id = plan
        self._invoice("2025-01-10", 500, alpha)
        self._invoice("2025-02-18", 300, alpha)
        self._invoice("2025-03-05", 200, alpha)
        self._payment(350, "2025-02-01", alpha)
        for due, amount in (("2025-02-14", 80), ("2025-02-25", 90), ("2025-03-02", 100)):
            self._invoice(due, amount, beta)
        disputed = self._invoice("2025-02-10", 700, gamma)
        self._hold(disputed, "promise", date_end="2025-03-03")
        self._invoice("2025-02-27", 60, gamma)
        self._invoice("2025-02-01", 50, delta)
        self._invoice("2025-02-28", 45, delta)
        self._instalments(900, "2025-02-05", "2025-02-22", "2025-03-10", partner=epsilon)
        zeta.email = False
        self._invoice("2025-02-12", 1000, zeta)

    def test_thirty_days(self):
        """Thirty days of six customers: simulated, then really lived with people who do everything at once."""
        self._ledger()
        foreseen = self._contacts(self._simulate(days=30).line_ids)
        self.assertGreater(sum(map(len, foreseen.values())), 25)
        self.assertEqual(self._live(30), foreseen)

    def test_thirty_days_with_slow_people(self):
        """Reviews, calls and letters take two days: items join what is open, or wait until it is done."""
        self._ledger()
        foreseen = self._contacts(self._simulate(days=30, people_days=2).line_ids)
        self.assertGreater(sum(map(len, foreseen.values())), 20)
        self.assertEqual(self._live(30, work_after=2), foreseen)

    def test_daily_cap(self):
        """Two customers a day, the highest amounts first."""
        self._ledger()
        self.company.dunning_daily_cap = 2
        foreseen = self._contacts(self._simulate(days=12).line_ids)
        self.assertTrue(all(len({contact[2] for contact in contacts}) <= 2 for contacts in foreseen.values()))
        self.assertEqual(self._live(12), foreseen)

    def test_goes_on_from_what_was_done(self):
        """The first ten days are lived, the next twenty simulated; then these are lived as well."""
        self._ledger()
        self._live(10)
        with freeze_time("2025-03-02 09:00:00"):
            foreseen = self._contacts(self._simulate(date_start="2025-03-02", days=20).line_ids)
        lived = self._live(20, first="2025-03-02")
        self.assertEqual({day: contacts for day, contacts in lived.items() if day >= "2025-03-02"}, foreseen)

    def test_open_actions(self):
        """A call planned on 20 February and one moved to the 25th: done on their days, then the plan goes on."""
        early, moved = self._customer("Early"), self._customer("Moved")
        for partner in (early, moved):
            self._have_taken(self._invoice("2025-02-10", 100, partner), self.plan.step_ids[1], "2025-02-15")
        calls = self._run(START)
        self.assertEqual(calls.mapped("channel"), ["phone", "phone"])
        calls.filtered(lambda call: call.partner_id == moved).date = "2025-02-25"
        found = self._contacts(self._simulate(days=12).line_ids)
        self.assertEqual(
            found,
            {
                "2025-02-20": [("phone", 10, early.id, 1, 100)],
                "2025-02-25": sorted([("email", 15, early.id, 1, 100), ("phone", 10, moved.id, 1, 100)]),
                # the call of the 25th came more than three days late: the plan's gap of five days runs from it
                "2025-03-02": sorted([("phone", 20, early.id, 1, 100), ("email", 15, moved.id, 1, 100)]),
            },
        )

    def test_from_a_later_day(self):
        """What comes from 11 March on follows from the days before."""
        self._invoice("2025-03-01")
        lines = self._simulate(date_start="2025-03-11", days=10).line_ids
        self.assertEqual([(str(line.date), line.step_id.delay) for line in lines], [("2025-03-11", 10), ("2025-03-16", 15)])

    def test_past_days(self):
        """From 20 February seen on 1 April: the invoice was paid on 12 March, and what dunning did since is not known."""
        move = self._invoice("2025-03-01")
        with freeze_time("2025-02-24 09:00:00"):
            self._live_day("2025-02-24")
        self._pay(move, "2025-03-12")
        with freeze_time("2025-04-01 09:00:00"):
            simulation = self.env["dunning.simulation"].create({"company_id": self.company.id, "date_start": START, "days": 40})
            self.assertTrue(simulation.as_of)
            simulation.action_simulate()
            self.assertEqual(
                [(str(line.date), line.step_id.delay) for line in simulation.line_ids],
                [("2025-02-24", -5), ("2025-03-06", 5), ("2025-03-11", 10)],
            )
            simulation.as_of = False
            simulation.action_simulate()
            self.assertFalse(simulation.line_ids, "with the ledger of now nothing is open")

    # -- what if -----------------------------------------------------------------------------------

    def _gentle(self):
        return self._plan([(7, "email"), (25, "email")], name="Gentle")

    def test_another_default(self):
        """Only who follows the default follows the other plan."""
        own = self._customer("Own")
        self.env["dunning.profile"]._get_or_create(own, self.company).plan_id = self.plan
        self._invoice("2025-02-19")
        self._invoice("2025-02-19", 300, own)
        gentle = self._gentle()
        simulation = self._simulate(days=20, scenario="default", other_plan_id=gentle.id)
        found = {
            scenario: self._contacts(simulation.line_ids.filtered(lambda line, one=scenario: line.scenario == one))
            for scenario in ("current", "other")
        }
        mine, theirs = self.customer.id, own.id
        steps = (("2025-02-24", "email", 5), ("2025-03-01", "phone", 10), ("2025-03-06", "email", 15), ("2025-03-11", "phone", 20))
        self.assertEqual(
            found["current"],
            {day: sorted([(channel, delay, mine, 1, 1000), (channel, delay, theirs, 1, 300)]) for day, channel, delay in steps},
        )
        self.assertEqual(
            found["other"],
            {day: [(channel, delay, theirs, 1, 300)] for day, channel, delay in steps}
            | {"2025-02-26": [("email", 7, mine, 1, 1000)]},
        )
        self.assertEqual([part["contacts"] for part in simulation.summary], [8, 5])
        self.assertIn("Gentle", str(simulation.summary_html))

    def test_plan_against_plan(self):
        """The same customers with another plan; those of a third plan are left alone."""
        third = self._plan([(3, "sms")], name="Third")
        other = self._customer("Third")
        self.env["dunning.profile"]._get_or_create(other, self.company).plan_id = third
        self._invoice("2025-02-19")
        self._invoice("2025-02-19", 300, other)
        gentle = self._gentle()
        simulation = self._simulate(days=30, plan_id=self.plan.id, scenario="instead", other_plan_id=gentle.id)
        self.assertEqual(simulation.line_ids.partner_id, self.customer)
        self.assertEqual(
            [
                (plan, scenario, contacts)
                for plan, scenario, contacts in simulation.line_ids._read_group(
                    [("simulation_id", "=", simulation.id)], ["plan_id", "scenario"], ["contact_count:sum"]
                )
            ],
            [(self.plan, "current", 5), (gentle, "other", 2)],
        )
        everybody = self._simulate(days=30, scenario="instead", other_plan_id=gentle.id).line_ids
        self.assertEqual(everybody.filtered(lambda line: line.scenario == "other").plan_id, gentle)
        self.assertEqual(everybody.partner_id, self.customer + other)

    def test_of_a_plan_and_of_a_customer(self):
        third = self._plan([(3, "sms")], name="Third")
        other = self._customer("Third")
        self.env["dunning.profile"]._get_or_create(other, self.company).plan_id = third
        self._invoice("2025-02-19")
        self._invoice("2025-02-19", 300, other)
        self.assertEqual(self._simulate(plan_id=third.id).line_ids.mapped("channel"), ["sms"])
        self.assertEqual(self._simulate(partner_ids=other.ids).line_ids.partner_id, other)
        person = self.env["res.partner"].create({"name": "Clerk", "parent_id": other.id})
        self.assertEqual(self._simulate(partner_ids=person.ids).line_ids.partner_id, other)

    def test_owner(self):
        """Work is whose the step says: the salesperson, a given person, else the collector."""
        self.plan.step_ids.filtered(lambda step: step.delay == 10).sender = "salesperson"
        self.plan.step_ids.filtered(lambda step: step.delay == 15).write({"sender": "user", "sender_user_id": self.env.user.id})
        self.customer.user_id = self.salesman
        self._invoice("2025-02-19")
        lines = self._simulate(days=20).line_ids
        self.assertEqual(
            [(line.step_id.delay, line.user_id) for line in lines],
            [(5, self.collector), (10, self.salesman), (15, self.env.user), (20, self.collector)],
        )
        self.assertEqual(lines.mapped("needs_person"), [False, True, False, True])

    # -- nothing is written ------------------------------------------------------------------------

    def test_writes_nothing(self):
        self._ledger()
        self._run(START)
        gentle = self._gentle()
        before = self._tables()
        simulation = self._simulate(days=30, scenario="instead", other_plan_id=gentle.id)
        self.assertEqual(self._tables(), before)
        self.assertGreater(len(simulation.line_ids), 20)
        self.assertFalse(self.env.execute_query(SQL("SELECT 1 FROM pg_tables WHERE tablename = 'dunning_simulated'")))
        self.assertEqual(self.env.execute_query(SQL("SHOW enable_nestloop")), [("on",)])

    def test_again_replaces(self):
        self._invoice("2025-03-01")
        simulation = self._simulate(days=20)
        count = len(simulation.line_ids)
        simulation.action_simulate()
        self.assertEqual(len(simulation.line_ids), count)

    def test_number_of_queries(self):
        """As many for twice the customers, and a constant number a day."""
        counts = {}
        for size in (4, 8):
            for rank in range(size):
                self._invoice("2025-02-19", 100, self._customer(f"Q{size} {rank}"))
            for days in (10, 20):
                simulation = self.env["dunning.simulation"].create({"company_id": self.company.id, "date_start": START, "days": days})
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                simulation.action_simulate()
                counts[size, days] = self.env.cr.sql_log_count - before
        self.assertEqual(counts[4, 20], counts[8, 20])
        self.assertLessEqual(counts[8, 20] - counts[8, 10], 10 * 4)

    # -- what is refused, and who may --------------------------------------------------------------

    def test_refused(self):
        gentle = self._gentle()
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        foreign = self.env["dunning.plan"].sudo().create(
            {"name": "Foreign", "company_id": elsewhere.id, "step_ids": [Command.create(self._step_vals(5, "email"))]}
        )
        for vals, message in (
            ({"days": 0}, "Simulate between 1 and 366 days."),
            ({"days": 367}, "Simulate between 1 and 366 days."),
            ({"people_days": -1}, "People take between 0 and 366 days."),
            ({"date_start": "2027-01-01"}, "Simulations start at most 366 days from today."),
            ({"scenario": "default"}, "Choose the other plan."),
            ({"scenario": "instead", "plan_id": gentle.id, "other_plan_id": gentle.id}, "Choose another plan than the one they follow."),
            (
                {"scenario": "instead", "other_plan_id": foreign.id},
                f"Plan “Foreign” belongs to another company than {self.company.name}.",
            ),
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError) as caught:
                self._simulate(**vals)
            self.assertEqual(str(caught.exception), message)
        gentle.active = False
        with self.assertRaisesRegex(UserError, "is archived or has no steps"):
            self._simulate(scenario="default", other_plan_id=gentle.id)

    def test_rights(self):
        """Collectors simulate in their companies, and see their own simulations only."""
        self._invoice("2025-03-01")
        Simulation = self.env["dunning.simulation"]
        values = {"company_id": self.company.id, "date_start": START}
        simulation = Simulation.with_user(self.collector).create(values)
        simulation.action_simulate()
        self.assertEqual(len(simulation.line_ids), 5)
        self.assertIn("<table", str(simulation.summary_html))
        manager = self._user("manager_s", "account_dunning.group_dunning_manager")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.env["dunning.simulation.line"].with_user(manager).browse(simulation.line_ids.ids).mapped("channel")
        with self.assertRaises(AccessError):
            Simulation.with_user(self.salesman).create(values)
        elsewhere = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        with self.assertRaisesRegex(AccessError, "a record that you cannot see"):
            Simulation.with_user(self.collector).create({**values, "company_id": elsewhere.id}).action_simulate()

    def test_opened_from_plan_and_profile(self):
        """A plan that somebody follows is simulated as it is; one that nobody follows yet as the default."""
        context = self.plan.action_simulate()["context"]
        self.assertEqual((context["default_plan_id"], context.get("default_scenario")), (self.plan.id, None))
        gentle = self._gentle()
        context = gentle.action_simulate()["context"]
        self.assertEqual((context["default_scenario"], context["default_other_plan_id"]), ("default", gentle.id))
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        action = profile.action_simulate()
        form = Form(self.env["dunning.simulation"].with_context(**action["context"]))
        self.assertEqual((form.partner_ids[:], form.days), (self.customer, 60))
