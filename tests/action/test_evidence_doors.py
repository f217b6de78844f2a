"""Every door to what is evidence is locked: fields, files, messages, by RPC, by the web client's own routes, for superusers."""

import hashlib
import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged

from ...models.shared import evidence
from ..reply.test_replies import LATER, ReplyCommon

SCRIPT = "<p>You owe</p><script>alert(1)</script><img src='x' onerror='alert(2)'/>"


class DoorsCommon(ReplyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("manager_d", "account_dunning.group_dunning_manager,account.group_account_manager")
        cls.env["ir.attachment"].create(
            {
                "name": "invoice.pdf", "raw": b"%PDF-1.4 invoice", "res_model": "account.move", "res_id": cls.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )  # fmt: skip
        cls.first.attach_invoices = True

    def _refused(self, call, error=UserError):
        with self.assertRaises(error), self.env.cr.savepoint():
            call()


@tagged("post_install", "-at_install")
class TestEvidenceDoors(DoorsCommon):
    def _letter(self):
        """A registered letter that was posted on 31 March."""
        self.company.dunning_plan_id = self._plan([(30, "registered_letter")])
        customer = self._customer("Beta")
        self._invoice("2025-03-01", partner=customer)
        [letter] = self._run("2025-03-31").filtered(lambda action: action.partner_id == customer)
        letter._mark_posted(Date.to_date("2025-03-31"), number="RR1FR")
        return letter

    # -- actions that are still open ---------------------------------------------------------------

    def test_open_action_is_not_forged(self):
        """Nobody says by hand what left, to whom and when: not by writing, creating, nor by defaults of his context."""
        action = self._record("2025-03-16").with_user(self.collector)
        self.assertIn(action.state, ("todo", "ready"))
        forged = {
            "snapshot": SCRIPT, "snapshot_hash": "0", "recipient_address": "x@example.com", "delivery_status": "received",
            "mail_message_id": self.action.mail_message_id.id, "document_ids": [Command.set(self.action.document_ids.ids)],
            "date_done": LATER, "posted_on": LATER, "printed_on": LATER, "access_token": "known", "date_cancelled": LATER,
        }  # fmt: skip
        vals = {"profile_id": action.profile_id.id, "partner_id": self.customer.id, "company_id": self.company.id, "channel": "email"}
        for name, value in forged.items():
            with self.subTest(field=name):
                self._refused(lambda name=name, value=value: action.write({name: value}))
                self._refused(lambda name=name, value=value: action.create({**vals, name: value}))
        made = action.with_context(default_snapshot=SCRIPT, default_state="done", default_delivery_status="sent").create(vals)
        self.assertEqual((made.snapshot, made.state, made.delivery_status), (False, "todo", False))
        line = {"kind": "advance", "invoice_name": "forged"}
        self._refused(lambda: made.line_ids.with_context(default_action_id=self.action.id).create(line))
        added = made.line_ids.with_context(default_status="counted").create({**line, "action_id": made.id})
        self.assertEqual(added.status, "open", "what a client's context says of it does not count")

    # -- what is shown -----------------------------------------------------------------------------

    def test_shown_without_script(self):
        """The source is kept to the letter, and its hash with it; what a browser gets has no script in it."""
        evidence.as_writer(self.action).write({"snapshot": SCRIPT})
        self.assertEqual(self.action.snapshot, SCRIPT)
        for name in ("snapshot_html", "message_body"):
            self.assertIn("You owe", self.action[name])
            self.assertNotIn("script", self.action[name])
            self.assertNotIn("onerror", self.action[name])

    def test_hash_of_what_left(self):
        [sent] = self._sent()
        parts = [sent["Subject"].encode(), self.action.snapshot.encode(), *self.action.document_ids.mapped("raw")]
        self.assertEqual(self.action.document_ids.mapped("raw"), [b"%PDF-1.4 invoice"])
        self.assertEqual(self.action.snapshot_hash, hashlib.sha256(b"".join(parts)).hexdigest())

    def test_no_html_is_stored_unsanitised(self):
        stored = [
            f"{name}.{field.name}"
            for name, model in self.env.registry.items()
            if model._original_module == "account_dunning"
            for field in model._fields.values()
            if field.type == "html" and field.store and not field.sanitize
        ]
        self.assertEqual(stored, [])

    def test_numbers_are_escaped(self):
        self.customer.write({"name": "<script>alert(1)</script>", "phone": "\"><img src=x onerror=alert(2)>0400"})
        html = self.action.numbers_html
        self.assertNotIn("<script", html)
        self.assertNotIn("<img", html)

    # -- deleting ----------------------------------------------------------------------------------

    def test_clients_do_not_uninstall(self):
        """The key by which core marks uninstalling skips checks; any client may send it."""
        letter, promise = self._letter(), self._promise()
        records = [
            self.action, self.action.line_ids, self.action.mail_message_id, self.action.document_ids, letter, promise,
        ]  # fmt: skip
        for record in records:
            for context in ({}, {"_force_unlink": True}, {"dunning_evidence": True}):
                with self.subTest(model=record._name, **context):
                    self._refused(lambda record=record, context=context: record.sudo().with_context(**context).unlink())
                    self.assertTrue(record.exists())

    def _promise(self):
        items = self._items(self.move)
        return self.env["dunning.promise"]._record_promises(
            self.company, self.customer, Date.to_date(LATER), [(Date.to_date("2025-03-10"), None)], items
        )

    def test_empty_profile_is_deleted(self):
        """A customer's profile of which nothing was sent goes, with what was logged about it."""
        profile = self.env["dunning.profile"]._get_or_create(self._customer("Nobody"), self.company)
        profile._message_log(body="Opened")
        profile.with_user(self.manager).unlink()
        self.assertFalse(profile.exists())

    def test_figures_stay(self):
        """A manager deletes no promise, dispute, hold nor reply, and judges none by hand."""
        reply, promise = self._answer(), self._promise()
        hold = reply.hold_id
        dispute = self.env["dunning.dispute"].create(
            {
                "move_id": self.move.id, "category_id": self.env.ref("account_dunning.dispute_category_price").id,
                "description": "Price", "date_opened": LATER,
            }
        )  # fmt: skip
        for record in (reply, promise, hold, dispute):
            with self.subTest(model=record._name):
                self._refused(lambda record=record: record.with_user(self.manager).unlink())
        self.env["dunning.promise"]._judge_promises(self.company, Date.to_date("2025-03-20"))
        self.assertEqual(promise.state, "broken")
        mine = promise.with_user(self.manager)
        for vals in (
            {"state": "kept"}, {"amount_kept": 1000}, {"judged_on": False}, {"date_payment": "2025-05-01"}, {"user_id": self.manager.id},
            {"line_ids": [Command.clear()]},
        ):  # fmt: skip
            with self.subTest(**vals):
                self._refused(lambda vals=vals: mine.write(vals))
        self._refused(mine.action_cancel)
        self._refused(lambda: mine.line_ids.write({"amount": 1}))
        self._refused(mine.line_ids.unlink)
        for vals in ({"state": "settled"}, {"settled_on": LATER}, {"escalated_on": LATER}):
            with self.subTest(**vals):
                self._refused(lambda vals=vals: dispute.with_user(self.manager).write(vals))
        dispute.with_user(self.collector)._settle_disputes(Date.to_date(LATER), "accepted")
        self._refused(lambda: dispute.with_user(self.manager).write({"amount": 1}))

    # -- documents ---------------------------------------------------------------------------------

    def test_documents(self):
        """Neither changed, hidden, shared nor deleted, by the superuser either; the same again is no change."""
        document = self.action.document_ids
        changes = [
            {"raw": b"forged"}, {"datas": "Zm9yZ2Vk"}, {"name": "x.pdf"}, {"res_field": "x"}, {"res_id": 0}, {"res_model": "res.partner"},
            {"public": True}, {"type": "url"}, {"url": "https://example.com"}, {"store_fname": "x"}, {"checksum": "x"}, {"db_datas": b"x"},
            {"mimetype": "text/html"},
        ]  # fmt: skip
        for vals in changes:
            for mine in (document.with_user(self.collector), document.sudo()):
                with self.subTest(su=mine.env.su, **vals):
                    self._refused(lambda mine=mine, vals=vals: mine.write(vals))
        self._refused(lambda: document.with_user(self.collector).write({"access_token": "known"}))
        document.sudo().write({"name": document.name, "raw": document.raw})
        self.assertEqual((document.raw, document.public, document.access_token), (b"%PDF-1.4 invoice", False, False))

    def test_merged_customers(self):
        """The message, its documents and the statement's of a customer who becomes one with another come along."""
        statement = self.env["dunning.statement"].create({"profile_id": self.action.profile_id.id, "date_to": LATER})
        statement._send_statements(Date.to_date(LATER))
        self.assertEqual(statement.state, "sent")
        documents = statement.mail_message_id.attachment_ids
        self.assertTrue(documents)
        double = self._customer("Double")
        target = self.env["dunning.profile"]._get_or_create(double, self.company)
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((double + self.customer).ids, double, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(documents.exists(), documents)
        self.assertEqual((set(documents.mapped("res_id")), statement.profile_id), ({statement.id}, target))
        self.assertEqual(set(documents.mapped("res_model")), {"dunning.statement"})

    # -- messages ----------------------------------------------------------------------------------

    def test_messages(self):
        """Statements, replies, answers to customers and the log stay; notes that people typed are theirs."""
        statement = self.env["dunning.statement"].create({"profile_id": self.action.profile_id.id, "date_to": LATER})
        statement._send_statements(Date.to_date(LATER))
        reply = self._answer()
        self._act(reply, "action_already_paid")
        answer = self.action.message_ids.filtered(lambda message: message.message_type == "comment" and message.partner_ids)
        self.assertTrue(answer)
        logged = self.action.profile_id._message_log(body="Logged")
        for message in (self.action.mail_message_id, statement.mail_message_id, reply.mail_message_id, answer, logged):
            for mine in (message.with_user(self.manager), message.sudo()):
                with self.subTest(message=message.body, su=mine.env.su):
                    others = [Command.set(self.manager.partner_id.ids)]
                    added = [Command.create({"name": "x"})]
                    for vals in ({"body": "x"}, {"attachment_ids": added}, {"res_id": 1}, {"notified_partner_ids": others}):
                        if mine.env.su and "notified_partner_ids" in vals:  # the queue completes it
                            continue
                        self._refused(lambda mine=mine, vals=vals: mine.write(vals))
                    self._refused(mine.unlink)
        self._refused(lambda: statement.mail_message_id.attachment_ids[:1].sudo().unlink())
        self._refused(lambda: statement.with_user(self.collector).write({"contact_id": False}))
        self._refused(lambda: statement.with_user(self.collector).with_context(_force_unlink=True).unlink())
        note = self.action.with_user(self.collector).message_post(body="Called bakc", message_type="comment")
        note.with_user(self.collector).write({"body": "Called back"})
        note.with_user(self.collector).unlink()

    def test_mail_gives_a_subject(self):
        """Core gives a subject to a message that a person sends without one, and no second one."""
        message = self.action.with_user(self.collector).message_post(
            body="See below", message_type="comment", subtype_xmlid="mail.mt_comment", partner_ids=self.customer.ids
        )
        self.assertTrue(message.subject)
        self._refused(lambda: message.sudo().write({"subject": "forged"}))

    def test_statement_is_sent_by_sending(self):
        Statement = self.env["dunning.statement"].with_user(self.manager)
        vals = {"profile_id": self.action.profile_id.id, "date_to": LATER}
        self._refused(lambda: Statement.create({**vals, "state": "sent"}))
        made = Statement.with_context(default_state="sent").create(vals)
        self.assertEqual(made.state, "made")
        for change in ({"state": "sent"}, {"mail_message_id": self.action.mail_message_id.id}, {"closing": 1}):
            with self.subTest(**change):
                self._refused(lambda change=change: made.write(change))

    def test_what_became_of_a_message(self):
        notification = self.action.mail_message_id.notification_ids[:1]
        self.assertTrue(notification)
        self._refused(lambda: notification.with_user(self.collector).write({"notification_status": "bounce"}))

    # -- proof of post -----------------------------------------------------------------------------

    def _dialogue(self, letter, **vals):
        action = letter.with_user(self.collector).action_enter_numbers()
        wizard = self.env["dunning.letter.wizard"].with_user(self.collector).with_context(**action["context"]).create({})
        wizard.line_ids.write(vals)
        wizard.action_confirm()

    def _history(self, letter):
        return [self._text(message.body).strip() for message in letter.message_ids.sorted("id") if message.body]

    def test_proofs_of_letters_only(self):
        """What is done by e-mail cannot be said to be a letter that came back, nor to have been planned for another day."""
        mine = self.action.with_user(self.collector)
        self.assertEqual((mine.channel, mine.state), ("email", "done"))
        for vals in ({"is_refused": True}, {"registered_number": "RR9FR"}, {"date": "2025-01-01"}):
            with self.subTest(**vals):
                self._refused(lambda vals=vals: mine.write(vals))
        self.assertFalse(mine.is_refused)

    def test_correction_keeps_what_was_there(self):
        letter = self._letter()
        mine = letter.with_user(self.collector)
        mine.write({"presented_on": "2025-04-02"})
        for vals in (
            {"registered_number": "RR2FR"}, {"registered_number": False}, {"presented_on": "2025-04-03"}, {"presented_on": False},
            {"posted_on": "2025-03-30"},
        ):  # fmt: skip
            with self.subTest(**vals):
                self._refused(lambda vals=vals: mine.write(vals))
        self._dialogue(letter, registered_number="RR2FR", received_on="2025-04-04")
        self.assertEqual((letter.registered_number, letter.delivery_status), ("RR2FR", "received"))
        self._dialogue(letter, received_on=False, is_refused=True)
        self.assertEqual(letter.delivery_status, "refused")
        history = self._history(letter)
        self.assertEqual(
            history[-5:],
            [
                "First Presented On entered: 04/02/2025",
                "Registered Number corrected: RR1FR → RR2FR",
                "Received On entered: 04/04/2025",
                "Received On corrected: 04/04/2025 → –",
                "Refused by the Addressee entered: yes",
            ],
        )
        entry = letter.message_ids.sorted("id")[-1]
        self.assertEqual(entry.author_id, self.collector.partner_id)
        self._refused(lambda: entry.with_user(self.collector).unlink())

    def test_scans_are_added(self):
        letter = self._letter()
        scan = self.env["ir.attachment"].with_user(self.collector).create({"name": "scan.pdf", "raw": b"%PDF scan"})
        self._dialogue(letter, receipt_ids=[Command.set(scan.ids)])
        self.assertEqual((letter.receipt_ids, scan.res_model, scan.res_id), (scan, "dunning.action", letter.id))
        more = self.env["ir.attachment"].with_user(self.collector).create({"name": "back.pdf", "raw": b"%PDF back"})
        mine = letter.with_user(self.collector)
        for command in (Command.clear(), Command.unlink(scan.id), Command.delete(scan.id), Command.set(more.ids)):
            self._refused(lambda command=command: mine.write({"receipt_ids": [command]}))
        mine.write({"receipt_ids": [Command.link(more.id)]})
        self.assertEqual(letter.receipt_ids, scan + more)
        self._refused(lambda: scan.with_user(self.collector).unlink())

    def test_dialogue_is_about_registered_letters(self):
        wizard = self.env["dunning.letter.wizard"].with_user(self.collector).create({"action_ids": [Command.set(self.action.ids)]})
        wizard.line_ids.write({"is_refused": True})
        self._refused(wizard.action_confirm)
        self.assertEqual(self.action.delivery_status, "sent")

    # -- revoking ----------------------------------------------------------------------------------

    def test_revoke_the_link(self):
        before = self.action.access_token
        self._refused(lambda: self.action.with_user(self.salesman).action_revoke_link(), AccessError)
        self.action.profile_id.with_user(self.collector).action_revoke_links()
        self.assertNotEqual(self.action.access_token, before)
        self.assertIn("The links of this message were revoked: they lead nowhere now.", self._history(self.action))
        self._refused(lambda: self.action.sudo().write({"access_token": before}))


@tagged("post_install", "-at_install")
class TestEvidenceRoutes(DoorsCommon, HttpCase):
    def _rpc(self, route, **params):
        """Call a route as the web client does; return its answer, ``None`` when it refuses."""
        with self._quiet("odoo.http"):
            try:
                return self.make_jsonrpc_request(route, params) or {}
            except JsonRpcException:
                return None
            finally:
                self.env.invalidate_all()

    def test_chatter_deletes_no_document(self):
        """The bin in the chatter calls a route that works as the superuser."""
        self.authenticate("collector_c", "collector_c")
        document = self.action.document_ids
        self.assertIsNone(self._rpc("/mail/attachment/delete", attachment_id=document.id))
        self.assertEqual(document.exists().raw, b"%PDF-1.4 invoice")

    def test_answer_is_not_edited(self):
        reply = self._answer()
        self._act(reply, "action_already_paid")
        answer = self.action.message_ids.filtered(lambda message: message.message_type == "comment" and message.partner_ids)
        self.assertEqual(answer.author_id, self.collector.partner_id)
        body = answer.body
        self.authenticate("collector_c", "collector_c")
        for data in ({"body": "forged"}, {"body": "", "attachment_ids": []}, {"body": None, "partner_ids": []}):
            with freeze_time(f"{LATER} 11:30:00"):
                self.assertIsNone(self._rpc("/mail/message/update_content", message_id=answer.id, update_data=data))
            self.assertEqual((answer.body, answer.partner_ids), (body, self.customer))

    def test_own_note_is_edited(self):
        note = self.action.with_user(self.collector).message_post(body="Called bakc", message_type="comment")
        self.authenticate("collector_c", "collector_c")
        self.assertIsNotNone(self._rpc("/mail/message/update_content", message_id=note.id, update_data={"body": "Called back"}))
        self.assertIn("Called back", note.body)

    def test_customer_with_the_link(self):
        """Whoever has the link may write below the message, and change nothing: not even what he wrote."""
        token = self.action.access_token
        thread = {"thread_model": "dunning.action", "thread_id": self.action.id, "access_token": token, "token": token}
        before = self.action.message_ids
        self._rpc("/mail/message/post", post_data={"body": "We paid"}, **thread)
        for message in self.action.message_ids:
            body = message.body
            self._rpc("/mail/message/update_content", message_id=message.id, update_data={"body": "x"}, access_token=token, token=token)
            self.assertEqual(message.body, body)
        self.assertIsNone(self._rpc("/mail/attachment/delete", attachment_id=self.action.document_ids.id, access_token=token))
        self.assertEqual(before.exists(), before)
        self.assertTrue(self.action.document_ids.exists())

    def test_call_kw(self):
        """As the web client calls: ``web_save`` and ``unlink``, with a context of its own."""
        self.authenticate("manager_d", "manager_d")
        calls = [
            ("dunning.action", "web_save", self.action.ids, {"vals": {"snapshot": "x"}, "specification": {}}),
            ("dunning.action", "unlink", self.action.ids, {}),
            ("mail.message", "unlink", self.action.mail_message_id.ids, {}),
            ("ir.attachment", "unlink", self.action.document_ids.ids, {}),
            ("ir.attachment", "write", self.action.document_ids.ids, {"vals": {"res_field": "x"}}),
        ]
        state = json.dumps(self.action.read(["snapshot", "state", "document_ids", "mail_message_id"]), default=str)
        for model, method, ids, kwargs in calls:
            with self.subTest(model=model, method=method):
                kwargs["context"] = {"_force_unlink": True, "dunning_evidence": True}
                self.assertIsNone(self._rpc("/web/dataset/call_kw", model=model, method=method, args=[ids], kwargs=kwargs))
        self.assertEqual(json.dumps(self.action.read(["snapshot", "state", "document_ids", "mail_message_id"]), default=str), state)
        self.assertEqual(self.action.document_ids.raw, b"%PDF-1.4 invoice")
