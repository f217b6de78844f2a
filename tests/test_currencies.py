"""Companies that keep their books in yen or dinars, invoices in other currencies, two currencies in one message."""

from odoo import Command
from odoo.fields import Date
from odoo.tests import tagged

from .common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestCurrencies(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"mode": "review"}), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan

    @classmethod
    def _foreign_company(cls, code, rounding, rates):
        """Make a company whose books are in another currency, with its own plan, live.

        :param dict rates: units of other currencies for one of its own, by code
        :return: (``res.company``, ``dunning.plan``)
        """
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", code)])
        currency.sudo().write({"active": True, "rounding": rounding})
        company = cls.setup_other_company(name=f"Company in {code}", currency_id=currency.id)["company"]
        for other, rate in rates.items():
            money = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", other)])
            money.sudo().active = True
            cls.env["res.currency.rate"].sudo().create(
                {"name": "2020-01-01", "currency_id": money.id, "company_id": company.id, "rate": rate}
            )
        plan = cls.plan.copy({"company_id": company.id, "name": f"Plan in {code}"})
        company.sudo().write({"dunning_live_date": "2024-01-01", "dunning_plan_id": plan.id})
        return company, plan

    @classmethod
    def _move_of(cls, company, amount, code, due="2025-03-01", move_type="out_invoice", **vals):
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": move_type,
                    "partner_id": cls.customer.id,
                    "currency_id": cls.env["res.currency"].search([("name", "=", code)]).id,
                    "invoice_date": "2025-01-30",
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [Command.create({"name": "x", "price_unit": amount, "tax_ids": []})],
                    **vals,
                }
            )
        )
        move.action_post()
        return move

    def _rows_of(self, company, day=DAY):
        rows = self.env["dunning.engine"]._decide_items(company, Date.to_date(day), self.customer)
        return {row["move_id"]: row for row in rows}

    # -- books in other currencies -----------------------------------------------------------------

    def test_company_in_yen(self):
        """No decimals in company currency: what is left after a credit is rounded to the yen, and so is the threshold."""
        company, plan = self._foreign_company("JPY", 1, {"EUR": 0.00625})
        home = self._move_of(company, 1001, "JPY")
        abroad = self._move_of(company, 10.5, "EUR", "2025-03-02")
        self._move_of(company, 3.33, "EUR", move_type="out_refund")
        self.assertEqual(self._items(abroad).amount_residual, 1680.0)
        rows = self._rows_of(company, "2025-03-07")
        self.assertEqual((rows[home.id]["net"], rows[home.id]["net_currency"]), (1001.0, 1001.0))
        row = rows[abroad.id]
        self.assertEqual((row["covered_currency"], row["net_currency"], row["net"]), (3.33, 7.17, 1147.0))
        self.assertEqual(row["addressed_amount"], 2148.0)
        plan.threshold = 2149
        self.assertEqual(self._rows_of(company, "2025-03-07")[home.id]["reason"], "below_threshold")
        plan.threshold = 2148
        [action] = self._run("2025-03-07", company)
        self.assertEqual((action.amount_due, action.currency_id.name), (2148.0, "JPY"))
        self.assertEqual(self._words(action.amount_text), {"¥ 1,001", "7.17 €"})

    def test_company_in_dinars(self):
        """Three decimals: one fils below the threshold is below it, and a fils is asked."""
        company, plan = self._foreign_company("KWD", 0.001, {"JPY": 500})
        home = self._move_of(company, 12.345, "KWD")
        self._move_of(company, 12.344, "KWD", move_type="out_refund")
        abroad = self._move_of(company, 1234, "JPY")
        rows = self._rows_of(company)
        self.assertEqual((rows[home.id]["net"], rows[home.id]["verdict"]), (0.001, "act"))
        self.assertEqual((rows[abroad.id]["net"], rows[abroad.id]["net_currency"]), (2.468, 1234.0))
        plan.threshold = 2.470
        self.assertEqual(self._rows_of(company)[home.id]["reason"], "below_threshold")
        plan.threshold = 2.469
        [action] = self._run(DAY, company)
        self.assertEqual(action.amount_due, 2.469)
        self.assertEqual(self._words(action.amount_text), {"0.001 د.ك", "¥ 1,234"})

    def test_one_contact_of_each_root_company(self):
        """Two companies that share a customer contact it once each, the same day, each by its own plan and currency."""
        company, _plan = self._foreign_company("JPY", 1, {})
        mine, theirs = self._invoice("2025-03-01", 100), self._move_of(company, 5000, "JPY")
        [ours] = self._run(DAY)
        [other] = self._run(DAY, company)
        self.assertEqual((ours.amount_due, ours.advance_line_ids.move_id), (100.0, mine))
        self.assertEqual((other.amount_due, other.advance_line_ids.move_id), (5000.0, theirs))
        self.assertNotEqual(ours.profile_id, other.profile_id)
        for action in (ours, other):
            action._set_done(Date.to_date(DAY), delivery_status="sent")
        self.assertFalse(self._run("2025-03-07") | self._run("2025-03-07", company))
        self.assertEqual(
            self._rows_of(company, "2025-03-11")[theirs.id]["step_id"], company.dunning_plan_id.step_ids[1].id
        )

    def _words(self, amounts):
        """Return the amounts of a text, with plain blanks between."""
        return {" ".join(one.split()) for one in amounts.split(" + ")}

    # -- two currencies, one message -----------------------------------------------------------------

    def test_two_totals_as_the_language_writes_them(self):
        """One message asks for both, never added up; French readers get French numbers, yen have no decimals."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.setup_other_currency("JPY", rates=[("2020-01-01", 160)], rounding=1)
        self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)], rounding=0.01)
        self.customer.lang = "fr_FR"
        self._move_of(self.company, 1234567, "JPY")
        self._move_of(self.company, 1234.5, "EUR")
        [action] = self._run(DAY)
        self.assertEqual(action.amount_due, 10185.04)
        text = self._words(action.with_context(lang=action.lang).amount_text)
        self.assertEqual(text, {"¥ 1 234 567", "1 234,50 €"})
        _subject, body, _error = action._render_message()[action]
        body = body.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
        self.assertIn("¥ 1 234 567", body)
        self.assertIn("1 234,50 €", body)
        self.assertNotIn("10 185,04", body)

    # -- a rate that changes -----------------------------------------------------------------------

    def test_rate_that_changed(self):
        """What is open is what was invoiced, at the rate of its day; differences of exchange are nobody's debt."""
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5), ("2025-02-15", 0.8)], rounding=0.01)
        move = self._move_of(self.company, 300, "EUR")
        self._pay(move, "2025-02-20", amount=100)
        row = self._row(move, DAY)
        self.assertEqual((row["residual_currency"], row["residual"], row["net"]), (200.0, 400.0, 400.0))
        self._pay(move, "2025-02-21", amount=200)
        difference = self.env["account.move.line"].search(
            [
                ("move_id.journal_id", "=", self.company.currency_exchange_journal_id.id),
                ("partner_id", "=", self.customer.id),
            ]
        )
        self.assertTrue(difference, "accounting has booked what was lost")
        self.assertFalse(self._decide(DAY))
        self.assertFalse(self._run(DAY))
        self.assertEqual(move.currency_id, euro)

    # -- kinds of documents ------------------------------------------------------------------------

    def test_receipt(self):
        receipt = self._invoice("2025-03-01", 50, move_type="out_receipt")
        self.assertEqual(self._reason(receipt, DAY), "act")

    def test_invoice_of_zero(self):
        self._invoice("2025-03-01", 0)
        self.assertFalse(self._decide(DAY))
        self.assertFalse(self._run(DAY))

    def test_negative_entry_is_a_credit(self):
        """What stands below zero is money of the customer, also in a journal that is not chased."""
        move = self._invoice("2025-03-01", 100)
        entry = self._general_entry((self.customer, "2025-02-01", -40.0))
        row = self._row(move, DAY)
        self.assertEqual((row["covered_currency"], row["net"]), (40.0, 60.0))
        self.assertEqual(self._decide(DAY)[self._items(entry).id]["reason"], "credit")

    def test_customer_who_is_a_supplier_too(self):
        """What we owe him is settled by an accountant, not by dunning: payables cover nothing."""
        move = self._invoice("2025-03-01", 100)
        bill = self._invoice("2025-03-01", 500, move_type="in_invoice", ref="Their 1")
        row = self._row(move, DAY)
        self.assertEqual((row["covered_currency"], row["net"], row["verdict"]), (0.0, 100.0, "act"))
        self.assertNotIn(bill.id, {row["move_id"] for row in self._decide(DAY).values()})

    def test_refund_bigger_than_everything(self):
        """A customer in credit is never contacted, in whatever currency he is in debt elsewhere he is for that alone."""
        self._invoice("2025-03-01", 100)
        self._invoice("2025-02-01", 200)
        self._credit_note(1000)
        self.assertFalse(self._run(DAY))
        self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)], rounding=0.01)
        abroad = self._move_of(self.company, 30, "EUR")
        [action] = self._run(DAY)
        self.assertEqual((action.advance_line_ids.move_id, action.amount_due), (abroad, 60.0))

    def test_invoice_of_a_contact(self):
        """Invoices of two people of one customer: one contact, about both."""
        clerk = self._customer("Clerk", parent_id=self.customer.id, is_company=False, type="contact")
        moves = self._invoice("2025-03-01", 100) + self._invoice("2025-03-01", 50, partner=clerk)
        [action] = self._run(DAY)
        self.assertEqual((action.partner_id, action.advance_line_ids.move_id), (self.customer, moves))

    # -- days --------------------------------------------------------------------------------------

    def test_month_ends_and_clock_changes(self):
        """A step falls on its day at the end of February and across the change of the clock."""
        for due, day in (
            ("2024-02-24", "2024-02-29"),
            ("2025-02-24", "2025-03-01"),
            ("2025-03-26", "2025-03-31"),
            ("2024-12-27", "2025-01-01"),
        ):
            with self.subTest(due=due):
                move = self._invoice(due, partner=self._customer(f"Due {due}"))
                eve = Date.subtract(Date.to_date(day), days=1)
                self.assertEqual([self._reason(move, eve), self._reason(move, day)], ["not_due", "act"])
                self.assertEqual(str(self._row(move, eve)["next_date"]), day)
