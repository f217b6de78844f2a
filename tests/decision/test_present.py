"""Parts of the decision that nothing can be in are left out; with them or without, every row is the same."""

from dataclasses import replace

from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.decision.dunning_engine_present import COLUMNS_OF_PARTS, FEW_ITEMS
from ...models.shared.question import Question
from ..common import DunningCommon

DAY = Date.to_date("2025-04-15")


@tagged("post_install", "-at_install")
class TestPresent(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(-5, "email"), (5, "email"), (30, "phone"), (60, "registered_letter")])
        cls.Engine = cls.env["dunning.engine"]

    def _present(self, day=DAY, partners=None):
        return self.Engine._look_around(Question(self.company, day, partners)).present

    def _everything(self, question):
        """Return a question with all there may be, so that nobody looks."""
        checks = {**self.Engine._presence_checks(question), **self.Engine._item_checks(question)}
        return replace(question, present=frozenset(checks))

    def _assert_same(self, day=DAY, partners=None):
        """Assert that the decision says the same whether somebody looked or not; return its reasons by item."""
        question = Question(self.company, day, partners)
        everything = self._everything(question)
        looked, whole = (
            sorted(self.Engine._answer_question(one), key=lambda row: row["item_id"]) for one in (question, everything)
        )
        self.assertEqual(looked, whole)
        return {row["move_id"]: (row["verdict"], row["reason"]) for row in looked}

    def test_nothing(self):
        invoice = self._invoice("2025-04-01", 1000)
        self.assertEqual(self._present(), frozenset())
        self.assertEqual(self._assert_same(), {invoice.id: ("act", "act")})

    def test_past_and_simulation(self):
        self._invoice("2025-04-01", 1000)
        past = self.Engine._look_around(Question(self.company, DAY, as_of=True))
        self.assertIsNone(past.present)
        self.assertTrue(past.may_have("receipts"))
        self.assertEqual(self.Engine._look_around(Question(self.company, DAY, simulated=True)).present, {"contacts", "actions"})

    def test_each(self):
        """One after the other: what comes in is there, whoever is asked about, and what it does is done."""
        invoice, second = self._invoice("2025-03-01", 1000), self._invoice("2025-04-01", 200)
        stranger = self._customer("Boulangerie Petit")
        self._invoice("2025-04-01", 60, stranger)
        self.assertEqual(self._assert_same()[invoice.id], ("act", "act"))
        self._hold(second, date_end="2025-05-01")
        self.assertEqual(self._present(), {"holds"})
        self.assertEqual(self._assert_same()[second.id], ("none", "hold"))
        self._open_dispute({"move_id": invoice.id}, {"date_start": "2025-04-01"})
        self.assertEqual(self._present(), {"holds", "disputes"})
        self.assertEqual(self._assert_same()[invoice.id], ("none", "dispute"))
        third = self._invoice("2025-03-20", 75)
        self._credit_note(75)
        self.assertEqual(self._present(), {"holds", "disputes", "credits"})
        # a credit is the customer's: of others nothing is netted
        self.assertEqual(self._present(partners=stranger), {"holds", "disputes"})
        self.assertEqual(self._assert_same(partners=self.customer)[third.id], ("none", "covered"))
        self._assert_same(partners=stranger)

    def test_old(self):
        """The check of age says yes a month early: days of a month are added by the law, not counted."""
        rules = self.env["dunning.limitation.rule"].search([])
        shortest = min(rule.years * 12 + rule.months for rule in rules)
        self._invoice(Date.subtract(DAY, months=shortest - 2), 100, invoice_date=Date.subtract(DAY, months=shortest - 2))
        self.assertNotIn("old_items", self._present())
        old = self._invoice(Date.subtract(DAY, months=shortest), 100, invoice_date=Date.subtract(DAY, months=shortest))
        self.assertIn("old_items", self._present())
        self.assertIn(old.id, self._assert_same())

    def test_notices(self):
        self._invoice("2025-04-01", 1000)
        self.customer.country_id = self.env.ref("base.be")
        self.assertEqual(self._present(), {"notices"})
        self.customer.country_id = False
        self.assertEqual(self._present(), frozenset())
        self.company.partner_id.country_id = self.env.ref("base.be")
        self.assertEqual(self._present(), {"notices"})
        self._assert_same()

    def test_many_items_are_not_looked_through(self):
        self.patch(type(self.env["dunning.engine"]), "_sql_few_items", self._few_of(2))
        for number in range(3):
            self._invoice("2025-04-01", 10 + number)
        with self.assertRaises(AssertionError):
            self.assertNotIn("credits", self._present())
        self._assert_same()

    def _few_of(self, count):
        """As if so many items were many: each counts for as many as it takes."""
        original = type(self.env["dunning.engine"])._sql_few_items

        def few_items(engine, question):
            return SQL("%s CROSS JOIN GENERATE_SERIES(1, %s) AS one", original(engine, question), FEW_ITEMS // count)

        return few_items

    def test_empty_parts_have_the_columns_of_full_ones(self):
        """What is left out has the same columns in the same order as what is put together."""
        question = Question(self.company, DAY)
        full, empty = self.Engine._decision_ctes(self._everything(question)), {}
        statement = SQL("WITH RECURSIVE %s", SQL(",\n").join(full))
        for name in COLUMNS_OF_PARTS:
            self.env.cr.execute(SQL("%s SELECT * FROM %s LIMIT 0", statement, SQL.identifier(name)))
            kinds = [(column.name, column.type_code) for column in self.env.cr.description]
            self.env.cr.execute(SQL("WITH %s SELECT * FROM %s", self.Engine._sql_named_part(name, None, False), SQL.identifier(name)))
            empty[name] = [(column.name, column.type_code) for column in self.env.cr.description]
            self.assertEqual([column for column, _kind in empty[name]], [column for column, _kind in kinds], name)
        self.assertEqual([column for column, _kind in empty["time_over"]], ["item_id", "date_due", "pursued_on", "debtor_class"])
