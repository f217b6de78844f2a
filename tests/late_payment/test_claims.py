"""The life of a claim: computed, charged on a person's decision, paid, waived or written off; never chased, aged or counted."""

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Date
from odoo.tests import tagged

from ..common import DunningCommon

DAY = "2026-08-10"


class ClaimCommon(DunningCommon):
    """A French company whose books are in euros: the worked example of section 2.2 of the reference."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eur = cls.env.ref("base.EUR")
        cls.eur.active = True
        cls.company.country_id = cls.env.ref("base.fr")
        cls.env["res.currency.rate"].search([("company_id", "=", cls.company.id)]).unlink()
        cls.company._dunning_prepare_claims()
        income = cls.company_data["default_account_revenue"]
        cls.company.write(
            {
                "dunning_claim_interest_account_id": income.copy({"name": "Interest", "account_type": "income_other"}).id,
                "dunning_claim_fee_account_id": income.copy({"name": "Indemnities", "account_type": "income_other"}).id,
                "dunning_claim_loss_account_id": cls.company_data["default_account_expense"].id,
            }
        )
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager")
        cls.accountant = cls._user("accountant_c", "account.group_account_manager")
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    @classmethod
    def _example(cls):
        """10,000 due 31 March 2026; 4,000 received on 15 May, 6,000 on 10 August."""
        move = cls._invoice("2026-03-31", 10000, currency_id=cls.eur.id)
        cls._pay(move, "2026-05-15", 4000)
        return move

    def _claim(self, moves, day=DAY, profile=None):
        claims, problems = self.env["dunning.claim"]._compute_claims(profile or self.profile, self._items(moves), Date.to_date(day))
        self.assertFalse(problems)
        return claims


@tagged("post_install", "-at_install")
class TestClaims(ClaimCommon):
    # -- amounts -----------------------------------------------------------------------------------

    def test_worked_example(self):
        """325.24 and €40: domain.md 2.2; the segments add up, each with its source."""
        claim = self._claim(self._example())
        self.assertEqual((claim.principal, claim.interest, claim.fee, claim.state), (6000, 325.24, 40, "threatened"))
        rows = [(row["first"], row["last"], row["days"], row["principal"], row["rate"], row["amount"]) for row in claim.line_ids.segments]
        self.assertEqual(
            rows,
            [
                ("2026-04-01", "2026-05-15", 45, "10000", "12.15", "149.79"),
                ("2026-05-16", "2026-06-30", 46, "6000", "12.15", "91.87"),
                ("2026-07-01", "2026-08-10", 41, "6000", "12.4", "83.58"),
            ],
        )
        self.assertIn("European Central Bank", claim.line_ids.segments[0]["source"])
        for shown in (claim.segments_html, claim.line_ids.segments_html):
            self.assertIn("149.79", shown)
            self.assertIn("(2)", shown)
            self.assertIn("2.40 % from 06/17/2026: European Central Bank, main refinancing operations", shown)
        self.assertEqual(claim.law, "Code de commerce, art. L441-10 et D441-5")
        self.assertIn("concession of the creditor", claim.allocation_note)
        self.assertEqual((claim.per_diem, str(claim.per_diem_until)), (2.04, "2026-12-31"))

    def test_interest_first_where_the_company_says_so(self):
        """By article 1343-1 the 4,000 pay 149.79 of interest and the €40 first: 6,189.79 go on bearing interest, 330.79 in all."""
        move = self._example()
        self.company.dunning_allocation = "law"
        claim = self._claim(move)
        rows = [(row["days"], row["principal"]) for row in claim.line_ids.segments]
        self.assertEqual(rows, [(45, "10000"), (46, "6189.79"), (41, "6189.79")])
        self.assertEqual((claim.interest, claim.fee), (330.79, 40))
        self.assertEqual((claim.principal, claim.by_law), (6000, True))
        self.assertIn("interest and compensation first", claim.allocation_note)

    def test_day_of_value_is_the_banks(self):
        """The cheque of 10 May is on the account on 15 May."""
        move = self._invoice("2026-03-31", 10000, currency_id=self.eur.id)
        payment = self._pay(move, "2026-05-10", 4000)
        line = self._bank_line(4000, "2026-05-15", foreign_currency_id=self.eur.id, amount_currency=4000)
        outstanding = payment.move_id.line_ids.filtered(lambda one: one.account_id.account_type != "asset_receivable")
        suspense = line.move_id.line_ids.filtered(lambda one: one.account_id == line.journal_id.suspense_account_id)
        line.move_id.button_draft()
        suspense.account_id = outstanding.account_id
        line.move_id.action_post()
        (suspense | outstanding).reconcile()
        claim = self._claim(move)
        self.assertEqual(claim.line_ids.segments[0]["last"], "2026-05-15")

    def test_credit_notes(self):
        """One that reverses the whole invoice corrects it; a rebate counts from its own day."""
        move = self._invoice("2026-03-31", 10000, currency_id=self.eur.id)
        rebate = self._credit_note(4000, date="2026-05-15", currency_id=self.eur.id)
        (self._items(move) | self._items(rebate)).reconcile()
        claim = self._claim(move)
        self.assertEqual([(row["days"], row["principal"]) for row in claim.line_ids.segments[:2]], [(44, "10000"), (47, "6000")])
        wrong = self._invoice("2026-03-31", 500, currency_id=self.eur.id)
        reversal = wrong._reverse_moves([{"date": "2026-06-01", "invoice_date": "2026-06-01"}])
        reversal.action_post()
        claim = self._claim(wrong)
        self.assertEqual((claim.interest, claim.fee), (0, 0))
        self.assertEqual(claim.line_ids.fee_text, "The customer was right not to pay.")

    def test_once_for_each_invoice(self):
        """Our own instalments make one invoice of €40; a second claim asks for none, and for the days since the first only."""
        move = self._instalments(10000, "2026-03-31", "2026-04-30", currency_id=self.eur.id)
        claim = self._claim(move)
        self.assertEqual((claim.fee, claim.line_ids.mapped("fee")), (40, [40, 0]))
        self.assertEqual(claim.line_ids[1].fee_text, "It is part of the sum beside another invoice.")
        with freeze_time(DAY):
            claim.with_user(self.accountant).action_charge()
        second = self._claim(move, "2026-08-20")
        self.assertNotEqual(second, claim)
        self.assertEqual(second.fee, 0)
        self.assertEqual({row["first"] for line in second.line_ids for row in line.segments}, {"2026-08-11"})
        self.assertEqual(second.interest, 2 * 16.99)  # 5,000 × 12.40 % × 10 days

    def test_consumers(self):
        """Legal rate from the receipt of a formal notice only; no €40."""
        self.profile.debtor_class = "consumer"
        claim = self._claim(self._example())
        self.assertEqual((claim.interest, claim.fee), (0, 0))
        self.assertIn("waits for the receipt of a formal notice", claim.line_ids.reason)
        self.assertEqual(claim.line_ids.fee_text, "This law grants no fixed sum.")

    def test_disputes_and_judgment(self):
        """Interest of what is disputed is withheld; it stops on the day of the judgment, after which no €40 falls due."""
        move = self._invoice("2026-03-31", 10000, currency_id=self.eur.id)
        category = self.env["dunning.dispute.category"].search([], limit=1)
        with freeze_time("2026-04-20"):
            self.env["dunning.dispute"].create({"move_id": move.id, "category_id": category.id, "description": "x", "amount": 10000})
        claim = self._claim(move)
        self.assertEqual((claim.interest, claim.fee, claim.withheld), (0, 0, 442.21))
        self._hold(self.customer, "insolvency", date_start="2026-05-01")
        late = self._invoice("2026-05-15", 1000, currency_id=self.eur.id)
        claim = self._claim(late)
        self.assertEqual((claim.interest, claim.line_ids.fee_text), (0, "The insolvency judgment forbade to pay it on its due date."))
        before = self._claim(self._invoice("2026-03-31", 1000, currency_id=self.eur.id))
        self.assertEqual((before.line_ids.segments[-1]["last"], before.line_ids.ends), ("2026-04-30", "insolvency"))

    def test_before_and_after_a_judgment(self):
        """A judgment that is known stops what was delivered before it, recorded however late; what came after it runs on."""
        old = self._invoice("2026-03-31", 1000, currency_id=self.eur.id)
        late = self._invoice("2026-05-15", 1000, currency_id=self.eur.id, delivery_date="2026-04-20")
        new = self._invoice("2026-05-15", 1000, currency_id=self.eur.id, delivery_date="2026-05-01")
        self._hold(self.customer, "insolvency", date_start="2026-07-01", judgment_date="2026-05-01")
        claim = self._claim(old)
        self.assertEqual((claim.line_ids.segments[-1]["last"], claim.line_ids.ends), ("2026-04-30", "insolvency"))
        claim = self._claim(late)
        self.assertEqual((claim.interest, claim.line_ids.fee_text), (0, "The insolvency judgment forbade to pay it on its due date."))
        claim = self._claim(new)
        self.assertEqual((claim.line_ids.segments[-1]["last"], claim.fee), (DAY, 40))

    def test_half_year_that_is_not_published(self):
        """A claim goes to the last known day, and says that it runs on."""
        move = self._invoice("2026-11-30", 1000, currency_id=self.eur.id)
        claim = self._claim(move, "2027-02-10")
        self.assertEqual(claim.line_ids.segments[-1]["last"], "2026-12-31")
        self.assertTrue(claim.runs_on)
        self.assertIn("no value is published for the first half of 2027", claim.missing)
        self.assertEqual(claim.per_diem, 0)

    def test_below_what_the_company_claims(self):
        self.company.dunning_claim_minimum = 5
        claim = self._claim(self._invoice("2026-08-05", 100, currency_id=self.eur.id))
        self.assertEqual((claim.interest, claim.fee), (0, 40))
        self.assertIn("Below what the company claims: 0.17", claim.line_ids.reason)

    def test_what_the_invoice_says_is_compared(self):
        """An invoice that names another rate than the claim is a warning."""
        self.env["dunning.interest.contract"].create(
            {"company_id": self.company.id, "rate_kind": "fixed", "rate": 12, "clause": "Terms of sale, 7"}
        )
        terms = "<p>Delivery within 10 days. Pénalités de retard : 15 %. VAT 20 %.</p>"
        claim = self._claim(self._invoice("2026-03-31", 100, currency_id=self.eur.id, narration=terms))
        self.assertIn("names 15 % for late payment", claim.warnings)
        self.assertNotIn("20 %", claim.warnings)

    def test_principal_in_company_currency(self):
        """6,000 euros at 0.5 euro a dollar: what the pivot adds up, apart from what is claimed beside it."""
        self.env["res.currency.rate"].create(
            {"currency_id": self.eur.id, "name": "2026-01-01", "rate": 0.5, "company_id": self.company.id}
        )
        claim = self._claim(self._example())
        self.assertEqual((claim.principal, claim.principal_company, claim.amount_company), (6000, 12000, 730.48))

    def test_no_law_is_known(self):
        self.profile.debtor_class = "public"
        self.customer.country_id = self.env.ref("base.de")
        _claims, problems = self.env["dunning.claim"]._compute_claims(
            self.profile, self._items(self._invoice("2026-03-31", 100)), Date.to_date(DAY)
        )
        self.assertFalse(_claims)
        self.assertEqual(problems[0][1], "No law of late payment towards public bodies is known for Germany: enter a regime.")

    # -- charged -----------------------------------------------------------------------------------

    @freeze_time(DAY)
    def test_charged_and_posted(self):
        """A document without VAT in a journal of its own; interest and compensation on accounts of their own."""
        claim = self._claim(self._example())
        claim.with_user(self.accountant).action_charge()
        self.assertEqual((claim.state, claim.is_posted, claim.residual), ("charged", True, 365.24))
        move = claim.move_id
        self.assertEqual((move.journal_id, move.move_type), (self.company.dunning_claim_journal_id, "entry"))
        self.assertEqual(claim.name, move.name)
        self.assertTrue(move.name.startswith("LATE/2026/"))
        self.assertFalse(move.line_ids.tax_ids)
        amounts = {line.account_id: line.amount_currency for line in move.line_ids if line.amount_currency < 0}
        self.assertEqual(
            amounts,
            {self.company.dunning_claim_interest_account_id: -325.24, self.company.dunning_claim_fee_account_id: -40},
        )
        self.assertEqual(str(claim.date_due), "2026-09-09")

    @freeze_time(DAY)
    def test_who_may(self):
        """Collectors compute; charging, posting and waiving are rights of their own."""
        claim = self._claim(self._example())
        with self.assertRaisesRegex(AccessError, "may not charge"):
            claim.with_user(self.collector).action_charge()
        claim.with_user(self.manager).action_charge()
        self.assertEqual((claim.state, claim.move_id.state, claim.residual), ("charged", "draft", 0))
        with self.assertRaisesRegex(AccessError, "may not post"):
            claim.with_user(self.manager).action_post()
        with self.assertRaisesRegex(AccessError, "may not waive"):
            claim.with_user(self.collector)._end_claims("waived", "x")
        claim.with_user(self.accountant).action_post()
        self.assertEqual(claim.move_id.state, "posted")
        for user in (self.salesman, self._user("nobody_c", "base.group_user")):
            with self.assertRaises(AccessError):
                claim.with_user(user).action_recompute()

    @freeze_time(DAY)
    def test_what_was_charged_is_evidence(self):
        claim = self._claim(self._example())
        claim.with_user(self.accountant).action_charge()
        with self.assertRaisesRegex(UserError, "What was charged is evidence"):
            claim.write({"interest": 1})
        with self.assertRaisesRegex(UserError, "What was charged is evidence"):
            claim.line_ids.write({"segments": []})
        with self.assertRaisesRegex(UserError, "are kept"):
            claim.unlink()
        claim.action_recompute()
        self.assertEqual(claim.interest, 325.24)

    @freeze_time(DAY)
    def test_nothing_is_charged_twice(self):
        """Two claims on the same invoice: the second is refused when the first was charged meanwhile."""
        move = self._example()
        first = self._claim(move)
        second = first.sudo().copy({"line_ids": [Command.create(line.sudo().copy_data()[0]) for line in first.line_ids]})
        first.with_user(self.accountant).action_charge()
        with self.assertRaisesRegex(UserError, "was charged meanwhile"):
            second.with_user(self.accountant).action_charge()

    @freeze_time(DAY)
    def test_settings_are_missing(self):
        claim = self._claim(self._example())
        self.company.dunning_claim_fee_account_id = False
        with self.assertRaisesRegex(UserError, "before the settings name: Income Account of Compensation"):
            claim.with_user(self.accountant).action_charge()
        with self.assertRaisesRegex(ValidationError, "marked as non-trade"):
            self.company.dunning_claim_receivable_id = self.company_data["default_account_receivable"]

    # -- in no other figure ------------------------------------------------------------------------

    @freeze_time(DAY)
    def test_in_no_other_figure(self):
        """Not chased, not aged, in no DSO, no base of interest: only in the figure of claims."""
        self.company.dunning_plan_id = self._standard()
        move = self._example()
        before = self._figures()
        claim = self._claim(move)
        claim.with_user(self.accountant).action_charge()
        self.env.invalidate_all()
        self.assertEqual(self._figures(), before)
        self.assertEqual(self.profile.amount_claims, 365.24)
        self.assertEqual(self.env["dunning.profile"].search([("amount_claims", ">", 0)]), self.profile)
        rows = self._decide(Date.to_date(DAY), self.customer)
        self.assertEqual(list(rows), self._items(move).ids)
        self.assertFalse(self.env["dunning.claim"]._late_items(self.profile, Date.to_date("2027-01-01")) - self._items(move))

    @freeze_time("2026-12-01")
    def test_a_claim_keeps_no_announced_payment_waiting(self):
        """What was announced came for the invoice: an overdue claim does not make it a payment that did not arrive."""
        move = self._example()
        with freeze_time(DAY):
            self._claim(move).with_user(self.accountant).action_charge()
        hold = self._hold(self.customer, "payment_announced", date_start="2026-08-10", date_end="2026-08-20")
        self._pay(move, "2026-08-15")
        self.env.flush_all()
        self.assertFalse(hold._filter_unpaid(Date.to_date("2026-12-01")))

    def _figures(self):
        self.env.flush_all()
        profile = self.profile
        options = self.env["dunning.statement"]._options_of(self.company, Date.to_date(DAY), self.customer)
        aged = self.env.execute_query_dict(self.env["dunning.aging"]._sql_balances(options))
        receivables = self.env["dunning.receivable"].search([("partner_id", "=", self.customer.id)])
        return (
            profile.amount_due, profile.amount_overdue, profile.oldest_days, profile.aging, [row["balance"] for row in aged],
            receivables.mapped("residual_currency") if "residual_currency" in receivables._fields else len(receivables),
        )  # fmt: skip

    # -- paid, waived, written off -----------------------------------------------------------------

    @freeze_time(DAY)
    def test_paid_and_owed_again(self):
        claim = self._claim(self._example())
        claim.with_user(self.accountant).action_charge()
        items = claim._claim_items()
        self.env["account.payment.register"].with_context(active_model="account.move.line", active_ids=items.ids).create(
            {"payment_date": DAY, "group_payment": True}
        )._create_payments()  # fmt: skip
        self.env["dunning.claim"]._cron_follow_claims()
        self.assertEqual((claim.state, str(claim.decided_on)), ("paid", DAY))
        items.remove_move_reconcile()
        self.env["dunning.claim"]._cron_follow_claims()
        self.assertEqual((claim.state, claim.residual), ("charged", 365.24))

    @freeze_time(DAY)
    def test_waived_after_a_part_was_paid(self):
        """What is still owed leaves the income; who and why stays in the history; it is not claimed again."""
        move = self._example()
        claim = self._claim(move)
        claim.with_user(self.accountant).action_charge()
        interest = claim._claim_items().sorted("amount_residual")[-1]
        self.env["account.payment.register"].with_context(active_model="account.move.line", active_ids=interest.ids).create(
            {"payment_date": DAY, "amount": 125.24, "currency_id": self.eur.id}
        )._create_payments()
        wizard = self.env["dunning.claim.wizard"].with_user(self.manager).create(
            {"claim_ids": claim.ids, "kind": "waived", "reason": "Gesture agreed with Ms Durand"}
        )
        wizard.action_confirm()
        self.assertEqual((claim.state, claim.residual, claim.reason), ("waived", 0, "Gesture agreed with Ms Durand"))
        cancelled = {line.account_id: line.amount_currency for line in claim.reversal_id.line_ids if line.amount_currency > 0}
        self.assertEqual(
            cancelled, {self.company.dunning_claim_interest_account_id: 200, self.company.dunning_claim_fee_account_id: 40}
        )
        self.assertIn("waived by manager_c", str(claim.message_ids[:1].body))
        again = self._claim(move)
        self.assertEqual((again.interest, again.fee), (0, 0))

    @freeze_time(DAY)
    def test_waiving_that_is_forbidden(self):
        """By the company's switch, and by law for French public buyers."""
        claim = self._claim(self._example())
        self.company.dunning_claim_no_waiving = True
        with self.assertRaisesRegex(UserError, "does not let anybody waive"):
            claim.with_user(self.manager)._end_claims("waived", "x")
        self.company.dunning_claim_no_waiving = False
        self.profile.debtor_class = "public"
        claim = self._claim(self._invoice("2026-03-31", 10000, currency_id=self.eur.id))
        self.assertEqual(claim.interest, 367.07)  # 10.15 %, frozen, 132 days
        with self.assertRaisesRegex(UserError, "Law forbids to waive"):
            claim.with_user(self.manager)._end_claims("waived", "x")

    @freeze_time(DAY)
    def test_written_off(self):
        claim = self._claim(self._example())
        with self.assertRaisesRegex(UserError, "nothing of it is owed"):
            claim.with_user(self.manager)._end_claims("written_off", "x")
        claim.with_user(self.accountant).action_charge()
        claim.with_user(self.manager)._end_claims("written_off", "Not worth a suit")
        loss = claim.reversal_id.line_ids.filtered(lambda line: line.account_id == self.company.dunning_claim_loss_account_id)
        self.assertEqual((claim.state, sum(loss.mapped("amount_currency"))), ("written_off", 365.24))

    # -- alone -------------------------------------------------------------------------------------

    def test_alone_it_is_a_task(self):
        """While an invoice is overdue it is asked for beside it; when all are paid, somebody gets a task, once."""
        move = self._example()
        with freeze_time(DAY):
            claim = self._claim(move)
            claim.with_user(self.accountant).action_charge()
        with freeze_time("2026-09-10"):
            self.env["dunning.claim"]._cron_follow_claims()
            self.assertFalse(claim.activity_ids)
            self._pay(move, "2026-09-10")
            self.env.invalidate_all()
            self.env["dunning.claim"]._cron_follow_claims()
            self.env["dunning.claim"]._cron_follow_claims()
            self.assertEqual(claim.activity_ids.user_id, self.collector)
            self.assertEqual(len(claim.activity_ids), 1)
            line = self.env["dunning.task"].with_user(self.collector).search([("kind", "=", "claim")])
            self.assertEqual((line.user_id, line.amount), (self.collector, claim.residual))
            self.assertIn("365.24", line.why)
            self.assertEqual(line.action_open()["res_id"], claim.id)
            self._invoice("2026-09-01", 70)
            self.env.invalidate_all()
            self.env["dunning.claim"]._cron_follow_claims()
            self.assertFalse(claim.activity_ids)
            self.assertFalse(self.env["dunning.task"].search([("kind", "=", "claim")]))

    # -- companies, people -------------------------------------------------------------------------

    def test_currencies_and_branches(self):
        """One claim for each branch and currency; the €40 of a claim in dollars stay euros."""
        branch = self.env["res.company"].create({"name": "North", "parent_id": self.company.id, "country_id": self.env.ref("base.fr").id})
        self.env.cr.precommit.run()  # gives the branch its chart of accounts
        self.env.user.company_ids |= branch
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.company | branch).ids})
        dollars = self._invoice("2026-03-31", 1000)
        euros = self._invoice("2026-03-31", 1000, currency_id=self.eur.id)
        other = self.env["account.move"].with_company(branch).create(
            {
                "move_type": "out_invoice", "partner_id": self.customer.id, "invoice_date": "2026-03-01", "currency_id": self.eur.id,
                "invoice_date_due": "2026-03-31", "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 1000, "tax_ids": []})],
            }
        )
        other.action_post()
        claims = self._claim(dollars | euros | other)
        self.assertEqual(len(claims), 3)
        in_dollars = claims.filtered(lambda claim: claim.currency_id != self.eur)
        self.assertEqual((in_dollars.fee, in_dollars.fee_currency_id), (40, self.eur))
        with freeze_time(DAY):
            self.accountant.company_ids |= branch
            claims.with_user(self.accountant).action_charge()
        self.assertEqual(claims.move_id.company_id, self.company | branch)
        self.assertEqual({claim.move_id.company_id for claim in claims if claim.branch_id == branch}, {branch})

    def test_whoever_works_elsewhere_sees_none(self):
        claim = self._claim(self._example())
        other = self.setup_other_company(name="Company B")["company"]
        stranger = self._user("stranger_c", "account_dunning.group_dunning_manager")
        stranger.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.assertFalse(self.env["dunning.claim"].with_user(stranger).search([("id", "=", claim.id)]))
        self.assertFalse(self.env["dunning.claim"].with_user(self.salesman).search([("id", "=", claim.id)]))
        self.customer.user_id = self.salesman
        self.assertEqual(self.env["dunning.claim"].with_user(self.salesman).search([("id", "=", claim.id)]), claim)

    @freeze_time(DAY)
    def test_dialogue_and_paper(self):
        """A collector computes the claims of a customer, paid late or not, and prints them with their annex."""
        self._example()
        paid = self._invoice("2026-05-31", 1000, currency_id=self.eur.id)
        self._pay(paid, "2026-06-10")
        wizard = self.env["dunning.claim.new.wizard"].with_user(self.collector).create({"profile_ids": self.profile.ids})
        claims = self.env["dunning.claim"].search(wizard.action_compute()["domain"])
        self.assertEqual(sorted(claims.line_ids.mapped("interest")), [3.33, 325.24])
        html = self.env["ir.actions.report"]._render_qweb_html("account_dunning.report_claim", claims.ids)[0].decode()
        for text in ("Annex: how the interest was computed", "12.15", "Total, not subject to VAT", "concession of the creditor"):
            self.assertIn(text, html)
