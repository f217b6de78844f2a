"""One figure, one source: what two screens, mails or documents show of one day is the same, or has another title."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import html2plaintext

from ..common import DunningCommon

# A Monday; the last complete month is November.
DAY = "2025-12-01"
LAST = "2025-11-30"


class OneFigureCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(DAY))
        cls.north = cls.env["res.company"].sudo().create({"name": "North", "parent_id": cls.company.id})
        cls.env.cr.precommit.run()  # gives the branch its chart of accounts
        cls.env.user.sudo().company_ids |= cls.north
        cls.companies = cls.company | cls.north
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.companies.ids})
        cls.company.dunning_plan_id = cls._plan([(5, "phone"), (60, "phone")])
        cls.manager = cls._user("manager_f", "account_dunning.group_dunning_manager", name="Marthe")
        (cls.manager | cls.env.user).sudo().group_ids |= cls.env.ref("analytic.group_analytic_accounting")
        cls.manager.company_ids = [Command.set(cls.companies.ids)]
        cls.salesman.company_ids = [Command.set(cls.companies.ids)]
        cls.salesman.email = "sales@example.com"
        cls.beta = cls._customer("Beta")
        (cls.customer | cls.beta).user_id = cls.salesman
        cls._fill_ledger()
        for partner in cls.customer | cls.beta:
            cls.env["dunning.profile"]._get_or_create(partner, cls.company)
        cls.env.flush_all()

    @classmethod
    def _fill_ledger(cls):
        """Late, covered in part, of a branch, not due, disputed, and of nobody."""
        cls.late = cls._invoice("2025-10-15", 1000)
        cls._credit_note(200, date="2025-10-20")
        cls.old = cls._invoice("2025-08-01", 400, partner=cls.beta)
        cls.coming = cls._invoice("2026-01-15", 300, partner=cls.beta, invoice_date="2025-11-10")
        cls.northern = cls._of_branch(600, "2025-11-20", "2025-09-25")
        cls.paid = cls._invoice("2025-11-10", 700, partner=cls.beta, invoice_date="2025-10-10")
        cls._pay(cls.paid, "2025-11-18")
        cls._general_entry((cls.env["res.partner"], "2025-10-01", 50.0), date="2025-10-01")
        category = cls.env.ref("account_dunning.dispute_category_commercial")
        cls.env["dunning.dispute"].create(
            {"move_id": cls.old.id, "category_id": category.id, "description": "Broken", "date_opened": "2025-11-01"}
        )

    @classmethod
    def _of_branch(cls, amount, due, day, partner=None):
        move = cls.env["account.move"].with_company(cls.north).create(
            {
                "move_type": "out_invoice", "company_id": cls.north.id, "partner_id": (partner or cls.beta).id, "invoice_date": day,
                "invoice_date_due": due, "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": amount, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        return move

    def _board(self, companies=None, **filters):
        board = self.env["dunning.dashboard"].with_user(self.manager)
        return board.with_context(allowed_company_ids=(companies or self.companies).ids)

    def _blocks(self, companies=None, **filters):
        """Return figures by name, by code of block, as the screen gets them."""
        board = self._board(companies)
        blocks = [
            board.get_block(block["code"], filters) if block.get("later") else block for block in board.get_data(filters)["blocks"]
        ]
        return {block["code"]: {figure["name"]: figure for figure in block["figures"]} for block in blocks}

    def _wizard(self, companies=None, **vals):
        Wizard = self.env["dunning.metric.wizard"].with_user(self.manager)
        Wizard = Wizard.with_context(allowed_company_ids=(companies or self.companies).ids)
        return Wizard.create({"company_id": self.company.id, "last_month": LAST, "months": 3, **vals})


@tagged("post_install", "-at_install")
class TestOneFigure(OneFigureCommon):
    # -- overdue -----------------------------------------------------------------------------------

    def test_overdue_before_credits(self):
        """Dashboard, aged balance on screen and on paper, statements, open items: 1,000 + 400 + 600, and 50 of nobody."""
        blocks = self._blocks()
        Aging = self.env["dunning.aging"].with_user(self.manager).with_context(allowed_company_ids=self.companies.ids)
        options = Aging._read_options({"day": DAY, "trade": True, "company_ids": self.companies.ids})
        rows = Aging._balance_rows(options)
        items = Aging.env["dunning.aged.item"].with_context(**options.context()).search([("days", ">", 0), ("bucket", "!=", "credit")])
        found = {
            "key figures": blocks["figures"]["Overdue"]["value"],
            "overdue by age": blocks["overdue"]["Overdue"]["value"],
            "from the books": blocks["owed"]["Overdue"]["value"],
            "aged balance": sum(row["overdue"] for row in rows),
            "aged items": sum(items.mapped("residual")),
        }
        self.assertEqual(found, dict.fromkeys(found, 2050))
        receivables = Aging.env["dunning.receivable"].search([("is_overdue", "=", True), ("root_company_id", "=", self.company.id)])
        self.assertEqual(sum(receivables.mapped("residual")), 2000)
        self.assertEqual(self._overdue_of_statements(), 2000)
        self.assertEqual({blocks[code]["Overdue"]["note"] for code in ("figures", "overdue", "owed")}, {"before credits"})

    def _overdue_of_statements(self):
        statements = self.env["dunning.statement"].sudo().create(
            [
                {"profile_id": profile.id, "partner_id": profile.partner_id.id, "kind": "open", "date_to": DAY}
                for profile in self.env["dunning.profile"].search([("partner_id", "in", (self.customer | self.beta).ids)])
            ]
        )
        return sum(section["overdue"] for sections in statements._sections_by_statement().values() for section in sections)

    def test_overdue_less_credits(self):
        """Customers' list, contact, digest, dashboard: 2,000 less the credit of 200, and named otherwise than the 2,050."""
        profiles = self.env["dunning.profile"].with_user(self.manager).with_context(allowed_company_ids=self.companies.ids)
        listed = profiles.search([("amount_overdue", ">", 0), ("company_id", "=", self.company.id)])
        self.assertEqual(listed.partner_id, self.customer | self.beta)
        partners = (self.customer | self.beta).with_user(self.manager).with_context(allowed_company_ids=self.companies.ids)
        content = self.env["dunning.digest"].sudo()._digest_content(self.company, Date.to_date(DAY))[self.salesman]
        owed = self._blocks()["owed"]
        found = {
            "customers": sum(listed.mapped("amount_overdue")),
            "contacts": sum(partners.mapped("dunning_amount_overdue")),
            "dashboard": owed["Overdue, Credits Deducted"]["value"],
            "digest": content["overdue"],
            "rows of the digest": sum(row["overdue"] for row in content["customers"]),
        }
        self.assertEqual(found, dict.fromkeys(found, 1800))
        self.assertEqual(content["open"], sum(listed.mapped("amount_due")))
        self.assertEqual(profiles._fields["amount_overdue"].string, "Overdue, Credits Deducted")
        self.assertEqual(partners._fields["dunning_amount_overdue"].string, "Overdue, Credits Deducted")

    def test_books_to_list(self):
        """Each step between both figures is told, and they add up."""
        owed = {name: figure["value"] for name, figure in self._blocks()["owed"].items()}
        expected = {"Overdue": 2050, "Covered by Credits": -200, "Not in the Customers' List": -50, "Overdue, Credits Deducted": 1800}
        self.assertEqual(owed, expected)
        north = {name: figure["value"] for name, figure in self._blocks(self.north)["owed"].items()}
        self.assertEqual(north, {"Overdue": 600, "Covered by Credits": 0, "Overdue, Credits Deducted": 600})

    def test_list_of_one_branch(self):
        for companies, expected in ((self.north, 600), (self.company, 1200), (self.companies, 1800)):
            listed = self.env["dunning.profile"].with_user(self.manager).with_context(allowed_company_ids=companies.ids)
            listed.invalidate_model()
            total = sum(listed.search([("company_id", "=", self.company.id)]).mapped("amount_overdue"))
            shown = self._blocks(companies)["owed"]["Overdue, Credits Deducted"]["value"]
            self.assertEqual((total, shown), (expected, expected))

    def test_digest_of_one_branch(self):
        """Who sees one branch reads in the digest what that branch's list says."""
        self.salesman.write({"company_id": self.north.id, "company_ids": [Command.set(self.north.ids)]})
        content = self.env["dunning.digest"].sudo()._digest_content(self.company, Date.to_date(DAY))[self.salesman]
        self.assertEqual((content["open"], content["overdue"]), (600, 600))

    def test_mail_is_the_screen(self):
        self.company.dunning_dashboard_user_ids = self.manager
        mail = self.env["dunning.dashboard"].sudo()._send_weekly(self.company, Date.to_date(DAY))
        text = html2plaintext(mail.body_html)
        for block in self._blocks().values():
            for figure in block.values():
                self.assertIn(figure["text"], text)
        self.assertIn(self._board().get_data()["scope_text"], text)

    def test_scope_is_told(self):
        name = self.company.name
        self.assertEqual(self._board().get_data()["scope_text"], f"{name} with North · all customers · 12/01/2025")
        self.assertEqual(
            self._board(self.company).get_data({"scope": "mine"})["scope_text"],
            f"{name}, without its other branches · my customers · 12/01/2025",
        )
        self.assertEqual(self._board(self.north).get_data()["scope_text"], f"{name}, branches: North · all customers · 12/01/2025")

    # -- key figures -------------------------------------------------------------------------------

    def test_key_figures_of_the_companies_chosen(self):
        """DSO and effectiveness are of the companies at the top, on the dashboard and among the key figures."""
        seen = set()
        for companies in (self.company, self.companies, self.north):
            figures = self._blocks(companies)["figures"]
            wizard = self._wizard(companies)
            row = wizard._make_rows().sorted("month")[-1]
            self.assertEqual(str(row.month), LAST)
            self.assertAlmostEqual(figures["DSO"]["value"], row.dso, delta=0.06)
            self.assertAlmostEqual(figures["Collection Effectiveness"]["value"], row.effectiveness, 4)
            self.assertEqual(figures["Collected"]["value"], row.collected)
            seen.add(row.dso)
        self.assertEqual(len(seen), 3)

    def test_month_end_is_the_aged_balance(self):
        row = self._wizard()._make_rows().sorted("month")[-1]
        Aging = self.env["dunning.aging"].with_user(self.manager).with_context(allowed_company_ids=self.companies.ids)
        rows = Aging._balance_rows(Aging._read_options({"day": LAST, "trade": True, "company_ids": self.companies.ids}))
        for metric, aged in (("receivables", "balance"), ("overdue", "overdue"), ("credits", "credit")):
            self.assertEqual(row[metric], sum(one[aged] for one in rows), metric)

    def test_branches_are_not_stacked(self):
        """The branches' DSO together are the company's, in graph and pivot; the company is one line."""
        [whole] = self._wizard(months=1)._make_rows()
        rows = self._wizard(months=1, dimension="branch")._make_rows()
        self.assertEqual(set(rows.mapped("group_name")), {self.company.name, "North"})
        self.assertNotAlmostEqual(sum(rows.mapped("dso")), whole.dso, 0)
        measures = ["dso", "best_dso", "delinquent_days", "effectiveness", "overdue_ratio", "days_late", "late_rate"]
        [found] = rows._read_group([("id", "in", rows.ids)], ["month:month"], [f"{name}:avg" for name in measures])
        for name, value in zip(measures, found[1:], strict=True):
            self.assertAlmostEqual(value or 0, whole[name], delta=0.06, msg=name)
        # what cannot be told of both together is not told
        [(back,)] = rows._read_group([("id", "in", rows.ids)], [], ["dso_countback:avg"])
        self.assertFalse(back)
        [(back,)] = rows._read_group([("id", "=", rows[0].id)], [], ["dso_countback:avg"])
        self.assertEqual(back, rows[0].dso_countback)

    def test_capital_of_a_year(self):
        """Days of working capital are of a year's sales, however many months are shown."""
        said = set()
        for months in (1, 3, 12, 24):
            wizard = self._wizard(months=months)
            wizard._make_rows()
            said.add(html2plaintext(wizard.summary_html).split("Working capital")[1])
        self.assertEqual(len(said), 1)
        annual = 1000 - 200 + 400 + 300 + 600 + 700
        capital = self.env["dunning.metrics"]._working_capital(self.companies, Date.to_date(LAST))["requirement"]
        self.assertIn(f"{capital / annual * 365:,.1f} days", said.pop())

    def test_month_is_named(self):
        """Figures of November are not "now"."""
        self.company.dunning_dso_target = 60
        wizard = self._wizard()
        wizard._make_rows()
        text = html2plaintext(wizard.summary_html)
        self.assertIn("11/30/2025", text)
        self.assertIn(f"{self.company.name} with North", text)
        self.assertNotIn("Now", text)
        blocks = self._blocks()
        self.assertEqual(blocks["figures"]["DSO"]["note"], "November 2025 · Target 60.0")
        self.assertEqual(blocks["dso"]["Best Possible DSO"]["note"], "November 2025")

    def test_key_figures_of_my_customers(self):
        """What the dashboard opens is of the customers that it shows."""
        self.env["dunning.profile"].search([("partner_id", "=", self.beta.id)]).collector_id = self.manager
        figures = self._blocks(scope="mine")["figures"]
        action = self._board().open_key_figures({"scope": "mine", "months": 3})
        rows = self.env["dunning.metric"].with_user(self.manager).search(action["domain"]).sorted("month")
        self.assertAlmostEqual(rows[-1].dso, figures["DSO"]["value"], delta=0.06)
        self.assertEqual(rows[-1].receivables, 400 + 300 + 600)
        self.assertEqual(len(rows), 3)

    # -- parts -------------------------------------------------------------------------------------

    def _analytic(self, **amounts):
        plan = self.env["account.analytic.plan"].search([("parent_id", "=", False)], limit=1)
        return plan, [self.env["account.analytic.account"].create({"name": name, "plan_id": plan.id}) for name in amounts]

    def test_by_analytic_account(self):
        """Each invoice counts at the account with its largest part; the parts add up to the whole."""
        plan, (roof, road) = self._analytic(Roof=1, Road=2)
        for move, parts in ((self.late, {f"{roof.id}": 100}), (self.old, {f"{roof.id}": 30, f"{road.id}": 70})):
            move.line_ids.filtered(lambda line: line.display_type == "product").analytic_distribution = parts
        wizard = self._wizard(months=1, dimension="analytic")
        wizard.analytic_plan_id = plan
        rows = {row.group_name: row for row in wizard._make_rows()}
        self.assertEqual({name: row.receivables for name, row in rows.items()}, {"Roof": 1000, "Road": 400, "No analytic account": 750})
        [whole] = self._wizard(months=1)._make_rows()
        for name in ("receivables", "overdue", "not_due", "credits", "sales", "invoice_count", "disputed_count"):
            self.assertEqual(sum(row[name] for row in rows.values()), whole[name], name)
        self.assertEqual(rows["Road"].disputed_count, 1)

    def test_targets_of_parts(self):
        """A branch and an analytic account have targets of their own; others have the company's."""
        _plan, (roof,) = self._analytic(Roof=1)
        vals = {"measure": "dso", "company_id": self.company.id, "date_from": "2025-01-01"}
        Target = self.env["dunning.target"]
        Target.create(
            [
                {**vals, "value": 50},
                {**vals, "value": 40, "branch_id": self.north.id},
                {**vals, "value": 30, "analytic_account_id": roof.id},
            ]
        )
        rows = {row.group_name: row for row in self._wizard(months=1, dimension="branch")._make_rows()}
        self.assertEqual((rows["North"].dso_target, rows[self.company.name].dso_target), (40, 50))
        self.assertIn("Target 40.0", self._blocks(self.north)["figures"]["DSO"]["note"])
        self.assertIn("Target 50.0", self._blocks()["figures"]["DSO"]["note"])
        of = Target._target_lookup(self.company)
        self.assertEqual(of("dso", Date.to_date(LAST), ("analytic_account_id", roof.id)), 30)
        for wrong in ({"branch_id": self.company.id}, {"branch_id": self.north.id, "user_id": self.collector.id}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                Target.create({**vals, "value": 1, **wrong, "date_from": "2025-02-01"})
