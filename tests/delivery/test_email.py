"""E-mails: to whom, from whom, in which language, with which amounts, links and documents."""

from io import BytesIO
from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ...models.delivery import dunning_action_delivery
from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"  # five days after 1 March


@tagged("post_install", "-at_install")
class TestEmail(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.step = cls.plan.step_ids.sorted("delay")[0]
        cls.company.dunning_plan_id = cls.plan

    def _contact(self, name, parent=None, **vals):
        return self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": (parent or self.customer).id,
                "type": "contact",
                "email": f"{name.lower()}@example.com",
                **vals,
            }
        )

    def _profile(self, partner=None, **vals):
        profile = self.env["dunning.profile"]._get_or_create(partner or self.customer, self.company)
        profile.write(vals)
        return profile

    # -- to whom -----------------------------------------------------------------------------------

    def test_recipient_chain(self):
        """The role's contact, else payment, else invoice reception, the invoice's contact, the invoice address, the office."""
        buyer = self._contact("Buyer")
        accounting = self._contact("Billing", type="invoice")
        move = self._invoice("2025-03-01", partner=buyer)
        self.step.recipient_role = "approval"
        people = {role: self._contact(role.title()) for role in ("approval", "payment", "invoice")}
        profile = self._profile(**{f"{role}_contact_id": people[role].id for role in people})
        chain = [people["approval"], people["payment"], people["invoice"], buyer, accounting, self.customer]
        item = self._items(move)
        for expected in chain:
            self.assertEqual(
                self.env["res.partner"].browse(self._decide(DAY)[item.id]["recipient_id"]), expected, expected.name
            )
            for role, person in people.items():
                if person == expected:
                    profile[f"{role}_contact_id"] = False
            expected.email = False
        self.assertEqual(self._reason(move, DAY), "no_address")

    def test_goes_to_the_contact_alone(self):
        accounts = self._contact("Accounts")
        self._profile(payment_contact_id=accounts.id)
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(self._recipients(), ["accounts@example.com"])
        self.assertEqual(action.recipient_address, "accounts@example.com")
        self.assertEqual((action.state, action.delivery_status, str(action.date_done)), ("done", "sent", DAY))

    def test_followers_get_nothing(self):
        self._invoice("2025-03-01")
        action = self._record(DAY)
        action.message_subscribe((self._contact("Curious") | self.env.user.partner_id).ids)
        action._deliver_actions(action.date)
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])

    def test_frame(self):
        """Our own frame: company and text; not what our software calls the record, nor advertising for it."""
        self._invoice("2025-03-01")
        self._run(DAY)
        html = self._html(self._sent()[0])
        self.assertIn(self.company.name, html)
        for ours in ("Dunning Action", "D+5", self.step.name, "odoo.com"):
            self.assertNotIn(ours, html)

    # -- in which language -------------------------------------------------------------------------

    def test_language_of_the_recipient(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        euro = self.setup_other_currency("EUR")
        self.template.with_context(lang="fr_FR").sudo().write(
            {
                "subject": "Relance {{ object.reference }}",
                "body_html": "<p>Vous nous devez <t t-out='object.amount_text'/> depuis le <t t-out='object.oldest_due_text'/></p>"
                "<t t-out='object.items_html'/>",
            }
        )
        self.customer.ref = "C0042"
        english = self._customer("Brown Ltd", lang="en_US", ref="B7")
        self._profile(payment_contact_id=self._contact("Comptable", lang="fr_FR").id)
        self._invoice("2025-03-01", 1250.5, currency_id=euro.id)
        self._invoice("2025-03-01", 1250.5, partner=english, currency_id=euro.id)
        self._run(DAY)
        [french] = self._sent("comptable@example.com")
        self.assertEqual(french["Subject"], "Relance C0042")
        self.assertIn("Vous nous devez 1 250,50 € depuis le 01/03/2025", self._text(french))
        [english] = self._sent("brown.ltd@example.com")
        self.assertEqual(english["Subject"], "Reminder B7")
        self.assertIn("You owe 1,250.50 €", self._text(english))
        self.assertIn("03/01/2025", self._text(english))

    # -- from whom ---------------------------------------------------------------------------------

    def test_senders(self):
        """Company, collector, salesperson, a named person: each is the author and the From address."""
        self.customer.user_id = self.salesman
        named = self._user("named_c", "account_dunning.group_dunning_user")
        expected = {
            "company": self.company.partner_id,
            "collector": self.collector.partner_id,
            "salesperson": self.salesman.partner_id,
            "user": named.partner_id,
        }
        for sender, partner in expected.items():
            with self.subTest(sender=sender):
                self.step.write({"sender": sender, "sender_user_id": named.id if sender == "user" else False})
                customer = self._customer(f"Client {sender}", user_id=self.salesman.id)
                self._invoice("2025-03-01", partner=customer)
                [action] = self._run(DAY)
                [message] = self._sent(customer.email)
                self.assertIn(partner.email, message["From"])
                self.assertEqual(action.mail_message_id.author_id, partner)

    def test_salesperson_missing(self):
        """Without salesperson the collector speaks."""
        self.step.sender = "salesperson"
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(action.user_id, self.collector)
        self.assertIn("collector_c@example.com", self._sent()[0]["From"])

    def test_copies(self):
        """Copies to salesperson, collector and named people; each once, those without address left out."""
        self.customer.user_id = self.salesman
        other = self._user("copy_c", "base.group_user")
        silent = self._user("silent_c", "base.group_user")
        silent.partner_id.email = False
        self.step.write(
            {
                "sender": "company",
                "copy_salesperson": True,
                "copy_collector": True,
                "copy_user_ids": [Command.set((other | silent | self.collector).ids)],
            }
        )
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(
            self._recipients(),
            [
                "atelier.durand@example.com",
                "collector_c@example.com",
                "copy_c@example.com",
                "sales_c@example.com",
            ],
        )
        self.assertEqual(action.recipient_address, "atelier.durand@example.com")

    def test_no_copy_for_the_person_who_speaks(self):
        """A sender who asked for a copy gets one."""
        self.step.copy_collector = True
        self._invoice("2025-03-01")
        self._run(DAY)
        self.assertEqual(self._recipients(), ["atelier.durand@example.com", "collector_c@example.com"])

    def test_refused_copy_does_not_matter(self):
        """A copy that is refused neither fails the reminder nor has it sent twice."""
        self.customer.user_id = self.salesman
        self.step.copy_salesperson = True
        self._invoice("2025-03-01")
        with self._refusing("sales_c@example.com"):
            [action] = self._run(DAY)
        self.assertEqual((action.state, action.error), ("done", False))
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])

    def test_refused_copy_of_a_customer_contact(self):
        """The same when the copy goes to somebody outside the house."""
        outsider = self._user("agent_c", "base.group_portal")
        self.step.sudo().copy_user_ids = outsider  # people cannot choose one any more, older plans may have one
        self._invoice("2025-03-01")
        with self._refusing("agent_c@example.com"):
            [action] = self._run(DAY)
            action._deliver_actions(action.date)
        self.assertEqual((action.state, action.error), ("done", False))
        self.assertEqual(self._recipients(), ["atelier.durand@example.com"])

    def test_reply_comes_back_to_the_action(self):
        self._invoice("2025-03-01")
        [action] = self._run(DAY)
        [message] = self._sent()
        self.assertIn("@test.mycompany.com", message["Reply-To"])
        self.env["mail.thread"].sudo().message_process(
            None,
            "From: Atelier Durand <atelier.durand@example.com>\n"
            f"To: {message['Reply-To']}\n"
            "Subject: Re: Reminder\n"
            "Message-Id: <answer-1@example.com>\n"
            f"In-Reply-To: {message['Message-Id']}\n"
            f"References: {message['Message-Id']}\n"
            "Content-Type: text/plain; charset=utf-8\n\n"
            "Paid yesterday, reference 4711.\n",
        )
        answer = action.message_ids.filtered(lambda one: one.message_type == "email")
        self.assertIn("Paid yesterday, reference 4711.", answer.body)
        self.assertEqual(answer.author_id, self.customer)

    # -- amounts -----------------------------------------------------------------------------------

    def test_total_per_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self._invoice("2025-03-01", 1000)
        self._invoice("2025-03-01", 500, currency_id=euro.id)
        [action] = self._run(DAY)
        self.assertIn("You owe $ 1,000.00 + 500.00 €", self._text(self._sent()[0]))
        self.assertEqual(action.amount_due, 1250.0, "1000 + 500 / 2 in company currency")

    def test_yen(self):
        yen = self.setup_other_currency("JPY", rounding=1.0, rates=[("2020-01-01", 100.0)])
        yen.write({"symbol": "¥", "position": "before"})
        self._invoice("2025-03-01", 123456, currency_id=yen.id)
        self._payment(456, "2025-02-01", currency_id=yen.id)
        [action] = self._run(DAY)
        text = self._text(self._sent()[0])
        self.assertIn("You owe ¥ 123,000 ", text)
        self.assertNotIn("123,000.0", text)
        self.assertEqual(action.advance_line_ids.net_currency, 123000)
        self.assertEqual(action.amount_due, 1230.0)

    def test_credits_are_listed(self):
        self._invoice("2025-03-01", 1000)
        payment = self._payment(200, "2025-02-20")
        [action] = self._run(DAY)
        credit = action.line_ids.filtered(lambda line: line.kind == "credit")
        self.assertEqual((credit.invoice_name, credit.residual), (payment.move_id.name, -200.0))
        text = self._text(self._sent()[0])
        self.assertIn("You owe $ 800.00", text)
        self.assertIn(payment.move_id.name, text)
        self.assertRegex(text, r"-\s?\$\s?-?200\.00|\$\s?-200\.00|-200\.00")

    def test_thousand_items(self):
        """1,000 items of one customer are one e-mail with 1,000 rows and one total, in seconds, where all are to be listed."""
        self.company.dunning_message_rows = 0
        self._entry([(self.customer, "2025-03-01", 10.0)] * 1000)
        self.env.cr.execute("SET LOCAL statement_timeout = '20s'")  # a decision that grows faster than its items
        [action] = self._run(DAY)
        self.assertEqual((len(action.advance_line_ids), action.amount_due, action.state), (1000, 10000.0, "done"))
        html = self._html(self._sent()[0])
        self.assertIn("You owe $ 10,000.00", self._text(html))
        self.assertGreaterEqual(html.count("<tr"), 1000)

    def test_malicious_text_is_escaped(self):
        evil = "<script>alert(1)</script>"
        self.customer.write({"name": f"Evil {evil}", "ref": evil})
        move = self._invoice("2025-03-01", payment_reference=evil, ref=evil)
        move.name = f"INV/{evil}"
        self.template.sudo().body_html = (
            "<p><t t-out='object.customer_name'/> <t t-out='object.reference'/> <t t-out='object.invoice_names'/></p>"
            "<t t-out='object.items_html'/><t t-out='object.payment_html'/>"
        )
        [action] = self._run(DAY)
        self.assertEqual(action.state, "done", action.error)
        html = self._html(self._sent()[0])
        self.assertNotIn("<script", html)
        self.assertIn("&lt;script&gt;alert(1)", html)
        self.assertNotIn("<script", action.snapshot)

    # -- ways to pay -------------------------------------------------------------------------------

    def test_bank_details_and_links(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": self.company.partner_id.id}
        )
        self.template.sudo().body_html = "<t t-out='object.payment_html'/><a t-att-href='object.pay_url'>x</a>"
        self._invoice("2025-03-01", payment_reference="RF18000000000042")
        [action] = self._run(DAY)
        html = self._html(self._sent()[0])
        self.assertIn(bank.acc_number, html)
        self.assertIn("RF18000000000042", html)
        self.assertTrue(action.pay_url.startswith(f"{action.get_base_url()}/dunning/r/p{action.id}-"))
        self.assertTrue(action.page_url.startswith(f"{action.get_base_url()}/dunning/r/v{action.id}-"))
        self.assertIn(action.pay_url, html)
        self.assertEqual(action.page_url.rsplit("/", 1)[-1], self.env["dunning.reading"]._sign_tracking_token(action, "v"))

    def test_reading_writes_nothing_on_the_invoice(self):
        """Neither reading a message nor sending it touches the invoice."""
        move = self._invoice("2025-03-01")
        self.template.sudo().body_html = "<t t-out='object.payment_html'/><a t-att-href='object.pay_url'>x</a>"
        self.env.flush_all()
        before = move.read(["access_token", "is_manually_modified", "write_date"])
        self.step.mode = "review"
        [action] = self._run(DAY)
        self.assertIn(action.pay_url, action.message_body)
        with freeze_time(DAY):
            action.action_approve()
            action._deliver_ready(self.company, fields.Date.to_date(DAY))
        self.assertEqual(action.state, "done")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(move.read(["access_token", "is_manually_modified", "write_date"]), before)

    def test_pay_link_of_several_invoices(self):
        self._invoice("2025-03-01")
        self._invoice("2025-03-01", 400)
        [action] = self._run(DAY)
        self.assertEqual(action.pay_url, action.page_url)
        self.assertIn(f"/dunning/r/v{action.id}-", action.pay_url)

    # -- documents ---------------------------------------------------------------------------------

    def _pdf(self, move, content=b"%PDF-1.4 made before"):
        self.env["ir.attachment"].create(
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": content,
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    def test_invoices_attached(self):
        """An invoice printed before is reused; all others of the batch are made in one go."""
        self.step.attach_invoices = True
        other = self._customer("Second")
        made, missing = self._invoice("2025-03-01"), self._invoice("2025-03-01", 400)
        far = self._invoice("2025-03-01", 300, partner=other)
        self._pdf(made)
        calls = []

        def pre_render(this, report_ref, res_ids=None, data=None):
            calls.append((report_ref, set(res_ids)))
            return {move: {"stream": BytesIO(b"%%PDF-1.4 of %d" % move)} for move in res_ids}, "pdf"

        with patch.object(type(self.env["ir.actions.report"]), "_pre_render_qweb_pdf", pre_render):
            self._run(DAY)
        self.assertEqual(calls, [("account.account_invoices", {missing.id, far.id})])
        files = self._files(self._sent("atelier.durand@example.com")[0])
        name = made.name.replace("/", "_") + ".pdf"
        self.assertEqual(set(files), {name, missing.name.replace("/", "_") + ".pdf"})
        self.assertEqual(files[name], b"%PDF-1.4 made before")
        self.assertEqual(files[missing.name.replace("/", "_") + ".pdf"], b"%%PDF-1.4 of %d" % missing.id)
        [action] = self.env["dunning.action"].search([("partner_id", "=", other.id)])
        self.assertEqual(action.document_ids.mapped("name"), [far.name.replace("/", "_") + ".pdf"])

    def test_invoices_not_attached(self):
        self._pdf(self._invoice("2025-03-01"))
        self._run(DAY)
        self.assertFalse(self._files(self._sent()[0]))

    def test_attachments_have_a_limit(self):
        """Oldest first, as long as they fit: mailboxes refuse more."""
        self.step.attach_invoices = True
        moves = [self._invoice(f"2025-02-{day}", 100) for day in (10, 20, 25)]
        for move in moves:
            self._pdf(move, b"%PDF" + b"x" * 400)
        with patch.object(dunning_action_delivery, "ATTACHMENT_LIMIT", 1000):
            [action] = self._run(DAY)
        names = [move.name.replace("/", "_") + ".pdf" for move in moves]
        self.assertEqual(list(self._files(self._sent()[0])), names[:2])
        self.assertEqual(action.state, "done")

    def test_invoice_that_cannot_be_printed(self):
        """The reminder leaves without it."""
        self.step.attach_invoices = True
        self._invoice("2025-03-01")
        Report = type(self.env["ir.actions.report"])
        with patch.object(Report, "_pre_render_qweb_pdf", side_effect=ValueError("no paper")):
            [action] = self._run(DAY)
        self.assertEqual(action.state, "done")
        self.assertFalse(self._files(self._sent()[0]))

    def test_statement_attached(self):
        self.step.attach_statement = True
        move = self._invoice("2025-03-01")
        [action] = self._run(DAY)
        self.assertEqual(action.state, "done", action.error)
        [(name, content)] = self._files(self._sent()[0]).items()
        self.assertIn("Statement", name)
        self.assertIn(move.name.encode(), content)

    def test_two_contacts_with_documents(self):
        """Invoices of two contacts of one customer leave in one message, with both documents."""
        self.step.attach_invoices = True
        moves = self._invoice("2025-03-01", 300, partner=self._contact("North"))
        moves += self._invoice("2025-03-01", 200, partner=self._contact("South"))
        for move in moves:
            self._pdf(move)
        [action] = self._run(DAY)
        self.assertEqual((action.state, action.amount_due), ("done", 500.0), action.error)
        self.assertEqual(set(self._files(self._sent()[0])), {f"{move.name.replace('/', '_')}.pdf" for move in moves})
