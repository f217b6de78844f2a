"""A customer accepts a payment plan on its page in a browser, on a telephone and at a desk."""

from odoo.tests import tagged

from ..common_page import PageCommon


class PlanTour(PageCommon):
    def _check_accepted(self):
        """Three instalments of the item that the message asked for, accepted from its link."""
        moves = self.action._asked_lines().move_id
        dialogue = self.env["dunning.payment.plan.wizard"].create(
            {"partner_id": self.customer.id, "receivable_ids": self._items(moves).ids, "first_date": "2025-03-20"}
        )  # fmt: skip
        plan = self.env["dunning.payment.plan"].browse(dialogue.action_confirm()["res_id"])
        self.env.flush_all()
        self.start_tour(self._url(), "account_dunning_page_plan", login=None)
        self.env.invalidate_all()
        theirs = plan.acceptance_ids.filtered(lambda one: one.side == "customer")
        self.assertEqual((plan.state, theirs.name, theirs.capacity, len(plan.promise_ids)), ("running", "Jane Durand", "Manager", 3))


@tagged("post_install", "-at_install")
class TestPlanAtDesk(PlanTour):
    def test_accept(self):
        self._check_accepted()


@tagged("post_install", "-at_install")
class TestPlanOnPhone(PlanTour):
    browser_size = "390x844"
    touch_enabled = True

    def test_accept(self):
        self._check_accepted()
