"""Debits: the card or mandate on file is tried before a reminder leaves, announced, tried again, never twice."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-10"  # a Monday


class DebitCommon(DeliveryCommon):
    """A provider that answers as a test says, and a customer with a card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(5, "email"), (15, "email")])
        cls.manager = cls._user("manager_db", "account_dunning.group_dunning_manager")
        cls.a = cls._invoice("2025-03-01", 1000)
        cls.b = cls._invoice("2025-03-02", 400)
        cls._make_provider()
        cls.token = cls._make_token(cls.customer)

    @classmethod
    def _make_provider(cls):
        """Make a provider that keeps cards, and the bank journal in which it pays."""
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].sudo().create(
            {
                "name": "Dummy", "code": "none", "state": "test", "is_published": True, "company_id": cls.company.id,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )  # fmt: skip
        cls.method.sudo().write({"active": True})
        cls.provider.journal_id = cls.company_data["default_journal_bank"]
        cls.env["account.payment.method.line"].sudo().create(
            {
                "name": "Dummy", "journal_id": cls.provider.journal_id.id, "payment_provider_id": cls.provider.id,
                "payment_method_id": cls.env["account.payment.method"].sudo().create(
                    {"name": "Dummy", "code": "none", "payment_type": "inbound"}).id,
            }
        )  # fmt: skip
        cls.provider.journal_id.inbound_payment_method_line_ids.payment_account_id = cls.env["account.account"].sudo().create(
            {"name": "Outstanding", "code": "511998", "account_type": "asset_current", "reconcile": True}
        )

    @classmethod
    def _make_token(cls, partner, digits="4242", method=None):
        """Return the card or mandate that somebody left with the provider."""
        return cls.env["payment.token"].sudo().create(
            {
                "provider_id": cls.provider.id, "payment_method_id": (method or cls.method).id, "partner_id": partner.id,
                "provider_ref": "x", "payment_details": digits,
            }
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 10:00:00"))
        self.asked, self.answer = [], "done"
        test = self

        def send(tx):
            """Answer as the provider: ``done``, ``pending``, ``refused`` by the bank, ``dead`` when nobody is reached."""
            test.asked.append(tx.amount)
            if test.answer == "dead":
                raise ValidationError("No connection")
            tx.provider_reference = f"ref-{tx.id}"
            if test.answer == "refused":
                tx._set_error("Insufficient funds")
            elif test.answer == "pending":
                tx._set_pending()
            else:
                tx._set_done()

        self.startPatcher(patch.object(type(self.env["payment.transaction"]), "_send_payment_request", send))

    def _agree(self, **vals):
        return self.env["dunning.debit.agreement"].with_user(self.manager).create(
            {
                "partner_id": self.customer.id, "token_id": self.token.id, "company_id": self.company.id, "agreed_by": "Jane Durand",
                "agreed_on": "2025-03-01", "source": "Contract", **vals,
            }
        )  # fmt: skip

    def _mandate(self, **vals):
        return self._agree(is_mandate=True, notice_days=14, **vals)

    def _live(self, day):
        """Do the run of a day, and charge what is due; return the reminders."""
        with freeze_time(f"{day} 10:00:00"):
            actions = self._run(day).filtered(lambda one: one.partner_id == self.customer)
            self._charge(day)
        self.env.invalidate_all()
        return actions

    def _charge(self, day):
        """Do what the scheduled action does, without its commits."""
        debits = self.env["dunning.debit"].sudo()
        debits._follow_debits(self.company, self._day(day))
        for debit in debits.search([("state", "in", ("announced", "due")), ("date_charge", "<=", day)]):
            debit._charge_debit(self._day(day))

    def _day(self, day):
        return self.env["dunning.debit"]._fields["date"].to_date(day)

    def _debits(self):
        return self.env["dunning.debit"].search([("partner_id", "=", self.customer.id)])

    def _open(self, *moves):
        return [self._items(move).amount_residual for move in moves]


@tagged("post_install", "-at_install")
class TestDebit(DebitCommon):
    def test_no_agreement(self):
        self.assertEqual(len(self._live(DAY)), 1)
        self.assertEqual((self._debits().ids, self.asked), ([], []))

    def test_card_is_tried_first(self):
        """1,400 would be asked for: charged and booked to both invoices, no reminder leaves, that day or later."""
        self._agree()
        self.assertFalse(self._live(DAY))
        debit = self._debits()
        self.assertEqual((debit.state, debit.amount, str(debit.ended_on), self.asked), ("paid", 1400.0, DAY, [1400.0]))
        self.assertEqual(debit.item_ids.mapped("amount"), [1000.0, 400.0])
        self.assertEqual((self._open(self.a, self.b), debit.try_ids.result), ([0.0, 0.0], "paid"))
        self.assertFalse(self._live("2025-03-17"))

    def test_refused_then_the_reminder(self):
        self._agree()
        self.answer = "refused"
        self.assertFalse(self._live(DAY), "the card is tried first")
        debit = self._debits()
        self.assertEqual((debit.state, debit.reason, debit.try_ids.kind), ("failed", "Insufficient funds", "financial"))
        self.assertEqual(self._open(self.a, self.b), [1000.0, 400.0])
        action = self._live("2025-03-11")
        self.assertEqual((len(action), action.amount_due, len(self.asked)), (1, 1400.0, 1), "the reminder, and no other debit")

    def test_tried_again_by_the_pattern(self):
        self._agree()
        for days in (3, 7):
            self.env["dunning.debit.retry"].with_user(self.manager).create({"company_id": self.company.id, "days": days})
        self.answer = "refused"
        self._live(DAY)
        debit = self._debits()
        self.assertEqual((debit.state, str(debit.date_charge)), ("due", "2025-03-13"))
        self.assertEqual(self._row(self.a, "2025-03-11")["reason"], "direct_debit")
        self.assertFalse(self._live("2025-03-12"))
        self.assertEqual(len(self.asked), 1)
        self._live("2025-03-13")
        self.assertEqual((debit.state, str(debit.date_charge), debit.try_count), ("due", "2025-03-20", 2))
        self.answer = "done"
        self.assertFalse(self._live("2025-03-20"))
        self.assertEqual((debit.state, self._open(self.a, self.b), len(self.asked)), ("paid", [0.0, 0.0], 3))

    def test_nobody_was_reached(self):
        """Asked once more the next day, without a pattern; then the reminder leaves."""
        self._agree()
        self.answer = "dead"
        self._live(DAY)
        debit = self._debits()
        self.assertEqual((debit.state, str(debit.date_charge), debit.try_ids.kind), ("due", "2025-03-11", "technical"))
        self._live("2025-03-11")
        self.assertEqual((debit.state, len(self.asked)), ("failed", 2))
        self.assertEqual(len(self._live("2025-03-12")), 1)

    def test_with_the_bank(self):
        self._agree()
        self.answer = "pending"
        self.assertFalse(self._live(DAY))
        debit = self._debits()
        self.assertEqual((debit.state, self._row(self.a, "2025-03-12")["verdict"]), ("pending", "none"))
        self._live("2025-03-12")
        self.assertEqual(len(self.asked), 1, "not twice")
        debit.try_ids.sudo().transaction_id._set_error("Account closed")
        self.assertEqual(len(self._live("2025-03-13")), 1, "the reminder leaves when the bank has refused")
        self.assertEqual((debit.state, debit.try_ids.reason), ("failed", "Account closed"))

    def test_interrupted(self):
        """A try of which nobody knows whether the provider had it is never made again."""
        self._agree()
        with patch.object(type(self.env["payment.transaction"]), "_charge_with_token", lambda tx: None):
            self._live(DAY)
        debit = self._debits()
        self.assertEqual(debit.state, "pending")
        self._live("2025-03-11")
        self.assertEqual((debit.state, self.asked), ("failed", []))
        self.assertIn("Interrupted", debit.reason)

    # -- mandates ----------------------------------------------------------------------------------

    def test_mandate_is_announced(self):
        """Announced on 10 March for 24 March, 14 days; meanwhile nothing is asked for; then charged."""
        self._mandate()
        self.assertFalse(self._live(DAY))
        debit = self._debits()
        self.assertEqual((debit.state, str(debit.date_charge), self.asked), ("announced", "2025-03-24", []))
        told = debit.sudo().message_ids.filtered(lambda one: one.message_type == "auto_comment")
        self.assertIn("03/24/2025", told.subject)
        self.assertNotIn("1,400.00", told.subject, "others read a screen too")
        self.assertIn("1,400.00", told.body)
        self.assertFalse(self._live("2025-03-23"))
        self.assertEqual(self.asked, [])
        self._live("2025-03-24")
        self.assertEqual((debit.state, self.asked, self._open(self.a, self.b)), ("paid", [1400.0], [0.0, 0.0]))

    def test_nobody_to_announce_it_to(self):
        self._mandate()
        self.customer.email = False
        self._live(DAY)
        self.assertFalse(self._debits())

    def test_disputed_and_promised_meanwhile(self):
        """Of what was announced only what is neither disputed nor promised is charged."""
        c = self._invoice("2025-03-02", 70)
        self._mandate()
        self._live(DAY)
        with freeze_time("2025-03-12 10:00:00"):
            self.env["dunning.dispute"].create({
                "move_id": self.a.id, "description": "Broken",
                "category_id": self.env.ref("account_dunning.dispute_category_commercial").id,
            })  # fmt: skip
            self.env["dunning.promise"]._record_promises(
                self.company, self.customer, self._day("2025-03-12"), [(self._day("2025-03-28"), None)], self._items(self.b)
            )
        self._live("2025-03-24")
        self.assertEqual((self.asked, self._open(self.a, self.b, c)), ([70.0], [1000.0, 400.0, 0.0]))

    def test_on_hold_meanwhile(self):
        """Whatever else rests it stops the debit too: a reply that waits to be read, for instance."""
        self._mandate()
        self._live(DAY)
        self.env["dunning.hold"].create(
            {"partner_id": self.customer.id, "kind": "reply", "reason": "Wrong amount", "date_end": "2025-03-30"}
        )
        self._live("2025-03-24")
        self.assertEqual((self._debits().state, self.asked), ("cancelled", []))

    def test_paid_meanwhile(self):
        self._mandate()
        self._live(DAY)
        self._pay(self.a, "2025-03-12")
        self._pay(self.b, "2025-03-12")
        self._live("2025-03-24")
        self.assertEqual((self._debits().state, self.asked), ("cancelled", []))

    def test_fewer_days_only_where_agreed(self):
        with self.assertRaisesRegex(ValidationError, "say where fewer were agreed"), self.env.cr.savepoint():
            self._agree(is_mandate=True, notice_days=5)
        with self.assertRaisesRegex(ValidationError, "say where fewer were agreed"), self.env.cr.savepoint():
            self._agree(is_mandate=True, notice_days=0, notice_agreed="Contract")
        self._agree(is_mandate=True, notice_days=5, notice_agreed="Contract, § 7")
        self._live(DAY)
        self.assertEqual(str(self._debits().date_charge), "2025-03-15")

    # -- who ---------------------------------------------------------------------------------------

    def test_cancelled_by_a_person(self):
        self._mandate()
        self._live(DAY)
        debit = self._debits().with_user(self.collector)
        self.assertEqual(debit.action_open_customer()["res_id"], debit.profile_id.id)
        debit.action_cancel()
        self.assertEqual((debit.state, self._row(self.a, "2025-03-11")["verdict"]), ("cancelled", "act"))
        with self.assertRaisesRegex(UserError, "or over"):
            debit.action_cancel()

    def test_agreement_ended(self):
        agreement = self._mandate()
        self._live(DAY)
        agreement.active = False
        self._live("2025-03-24")
        self.assertEqual((self._debits().state, self.asked), ("failed", []))

    def test_card_of_somebody_else(self):
        other = self._customer("Other")
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self._agree(partner_id=other.id)

    def test_only_managers_agree(self):
        with self.assertRaises(AccessError):
            self.env["dunning.debit.agreement"].with_user(self.collector).create(
                {"partner_id": self.customer.id, "token_id": self.token.id, "agreed_by": "x", "source": "x"}
            )

    def test_history_stays(self):
        self._mandate()
        self._live(DAY)
        debit = self._debits()
        for record in (debit, debit.item_ids):
            with self.assertRaises(UserError):
                record.sudo().unlink()
            with self.assertRaises(UserError):
                record.sudo().amount = 1


@tagged("post_install", "-at_install")
class TestPaymentBack(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._user("accountant_db", "account_dunning.group_dunning_user,account.group_account_invoice")

    def _take_back(self, payment, user=None, **vals):
        window = payment.with_user(user or self.accountant).action_dunning_return()
        dialogue = self.env[window["res_model"]].with_user(user or self.accountant).with_context(**window["context"])
        dialogue.create({"date": DAY, "reason": "AM04 insufficient funds", **vals}).action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["dunning.payment.return"].search([("payment_id", "=", payment.id)])

    def test_only_what_came_back_is_open_again(self):
        """Two payments of 1,000 and 400: the second comes back, its invoice alone is open, its history goes on."""
        with freeze_time(f"{DAY} 10:00:00"):
            self._live("2025-03-07")
            self._pay(self.a, DAY)
            payment = self._pay(self.b, DAY)
            self.assertEqual(self._open(self.a, self.b), [0.0, 0.0])
            back = self._take_back(payment)
            self.assertEqual(self._open(self.a, self.b), [0.0, 400.0])
            self.assertEqual((back.kind, back.amount, back.partner_id), ("financial", 400.0, self.customer))
            row = self._row(self.b, "2025-03-17")
            self.assertEqual((row["step_id"], row["last_step_id"] != row["step_id"]), (self._step_of(15).id, True))
            profile = self.env["dunning.profile"].search([("partner_id", "=", self.customer.id)]).with_user(self.collector)
            self.assertEqual((profile.return_count, self.env["dunning.payment.return"].search(
                profile.action_open_returns()["domain"])), (1, back))  # fmt: skip
            with self.assertRaises(UserError):
                back.sudo().unlink()

    def _step_of(self, delay):
        return self.company.dunning_plan_id.step_ids.filtered(lambda step: step.delay == delay)

    def test_debit_is_repeated_once(self):
        self._agree()
        self._live(DAY)
        debit = self._debits()
        payment = debit.try_ids.sudo().transaction_id.payment_id
        with freeze_time("2025-03-12 10:00:00"):
            back = self._take_back(payment, repeats=True, kind="technical")
        self.assertEqual((back.is_repeated, back.debit_id, back.invoices), (True, debit, f"{self.a.name}, {self.b.name}"))
        self.assertEqual((debit.state, str(debit.date_charge), debit.ended_on), ("due", "2025-03-13", False))
        self.assertEqual((self._open(self.a, self.b), self._row(self.a, "2025-03-12")["reason"]), ([1000.0, 400.0], "direct_debit"))
        self._live("2025-03-13")
        self.assertEqual((debit.state, self._open(self.a, self.b), self.asked), ("paid", [0.0, 0.0], [1400.0, 1400.0]))
        payment = debit.try_ids.sudo().transaction_id.payment_id - payment
        with freeze_time("2025-03-14 10:00:00"):
            back = self._take_back(payment, repeats=True)
        self.assertEqual((back.is_repeated, debit.state, debit.reason), (False, "failed", "AM04 insufficient funds"))
        self.assertEqual(len(self._live("2025-03-17")), 1, "the reminder leaves")

    def test_on_the_bank_statement(self):
        payment = self._pay(self.b, DAY)
        liquidity = payment._seek_for_lines()[0]
        entry = self.env["account.move"].create({"move_type": "entry", "date": DAY, "line_ids": [
            Command.create({"account_id": liquidity.account_id.id, "credit": 400}),
            Command.create({"account_id": self.company_data["default_account_revenue"].id, "debit": 400}),
        ]})  # fmt: skip
        entry.action_post()
        (liquidity + entry.line_ids.filtered("credit")).reconcile()
        with self.assertRaisesRegex(UserError, "The bank statement shows"):
            payment.with_user(self.accountant).action_dunning_return()

    def test_who_may(self):
        payment = self._pay(self.b, DAY)
        with self.assertRaisesRegex(AccessError, "collectors with accounting rights"):
            payment.sudo(False).with_user(self.collector).action_dunning_return()
        with self.assertRaisesRegex(UserError, "Say why"):
            self._take_back(payment, reason=" ")
        self._take_back(payment)
        with self.assertRaisesRegex(UserError, "no payment of a customer"):
            payment.with_user(self.accountant).action_dunning_return()
