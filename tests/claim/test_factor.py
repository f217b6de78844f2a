"""Invoices assigned to a factor: who collects them, which account they are paid to, and no message for two beneficiaries."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import html2plaintext

from ..common_delivery import DeliveryCommon

DAY = "2025-03-11"


@tagged("post_install", "-at_install")
class TestFactor(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template.body_html = "<p>Hello,</p><t t-out='object.items_html'/><t t-out='object.payment_html'/>"
        cls.plan = cls._plan([(5, "email"), (10, "email"), (30, "registered_letter")])
        cls.company.dunning_plan_id = cls.plan
        Bank = cls.env["res.partner.bank"].sudo()
        cls.own_bank = Bank.create({"acc_number": "FR7630006000011234567890189", "partner_id": cls.company.partner_id.id})
        cls.house = cls._customer("Factor House")
        cls.bank = Bank.create({"acc_number": "DE89370400440532013000", "partner_id": cls.house.id})
        cls.own, cls.ceded = cls._invoice("2025-03-01", 1000), cls._invoice("2025-03-01", 400)

    @classmethod
    def _told(cls):
        return {"bank_id": cls.bank.id, "clause": "Assigned to Factor House: only payment to it frees you."}

    @classmethod
    def _contract(cls, collects="company", **vals):
        return cls.env["dunning.factor"].create(
            {
                "name": "Domestic", "company_id": cls.company.id, "house_id": cls.house.id, "collects": collects,
                **(cls._told() if collects == "company" else {}), **vals,
            }
        )  # fmt: skip

    @classmethod
    def _cede(cls, target, collects="company", **vals):
        """Assign an invoice, or all that a customer owes."""
        whose = {"move_id": target.id} if target._name == "account.move" else {"partner_id": target.id}
        return cls.env["dunning.assignment"].create(
            {"factor_id": cls._contract(collects).id, "date_start": "2025-01-01", **whose, **vals}
        )

    def _live(self, day=DAY):
        with freeze_time(f"{day} 09:00:00"):
            return self._live_day(day)

    def _messages(self):
        return {("DE89" in text.replace(" ", "")): text for text in map(self._text, self._sent(self.customer.email))}

    # -- who collects ------------------------------------------------------------------------------

    def test_factor_collects(self):
        """It rests, whatever else is chased, as long as it is assigned."""
        self._cede(self.ceded, "factor", date_end="2025-03-20")
        row = self._row(self.ceded, DAY)
        self.assertEqual((row["reason"], row["until"]), ("factor", Date.to_date("2025-03-20")))
        self.assertEqual(self._reason(self.own, DAY), "act")
        self.assertEqual(self._reason(self.ceded, "2025-03-21"), "act")
        self._live()
        [text] = self._messages().values()
        self.assertIn("1,000.00", text)

    def test_we_collect(self):
        """Chased with the factor's account and the clause, by a message of its own on the same day."""
        self._cede(self.ceded)
        self._live()
        texts = self._messages()
        self.assertEqual(set(texts), {True, False})
        self.assertIn("Assigned to Factor House: only payment to it frees you.", texts[True])
        self.assertIn("Factor House", texts[True])
        self.assertIn(self.ceded.name, texts[True])
        self.assertNotIn(self.own.name, texts[True])
        self.assertIn(self.own.name, texts[False])
        self.assertNotIn(self.ceded.name, texts[False])
        self.assertNotIn("Assigned to", texts[False])
        self.assertIn("FR7630006000011234567890189", texts[False].replace(" ", ""))
        actions = self.env["dunning.action"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(sorted(actions.mapped("amount_due")), [400, 1000])
        self.assertEqual(sorted(actions.mapped("group_key")), [-self.bank.id, 0])

    def test_credits_cover_what_is_paid_to_the_company_first(self):
        """The older invoice is the factor's: a payment to the company covers the other one, unless it names it."""
        older = self._invoice("2025-02-20", 300)
        self._cede(older)
        items = [self._items(move).id for move in (older, self.own, self.ceded)]

        def covered():
            rows = self._decide(DAY)
            return [float(rows[item]["covered_currency"]) for item in items]

        self._payment(1200, "2025-03-05")
        self.assertEqual(covered(), [0, 1000, 200])
        self._payment(100, "2025-03-06", memo=older.name)
        self.assertEqual(covered(), [100, 1000, 200])
        self._payment(250, "2025-03-07")
        self.assertEqual(covered(), [150, 1000, 400], "what is left over covers it all the same")

    def _statement_accounts(self):
        """Return what a statement asks to pay where: (account, for what, clause), and its text."""
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        statement = self.env["dunning.statement"].create({"profile_id": profile.id, "kind": "open", "date_to": DAY})
        [sections] = statement._sections_by_statement().values()
        accounts, said = statement._list_accounts(sections)
        return [(bank, *more) for _company, bank, *more in accounts], said, self._text_of_html(statement.payment_html)

    def _text_of_html(self, html):
        return " ".join(html2plaintext(html).split())

    def test_statement(self):
        """Each account stands with its invoices: what is assigned is paid to the factor, the rest to the company."""
        accounts, said, _text = self._statement_accounts()
        self.assertEqual((accounts, said), ([(self.own_bank,)], ""), "nothing is assigned")
        self._cede(self.ceded)
        self._credit_note(100)
        accounts, said, text = self._statement_accounts()
        clause = "Assigned to Factor House: only payment to it frees you."
        self.assertEqual(
            (accounts, said),
            (
                [(self.own_bank, f"$ 900.00: {self.own.name}", ""),
                 (self.bank, f"$ 400.00: {self.ceded.name}", clause)],
                "",
            ),
        )  # fmt: skip
        self.assertLess(text.index("DE89"), text.index("400.00"))
        self.assertIn(clause, text)

    def test_statement_of_what_the_factor_collects(self):
        """No account of the company is given for it, also where the factor's is not known."""
        self._cede(self.customer, "factor")
        accounts, said, text = self._statement_accounts()
        self.assertEqual(accounts, [])
        self.assertIn("Assigned to Factor House, who collects: only a payment there settles it.", said)
        self.assertIn("$ 1,400.00", said)
        self.assertIn("Assigned to Factor House", text)
        self.assertNotIn("FR76", text)

    def test_whole_customer(self):
        self._cede(self.customer)
        self._live()
        [(is_factor, text)] = self._messages().items()
        self.assertTrue(is_factor)
        self.assertIn("1,400.00", text)

    def test_invoice_beside_its_customer(self):
        """What is said of an invoice comes before what is said of its customer."""
        self._cede(self.customer, "factor")
        self._cede(self.ceded)
        self.assertEqual(self._reason(self.own, DAY), "factor")
        row = self._row(self.ceded, DAY)
        self.assertEqual((row["reason"], row["group_key"]), ("act", -self.bank.id))

    def test_not_yet_or_no_more(self):
        for vals in ({"date_start": "2025-03-12"}, {"date_end": "2025-03-10"}):
            assignment = self._cede(self.ceded, **vals)
            self.assertEqual(self._row(self.ceded, DAY)["group_key"], 0, vals)
            assignment.unlink()

    def test_account_of_somebody_else_on_the_invoice(self):
        """An invoice that bears an account of another holder is paid there: no message prints the first one for all."""
        self.ceded.sudo().partner_bank_id = self.bank
        self.own.sudo().partner_bank_id = self.own_bank
        self._live()
        texts = self._messages()
        self.assertEqual(set(texts), {True, False})
        self.assertNotIn(self.ceded.name, texts[False])

    def test_two_own_accounts_are_one_beneficiary(self):
        second = self.own_bank.sudo().copy({"acc_number": "FR1420041010050500013M02606"})
        self.ceded.sudo().partner_bank_id = second
        self._live()
        self.assertEqual(len(self._sent(self.customer.email)), 1)

    def test_other_items_are_not_listed_beside(self):
        """What is coming due and paid elsewhere is not listed in the company's message either."""
        coming = self._invoice("2025-03-30", 70)
        self._cede(coming)
        self._live()
        [text] = self._messages().values()
        self.assertNotIn(coming.name, text)

    def test_grouped_by_invoice(self):
        self.plan.grouping = "invoice"
        self._cede(self.ceded)
        self._live()
        texts = self._messages()
        self.assertEqual(set(texts), {True, False})
        self.assertIn(self.ceded.name, texts[True])

    def test_next_step_of_each(self):
        """Both go on by the same plan, on the same contact days."""
        self._cede(self.ceded)
        self._live("2025-03-06")
        self._live("2025-03-11")
        self.assertEqual(len(self._sent(self.customer.email)), 4)
        actions = self.env["dunning.action"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual({(action.group_key < 0, str(action.date_done)) for action in actions},
                         {(side, day) for side in (True, False) for day in ("2025-03-06", "2025-03-11")})  # fmt: skip

    def test_assigned_while_it_waits(self):
        """What is assigned between recording and sending leaves the company's message, and gets one of its own."""
        with freeze_time(f"{DAY} 09:00:00"):
            [action] = self._record(DAY)
            self.assertEqual(action.amount_due, 1400)
            self._cede(self.ceded)
            action._deliver_actions(Date.to_date(DAY))
            self.assertEqual(action.amount_due, 1000)
            [text] = self._messages().values()
            self.assertNotIn(self.ceded.name, text)

    def test_reminder_by_hand(self):
        self._cede(self.ceded)
        Action, day = self.env["dunning.action"], Date.to_date(DAY)
        with self.assertRaises(UserError):
            Action._create_manual(self.customer, self.company, day)
        with freeze_time(f"{DAY} 09:00:00"):
            action = Action._create_manual(self.customer, self.company, day, moves=self.ceded)
            self.assertEqual((action.amount_due, action.payee_bank_id), (400, self.bank))
            self.assertFalse(action.line_ids.filtered(lambda line: line.move_id == self.own))

    # -- the contract ------------------------------------------------------------------------------

    def test_contract_is_complete(self):
        for vals in ({"clause": False}, {"bank_id": False}, {"bank_id": self.own_bank.id}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._contract(**vals)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.env["dunning.assignment"].create(
                {"factor_id": self._contract().id, "move_id": self.own.id, "partner_id": self._customer("Other").id}
            )

    def test_who_may(self):
        """Credit managers write contracts, collectors read them; other companies see nothing."""
        assignment = self._cede(self.ceded)
        records = assignment | assignment
        as_collector = records.with_user(self.collector)
        self.assertEqual(as_collector.factor_id.name, "Domestic")
        for record in (as_collector, as_collector.factor_id):
            with self.assertRaises(AccessError):
                record.check_access("write")
        with self.assertRaises(AccessError):
            records.with_user(self.salesman).check_access("read")
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "stranger_f", "account_dunning.group_dunning_manager", company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        for record in (records, records.factor_id):
            with self.assertRaises(AccessError):
                record.with_user(stranger).with_context(allowed_company_ids=other.ids).check_access("read")
