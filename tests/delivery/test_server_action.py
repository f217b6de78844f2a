"""Server actions: they run on the record of the action; an error fails this action alone."""

from odoo.tests import tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestServerAction(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.code = (
            cls.env["ir.actions.server"]
            .sudo()
            .create(
                {
                    "name": "Block the account",
                    "model_id": cls.env["ir.model"]._get_id("dunning.action"),
                    "state": "code",
                    "dunning_approved": True,
                    "code": "record.partner_id.write({'comment': '%s: %s' % (record.reference, record.amount_text)})",
                }
            )
        )
        cls.plan = cls._plan([(5, "server_action", {"server_action_id": cls.code.id}), (15, "email")])
        cls.step, cls.next = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan

    def _change_code(self, code):
        """Change what the server action does, as an administrator who approves it again."""
        self.code.write({"code": code, "dunning_approved": True})

    def test_runs_on_the_action(self):
        self.customer.ref = "C12"
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(
            (action.state, action.delivery_status, str(action.date_done)), ("done", "executed", DAY), action.error
        )
        self.assertIn("C12: $ 1,000.00", self._text(self.customer.comment))
        row = self._decide("2025-03-16")[self._items(move).id]
        self.assertEqual((row["last_step_id"], row["reason"]), (self.step.id, "act"))
        self.assertFalse(self._recipients())

    def test_error_fails_one(self):
        self._change_code(
            "if record.partner_id.name == 'Broken':\n    raise UserError('No such account')\n"
            "record.partner_id.write({'comment': 'done'})"
        )
        moves = [self._invoice("2025-03-01", partner=self._customer(name)) for name in ("Alpha", "Broken", "Gamma")]
        actions = self._run(DAY)
        states = {action.partner_id.name: action.state for action in actions}
        self.assertEqual(states, {"Alpha": "done", "Broken": "failed", "Gamma": "done"})
        failed = actions.filtered(lambda action: action.state == "failed")
        self.assertIn("No such account", failed.error)
        self.assertEqual(self._reason(moves[1], DAY), "in_progress")
        self._change_code("record.partner_id.write({'comment': 'mended'})")
        self._run("2025-03-07")
        self.assertEqual(failed.state, "done")
        self.assertIn("mended", moves[1].partner_id.comment)

    def test_what_failed_is_undone(self):
        """What the server action wrote before its error is not kept."""
        self._change_code("record.partner_id.write({'comment': 'half'})\nrecord.env.cr.execute('SELECT 1 / 0')")
        self._invoice("2025-03-01")
        with self._quiet("odoo.sql_db"):
            [action] = self._run(DAY)
        self.assertEqual(action.state, "failed")
        self.assertIn("division by zero", action.error)
        self.assertFalse(self.customer.comment)

    def test_no_recipient_is_needed(self):
        nobody = self._customer("Nobody", email=False, phone=False, street=False, city=False, zip=False)
        self._invoice("2025-03-01", partner=nobody)
        [action] = self._run(DAY)
        self.assertEqual(action.state, "done", action.error)

    def test_waits_for_review(self):
        self.step.mode = "review"
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(action.state, "todo")
        self.assertFalse(self.customer.comment)
        self.assertIn("server_action", action.channel)
        action.action_approve()
        action._deliver_actions(action.date)
        self.assertEqual(action.state, "done")
        self.assertTrue(self.customer.comment)

    def test_about_its_own_items_only(self):
        """An e-mail step that is due the same day does not ride along with a server action."""
        old = self._invoice("2025-02-19", 300)  # fifteen days after: its own step is the server action first
        self._run("2025-02-24")
        self._invoice("2025-03-01", 500)
        [action] = self._run(DAY)
        self.assertEqual((action.channel, action.advance_line_ids.move_id), ("email", old))
        [later] = self._run("2025-03-09")
        self.assertEqual((later.channel, later.amount_due, len(later.line_ids)), ("server_action", 500.0, 1))
