"""How to pay in e-mails and on the page: the button speaks of paying where it can be done; name, VAT number and code of a transfer."""

from odoo.fields import Command, Date
from odoo.tests import tagged

from ..common_page import DAY, PageCommon

IBAN = "FR7630006000011234567890189"


@tagged("post_install", "-at_install")
class TestTransferDetails(PageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        euro = cls.env.ref("base.EUR")
        euro.active = True
        cls.company.partner_id.write({"vat": "FR23334175221", "country_id": cls.env.ref("base.fr").id})
        cls.bank = cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.company.partner_id.id, "acc_holder_name": "ACME HOLDING SAS", "allow_out_payment": True}
        )
        (cls.a | cls.b).partner_bank_id = cls.bank
        cls.euros = cls._invoice("2025-03-01", 300, partner=cls.other, currency_id=euro.id, partner_bank_id=cls.bank.id)

    def _block(self, action):
        action.invalidate_recordset()
        return str(action.payment_html)

    def test_name_and_vat_number(self):
        """As the bank knows the holder, in the e-mail and on the page, with the hint that banks compare it."""
        for text in (self._block(self.action), self._get(self._url()).text):
            for word in ("ACME HOLDING SAS", "FR23334175221", "Your bank compares the name"):
                self.assertIn(word, text)

    def test_button(self):
        """Without a provider the button does not promise to pay; with one it does."""
        self.env["payment.provider"].sudo().search([]).write({"state": "disabled"})
        self.assertIn("View the invoices and answer", self._block(self.action))
        self._provide()
        self.assertIn("View the invoices and pay", self._block(self.action))

    def _provide(self):
        method = self.env.ref("payment.payment_method_unknown").sudo()
        form = self.env["ir.ui.view"].sudo().create({"name": "Form", "type": "qweb", "arch": "<form action='dummy' method='post'/>"})
        self.env["payment.provider"].sudo().create(
            {
                "name": "Dummy", "code": "none", "state": "test", "is_published": True, "company_id": self.company.id,
                "payment_method_ids": [Command.set(method.ids)], "redirect_form_view_id": form.id,
            }
        )  # fmt: skip
        method.active = True

    def test_code_of_the_transfer(self):
        """Of euros on an IBAN, where the company wants it; none in dollars."""
        self.assertNotIn("data:image/png", self._block(self.strange))
        self.company.dunning_email_code = True
        euros = self._manual()
        self.assertIn("data:image/png;base64,", self._block(euros))
        self.assertNotIn("data:image/png", self._block(self.action))

    def _manual(self):
        return self.env["dunning.action"]._create_manual(self.other, self.company, Date.to_date(DAY), "email", moves=self.euros)
