"""Whoever works in one branch sees the amounts of that branch, by every way in: what he asks is answered alike."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..models.shared import evidence
from .test_access import AccessCommon

DAY = "2025-03-11"
CANARY = 7654321.09


@tagged("post_install", "-at_install")
class TestBranchViews(AccessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.branches = cls.env["res.company"].sudo().create(
            [{"name": name, "parent_id": cls.company.id} for name in ("North", "South")]
        )
        cls.north, cls.south = cls.branches
        cls.env.cr.precommit.run()  # gives the branches their chart of accounts
        cls.env.user.sudo().company_ids |= cls.branches
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.branches).ids})
        cls.clerk = cls._user("clerk_v", "account_dunning.group_dunning_user")
        cls.clerk.write({"company_id": cls.north.id, "company_ids": [Command.set(cls.north.ids)]})
        cls.boss = cls._user("boss_v", "account_dunning.group_dunning_manager")
        cls.boss.company_ids = [Command.set((cls.company | cls.branches).ids)]
        cls.customer.user_id = cls.salesman
        cls.move_n, cls.move_s = cls._of(cls.north, 600), cls._of(cls.south, CANARY)
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)
        cls.env.flush_all()

    @classmethod
    def _of(cls, branch, amount, due="2025-03-01"):
        move = cls.env["account.move"].with_company(branch).create(
            {
                "move_type": "out_invoice",
                "company_id": branch.id,
                "partner_id": cls.customer.id,
                "invoice_date": "2025-01-30",
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": amount, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def _as_clerk(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(self.clerk).with_context(allowed_company_ids=self.north.ids)

    def _as_boss(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(self.boss).with_context(allowed_company_ids=(self.company | self.branches).ids)

    def assertHidden(self, values):
        text = str(values)
        for canary in ("7654321.09", "7,654,321.09", "7654921.09", "7,654,921.09"):
            self.assertNotIn(canary, text)

    @freeze_time(DAY)
    def test_promise_dialogue(self):
        """The amount proposed is that of the branch, in the form as saved too: stored amounts are computed for who sees them."""
        vals = {"partner_id": self.customer.id, "company_id": self.company.id}
        dialogue = self._as_clerk(self.env["dunning.promise.wizard"]).create(vals)
        self.assertEqual((dialogue.amount_open, dialogue.line_ids.mapped("amount")), (600.0, [600.0]))
        self.assertHidden(dialogue.line_ids.read())

    def test_payments_of_chased_invoices(self):
        """Who works in one branch reads what was paid of its invoices; of several branches together, the main company does."""

        def notice(day, *moves):
            amounts = [{"move_id": move.id, "currency_id": move.currency_id.id, "amount": move.amount_total} for move in moves]
            lines = [Command.create({**one, "amount_company": one["amount"], "invoice_name": "x"}) for one in amounts]
            vals = {"company_id": self.company.id, "profile_id": self.profile.id, "partner_id": self.customer.id}
            return self.env["dunning.payment.notice"].sudo().create({**vals, "date_paid": day, "line_ids": lines}).sudo(False)

        north, south, both = (
            notice("2025-03-05", self.move_n), notice("2025-03-06", self.move_s), notice("2025-03-07", self.move_n, self.move_s)
        )  # fmt: skip
        notices = north + south + both
        self.assertEqual(notices.mapped("branch_id.id"), (self.north + self.south + self.company).ids)
        for records in (notices, notices.line_ids):
            seen = self._as_clerk(records).search([("id", "in", records.ids)])
            self.assertHidden(seen.read())
            self.assertEqual(seen.mapped("amount_company"), [600.0])
            for other in set(records.ids) - set(seen.ids):
                with self.assertRaises(AccessError):
                    self._as_clerk(records.browse(other)).read(["amount_company"])
            self.assertEqual(self._as_boss(records).search_count([("id", "in", records.ids)]), len(records))

    def test_answers_on_the_page(self):
        """What a customer answered about another branch, or about several, is not for whoever works in one."""

        def answer(key, *moves):
            lines = [{"move_id": move.id, "currency_id": move.currency_id.id, "amount_open": move.amount_residual} for move in moves]
            vals = {"company_id": self.company.id, "profile_id": self.profile.id, "partner_id": self.customer.id, "key": key}
            vals |= {"kind": "promise", "via": "link", "outcome": "done", "amount": sum(line["amount_open"] for line in lines)}
            made = self.env["dunning.answer"].sudo()
            return evidence.as_writer(made).create({**vals, "line_ids": [Command.create(line) for line in lines]})

        answers = answer("a", self.move_n) + answer("b", self.move_s) + answer("c", self.move_n, self.move_s)
        self.assertEqual(answers.mapped("branch_id.id"), (self.north + self.south + self.company).ids)
        for records, name in ((answers, "amount"), (answers.line_ids, "amount_open")):
            records = records.sudo(False)
            seen = self._as_clerk(records).search([("id", "in", records.ids)])
            self.assertHidden(seen.read([name]))
            self.assertEqual(seen.mapped(name), [600.0])

    @freeze_time(DAY)
    def test_figures(self):
        """The customer's page shows what the branch is owed, in figures, by age, in lists and by searching."""
        names = ("amount_due", "amount_overdue", "oldest_days", "aging", "amount_payable")
        [found] = self._as_clerk(self.profile).read(names)
        self.assertEqual((found["amount_due"], found["amount_overdue"], found["oldest_days"]), (600.0, 600.0, 10))
        self.assertEqual([row["amount"] for row in found["aging"]], [600.0])
        [whole] = self._as_boss(self.profile).read(names)
        self.assertEqual((whole["amount_due"], whole["amount_overdue"]), (7654921.09, 7654921.09))
        self.assertEqual([row["amount"] for row in whole["aging"]], [7654921.09])
        Profile = self._as_clerk(self.env["dunning.profile"])
        self.assertEqual(Profile.search([("amount_overdue", ">", 599)]).ids, self.profile.ids)
        self.assertFalse(Profile.search([("amount_overdue", ">", 601)]))
        partner = self._as_clerk(self.customer)
        self.assertEqual((partner.dunning_amount_due, partner.dunning_amount_overdue), (600.0, 600.0))
        items = self._as_clerk(self.env["dunning.receivable"]).search([("partner_id", "=", self.customer.id)])
        self.assertEqual(items.mapped("residual"), [600.0], "what the figure opens adds up to it")
        clerk = self._as_clerk(self.profile)
        opened = clerk.action_open_bucket(next(row["bucket"] for row in clerk.aging))
        found = clerk.env[opened["res_model"]].with_context(**opened["context"]).search(opened["domain"])
        self.assertEqual(found.mapped("residual"), [600.0])

    @freeze_time(DAY)
    def test_same_transaction(self):
        """Figures that one user saw are not kept for another."""
        self.assertEqual(self._as_boss(self.profile).amount_due, 7654921.09)
        clerk = self.profile.with_user(self.clerk).with_context(allowed_company_ids=self.north.ids)
        self.assertEqual(clerk.amount_due, 600.0)

    @freeze_time(DAY)
    def test_promises(self):
        """A promise is about the items of the branch; one about another branch is not seen."""
        form = Form(self._as_clerk(self.env["dunning.promise.wizard"]).with_context(default_partner_id=self.customer.id))
        self.assertEqual(form.amount_open, 600.0)
        clerk = self._as_clerk(self.env["dunning.promise"])
        with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
            clerk.create({"partner_id": self.customer.id, "company_id": self.company.id, "amount": 601})
        self.assertIn("600.00 is open", str(refused.exception).replace("\N{NO-BREAK SPACE}", " ").replace("$ ", ""))
        self.assertHidden(refused.exception)
        own = clerk.create({"partner_id": self.customer.id, "company_id": self.company.id, "amount": 100})
        self.assertEqual((own.branch_id, own.line_ids.move_id.ids), (self.north, self.move_n.ids))
        other = self.env["dunning.promise"]._record_promises(
            self.company, self.customer, own.date, [(own.date_payment, 7000000)], self._items(self.move_s)
        )
        self.assertEqual((other.branch_id, other.amount), (self.south, 7000000))
        both = self.env["dunning.promise"]._record_promises(self.company, self.customer, own.date, [(own.date_payment, None)])
        self.assertEqual((both.branch_id, both.amount), (self.company, 654821.09))
        self.assertEqual(self._as_clerk(own).search([]).ids, own.ids)
        self.assertEqual(self._as_clerk(own.line_ids).search([]).promise_id.ids, own.ids)
        with self.assertRaises(AccessError):
            self._as_clerk(other).read(["amount"])
        [found] = self._as_clerk(self.profile).read(["amount_promised", "promise_count"])
        self.assertEqual((found["amount_promised"], found["promise_count"]), (100.0, 1))
        self.assertEqual(set(self._as_boss(own).search([]).ids), {own.id, other.id, both.id})

    @freeze_time(DAY)
    def test_disputes(self):
        """A dispute is its branch's."""
        category = self.env.ref("account_dunning.dispute_category_commercial")
        own, other = self.env["dunning.dispute"].create(
            [{"move_id": move.id, "category_id": category.id, "description": "x"} for move in (self.move_n, self.move_s)]
        )
        self.assertEqual((own.branch_id, other.branch_id), (self.north, self.south))
        self.assertEqual(self._as_clerk(own).search([]).ids, own.ids)
        with self.assertRaises(AccessError):
            self._as_clerk(other).read(["amount"])
        [found] = self._as_clerk(self.profile).read(["amount_disputed", "dispute_count"])
        self.assertEqual((found["amount_disputed"], found["dispute_count"]), (600.0, 1))
        self.assertEqual(set(self._as_boss(own).search([]).ids), {own.id, other.id})

    @freeze_time(DAY)
    def test_timeline_and_work_list(self):
        """Events and lines with amounts are those of the branch; what speaks of no amount is everybody's."""
        category = self.env.ref("account_dunning.dispute_category_commercial")
        self.env["dunning.dispute"].create({"move_id": self.move_s.id, "category_id": category.id, "description": "x"})
        self.env["dunning.hold"].create({"partner_id": self.customer.id, "company_id": self.company.id, "reason": "Because"})
        self.profile.message_post(body="A note", message_type="comment")
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id})
        evidence.as_writer(statement).write({"state": "sent", "date_sent": DAY})
        events = self._as_clerk(self.env["dunning.event"]).search_read([("profile_id", "=", self.profile.id)], ["kind", "amount", "what"])
        self.assertEqual(sorted(event["kind"] for event in events), ["hold", "invoice", "message"])
        self.assertHidden(events)
        whole = self._as_boss(self.env["dunning.event"]).search([("profile_id", "=", self.profile.id)])
        self.assertEqual(
            sorted(whole.mapped("kind")), ["dispute", "hold", "invoice", "invoice", "message", "statement"]
        )
        tasks = self._as_clerk(self.env["dunning.task"]).search_read([], ["kind", "amount", "why"])
        self.assertHidden(tasks)
        self.assertHidden(self._as_clerk(self.profile).web_read({"event_ids": {"fields": {"amount": {}, "what": {}}}}))

    @freeze_time(DAY)
    def test_replies_in_the_work_list(self):
        """A reply waits for as much as the contact asked for that it answers: it is seen where that contact is."""
        Reply, common = self.env["dunning.reply"].sudo(), {"profile_id": self.profile.id, "partner_id": self.customer.id}
        action = self.env["dunning.action"].sudo().create(
            {
                "company_id": self.company.id, "profile_id": self.profile.id, "partner_id": self.customer.id,
                "channel": "email", "date": DAY, "amount_due": CANARY,
            }
        )  # fmt: skip
        Reply.create([{**common, "company_id": self.company.id, "action_id": one} for one in (action.id, False)])
        domain = [("kind", "=", "reply")]
        tasks = self._as_clerk(self.env["dunning.task"]).search_read(domain, ["amount"])
        self.assertEqual([task["amount"] for task in tasks], [0.0])
        whole = self._as_boss(self.env["dunning.task"]).search(domain)
        self.assertEqual(sorted(whole.mapped("amount")), [0.0, CANARY])

    def test_notes_of_the_system_in_the_history(self):
        """What the system notes on the customer's page may be about all branches; what a colleague writes is for all."""
        system = self.env.ref("base.user_root")
        self.profile.with_user(system)._message_log(body=f"Broken: {CANARY:,.2f}")
        self.profile.with_user(self.boss).message_post(body="They move to Lyon", message_type="comment")
        domain = [("model", "=", "dunning.profile"), ("res_id", "=", self.profile.id)]
        words = self._as_clerk(self.env["mail.message"]).search(domain).mapped("body")
        self.assertIn("They move to Lyon", str(words))
        self.assertHidden(words)
        self.assertIn("7,654,321.09", str(self._as_boss(self.env["mail.message"]).search(domain).mapped("body")))

    @freeze_time(DAY)
    def test_statement_in_the_history(self):
        """The message of a statement, on the profile that all branches share, is read by those who may read the statement."""
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id})
        note = self.profile.message_post(body="A note", message_type="comment")
        template = self.env.ref("account_dunning.mail_template_statement")
        statement._post_statement(template, DAY, ("Statement.pdf", b"%PDF-1.4"), [])
        message = statement.mail_message_id
        pdf = message.attachment_ids
        self.assertEqual((pdf.res_model, pdf.res_id), ("dunning.statement", statement.id))
        both = [("id", "in", (message | note).ids)]
        self.assertEqual(self._as_clerk(note).search(both), note)
        for records, name in ((message, "body"), (pdf, "raw")):
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                self._as_clerk(records).read([name])
        self.assertEqual(self._as_boss(message).search(both), message | note)
        self.assertIn("7,654,921.09", str(self._as_boss(message).body).replace("&nbsp;", ""))
        self.assertEqual(self._as_boss(pdf).raw, b"%PDF-1.4")

    @freeze_time(DAY)
    def test_statement_sent_before(self):
        """Until 1.4 its PDF was a document of the customer, whom the branch reads; an upgrade gives it to the statement."""
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id})
        template = self.env.ref("account_dunning.mail_template_statement")
        statement._post_statement(template, DAY, ("Statement.pdf", b"%PDF-1.4"), [])
        pdf = statement.mail_message_id.attachment_ids
        own = self.env["ir.attachment"].create(
            {"name": "x.pdf", "raw": b"%PDF", "res_model": "dunning.profile", "res_id": self.profile.id}
        )
        evidence.as_writer(pdf).write({"res_model": "dunning.profile", "res_id": self.profile.id})
        self.env.flush_all()
        spec = spec_from_file_location(
            "documents", Path(__file__).parents[1] / "migrations" / "19.0.1.4.0" / "post-statement_documents.py"
        )
        script = module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.3.0")
        self.env.invalidate_all()
        self.assertEqual((pdf.res_model, pdf.res_id), ("dunning.statement", statement.id))
        self.assertEqual((own.res_model, own.res_id), ("dunning.profile", self.profile.id))
        with self.assertRaises(AccessError):
            self._as_clerk(pdf).read(["raw"])
        self.assertEqual(self._as_boss(pdf).raw, b"%PDF-1.4")

    @freeze_time(DAY)
    def test_statements(self):
        """A statement speaks for the whole company: for people of one branch it is not there, in no form."""
        statement = self.env["dunning.statement"].create({"profile_id": self.profile.id})
        self.assertEqual(statement.closing, 7654921.09)
        report = "account_dunning.report_customer_statement"
        half = self._user("half_v", "account_dunning.group_dunning_user")
        half.company_ids = [Command.set((self.company | self.north).ids)]
        for user in (self.clerk, half):
            with self.subTest(user=user.login):
                self.env.flush_all()
                self.env.invalidate_all()
                mine = statement.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
                self.assertFalse(mine.search([]))
                with self.assertRaises(AccessError):
                    mine.read(["closing"])
                for print_as in ("_render_qweb_html", "_render_qweb_pdf"):
                    with self.assertRaises(UserError) as refused:
                        getattr(mine.env["ir.actions.report"], print_as)(report, statement.ids)
                    self.assertHidden(refused.exception)
                for method in ("action_print", "action_send"):
                    with self.assertRaises(UserError):
                        getattr(mine, method)()
                with self.assertRaises(UserError) as refused, self.env.cr.savepoint():
                    mine.create({"profile_id": self.profile.id})
                self.assertHidden(refused.exception)
        self.assertEqual(self._as_boss(statement).search([]).closing, 7654921.09)
        html, _kind = self._as_boss(statement).env["ir.actions.report"]._render_qweb_html(report, statement.ids)
        self.assertIn("7,654,921.09", html.decode())
        archived = self.env["res.company"].sudo().create({"name": "Old", "parent_id": self.company.id})
        archived.active = False
        self.assertTrue(self._as_boss(statement).search([]), "a branch that is closed needs nobody's access")
        self.assertTrue(self._as_boss(statement).has_access("read"))

    @freeze_time(DAY)
    def test_aged_balance(self):
        """The aged balance is that of the branch, on screen, as PDF, and whatever companies are asked for."""
        for asked in (self.north.ids, [], (self.company | self.branches).ids):
            with self.subTest(asked=asked):
                context = {"dunning_aged": {"day": DAY, "company_ids": asked}}
                balances = self._as_clerk(self.env["dunning.aged.balance"]).with_context(**context).search_read([], ["balance"])
                self.assertEqual([row["balance"] for row in balances], [600.0])
        wizard = self._as_clerk(self.env["dunning.aged.wizard"]).create({})
        self.assertHidden(wizard._document_data())
        with self.assertRaises(AccessError):
            wizard.create({"company_ids": [Command.set(self.south.ids)]})

    @freeze_time(DAY)
    def test_reminder(self):
        """A one-off reminder asks for what the branch is owed."""
        wizard = self._as_clerk(self.env["dunning.remind.wizard"]).create({"partner_id": self.customer.id, "channel": "phone"})
        action = self.env["dunning.action"].browse(wizard.action_edit()["res_id"])
        self.assertEqual((action.amount_due, action.branch_id), (600.0, self.north))
        self.assertNotIn(self.move_s, action.line_ids.move_id)
