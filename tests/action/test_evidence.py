"""Evidence is immutable: what was sent stays as it was, and its hash can be computed again."""

import hashlib

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestEvidence(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "phone"), (30, "registered_letter", {"recipient_role": "legal"})])
        cls.first = cls.plan.step_ids.sorted("delay")[0]
        cls.company.dunning_plan_id = cls.plan
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager,account.group_account_manager")
        cls.move = cls._invoice("2025-03-01", 1000)

    def _done(self):
        [action] = self._run(DAY)
        self.assertEqual(action.state, "done")
        return action

    def _hash(self, *parts):
        return hashlib.sha256(
            b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
        ).hexdigest()

    # -- what is kept ------------------------------------------------------------------------------

    def test_email(self):
        """Message, addressee, amounts and documents; the hash is that of subject, text and attachments."""
        self.first.attach_invoices = True
        self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": b"%PDF-1.4 x",
                "res_model": "account.move",
                "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        action = self._done()
        [message] = self._sent()
        self.assertEqual(action.recipient_address, "atelier.durand@example.com")
        self.assertEqual(action.mail_message_id.message_type, "auto_comment")
        self.assertEqual(action.document_ids.mapped("raw"), [b"%PDF-1.4 x"])
        self.assertEqual(
            action.snapshot_hash,
            self._hash(
                action.mail_message_id.subject, action.snapshot, *action.document_ids.sorted("id").mapped("raw")
            ),
        )
        self.assertEqual(action.mail_message_id.subject, message["Subject"])
        self.assertIn(self._text(action.snapshot).strip(), self._text(message))

    def test_lines_keep_the_item(self):
        """Invoice, instalment, due date, currency and amounts outlive the journal item."""
        self._payment(100, "2025-03-02")
        action = self._done()
        line = action.advance_line_ids
        name = self.move.name
        self.move.button_draft()
        self.move.with_context(force_delete=True).unlink()
        self.env.invalidate_all()
        self.assertFalse(line.move_line_id | line.move_id.line_ids)
        self.assertEqual((line.invoice_name, line.instalment, str(line.date_due)), (name, 1, "2025-03-01"))
        self.assertEqual((line.residual, line.covered_currency, line.net_currency), (1000.0, 100.0, 900.0))
        self.assertEqual((line.currency_id, line.days_overdue), (self.company.currency_id, 5))
        self.assertEqual((line.step_id, line.step_delay, str(line.date_done)), (self.first, 5, DAY))

    def test_later_changes_do_not_show(self):
        """Another text, another name, another amount: what was sent stays."""
        action = self._done()
        snapshot, subject = action.snapshot, action.message_subject
        self.template.sudo().write({"subject": "Other", "body_html": "<p>Other</p>"})
        self.customer.name = "Renamed"
        self._pay(self.move, "2025-03-10", amount=400)
        self.env.invalidate_all()
        self.assertEqual((action.snapshot, action.message_subject), (snapshot, subject))
        self.assertEqual(self._text(action.message_body), self._text(snapshot))
        self.assertEqual(action.amount_due, 1000.0)
        self.assertEqual(action.advance_line_ids.residual, 1000.0)

    def test_letter(self):
        self._done()
        [call] = self._run("2025-03-16")
        call._report_call(Date.to_date("2025-03-16"), "reached")
        [letter] = self._run("2025-03-31")
        letter._mark_posted(Date.to_date("2025-04-01"), number="RR1FR")
        self.assertEqual(letter.snapshot_hash, self._hash(letter.message_subject, letter.snapshot))
        self.assertIn(self.move.name, letter.snapshot)
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(letter.with_context(lang="fr_FR").snapshot, letter.snapshot)

    # -- who may change it -------------------------------------------------------------------------

    def _users(self):
        return self.collector | self.manager | self.env.ref("base.user_admin")

    def test_action_cannot_be_changed(self):
        action = self._done()
        action_values = {
            "snapshot": "<p>forged</p>",
            "snapshot_hash": "0",
            "date_done": "2025-01-01",
            "amount_due": 1.0,
            "recipient_address": "else@example.com",
            "channel": "phone",
            "partner_id": self._customer("Other").id,
            "contact_id": self.salesman.partner_id.id,
            "step_id": self.plan.step_ids[-1].id,
            "plan_id": False,
            "mail_message_id": False,
            "custom_body": "<p>forged</p>",
            "custom_subject": "forged",
            "line_ids": [Command.clear()],
            "document_ids": [Command.clear()],
            "state": "todo",
        }
        admin_companies = self.env.ref("base.user_admin")
        admin_companies.sudo().write({"company_ids": [Command.link(self.company.id)]})
        for user in self._users():
            mine = action.with_user(user).with_context(allowed_company_ids=self.company.ids)
            for name, value in action_values.items():
                with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                    mine.write({name: value})
        self.assertEqual(action.state, "done")

    def test_context_does_not_open_the_door(self):
        """A client chooses its context: no key of it may unlock the evidence."""
        action = self._done().with_user(self.manager)
        for value in (True, 1, "yes", [1]):
            forged = action.with_context(dunning_evidence=value)
            with self.assertRaises(UserError):
                forged.write({"snapshot": "<p>forged</p>"})
            with self.assertRaises(UserError):
                forged.advance_line_ids.write({"residual": 1.0})
            with self.assertRaises(UserError):
                forged.unlink()

    def test_action_cannot_be_deleted(self):
        action = self._done()
        for user in self._users():
            mine = action.with_user(user).with_context(allowed_company_ids=self.company.ids)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                mine.unlink()
        self.assertTrue(action.exists())
        with self.assertRaises(UserError):
            action.sudo().unlink()

    def test_lines_cannot_be_changed_or_deleted(self):
        line = self._done().advance_line_ids
        values = {
            "residual": 1.0, "net_currency": 1.0, "invoice_name": "forged", "date_due": "2020-01-01", "kind": "listed",
            "step_id": False, "date_done": False, "move_id": False, "currency_id": False, "asked": False,
            "status": "void", "remark": "forged",
        }  # fmt: skip
        for user in (self.collector, self.manager):
            for name, value in values.items():
                with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                    line.with_user(user).write({name: value})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                line.with_user(user).unlink()
        self.assertEqual((line.status, line.residual), ("counted", 1000.0))

    def test_line_cannot_be_added(self):
        action = self._done()
        with self.assertRaises(UserError):
            self.env["dunning.action.line"].with_user(self.manager).create(
                {"action_id": action.id, "kind": "advance", "status": "counted", "invoice_name": "forged"}
            )

    def test_done_needs_its_own_way(self):
        """Nobody writes an action done: it is sent, posted or reported."""
        self.first.mode = "review"
        [action] = self._run(DAY)
        with self.assertRaises(UserError):
            action.with_user(self.collector).write({"state": "done", "date_done": DAY})
        self.assertEqual(action.state, "todo")

    def test_nobody_creates_done_actions(self):
        profile = self.env["dunning.profile"]._get_or_create(self.customer, self.company)
        with self.assertRaises(UserError):
            self.env["dunning.action"].with_user(self.manager).create(
                {
                    "profile_id": profile.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "channel": "email",
                    "state": "done",
                    "date_done": DAY,
                }
            )

    def test_message_cannot_be_changed_or_deleted(self):
        action = self._done()
        message = action.mail_message_id
        self.assertEqual(message.author_id, self.collector.partner_id, "its author could, for an ordinary message")
        for user in (self.collector, self.manager):
            mine = message.with_user(user)
            for vals in ({"body": "<p>forged</p>"}, {"subject": "forged"}, {"author_id": False}, {"res_id": 0}):
                with self.subTest(user=user.login, **vals), self.assertRaises(UserError):
                    mine.write(vals)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                mine.unlink()
        self.assertIn("You owe", message.body)

    def test_notes_of_people_stay_theirs(self):
        """What a person writes in the chatter is no evidence: its author may mend it."""
        action = self._done()
        note = action.with_user(self.collector).message_post(body="Called bakc", message_type="comment")
        note.with_user(self.collector).write({"body": "Called back"})
        self.assertIn("Called back", note.body)
        note.with_user(self.collector).unlink()
        self.assertFalse(note.exists())

    def test_documents_cannot_be_changed_or_deleted(self):
        self.first.attach_invoices = True
        self.env["ir.attachment"].create(
            {
                "name": "invoice.pdf",
                "raw": b"%PDF-1.4 x",
                "res_model": "account.move",
                "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        document = self._done().document_ids
        self.assertEqual(len(document), 1)
        for user in (self.collector, self.manager):
            mine = document.with_user(user)
            for vals in ({"raw": b"forged"}, {"name": "forged.pdf"}, {"res_id": 0}):
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    mine.write(vals)
            with self.subTest(user=user.login), self.assertRaises(UserError):
                mine.unlink()
        self.assertEqual(document.raw, b"%PDF-1.4 x")

    def test_customer_with_history_cannot_be_deleted(self):
        action = self._done()
        with self._quiet("odoo.sql_db"), self.assertRaises(Exception):  # noqa: B017 (a foreign key or a UserError)
            action.partner_id.unlink()
            self.env.flush_all()
        with self.assertRaises(UserError):
            action.profile_id.with_user(self.manager).unlink()

    def test_holds_are_ended_not_deleted(self):
        hold = self.env["dunning.hold"].create({"move_id": self.move.id, "reason": "x", "date_start": DAY})
        with self.assertRaises(UserError):
            hold.with_user(self.collector).unlink()

    def test_contributor_changes_nothing(self):
        self.customer.user_id = self.salesman
        action = self._done()
        with self.assertRaises(AccessError):
            action.with_user(self.salesman).write({"date_deadline": DAY})
        with self.assertRaises(UserError):
            action.advance_line_ids.with_user(self.salesman).write({"remark": "x"})
