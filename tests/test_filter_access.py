"""Filters of plans and moratoria: what they may ask for, and of whose records."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .test_guarded import GuardedCommon

DAY = "2025-03-06"

CLOSED = (
    "[('bank_ids.acc_number', 'like', 'FR76')]", "[('bank_ids', 'ilike', 'FR76')]", "[('bank_ids', 'any', [('id', '>', 0)])]",
    "[('user_ids.login', '=', 'admin')]", "[('user_id.password', '!=', False)]", "[('user_ids.group_ids.name', '=', 'x')]",
    "[('message_ids.body', 'ilike', 'secret')]", "['!', ('child_ids.bank_ids.acc_number', '=', 'x')]",
    "[('child_ids', 'any', [('user_id.email', '=', 'x')])]",
)  # fmt: skip
OPEN = (
    "[('city', '=', 'Lyon')]", "[('category_id.name', '=', 'x')]", "[('user_id', '=', 1)]", "[('user_id.name', 'ilike', 'a')]",
    "[('country_id.code', '=', 'FR')]", "[('create_date.month_number', '=', 3)]", "[('parent_id', 'any', [('zip', '=', '1')])]",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestFilterAccess(GuardedCommon):
    def test_closed_models(self):
        """Refused in one sentence, to the superuser as well."""
        plans = self._as(self.manager, self.env["dunning.plan"])
        moratoria = self._as(self.manager, self.env["dunning.moratorium"])
        for text in CLOSED:
            with self.subTest(filter=text):
                for model in (plans, plans.sudo()):
                    with self.assertRaisesRegex(ValidationError, "the filter on Customers may not use"), self.env.cr.savepoint():
                        model.create({"name": "P", "company_id": self.company.id, "partner_domain": text})
                with self.assertRaisesRegex(ValidationError, "the filter on customers may not use"), self.env.cr.savepoint():
                    moratoria.create({"name": "M", "partner_domain": text, "date_start": DAY, "date_end": DAY})

    def test_usual_filters(self):
        plans, vals = self._as(self.manager, self.env["dunning.plan"]), {"name": "P", "company_id": self.company.id}
        for text in OPEN:
            with self.subTest(filter=text):
                plans.create({**vals, "partner_domain": text})
        text = "['|', ('amount_total', '>', 5), ('invoice_line_ids.product_id.default_code', '=', 'x')]"
        plans.create({**vals, "move_domain": text})

    def test_models_and_fields_that_the_writer_cannot_read(self):
        plan = self._as(self.manager, self.env["dunning.plan"]).create({"name": "P", "company_id": self.company.id})
        self.env["ir.model.access"].sudo().search([("model_id.model", "=", "res.partner.category")]).perm_read = False
        with mute_logger("odoo.addons.base.models.ir_model"), self.assertRaises(UserError), self.env.cr.savepoint():
            plan.partner_domain = "[('category_id.name', '=', 'x')]"
        field = self.env["res.partner"]._fields["comment"]
        self.patch(field, "groups", "base.group_system")
        with self.assertRaisesRegex(ValidationError, "may not use “comment”"), self.env.cr.savepoint():
            plan.partner_domain = "[('comment', 'ilike', 'x')]"

    def test_stored_filter_of_before(self):
        """A filter that was stored before the rule looks into nothing: a plan is nobody's, a moratorium holds for all."""
        bank = self.env["res.partner.bank"].sudo().create({"acc_number": "FR7612", "partner_id": self.customer.id})
        text = f"[('bank_ids.acc_number', '=', '{bank.acc_number}')]"
        peek = self._plan([(3, "email")], name="Peek", segment="small", priority=0)
        self.env.flush_all()
        self.env.cr.execute(SQL("UPDATE dunning_plan SET partner_domain = %s, segment = NULL WHERE id = %s", text, peek.id))
        self.env.invalidate_all()
        [row] = self.env["dunning.engine"]._decide_items(self.company, Date.to_date(DAY), self.customer)
        self.assertEqual(row["plan_id"], self.plan.id)
        pause = self.env["dunning.moratorium"].create({"name": "M", "company_id": self.company.id, "date_start": DAY, "date_end": DAY})
        self.env.flush_all()
        other = text.replace("FR7612", "DE00")
        self.env.cr.execute(SQL("UPDATE dunning_moratorium SET partner_domain = %s WHERE id = %s", other, pause.id))
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        [row] = self.env["dunning.engine"]._decide_items(self.company, Date.to_date(DAY), self.customer)
        self.assertEqual(row["moratorium_id"], pause.id)

    def test_records_of_other_companies_do_not_count(self):
        """What a filter reaches over a relation belongs to the company for which is decided, or to none."""
        move = self.env["account.move"].with_company(self.other).create(
            {
                "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2025-01-30", "ref": "Canary",
                "invoice_date_due": "2025-03-01", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "quantity": 1, "price_unit": 77, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        text = "[('invoice_ids.ref', '=', 'Canary')]"
        peek = self._plan([(3, "email")], name="Peek", partner_domain=text, priority=0)
        day = Date.to_date(DAY)
        [row] = self.env["dunning.engine"]._decide_items(self.company, day, self.customer)
        self.assertEqual(row["plan_id"], self.plan.id)
        self._invoice("2025-03-01", 5, ref="Canary")
        rows = self.env["dunning.engine"]._decide_items(self.company, day, self.customer)
        self.assertEqual({row["plan_id"] for row in rows}, {peek.id})


@tagged("post_install", "-at_install")
class TestTextRights(GuardedCommon):
    """Credit managers write the texts of dunning, in mails and SMS, and no others."""

    def test_templates(self):
        partner = self.env["ir.model"]._get_id("res.partner")
        for model, ours, body in (("sms.template", self.sms_template, "body"), ("mail.template", self.template, "body_html")):
            with self.subTest(model=model):
                strange = self.env[model].sudo().create({"name": "Strange", "model_id": partner, body: "Hello"})
                self._refused(self._as(self.manager, strange).write, {body: "Changed"})
                self._refused(self._as(self.manager, strange).unlink)
                mine = self._as(self.manager, ours)
                mine.write({body: "<p>Ours</p>"})
                if model == "sms.template":
                    self._refused(self._as(self.manager, self.env[model]).create, {"name": "x", "model_id": partner, "body": "x"})
                self._refused(mine.write, {"model_id": partner})
                self._as(self._user("admin_t" + body, "base.group_system"), strange).write({body: "Changed"})


@tagged("post_install", "-at_install")
class TestContextKeys(GuardedCommon):
    """Keys of the context that any client can send change nothing."""

    def test_nobody_makes_the_add_on_commit(self):
        for value in (True, 1, "on", [1], {"a": 1}):
            context = {"dunning_commit": value, "dunning_real": value, "dunning_without_promises": value}
            self.assertFalse(self.env["dunning.action"].with_context(**context)._commits_between_actions())
            self.assertFalse(self.env["dunning.run"].with_context(**context)._commits_between_batches())

    def test_nobody_decides_as_of_another_day(self):
        """A reminder about what is paid meanwhile is not sent again by a client that names an earlier day."""
        [action] = self._run(DAY)
        self._pay(self.move, "2025-03-07")
        for day in ("2025-03-06", 20250306):
            engine = self.env["dunning.engine"].with_context(dunning_as_of=day, dunning_simulated_day=day)
            self.assertFalse(engine._decide_items(self.company, Date.to_date("2025-03-07"), self.customer))
        self.assertNotIn("2019", action.with_context(dunning_contact_day="2019-01-01").today_text)

    def test_nobody_leaves_promises_out(self):
        promised = {"partner_id": self.customer.id, "date": DAY, "date_payment": "2025-03-10", "amount": 1000}
        self.env["dunning.promise"].sudo().create({**promised, "company_id": self.company.id})
        engine = self.env["dunning.engine"].with_context(dunning_without_promises=True)
        [row] = engine._decide_items(self.company, Date.to_date("2025-03-07"), self.customer)
        self.assertEqual(row["reason"], "promise")
