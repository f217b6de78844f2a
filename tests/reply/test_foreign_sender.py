"""A reply from somebody who is no contact of the customer: shown as such, answered nothing, a short pause once."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_replies import LATER, ReplyCommon

STRANGER = "chef@elsewhere.example.com"


@tagged("post_install", "-at_install")
class TestForeignSender(ReplyCommon):
    def setUp(self):
        super().setUp()
        self.profile = self.action.profile_id
        self.env["ir.attachment"].create(
            {
                "name": "INV.pdf", "raw": b"%PDF-1.4 made before", "res_model": "account.move", "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )  # fmt: skip
        self.move.invalidate_recordset()

    def _reached(self, reply, method):
        """Click a button of a reply and empty the mail queue; return the addresses to which something was sent."""
        before = len(self.emails)
        self._act(reply, method)
        self.env["mail.mail"].sudo().search([("state", "=", "outgoing")]).send()
        return sorted(address for sent in self.emails[before:] for address in sent["smtp_to_list"])

    def test_shown_as_such(self):
        reply = self._answer(sender=f"Chef <{STRANGER}>")
        self.assertEqual((reply.kind, reply.state, reply.sender, reply.author_id.id), ("reply", "new", "stranger", False))
        self.assertEqual(reply.activity_ids.user_id, self.collector, "a person says who it is")
        self.assertFalse(self._sent(STRANGER), "nothing is answered by itself")

    def test_two_working_days_once(self):
        """Saturday's message rests until Tuesday; another one in the same thread adds nothing."""
        first = self._answer(sender=STRANGER)
        hold = first.hold_id
        self.assertEqual((hold.kind, str(hold.date_start), str(hold.date_end)), ("reply", LATER, "2025-03-11"))
        second = self._answer("2025-03-10", sender=STRANGER)
        third = self._answer("2025-03-14", sender="other@elsewhere.example.com")
        self.assertFalse(second.hold_id | third.hold_id)
        self.assertEqual(str(hold.date_end), "2025-03-11")
        self.assertEqual((self._why("2025-03-11"), self._why("2025-03-16")), ("reply", "act"))

    def test_another_customer(self):
        """A customer who writes into another one's thread is somebody else."""
        other = self._customer("Beta")
        self._invoice("2025-03-01", 50, partner=other)
        reply = self._answer(sender="beta@example.com")
        self.assertEqual((reply.sender, reply.author_id, str(reply.hold_id.date_end)), ("stranger", other, "2025-03-11"))

    def test_customers_own_person(self):
        """A contact below the customer, and one whom somebody named in a role, are the customer's."""
        clerk = self.env["res.partner"].create({"name": "Clerk", "email": "clerk@example.com", "parent_id": self.customer.id})
        office = self.env["res.partner"].create({"name": "Accountant", "email": "office@accountants.example.com"})
        self.profile.payment_contact_id = office
        for sender, person in (("clerk@example.com", clerk), ("office@accountants.example.com", office)):
            reply = self._answer(sender=sender)
            self.assertEqual((reply.sender, reply.author_id), ("contact", person))
        self.assertEqual(str(reply.hold_id.date_end), "2025-03-15")

    def test_service_centre(self):
        """An address that two customers share belongs to neither, though it is named for both."""
        centre = self.env["res.partner"].create({"name": "Centre", "email": "ap@centre.example.com"})
        other = self.env["dunning.profile"]._get_or_create(self._customer("Beta"), self.company)
        (self.profile | other).payment_contact_id = centre
        reply = self._answer(sender="ap@centre.example.com")
        self.assertEqual((reply.sender, str(reply.hold_id.date_end)), ("stranger", "2025-03-11"))
        self.assertEqual(self._reached(reply, "action_resend_invoices"), ["atelier.durand@example.com"])

    def test_invoices_go_to_the_customer(self):
        """Sent again, and the demand of a proof: to the customer's own contact, not to whoever wrote."""
        for method in ("action_resend_invoices", "action_already_paid"):
            with self.subTest(method=method):
                reply = self._answer(sender=STRANGER)
                self.assertEqual(self._reached(reply, method), ["atelier.durand@example.com"])

    def test_author_of_before(self):
        """An author who is not theirs gets nothing, even where the reply says that it is a contact."""
        other = self._customer("Beta")
        reply = self._answer()
        reply.sudo().author_id = other
        self.assertEqual(self._reached(reply, "action_resend_invoices"), ["atelier.durand@example.com"])

    def test_nobody_known(self):
        self.customer.email = False
        reply = self._answer(sender=STRANGER)
        with self.assertRaisesRegex(UserError, "say who wrote"):
            self._act(reply, "action_resend_invoices")
        self.assertEqual(reply.state, "new")

    # -- a person says who it is -------------------------------------------------------------------

    def test_is_a_contact(self):
        """One click makes the contact: the plan rests as for any reply, and answers go to it."""
        reply = self._answer(sender=f"Anne Chef <{STRANGER}>")
        self._act(reply, "action_sender_contact")
        person = reply.author_id
        self.assertEqual((person.name, person.email, person.parent_id), ("Anne Chef", STRANGER, self.customer))
        self.assertEqual((reply.sender, reply.state, str(reply.hold_id.date_end)), ("contact", "new", "2025-03-15"))
        self.assertEqual(self._reached(reply, "action_resend_invoices"), [STRANGER])
        again = self._answer("2025-03-10", sender=STRANGER)
        self.assertEqual((again.sender, again.author_id), ("contact", person), "the next one is known")

    def test_is_a_known_contact(self):
        """Where the customer has somebody with that address, no second contact is made."""
        clerk = self.env["res.partner"].create({"name": "Clerk", "email": "ap@centre.example.com", "parent_id": self.customer.id})
        other = self._customer("Beta", email="ap@centre.example.com")
        self.env["dunning.profile"]._get_or_create(other, self.company)
        reply = self._answer(sender="ap@centre.example.com")
        self.assertEqual(reply.sender, "stranger")
        self._act(reply, "action_sender_contact")
        self.assertEqual((reply.sender, reply.author_id), ("contact", clerk))

    def test_is_not_theirs(self):
        """The other click ends the pause and deals with the reply."""
        reply = self._answer(sender=STRANGER)
        self._act(reply, "action_sender_not_theirs")
        self.assertEqual((reply.sender, reply.state, reply.outcome), ("not_theirs", "handled", "not_theirs"))
        self.assertEqual((reply.hold_id.state, self._why("2025-03-10")), ("ended", "not_due"))
        self.assertFalse(reply.activity_ids)

    def test_said_once(self):
        reply = self._answer(sender=STRANGER)
        self._act(reply, "action_sender_contact")
        for method in ("action_sender_contact", "action_sender_not_theirs"):
            with self.assertRaisesRegex(UserError, "was said already"):
                self._act(reply, method)

    def test_who_may_say(self):
        """Collectors, and whoever owns the reply."""
        reply = self._answer(sender=STRANGER)
        with self.assertRaises(AccessError):
            self._act(reply, "action_sender_contact", user=self.salesman)
        reply.user_id = self.salesman
        self._act(reply, "action_sender_contact", user=self.salesman)
        self.assertEqual(reply.sender, "contact")

    def test_a_person_after_all(self):
        """An automatic answer of somebody else that a person wrote after all pauses no longer than other ones of his."""
        reply = self._answer(sender=STRANGER, subject="Automatic reply: x")
        self.assertEqual((reply.sender, reply.hold_id.id), ("stranger", False))
        self._act(reply, "action_is_reply")
        self.assertEqual(str(reply.hold_id.date_end), "2025-03-11")

    def test_closed_days(self):
        """Where the company has working days, its closed days do not count."""
        self.company.dunning_working_days = True
        self.env["dunning.closed.day"].create(
            {"name": "Move", "kind": "closed", "company_id": self.company.id, "date_start": "2025-03-10", "date_end": "2025-03-10"}
        )
        self.company.country_id = self.env.ref("base.fr")
        reply = self._answer(sender=STRANGER)
        self.assertEqual(str(reply.hold_id.date_end), "2025-03-12")

    def test_work_list(self):
        """The line of the work list says that somebody else wrote."""
        reply = self._answer(sender=STRANGER)
        task = self.env["dunning.task"].search([("kind", "=", "reply"), ("profile_id", "=", self.profile.id)])
        self.assertEqual(task._reply_of_line(), reply)
        self.assertIn("Somebody else", task._why_reply(None))
