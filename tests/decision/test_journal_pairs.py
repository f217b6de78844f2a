"""Rule 2: entries of general journals that are nothing together cover nothing: excluded debits use up excluded credits."""

from odoo.fields import Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestJournalPairs(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.move = cls._invoice("2025-03-01", 1200, invoice_date="2024-12-01")

    def _entry(self, *amounts, partner=None, label="Booking", **vals):
        """Book receivable amounts of the customer in one general entry; they stay open."""
        entry = self._general_entry(*[(partner or self.customer, False, float(amount)) for amount in amounts], **vals)
        self._items(entry).write({"name": label})
        return entry

    def assertAsked(self, net, reason="act", move=None):
        row = self._row(move or self.move, DAY)
        self.assertEqual((row["reason"], float(row["net"])), (reason, net))

    def test_over_the_years_end(self):
        self._entry(-1200, date="2024-12-31")
        self._entry(1200, date="2025-01-01")
        self.assertAsked(1200)

    def test_in_one_entry(self):
        self._entry(-1200, 1200)
        self.assertAsked(1200)

    def test_two_of_them_in_one_entry(self):
        self._entry(-1200, 700, -300, 800)
        self.assertAsked(1200)

    def test_three_way(self):
        self._entry(-1200)
        self._entry(700)
        self._entry(500)
        self.assertAsked(1200)

    def test_reversed_in_part(self):
        """Of the credit 500 is left, which covers."""
        self._entry(-1200)
        self._entry(700)
        self.assertAsked(700)

    def test_more_debit_than_credit(self):
        """What is left of the excluded debit takes nothing of the customer's real credits before his invoices do."""
        self._entry(-700)
        self._entry(1200)
        self._payment(1000, "2025-03-02")
        self.assertAsked(200)

    def test_lone_credit_covers(self):
        self._entry(-500)
        self.assertAsked(700)

    def test_lone_debit_changes_nothing(self):
        self._entry(500)
        self._payment(1200, "2025-03-02")
        self.assertAsked(0, "covered")

    def test_contacts_of_one_customer(self):
        people = self.env["res.partner"].create([{"name": name, "parent_id": self.customer.id} for name in "AB"])
        self._entry(-1200, partner=people[0])
        self._entry(1200, partner=people[1])
        self.assertAsked(1200)

    def test_two_customers_are_no_pair(self):
        other = self._customer("Other")
        self._entry(-1200)
        self._entry(1200, partner=other)
        self.assertAsked(0, "covered")

    def test_the_same_amount_first(self):
        """A write-off that names an invoice still covers it, whatever pair stands beside it."""
        second = self._invoice("2025-03-02", 300)
        self._entry(-300, label=f"Written off: {second.name}", date="2024-12-30")
        self._entry(-1200, date="2024-12-31")
        self._entry(1200, date="2025-01-01")
        self.assertAsked(1200)
        self.assertAsked(0, "covered", second)

    def test_pair_in_a_chosen_journal_is_chased(self):
        """Where its entries are chased, the debit is an item like others."""
        journal = self.company_data["default_journal_misc"]
        self.company.dunning_journal_ids = journal
        self._entry(-1200)
        debit = self._entry(1200)
        rows = self._decide(DAY)
        item = self._items(debit)
        self.assertEqual((float(rows[item.id]["covered_currency"]), float(rows[self._items(self.move).id]["net"])), (1200, 1200))

    def test_marked_not_to_be_chased(self):
        """An invoice that is not followed uses up what is booked beside it."""
        second = self._invoice("2025-02-01", 400)
        self._items(second).no_followup = True
        self._entry(-400)
        self.assertAsked(1200)

    def test_screens_agree(self):
        """The pair is no credit on the customer's page, in the message neither; Coverage and page know one amount."""
        self._entry(-1200, date="2024-12-31")
        self._entry(1200, date="2025-01-01")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        figures = profile._figures_of_partners(self.customer, self.company)[self.customer.id]
        self.assertEqual([float(figures[one]) for one in ("amount_due", "amount_overdue", "amount_credit")], [1200, 1200, 0])
        [action] = self._run(DAY)
        self.assertEqual((action.amount_due, action.line_ids.mapped("kind")), (1200, ["advance"]))
        action._cancel_actions("manual")
        self.plan.step_ids.action_archive()
        self.assertEqual(self.env["dunning.coverage"]._uncovered_totals(self.company, Date.to_date(DAY), self.customer), (1, 1200.0))

    def test_used_up_in_part_is_told_so(self):
        self._entry(-1200)
        self._entry(700)
        [action] = self._run(DAY)
        credit = action.line_ids.filtered(lambda line: line.kind == "credit")
        self.assertEqual((credit.residual_currency, credit.net_currency), (-1200, -500))
        self.assertIn("500.00", str(action.items_html))
        self.assertNotIn("-1,200.00", str(action.items_html).replace("$\N{NO-BREAK SPACE}", ""))
