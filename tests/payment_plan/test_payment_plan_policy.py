"""A payment plan beyond the longest extension of the credit insurance waits for a credit manager, and says why."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_payment_plan import PlanCommon


@tagged("post_install", "-at_install")
class TestPaymentPlanPolicy(PlanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_pp", "account_dunning.group_dunning_manager")
        cls._authority()  # the collector grants whatever he likes
        insurer = cls._customer("Assurance Crédit")
        cls.policy = cls.env["dunning.insurance.policy"].create(
            {"name": "P1", "insurer_id": insurer.id, "date_from": "2025-01-01", "extension_days": 60}
        )

    def test_beyond_the_longest_extension(self):
        """Due on 1 March and 60 days: 30 April; the last instalment of 20 May lies beyond, so the collector does not grant it alone."""
        plan = self._offer(self.collector)
        self.assertEqual((plan.state, plan.decider_id.has_group("account_dunning.group_dunning_manager")), ("approval", True))
        self.assertTrue(any("no extension beyond 04/30/2025" in str(one.body) for one in plan.sudo().message_ids))
        with self.assertRaises(AccessError):
            plan.with_user(self.collector).action_approve()
        plan.with_user(self.manager).action_approve()
        self.assertEqual(plan.state, "offered")

    def test_within(self):
        """Up to the last day it is the collector's; so is a plan of a customer whom the policy does not cover."""
        self.policy.extension_days = 80  # 20 May
        self.assertEqual(self._offer(self.collector).state, "offered")
        self.policy.write({"extension_days": 60, "partner_ids": [(6, 0, self._customer("Other").ids)]})
        plan = self.env["dunning.payment.plan"].search([], limit=1)
        self.assertEqual(plan._say_beyond_policy(), "")
