"""What the add-on puts into a database, and that it takes everything with it again."""

from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import own_models, post_init_hook, uninstall_hook
from .common import DunningCommon

DAY = "2025-03-06"

# The shipped plans as the design describes them: (delay, channel, mode, sender, minimum amount, fallback).
SHIPPED = {
    "standard": [
        (-5, "email", "auto"),
        (5, "email", "review"),
        (10, "phone", "review"),
        (15, "email", "review"),
        (20, "phone", "review"),
        (30, "registered_letter", "review"),
    ],
    "key_account": [
        (-5, "email", "auto"),
        (3, "phone", "review"),
        (8, "phone", "review"),
        (12, "email", "review"),
        (18, "letter", "review"),
    ],
    "small_account": [
        (-5, "email", "auto"),
        (8, "email", "auto"),
        (15, "phone", "review"),
        (22, "letter", None),
        (30, "registered_letter", "review"),
    ],
}


@tagged("post_install", "-at_install")
class TestInstall(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shipped = {name: cls.env.ref(f"account_dunning.plan_{name}") for name in SHIPPED}

    def _columns(self, table):
        rows = self.env.execute_query(
            SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)
        )
        return {name for (name,) in rows if "dunning" in name}

    # -- what is there -----------------------------------------------------------------------------

    def test_no_column_on_accounting(self):
        """Nothing is added to journal items and invoices: installing on millions of them takes no time."""
        for table in ("account_move_line", "account_move", "account_payment", "account_partial_reconcile"):
            self.assertFalse(self._columns(table), table)

    def test_columns_on_shared_tables(self):
        """Settings live on companies; partners get none."""
        self.assertFalse(self._columns("res_partner"))
        self.assertIn("dunning_plan_id", self._columns("res_company"))

    def test_shipped_plans(self):
        for name, expected in SHIPPED.items():
            steps = self.shipped[name].step_ids.sorted("delay")
            found = [
                (step.delay, step.channel, mode and step.mode)
                for step, (_delay, _channel, mode) in zip(steps, expected, strict=True)
            ]
            self.assertEqual(found, expected, name)
            self.assertEqual(self.shipped[name].minimum_interval, 3, name)

    def test_shipped_details(self):
        """Minimum amounts, fallbacks, copies and recipients of the design."""
        standard = {step.delay: step for step in self.shipped["standard"].step_ids}
        small = {step.delay: step for step in self.shipped["small_account"].step_ids}
        for letter in (standard[30], small[30]):
            self.assertEqual(
                (letter.minimum_amount, letter.fallback_channel, letter.recipient_role, letter.on_deadline),
                (150.0, "email", "legal", "wait"),
            )
        self.assertTrue(standard[15].copy_salesperson)
        self.assertEqual(standard[20].sender, "salesperson")
        for plan in self.shipped.values():
            for call in plan.step_ids.filtered(lambda step: step.channel == "phone"):
                self.assertTrue(call.summary_email and call.script, call.display_name)

    def test_shipped_plans_can_work(self):
        """Taken out of the archive they pass every check of a plan, and each step has its words."""
        for plan in self.shipped.values():
            plan.sudo().action_unarchive()
            plan._check_plan_can_work()
            plan.step_ids._check_step_can_work()
            self.assertEqual(set(plan.step_ids.mapped(lambda step: step._missing_words())), {""})

    def test_shipped_plans_are_assigned(self):
        """Out of the box each segment has its plan and everyone else the standard one (peers defect 11)."""
        for plan in self.shipped.values():
            plan.sudo().action_unarchive()
        move = self._invoice("2025-03-01")
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        self.company.dunning_plan_id = False
        post_init_hook(self.env(su=True))
        self.assertEqual(self.company.dunning_plan_id, self.shipped["standard"])
        found = {}
        for segment in ("standard", "key", "small"):
            profile.segment = segment
            found[segment] = self.env["dunning.plan"].browse(self._row(move, DAY)["plan_id"])
        self.assertEqual(
            found,
            {
                "standard": self.shipped["standard"],
                "key": self.shipped["key_account"],
                "small": self.shipped["small_account"],
            },
        )

    def test_existing_companies_keep_their_plan(self):
        """Installing again (an upgrade) touches no choice; branches have none of their own."""
        own = self._plan([(5, "email")])
        self.company.dunning_plan_id = own
        branch = self.env["res.company"].sudo().create({"name": "Lyon", "parent_id": self.company.id})
        branch.dunning_plan_id = False
        post_init_hook(self.env(su=True))
        self.assertEqual(self.company.dunning_plan_id, own)
        self.assertFalse(branch.dunning_plan_id)

    def test_new_company(self):
        """A company made later starts with the standard plan, and is not live."""
        company = self.env["res.company"].sudo().create({"name": "Later"})
        self.assertEqual(company.dunning_plan_id, self.shipped["standard"])
        self.assertFalse(company.dunning_live_date)

    def test_crons(self):
        for name in ("ir_cron_dunning_run", "ir_cron_dunning_deliver"):
            self.assertTrue(self.env.ref(f"account_dunning.{name}").active, name)

    # -- and gone again ----------------------------------------------------------------------------

    def _left(self):
        """Return what shared tables hold about our models: {table: count}."""
        found = {}
        for model, field in (
            ("mail.message", "model"),
            ("mail.activity", "res_model"),
            ("mail.followers", "res_model"),
            ("ir.attachment", "res_model"),
            ("mail.template", "model"),
            ("sms.template", "model"),
        ):
            records = self.env[model].sudo().with_context(active_test=False)
            found[model] = records.search_count([(field, "=like", "dunning.%")])
        return found

    def test_uninstall_leaves_nothing(self):
        plan = self._plan([(5, "email"), (10, "phone"), (30, "registered_letter")])
        self.company.dunning_plan_id = plan
        move, other = self._invoice("2025-03-01"), self._invoice("2025-03-01", partner=self._customer("Another"))
        move.message_post(body="A note on the invoice")
        self._run(DAY)
        calls = self._run("2025-03-11")
        self._hold(other, "dispute", date_start="2025-03-12")
        preview = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        preview.action_preview()
        preview.message_post(body="Looks fine")
        profile = calls[0].profile_id
        profile.message_subscribe(self.collector.partner_id.ids)
        profile._ask_for_address("Please mend the address")
        calls[0].message_post(body="A note", attachments=[("note.txt", b"text")])
        calls[0]._report_call(Date.to_date("2025-03-11"), "reached")
        self._work("2025-03-11")
        before = self._left()
        self.assertFalse([name for name, count in before.items() if not count], "there is something of each kind")
        others = [("model", "in", ("account.move", "res.partner", "res.company"))]
        before_others = self.env["mail.message"].search_count(others)
        letters = self._have_letters_printed()
        uninstall_hook(self.env)
        self.env.invalidate_all()
        self.assertEqual(self._left(), dict.fromkeys(before, 0))
        self.assertFalse(letters.exists(), "the PDF of the letters belongs to nobody else")
        self.assertEqual(self.env["mail.message"].search_count(others), before_others)
        self.assertTrue(move.message_ids)

    def _have_letters_printed(self):
        """Print two letters into one PDF and return its attachment."""
        partners = [self._customer(f"Letter {number}") for number in range(2)]
        plan = self._plan([(5, "letter", {"mode": "review"})], name="Letters")
        for partner in partners:
            self._invoice("2025-03-01", partner=partner).dunning_plan_id = plan
        letters = self._run("2025-03-12")
        self.assertEqual(letters.mapped("channel"), ["letter", "letter"])
        return letters._print_letters(Date.to_date("2025-03-12"))

    def test_hook_knows_our_models_only(self):
        """Every model of ours is cleaned up, and no model that we only extend."""
        models = set(own_models(self.env))
        self.assertEqual(models, {name for name in self.env.registry if name.startswith(("dunning.", "report.account_dunning."))})
        self.assertTrue({"dunning.action", "dunning.profile", "dunning.call.wizard"} <= models)
