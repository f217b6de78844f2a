"""The customer's page: its numbers add up and open what they count, the timeline tells all, contacts and duplicates."""

from odoo import Command
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged

from ...models.customer.dunning_profile_contacts import is_mobile
from ..common_delivery import DeliveryCommon

DAY = "2025-03-31"


@tagged("post_install", "-at_install")
class TestCustomerPage(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(10, "phone"), (60, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.profile = cls.env["dunning.profile"]._get_or_create(cls.customer, cls.company)

    def _bill(self, amount, partner=None):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": (partner or self.customer).id,
                "invoice_date": "2025-03-01",
                "invoice_line_ids": [Command.create({"name": "Parts", "price_unit": amount, "tax_ids": []})],
            }
        )
        bill.action_post()
        return bill

    def _mine(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.profile.with_user(self.collector).with_context(allowed_company_ids=self.company.ids)

    def _opened(self, action):
        """Return the records that an action shows."""
        records = self.env[action["res_model"]].with_user(self.collector)
        return records.with_context(**action.get("context") or {}).search(action["domain"])

    # -- numbers -----------------------------------------------------------------------------------

    def test_numbers(self):
        one, _two, three = self._invoice("2025-03-01", 600), self._invoice("2025-01-10", 400), self._invoice("2025-04-30", 250)
        self._credit_note(150)
        self._bill(70)
        self._bill(900, partner=self._customer("Somebody Else"))
        self.env["dunning.promise"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "date": DAY, "date_payment": "2025-04-07", "amount": 300}
        )
        self.env["dunning.dispute"].create(
            {"move_id": one.id, "category_id": self.env.ref("account_dunning.dispute_category_price").id, "amount": 90,
             "description": "too dear", "date_opened": DAY}
        )  # fmt: skip
        self._hold(three, date_start=DAY)
        with freeze_time(DAY):
            mine = self._mine()
            self.assertEqual((mine.amount_due, mine.amount_credit, mine.oldest_days), (1100.0, 150.0, 80))
            self.assertEqual((mine.amount_promised, mine.amount_disputed, mine.amount_payable), (300.0, 90.0, 70.0))
            self.assertEqual(mine.hold_count, 1)
            self.assertEqual(
                [(bucket["label"].replace("\xa0", " "), bucket["amount"]) for bucket in mine.aging],
                [("Coming due 0–30", 250.0), ("Overdue 1–30", 600.0), ("Overdue 61–90", 400.0)],
            )

    def test_numbers_open_what_they_count(self):
        one, two = self._invoice("2025-03-01", 600), self._invoice("2025-01-10", 400)
        bill = self._bill(70)
        with freeze_time(DAY):
            mine = self._mine()
            for bucket in mine.aging:
                items = self._opened(mine.action_open_bucket(bucket["bucket"]))
                self.assertEqual(sum(items.mapped("residual")), bucket["amount"])
                self.assertEqual(items.move_id, one if bucket["amount"] == 600 else two)
            self.assertEqual(self._opened(mine.action_open_payables()).move_id, bill)
            hold = self._hold(one)
            self.assertEqual(self._opened(mine.action_open_holds()), hold.with_user(self.collector))
            self.assertIn(one, self._opened(mine.action_open_events()).move_id)

    def test_promise_half_paid(self):
        """What is promised counts for what of it did not come in yet."""
        invoice = self._invoice("2025-03-01", 600)
        promise = self.env["dunning.promise"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "date": "2025-03-20", "date_payment": "2025-04-07"}
        )
        self._pay(invoice, "2025-03-25", 200)
        promise._judge_promises(self.company, Date.to_date(DAY))
        self.assertEqual(self._mine().amount_promised, 400.0)

    def test_salesperson(self):
        """He opens the page of his customer; what we owe and ages are for people with accounting."""
        self.customer.user_id = self.salesman
        self._invoice("2025-03-01", 600)
        self._bill(70)
        with freeze_time(DAY):
            mine = self.profile.with_user(self.salesman)
            arch = mine.get_view(view_type="form")["arch"]
            self.assertNotIn("amount_payable", arch)
            self.assertNotIn('name="aging"', arch)
            self.assertIn("event_ids", arch)
            self.assertEqual({event.kind for event in mine.event_ids}, {"invoice"})
            self.assertEqual(mine.event_ids.action_open()["res_model"], "dunning.profile", "he reads no entries")
            self.assertFalse(mine.search([("partner_id", "!=", self.customer.id)]).event_ids)

    # -- the timeline ------------------------------------------------------------------------------

    def test_timeline(self):
        """All that happened, in order: each with its day, its amount, its words, and what it opens."""
        invoice = self._invoice("2025-03-01", 600)
        [call] = self._run("2025-03-11")
        call.with_user(self.collector).sudo()._report_call(Date.to_date("2025-03-11"), "promised", "after the fair")
        promise = self.env["dunning.promise"].search([("partner_id", "=", self.customer.id)])
        self._pay(invoice, "2025-03-20", 200)
        self._run("2025-03-25")
        hold = self._hold(invoice, date_start="2025-03-26", reason="Waits for goods")
        hold._end_holds(Date.to_date("2025-03-28"), "Goods came")
        dispute = self.env["dunning.dispute"].create(
            {"move_id": invoice.id, "category_id": self.env.ref("account_dunning.dispute_category_price").id,
             "description": "too dear", "date_opened": "2025-03-29", "amount": 50}
        )  # fmt: skip
        dispute._settle_disputes(Date.to_date("2025-03-30"), "accepted", "agreed by phone")
        self.profile.with_user(self.collector).message_post(body="They move in May", message_type="comment")
        self.profile.message_ids[0].sudo().date = "2025-03-31 09:00:00"
        events = self._mine().event_ids.sorted(lambda event: (event.date, event.id))
        found = [(str(event.date), event.kind, event.amount) for event in events]
        self.assertEqual(
            sorted(found),
            sorted([
                ("2025-01-30", "invoice", 600.0),
                ("2025-03-11", "contact", 600.0),
                ("2025-03-11", "promise", 600.0),
                ("2025-03-20", "payment", 200.0),
                ("2025-03-25", "judged", 200.0),
                ("2025-03-26", "hold", 0.0),
                ("2025-03-28", "ended", 0.0),
                ("2025-03-29", "dispute", 50.0),
                ("2025-03-30", "planned", 400.0),  # the message that says what was settled
                ("2025-03-30", "settled", 50.0),
                ("2025-03-31", "message", 0.0),
            ]),
        )  # fmt: skip
        words = {event.kind: event.what.replace("\xa0", " ") for event in events}
        self.assertEqual(words["contact"], "phone 10 · Phone call · Promised to pay · “after the fair”")
        self.assertIn("Partly kept", words["judged"])
        self.assertIn("Goods came", words["ended"])
        self.assertIn("Customer accepts · agreed by phone", words["settled"])
        self.assertIn("They move in May", words["message"])
        opens = {event.kind: event.action_open() for event in events}
        for kind, record in (("contact", call), ("promise", promise), ("payment", None), ("dispute", dispute), ("hold", hold),
                             ("invoice", invoice), ("message", self.profile)):  # fmt: skip
            with self.subTest(kind=kind):
                self.assertEqual(opens[kind]["res_model"], record._name if record else "account.move")
                if record:
                    self.assertEqual(opens[kind]["res_id"], record.id)

    def test_message_is_no_markup(self):
        self.profile.message_post(body="<img src=x onerror=alert(1)>", message_type="comment")
        [event] = self._mine().event_ids
        self.assertEqual(event.kind, "message")
        self.assertIn("<img src=x onerror=alert(1)>", event.what, "words in a text field, which are never markup")

    def test_events_of_others(self):
        """Nothing of another customer is in the timeline."""
        self._invoice("2025-03-01", partner=self._customer("Other"))
        self.assertFalse(self._mine().event_ids)

    # -- contacts ----------------------------------------------------------------------------------

    def test_mobile(self):
        for number, country, mobile in (
            ("06 12 34 56 78", "FR", True), ("+33 6 12 34 56 78", "", True), ("+33 (0)7 12 34 56 78", "DE", True),
            ("04 00 00 00 00", "FR", False), ("0033612345678", "", True), ("+49 151 1234567", "", True),
            ("+49 30 1234567", "", False), ("+1 555 0100", "", False), ("06 12 34 56 78", "", False), (None, "FR", False),
            ("0475 12 34 56", "BE", True), ("+352 621 123 456", "", True),
        ):  # fmt: skip
            with self.subTest(number=number):
                self.assertEqual(is_mobile(number, country), mobile)

    def test_completeness(self):
        """Post, e-mail, direct line and mobile of three people: twelve points."""
        self.assertEqual((self.profile.contact_score, self.profile.contact_missing.count("nobody named")), (0.0, 3))
        place = {"street": "1 rue des Lilas", "zip": "69001", "city": "Lyon", "parent_id": self.customer.id, "is_company": False}
        full = self._customer("Anne Petit", **{**place, "phone": "+33 6 12 34 56 78"})
        switchboard = self._customer("Marc Roy", **place)
        self.profile.write({"payment_contact_id": full.id, "approval_contact_id": switchboard.id})
        self.assertAlmostEqual(self.profile.contact_score, 6 / 12)
        self.assertEqual(
            self.profile.contact_missing, "Invoice reception: nobody named · Approval: direct line, mobile"
        )
        self.profile.invoice_contact_id = self._customer("Lea", **{**place, "phone": "+33 4 11 22 33 44", "email": False})
        self.assertAlmostEqual(self.profile.contact_score, 8 / 12)
        self.assertIn("Invoice reception: e-mail, mobile", self.profile.contact_missing)

    def test_duplicates(self):
        """Same VAT, e-mail, number or name, however it is written; merged by core's dialogue."""
        self.customer.write({"vat": "BE0477472701"})
        values = {"email": False, "phone": False}
        same = [
            self._customer("Durand Bis", **values, vat="BE0477472701"),
            self._customer("Durand Ter", **{**values, "email": "Atelier.Durand@example.com"}),
            self._customer("ATELIER  DURAND.", **values),
            self._customer("Durand Four", **{**values, "phone": "0400000000"}),
        ]
        self._customer("Quite Another", **values)
        self._customer("Atelier Durand", **values, parent_id=self.customer.id, is_company=False)
        found = self._mine().duplicate_ids
        self.assertEqual(found.ids, [one.id for one in same])
        action = self.profile.action_merge_duplicates()
        wizard = self.env[action["res_model"]].sudo().with_context(**action["context"]).create({})
        self.assertEqual(wizard.partner_ids.ids, sorted([self.customer.id, *found.ids]))

    # -- speed -------------------------------------------------------------------------------------

    def test_queries(self):
        """The page opens with a bounded number of queries, whatever the customer has lived through."""
        self._invoice("2025-03-01", 600)
        with freeze_time(DAY):
            spec = Form(self.profile)._view["fields_spec"]
            read = lambda: self.profile.web_read(spec)  # noqa: E731

            def count():
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                read()
                return self.env.cr.sql_log_count - before

            read()
            few = count()
            for month in range(1, 7):
                invoice = self._invoice(f"2024-{month:02}-28", 100)
                self._hold(invoice, date_start=f"2024-{month:02}-28")
                self.env["dunning.dispute"].create(
                    {"move_id": invoice.id, "category_id": self.env.ref("account_dunning.dispute_category_price").id,
                     "description": "too dear", "date_opened": f"2024-{month:02}-28", "user_id": self.collector.id}
                )  # fmt: skip
            read()
            many = count()
        self.assertLessEqual(many, 90, f"{few} with one invoice")
        self.assertLessEqual(many - few, 25)
