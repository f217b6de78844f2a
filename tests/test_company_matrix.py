"""Own company only, for every role and by every way in: records, figures, reports, dialogues, fields, pages."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common_delivery import DeliveryCommon

DAY = "2025-03-06"

# Login → group. None of them belongs to company B.
ROLES = {
    "collector_m": "account_dunning.group_dunning_user",
    "manager_m": "account_dunning.group_dunning_manager",
    "contributor_m": "account_dunning.group_dunning_contributor",
    "accountant_m": "account.group_account_user",
    "portal_m": "base.group_portal",
    "public_m": "base.group_public",
}
# What a role reads in its own company; the others are refused the model.
READS = {
    "dunning.plan": {"collector_m", "manager_m", "contributor_m"},
    "dunning.plan.step": {"collector_m", "manager_m", "contributor_m"},
    "dunning.plan.override": {"collector_m", "manager_m"},
    "dunning.profile": {"collector_m", "manager_m", "contributor_m"},
    "dunning.run": {"collector_m", "manager_m"},
    "dunning.decision": {"collector_m", "manager_m"},
    "dunning.action": {"collector_m", "manager_m", "contributor_m"},
    "dunning.action.line": {"collector_m", "manager_m", "contributor_m"},
    "dunning.hold": {"collector_m", "manager_m", "contributor_m"},
    "dunning.receivable": {"collector_m", "manager_m", "contributor_m"},
    "dunning.reply": {"collector_m", "manager_m", "contributor_m"},
    "dunning.reading": {"collector_m", "manager_m", "contributor_m"},
    "dunning.receipt": {"collector_m", "manager_m", "contributor_m"},
    "dunning.payment.notice": {"collector_m", "manager_m", "contributor_m"},
    "dunning.payment.notice.line": {"collector_m", "manager_m", "contributor_m"},
}
# A figure of each model that a pivot could add up.
FIGURES = {
    "dunning.decision": "net:sum",
    "dunning.action": "amount_due:sum",
    "dunning.action.line": "net:sum",
    "dunning.receivable": "residual:sum",
    "dunning.run": "amount:sum",
    "dunning.reading": "count:sum",
    "dunning.receipt": "amount:sum",
    "dunning.payment.notice": "amount_company:sum",
}


@tagged("post_install", "-at_install")
class TestCompanyMatrix(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "letter", {"mode": "review"}), (15, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.company_b = cls.setup_other_company(name="Company B")["company"]
        cls.plan_b = cls.plan.copy({"company_id": cls.company_b.id, "name": "Plan of B"})
        cls.company_b.sudo().write({"dunning_live_date": "2024-01-01", "dunning_plan_id": cls.plan_b.id})
        cls.move_a, cls.move_b = cls._invoice("2025-03-01", 1000), cls._invoice_b(77)
        cls.users = {
            login: new_test_user(
                cls.env(su=True), login=login, groups=group, email=f"{login}@example.com",
                company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)],
            )
            for login, group in ROLES.items()
        }  # fmt: skip
        # the customer's salesperson, in both companies: what keeps him from B is the company alone
        cls.customer.user_id = cls.users["contributor_m"]
        for company, move in ((cls.company, cls.move_a), (cls.company_b, cls.move_b)):
            cls.env["dunning.run"].create({"company_id": company.id, "date": DAY}).action_preview()
            cls._run(DAY, company)
            plan = company.dunning_plan_id
            cls.env["dunning.plan.override"].sudo().create({"move_id": move.id, "plan_id": plan.id})
            cls.env["dunning.hold"].create(
                {"partner_id": cls.customer.id, "company_id": company.id, "move_id": move.id, "kind": "reply",
                 "reason": "Secret" if move == cls.move_b else "Ours", "date_start": "2025-03-07"}
            )  # fmt: skip
        cls.env.flush_all()
        cls.action_a, cls.action_b = (
            cls.env["dunning.action"].search([("company_id", "=", one.id), ("partner_id", "=", cls.customer.id)])
            for one in (cls.company, cls.company_b)
        )
        for action, journal in ((cls.action_a, "default_journal_bank"), (cls.action_b, None)):
            cls._came_back(action, cls.company_data[journal] if journal else None)

    @classmethod
    def _came_back(cls, action, journal):
        """Have a reply, a reading, a payment and its notice in the company of an action."""
        company = action.company_id
        common = {"company_id": company.id, "profile_id": action.profile_id.id, "partner_id": cls.customer.id}
        cls.env["dunning.reply"].sudo().create({**common, "action_id": action.id, "subject": "Secret" if journal is None else "Ours"})
        cls.env["dunning.reading"].sudo()._count_tracked_event(action.sudo(), "link", Date.to_date(DAY))
        currency = company.currency_id
        line = Command.create({"invoice_name": "X", "currency_id": currency.id, "amount": 7, "amount_company": 7})
        cls.env["dunning.payment.notice"].sudo().create({**common, "date_paid": DAY, "line_ids": [line]})
        journal = journal or cls.env["account.journal"].search([("company_id", "=", company.id), ("type", "=", "bank")], limit=1)
        payer = cls._customer("Payer", user_id=cls.users["contributor_m"].id)
        payment = cls.env["account.payment"].with_company(company).create(
            {
                "payment_type": "inbound", "partner_type": "customer", "partner_id": payer.id, "amount": 7, "date": DAY,
                "journal_id": journal.id,
            }
        )  # fmt: skip
        payment.action_post()

    @classmethod
    def _invoice_b(cls, amount):
        move = (
            cls.env["account.move"]
            .with_company(cls.company_b)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": cls.customer.id,
                    "invoice_date": "2025-01-30",
                    "invoice_date_due": "2025-03-01",
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [Command.create({"name": "Work", "price_unit": amount, "tax_ids": []})],
                }
            )
        )
        move.action_post()
        return move

    def _as(self, login, records):
        """Return records or a model as a person sees them, working in company A."""
        return records.with_user(self.users[login]).with_context(allowed_company_ids=self.company.ids)

    def _foreign(self, model):
        """Return B's records of a model."""
        name = {"dunning.decision": "run_company_id", "dunning.plan.override": "plan_id.company_id"}.get(
            model, "company_id"
        )
        found = self.env[model].sudo().search([(name, "=", self.company_b.id)])
        self.assertTrue(found, f"there is something to hide in {model}")
        return found

    def test_records(self):
        for model, readers in READS.items():
            foreign = self._foreign(model)
            for login in ROLES:
                with self.subTest(model=model, login=login):
                    Mine = self._as(login, self.env[model])
                    if login not in readers:
                        self.assertRaises(AccessError, Mine.search, [])
                        continue
                    found = Mine.search([])
                    self.assertTrue(found, "of the own company there is something to see")
                    self.assertFalse(found.sudo() & foreign)
                    self.env.invalidate_all()
                    self.assertRaises(AccessError, self._as(login, foreign[:1]).read, ["display_name"])
                    self.assertFalse(Mine.search([("id", "in", foreign.ids)]))

    def test_figures(self):
        """Pivots and groups add up the own company's alone."""
        for model, figure in FIGURES.items():
            own = self.env[model].sudo().search([]) - self._foreign(model)
            for login in READS[model]:
                with self.subTest(model=model, login=login):
                    Mine = self._as(login, self.env[model])
                    visible = Mine.search([])
                    [(total, count)] = Mine._read_group([], aggregates=[figure, "__count"])
                    self.assertEqual(count, len(visible))
                    self.assertFalse(visible.sudo() - own)
                    name = figure.split(":")[0]
                    self.assertAlmostEqual(total, sum(visible.sudo().mapped(name)), places=2)

    def test_activities_and_messages(self):
        """What hangs on B's action is as hidden as the action."""
        note = self.action_b.sudo().message_post(body="For us alone")
        for login in ("collector_m", "manager_m", "contributor_m", "accountant_m"):
            with self.subTest(login=login):
                self.env.invalidate_all()
                self.assertFalse(self._as(login, self.env["mail.message"]).search([("id", "=", note.id)]))
                self.assertRaises(AccessError, self._as(login, note).read, ["body"])

    def test_reports(self):
        """Neither letter nor statement nor plan of B can be printed from A."""
        Report = self.env["ir.actions.report"]
        for name, record in (
            ("account_dunning.report_letter", self.action_b),
            ("account_dunning.report_statement", self.action_b),
            ("account_dunning.report_plan", self.plan_b),
        ):
            for login in ROLES:
                with self.subTest(report=name, login=login):
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError):
                        self._as(login, Report)._render_qweb_html(name, record.ids)

    def test_invoice_and_customer_fields(self):
        """B's invoice cannot be read; the customer both share tells of A alone."""
        with freeze_time(DAY):
            for login in ("collector_m", "manager_m"):
                with self.subTest(login=login):
                    self.env.invalidate_all()
                    self.assertRaises(AccessError, self._as(login, self.move_b).read, ["dunning_status"])
                    self.env.invalidate_all()
                    partner = self._as(login, self.customer)
                    self.assertEqual(partner.dunning_amount_overdue, 1000.0)
                    self.assertEqual(partner.dunning_profile_id.sudo().company_id, self.company)
                    self.assertEqual(self._as(login, self.move_a).dunning_action_ids, self._as(login, self.action_a))

    def test_search_and_group_by_the_fields(self):
        """Filters and groupings by dunning fields find the own company's invoices."""
        with freeze_time(DAY):
            for login in ("collector_m", "manager_m"):
                Mine = self._as(login, self.env["account.move"])
                for domain in (
                    [("dunning_status", "!=", False)],
                    [("dunning_next_step_id", "!=", False)],
                    [("dunning_next_date", "<=", "2025-12-31")],
                    [("dunning_action_ids", "in", (self.action_a | self.action_b).ids)],
                    [("dunning_action_ids", "!=", False)],
                ):
                    with self.subTest(login=login, domain=domain):
                        found = Mine.search(domain)
                        self.assertNotIn(self.move_b.id, found.ids)
                for field in (
                    "dunning_status",
                    "dunning_next_step_id",
                    "dunning_next_date:month",
                    "dunning_last_step_id",
                ):
                    with self.subTest(login=login, field=field):
                        groups = Mine._read_group(
                            [("id", "in", (self.move_a | self.move_b).ids)], [field], ["id:recordset"]
                        )
                        moves = Mine.browse().union(*(moves for _value, moves in groups))
                        self.assertEqual(moves.ids, self.move_a.ids)

    def test_dialogues(self):
        """No dialogue works on what belongs to B."""
        cases = (
            ("dunning.action.wizard", {"mode": "skip", "reason": "x", "action_ids": [Command.set(self.action_b.ids)]}, "action_confirm"),
            ("dunning.hold.wizard", {"move_ids": [Command.set(self.move_b.ids)], "kind": "hold", "reason": "x"}, "action_confirm"),
            ("dunning.call.wizard", {"action_id": self.action_b.id, "outcome": "reached"}, "action_confirm"),
        )  # fmt: skip
        holds = self.env["dunning.hold"].sudo().search_count([])
        for model, vals, method in cases:
            for login in ROLES:
                with self.subTest(model=model, login=login):
                    self.env.invalidate_all()
                    with self.assertRaises(UserError):
                        getattr(self._as(login, self.env[model]).create(vals), method)()
        self.assertEqual((self.action_b.state, self.env["dunning.hold"].sudo().search_count([])), ("todo", holds))

    def test_methods(self):
        """B's records cannot be worked on by calling them."""
        run_b = self._foreign("dunning.run")[:1]
        for record, methods in (
            (self.action_b, ("action_approve", "action_cancel", "action_retry", "action_print_letters")),
            (run_b, ("action_preview", "action_run", "action_start", "action_approve")),
        ):  # fmt: skip
            for method in methods:
                if not hasattr(record, method):
                    continue
                for login in ROLES:
                    with self.subTest(method=method, login=login):
                        self.env.invalidate_all()
                        with self.assertRaises(UserError):
                            getattr(self._as(login, record), method)()
        with self.assertRaises(AccessError):
            self._as("manager_m", self.env["dunning.run"]).create({"company_id": self.company_b.id, "date": DAY})
        with self.assertRaises(UserError):
            self._as("manager_m", self.env["dunning.action"])._create_manual(
                self._as("manager_m", self.customer), self._as("manager_m", self.company_b), Date.to_date(DAY)
            )

    def test_pages(self):
        """Without the link's key nobody gets to B's page, whoever is logged in; with it everybody does."""
        paths = (f"/my/dunning/{self.action_b.id}", f"/my/dunning/{self.action_b.id}/invoice/{self.move_b.id}")
        for login in (None, "collector_m", "manager_m", "contributor_m", "accountant_m", "portal_m"):
            self.authenticate(login, login and login.ljust(8, "x"))
            for path in paths:
                for token in ("", f"?access_token={self.action_a.access_token}"):
                    with self.subTest(login=login, path=path, token=bool(token)):
                        page = self.url_open(path + token)
                        self.assertNotIn("77.00", page.text)
                        self.assertNotIn(self.move_b.name, page.text)
        self.authenticate(None, None)
        page = self.url_open(f"{paths[0]}?access_token={self.action_b.access_token}").text
        self.assertIn(self.move_b.name, page)
        self.assertIn("Nothing to pay for now", page, "what rests is not asked for")

    def test_screens_of_lists(self):
        """The list of each model opens for those who may read it, with the own company's rows."""
        for model, readers in READS.items():
            if model == "dunning.plan.override":
                continue
            foreign = self._foreign(model)
            for login in readers:
                with self.subTest(model=model, login=login):
                    self.env.invalidate_all()
                    found = self._as(login, self.env[model]).web_search_read([], {"display_name": {}})
                    self.assertFalse({row["id"] for row in found["records"]} & set(foreign.ids))
