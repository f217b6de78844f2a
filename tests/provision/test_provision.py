"""Provisions: matrix by hand on a small ledger, judgment above it, entries without VAT, transfers, reversal, the trial balance."""

import contextlib

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import DunningCommon

with contextlib.suppress(ImportError):
    import pandas  # noqa: F401 (first imported while the clock is frozen, it ends the process)

DAY = "2025-06-30"


class ProvisionCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"})])
        account = cls.env["account.account"]
        names = {
            "dunning_doubtful_account_id": ("416000", "asset_current"),
            "dunning_allowance_account_id": ("491000", "asset_current"),
            "dunning_impairment_account_id": ("681740", "expense"),
            "dunning_impairment_reversal_account_id": ("781740", "income_other"),
            "dunning_loss_account_id": ("654100", "expense"),
        }
        cls.accounts = {
            name: account.create(
                {"name": code, "code": code, "account_type": kind, "reconcile": name == "dunning_doubtful_account_id"}
            )
            for name, (code, kind) in names.items()
        }
        cls.journal = cls.env["account.journal"].create({"name": "Provisions", "code": "PROV", "type": "general"})
        cls.company.sudo().write(
            {**{name: account.id for name, account in cls.accounts.items()}, "dunning_provision_journal_id": cls.journal.id,
             "dunning_plan_id": cls.plan.id, "dunning_loss_given_default": 0.8, "dunning_provision_months": 2}
        )  # fmt: skip
        cls.accountant = cls._user(
            "accountant_p", "account_dunning.group_dunning_manager,account.group_account_invoice"
        )
        cls.manager = cls._user("manager_p", "account_dunning.group_dunning_manager")

    @classmethod
    def _provision(cls, day=DAY, user=None, **vals):
        Provision = cls.env["dunning.provision"].with_user(user or cls.env.user)
        provision = Provision.create({"company_id": cls.company.id, "date": day, **vals})
        provision.action_compute()
        return provision

    @classmethod
    def _judge(cls, provision, move, rate, doubtful=False, reason="Liquidated"):
        line = provision.line_ids.filtered(lambda one: one.move_id == move)
        line.write({"judged": True, "judged_rate": rate, "reason": reason, "doubtful": doubtful})
        return line

    @classmethod
    def _balance(cls, name, day="2099-01-01"):
        account = cls.accounts.get(name) or cls.company_data[name]
        lines = cls.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted"), ("date", "<=", day)]
        )
        return round(sum(lines.mapped("balance")), 2)


