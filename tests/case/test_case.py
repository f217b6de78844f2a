"""Cases: prepared, handed over, followed up, closed; what each does to dunning, by whom, and what came in."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common_case import DAY, CaseCommon


@tagged("post_install", "-at_install")
class TestCase(CaseCommon):
    def _refused(self, sentence, work, *args, **kwargs):
        quiet = mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
        with quiet, self.assertRaisesRegex(UserError, sentence) as caught, self.env.cr.savepoint():
            work(*args, **kwargs)
            self.env.flush_all()
        self.assertNotIn("\n", str(caught.exception).strip())

    # -- passages ----------------------------------------------------------------------------------

    def test_preparing_stops_nothing(self):
        case = self._case()
        self.assertEqual(
            (case.name, case.state, case.amount, case.branch_id), ("C/2025/0001", "draft", 1500, self.company)
        )
        self.assertEqual(self._reason(self.first, DAY), "act")

    def test_item_without_its_case(self):
        Item = self.env["dunning.case.item"]
        for vals in ({}, {"case_id": self._case().id}, {"move_line_id": self._items(self.other).id}):
            self._refused("Say to which case the item goes", Item.create, vals)

    def test_handed_over(self):
        case = self._handed()
        self.assertEqual(
            (case.state, str(case.handed_on), case.amount, str(case.oldest_due)), ("handed", DAY, 1500, "2025-03-01")
        )
        self.assertEqual(sorted(case.item_ids.mapped("age_days")), [18, 93])
        self.assertEqual(
            [self._reason(move, DAY) for move in (self.first, self.second, self.other)], ["legal", "legal", "act"]
        )
        self.assertIn("Handed over to Agence Nord by", case.message_ids[0].body)

    def test_reason_names_the_case(self):
        self._handed()
        rows = self.env["dunning.engine"]._decide_items(self.company, Date.to_date(DAY), self.customer)
        texts = self.env["dunning.decision"]._explain_decisions(rows, Date.to_date(DAY))
        texts = {row["move_id"]: text for row, text in zip(rows, texts, strict=True)}
        self.assertEqual(texts[self.first.id], "handed over (Agence Nord, case C/2025/0001)")

    def test_of_a_past_day_it_was_not_handed_over(self):
        self._handed()
        self.assertEqual(self._reason(self.first, "2025-06-01"), "act")

    def test_open_actions_drop_what_is_handed_over(self):
        self.plan.step_ids.mode = "review"
        [action] = self._run("2025-06-01")
        self.assertEqual(
            action.line_ids.filtered(lambda line: line.kind == "advance").move_id, self.first | self.second | self.other
        )
        self._handed()
        left = action.line_ids.filtered(lambda line: line.kind == "advance" and line.status == "open")
        self.assertEqual((action.state, left.move_id), ("todo", self.other))

    def test_other_items_wait_for_review_and_name_the_case(self):
        self._handed()
        [action] = self._run("2025-06-03")
        self.assertEqual(action.line_ids.filtered(lambda line: line.kind == "advance").move_id, self.other)
        self.assertEqual((action.state, action.needs_review), ("todo", True))
        self.assertEqual(action.review_reason, "Case C/2025/0001 is with Agence Nord.")

    def test_without_a_case_they_leave(self):
        self._case()
        [action] = self._run("2025-06-03")
        self.assertFalse(action.review_reason)

    def test_closed_and_chased_again(self):
        case = self._handed()
        with freeze_time("2025-07-01"):
            case._close_cases("withdrawn", True)
        self.assertEqual((case.state, case.result, str(case.closed_on)), ("closed", "withdrawn", "2025-07-01"))
        self.assertEqual(
            (self._reason(self.first, "2025-06-30"), self._reason(self.first, "2025-07-01")), ("legal", "act")
        )

    def test_closed_as_uncollectible_it_rests(self):
        case = self._handed()
        with freeze_time("2025-07-01"):
            self.env["dunning.case.close.wizard"].create(
                {"case_id": case.id, "result": "uncollectible"}
            ).action_confirm()
        self.assertFalse(case.resumes)
        self.assertEqual(self._reason(self.first, "2025-07-02"), "legal")

    @freeze_time(DAY)
    def test_passages_once_only(self):
        case = self._handed()
        self._refused("was handed over or given up already", case.action_hand_over)
        self._refused("was handed over: it is closed, not given up", case.action_cancel)
        case._close_cases("paid", False)
        self._refused("is not handed over", case._close_cases, "paid", False)
        self._refused("is over: nothing in it can be changed", case.with_user(self.manager).write, {"handler_reference": "X"})
        self._refused("is part of the history", case.sudo().unlink)

    def test_given_up(self):
        case = self._case()
        case.action_cancel()
        self.assertEqual(case.state, "cancelled")
        self.assertEqual(self._case().name, "C/2025/0002")

    # -- items -------------------------------------------------------------------------------------

    @freeze_time(DAY)
    def test_items_are_of_its_customer_and_of_one_case(self):
        case = self._case()
        foreign = self._invoice("2025-05-01", 10, self.stranger)
        create = self.env["dunning.case.item"].create
        self._refused(
            "is no receivable of the customer", create, {"case_id": case.id, "move_line_id": self._items(foreign).id}
        )
        revenue = self.first.line_ids - self._items(self.first)
        self._refused("is no receivable of the customer", create, {"case_id": case.id, "move_line_id": revenue.id})
        self._refused("is in case C/2025/0001 already", self._case, self.first)
        case.action_hand_over()
        vals = {"case_id": case.id, "move_line_id": self._items(self.other).id}
        self._refused("Items are added before the case is handed over", create, vals)
        self._refused("its items stay in the case", case.item_ids[0].unlink)

    @freeze_time(DAY)
    def test_items_are_added_and_taken_out_while_it_is_prepared(self):
        case = self._case(self.first).with_user(self.collector)
        case.write({"item_ids": [Command.create({"move_line_id": self._items(self.other).id})]})
        self.assertEqual((case.item_ids.move_id, case.amount), (self.first | self.other, 1300))
        case.write({"item_ids": [Command.delete(case.item_ids[0].id)]})
        self.assertEqual(len(case.item_ids), 1)

    def test_recovered_from_the_ledger(self):
        """What bank and cash bring from the hand-over to the closing; no credit notes, nothing earlier or later."""
        self._pay(self.first, "2025-06-01", 100)
        case = self._handed()
        self.assertEqual(case.amount, 1400)
        self._pay(self.first, "2025-06-10", 400)
        credit = self._credit_note(50, date="2025-06-11")
        (self._items(self.second) + self._items(credit)).reconcile()
        with freeze_time("2025-06-30"):
            case._close_cases("partly", False)
        self._pay(self.second, "2025-07-05", 120)
        case.invalidate_recordset()
        self.assertEqual((case.recovered, case.residual), (400, 830))

    def test_costs_fee_and_yield(self):
        case = self._handed(fee_rate=0.15)
        self.env["dunning.case.cost"].create(
            {"case_id": case.id, "kind": "bailiff", "name": "Service", "amount": 31.5, "date": DAY}
        )
        self._pay(self.first, "2025-06-10", 400)
        case.invalidate_recordset()
        self.assertEqual((case.cost_total, case.net_yield), (91.5, 308.5))
        rows = self.env["dunning.case.figure"].search([("case_id", "=", case.id)], order="id")
        by_move = {row.invoice_name: (row.age, row.amount, row.recovered, row.cost, row.net_yield) for row in rows}
        # 31.50 spread by 1,000 to 500, and 15 % of 400
        self.assertEqual(by_move[self.first.name], ("3", 1000, 400, 81.0, 319.0))
        self.assertEqual(by_move[self.second.name], ("0", 500, 0, 10.5, -10.5))
        [(handler, amount, net)] = self.env["dunning.case.figure"]._read_group(
            [], ["handler_id"], ["amount:sum", "net_yield:sum"]
        )
        self.assertEqual((handler, amount, net), (self.agency, 1500, 308.5))

    def test_posted_anew_it_stays_handed_over(self):
        case = self._handed()
        self.first.button_draft()
        self.first.invoice_line_ids.price_unit = 1100
        self.first.action_post()
        item = case.item_ids.filtered(lambda one: one.move_id == self.first)
        self.assertEqual((item.move_line_id, item.amount, item.residual), (self._items(self.first), 1000, 1100))
        self.assertEqual(self._reason(self.first, DAY), "legal")

    def test_merged_customers(self):
        case = self._handed()
        self.env["dunning.profile"]._get_or_create(self.stranger, self.company)
        self.env["dunning.profile"]._get_or_create(self.customer, self.company)._merge_into(self.stranger)
        self.assertEqual((case.profile_id.partner_id, case.partner_id), (self.stranger, self.stranger))

    # -- currencies and branches -------------------------------------------------------------------

    def test_yen(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": yen.id, "name": "2025-01-01", "rate": 160, "company_id": self.company.id}
        )
        move = self._invoice("2025-04-01", 160000, currency_id=yen.id)
        case = self._handed(move)
        item = case.item_ids
        self.assertEqual((item.amount_currency, item.amount, item.currency_id), (160000, 1000, yen))
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        register.create({"payment_date": "2025-06-05", "amount": 80000, "currency_id": yen.id})._create_payments()
        case.invalidate_recordset()
        self.assertEqual((case.recovered, case.item_ids.residual_currency), (500, 80000))

    # -- who ---------------------------------------------------------------------------------------

    @freeze_time(DAY)
    def test_collectors_prepare_and_managers_decide(self):
        mine = self._case().with_user(self.collector)
        mine.write({"handler_reference": "A-7", "submitted_on": DAY})
        mine.invalidate_recordset()
        self.assertEqual(mine.handler_reference, "A-7")
        self._refused("A credit manager hands cases over", mine.action_hand_over)
        mine.with_user(self.manager).action_hand_over()
        self._refused("A credit manager closes cases", mine._close_cases, "paid", False)
        self._refused("is not entered by people", mine.write, {"state": "closed"})
        self._refused("is not entered by people", mine.write, {"handed_on": "2025-01-01"})
        self._refused("its route and its items stay", mine.write, {"route_id": self.route.copy().id})

    def test_not_for_salespeople_nor_other_companies(self):
        case = self._case()
        stranger = self._other_company_user("account_dunning.group_dunning_manager")
        for user in (self.salesman, stranger):
            with (
                self.subTest(user.login),
                mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"),
            ):
                for record in (case, case.item_ids, self.env["dunning.case.figure"]):
                    try:
                        self.assertFalse(record.browse().with_user(user).search([]))
                    except AccessError:
                        continue
                with self.assertRaises(AccessError):
                    case.with_user(user).read(["name"])

    @freeze_time(DAY)
    def test_log_is_kept(self):
        case = self._handed()
        with self.assertRaisesRegex(UserError, "evidence"), self.env.cr.savepoint():
            case.message_ids[0].sudo().write({"body": "Nothing"})
        with self.assertRaisesRegex(UserError, "evidence"), self.env.cr.savepoint():
            case.message_ids[0].sudo().unlink()
        case.submitted_on = DAY
        self.assertIn("Submitted", case.message_ids[0].body)


@tagged("post_install", "-at_install")
class TestCaseBranch(CaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].sudo().create({"name": "North", "parent_id": cls.company.id})
        cls.env.cr.precommit.run()  # gives the branch its chart of accounts
        cls.env.user.sudo().company_ids |= cls.branch
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.branch).ids})
        cls.north = cls.env["account.move"].with_company(cls.branch).create(
            {
                "move_type": "out_invoice", "company_id": cls.branch.id, "partner_id": cls.customer.id, "invoice_date": "2025-01-30",
                "invoice_date_due": "2025-04-01", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 70, "tax_ids": []})],
            }
        )  # fmt: skip
        cls.north.action_post()
        cls.branch_user = new_test_user(
            cls.env(su=True), login="north_case", groups="account_dunning.group_dunning_user", email="n@example.com",
            company_id=cls.branch.id, company_ids=[Command.set(cls.branch.ids)],
        )  # fmt: skip

    def test_whose_items_these_are(self):
        case = self._handed(self.north)
        self.assertEqual(
            (case.company_id, case.branch_id, case.item_ids.company_id), (self.company, self.branch, self.branch)
        )
        self.assertEqual(self._case(self.first).branch_id, self.company)
        self.assertEqual([self._reason(move, DAY) for move in (self.north, self.first)], ["legal", "act"])

    def test_people_of_the_branch_see_its_cases_only(self):
        mine, foreign = self._case(self.north), self._case(self.first)
        seen = self.env["dunning.case"].with_user(self.branch_user).with_context(allowed_company_ids=self.branch.ids)
        self.assertEqual(seen.search([("id", "in", (mine | foreign).ids)]), mine)
        figures = seen.env["dunning.case.item"].search([])
        self.assertEqual(figures, mine.item_ids)
