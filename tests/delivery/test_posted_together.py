"""E-mails of a batch are posted together; one that cannot be posted fails alone, and leaves nothing behind."""

from unittest.mock import patch

from odoo.tests import tagged

from ..common_delivery import DeliveryCommon

DAY = "2025-03-06"  # five days after 1 March
PDF = b"%PDF-1.4 made before"


@tagged("post_install", "-at_install")
class TestPostedTogether(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email", {"attach_invoices": True})])
        cls.company.dunning_plan_id = cls.plan
        cls.customers = [cls._customer(name) for name in ("First", "Second", "Third")]
        for customer in cls.customers:
            move = cls._invoice("2025-03-01", partner=customer)
            cls.env["ir.attachment"].create(
                {
                    "name": f"{customer.name}.pdf", "raw": PDF, "res_model": "account.move", "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )  # fmt: skip
            move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    def _attached(self, actions):
        return self.env["ir.attachment"].search([("res_model", "=", "dunning.action"), ("res_id", "in", actions.ids)])

    def test_attachments_are_made_at_once(self):
        Attachment, made = type(self.env["ir.attachment"]), []
        create = Attachment.create

        def counted(this, vals_list):
            made.extend([len(vals_list)] if vals_list and vals_list[0].get("res_model") == "dunning.action" else [])
            return create(this, vals_list)

        counted._api_model = True
        with patch.object(Attachment, "create", counted):
            actions = self._run(DAY)
        self.assertEqual(made, [3])
        for action in actions:
            name = f"{action.partner_id.name}.pdf"
            self.assertEqual((action.state, action.document_ids.mapped("name"), action.document_ids.raw), ("done", [name], PDF))
            self.assertEqual(action.mail_message_id.attachment_ids, action.document_ids)
            [message] = self._sent(action.contact_id.email)
            self.assertEqual(self._files(message), {name: PDF})

    def test_one_fails_alone(self):
        Action = type(self.env["dunning.action"])
        documents = Action._message_documents

        def refusing(this, *given):
            if this.partner_id == self.customers[1]:
                raise ValueError("no paper")
            return documents(this, *given)

        with patch.object(Action, "_message_documents", refusing):
            actions = self._run(DAY).sorted("id")
        states = {action.partner_id.name: (action.state, action.error) for action in actions}
        self.assertEqual(states, {"First": ("done", False), "Second": ("failed", "no paper"), "Third": ("done", False)})
        self.assertEqual(sorted(self._attached(actions).mapped("name")), ["First.pdf", "Third.pdf"])
        self.assertEqual(len(self.emails), 2)

    def test_picture_of_the_text(self):
        """A text that names an attachment is linked to the one that its message made."""
        with self._recording_only():
            action = self._run(DAY).filtered(lambda one: one.partner_id == self.customers[0])
        body = '<p>See <img src="x.png" data-filename="First.pdf"/></p>'
        action.write({"custom_subject": "Hello", "custom_body": body, "edited_amount": action.amount_due})
        self._work(DAY, action)
        self.assertEqual(action.state, "done", action.error)
        self.assertIn(f"/web/image/{action.document_ids.id}?access_token=", action.mail_message_id.body)
