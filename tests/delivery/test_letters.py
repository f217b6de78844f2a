"""Letters: printed in chunks, done when they are posted, proven by number and dates."""

from io import BytesIO
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import Form, freeze_time, tagged
from PyPDF2 import PdfFileReader, PdfFileWriter

from ...models.delivery.dunning_action_letter import LETTERS_PER_CALL
from ..common_delivery import DeliveryCommon

DAY = "2025-03-31"
TODAY = Date.to_date(DAY)


def blank_pdf(pages):
    """Return a PDF of so many empty pages."""
    writer, stream = PdfFileWriter(), BytesIO()
    for _page in range(pages):
        writer.addBlankPage(100, 100)
    writer.write(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestLetters(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(10, "letter"), (30, "registered_letter", {"recipient_role": "legal"})])
        cls.letter, cls.registered = cls.plan.step_ids.sorted("delay")
        cls.company.dunning_plan_id = cls.plan

    def _letters(self, *names, due="2025-03-21"):
        for name in names:
            self._invoice(due, partner=self._customer(name))
        return self._run(DAY)

    def _registered(self, *names):
        """Letters at the registered step: the first step was skipped."""
        for name in names:
            move = self._invoice("2025-03-01", partner=self._customer(name))
        for action in self._run("2025-03-11"):
            action._skip_steps("straight to the notice", Date.to_date("2025-03-11"))
        self.assertTrue(move)
        return self._run(DAY)

    def _print(self, letters):
        with freeze_time(DAY):
            return letters.with_user(self.collector).action_print_letters()

    def _printed(self, letters):
        """Print letters and return the words of each one's own document."""
        self._print(letters)
        return " ".join(self._text(document.raw.decode()) for document in letters.document_ids)

    def _print_current(self, letters):
        """Print however many in one go: ``action_print_letters`` leaves more than a call's to the background."""
        with freeze_time(DAY):
            return letters.with_user(self.collector)._print_current_letters()

    def _attachment(self, action):
        return self.env["ir.attachment"].browse(int(action["url"].split("/")[3].split("?")[0]))

    def _last(self, letter, day):
        rows = self._decide(day, letter.partner_id)
        return {row["last_step_id"] for row in rows.values()}

    # -- printing ----------------------------------------------------------------------------------

    def test_printed_in_chunks(self):
        """120 letters: three calls of at most 50, merged into one PDF of 120 pages."""
        self.assertLessEqual(LETTERS_PER_CALL, 50)
        partners = self.env["res.partner"].create(
            [{"name": f"Client {n}", "street": "1 rue", "city": "Lyon", "zip": "69001"} for n in range(120)]
        )
        self._entry([(partner, "2025-03-21", 100.0) for partner in partners])
        letters = self._run(DAY)
        self.assertEqual((len(letters), set(letters.mapped("channel"))), (120, {"letter"}))
        calls = []

        def render(this, report_ref, res_ids=None, data=None):
            calls.append((report_ref, len(res_ids)))
            return {letter: {"stream": BytesIO(blank_pdf(1))} for letter in res_ids}, "pdf"

        with patch.object(type(self.env["ir.actions.report"]), "_pre_render_qweb_pdf", render):
            attachment = self._print_current(letters)
        self.assertEqual(calls, [("account_dunning.action_report_letter", n) for n in (50, 50, 20)])
        self.assertEqual(attachment.name, f"Letters {DAY}.pdf")
        self.assertEqual(PdfFileReader(BytesIO(attachment.raw)).getNumPages(), 120)
        self.assertEqual(set(letters.mapped("delivery_status")), {"printed"})

    def test_invoices_enclosed(self):
        """Each letter is followed by the invoices it encloses: 2 + 1 + 1 pages, then 2 + 1."""
        self.letter.attach_invoices = True
        alpha = self._customer("Alpha")
        moves = self._invoice("2025-03-21", 100, partner=alpha) + self._invoice("2025-03-20", 200, partner=alpha)
        moves += self._invoice("2025-03-21", 50, partner=self._customer("Beta"))
        letters = self._run(DAY)
        calls = []

        def render(this, report_ref, res_ids=None, data=None):
            calls.append((report_ref, set(res_ids)))
            pages = 2 if "letter" in report_ref else 1
            return {record: {"stream": BytesIO(blank_pdf(pages))} for record in res_ids}, "pdf"

        with patch.object(type(self.env["ir.actions.report"]), "_pre_render_qweb_pdf", render):
            attachment = self._attachment(self._print(letters))
        self.assertEqual(
            calls,
            [("account_dunning.action_report_letter", set(letters.ids)), ("account.account_invoices", set(moves.ids))],
        )
        self.assertEqual(PdfFileReader(BytesIO(attachment.raw)).getNumPages(), 7)

    def test_enclosed_invoice_is_damaged(self):
        """A document that no reader opens: one sentence that names the customer, and nothing is printed."""
        self.letter.attach_invoices = True
        letters = self._letters("Alpha", "Beta")

        def render(this, report_ref, res_ids=None, data=None):
            damaged = b"%PDF-1.4 cut off"
            content = blank_pdf(1) if "letter" in report_ref else damaged
            return {record: {"stream": BytesIO(content)} for record in res_ids}, "pdf"

        with (
            patch.object(type(self.env["ir.actions.report"]), "_pre_render_qweb_pdf", render),
            self.assertRaisesRegex(UserError, "invoice enclosed in the letter to Alpha is damaged or locked"),
        ):
            self._print(letters)
        self.assertFalse(letters.document_ids)

    def test_printed_is_not_done(self):
        [letter] = self._letters("Alpha")
        self.assertEqual((letter.channel, letter.state), ("letter", "ready"))
        attachment = self._attachment(self._print(letter))
        self.assertEqual((letter.state, letter.delivery_status, str(letter.printed_on)), ("ready", "printed", DAY))
        self.assertEqual((letter.document_ids, letter.date_done), (attachment, False))
        self.assertEqual(self._last(letter, DAY), {None}, "nothing has reached the customer yet")
        letter._deliver_actions(TODAY)
        self.assertEqual(letter.state, "ready", "letters do not leave by themselves")

    def test_content(self):
        """Address, invoice, amount, bank account: all there in the HTML from which the PDF is made."""
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "FR76 3000 6000 0112 3456 7890 189", "partner_id": self.company.partner_id.id}
        )
        [letter] = self._letters("Alpha")
        text = self._text(self._attachment(self._print(letter)).raw.decode())
        for words in (
            "Alpha",
            "1 rue des Lilas",
            "69001",
            "Lyon",
            letter.line_ids.invoice_name,
            "$ 1,000.00",
            bank.acc_number,
        ):
            self.assertIn(words, text)

    def test_in_the_language_of_the_recipient(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.template.with_context(lang="fr_FR").sudo().body_html = "<p>Vous devez <t t-out='object.amount_text'/></p>"
        self._invoice("2025-03-21", 1250.5, partner=self._customer("Bonnet", lang="fr_FR"))
        self._invoice("2025-03-21", 1250.5, partner=self._customer("Brown", lang="en_US"))
        letters = self._run(DAY)
        text = self._printed(letters)
        self.assertIn("Vous devez $ 1 250,50", text)
        self.assertIn("21/03/2025", text)
        self.assertIn("You owe $ 1,250.50", text)
        self.assertIn("03/21/2025", text)

    def test_malicious_text(self):
        self.customer.name = "<script>alert(1)</script>"
        self._invoice("2025-03-21", payment_reference="<script>alert(2)</script>")
        [letter] = self._run(DAY)
        html = self._attachment(self._print(letter)).raw.decode()
        self.assertNotIn("<script>alert", html)

    def test_paid_before_printing(self):
        letters = self._letters("Alpha", "Beta")
        paid = letters.filtered(lambda letter: letter.partner_id.name == "Alpha")
        self._pay(paid.line_ids.move_id, DAY)
        text = self._text(self._attachment(self._print(letters)).raw.decode())
        self.assertEqual((paid.state, paid.cancel_reason), ("cancelled", "settled"))
        self.assertNotIn("Alpha", text)
        self.assertIn("Beta", text)

    def test_all_paid_before_printing(self):
        letters = self._letters("Alpha")
        self._pay(letters.line_ids.move_id, DAY)
        with self.assertRaisesRegex(UserError, "settled meanwhile"):
            self._print(letters)

    def test_nothing_to_print(self):
        self.letter.channel = "email"
        self._invoice("2025-03-21")
        with self.assertRaisesRegex(UserError, "no letter to print"):
            self._run(DAY).action_print_letters()

    def test_amount_changes_after_printing(self):
        """A letter printed for another amount is printed again; nobody posts the old one unknowingly."""
        [letter] = self._letters("Alpha")
        self._print(letter)
        self._pay(letter.line_ids.move_id, "2025-04-01", amount=300)
        self._run("2025-04-01")
        self.assertEqual((letter.state, letter.needs_review, letter.printed_on), ("todo", True, False))
        self.assertEqual(letter.review_reason, "The amount has changed since it was printed: please print it again.")
        self.assertEqual(letter.amount_due, 700.0)

    def test_posted_as_printed(self):
        """The evidence is what was printed, whatever the template says when it is posted."""
        [letter] = self._letters("Alpha")
        self._print(letter)
        self.template.sudo().body_html = "<p>Completely different</p>"
        letter._mark_posted(Date.to_date("2025-04-01"))
        self.assertIn("You owe", letter.snapshot)
        self.assertNotIn("Completely different", letter.snapshot)

    # -- posting -----------------------------------------------------------------------------------

    def test_done_when_posted(self):
        [letter] = self._letters("Alpha")
        self._print(letter)
        with freeze_time("2025-04-02"):
            letter.with_user(self.collector).action_mark_posted()
        self.assertEqual((letter.state, letter.delivery_status), ("done", "posted"))
        self.assertEqual((str(letter.posted_on), str(letter.date_done)), ("2025-04-02", "2025-04-02"))
        self.assertEqual(letter.recipient_address, "Alpha, 1 rue des Lilas, 69001 Lyon, France")
        self.assertEqual(self._last(letter, "2025-04-02"), {self.letter.id})
        self.assertIn(letter.line_ids.invoice_name, letter.snapshot, "the items are part of the evidence")

    def test_posted_without_printing(self):
        """A mailing house prints it: posting is enough."""
        [letter] = self._letters("Alpha")
        letter._mark_posted(TODAY)
        self.assertEqual((letter.state, letter.printed_on), ("done", False))
        self.assertIn("You owe $\xa01,000.00", letter.snapshot)

    def test_letter_in_review(self):
        self.letter.mode = "review"
        [letter] = self._letters("Alpha")
        self.assertEqual((letter.state, letter.needs_review), ("todo", True))
        with freeze_time(DAY):
            letter.action_approve()
        self.assertEqual(letter.state, "ready")
        letter._deliver_actions(TODAY)
        self.assertEqual(letter.state, "ready")

    # -- registered letters ------------------------------------------------------------------------

    def test_task_of_the_owner(self):
        [letter] = self._registered("Alpha")
        self.assertEqual((letter.channel, letter.state), ("registered_letter", "todo"))
        [task] = letter.activity_ids
        self.assertEqual(task.activity_type_id, self.env.ref("account_dunning.mail_activity_type_letter"))
        self.assertEqual(task.user_id, self.collector)

    def test_number_is_demanded(self):
        [letter] = self._registered("Alpha")
        self._print(letter)
        with self.assertRaisesRegex(UserError, "The registered letter to Alpha has no number yet."):
            letter.action_mark_posted()
        self.assertEqual(letter.state, "ready")
        letter.registered_number = "1A 123 456 7890 1"
        with freeze_time("2025-04-01"):
            letter.action_mark_posted()
        self.assertEqual((letter.state, str(letter.date_done)), ("done", "2025-04-01"))
        self.assertFalse(letter.activity_ids)

    def test_numbers_in_bulk(self):
        """Numbers and dates of several letters, by the dialogue; only those with a number are done."""
        letters = self._registered("Alpha", "Beta", "Gamma")
        action = letters.with_user(self.collector).action_enter_numbers()
        Wizard = self.env["dunning.letter.wizard"].with_user(self.collector).with_context(**action["context"])
        with freeze_time("2025-04-01"):
            wizard = Wizard.create({})
            self.assertEqual(len(wizard.line_ids), 3)
            numbers = {"Alpha": "RR1FR", "Beta": "RR2FR"}
            for line in wizard.line_ids:
                line.registered_number = numbers.get(line.partner_id.name)
            wizard.action_confirm()
        found = {letter.partner_id.name: (letter.state, letter.registered_number) for letter in letters}
        self.assertEqual(found, {"Alpha": ("done", "RR1FR"), "Beta": ("done", "RR2FR"), "Gamma": ("todo", False)})
        self.assertEqual({str(letter.posted_on) for letter in letters if letter.state == "done"}, {"2025-04-01"})

    def test_presented_received_refused(self):
        letters = self._registered("Alpha", "Beta", "Gamma")
        letters._mark_posted(TODAY, number="RR0FR")
        action = letters.action_enter_numbers()
        wizard = self.env["dunning.letter.wizard"].with_context(**action["context"]).create({})
        scan = self.env["ir.attachment"].create({"name": "scan.pdf", "raw": b"%PDF scan"})
        by_name = {line.partner_id.name: line for line in wizard.line_ids}
        by_name["Alpha"].write({"presented_on": "2025-04-02", "received_on": "2025-04-03"})
        by_name["Alpha"].receipt_ids = [Command.set(scan.ids)]
        by_name["Beta"].write({"presented_on": "2025-04-02"})
        by_name["Gamma"].write({"presented_on": "2025-04-02", "is_refused": True})
        wizard.action_confirm()
        found = {letter.partner_id.name: letter.delivery_status for letter in letters}
        self.assertEqual(found, {"Alpha": "received", "Beta": "presented", "Gamma": "refused"})
        alpha = letters.filtered(lambda letter: letter.partner_id.name == "Alpha")
        self.assertEqual((alpha.receipt_ids, str(alpha.received_on)), (scan, "2025-04-03"))
        self.assertEqual(set(letters.mapped("state")), {"done"})
        self.assertEqual(set(letters.mapped("registered_number")), {"RR0FR"})

    def test_electronic(self):
        [letter] = self._registered("Alpha")
        action = letter.action_enter_numbers()
        wizard = self.env["dunning.letter.wizard"].with_context(**action["context"]).create({"posted_on": DAY})
        wizard.line_ids.write({"registered_number": "LRE-2025-17", "is_electronic": True, "received_on": "2025-04-01"})
        wizard.action_confirm()
        self.assertEqual((letter.state, letter.is_electronic, letter.delivery_status), ("done", True, "received"))

    def test_dates_in_order(self):
        [letter] = self._registered("Alpha")
        letter._mark_posted(TODAY, number="RR1FR")
        for presented, received in (("2025-03-30", False), ("2025-04-05", "2025-04-04"), (False, "2025-03-30")):
            with self.subTest(presented=presented, received=received), self.assertRaisesRegex(UserError, "in order"):
                letter._enter_proofs({"presented_on": presented, "received_on": received})
        letter._enter_proofs({"presented_on": "2025-04-01", "received_on": "2025-04-01"})

    def test_holds_its_own_items_only(self):
        move = self._invoice("2025-03-01", 600)
        for action in self._run("2025-03-11"):
            action._mark_posted(Date.to_date("2025-03-11"))
        self._invoice("2025-03-25", 400)
        [letter] = self._run(DAY)
        self.assertEqual(
            (letter.channel, letter.line_ids.move_id, letter.amount_due), ("registered_letter", move, 600.0)
        )

    def test_below_the_minimum_amount(self):
        """Below 150 an e-mail does instead; at 150 the letter is written."""
        self.registered.write({"minimum_amount": 150, "fallback_channel": "email"})
        small, enough = self._customer("Small"), self._customer("Enough")
        self._invoice("2025-03-01", 149.99, partner=small)
        self._invoice("2025-03-01", 150, partner=enough)
        for action in self._run("2025-03-11"):
            action._mark_posted(Date.to_date("2025-03-11"))
        found = {action.partner_id.name: action.channel for action in self._run(DAY)}
        self.assertEqual(found, {"Small": "email", "Enough": "registered_letter"})

    def test_legal_representative(self):
        """To the legal representative when known, else to the registered office, for his attention."""
        boss = self.env["res.partner"].create(
            {
                "name": "Anne Legrand",
                "parent_id": self.customer.id,
                "type": "other",
                "street": "3 quai",
                "city": "Brest",
                "zip": "29200",
            }
        )
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        profile.legal_contact_id = boss
        self._invoice("2025-03-01")
        other = self._customer("Office")
        self._invoice("2025-03-01", partner=other)
        for action in self._run("2025-03-11"):
            action._mark_posted(Date.to_date("2025-03-11"))
        letters = self._run(DAY)
        self.assertEqual(
            {letter.partner_id: letter.contact_id for letter in letters}, {self.customer: boss, other: other}
        )
        text = self._printed(letters)
        self.assertIn("Anne Legrand", text)
        self.assertIn("3 quai", text)
        self.assertIn("For the attention of the legal representative", text)

    def test_never_passes_its_deadline(self):
        self.registered.on_deadline = "pass"
        [letter] = self._registered("Alpha")
        self._run("2025-05-31")
        self.assertEqual(letter.state, "todo", "registered letters always wait")

    def test_paid_cancels_the_task(self):
        [letter] = self._registered("Alpha")
        self._pay(letter.line_ids.move_id, "2025-04-01")
        self._run("2025-04-01")
        self.assertEqual((letter.state, letter.cancel_reason), ("cancelled", "settled"))
        self.assertFalse(letter.activity_ids)

    def test_dialogue_needs_registered_letters(self):
        letters = self._letters("Alpha")
        with self.assertRaisesRegex(UserError, "no registered letter"):
            letters.action_enter_numbers()

    def test_dialogue_opens(self):
        letters = self._registered("Alpha")
        action = letters.action_enter_numbers()
        with Form(self.env["dunning.letter.wizard"].with_context(**action["context"])) as form:
            form.posted_on = DAY
