"""Overdue without follow-up: entries that name no customer, disputes past their deadline."""

from odoo.fields import Date
from odoo.tests import freeze_time, tagged

from ...models.shared.question import Question
from ..common import DunningCommon


@tagged("post_install", "-at_install")
class TestCoverageOfEntries(DunningCommon):
    """What nobody chases although somebody should: entries without customer, disputes past their deadline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email")])
        cls.nobody = cls.env["res.partner"]

    def _reasons(self, move, day="2025-04-01"):
        self.env.flush_all()
        rows = self.env.execute_query_dict(self.env["dunning.coverage"]._sql_uncovered_items(Question(self.company, Date.to_date(day))))
        return [row["reason"] for row in rows if row["move_id"] == move.id]

    def test_chosen_journal(self):
        journal = self.company_data["default_journal_misc"]
        other = journal.copy({"code": "MS2"})
        self.company.dunning_journal_ids = journal
        self.assertEqual(self._reasons(self._general_entry((self.nobody, "2025-03-01", 500))), ["no_customer"])
        self.assertEqual(self._reasons(self._general_entry((self.nobody, "2025-03-01", 500), journal=other)), [])

    def test_opening_entry(self):
        entry = self._general_entry((self.nobody, "2025-03-01", 30))
        self.assertEqual(self._reasons(entry), [])
        self.company.sudo().account_opening_move_id = entry
        self.assertEqual(self._reasons(entry), ["no_customer"])
        self.company.dunning_include_opening = False
        self.assertEqual(self._reasons(entry), [])

    def test_dispute_past_its_deadline(self):
        move = self._invoice("2025-03-01")
        category = self.env["dunning.dispute.category"].search([], limit=1)
        with freeze_time("2025-03-03"):
            dispute = self.env["dunning.dispute"].create(
                {"move_id": move.id, "category_id": category.id, "description": "Broken", "date_deadline": "2025-03-20"}
            )
        self.assertEqual(self._reasons(move, "2025-03-20"), [])
        self.assertEqual(self._reasons(move, "2025-03-21"), ["dispute_late"])
        with freeze_time("2025-03-21"):
            [row] = self.env["dunning.coverage"].search([("move_id", "=", move.id)])
            self.assertEqual((row.cure, row.action_cure()["res_id"]), ("dispute", dispute.id))
