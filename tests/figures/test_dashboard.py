"""The dashboard: its figures are those of the aged balance, the key figures, the forecast and the work list; every figure
opens its records; who sees what; who chooses what; the weekly e-mail."""

import json
from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import html2plaintext

from ...models.figures import dunning_dashboard_money
from ...models.figures.dunning_days_held import DaysAsked
from ..forecast.test_behaviour import BehaviourCommon

# A Wednesday.
DAY = "2025-12-03"

# What a figure of money adds up in the records that it opens.
SUMS = {
    "dunning.aged.item": "residual", "dunning.forecast.week": "amount", "dunning.task": "amount",
    "dunning.promise": "amount_company", "dunning.dispute": "amount_company", "dunning.aged.balance": "balance",
    "dunning.overdue.bridge": "amount", "dunning.overdue.ball": "amount", "dunning.cash.roll": "amount",
    "dunning.collection.cost": "cost",
}  # fmt: skip
# Of these the name of the figure says which.
MONTH = {
    "Target": "target", "Collected": "collected", "Still Needed": "needed", "Open and Due by the Month's End": "due_now",
    "Rolls Past 60 Days": "rolls_60", "Rolls Past 90 Days": "rolls_90",
}  # fmt: skip


class DashboardCommon(BehaviourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(DAY))
        cls.company.dunning_plan_id = cls._plan([(5, "phone"), (60, "phone")])
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager", name="Marthe")
        cls.second = cls._user("collector_d", "account_dunning.group_dunning_user", name="Denis")
        cls.beta = cls._customer("Beta")
        cls._profile()
        cls._profile(cls.beta).collector_id = cls.second
        cls._history(cls.customer, [10] * 6)
        cls.late = cls._invoice("2025-11-23", 1000)
        cls.old = cls._invoice("2025-08-01", 400, partner=cls.beta)
        cls.coming = cls._invoice("2026-01-15", 300, partner=cls.beta, invoice_date="2025-11-10")
        cls._credit_note(50, partner=cls.beta, date="2025-11-20")
        cls._refresh(DAY)

    def _board(self, user=None, **filters):
        return self.env["dunning.dashboard"].with_user(user or self.manager).with_context(allowed_company_ids=self.company.ids)

    def _blocks(self, user=None, **filters):
        """Return the blocks by code, as the screen gets them: some by themselves, after the others."""
        board = self._board(user)
        blocks = [
            board.get_block(block["code"], filters) if block.get("later") else block for block in board.get_data(filters)["blocks"]
        ]
        json.dumps(blocks)  # what cannot travel is no plain figure
        return {block["code"]: block for block in blocks}

    def _values(self, block):
        return {figure["name"]: figure["value"] for figure in block["figures"]}


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCommon):
    # -- figures -----------------------------------------------------------------------------------

    def test_overdue_is_the_aged_balance(self):
        block = self._blocks()["overdue"]
        Aging = self.env["dunning.aging"]
        options = Aging._read_options({"day": DAY, "trade": True, "company_ids": self.company.ids})
        rows = Aging._balance_rows(options)
        [series] = block["chart"]["series"]
        self.assertEqual(
            series["values"], [sum(row[f"bucket_{rank}"] for row in rows) for rank in range(len(options.buckets()))]
        )
        # >60, 31–60, 0–30 days to go; 1–30, 31–60, 61–90, 91–120, >120 overdue
        self.assertEqual(series["values"], [0, 300, 0, 1000, 0, 0, 0, 400])
        self.assertEqual(self._values(block), {"Overdue": 1400, "Not due": 300, "Credits": -50})

    def test_key_figures(self):
        block = self._blocks(months=3)
        wizard = self.env["dunning.metric.wizard"].create({"last_month": "2025-11-30", "months": 3})
        rows = wizard._make_rows().sorted("month")
        chart = block["dso"]["chart"]
        self.assertEqual(len(chart["labels"]), 3)
        for place, name in enumerate(("dso", "best_dso")):
            for value, row in zip(chart["series"][place]["values"], rows, strict=True):
                self.assertAlmostEqual(value, row[name], delta=0.06)
        figures = self._values(block["figures"])
        self.assertEqual((figures["Receivables"], figures["Overdue"]), (1650, 1400))
        self.assertAlmostEqual(figures["Share Overdue"], 1400 / 1700, 6)
        self.assertAlmostEqual(figures["DSO"], rows[-1].dso, delta=0.06)
        self.assertAlmostEqual(figures["Collection Effectiveness"], rows[-1].effectiveness, 2)

    def test_target(self):
        self.company.write({"dunning_dso_target": 60, "dunning_overdue_target": 0.2})
        block = self._blocks()
        tones = {figure["name"]: figure["tone"] for figure in block["figures"]["figures"]}
        self.assertEqual(tones["Share Overdue"], "bad")
        self.assertEqual(set(block["dso"]["chart"]["series"][2]["values"]), {60})

    def test_cash_is_the_forecast(self):
        block = self._blocks()["cash"]
        found = self.env["dunning.forecast.week"]._read_group([], [], ["amount:sum"])[0][0]
        series = block["chart"]["series"]
        self.assertAlmostEqual(sum(series[0]["values"]), float(found), 2)
        self.assertGreater(float(found), 0)
        self.assertAlmostEqual(self._values(block)["Next 13 Weeks"], float(found), 2)
        for low, amount, high in zip(series[1]["values"], series[0]["values"], series[2]["values"], strict=True):
            self.assertTrue(low <= amount <= high)

    def test_work(self):
        calls = self._run(DAY)
        self.assertEqual(len(calls), 2)
        mine = calls.filtered(lambda action: action.partner_id == self.customer)
        mine._report_call(Date.to_date(DAY), "promised", "next week")
        rows = {row["cells"][0]["value"]: [cell["value"] for cell in row["cells"][1:]] for row in self._blocks()["work"]["table"]["rows"]}
        # to do, at stake, done today, contacts, promised
        self.assertEqual(rows[self.second.name], [1, 350, 0, 0, 0])
        self.assertEqual(rows[self.collector.name][:4], [0, 0, 1, 1])
        self.assertEqual(self._values(self._blocks()["promises"])["Running"], 1000)

    def test_who_owes_most(self):
        rows = self._blocks()["debtors"]["table"]["rows"]
        self.assertEqual(
            [[cell["value"] for cell in row["cells"]] for row in rows],
            [["Atelier Durand", 1000, 10, 1000], ["Beta", 400, 124, 650]],
        )
        self.assertEqual([row["share"] for row in rows], [1, 0.4])
        page = rows[1]["cells"][0]["action"]
        self.assertEqual((page["res_model"], page["res_id"]), ("dunning.profile", self._profile(self.beta).id))

    def test_disputes(self):
        category = self.env.ref("account_dunning.dispute_category_commercial")
        values = {"category_id": category.id, "description": "Broken", "date_opened": "2025-11-01", "date_deadline": "2025-11-20"}
        self.env["dunning.dispute"].create({**values, "move_id": self.old.id})
        block = self._blocks()["disputes"]
        figures = self._values(block)
        self.assertEqual((figures["In Dispute"], figures["Past the Deadline"]), (400, 1))
        self.assertEqual(block["chart"]["labels"], [category.name])
        self.assertEqual(self._values(self._blocks()["figures"])["Of Which Disputed"], 400)

    def test_every_figure_opens_its_records(self):
        """Each amount and count is what the records add up to that it opens."""
        self._run(DAY)[0]._report_call(Date.to_date(DAY), "promised", "soon")
        values = {"category_id": self.env.ref("account_dunning.dispute_category_commercial").id, "description": "Broken"}
        self.env["dunning.dispute"].create({**values, "move_id": self.coming.id})
        checked = 0
        for scope in ("all", "mine", "team"):
            for block in self._blocks(self.second if scope != "all" else None, scope=scope).values():
                figures = [(figure["value"], figure["kind"], figure["action"]) for figure in block["figures"]]
                if chart := block["chart"]:
                    points = zip(chart["series"][0]["values"], chart["actions"], strict=True)
                    figures += [(value, chart["kind"], action) for value, action in points]
                if table := block["table"]:
                    figures += [(cell["value"], cell["kind"], cell["action"]) for row in table["rows"] for cell in row["cells"]]
                for value, kind, action in figures:
                    self.assertTrue(action, block["code"])
                    if kind not in ("money", "count") or "call" in action:
                        continue
                    user = self.second if scope != "all" else self.manager
                    Model = self.env[action["res_model"]].with_user(user)
                    Model = Model.with_context(allowed_company_ids=self.company.ids, **action["context"])
                    if kind == "count" and action["res_model"] == "dunning.aged.item":
                        [(found,)] = Model._read_group(action["domain"], [], ["days:max"])
                    elif action["res_model"] == "dunning.profile":
                        found = sum(Model.search(action["domain"]).mapped("amount_overdue"))
                    else:
                        summed = SUMS.get(action["res_model"]) or MONTH.get(action["name"])
                        measure = "__count" if kind == "count" else f"{summed}:sum"
                        [(found,)] = Model._read_group(action["domain"], [], [measure])
                    with self.subTest(scope=scope, block=block["code"], name=action["name"]):
                        self.assertAlmostEqual(float(found or 0), value, 2)
                    checked += 1
        self.assertGreater(checked, 60)

    def test_monday(self):
        """The overdue since last Monday, whose move it is, and the month: each adds up to the aged balance or to its own list."""
        blocks = self._blocks()
        figures = self._values(blocks["bridge"])
        self.assertEqual(figures["Overdue Today"], 1400)
        self.assertEqual(sum(value for name, value in figures.items() if name != "Overdue Today"), 1400)
        rows = [[cell["value"] for cell in row["cells"]] for row in blocks["ball"]["table"]["rows"]]
        self.assertEqual(sum(row[1] for row in rows), 1400)
        month = self._values(blocks["month"])
        self.assertEqual(month["Open and Due by the Month's End"], 1400)
        self.assertAlmostEqual(month["Target"] - month["Collected"], month["Still Needed"], 2)

    def test_five_answers(self):
        """The Monday's screen has its five blocks in the order of the questions, whatever is chosen, and the usual figures."""
        board = self._board()
        board.save_choice([{"code": code, "shown": False} for code in board._block_codes()])
        data = board.get_data({"view": "monday", "scope": "all"})
        self.assertEqual([block["code"] for block in data["blocks"]], ["bridge", "month", "days", "ball", "calls"])
        self.assertTrue(all(block["later"] for block in data["blocks"]))
        self.assertEqual(data["filters"]["view"], "monday")
        blocks = {block["code"]: board.get_block(block["code"], data["filters"]) for block in data["blocks"]}
        json.dumps(blocks)
        self.assertEqual(blocks["bridge"]["title"], "What has changed since last Monday?")
        self.assertEqual(self._values(blocks["bridge"])["Overdue Today"], 1400)
        self.assertEqual(board.get_block("bridge", {})["title"], "Overdue since Last Monday")
        board.reset_choice()

    def test_days(self):
        """The block's days are those of the screen: they add up to the sales-weighted DSO, and each bar opens its invoices."""
        block = self._blocks()["days"]
        Held = self.env["dunning.days.held"].with_context(allowed_company_ids=self.company.ids)
        wanted = Held._days_by_part(self.company, DaysAsked(Date.to_date(DAY), 60))
        [series] = block["chart"]["series"]
        self.assertAlmostEqual(sum(series["values"]), sum(wanted.values()), 6)
        self.assertAlmostEqual(self._values(block)["DSO (sales-weighted)"], sum(wanted.values()), 6)
        for value, action in zip(series["values"], block["chart"]["actions"], strict=True):
            rows = self.env[action["res_model"]].with_context(allowed_company_ids=self.company.ids, **action["context"])
            self.assertAlmostEqual(sum(rows.search(action["domain"]).mapped("days")), value, 6)

    def test_calls(self):
        """Nobody has planned: the calls that would be proposed. Once a plan is accepted, its calls and what they obtained."""
        proposed = self._blocks()["calls"]
        plan = self.env["dunning.month.plan"].with_user(self.manager).create({"company_id": self.company.id, "date": DAY})
        plan.action_propose()
        gains = [row["cells"][1]["value"] for row in proposed["table"]["rows"]]
        self.assertEqual([round(gain, 2) for gain in gains], plan.line_ids.mapped("gain"))
        self.assertTrue(gains)
        self.assertAlmostEqual(self._values(proposed)["Expected with the Calls"], plan.with_calls, 1)
        plan.line_ids[1:].included = False
        plan.action_accept()
        planned = self._values(self._blocks()["calls"])
        self.assertEqual((planned["Calls Planned"], planned["Obtained"]), (1, 0))
        self.assertEqual(planned["Expected without Them"], plan.without_calls)
        table = self._blocks(self.second, scope="mine")["calls"]["table"]
        names = [row["cells"][0]["value"] for row in table["rows"]] if table else []
        self.assertEqual(names, ["Beta"] if plan.line_ids[:1].partner_id == self.beta else [])

    def test_promised_in_part(self):
        """Of an invoice promised in part that part is promised; its items say how much."""
        items = self._items(self.late)
        self.env["dunning.promise"]._record_promises(self.company, self.customer, Date.to_date(DAY), [(date(2025, 12, 10), 400)], items)
        block = self._blocks()["figures"]
        [figure] = [figure for figure in block["figures"] if figure["name"] == "Of Which Promised"]
        self.assertEqual(figure["value"], 400)
        Item = self.env["dunning.aged.item"].with_context(**figure["action"]["context"])
        self.assertEqual(Item.search(figure["action"]["domain"]).mapped("promised"), [400])

    def test_month_opens_what_was_open_then(self):
        chart = self._blocks()["dso"]["chart"]
        action = chart["actions"][-1]
        items = self.env["dunning.aged.item"].with_context(**action["context"]).search(action["domain"])
        self.assertEqual(sum(items.mapped("residual")), 1650)

    def test_key_figures_open(self):
        board = self._board()
        action = board.open_key_figures({"months": 6})
        rows = self.env["dunning.metric"].with_user(self.manager).search(action["domain"])
        self.assertEqual(len(rows), 6)

    def test_nothing_at_all(self):
        """A company in which nothing has happened: each block says so."""
        empty = self.setup_other_company(name="New")["company"]
        user = new_test_user(
            self.env(su=True), login="new_c", groups="account_dunning.group_dunning_user",
            company_id=empty.id, company_ids=[Command.set(empty.ids)],
        )  # fmt: skip
        board = self.env["dunning.dashboard"].with_user(user).with_context(allowed_company_ids=empty.ids)
        for code in board._block_codes():
            block = board.get_block(code)
            self.assertTrue(block["empty"] and not block["figures"], code)

    # -- filters -----------------------------------------------------------------------------------

    def test_whose_customers(self):
        """The default collector has whom nobody else has; a deputy sees his customers in his team."""

        def overdue(user, scope):
            block = self._blocks(user, scope=scope)["overdue"]
            return self._values(block).get("Overdue", 0)

        self.assertEqual([overdue(self.second, scope) for scope in ("all", "mine", "team")], [1400, 400, 400])
        self.assertEqual([overdue(self.collector, scope) for scope in ("mine", "team")], [1000, 1000])
        self.assertEqual([overdue(self.manager, scope) for scope in ("mine", "team")], [0, 0])
        self._profile().deputy_id = self.second
        self.assertEqual([overdue(self.second, scope) for scope in ("mine", "team")], [400, 1400])
        self.company.dunning_manager_id = self.manager
        self.assertEqual(overdue(self.manager, "team"), 1400)
        self.beta.user_id = self.collector
        self.assertEqual(overdue(self.collector, "team"), 1400)

    def test_key_figures_of_some(self):
        board = self._board(self.second)
        with patch.object(dunning_dashboard_money, "MEASURES", {"receivables", "overdue"}):
            months = board._monthly_figures(board._read_request({"scope": "mine", "months": 3}))
        self.assertEqual(months[-1], {"month": date(2025, 11, 30), "receivables": 650, "overdue": 400})

    def test_what_makes_no_sense(self):
        for filters in (None, [], {"months": "x", "scope": "of all", "company_id": "1"}, {"months": 5}):
            asked = self._board()._read_request(filters)
            self.assertEqual((asked.company, asked.scope, asked.months), (self.company, "all", 12))
        asked = self._board()._read_request({"months": 3, "scope": "team"})
        self.assertEqual((asked.since, asked.scope), (date(2025, 10, 1), "team"))

    # -- rights ------------------------------------------------------------------------------------

    def test_not_for_contributors(self):
        for user in (self.salesman, self._user("plain_c", "base.group_user")):
            for method, *arguments in (("get_data",), ("get_block", "dso"), ("reset_choice",), ("open_key_figures",), ("save_choice", [])):
                with self.assertRaises(AccessError):
                    getattr(self._board(user), method)(*arguments)

    def test_companies(self):
        """Nobody sees a company that is not his, whatever he asks for."""
        other = self.setup_other_company(name="Company B")["company"]
        partner = self._customer("Foreign")
        move = self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": "2025-10-01",
                "invoice_date_due": "2025-11-01", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "quantity": 1, "price_unit": 77, "tax_ids": []})],
            }
        )  # fmt: skip
        move.action_post()
        data = self._board(self.collector).get_data({"company_id": other.id})
        self.assertEqual(data["filters"]["company_id"], self.company.id)
        self.assertNotIn(other.id, [company[0] for company in data["companies"]])
        self.assertNotIn("Foreign", json.dumps(data))
        with self.assertRaises(AccessError):
            self._board(self.collector).with_context(allowed_company_ids=other.ids).get_data()
        both = self._user("both_c", "account_dunning.group_dunning_user")
        both.sudo().company_ids = self.company + other
        board = self.env["dunning.dashboard"].with_user(both).with_context(allowed_company_ids=(self.company + other).ids)
        data = board.get_data({"company_id": other.id})
        self.assertEqual(len(data["companies"]), 2)
        blocks = {block["code"]: block for block in data["blocks"]}
        self.assertEqual(self._values(blocks["overdue"])["Overdue"], 77)

    # -- choosing ----------------------------------------------------------------------------------

    def _codes(self, user=None):
        return list(self._blocks(user))

    def test_choice(self):
        """Each person his own order; the others keep theirs."""
        usual = self._board()._block_codes()
        self.assertEqual(self._codes(self.collector), usual)
        chosen = [{"code": "debtors", "shown": True}, {"code": "dso", "shown": False}, {"code": "work", "shown": True}]
        self._board(self.collector).save_choice(chosen)
        rest = [code for code in usual if code not in ("debtors", "dso", "work")]
        self.assertEqual(self._codes(self.collector), ["debtors", "work", *rest])
        self.assertEqual(self._codes(), usual)
        self._board(self.collector).reset_choice()
        self.assertEqual(self._codes(self.collector), usual)

    def test_default_of_everybody(self):
        usual = self._board()._block_codes()
        chosen = [{"code": code, "shown": code != "cash"} for code in reversed(usual)]
        self._board().save_choice(chosen, everybody=True)
        expected = [code for code in reversed(usual) if code != "cash"]
        self.assertEqual(self._codes(self.collector), expected)
        self.assertEqual(self._codes(), expected)
        with self.assertRaises(AccessError):
            self._board(self.collector).save_choice(chosen, everybody=True)
        default = self.env["dunning.dashboard.block"].search([("user_id", "=", False)])
        with self.assertRaises(AccessError):
            default.with_user(self.collector).write({"shown": True})

    def test_choice_of_others(self):
        self._board(self.collector).save_choice([{"code": "dso", "shown": False}])
        row = self.env["dunning.dashboard.block"].sudo().search([("user_id", "=", self.collector.id)])
        self.assertEqual(len(row), 1)
        for user in (self.second, self.manager):
            self.assertFalse(self.env["dunning.dashboard.block"].with_user(user).search([("id", "=", row.id)]))
            with self.assertRaises(AccessError):
                row.with_user(user).write({"shown": True})

    def test_no_such_block(self):
        for chosen in ([{"code": "nothing", "shown": True}], ["dso"], [{"code": "dso"}, {"code": "dso"}]):
            with self.assertRaisesRegex(UserError, "no such block"):
                self._board().save_choice(chosen)

    # -- e-mail ------------------------------------------------------------------------------------

    def _send(self, day=DAY):
        return self.env["dunning.dashboard"].sudo()._send_weekly(self.company.sudo(), Date.to_date(day))

    def test_mail(self):
        self.company.dunning_dashboard_user_ids = self.manager + self.second
        mails = self._send()
        self.assertEqual(mails.recipient_ids, (self.manager + self.second).partner_id)
        text = html2plaintext(mails[0].body_html).replace("\xa0", " ")
        for words in ("Overdue by Age", "$ 1,400", "Late 1–30", "$ 1,000", "Atelier Durand", "Who Owes Most"):
            self.assertIn(words, text)
        self.assertNotIn("<img", mails[0].body_html)

    def test_mail_of_what_each_has_chosen(self):
        self._board(self.second).save_choice([{"code": code, "shown": code == "debtors"} for code in self._board()._block_codes()])
        self.company.dunning_dashboard_user_ids = self.second
        text = html2plaintext(self._send().body_html)
        self.assertIn("Who Owes Most", text)
        self.assertNotIn("Overdue by Age", text)

    def test_mail_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.manager.sudo().lang = "fr_FR"
        self.company.dunning_dashboard_user_ids = self.manager + self.second
        french, english = self._send().sorted(lambda mail: mail.recipient_ids != self.manager.partner_id)
        self.assertIn("1 400", html2plaintext(french.body_html).replace("\u202f", " ").replace("\xa0", " "))
        self.assertIn("1,400", html2plaintext(english.body_html))

    def test_mail_to_people_with_rights_only(self):
        """Not to those who left, are no collectors, or do not work in the company."""
        other = self.setup_other_company(name="Company B")["company"]
        foreign = new_test_user(
            self.env(su=True), login="foreign_c", groups="account_dunning.group_dunning_manager", email="f@example.com",
            company_id=other.id, company_ids=[Command.set(other.ids)],
        )  # fmt: skip
        gone = self._user("gone_c", "account_dunning.group_dunning_user")
        self.company.sudo().dunning_dashboard_user_ids = self.salesman + foreign + gone + self.second
        gone.sudo().active = False
        self.assertEqual(self._send().recipient_ids, self.second.partner_id)

    def _days(self, *days):
        """Call the cron on some days; return those on which it sent."""
        sent = []
        for day in days:
            before = self.env["mail.mail"].sudo().search_count([("subject", "like", "receivables on")])
            with freeze_time(day), self.enter_registry_test_mode():
                self.env.ref("account_dunning.ir_cron_dunning_dashboard").sudo().method_direct_trigger()
            if self.env["mail.mail"].sudo().search_count([("subject", "like", "receivables on")]) > before:
                sent.append(day)
        return sent

    def test_once_a_week(self):
        """On Thursdays, once; a Thursday missed is made up for, and the next one is a Thursday again."""
        self.company.write({"dunning_dashboard_user_ids": [Command.set(self.manager.ids)], "dunning_dashboard_weekday": "3"})
        days = ["2025-12-03", "2025-12-04", "2025-12-04", "2025-12-05", "2025-12-10", "2025-12-12", "2025-12-13", "2025-12-18"]
        self.assertEqual(self._days(*days), ["2025-12-04", "2025-12-12", "2025-12-18"])

    def test_one_that_fails(self):
        """A dashboard that cannot be made keeps nobody else from his."""
        Dashboard = self.env.registry["dunning.dashboard"]
        made = Dashboard._mail_vals

        def breaks(board, company, user, day):
            if user == self.second:
                raise ValueError("broken")
            return made(board, company, user, day)

        self.patch(Dashboard, "_mail_vals", breaks)
        self.company.dunning_dashboard_user_ids = self.manager + self.second
        with self.assertLogs("odoo.addons.account_dunning.models.figures.dunning_dashboard_mail", "ERROR"):
            self.assertEqual(self._send().recipient_ids, self.manager.partner_id)


@tagged("post_install", "-at_install", "is_query_count")
class TestDashboardQueries(DashboardCommon):
    def test_queries(self):
        """As many for more customers, and few."""
        counts = []
        for size in (1, 5, 10):
            for number in range(size):
                self._invoice("2025-11-20", 70, partner=self._customer(f"Further {size} {number}"))
            self._run(DAY)
            self._refresh(DAY)
            self._board().get_data()  # caches of the registry
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._board().get_data()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[2], 45)
