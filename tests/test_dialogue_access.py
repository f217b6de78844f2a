"""Dialogues and helpers say nothing about records that their caller cannot read, whatever way an id comes in."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged

from .test_access import AccessCommon

DAY = "2025-03-11"
CANARIES = ("7,654,321.09", "7654321.09", "0611223344", "Only for us", "Hidden Customer")


@tagged("post_install", "-at_install")
class TestDialogueAccess(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.data_b = cls.setup_other_company(name="Company B")
        cls.company_b = cls.data_b["company"]
        cls.plan_b = cls.plan.copy({"company_id": cls.company_b.id, "name": "Plan of B"})
        cls.company_b.sudo().write({"dunning_live_date": "2024-01-01", "dunning_plan_id": cls.plan_b.id})
        cls.customer.user_id = cls.salesman
        cls.hidden = cls._customer("Hidden Customer", phone="0611223344", company_id=False)
        cls.manager = cls._user("manager_d", "account_dunning.group_dunning_manager")
        cls.manager.company_ids = [Command.link(cls.company_b.id)]
        cls.plain = cls._user("plain_d", "base.group_user")
        cls.portal = new_test_user(cls.env(su=True), login="portal_d", groups="base.group_portal", company_id=cls.company.id)
        cls._invoice("2025-03-01", 500)
        with freeze_time(DAY):
            cls.action = cls._run(DAY)
            cls.own = cls._records(cls.company)
            cls.move_b = cls._invoice_of_b(7654321.09)
            cls.action_b = cls._run(DAY, cls.company_b)
            cls.foreign = cls._records(cls.company_b)
        cls.action_b.profile_id.note = "Only for us"
        cls.env.flush_all()

    @classmethod
    def _invoice_of_b(cls, amount):
        move = cls.env["account.move"].with_company(cls.company_b).create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.hidden.id,
                "invoice_date": "2025-01-30",
                "invoice_date_due": "2025-03-01",
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        return move

    @classmethod
    def _records(cls, company):
        """Return one record of each model that dialogues point to and that belongs to a company, by model."""
        env = cls.env(su=True)
        items = env["dunning.receivable"].search([("company_id", "=", company.id)])
        found = {
            "res.company": company.sudo(),
            "dunning.receivable": items,
            "account.move.line": env["account.move.line"].browse(items.ids),
            "dunning.action": env["dunning.action"].search([("company_id", "=", company.id)], limit=1),
            "dunning.plan": env["dunning.plan"].search([("company_id", "=", company.id)], limit=1),
            "account.account": env["account.account"].search([("company_ids", "=", company.ids)], limit=1),
        }
        found["account.move"] = found["account.move.line"].move_id
        found["dunning.profile"] = found["dunning.action"].profile_id
        found["res.partner"] = found["dunning.profile"].partner_id
        move = found["account.move"]
        bill = env["account.move"].sudo().with_company(company).create(
            {
                "move_type": "in_invoice", "partner_id": found["res.partner"].id, "invoice_date": DAY, "company_id": company.id,
                "ref": "B", "invoice_line_ids": [Command.create({"name": "Parts", "price_unit": 10, "tax_ids": []})],
            }
        )  # fmt: skip
        bill.action_post()
        env.flush_all()
        owed = env["dunning.payable"].sudo().search([("company_id", "=", company.id)])
        found["dunning.set.off"] = env["dunning.set.off"]._offer_set_off(
            found["dunning.profile"], Date.to_date("2030-01-01"), (found["account.move.line"], owed), 0
        )  # long after: what others test is asked for in full
        found["dunning.payment.plan"] = env["dunning.payment.plan"]._offer_plan(
            found["dunning.profile"], Date.to_date(DAY), [(Date.to_date("2025-04-01"), 50.0)], found["account.move.line"]
        )
        found["dunning.hold"] = env["dunning.hold"].create({"move_id": move.id, "reason": "x"})
        found["dunning.dispute"] = env["dunning.dispute"].create(
            {"move_id": move.id, "description": "x", "category_id": env.ref("account_dunning.dispute_category_commercial").id}
        )
        found["dunning.credit.request"] = env["dunning.credit.request"].create(
            {"company_id": company.id, "partner_id": found["res.partner"].id, "amount": 100, "reason": "x", "asked_by_id": cls.salesman.id}
        )
        found["dunning.reply"] = env["dunning.reply"].create(
            {"company_id": company.id, "profile_id": found["dunning.profile"].id, "partner_id": found["res.partner"].id}
        )
        return found

    def _dialogues(self, user):
        """Return the dialogues that a user may open."""
        names = [name for name, model in self.registry.items() if model._transient and name.startswith("dunning.")]
        models = [self.env[name].with_user(user).with_context(allowed_company_ids=self.company.ids) for name in names]
        return [model for model in models if model.has_access("create")]

    def _vals(self, model):
        """Return what a dialogue needs at least, of the user's own records."""
        vals = {}
        for name, field in model._fields.items():
            if not field.required or not field.store or field.compute or name in model.default_get([name]):
                continue
            if field.relational:
                records = self.own.get(field.comodel_name, self.env[field.comodel_name].sudo().search([], limit=1))
                vals[name] = records[:1].id if field.type == "many2one" else [Command.set(records.ids)]
            else:
                vals[name] = {"selection": lambda field=field: field.get_values(self.env)[0], "monetary": lambda: 1.0}.get(
                    field.type, lambda: "x"
                )()
        return vals

    def _pointers(self, model):
        """Yield the fields of a dialogue that may name foreign records, with a value that does."""
        for name, field in model._fields.items():
            records = field.relational and field.comodel_name != "res.partner" and self.foreign.get(field.comodel_name)
            if records and field.store:
                yield name, records[:1].id if field.type == "many2one" else [Command.set(records.ids)]

    def assertSilent(self, call, *args):
        """A call is refused, in words that tell nothing."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
            call(*args)
        for canary in CANARIES:
            self.assertNotIn(canary, str(refused.exception))

    # -- ids that come in --------------------------------------------------------------------------

    def test_foreign_ids(self):
        """Nobody names another company's records: not when a dialogue is opened, changed, saved or rewritten."""
        tried = 0
        with freeze_time(DAY):
            for user in (self.salesman, self.collector):
                for model in self._dialogues(user):
                    vals, spec = self._vals(model), {name: {} for name in model._fields}
                    for name, value in self._pointers(model):
                        with self.subTest(user=user.login, model=model._name, field=name):
                            self.assertSilent(model.create, {**vals, name: value})
                            self.assertSilent(model.with_context(**{f"default_{name}": value}).default_get, [name])
                            self.assertSilent(model.with_context(**{f"default_{name}": value}).onchange, {}, [], spec)
                            self.assertSilent(model.onchange, {**vals, name: value}, [name], spec)
                            dialogue = model.create(vals)
                            self.assertSilent(dialogue.write, {name: value})
                            self.assertSilent(dialogue.web_save, {name: value}, {"display_name": {}})
                            tried += 1
        self.assertGreater(tried, 30)

    def test_manager_of_both_companies(self):
        """Whoever works in both companies names records of either."""
        with freeze_time(DAY):
            for model in self._dialogues(self.manager):
                model = model.with_context(allowed_company_ids=(self.company | self.company_b).ids)
                for name, value in self._pointers(model):
                    with self.subTest(model=model._name, field=name):
                        dialogue = model.create({**self._vals(model), name: value})
                        self.assertTrue(dialogue.web_read({name: {}}))

    def test_ids_that_the_database_would_read(self):
        """An id as text or fraction, or in a record made up in a form, is no way around."""
        call = self.env["dunning.call.wizard"].with_user(self.salesman).with_context(allowed_company_ids=self.company.ids)
        info = self.env["dunning.info.wizard"].with_user(self.salesman).with_context(allowed_company_ids=self.company.ids)
        action, profile = self.action_b.id, self.action_b.profile_id.id
        for value in ((str(action), "x"), (float(action), "x"), (action, "x")):
            with self.subTest(value=value):
                self.assertSilent(call.create, {"action_id": value})
        spec = {name: {} for name in ("known", "profile_id")}
        self.assertSilent(info.onchange, {"profile_id": {"id": profile}}, ["profile_id"], spec)
        spec = {name: {} for name in ("last_said", "phone_numbers", "action_id")}
        self.assertSilent(call.onchange, {"action_id": {"id": False, "profile_id": profile}}, ["action_id"], spec)

    def test_customers_of_others(self):
        """A contributor opens no dialogue about a customer of somebody else in his own company."""
        other = self._customer("Of a colleague")
        self._invoice("2025-03-01", 7654321.09, partner=other)
        action = self._run(DAY).filtered(lambda one: one.partner_id == other)
        item = self.env["dunning.receivable"].search([("partner_id", "=", other.id)])
        dispute = self.env["dunning.dispute.wizard"].with_user(self.salesman)
        self.assertSilent(self.env["dunning.call.wizard"].with_user(self.salesman).create, {"action_id": action.id})
        self.assertSilent(self.env["dunning.info.wizard"].with_user(self.salesman).create, {"profile_id": action.profile_id.id})
        self.assertSilent(dispute.with_context(default_receivable_ids=item.ids).onchange, {}, [], {"amount": {}, "currency_id": {}})

    def test_portal_and_plain_users(self):
        """Those without a group open nothing."""
        for user in (self.portal, self.plain):
            self.assertFalse(self._dialogues(user))
            for name in ("dunning.call.wizard", "dunning.info.wizard", "dunning.dispute.wizard"):
                model = self.env[name].with_user(user)
                [pointer, *_more] = self._pointers(model)
                with self.subTest(user=user.login, model=name):
                    self.assertSilent(model.create, dict([pointer]))
                    self.assertSilent(model.onchange, dict([pointer]), [pointer[0]], {"display_name": {}})

    # -- what was opened, later --------------------------------------------------------------------

    def test_records_that_moved(self):
        """A dialogue says nothing more once its record is somebody else's."""
        with freeze_time(DAY):
            model = self.env["dunning.info.wizard"].with_user(self.salesman).with_context(allowed_company_ids=self.company.ids)
            dialogue = model.create({"profile_id": self.action.profile_id.id, "text": "x"})
            self.assertEqual(dialogue.read(["known"])[0]["known"], False)
            self.action.profile_id.write({"own_salesperson_id": self.collector.id, "note": "Only for us"})
            for call in (
                lambda: dialogue.read(["known"]),
                lambda: dialogue.web_read({"known": {}}),
                lambda: model.search_read([("id", "=", dialogue.id)], ["known"]),
                lambda: dialogue.onchange({}, ["text"], {"known": {}}),
                dialogue.action_confirm,
            ):
                self.assertSilent(call)

    def test_dialogues_of_others(self):
        """A dialogue is its author's: nobody else finds, reads, changes, confirms or deletes it, or adds lines to it."""
        with freeze_time(DAY):
            for model in self._dialogues(self.collector):
                with self.subTest(model=model._name):
                    dialogue = model.create(self._vals(model))
                    foreign = self.env[model._name].with_user(self.manager).browse(dialogue.id)
                    self.assertFalse(foreign.search([("id", "=", dialogue.id)]))
                    self.assertSilent(foreign.read, ["display_name"])
                    self.assertSilent(foreign.write, {})
                    self.assertSilent(foreign.unlink)
            metrics = self.env["dunning.metric.wizard"].with_user(self.collector).create({"months": 1})
            metrics.action_show()
            self._invoice("2025-03-01", 80, partner=self._customer("To simulate"))
            simulation = self.env["dunning.simulation"].with_user(self.collector).create({"days": 1})
            simulation.action_simulate()
            for lines in (metrics.line_ids, simulation.line_ids):
                self.assertTrue(lines)
                self.assertFalse(lines.with_user(self.manager).search([("id", "in", lines.ids)]))
            letters = self.env["dunning.letter.wizard"].with_user(self.collector).create({"action_ids": self.action.ids})
            line = self.env["dunning.letter.wizard.line"].with_user(self.manager)
            self.assertSilent(line.create, {"wizard_id": letters.id, "action_id": self.action.id})

    def test_stored_amounts_are_computed_for_whoever_sees_them(self):
        """A stored field is computed as superuser unless it says otherwise: no dialogue proposes amounts of others so."""
        found = []
        for name, model in self.registry.items():
            if name == "dunning.dialogue" or not isinstance(self.env[name], self.registry["dunning.dialogue"]):
                continue
            for field in model._fields.values():
                inner = self.registry[field.comodel_name]._fields.values() if field.type == "one2many" else ()
                shows = field.type == "monetary" or any(one.type == "monetary" for one in inner)
                if shows and field.compute and field.store and field.compute_sudo:
                    found.append(str(field))
        # of one readable invoice; of the items of a readable call, as its computation says
        self.assertEqual(sorted(found), ["dunning.call.wizard.promise_amount", "dunning.dispute.wizard.amount"])

    def test_metrics_of_another_company(self):
        """Figures are those of the user's companies, also after the dialogue was rewritten."""
        wizard = self.env["dunning.metric.wizard"].with_user(self.collector).create({"months": 1})
        self.assertSilent(wizard.write, {"company_id": self.company_b.id})
        wizard.sudo().write({"company_id": self.company_b.id})
        self.assertSilent(wizard.action_show)
        self.assertSilent(wizard.read, ["summary_html"])

    # -- what belongs together ---------------------------------------------------------------------

    def test_records_of_one_dialogue(self):
        """Amounts are those of the customer and company that the dialogue names."""
        other = self._invoice("2025-03-01", 700, partner=self._customer("Another"))
        item = self.env["dunning.receivable"].search([("invoice_name", "=", other.name)])
        with freeze_time(DAY):
            promise = self.env["dunning.promise.wizard"].create({"partner_id": self.customer.id, "receivable_ids": item.ids})
            self.assertEqual(promise.amount_open, 0)
            with self.assertRaisesRegex(UserError, "of this customer only"):
                promise.action_confirm()
            dispute = self.env["dunning.dispute.wizard"].create(
                {
                    "partner_id": self.customer.id, "receivable_ids": item.ids, "description": "x",
                    "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
                }
            )  # fmt: skip
            with self.assertRaisesRegex(UserError, "of this customer only"):
                dispute.action_confirm()
            call = self.env["dunning.call.wizard"].create({"action_id": self.action.id, "outcome": "promised"})
            call.move_ids = other
            self.assertEqual(call.promise_amount, 500)
            with self.assertRaisesRegex(UserError, "this call is about"):
                call.action_confirm()

    def test_preview_of_a_step(self):
        """The example in a plan is an invoice that its reader may see."""
        self._invoice("2025-01-15", 7654321.09, partner=self._customer("Of a colleague"))
        step = self.plan.step_ids
        step.script = "<p>Say hello</p>"
        with freeze_time(DAY):
            self.env.invalidate_all()
            [mine] = step.with_user(self.salesman).with_context(allowed_company_ids=self.company.ids).read(["preview"])
            self.env.invalidate_all()
            [whole] = step.with_user(self.collector).with_context(allowed_company_ids=self.company.ids).read(["preview"])
        self.assertIn("500.00", mine["preview"])
        self.assertNotIn("7,654,321.09", mine["preview"])
        self.assertIn("7,654,321.09", whole["preview"])

    # -- helpers -----------------------------------------------------------------------------------

    def test_errors_of_create(self):
        """Amounts and names stand in no error for somebody who cannot see whose they are."""
        category = self.env.ref("account_dunning.dispute_category_commercial").id
        move, item = self.move_b.id, self.foreign["account.move.line"].id
        cases = (
            ("dunning.promise", {"partner_id": self.hidden.id, "company_id": self.company_b.id, "amount": 1e9}),
            ("dunning.promise", {"profile_id": self.action_b.profile_id.id, "amount": 1e9}),
            ("dunning.dispute", {"move_id": move, "category_id": category, "description": "x"}),
            ("dunning.dispute", {"move_id": move, "partner_id": self.customer.id, "category_id": category, "description": "x"}),
            ("dunning.dispute", {"move_line_id": item, "category_id": category, "description": "x", "amount": 1}),
            ("dunning.hold", {"move_id": move, "partner_id": self.customer.id, "company_id": self.company.id, "reason": "x"}),
            ("dunning.hold", {"move_line_id": item, "reason": "x"}),
            ("dunning.statement", {"profile_id": self.action_b.profile_id.id}),
        )
        for user in (self.portal, self.plain, self.salesman, self.collector):
            for name, vals in cases:
                with self.subTest(user=user.login, model=name):
                    model = self.env[name].with_user(user).with_context(allowed_company_ids=self.company.ids)
                    self.assertSilent(model.create, dict(vals))
        mine = self.own["dunning.dispute"].with_user(self.collector).with_context(allowed_company_ids=self.company.ids)
        self.assertSilent(mine.write, {"credit_note_id": move})
        profile = self.action.profile_id.with_user(self.collector).with_context(allowed_company_ids=self.company.ids)
        self.assertSilent(profile.write, {"plan_id": self.plan_b.id})
