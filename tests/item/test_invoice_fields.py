"""What an invoice shows of its dunning, and how people find and group invoices by it; Python and SQL say the same."""

from odoo.fields import Date, Domain
from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-11"


@tagged("post_install", "-at_install")
class TestInvoiceFields(DunningCommon):
    """A little ledger in which an invoice of each status is found on 11 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan(
            [(-5, "email"), (5, "email"), (10, "phone"), (15, "email"), (30, "registered_letter")], name="Standard"
        )
        cls.short = cls._plan([(5, "email")], name="Short")
        cls.company.dunning_plan_id = False
        cls.steps = {step.delay: step for step in cls.plan.step_ids}
        cls.company.dunning_journal_ids = cls.company_data["default_journal_misc"]
        cls.moves = moves = {
            name.lower(): cls._of(name, due)
            for name, due in (
                ("Remind", "2025-03-01"),
                ("Ride", "2025-03-01"),
                ("Progress", "2025-02-28"),
                ("Waiting", "2025-03-05"),
                ("Finished", "2025-02-01"),
                ("Hold", "2025-03-01"),
                ("Covered", "2025-03-01"),
                ("Upcoming", "2025-04-30"),
                ("Noplan", "2025-03-01"),
                ("Noaddress", "2025-03-01"),
                ("Paid", "2025-03-01"),
            )
        }
        moves["noaddress"].partner_id.email = False
        for name, move in moves.items():
            if name != "noplan":
                move.dunning_plan_id = cls.short if name in ("finished", "noaddress") else cls.plan
            if name not in ("upcoming", "noaddress"):
                cls._have_taken(move, cls.short.step_ids if name == "finished" else cls.steps[5], "2025-03-06")
        cls._pay(moves["paid"], "2025-03-07")
        cls._hold(moves["hold"], "payment_plan", date_start="2025-03-07", date_end="2025-03-20")
        moves["refund"] = cls._credit_note(1000, partner=moves["covered"].partner_id, date="2025-03-07")
        moves["draft"] = moves["remind"].copy()
        moves["bill"] = cls._invoice("2025-03-01", partner=cls._customer("Supplier"), move_type="in_invoice")
        cls._run("2025-03-10")  # the call of "progress" waits for its collector
        moves["parts"] = cls._instalments(900, "2025-03-02", "2025-04-30", partner=cls._customer("Parts"))
        moves["opening"] = cls._general_entry((cls._customer("Opening"), "2025-03-01", 500))
        (moves["parts"] + moves["opening"]).dunning_plan_id = cls.plan
        cls.env.flush_all()

    @classmethod
    def _of(cls, name, due, **vals):
        return cls._invoice(due, partner=cls._customer(name, **vals))

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(DAY))
        self.all = self.env["account.move"].union(*self.moves.values())
        self.all.invalidate_recordset()

    def _search(self, domain):
        """Return the names of the invoices that a domain finds."""
        found = self.env["account.move"].search(Domain("id", "in", self.all.ids) & Domain(domain))
        return {name for name, move in self.moves.items() if move in found}

    def _names(self, moves):
        return {name for name, move in self.moves.items() if move in moves}

    # -- what is shown -----------------------------------------------------------------------------

    def test_status(self):
        self.assertEqual(
            {name: move.dunning_status for name, move in self.moves.items()},
            {
                "remind": "to_remind",
                "ride": "to_remind",
                "progress": "in_progress",
                "waiting": "waiting",
                "finished": "finished",
                "hold": "on_hold",
                "covered": "covered",
                "upcoming": "upcoming",
                "noplan": "problem",
                "noaddress": "problem",
                "paid": "none",
                "draft": "none",
                "bill": "none",
                "refund": "none",
                "parts": "to_remind",
                "opening": "to_remind",
            },
        )

    def test_last_and_next(self):
        shown = {
            name: (
                move.dunning_last_step_id.delay if move.dunning_last_step_id else None,
                move.dunning_next_step_id.delay if move.dunning_next_step_id else None,
                Date.to_string(move.dunning_next_date) if move.dunning_next_date else None,
            )
            for name, move in self.moves.items()
        }
        self.assertEqual(
            shown,
            {
                "remind": (5, 10, DAY),
                "ride": (5, 10, DAY),
                "progress": (5, 10, None),
                "waiting": (5, 10, "2025-03-15"),
                "finished": (5, None, None),
                "hold": (5, 10, "2025-03-21"),
                "covered": (5, 10, None),
                "upcoming": (None, -5, "2025-04-25"),
                "noplan": (5, None, None),
                "noaddress": (None, 5, DAY),
                "paid": (5, None, None),
                "draft": (None, None, None),
                "bill": (None, None, None),
                "refund": (None, None, None),
                "parts": (None, 5, DAY),
                "opening": (None, 5, DAY),
            },
        )

    def test_reason(self):
        reasons = {name: self.moves[name].dunning_status_reason for name in ("remind", "waiting", "hold", "noaddress", "paid")}
        self.assertEqual(
            reasons,
            {
                "remind": "D+10 phone 10 is due",
                "waiting": "not due: D+10 phone 10 falls on 03/15/2025",
                "hold": "payment plan until 03/20/2025",
                "noaddress": "no address for D+5 email 5",
                "paid": False,
            },
        )

    def test_highest_and_earliest_of_the_instalments(self):
        """Last step: the highest of its items; next date: the earliest."""
        move = self._instalments(900, "2025-02-20", "2025-03-05", partner=self._customer("Two"))
        move.dunning_plan_id = self.plan
        self._have_taken(move, self.steps[15], "2025-03-10", 0)
        self._have_taken(move, self.steps[5], "2025-03-10", 1)
        self.assertEqual(
            [self._row(move, DAY, index)["last_step_id"] for index in (0, 1)], [self.steps[15].id, self.steps[5].id]
        )
        move.invalidate_recordset()
        self.assertEqual(
            (move.dunning_last_step_id.delay, move.dunning_next_step_id.delay, str(move.dunning_next_date)),
            (15, 10, "2025-03-15"),
        )

    def test_actions_and_profile(self):
        move = self.moves["progress"]
        self.assertEqual(move.dunning_action_count, 2)
        self.assertEqual(set(move.dunning_action_ids.mapped("state")), {"done", "todo"})
        self.assertEqual(move.dunning_profile_id.partner_id, move.partner_id)
        self.assertEqual(self._search([("dunning_action_ids", "in", move.dunning_action_ids.ids)]), {"progress"})
        opened = self.env["dunning.action"].search(move.action_open_dunning_actions()["domain"])
        self.assertEqual(opened, move.dunning_action_ids.sorted())

    def test_override_of_one_invoice(self):
        """Nothing is written on the posted invoice; without an own plan it has its customer's again."""
        move = self.moves["finished"]
        self.assertEqual(move.dunning_plan_id, self.short)
        written = move.write_date
        move.dunning_plan_id = self.plan
        self.assertEqual(move.write_date, written)
        self.assertEqual((move.dunning_plan_id, move.dunning_next_step_id.delay), (self.plan, 10))
        move.dunning_plan_id = False
        self.assertFalse(move.dunning_plan_id)
        self.assertEqual(self.env["dunning.plan.override"].search_count([("move_id", "=", move.id)]), 0)

    # -- Python and SQL agree ----------------------------------------------------------------------

    def _groups(self, field, moves=None):
        moves = moves or self.all
        groups = self.env["account.move"]._read_group([("id", "in", moves.ids)], [field], ["id:recordset"])
        return dict(groups)

    def test_status_agrees(self):
        """Grouping by status and reading it give the same, invoice by invoice."""
        grouped = {}
        for status, moves in self._groups("dunning_status").items():
            grouped |= dict.fromkeys(moves, status)
        self.assertEqual(
            {name: grouped[move] for name, move in self.moves.items()},
            {name: move.dunning_status for name, move in self.moves.items()},
        )

    def test_status_agrees_on_other_days(self):
        for day in ("2025-02-20", "2025-03-01", "2025-03-13", "2025-04-26", "2025-07-01"):
            with freeze_time(day):
                self.all.invalidate_recordset()
                grouped = {}
                for status, moves in self._groups("dunning_status").items():
                    grouped |= dict.fromkeys(moves, status)
                self.assertEqual(
                    {name: grouped[move] for name, move in self.moves.items()},
                    {name: move.dunning_status for name, move in self.moves.items()},
                    day,
                )

    def test_steps_and_dates_agree(self):
        for field in ("dunning_last_step_id", "dunning_next_step_id", "dunning_next_date:day"):
            name = field.split(":")[0]
            for value, moves in self._groups(field).items():
                for move in moves:
                    self.assertEqual(move[name] or False, value or False, (field, self._names(move)))

    def test_search_by_status(self):
        """Each status found by search is the status read."""
        statuses = {move.dunning_status for move in self.moves.values()}
        for status in statuses:
            shown = {name for name, move in self.moves.items() if move.dunning_status == status}
            self.assertEqual(self._search([("dunning_status", "=", status)]), shown, status)
            self.assertEqual(self._search([("dunning_status", "!=", status)]), set(self.moves) - shown, status)
        self.assertEqual(
            self._search([("dunning_status", "in", ("on_hold", "finished"))]), {"hold", "finished"}
        )

    def test_search_by_step(self):
        self.assertEqual(
            self._search([("dunning_next_step_id", "=", self.steps[10].id)]),
            {"remind", "ride", "progress", "waiting", "hold", "covered"},
        )
        self.assertEqual(
            self._search([("dunning_last_step_id", "in", self.steps[5].ids)]),
            {"remind", "ride", "progress", "waiting", "hold", "covered", "noplan", "paid"},
        )
        without = self._search([("dunning_last_step_id", "=", False)])
        self.assertEqual(without, {"upcoming", "noaddress", "draft", "bill", "refund", "parts", "opening"})
        self.assertEqual(self._search([("dunning_last_step_id", "!=", False)]), set(self.moves) - without)

    def test_search_by_date(self):
        self.assertEqual(
            self._search([("dunning_next_date", "<=", DAY)]), {"remind", "ride", "noaddress", "parts", "opening"}
        )
        self.assertEqual(self._search([("dunning_next_date", "=", "2025-03-15")]), {"waiting"})
        self.assertEqual(
            self._search([("dunning_next_date", ">", DAY), ("dunning_next_date", "<", "2025-04-01")]), {"waiting", "hold"}
        )
        self.assertEqual(
            self._search([("dunning_next_date", "=", False)]),
            {name for name, move in self.moves.items() if not move.dunning_next_date},
        )

    def test_filtered_like_searched(self):
        """The same domain on records in memory finds the same."""
        for domain in (
            [("dunning_status", "in", ("on_hold", "finished"))],
            [("dunning_next_step_id", "=", self.steps[10].id)],
            [("dunning_last_step_id", "=", False)],
        ):
            self.assertEqual(self._names(self.all.filtered_domain(domain)), self._search(domain), domain)

    def test_groups_of_the_list(self):
        """What the list groups by: counts by status, by last and by next step."""
        moves = self.env["account.move"].union(
            *(self.moves[name] for name in ("remind", "ride", "waiting", "finished", "paid", "upcoming"))
        )
        counts = self.env["account.move"]._read_group([("id", "in", moves.ids)], ["dunning_status"], ["__count"])
        self.assertEqual(
            dict(counts), {"to_remind": 2, "waiting": 1, "finished": 1, "none": 1, "upcoming": 1}
        )
        counts = self.env["account.move"]._read_group([("id", "in", moves.ids)], ["dunning_last_step_id"], ["__count"])
        counts = dict(counts)
        self.assertEqual(counts[self.steps[5]], 4)
        self.assertEqual(counts[self.short.step_ids], 1)
        counts = self.env["account.move"]._read_group([("id", "in", moves.ids)], ["dunning_next_step_id"], ["__count"])
        self.assertEqual(dict(counts)[self.steps[10]], 3)
        formatted = self.env["account.move"].formatted_read_group(
            [("id", "in", moves.ids)], ["dunning_status"], ["__count"]
        )
        self.assertEqual({group["dunning_status"]: group["__count"] for group in formatted}["to_remind"], 2)

    def test_sorted_by_next_date(self):
        """The list can be sorted by the day of the next step."""
        moves = self.env["account.move"].search(
            [("id", "in", [self.moves[name].id for name in ("upcoming", "waiting", "remind", "hold")])],
            order="dunning_next_date",
        )
        self.assertEqual([self._names(move) for move in moves], [{"remind"}, {"waiting"}, {"hold"}, {"upcoming"}])

    def test_nothing_is_stored_on_invoices(self):
        stored = [
            name for name, field in self.env["account.move"]._fields.items() if name.startswith("dunning") and field.store
        ]
        self.assertFalse(stored)

    def test_new_invoice(self):
        """An invoice that is being typed has nothing to show, and does not fail."""
        move = self.env["account.move"].new({"move_type": "out_invoice", "partner_id": self.customer.id})
        self.assertEqual((move.dunning_status, move.dunning_next_date, move.dunning_action_count), ("none", False, 0))

    def test_without_rights(self):
        """An accountant without dunning rights reads invoices, not their dunning."""
        clerk = self._user("billing_c", "account.group_account_invoice")
        move = self.moves["remind"].with_user(clerk)
        self.assertEqual(move.amount_residual, 1000.0)
        self.assertNotIn("dunning_status", move.fields_get())
        self.assertIn("dunning_status", self.moves["remind"].with_user(self.collector).fields_get())

    def test_customer_shows_the_same(self):
        """The customer's form: open, overdue, oldest days, plan, next contact."""
        partner = self.moves["waiting"].partner_id
        self._invoice("2025-04-30", 250, partner=partner).dunning_plan_id = self.plan
        self._payment(100, "2025-03-08", partner=partner)
        partner.invalidate_recordset()
        self.assertEqual(
            (partner.dunning_amount_due, partner.dunning_amount_overdue, partner.dunning_oldest_days),
            (1150.0, 900.0, 6),
        )
        self.assertEqual((partner.dunning_plan_id, str(partner.dunning_next_date)), (self.plan, "2025-03-15"))
        self.assertEqual(partner.dunning_status_reason, "not due: D+10 phone 10 falls on 03/15/2025")
        self.assertEqual(partner.dunning_action_count, 1)
        person = self.env["res.partner"].create({"name": "Accounts", "parent_id": partner.id})
        self.assertEqual((person.dunning_amount_due, person.dunning_action_count), (1150.0, 1))

    def test_commands_on_the_plan_field(self):
        """The dialogue that gives an invoice its plan writes beside the invoice."""
        move = self.moves["remind"]
        opened = move.action_dunning_plan()
        self.assertEqual((opened["res_model"], opened["context"]["default_move_id"]), ("dunning.plan.override", move.id))
        self.env["dunning.plan.override"].browse(opened["res_id"]).plan_id = self.short
        move.invalidate_recordset()
        self.assertEqual((move.dunning_plan_id, move.dunning_status), (self.short, "finished"))
