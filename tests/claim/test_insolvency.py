"""Insolvency: what was delivered before the opening judgment is never asked again, what comes after it is; deadlines."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import DunningCommon

DAY = "2025-03-20"
JUDGMENT = "2025-02-15"


@tagged("post_install", "-at_install")
class TestInsolvency(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (10, "phone")])
        cls.company.write({"dunning_plan_id": cls.plan.id, "country_id": cls.env.ref("base.fr").id})
        # due after the judgment, invoiced before it
        cls.old = cls._invoice("2025-03-05", 1000, invoice_date="2025-02-03")
        # invoiced after the judgment what was delivered before it
        cls.late_invoice = cls._invoice("2025-03-06", 200, invoice_date="2025-02-20", delivery_date="2025-02-14")
        # delivered on the day of the judgment, invoiced before it
        cls.new = cls._invoice("2025-03-07", 300, invoice_date="2025-02-10", delivery_date=JUDGMENT)

    def _proceedings(self, **vals):
        with freeze_time(DAY):
            return self.env["dunning.hold"].create(
                {
                    "partner_id": self.customer.id, "company_id": self.company.id, "kind": "insolvency", "reason": "Court of Lyon",
                    "judgment_date": JUDGMENT, **vals,
                }
            )  # fmt: skip

    def _deadline_tasks(self):
        kind = self.env.ref("account_dunning.mail_activity_type_deadline")
        tasks = self.env["mail.activity"].sudo().search([("activity_type_id", "=", kind.id)], order="date_deadline, id")
        return [(task.summary.split(":")[0], str(task.date_deadline)) for task in tasks]

    def _alarms(self, *days):
        for day in days:
            with freeze_time(day):
                self.env["dunning.hold"]._raise_deadline_alarms(self.company, Date.to_date(day))
        return self._deadline_tasks()

    # -- before and after the judgment -------------------------------------------------------------

    def test_sides(self):
        self._proceedings()
        self.assertEqual(
            [self._reason(move, DAY) for move in (self.old, self.late_invoice, self.new)], ["insolvency", "insolvency", "act"]
        )
        rows = self.env["dunning.receivable"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual([bool(row.hold_kind) for row in rows.sorted("date_due")], [True, True, False])
        # years later it is the same
        self.assertEqual(self._reason(self.old, "2027-03-20"), "insolvency")

    def test_unknown_judgment(self):
        """Nobody can tell what came before a judgment that is not known: all rests."""
        self._proceedings(judgment_date=False)
        self.assertEqual([self._reason(move, DAY) for move in (self.old, self.new)], ["insolvency", "insolvency"])

    def test_other_customer(self):
        other = self._invoice("2025-03-05", 100, partner=self._customer("Menuiserie Petit"))
        self._proceedings()
        self.assertEqual(self._reason(other, DAY), "act")

    def test_entry_of_the_opening(self):
        """A migrated entry is younger than the debt: what was due before the judgment was born before it."""
        account = self.company_data["default_account_receivable"]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry", "date": "2025-03-01", "journal_id": self.company_data["default_journal_sale"].id,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "partner_id": self.customer.id, "debit": 70, "date_maturity": "2025-01-10"}),
                    (0, 0, {"account_id": self.company_data["default_account_revenue"].id, "credit": 70}),
                ],
            }
        )  # fmt: skip
        entry.action_post()
        self._proceedings()
        self.assertEqual(self._row(entry, DAY)["reason"], "insolvency")

    def test_days_given_by_people(self):
        self._proceedings()
        self.env["dunning.performance"].create({"move_id": self.old.id, "date_from": "2025-02-16"})
        self.env["dunning.performance"].create({"move_id": self.new.id, "date_from": "2025-02-01", "date_until": "2025-02-28"})
        self.assertEqual([self._reason(move, DAY) for move in (self.old, self.new)], ["act", "insolvency"])

    def test_asked_for_by_others(self):
        """What claims and files ask: the judgment, and the side of each item."""
        Hold = self.env["dunning.hold"]
        self.assertEqual(Hold._read_judgment_days(self.company, self.customer), {})
        hold = self._proceedings()
        self.env["dunning.performance"].create({"move_id": self.late_invoice.id, "date_from": "2025-02-10", "date_until": "2025-02-18"})
        judgment = date(2025, 2, 15)
        self.assertEqual(Hold._read_judgment_days(self.company, self.customer), {self.customer.id: judgment})
        items = {move: self._items(move).id for move in (self.old, self.late_invoice, self.new)}
        self.assertEqual(
            Hold._read_judgment_sides(self.company, self.customer),
            {
                items[self.old]: ("before", judgment), items[self.late_invoice]: ("both", judgment), items[self.new]: ("after", judgment),
            },
        )  # fmt: skip
        frozen = sorted((items[self.old], items[self.late_invoice]))
        self.assertEqual((hold.amount_to_declare, sorted(hold._find_items_to_declare().ids)), (1200, frozen))
        self.assertEqual(hold.action_open_declaration()["domain"][0][2], frozen)
        hold.action_end()
        self.assertEqual(Hold._read_judgment_sides(self.company, self.customer), {})

    # -- what is pending ---------------------------------------------------------------------------

    def test_pending_actions(self):
        """Recording proceedings cancels what is pending; what came after the judgment comes back with the next run."""
        action = self._run(DAY)
        self.assertEqual(action.state, "todo")
        self._proceedings()
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "insolvency"))
        again = self._run("2025-03-21")
        self.assertEqual((again.amount_due, again.line_ids.move_id), (300, self.new))

    def test_judgment_becomes_known(self):
        """A judgment moved to a later day drops from open actions what it freezes."""
        hold = self._proceedings(judgment_date="2025-02-01")
        action = self._run(DAY)
        self.assertEqual(action.amount_due, 1500)
        with freeze_time(DAY):
            hold.judgment_date = JUDGMENT
        self.assertEqual((action.state, action.amount_due), ("todo", 300))
        with freeze_time(DAY):
            hold.judgment_date = False
        self.assertEqual((action.state, action.cancel_reason), ("cancelled", "suspended"))

    def test_refused_values(self):
        hold = self._proceedings(publication_date="2025-02-20")
        for vals in ({"date_end": "2025-12-31"}, {"publication_date": "2025-02-14"}, {"kind": "hold"}):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                hold.write(vals)

    def test_from_the_dialogue(self):
        with freeze_time(DAY):
            self.env["dunning.hold.wizard"].create(
                {
                    "partner_id": self.customer.id, "kind": "insolvency", "reason": "Receivership", "judgment_date": JUDGMENT,
                    "publication_date": "2025-02-25",
                }
            ).action_confirm()  # fmt: skip
        hold = self.env["dunning.hold"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((str(hold.judgment_date), str(hold.declare_by)), (JUDGMENT, "2025-04-25"))

    # -- deadlines ---------------------------------------------------------------------------------

    def test_deadlines_of_france(self):
        hold = self._proceedings(publication_date="2025-02-28")
        self.assertEqual(hold.court_country_id.code, "FR")
        self.assertEqual((str(hold.declare_by), str(hold.retention_by)), ("2025-04-28", "2025-05-28"))
        self.company.country_id = self.env.ref("base.be")
        self.assertEqual(str(hold.declare_by), "2025-06-28")

    def test_deadlines_of_others(self):
        """Without data of a country nothing is invented; the deadline follows once it is entered."""
        self.customer.country_id = self.env.ref("base.be")
        hold = self._proceedings(publication_date="2025-02-28")
        self.assertFalse(hold.declare_by)
        rule = self.env["dunning.insolvency.rule"].create(
            {"country_id": self.env.ref("base.be").id, "declaration_months": 1, "source": "Test"}
        )
        self.assertEqual((str(hold.declare_by), hold.retention_by), ("2025-03-28", False))
        rule.declaration_months = 3
        self.assertEqual(str(hold.declare_by), "2025-05-28")

    def test_alarms(self):
        hold = self._proceedings(publication_date="2025-03-10")
        both = [("Declare the claim", "2025-05-10"), ("Reclaim goods under retention of title, or note that there are none", "2025-06-10")]
        self.assertEqual(self._alarms("2025-03-20"), both)
        self.env["mail.activity"].sudo().search([("activity_type_id.icon", "=", "fa-gavel")]).unlink()
        self.assertEqual(self._alarms("2025-03-21", "2025-04-09"), [])
        # 30 days before
        self.assertEqual(self._alarms("2025-04-10"), both[:1])
        # 7 days before: the same task once, not twice
        self.assertEqual(self._alarms("2025-05-03"), both[:1])
        hold.declared_on = "2025-05-04"
        self.assertEqual(self._deadline_tasks(), [])
        self.assertEqual(self._alarms("2025-05-09", "2025-05-10"), [])
        # the runs of some days did not take place
        self.assertEqual(self._alarms("2025-05-14"), both[1:])

    def test_publication_is_asked_for(self):
        self._proceedings()
        self.assertEqual(self._alarms("2025-03-20"), [("Enter the judgment and its publication", "2025-03-20")])
        self.assertEqual(len(self._alarms("2025-03-21", "2025-04-02")), 1)
        self.assertEqual(len(self._alarms("2025-04-03")), 2)

    def test_split_is_asked_for_once(self):
        self.env["dunning.performance"].create({"move_id": self.old.id, "date_from": "2025-02-01", "date_until": "2025-02-28"})
        self._proceedings(publication_date="2025-03-10", declared_on="2025-03-12", retention_claimed_on="2025-03-12")
        split = ("Split at the opening judgment, delivered on both sides of it", "2025-03-20")
        self.assertEqual(self._alarms("2025-03-20", "2025-03-21"), [split])

    def test_the_run_asks(self):
        self._proceedings(publication_date="2025-03-10")
        self._run(DAY)
        self.assertEqual(len(self._deadline_tasks()), 2)

    # -- who ---------------------------------------------------------------------------------------

    def test_access(self):
        hold = self._proceedings()
        collector, salesman = self.env(user=self.collector), self.env(user=self.salesman)
        values = {"move_id": self.old.id, "date_from": "2025-02-01"}
        with self.assertRaises(AccessError):
            salesman["dunning.performance"].create(values)
        self.assertEqual(collector["dunning.performance"].create(values).company_id, self.company)
        with self.assertRaises(AccessError):
            collector["dunning.insolvency.rule"].create({"country_id": self.env.ref("base.be").id, "declaration_months": 1, "source": "x"})
        with self.assertRaises(AccessError):
            hold.with_user(self.collector).declare_by = "2030-01-01"
        other = self.setup_other_company(name="Elsewhere")["company"]
        stranger = new_test_user(
            self.env(su=True), login="stranger", groups="account_dunning.group_dunning_user", company_id=other.id, company_ids=other.ids
        )
        self.assertFalse(self.env(user=stranger)["dunning.performance"].search([]))
        with self.assertRaises(AccessError):
            self.env(user=stranger)["dunning.performance"].create({"move_id": self.new.id, "date_from": "2025-02-01"})
