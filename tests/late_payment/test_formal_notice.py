"""The formal notice: principal, interest, compensation and total, by the debtor's class; what the post tells of it."""

import base64
import re

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from ...models.late_payment import post_file
from .test_claims import ClaimCommon

DAY = "2026-08-10"


@tagged("post_install", "-at_install")
class TestFormalNotice(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("formal_notice", "public_request", "consumer_notice")
        texts = {name: cls.env.ref(f"account_dunning.mail_template_letter_{name}") for name in names}
        cls.plan = cls._plan(
            [
                (
                    30, "registered_letter",
                    {
                        "recipient_role": "legal", "tone": "formal", "letter_template_id": texts["formal_notice"].id,
                        "public_template_id": texts["public_request"].id, "consumer_template_id": texts["consumer_notice"].id,
                    },
                )
            ]
        )  # fmt: skip
        cls.company.dunning_plan_id = cls.plan
        cls.env["res.partner.bank"].create({"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": cls.company.partner_id.id})

    def _notice(self, day=DAY, **vals):
        letters = self._run(day)
        letters.registered_number = "1A 200 300 4005 6"
        return letters

    def _words(self, markup):
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(markup))).replace("\N{NO-BREAK SPACE}", " ")

    @freeze_time(DAY)
    def test_says_all_of_it(self):
        """6,000.00 + 325.24 + 40.00 = 6,365.24; €2.04 a day from then on; nothing that invites an answer instead of payment."""
        self._example()
        [letter] = self._notice()
        words = self._words(letter.message_body)
        for text in ("formal notice", "6,000.00", "325.24", "40.00", "6,365.24", "2.04", "is added each day", "132",
                     "12.15 %, then 12.40 % a year", "Code de commerce, art. L441-10", "competent court"):  # fmt: skip
            self.assertIn(text, words)
        for text in ("crossed", "reasoned answer", "principal only"):
            self.assertNotIn(text, words)
        annex = self._words(letter.claim_annex_html)
        for text in ("04/01/2026", "05/15/2026", "149.79", "91.87", "83.58", "European Central Bank", "concession of the creditor"):
            self.assertIn(text, annex)

    @freeze_time(DAY)
    def test_what_left_is_kept(self):
        """Reading a notice writes nothing; printed, its amounts are a threatened claim and its annex is evidence."""
        self._example()
        [letter] = self._notice()
        self.assertTrue(letter.message_body)
        self.assertFalse(self.env["dunning.claim"].search([]))
        letter.action_print_letters()
        claim = letter.claim_ids
        self.assertEqual((claim.interest, claim.fee, claim.state), (325.24, 40, "threatened"))
        self.assertIn("149.79", letter.snapshot)
        self.assertIn("o_dunning_annex", letter.snapshot)
        letter.action_mark_posted()
        self.assertEqual(letter.claim_ids, claim)

    @freeze_time(DAY)
    def test_further_costs_on_proof(self):
        """Costs of 125.50 exceed the €40 by 85.50: 6,000.00 + 325.24 + 40.00 + 85.50 = 6,450.74, named on the page and in the annex."""
        move = self._example()
        claim = self._claim(move)
        proof = base64.b64encode(b"bill")
        self.env["dunning.claim.cost"].create(
            {"claim_id": claim.id, "name": "Address search, Recherche SARL", "amount": 125.5, "date": "2026-07-01", "proof": proof}
        )
        [letter] = self._notice()
        words = self._words(letter.message_body)
        for text in ("further costs on proof", "85.50", "6,450.74", "the compensation and the further costs stated below"):
            self.assertIn(text, words)
        annex = self._words(letter.claim_annex_html)
        for text in ("07/01/2026", "Address search, Recherche SARL", "125.50", "85.50", "at your disposal"):
            self.assertIn(text, annex)
        self.assertEqual(letter._claimed_amount(self.company, self.eur), 450.74)
        letter.action_print_letters()
        self.assertEqual((letter.claim_ids, claim.further_costs), (claim, 85.5))

    @freeze_time(DAY)
    def test_term_counts_from_receipt_or_performance(self):
        """30 days after the latest of invoice (1 March), availability on the platform (10 March), last delivery (20 March)."""
        self.profile.write({"debtor_class": "public", "public_term": "30"})
        self.customer.country_id = self.env.ref("base.fr")
        move = self._invoice("2026-03-31", 10000, currency_id=self.eur.id, invoice_date="2026-03-01")
        item, Debt, Bulk = self._items(move), self.env["dunning.interest.debt"], self.env["dunning.interest.bulk"]
        found = []
        for make in (
            lambda: None,
            lambda: self.env["dunning.einvoice.event"].sudo().create(
                {"company_id": self.company.id, "move_id": move.id, "date": "2026-03-10",
                 "status_id": self.env.ref("account_dunning.einvoice_status_203").id}),
            lambda: self.env["dunning.performance"].create({"move_id": move.id, "date_from": "2026-03-15", "date_until": "2026-03-20"}),
        ):  # fmt: skip
            make()
            interest = self._claim(move).interest
            self.assertEqual(float(Bulk._accrued_interest(item.ids, Date.to_date(DAY))[item.id]), interest)
            found.append((str(Debt._due_day(item, self.profile)), interest))
        self.assertEqual([day for day, _interest in found], ["2026-03-31", "2026-04-09", "2026-04-19"])
        [letter] = self._notice()
        self.assertIn(f"Status on the e-invoicing platform: {move.name}: Made available.", letter.notice_check)
        # 132, 123 and 113 days at 10.15 %
        self.assertEqual([interest for _day, interest in found], [367.07, 342.04, 314.23])

    @freeze_time(DAY)
    def test_more_than_eight_go_into_the_annex(self):
        for rank in range(9):
            self._invoice("2026-06-30", 100 + rank, currency_id=self.eur.id)
        [letter] = self._notice()
        self.assertIn("9 invoices, each listed in the annex", self._words(letter.claim_html))
        self.assertNotIn("INV/2026/00001", letter.claim_html)
        self.assertIn("INV/2026/00001", letter.claim_annex_html)
        self.assertIn("360.00", self._words(letter.claim_html))

    @freeze_time(DAY)
    def test_a_request_to_a_public_body(self):
        """No threat; 8 points above the reference, frozen; not before the legal term; engagement number and service code are asked for."""
        self.profile.write({"debtor_class": "public", "public_term": "50"})
        self._invoice("2026-03-31", 10000, currency_id=self.eur.id, invoice_date="2026-03-01")
        [letter] = self._notice()
        words = self._words(letter.message_body)
        self.assertIn("10.15", words)
        self.assertNotIn("formal notice", words.lower())
        self.assertNotIn("court", words)
        # due on 20 April: 50 days after 1 March; 112 days × 10.15 %
        self.assertIn("311.45", words)
        self.assertIn("No engagement number", letter.notice_check)
        self.assertIn("service code", letter.notice_check)

    @freeze_time(DAY)
    def test_notice_to_a_consumer(self):
        """The principal alone, and the legal rate from the day after receipt; never the €40 nor the words of businesses."""
        self.profile.debtor_class = "consumer"
        self._invoice("2026-03-31", 300, currency_id=self.eur.id)
        [letter] = self._notice()
        words = self._words(letter.message_body)
        self.assertIn("interest at the legal rate, now 2.75 % a year, runs on this sum (Code civil, art. 1231-6 et 1344-1)", words)
        for text in ("40.00", "441", "ompensation"):
            self.assertNotIn(text, words)
        letter._mark_posted(letter.date)
        letter._enter_proofs({"received_on": DAY})
        with freeze_time("2026-09-09"):
            claim = self._claim(letter._asked_lines().move_id, "2026-09-09")
        self.assertEqual((claim.line_ids.days, claim.interest), (30, 0.68))  # 300 × 2.75 % × 30 / 365

    @freeze_time(DAY)
    def test_what_credits_cover_bears_no_interest(self):
        """4,000 that nobody has allocated: 6,000 are asked for, and interest on them alone."""
        self._invoice("2026-03-31", 10000, currency_id=self.eur.id)
        self._payment(4000, "2026-08-01", currency_id=self.eur.id)
        [letter] = self._notice()
        words = self._words(letter.claim_html)
        self.assertIn("6,000.00", words)
        self.assertIn("265.32", words)  # 6,000 × (91 × 12.15 % + 41 × 12.40 %) / 365

    @freeze_time(DAY)
    def test_charged_before_stands_beside(self):
        """What was charged is named apart, in no total, in every message."""
        move = self._example()
        self._claim(move).with_user(self.accountant).action_charge()
        plan = self._plan([(5, "email", {"mode": "review"})])
        self.company.dunning_plan_id = plan
        [action] = self._run(DAY)
        words = self._words(action.message_body)
        self.assertIn("apart from the total above", words)
        self.assertIn("365.24", words)
        self.assertIn("You owe 6,000.00", words.replace("€ ", "").replace("€", ""))

    @freeze_time(DAY)
    def test_no_rate_published(self):
        self._invoice("2026-12-31", 1000, currency_id=self.eur.id)
        with freeze_time("2027-02-10"):
            [letter] = self._notice("2027-02-10")
            words = self._words(letter.message_body)
        self.assertIn("it runs on", words)
        self.assertNotIn("is added each day", words)

    # -- the post ----------------------------------------------------------------------------------

    def test_file_of_the_post(self):
        text = "Numéro de suivi;Statut;Date de l’événement\n1A 200 300 4005 6;Pli distribué contre signature;12/08/2026 10:15\n"
        self.assertEqual(
            post_file.read_post_file(text), [post_file.Event(2, "1A20030040056", "", "received", post_file.date(2026, 8, 12))]
        )
        for status, result in (("Avisé en instance", "presented"), ("Refusé par le destinataire", "refused"),
                               ("Pli avisé et non réclamé", "unclaimed"), ("Destinataire inconnu à l'adresse", "unknown"),
                               ("Posted", "posted"), ("Delivered", "received")):  # fmt: skip
            self.assertEqual(post_file.find_result(status), result)
        with self.assertRaises(post_file.PostFileError) as refusal:
            post_file.read_post_file("Number,Status,Date\n1,dancing,2026-08-12\n2,delivered,yesterday\n")
        self.assertEqual(refusal.exception.lines, ((2, "status_unknown", "dancing"), (3, "not_a_day", "yesterday")))

    def _read_file(self, text):
        wizard = self.env["dunning.post.file.wizard"].with_user(self.collector).create({"content": base64.b64encode(text.encode())})
        wizard.action_read()
        return wizard

    def test_results_of_the_post(self):
        """Posted, presented, unclaimed: the step is done, the day of presentation counts; unknown at the address is a task."""
        with freeze_time(DAY):
            self._example()
            [letter] = self._notice()
            letter.action_print_letters()
        with freeze_time("2026-08-30"):
            wizard = self._read_file(
                "number;status;date\n1A 200 300 4005 6;posted;2026-08-11\n1A2003004005 6;presented;2026-08-13\n"
                "1A20030040056;unclaimed;2026-08-29\nRR9;delivered;2026-08-13\n"
            )
            self.assertIn("No letter of ours: RR9", wizard.report)
        self.assertEqual((letter.state, str(letter.posted_on), str(letter.presented_on)), ("done", "2026-08-11", "2026-08-13"))
        self.assertEqual((letter.is_unclaimed, letter.delivery_status), (True, "unclaimed"))
        with freeze_time("2026-08-30"):
            self._read_file(f"Référence,Statut,Date\n{letter._letter_reference()},NPAI,2026-08-30\n")
        self.assertEqual((letter.is_unknown_address, letter.delivery_status), (True, "unknown"))
        self.assertIn("unknown at the address", self.profile.activity_ids.summary)
        with self.assertRaisesRegex(UserError, "line 2 .*This status is unknown"):
            self._read_file("number;status;date\nRR1;dancing;2026-08-11\n")

    @freeze_time(DAY)
    def test_deposit_slip(self):
        self._example()
        [letter] = self._notice()
        html = self.env["ir.actions.report"]._render_qweb_html("account_dunning.report_deposit_slip", letter.ids)[0].decode()
        for text in ("Deposit slip", letter._letter_reference(), "1A 200 300 4005 6", "Atelier Durand", "69001"):
            self.assertIn(text, html)
