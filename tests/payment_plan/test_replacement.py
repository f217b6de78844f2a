"""Several instalments in the ledger: the entry that replaces an invoice, that it pays nothing, and how it is put back."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import HttpCase, new_test_user, tagged

from ...models.shared.question import Question
from .test_payment_plan import DAY, DAYS, PlanCommon


class ReplacementCommon(PlanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_pp", "account_dunning.group_dunning_manager")

    def _split(self, **vals):
        return self._accepted(effect="ledger", **vals)

    def _owed(self, plan):
        """Return the instalments of a plan in the ledger, by their day and invoice."""
        return plan.sudo().replacement_ids.filtered(lambda one: one.side == "instalment").line_id.sorted(
            lambda line: (line.date_maturity, line.id)
        )

    def _pay_items(self, items, day, amount):
        """Have the bank bring an amount, allocated to these items."""
        payment = self._payment(amount, day)
        (payment.move_id.line_ids.filtered(lambda line: line.account_id == items.account_id[:1]) + items).reconcile()
        return payment

    def _said(self, items):
        return [(str(item.date_maturity), item.amount_currency, item.amount_residual_currency) for item in items]


@tagged("post_install", "-at_install")
class TestReplacement(ReplacementCommon):
    def test_entry(self):
        """1,400 in three parts: an entry for each invoice, on the same account and customer alone, with the invoice's number."""
        before = sum(self._items(self.a | self.b).mapped("balance"))
        plan = self._split()
        owed = self._owed(plan)
        self.assertEqual(
            self._said(owed),
            [(DAYS[0], 466.67, 466.67), (DAYS[1], 466.67, 466.67), (DAYS[2], 66.66, 66.66), (DAYS[2], 400.0, 400.0)],
        )
        self.assertEqual(owed.mapped("name"), [self.a.name] * 3 + [self.b.name])
        self.assertEqual(owed.dunning_entry_id, self.a | self.b)
        self.assertEqual(set(map(str, owed.mapped("dunning_date_original"))), {"2025-03-01", "2025-03-02"})
        entries = owed.move_id
        self.assertEqual((len(entries), set(entries.mapped("state")), set(map(str, entries.mapped("date")))), (2, {"posted"}, {DAY}))
        self.assertEqual((entries.line_ids.account_id, entries.line_ids.partner_id), (owed.account_id, self.customer))
        self.assertEqual(len(owed.account_id), 1)
        self.assertAlmostEqual(sum(entries.line_ids.mapped("balance")), 0.0)
        self.assertEqual(self._items(self.a | self.b).mapped("amount_residual"), [0.0, 0.0])
        self.assertAlmostEqual(sum((self._items(self.a | self.b) | entries.line_ids).mapped("amount_residual")), before)
        self.assertEqual(
            [(entry.invoice_date, entry.payment_reference, entry.invoice_user_id) for entry in entries],
            [(move.invoice_date, move.payment_reference, move.invoice_user_id) for move in self.a | self.b],
        )
        self.assertFalse(entries.line_ids.tax_ids | entries.line_ids.tax_line_id)
        self.assertFalse(any(entries.line_ids.mapped("analytic_distribution")))
        self.assertEqual(plan.line_ids.mapped("state"), ["open"] * 3)

    def test_decided_as_the_invoice(self):
        """Each instalment is the invoice's: number, link and history; asked for when it is due and missed."""
        self._have_taken(self.a, self.plan.step_ids[0], "2025-03-07")
        plan = self._split(rest_due=False)
        owed = self._owed(plan)
        rows = self._decide("2025-03-21")
        self.assertEqual(set(rows), set(owed.ids))
        self.assertEqual([rows[item.id]["move_id"] for item in owed], [self.a.id] * 3 + [self.b.id])
        self.assertEqual({rows[item.id]["reason"] for item in owed}, {"promise"})
        self.assertEqual(rows[owed[0].id]["last_step_id"], self.plan.step_ids[0].id)
        self.assertFalse(rows[owed[3].id]["last_step_id"])
        self._live("2025-03-29")
        self.assertEqual(plan.state, "broken")
        actions = self._live("2025-04-04")
        self.assertEqual((actions.step_id, actions.line_ids.filtered("asked").move_line_id), (self.plan.step_ids[1], owed[0]))
        line = actions.line_ids.filtered("asked")
        self.assertEqual((line.move_id, line.invoice_name, line.net_currency), (self.a, self.a.name, 466.67))
        self.assertEqual(str(line.date_due), DAYS[0])

    def test_legal_days(self):
        """The law, interest and the aged balance by the former day count from it."""
        plan = self._split()
        item = self._owed(plan)[0]
        self.assertEqual(str(self.env["dunning.interest.debt"]._due_day(item, plan.profile_id)), "2025-03-01")
        for basis, days in (("due", -10), ("original", 9)):
            options = self.env["dunning.aging"]._read_options({"day": DAY, "basis": basis})
            rows = self.env.execute_query_dict(self.env["dunning.aging"]._sql_items(options))
            found = {row["id"]: row for row in rows}
            self.assertEqual((found[item.id]["days"], found[item.id]["move_id"]), (days, self.a.id))
            self.assertEqual(sum(row["residual"] for row in rows if row["partner_id"] == self.customer.id), 1400)

    def test_put_back(self):
        """Reversed when the plan is over: the invoices are owed on their day again, and nothing of the entries is open."""
        plan = self._split(rest_due=False)
        with self.assertRaisesRegex(UserError, "still runs"):
            plan.with_user(self.manager).action_restore_dates()
        self._live("2025-03-29")
        self.assertTrue(plan.has_moved_dates)
        with self.assertRaises(AccessError):
            plan.with_user(self.collector).action_restore_dates()
        self.clock.move_to("2025-04-01 10:00:00")
        plan.with_user(self.manager).action_restore_dates()
        self.assertEqual(self._items(self.a | self.b).mapped("amount_residual"), [1000.0, 400.0])
        self.assertEqual((self.a | self.b).mapped("payment_state"), ["not_paid"] * 2)
        self.assertTrue(all(line.reconciled for line in plan.sudo().replacement_ids.line_id))
        self.assertFalse(plan.has_moved_dates)
        self.assertEqual({str(row["date_due"]) for row in self._decide("2025-04-01").values()}, {"2025-03-01", "2025-03-02"})
        with self.assertRaisesRegex(UserError, "nothing to put back"):
            plan.with_user(self.manager).action_restore_dates()
        self.a.button_draft()
        self.assertEqual(self.a.state, "draft")

    def test_put_back_what_is_open(self):
        """466.67 and 100 were paid: what is put back is the rest, 833.33; what was paid stays so."""
        plan = self._split(rest_due=False)
        owed = self._owed(plan)
        self._pay_items(owed[1], "2025-03-15", 466.67)
        self._pay_items(owed[0], "2025-03-16", 100.0)
        self._live("2025-03-29")
        self.clock.move_to("2025-04-01 10:00:00")
        plan.with_user(self.manager).action_restore_dates()
        self.assertEqual(self._items(self.a | self.b).mapped("amount_residual"), [433.33, 400.0])
        self.assertEqual(self._owed(plan).mapped("amount_residual"), [0.0] * 4)
        self.assertEqual(self.a.payment_state, "partial")
        rows = self._decide("2025-04-01")
        self.assertEqual(sorted(row["net_currency"] for row in rows.values()), [400.0, 433.33])

    def test_entries_stay(self):
        """Neither the invoice nor the entry is changed around the plan."""
        plan = self._split()
        entry = self._owed(plan)[0].move_id
        for move in (self.a, entry):
            with self.assertRaisesRegex(UserError, "put the invoices back"):
                move.button_draft()
        with self.assertRaisesRegex(UserError, "put the invoices back"):
            self._items(self.a).remove_move_reconcile()
        with self.assertRaises(UserError):
            plan.sudo().replacement_ids[:1].amount = 1.0
        with self.assertRaises(UserError):
            plan.sudo().replacement_ids[:1].unlink()

    def test_refused(self):
        """A discount that runs, what is in dispute by itself; and a plan upon a plan."""
        self._items(self.a).write({"discount_date": "2025-03-20", "discount_amount_currency": 980.0})
        with self.assertRaisesRegex(UserError, "discount for early payment"):
            self._offer(effect="ledger")
        self._items(self.a).write({"discount_date": "2025-03-09"})
        dispute = self._hold(self._items(self.a), "dispute")
        with self.assertRaisesRegex(UserError, "in dispute"):
            self._offer(effect="ledger")
        dispute.action_withdraw()
        plan = self._split(rest_due=False)
        self._live("2025-03-29")
        self.assertEqual(plan.state, "broken")
        self.clock.move_to("2025-04-01 10:00:00")
        with self.assertRaisesRegex(UserError, "instalment of another plan"):
            self._offer(effect="ledger", first_date="2025-05-01")

    def test_taxes_on_payments(self):
        """An invoice whose taxes are due when it is paid is refused; others of the same company are not, as in France."""
        self.company.tax_exigibility = True
        accounts = self.company_data["default_account_tax_sale"]
        vals = {"name": "Services", "amount": 20, "type_tax_use": "sale", "company_id": self.company.id}
        late = {"tax_exigibility": "on_payment", "cash_basis_transition_account_id": accounts.copy({"reconcile": True}).id}
        taxes = self.env["account.tax"].sudo()
        goods, services = taxes.create({**vals, "name": "Goods"}), taxes.create({**vals, **late})
        for tax, name in ((goods, "Alpha"), (services, "Beta")):
            partner = self._customer(name)
            self._invoice("2025-03-01", partner=partner, invoice_line_ids=[
                Command.create({"name": "Work", "quantity": 1, "price_unit": 1000, "tax_ids": [Command.set(tax.ids)]})
            ])  # fmt: skip
            with self.subTest(tax=tax.name):
                if tax == services:
                    with self.assertRaisesRegex(UserError, "taxes on payments"):
                        self._offer(partner_id=partner.id, effect="ledger")
                else:
                    plan = self._accepted(partner_id=partner.id, effect="ledger")
                    self.assertEqual(sum(self._owed(plan).mapped("amount_residual")), 1200.0)

    def test_disputed_from_the_dialogue(self):
        """One instalment chosen is a dispute about it; all that is open of an invoice, one about the invoice."""
        owed = self._owed(self._split())
        of_a = owed.filtered(lambda line: line.dunning_entry_id == self.a)
        category = self.env.ref("account_dunning.dispute_category_quality")
        vals = {"partner_id": self.customer.id, "category_id": category.id, "description": "Broken"}
        for chosen, found in ((of_a[1], [(self.a, of_a[1], 466.67)]), (owed - of_a, [(self.b, owed.browse(), 400.0)])):
            before = self.env["dunning.dispute"].search([])
            Wizard = self.env["dunning.dispute.wizard"]
            Wizard.create({**vals, "receivable_ids": [Command.set(chosen.ids)]}).action_confirm()
            disputes = self.env["dunning.dispute"].search([]) - before
            self.assertEqual([(one.move_id, one.move_line_id, one.amount) for one in disputes], found)

    def test_rest_due_at_once(self):
        """Broken after an unanswered notice: what is open of the instalments is due that day, what was paid is not asked again."""
        plan = self._split()
        owed = self._owed(plan)
        self._pay_items(owed[0], "2025-03-18", 466.67)
        self._live("2025-04-29")
        self.assertEqual(str(plan.noticed_on), "2025-04-29")
        self._live("2025-05-08")
        self.assertEqual(plan.state, "broken")
        self.assertEqual([str(day) for day in owed.mapped("date_maturity")], [DAYS[0], DAYS[1], "2025-05-08", "2025-05-08"])
        self.assertEqual(set(map(str, owed.mapped("dunning_date_original"))), {"2025-03-01", "2025-03-02"})

    def test_closed_period(self):
        """Where today's period is closed, the entry is of the first open day."""
        self.company.sudo().fiscalyear_lock_date = "2025-03-31"
        entries = self._owed(self._split()).move_id
        self.assertEqual((set(map(str, entries.mapped("date"))), set(entries.mapped("state"))), ({"2025-04-01"}, {"posted"}))

    def test_journal_chosen(self):
        vals = {"name": "Plans", "code": "PLN", "type": "general", "company_id": self.company.id}
        journal = self.env["account.journal"].sudo().create(vals)
        self.company.dunning_plan_journal_id = journal
        self.assertEqual(self._owed(self._split()).journal_id, journal)

    def test_foreign_currency(self):
        """1,000 EUR booked at 2,000 USD: moved at that rate whatever the rate is today, without a difference."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5), ("2025-03-05", 0.8)], rounding=0.01)
        move = self._invoice("2025-03-01", 1000, currency_id=euro.id)
        item = self._items(move)
        items = self.env["dunning.receivable"].browse(item.ids)
        plan = self._split(receivable_ids=[Command.set(items.ids)])
        owed = self._owed(plan)
        self.assertEqual(owed.mapped("amount_currency"), [333.33, 333.33, 333.34])
        self.assertEqual(owed.mapped("balance"), [666.66, 666.66, 666.68])
        self.assertEqual((item.amount_residual, item.amount_residual_currency, item.reconciled), (0.0, 0.0, True))
        self.assertFalse(item.matched_credit_ids.exchange_move_id)
        self.assertEqual((plan.sudo().replacement_ids.currency_id, owed.currency_id), (euro, euro))

    def test_foreign_currency_put_back(self):
        """100 of 1,000 EUR came in at another rate: 900 EUR are put back, and the receivable is what it was less what was paid."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5), ("2025-03-12", 0.8)], rounding=0.01)
        item = self._items(self._invoice("2025-03-01", 1000, currency_id=euro.id))
        plan = self._split(receivable_ids=[Command.set(item.ids)], rest_due=False)
        payment = self._payment(100.0, "2025-03-15", currency_id=euro.id)
        (payment.move_id.line_ids.filtered(lambda line: line.account_id == item.account_id) + self._owed(plan)[0]).reconcile()
        self._live("2025-03-29")
        self.clock.move_to("2025-04-01 10:00:00")
        plan.with_user(self.manager).action_restore_dates()
        self.assertEqual((item.amount_residual_currency, item.amount_residual), (900.0, 1800.0))
        self.assertEqual(self._owed(plan).mapped("amount_residual_currency"), [0.0] * 3)
        self.assertEqual([row["net_currency"] for row in self._decide("2025-04-01").values() if row["item_id"] == item.id], [900.0])

    def test_yen(self):
        """100,001 yen of 625.01 USD: no instalment has decimals, the last bears what rounding leaves of both."""
        yen = self.setup_other_currency("JPY", rates=[("2020-01-01", 160)], rounding=1)
        move = self._invoice("2025-03-01", 100001, currency_id=yen.id)
        plan = self._split(receivable_ids=[Command.set(self._items(move).ids)])
        owed = self._owed(plan)
        self.assertEqual(owed.mapped("amount_currency"), [33334.0, 33334.0, 33333.0])
        self.assertEqual(owed.mapped("balance"), [208.34, 208.34, 208.33])
        self.assertTrue(self._items(move).reconciled)

    def test_days_before(self):
        """Of a day before the plan the invoice was owed as it was, and it was owed once."""
        self._split()
        self.env.flush_all()
        question = Question(self.company, Date.to_date("2025-03-09"), self.customer, as_of=True)
        rows = {row["item_id"]: row for row in self.env["dunning.engine"]._answer_question(question)}
        self.assertEqual(set(rows), set(self._items(self.a | self.b).ids))
        self.assertEqual(sorted(row["net_currency"] for row in rows.values()), [400.0, 1000.0])

    def test_credit_note_afterwards(self):
        """A credit note for the invoice makes its first instalment smaller."""
        plan = self._split()
        owed = self._owed(plan)
        self._credit_note(200, date="2025-03-12", reversed_entry_id=self.a.id)
        rows = self._decide("2025-03-13")
        self.assertEqual([rows[item.id]["net_currency"] for item in owed], [266.67, 466.67, 66.66, 400.0])

    def test_part_of_what_is_open(self):
        """300 of 1,000 are promised otherwise: 1,100 are moved, the rest stays on its day, and that promise is not kept by it."""
        promise = self.env["dunning.promise"]._record_promises(
            self.company, self.customer, Date.to_date(DAY), [(Date.to_date("2025-03-14"), 300.0)], self._items(self.a)
        )
        plan = self._split(rest_due=False)
        self.assertEqual(sum(self._owed(plan).mapped("amount_currency")), 1100.0)
        self.assertEqual((self._items(self.a).amount_residual, self.a.payment_state), (300.0, "partial"))
        self._live("2025-03-11")
        self.assertEqual((promise.state, promise.amount_paid), ("open", 0.0))
        self._pay(self.a, "2025-03-13", 300.0)
        self._live("2025-03-14")
        self.assertEqual((promise.state, promise.amount_paid, plan.amount_paid), ("kept", 300.0, 0.0))

    def test_page(self):
        """The page of the account lists the instalments under the invoice's number; a message about the invoice says it is agreed."""
        self.plan.step_ids[0].attach_invoices = False
        action = self._have_taken(self.a, self.plan.step_ids[0], "2025-03-07")
        self._split()
        self.env.flush_all()
        [item] = self._page_values(action)["items"]
        self.assertEqual((item["is_paid"], item["remark"], item["pay_url"]), (False, "to be paid as agreed", False))
        self.a.invalidate_recordset()
        text = self.a.with_user(self.collector).dunning_replaced_text
        self.assertIn("3 are open", text)
        opened = self.a.with_user(self.collector).action_open_dunning_instalments()
        self.assertEqual(opened["res_model"], "dunning.payment.plan")


