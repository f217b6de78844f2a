"""Which contacts led to the customer's page, were answered or paid there: counted contact by contact, by step."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_paying import PayingCommon


@tagged("post_install", "-at_install")
class TestPageFigures(PayingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dunning.reading"].search([]).unlink()

    def _figures(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.page.figure"].search([("company_id", "=", self.company.id)])

    def test_counts(self):
        """Two contacts: one read, answered and paid by 240.50 of its 400; of the step a half led to the page."""
        figures = self._figures()
        self.assertEqual(figures.action_id, self.action | self.strange)
        self.assertEqual((sum(figures.mapped("visited")), sum(figures.mapped("answers"))), (0.0, 0))
        self.env["dunning.reading"]._count_tracked_event(self.action.sudo(), "page", self.action.date)
        self._send(self._url("answer/copy"), items=[self._item(self.a).id])
        tx = self._start((self._item(self.b), 240.5))
        tx._set_done()
        mine = self._figures().filtered(lambda one: one.action_id == self.action)
        self.assertEqual((mine.visited, mine.answered, mine.answers, mine.paid, mine.amount_paid), (1.0, 1.0, 1, 1.0, 240.5))
        [group] = self.env["dunning.page.figure"]._read_group(
            [("company_id", "=", self.company.id)], ["step_id"], ["visited:avg", "answered:avg", "amount_paid:sum"]
        )
        self.assertEqual(group, (self.action.step_id, 0.5, 0.5, 240.5))
        self.assertEqual(mine.action_open_contact()["res_id"], self.action.id)
        self.assertEqual(self._answers().step_id, self.action.step_id)

    def test_whose(self):
        """Collectors of the company read them; salespeople do not."""
        self.assertEqual(len(self.env["dunning.page.figure"].with_user(self.collector).search([])), 2)
        with self.assertRaises(AccessError):
            self.env["dunning.page.figure"].with_user(self.salesman).search([])
