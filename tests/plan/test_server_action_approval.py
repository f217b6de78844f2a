"""Server actions as steps: administrators approve them, credit managers choose among the approved ones."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestServerActionApproval(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_a", "account_dunning.group_dunning_manager")
        cls.approved = cls._server_action(dunning_approved=True)
        cls.waiting = cls._server_action()
        cls.strange = cls._server_action(model_id=cls.env["ir.model"]._get_id("res.users"), dunning_approved=True)

    @classmethod
    def _server_action(cls, **vals):
        return cls.env["ir.actions.server"].sudo().create(
            {
                "name": "Note", "model_id": cls.env["ir.model"]._get_id("dunning.action"), "state": "code",
                "code": "record.partner_id.write({'comment': 'noted'})", **vals,
            }
        )  # fmt: skip

    def _step(self, server_action):
        """Make a plan with this server action, as a credit manager over RPC does."""
        vals = {"name": "Run it", "delay": 5, "channel": "server_action", "mode": "auto", "server_action_id": server_action.id}
        plan = self.env["dunning.plan"].with_user(self.manager).create(
            {"name": "P", "company_id": self.company.id, "step_ids": [(0, 0, vals)]}
        )  # fmt: skip
        return plan.step_ids

    def test_a_manager_chooses_among_the_approved_ones(self):
        self.assertEqual(self.env["ir.actions.server"].with_user(self.manager).search([]), self.approved.with_user(self.manager))
        self.assertEqual(self._step(self.approved).server_action_id.id, self.approved.id)
        for server_action in (self.waiting, self.strange):
            refused = self.assertRaises(UserError)
            with self.subTest(action=server_action), self._quiet("odoo.addons.base.models.ir_rule"), refused, self.env.cr.savepoint():
                self._step(server_action)
        step = self._step(self.approved)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            step.server_action_id = self.waiting.id

    def test_administrators_see_and_approve_all(self):
        admin = self._user("admin_a", "base.group_system,account_dunning.group_dunning_manager")
        found = self.env["ir.actions.server"].with_user(admin).search([("id", "in", (self.approved | self.waiting | self.strange).ids)])
        self.assertEqual(len(found), 3)
        found.browse(self.waiting.id).dunning_approved = True
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(AccessError), self.env.cr.savepoint():
            self.waiting.with_user(self.manager).dunning_approved = True

    def test_not_even_the_superuser_takes_one_that_is_not_approved(self):
        with self.assertRaisesRegex(ValidationError, "has to approve its server action"):
            self._plan([(5, "server_action", {"server_action_id": self.waiting.id})])

    def test_a_change_takes_the_approval_back(self):
        self.approved.write({"name": "Another name", "code": self.approved.code})
        self.assertTrue(self.approved.dunning_approved)
        self.approved.code = "record.partner_id.unlink()"
        self.assertFalse(self.approved.dunning_approved)

    def test_a_change_of_a_part_takes_the_approval_back(self):
        parts = self._server_action(state="multi", code=False)
        part = self._server_action(parent_id=parts.id)
        parts.dunning_approved = True
        part.code = "record.partner_id.unlink()"
        self.assertFalse(parts.dunning_approved)

    def test_what_is_not_approved_any_more_fails_visibly(self):
        plan = self._plan([(5, "server_action", {"server_action_id": self.approved.id})])
        self.company.dunning_plan_id = plan
        self._invoice("2025-03-01")
        self.approved.dunning_approved = False
        [action] = self._run(DAY)
        self.assertEqual(action.state, "failed")
        self.assertEqual(
            action.error, "The server action “Note” is not approved for dunning plans: an administrator has to approve it."
        )
        self.assertFalse(self.customer.comment)
        self.approved.dunning_approved = True
        self._run("2025-03-07")
        self.assertEqual(action.state, "done")
        self.assertIn("noted", self.customer.comment)