@tagged("post_install", "-at_install")
class TestReplacedIsNotPaid(ReplacementCommon):
    """Moving 1,400 to instalments pays nothing; what comes in by them counts as the invoice's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_thanks = True
        cls._have_taken(cls.a, cls.plan.step_ids[0], "2025-03-07")

    def _counted(self):
        """Return what counts payments: figures of the months, paid items with their means, effect, habit and score."""
        self.env.flush_all()
        self.env.invalidate_all()
        today, company = Date.to_date(DAY), self.company
        wizard = self.env["dunning.metric.wizard"].create({"last_month": "2025-03-31", "months": 2, "dimension": "company"})
        names = ("sales", "receivables", "credits", "collected", "dso", "dso_countback", "days_late", "late_rate", "default_rate")
        self.env["dunning.behaviour"]._refresh_forecast(company, today)
        self.env["dunning.profile"]._refresh_scores(company, today)
        profile = self.env["dunning.profile"]._get_or_create(self.customer, company).sudo()
        habit = ("paid_count", "days_late", "days_late_p50", "days_late_p80", "on_time_share", "last_payment_date", "credit_score")
        effect = self.env["dunning.effect"].search([("kind", "=", "contacted")])
        return {
            "months": [[row[name] for name in names] for row in wizard._make_rows()],
            "paid": self.env["dunning.paid.item"].search([]).mapped(lambda one: (one.invoice_name, one.amount, one.means)),
            "habit": [profile[name] for name in habit],
            "effect": (len(effect), sum(effect.mapped("amount_paid"))),
        }

    def test_nothing_is_paid(self):
        before = self._counted()
        self.assertEqual((before["months"][1][1], before["paid"], before["effect"]), (1400.0, [], (1, 0.0)))
        plan = self._split()
        self.assertEqual((self.a | self.b).mapped("amount_residual"), [0.0, 0.0])
        self.assertEqual(self._counted(), before)
        self._live("2025-03-11")
        self.assertFalse(self.env["dunning.payment.notice"].search([]))
        self.assertEqual((plan.amount_paid, plan.line_ids.mapped("state")), (0.0, ["open"] * 3))
        self.assertNotIn(
            self.customer.id,
            [row[0] for row in self.env.execute_query(self.plan._sql_customers_who_paid(self.company, None))],
        )

    def test_second_instalment_first(self):
        """466.67 for the second one: it is kept and counted as the invoice's, the first is still missed."""
        plan = self._split(rest_due=False)
        owed = self._owed(plan)
        self._pay_items(owed[1], "2025-03-12", 466.67)
        self.clock.move_to("2025-03-13 10:00:00")
        self.env.flush_all()
        [paid] = self.env["dunning.paid.item"].search([])
        self.assertEqual((paid.invoice_name, str(paid.date_due), paid.amount), (self.a.name, DAYS[1], 466.67))
        self._live("2025-03-13")
        self.assertEqual(plan.line_ids.mapped("state"), ["open", "kept", "open"])
        self.assertFalse(self.env["dunning.payment.notice"].search([]))
        self._live("2025-03-29")
        self.assertEqual((plan.state, plan.line_ids[0].state, plan.amount_paid), ("broken", "broken", 466.67))

    def test_thanked_when_all_is_paid(self):
        """The invoice is thanked for when its last instalment came in, with all of it."""
        plan = self._split(rest_due=False)
        owed = self._owed(plan)
        for item in owed[:3]:
            self._pay_items(item, "2025-03-12", item.amount_residual)
        self._live("2025-03-13")
        notice = self.env["dunning.payment.notice"].search([])
        self.assertEqual((notice.line_ids.move_id, notice.line_ids.amount), (self.a, 1000.0))

    def test_interest_once(self):
        """What was moved is late once, from the former day: by its instalments, and by the invoice's item for what was paid of it."""
        self._pay(self.b, "2025-03-09", 100.0)
        plan = self._split(rest_due=False)
        items = self.env["dunning.claim"]._late_items(plan.profile_id, Date.to_date(DAY), Date.to_date("2025-01-01"))
        self.assertEqual(items, self._owed(plan) | self._items(self.b))
        settled = self.env["dunning.interest.debt"]._read_settlements(self._items(self.b))[self._items(self.b).id]
        self.assertEqual(sorted((row["kind"], row["amount"]) for row in settled), [("correction", 300.0), ("payment", 100.0)])

    def test_base_of_commissions(self):
        """Nothing comes in by the entry; what the bank brings of an instalment is the invoice's."""
        plan = self._split()
        base = self.env["dunning.cash.base"].with_user(self.manager).create(
            {"company_id": self.company.id, "date_from": "2025-03-01", "date_to": "2025-03-31"}
        )
        self.assertFalse(base.sudo().line_ids)
        line = self._bank_line(466.67, "2025-03-12", partner_id=self.customer.id)
        suspense = line._seek_for_lines()[1]
        entry = line.move_id.with_context(force_delete=True, skip_readonly_check=True, check_move_validity=False)
        entry.line_ids.filtered(lambda one: one == suspense).account_id = self.company_data["default_account_receivable"]
        (suspense + self._owed(plan)[0]).reconcile()
        self.env.flush_all()
        base.sudo()._compute_movements()
        self.assertEqual([(own.move_id, own.paid) for own in base.sudo().line_ids], [(self.a, 466.67)])


@tagged("post_install", "-at_install")
class TestReplacedInPortal(ReplacementCommon, HttpCase):
    def test_list_of_invoices(self):
        """Core's list says of a replaced invoice that it is owed in instalments, and of a paid one that it is paid."""
        reader = new_test_user(self.env(su=True), login="portal_rep", groups="base.group_portal", email="p@example.com")
        reader.partner_id.parent_id = self.customer
        self._pay(self.b, "2025-03-09")
        (self.a | self.b).message_subscribe(reader.partner_id.ids)
        self._split()
        self.env.flush_all()
        self.authenticate("portal_rep", "portal_rep")
        text = self.url_open("/my/invoices").text
        self.assertIn(self.a.name, text)
        self.assertEqual((text.count("In instalments"), text.count("> Paid<")), (1, 1))