@tagged("post_install", "-at_install")
class TestProvisionMatrix(ProvisionCommon):
    """Month ends 30 April, 31 May, 30 June. What becomes of each bucket between them, by hand:

    ========== ========== ===== ===== ====== ======== ======== ======================
    invoice    due        30/4  31/5  30/6   amount   paid     flows (bucket → bucket)
    ========== ========== ===== ===== ====== ======== ======== ======================
    A          15 May     0     1     2      1,000             0 → 1, 1 → 2
    B          15 May     0     paid  –      3,000    20 May   0 → paid
    C          15 Apr     1     2     3      600               1 → 2, 2 → 3
    D          15 Apr     1     paid  –      900      10 May   1 → paid
    E          10 Mar     2     3     4      400               2 → 3, 3 → 4
    F          10 Feb     3     4     5      200               3 → 4, 4 → 5
    G          31 Aug     0     0     0      5,000             0 → 0 twice: stayed
    ========== ========== ===== ===== ====== ======== ======== ======================

    Not due: 1,000 rolled of 4,000 that left = 25 %. 1–30: 600 + 1,000 rolled of 1,500 + 1,000 = 64 %.
    31–60: 400 + 600 of 1,000 = 100 %; 61–90: 200 + 400 of 600 = 100 %; 91–120: 200 of 200 = 100 %.
    Loss rates at 80 %: 12.8 %, 51.2 %, then 80 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dues = {"A": ("2025-05-15", 1000), "B": ("2025-05-15", 3000), "C": ("2025-04-15", 600), "D": ("2025-04-15", 900),
                "E": ("2025-03-10", 400), "F": ("2025-02-10", 200), "G": ("2025-08-31", 5000)}  # fmt: skip
        cls.moves = {
            name: cls._invoice(due, amount, invoice_date="2025-02-01" if name in "EF" else "2025-04-01")
            for name, (due, amount) in dues.items()
        }
        cls._pay(cls.moves["B"], "2025-05-20")
        cls._pay(cls.moves["D"], "2025-05-10")

    def _cells(self, provision, segment="standard"):
        cells = provision.rate_ids.filtered(lambda cell: cell.segment == segment).sorted("bucket")
        return [(round(cell.roll_rate, 4), round(cell.rate, 4), cell.balance, cell.amount) for cell in cells]

    def test_matrix_by_hand(self):
        provision = self._provision(method="matrix")
        self.assertEqual(
            self._cells(provision),
            [
                (0.25, 0.128, 5000, 640.0),
                (0.64, 0.512, 0, 0),
                (1.0, 0.8, 1000, 800.0),
                (1.0, 0.8, 600, 480.0),
                (1.0, 0.8, 400, 320.0),
                (1.0, 0.8, 200, 160.0),
            ],
        )
        self.assertEqual((provision.matrix_amount, provision.amount, provision.movement), (2400.0, 2400.0, 2400.0))
        cell = provision.rate_ids.filtered(lambda one: one.segment == "standard" and one.bucket == "0")
        self.assertEqual((cell.observed, cell.stayed, cell.rolled), (14000, 10000, 1000))

    def test_other_segments_take_the_rates_of_all(self):
        provision = self._provision(method="matrix")
        self.assertEqual(
            [round(cell[0], 2) for cell in self._cells(provision, "key")], [0.25, 0.64, 1.0, 1.0, 1.0, 1.0]
        )
        self.assertFalse(provision.rate_ids.filtered(lambda one: one.segment == "key" and one.seen))

    def test_by_segment(self):
        """A customer of its own segment, whose invoices of 15 April were all paid: nothing rolls on."""
        good = self._customer("Good")
        self.env["dunning.profile"]._get_or_create(good, self.company).segment = "key"
        self._pay(self._invoice("2025-04-15", 700, good, "2025-04-01"), "2025-05-02")
        self._invoice("2025-06-20", 100, good, "2025-06-01")
        provision = self._provision(method="matrix")
        key = {cell.bucket: cell for cell in provision.rate_ids.filtered(lambda one: one.segment == "key")}
        self.assertEqual((key["1"].observed, key["1"].rolled, key["1"].roll_rate, key["1"].amount), (700, 0, 0.0, 0.0))
        self.assertEqual(round(key["0"].roll_rate, 4), 0.25)

    def test_statutory_books_follow_judgment(self):
        provision = self._provision(method="judgment")
        self.assertEqual((provision.matrix_amount, provision.amount), (2400.0, 0.0))
        self._judge(provision, self.moves["F"], 1.0)
        self.assertEqual((provision.judged_amount, provision.amount), (200.0, 200.0))

    def test_judgment_goes_before_the_matrix(self):
        provision = self._provision(method="matrix")
        self._judge(provision, self.moves["A"], 0.1, reason="Paid by its parent")
        self.assertEqual(provision.amount, 2400 - 800 + 100)
        with self.assertRaisesRegex(ValidationError, "Say why"), self.env.cr.savepoint():
            provision.line_ids.filtered(lambda one: one.move_id == self.moves["C"]).judged = True

    def test_a_rate_changed_by_a_person_is_applied_kept_and_logged(self):
        provision = self._provision(method="matrix")
        cell = provision.rate_ids.filtered(lambda one: one.segment == "standard" and one.bucket == "5")
        cell.with_user(self.manager).rate = 1.0
        self.assertEqual((cell.amount, provision.amount), (200.0, 2440.0))
        self.assertIn("80.00 % → 100.00 %", provision.message_ids[0].body)
        provision.action_compute()
        self.assertEqual((cell.rate, cell.computed_rate, provision.amount), (1.0, 0.8, 2440.0))

    def test_outlook(self):
        provision = self._provision(method="matrix", factor=1.25)
        self.assertEqual([cell[1] for cell in self._cells(provision)], [0.16, 0.64, 1.0, 1.0, 1.0, 1.0])

    def test_history_of_buckets(self):
        with freeze_time(DAY):
            self.env.cr.execute("SELECT CURRENT_DATE")
            rows = self.env["dunning.bucket.history"].search([("move_id", "=", self.moves["D"].id)], order="entered")
        found = [(row.bucket, str(row.entered), str(row.left), row.days) for row in rows]
        self.assertEqual(found, [("0", "2025-04-01", "2025-04-16", 15), ("1", "2025-04-16", "2025-05-10", 24)])
        rows = self.env["dunning.bucket.history"].search([("move_id", "=", self.moves["C"].id)], order="entered")
        self.assertEqual(
            [(row.bucket, str(row.entered)) for row in rows][:3],
            [("0", "2025-04-01"), ("1", "2025-04-16"), ("2", "2025-05-16")],
        )

    def test_ties_to_the_accounts(self):
        self._payment(150, "2025-06-15")
        provision = self._provision()
        self.assertEqual(
            (provision.gross, provision.credit, provision.ledger_balance, provision.ledger_difference),
            (7200, -150, 7050, 0),
        )

    def test_as_of_a_past_day(self):
        provision = self._provision("2025-05-05")
        self.assertEqual(provision.gross, 11100)


@tagged("post_install", "-at_install")
class TestProvisionEntries(ProvisionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.company_data["default_tax_sale"]
        cls.tax.amount = 20
        cls.move = cls._taxed(1000)
        cls.other = cls._taxed(500)
        cls.receivable = "default_account_receivable"

    @classmethod
    def _taxed(cls, amount, due="2025-03-01", **vals):
        lines = [
            Command.create({"name": "Work", "quantity": 1, "price_unit": amount, "tax_ids": [Command.set(cls.tax.ids)]})
        ]
        return cls._invoice(due, invoice_line_ids=lines, **vals)

    def _posted(self, day=DAY, rate=0.5, doubtful=True, **vals):
        provision = self._provision(day, **vals)
        self._judge(provision, self.move, rate, doubtful)
        provision.action_post()
        return provision

    def test_impairment_without_vat(self):
        """1,200 with VAT, half of it at risk: 500."""
        provision = self._posted()
        self.assertEqual((provision.gross, provision.amount, provision.state), (1800, 500, "posted"))
        self.assertEqual(
            (self._balance("dunning_impairment_account_id"), self._balance("dunning_allowance_account_id")), (500, -500)
        )
        self.assertEqual(provision.move_ids.line_ids.filtered("credit").partner_id, self.customer)
        self.assertEqual((str(provision.move_ids.date), provision.move_ids.journal_id), (DAY, self.journal))
        self.assertEqual(provision.move_ids.ref, "Impairment of receivables as of 06/30/2025")  # as people write days
        provision.invalidate_recordset()
        self.assertEqual((provision.allowance_balance, provision.allowance_difference), (500, 0))

    def test_transfer_keeps_the_invoice_open(self):
        before = self._reason(self.move, DAY)
        self._posted()
        self.assertEqual((self._balance("dunning_doubtful_account_id"), self._balance(self.receivable)), (1200, 600))
        self.assertEqual((self.move.payment_state, self.move.amount_residual), ("not_paid", 1200))
        self.assertEqual(self._reason(self.move, DAY), before)
        self.assertEqual(self._row(self.move, DAY)["covered_currency"], 0)
        rows = self.env["dunning.receivable"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(sorted(rows.mapped("residual")), [600, 1200])

    def test_aged_balance_adds_up_to_both_accounts(self):
        self._posted()
        options = self.env["dunning.statement"]._options_of(self.company, Date.to_date(DAY), self.customer)
        items = self.env.execute_query_dict(self.env["dunning.aging"]._sql_items(options))
        self.assertEqual(sorted((item["residual"], item["days"]) for item in items), [(600, 121), (1200, 121)])
        self.assertEqual(self._balance(self.receivable) + self._balance("dunning_doubtful_account_id"), 1800)
        again = self._provision("2025-07-31")
        self.assertEqual((again.gross, again.ledger_balance, again.ledger_difference), (1800, 1800, 0))

    def test_next_provision_books_the_difference(self):
        self._posted()
        second = self._provision("2025-07-31")
        line = second.line_ids.filtered(lambda one: one.move_id == self.move)
        # the judgment is carried forward
        self.assertEqual(
            (line.judged_rate, line.doubtful, line.booked, line.movement, line.transfer), (0.5, True, 500, 0, 0)
        )
        line.judged_rate = 0.75
        self._judge(second, self.other, 0.1)
        self.assertEqual((second.amount, second.movement), (800, 300))
        second.action_post()
        self.assertEqual(self._balance("dunning_allowance_account_id"), -800)
        third = self._provision("2025-08-31")
        self._judge(third, self.move, 0.25, True)
        third.action_post()
        self.assertEqual(self._balance("dunning_allowance_account_id"), -300)
        self.assertEqual(
            (self._balance("dunning_impairment_account_id"), self._balance("dunning_impairment_reversal_account_id")),
            (800, -500),
        )

    def test_paid_meanwhile_it_is_released_and_comes_back(self):
        self._posted()
        self._pay(self.move, "2025-07-10")
        second = self._provision("2025-07-31")
        line = second.line_ids.filtered(lambda one: one.move_id == self.move)
        self.assertEqual((line.residual, line.amount, line.movement, line.transfer), (0, 0, -500, -1200))
        second.action_post()
        self.assertEqual(self._balance("dunning_allowance_account_id"), 0)
        self.assertEqual((self._balance("dunning_doubtful_account_id"), self._balance(self.receivable)), (0, 600))
        transfers = self.env["dunning.doubtful"].search([])
        self.assertEqual(transfers.mapped("amount"), [-1200, 1200])
        self.assertTrue(all(transfers.receivable_line_id.mapped("reconciled")))
        self.assertTrue(all(transfers.doubtful_line_id.mapped("reconciled")))

    def test_no_transfer_pays_an_invoice(self):
        self._posted()
        transfer = self.env["dunning.doubtful"].search([]).receivable_line_id
        with self.assertRaisesRegex(UserError, "pays nothing"), self.env.cr.savepoint():
            (transfer + self._items(self.move)).reconcile()

    def test_reversal(self):
        provision = self._posted(doubtful=False, reversal_date="2025-07-01")
        self.assertEqual(str(provision.reversed_on), "2025-07-01")
        self.assertEqual([self._balance("dunning_allowance_account_id", day) for day in (DAY, "2025-07-01")], [-500, 0])
        second = self._provision("2025-07-31")
        self.assertEqual((second.booked, second.amount), (0, 500))
        with self.assertRaisesRegex(UserError, "once"), self.env.cr.savepoint():
            provision.action_reverse()

    def test_changed_meanwhile(self):
        provision = self._provision()
        self._judge(provision, self.move, 0.5)
        self._pay(self.move, "2025-06-20", 600)
        with self.assertRaisesRegex(UserError, "The ledger has changed"), self.env.cr.savepoint():
            provision.action_post()
        provision.action_compute()
        self.assertEqual(provision.amount, 250)

    def test_not_before_a_later_one(self):
        self._posted("2025-07-31")
        provision = self._provision()
        with self.assertRaisesRegex(UserError, "A later provision is posted"), self.env.cr.savepoint():
            provision.action_post()

    def test_posted_stays_as_it_is(self):
        provision = self._posted()
        for record, vals in (
            (provision, {"date": "2025-05-31"}),
            (provision.line_ids[0], {"reason": "x"}),
            (provision.rate_ids[0], {"rate": 1}),
        ):
            with self.assertRaisesRegex(UserError, "is posted"), self.env.cr.savepoint():
                record.write(vals)
        with self.assertRaisesRegex(UserError, "is kept"), self.env.cr.savepoint():
            provision.unlink()

    def test_judgment_is_logged_in_the_readers_numbers(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        provision = self._provision().with_context(lang="fr_FR")
        self._judge(provision, self.move, 0.125)
        self.assertIn("12,50&nbsp;%", provision.message_ids[0].body)

    # -- write-off ---------------------------------------------------------------------------------

    def _write_off(self, move, **vals):
        write_off = self.env["dunning.write.off"].create(
            {
                "company_id": self.company.id, "partner_id": self.customer.id, "item_ids": [Command.set(self._items(move).ids)],
                "date": "2025-07-15", "reason": "Closed for lack of assets", **vals,
            }
        )  # fmt: skip
        write_off.action_post()
        return write_off

    def test_write_off_with_vat(self):
        """1,200 lost: 1,000 of loss, 200 of VAT taken back; what stood on doubtful debts comes back, the next provision releases."""
        vat = self.move.line_ids.filtered("tax_line_id").account_id
        before = sum(self.env["account.move.line"].search([("account_id", "=", vat.id)]).mapped("balance"))
        self._posted()
        done = self._write_off(self.move)
        self.assertEqual((done.gross, done.tax_amount, done.loss, done.state), (1200, 200, 1000, "posted"))
        self.assertEqual((self.move.amount_residual, self._balance("dunning_loss_account_id")), (0, 1000))
        after = sum(self.env["account.move.line"].search([("account_id", "=", vat.id)]).mapped("balance"))
        self.assertEqual(round(after - before, 2), 200)
        self.assertEqual((self._balance("dunning_doubtful_account_id"), self._balance(self.receivable)), (0, 600))
        text = done.message_ids.attachment_ids.raw.decode("utf-8-sig").strip().split("\r\n")
        self.assertEqual(text[0].split(";")[:3], ["Customer", "VAT number", "Invoice"])
        self.assertEqual(text[0].split(";")[5:9], ["VAT of the invoice", "Written Off", "VAT Recovered", "Loss Without VAT"])
        self.assertEqual(text[1].split(";")[1], "")  # a customer without a number
        self.assertEqual(text[1].split(";")[4:9], ["1200.00", "200.00", "1200.00", "200.00", "1000.00"])
        second = self._provision("2025-07-31")
        self.assertEqual((second.movement, second.gross, second.ledger_difference), (-500, 600, 0))

    def test_write_off_of_a_part_without_vat(self):
        self._pay(self.move, "2025-06-01", 900)
        done = self._write_off(self.move, recovers_vat=False)
        self.assertEqual((done.gross, done.tax_amount, done.loss), (300, 0, 300))
        self.assertFalse(done.message_ids.attachment_ids)

    def test_write_off_of_a_part_with_vat(self):
        self._pay(self.move, "2025-06-01", 900)
        done = self._write_off(self.move)
        self.assertEqual((done.gross, done.tax_amount, done.loss), (300, 50, 250))

    # -- yen ---------------------------------------------------------------------------------------

    def test_items_in_yen(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": yen.id, "name": "2025-01-01", "rate": 160, "company_id": self.company.id}
        )
        move = self._invoice("2025-03-01", 160000, currency_id=yen.id)
        provision = self._provision()
        self._judge(provision, move, 0.3, True)
        provision.action_post()
        self.assertEqual(provision.amount, 300)
        transfer = self.env["dunning.doubtful"].search([])
        self.assertEqual(
            (transfer.amount, transfer.receivable_line_id.amount_currency, transfer.receivable_line_id.currency_id),
            (1000, -160000, yen),
        )

    # -- who ---------------------------------------------------------------------------------------

    def test_posted_by_people_with_accounting_rights_only(self):
        provision = self._provision(user=self.manager)
        self._judge(provision, self.move, 0.5)
        with self.assertRaisesRegex(AccessError, "Only people who may enter in the books"):
            provision.action_post()
        provision.with_user(self.accountant).action_post()
        self.assertEqual((provision.posted_by_id, provision.move_ids.create_uid), (self.accountant, self.accountant))
        write_off = (
            self.env["dunning.write.off"]
            .with_user(self.manager)
            .create(
                {
                    "company_id": self.company.id,
                    "partner_id": self.customer.id,
                    "item_ids": [Command.set(self._items(self.other).ids)],
                    "reason": "x",
                }
            )
        )
        with self.assertRaisesRegex(AccessError, "Only people who may enter in the books"):
            write_off.action_post()

    def test_collectors_look_and_others_do_not(self):
        provision = self._provision()
        self.assertEqual(provision.with_user(self.collector).amount, 0)
        with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
            for user in (self.salesman, self._other_user()):
                with self.assertRaises(AccessError):
                    provision.with_user(user).read(["date"])
            with self.assertRaises(AccessError):
                provision.with_user(self.collector).action_compute()

    def _other_user(self):
        other = self.setup_other_company(name="Company B")["company"]
        user = self._user("b_prov", "account_dunning.group_dunning_manager")
        user.sudo().write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        return user

    def test_what_people_do_not_enter(self):
        provision = self._provision(user=self.manager)
        line = provision.line_ids[0].with_user(self.manager)
        for vals in ({"residual": 1}, {"booked": 1}, {"amount": 1}, {"move_line_id": self._items(self.other).id}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                line.write(vals)
