"""Exposure: parts by hand, tied to the ledger at several days, currencies once, credits before what is late."""

from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common import DunningCommon

DAY = "2025-03-20"


class CreditCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"})])
        cls.company.dunning_plan_id = cls.plan
        cls.manager = cls._user("manager_k", "account_dunning.group_dunning_manager")
        cls.company.dunning_manager_id = cls.manager

    def _credit(self, partner=None, day=None):
        partner = partner or self.customer
        return self.env["dunning.exposure"].sudo()._read_credit(self.company, partner, day and Date.to_date(day))[partner.id]

    def _row(self, partner=None):
        self.env.flush_all()
        return self.env["dunning.credit.exposure"].search(
            [("partner_id", "=", (partner or self.customer).id), ("company_id", "=", self.company.id)]
        )

    @classmethod
    def _limit(cls, amount, partner=None, **vals):
        """Grant a limit as the system."""
        whose = {} if vals.get("segment") else {"partner_id": (partner or cls.customer).id}
        limit = cls.env["dunning.credit.limit"].sudo().create(
            {"company_id": cls.company.id, "amount": amount, "reason": "Known", **whose, **vals}
        )
        limit.action_grant()
        return limit


@tagged("post_install", "-at_install")
class TestExposure(CreditCommon):
    @freeze_time(DAY)
    def test_parts_by_age(self):
        self._invoice("2025-04-30", 100, invoice_date="2025-03-01")
        self._invoice("2025-03-10", 200)
        self._invoice("2025-02-10", 300)
        self._invoice("2025-01-10", 400)
        self._invoice("2024-11-10", 500)
        self._credit_note(50, date="2025-03-01")
        # posted, dated after the day: as sure as a draft
        draft = self._invoice("2025-04-30", 70).copy({"invoice_date": "2025-03-20"})
        self.assertEqual(draft.state, "draft")
        row = self._row()
        found = [row[name] for name in (
            "amount_receivable", "amount_due_later", "amount_30", "amount_60", "amount_90", "amount_older", "amount_credit",
            "amount_draft", "exposure")]  # fmt: skip
        self.assertEqual(found, [1500, 100, 200, 300, 400, 500, -50, 140, 1590])
        self.assertEqual((row.status, row.has_limit, row.late_days), ("none", False, 130))

    @freeze_time(DAY)
    def test_foreign_currency_counts_once(self):
        """100 foreign units booked as 80: the exposure is 80, whatever the rate of today."""
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 1.25), ("2025-03-15", 2.0)])
        self._invoice("2025-03-10", 100, invoice_date="2025-02-08", currency_id=currency.id)
        self.assertEqual(self._row().exposure, 80.0)
        self.assertEqual(self._credit().exposure, 80.0)

    def test_ties_to_the_ledger(self):
        """The receivables and credits of all customers are the balance of the trade receivable accounts, on any day."""
        other = self._customer("Other")
        early = self._invoice("2025-01-31", 1000, invoice_date="2025-01-01")
        self._invoice("2025-03-01", 333.33, partner=other, invoice_date="2025-02-01")
        currency = self.setup_other_currency("CHF", rates=[("2025-01-01", 1.25), ("2025-02-15", 2.0)])
        foreign = self._invoice("2025-02-28", 100, partner=other, invoice_date="2025-01-20", currency_id=currency.id)
        self._pay(early, "2025-02-10", 400)
        self._pay(foreign, "2025-02-20", 60)
        self._payment(77, "2025-02-25")
        self._credit_note(25, partner=other, date="2025-03-05")
        self.env.flush_all()
        Exposure = self.env["dunning.exposure"].sudo()
        for day, expected in (("2025-01-15", 1000.0), ("2025-02-15", None), ("2025-02-21", None), ("2025-03-04", None), (DAY, None)):
            with self.subTest(day=day), freeze_time(DAY):
                asked = Exposure._ask_exposure(self.company, Date.to_date(day))
                [(exposed,)] = self.env.execute_query(
                    SQL("SELECT SUM(amount_receivable + amount_credit) FROM (%s) AS own", Exposure._sql_exposure(asked))
                )
                [(balance,)] = self.env.execute_query(
                    SQL(
                        """SELECT SUM(line.balance) FROM account_move_line AS line JOIN account_account AS account
                             ON account.id = line.account_id
                            WHERE account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
                              AND line.parent_state = 'posted' AND line.date <= %s AND line.company_id = %s""",
                        day, self.company.id,
                    )
                )  # fmt: skip
                self.assertAlmostEqual(float(exposed), float(balance), places=2)
                if expected:
                    self.assertAlmostEqual(float(exposed), expected, places=2)

    @freeze_time(DAY)
    def test_bills_until_the_bank_has_paid(self):
        """A bill settles its invoice and stays in the exposure, when the settings say so, until the bank has it."""
        invoice = self._invoice("2025-03-10", 900)
        method = self.company_data["default_journal_bank"].inbound_payment_method_line_ids[:1]
        method.payment_account_id = self.env["account.account"].create(
            {"name": "Bills to receive", "code": "413000", "account_type": "asset_current", "reconcile": True}
        )
        payment = self._pay(invoice, "2025-03-12")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self._credit().exposure, 0.0)
        self.company.dunning_credit_bill_method_ids = method
        self.assertEqual((self._credit().exposure, self._row().amount_bill), (900.0, 900.0))
        line = payment.move_id.line_ids.filtered(lambda one: one.account_id == method.payment_account_id)
        bank = self.env["account.move"].create(
            {"date": "2025-03-18", "journal_id": self.company_data["default_journal_misc"].id, "line_ids": [
                Command.create({"account_id": line.account_id.id, "partner_id": self.customer.id, "credit": 900}),
                Command.create({"account_id": self.company_data["default_account_revenue"].id, "debit": 900})]}
        )  # fmt: skip
        bank.action_post()
        (line + bank.line_ids.filtered("credit")).reconcile()
        self.assertEqual(self._credit().exposure, 0.0)
        self.assertEqual(self._credit(day="2025-03-15").exposure, 900.0)

    @freeze_time(DAY)
    def test_credits_cover_what_is_late(self):
        """A payment that nobody allocated lifts what is late; what is disputed is late for nobody."""
        self._invoice("2025-02-10", 300)
        disputed = self._invoice("2025-01-10", 400)
        self._limit(1000, days=30)
        self.assertEqual((self._credit().late_days, self._credit().late_amount), (69, 700.0))
        category = self.env["dunning.dispute.category"].search([], limit=1)
        vals = {"move_id": disputed.id, "category_id": category.id, "description": "Broken", "date_opened": DAY}
        self.env["dunning.dispute"].create(vals)
        self.assertEqual((self._credit().late_days, self._credit().late_amount, self._credit().over_age_amount), (38, 300.0, 300.0))
        self._payment(120, "2025-03-19")
        self.assertEqual((self._credit().late_days, self._credit().late_amount), (38, 180.0))
        self._payment(180, "2025-03-19")
        self.assertEqual((self._credit().late_days, self._credit().late_amount), (0, 0.0))

    @freeze_time(DAY)
    def test_one_statement_for_all(self):
        """As many queries for many customers as for one."""
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(30)])
        self._general_entry(*[(partner, "2025-03-01", 100.0) for partner in partners])
        Exposure = self.env["dunning.exposure"].sudo()
        counts = []
        Exposure._read_credit(self.company, partners[:1])  # fills the caches
        for some in (partners[:1], partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = Exposure._read_credit(self.company, some)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(found), len(some))
        self.assertEqual(counts[0], counts[1])

    @freeze_time(DAY)
    def test_rows_of_contributors(self):
        """Salespeople see their customers' rows only; a row of nobody's exposure shows an own limit."""
        self._invoice("2025-03-10", 200)
        mine = self._customer("Mine", user_id=self.salesman.id)
        self._limit(500, partner=mine)
        rows = self.env["dunning.credit.exposure"].with_user(self.salesman).search([("company_id", "=", self.company.id)])
        self.assertEqual([(row.partner_id, row.exposure, row.limit_amount, row.status) for row in rows], [(mine, 0.0, 500.0, "free")])

    @freeze_time(DAY)
    def test_add_ons_append_their_parts(self):
        """A part of somebody else counts in the exposure, under other when its kind has no column."""
        Exposure = self.env.registry["dunning.exposure"]
        parts = Exposure._exposure_queries
        extra = SQL("SELECT %s, %s, 'consignment', 42.0, NULL::int, NULL::int, 0", self.customer.id, self.company.id)
        self.patch(Exposure, "_exposure_queries", lambda model, asked: [*parts(model, asked), extra])
        self.assertEqual((self._row().exposure, self._row().amount_other), (42.0, 42.0))

    @freeze_time(DAY)
    def test_status_says_what_filters_find(self):
        for name, amount, due, vals, status in (
            ("Free", 100, "2025-04-01", {"amount": 1000}, "free"), ("Near", 950, "2025-04-01", {"amount": 1000}, "near"),
            ("Over", 1000.01, "2025-04-01", {"amount": 1000}, "over"), ("Late", 100, "2025-02-01", {"amount": 1000, "days": 30}, "late"),
        ):  # fmt: skip
            partner = self._customer(name)
            self._invoice(due, amount, partner=partner)
            self._limit(vals.pop("amount"), partner=partner, **vals)
            with self.subTest(name):
                row = self._row(partner)
                self.assertEqual(row.status, status)
                self.assertEqual(bool(row.filtered_domain([("has_limit", "=", True), ("available", "<", 0)])), status == "over")
                self.assertEqual(bool(row.filtered_domain([("over_age_amount", ">", 0)])), status == "late")
