"""Letters by post: queued, posted, refused, withdrawn. Snailmail's service cannot be here: one of the same interface answers."""

from io import BytesIO
from unittest.mock import patch

from odoo.addons.account_dunning.tests.common_delivery import DeliveryCommon
from odoo.addons.account_dunning.tests.delivery.test_letters import blank_pdf
from odoo.addons.snailmail.models import snailmail_letter as core
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from PyPDF2 import PdfFileReader

DAY, LATER = "2025-03-31", "2025-04-01"


@tagged("post_install", "-at_install")
class TestLettersByPost(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_plan_id = cls._plan([(10, "letter"), (30, "registered_letter", {"recipient_role": "legal"})])
        cls.move = cls._invoice("2025-03-21", 100)
        cls.action = cls._run(DAY)
        cls.Letter = cls.env["snailmail.letter"].sudo()

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(f"{DAY} 08:00:00"))
        self.asked, self.answers = [], {}
        self.enterContext(patch.object(core.iap_tools, "iap_jsonrpc", self._serve))
        self.enterContext(patch.object(type(self.env["ir.actions.report"]), "_pre_render_qweb_pdf", self._engine))
        self.enterContext(patch.object(type(self.env["iap.account"]), "_send_success_notification", lambda *args, **kwargs: None))
        self.enterContext(patch.object(type(self.env["iap.account"]), "_send_no_credit_notification", lambda *args, **kwargs: None))

    @staticmethod
    def _engine(report, report_ref, res_ids=None, data=None):
        return {one: {"stream": BytesIO(blank_pdf(2))} for one in res_ids}, "pdf"

    def _serve(self, url, params=None, **kwargs):
        """Answer as Snailmail's service does (see ``_snailmail_print_valid_address``)."""
        self.assertTrue(url.endswith("/iap/snailmail/1/print"))
        documents = []
        for document in params["documents"]:
            self.asked.append(document)
            error = self.answers.get(document["res_id"])
            documents.append({**document, "sent": not error, "error": error, "send_id": "S-1"})
        return {"request_code": 200, "total_cost": 1, "credit_error": False, "request": {"documents": documents}}

    def _queue(self, actions=None):
        (actions or self.action).with_user(self.collector).action_send_by_post()
        return (actions or self.action).sudo().snailmail_letter_id

    def _post(self, day=LATER):
        """Have Snailmail's cron work on a day, as the system does."""
        with freeze_time(f"{day} 05:00:00"), patch.object(self.env.cr, "commit", lambda: None):
            self.Letter._snailmail_cron(autocommit=False)

    def test_posted(self):
        """Queued, it is kept as printed and open; posted, it is done on that day."""
        letter = self._queue()
        self.assertEqual((letter.state, self.action.state, self.action.delivery_status), ("pending", "ready", "printed"))
        self.assertFalse(self.asked)
        self._post()
        self.assertEqual((letter.state, self.action.state, self.action.delivery_status), ("sent", "done", "posted"))
        self.assertEqual((str(self.action.posted_on), str(self.action.date_done)), (LATER, LATER))
        self.assertEqual(self.action.recipient_address, ", ".join(self.action._letter_address()))
        self.assertEqual(self._row(self.move, LATER)["last_step_id"], self.action.step_id.id)
        self.assertIn("S-1", "".join(self.action.sudo().message_ids.mapped("body")))
        self._post("2025-04-02")
        self.assertEqual(len(self.asked), 1)

    def test_what_is_posted(self):
        """The document kept with the action, behind one page with the address."""
        letter = self._queue()
        kept = self.action.document_ids
        self.assertEqual([PdfFileReader(BytesIO(one.raw)).getNumPages() for one in (kept, letter.attachment_id)], [2, 3])
        self.assertIn("Atelier Durand", PdfFileReader(BytesIO(letter.attachment_id.raw)).getPage(0).extract_text())
        self._post()
        [document] = self.asked
        self.assertEqual(document["pdf_bin"], letter.attachment_datas.decode())
        self.assertEqual((document["address"]["name"], document["address"]["zip"]), ("Atelier Durand", "69001"))

    def test_person(self):
        """To a person of the customer: both names on the envelope."""
        person = self._customer("Mme Durand", parent_id=self.customer.id, is_company=False, type="other")
        self.action.contact_id = person
        letter = self._queue()
        text = PdfFileReader(BytesIO(letter.attachment_id.raw)).getPage(0).extract_text()
        self.assertIn("Mme Durand", text)
        self.assertIn("Atelier Durand", text)

    def test_refused(self):
        """Without credits it fails with Snailmail's reason, and is done when it left after all."""
        letter = self._queue()
        self.answers[self.action.id] = "CREDIT_ERROR"
        self._post()
        self.assertEqual((letter.state, self.action.state), ("error", "failed"))
        self.assertIn("credits", self.action.error)
        self.answers.clear()
        self._post("2025-04-02")
        self.assertEqual((letter.state, self.action.state, str(self.action.posted_on)), ("sent", "done", "2025-04-02"))

    def test_paid_meanwhile(self):
        """What was paid before it left is not posted."""
        letter = self._queue()
        self._pay(self.move, DAY)
        self._post()
        self.assertEqual((letter.state, self.action.state, self.asked), ("canceled", "cancelled", []))

    def test_amount_changed(self):
        """A part was paid: it comes back to be printed again, and can be queued anew."""
        letter = self._queue()
        self._pay(self.move, DAY, 40)
        self._post()
        self.assertEqual((letter.state, self.action.state, self.action.printed_on, self.asked), ("canceled", "todo", False, []))
        again = self._queue()
        self.assertNotEqual(again, letter)
        self._post("2025-04-02")
        self.assertEqual((again.state, self.action.state), ("sent", "done"))

    def test_posted_by_hand(self):
        """Posted by a person meanwhile, it is not posted once more."""
        letter = self._queue()
        self.action.with_user(self.collector).action_mark_posted()
        self._post()
        self.assertEqual((letter.state, self.asked, str(self.action.posted_on)), ("canceled", [], DAY))

    def test_nothing_leaves(self):
        """While nothing leaves it waits; nothing is queued either."""
        letter = self._queue()
        self.company.action_dunning_stop()
        self._post()
        self.assertEqual((letter.state, self.action.state, self.asked), ("pending", "ready", []))
        with self.assertRaises(UserError):
            self._queue(self._run_for_another())
        self.company.action_dunning_resume()
        self._post("2025-04-02")
        self.assertEqual((letter.state, self.action.state), ("sent", "done"))

    def _run_for_another(self):
        self._invoice("2025-03-21", 50, partner=self._customer("Beta"))
        return self._run(DAY)

    def test_twice(self):
        """What is in the queue is not queued again."""
        self._queue()
        with self.assertRaisesRegex(UserError, "None of these actions"):
            self._queue()
        self.assertEqual(self.Letter.search_count([("model", "=", "dunning.action")]), 1)

    def test_address(self):
        """An incomplete address is refused before anything is printed."""
        self.customer.zip = False
        with self.assertRaisesRegex(UserError, "Atelier Durand"):
            self._queue()
        self.assertFalse(self.action.printed_on)

    def test_registered_letters(self):
        """Snailmail proves no receipt: a registered letter is not its to send."""
        self.action.sudo().channel = "registered_letter"
        with self.assertRaisesRegex(UserError, "None of these actions"):
            self._queue()

    def test_who(self):
        """Collectors only; and a letter that somebody else makes about an action says nothing of it."""
        with self.assertRaises(AccessError):
            self.action.with_user(self.salesman).action_send_by_post()
        strange = self.Letter.create({"model": "dunning.action", "res_id": self.action.id, "partner_id": self.customer.id})
        strange.attachment_id = self.env["ir.attachment"].sudo().create({"name": "x.pdf", "raw": blank_pdf(1)})
        self._post()
        self.assertEqual((strange.state, self.action.printed_on, self.action.posted_on, self.asked), ("canceled", False, False, []))
        with self.assertRaises(UserError):
            self.action.with_user(self.collector).write({"snailmail_letter_id": strange.id})

    def test_other_letters(self):
        """Letters about anything else leave as they did."""
        other = self.Letter.create({"model": "res.partner", "res_id": self.customer.id, "partner_id": self.customer.id})
        other.attachment_id = self.env["ir.attachment"].sudo().create({"name": "x.pdf", "raw": blank_pdf(1)})
        self._post()
        self.assertEqual((other.state, len(self.asked)), ("sent", 1))

    def test_screen(self):
        with Form(self.action.with_user(self.collector)) as form:
            self.assertFalse(form.snailmail_state)
        self._queue()
        self.env.invalidate_all()
        self.assertEqual(self.action.with_user(self.salesman).snailmail_state, "pending")
