"""The invoice's own mail and page: openings and visits are counted, of customers only, and where the company wants it."""

from odoo.fields import Date
from odoo.tests import HttpCase, tagged
from psycopg2 import IntegrityError

from ..common_delivery import DeliveryCommon

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@tagged("post_install", "-at_install")
class TestInvoiceReading(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls._invoice("2025-03-01")

    def _get(self, path, **headers):
        response = self.opener.request("GET", self.base_url() + path, headers={**BROWSER, **headers}, timeout=30)
        self.env.invalidate_all()
        return response

    def _counts(self):
        return {reading.kind: reading.count for reading in self.env["dunning.reading"].search([("move_id", "=", self.move.id)])}

    def test_page(self):
        """Visits of the invoice's page are counted; with a wrong key nothing is shown, and nothing counted."""
        self.assertIn(self.move.name, self._get(self.move.get_portal_url()).text)
        self._get(self.move.get_portal_url())
        self._get(f"/my/invoices/{self.move.id}?access_token=wrong")
        self._get(self.move.get_portal_url(), **{"User-Agent": "Googlebot/2.1"})
        self.assertEqual(self._counts(), {"portal": 2})
        self.assertEqual(self.move.dunning_first_read_on, Date.context_today(self.move))
        reading = self.env["dunning.reading"].search([("move_id", "=", self.move.id)])
        self.assertEqual((reading.partner_id, reading.company_id), (self.move.commercial_partner_id, self.company))
        self.assertFalse(reading.action_id)

    def test_picture(self):
        """The picture is in the invoice's mail only where the company counts openings."""
        self.assertFalse(self.move._dunning_pixel_url())
        self.company.dunning_track_opens = True
        url = self.move._dunning_pixel_url()
        self.assertEqual(self._get("/" + url.split("/", 3)[3]).headers["Content-Type"], "image/gif")
        self.assertEqual(self._counts(), {"pixel": 1})
        self._get("/" + url.split("/", 3)[3].replace(f"i{self.move.id}-", f"i{self.move.id + 1}-"))
        self.company.dunning_track_opens = False
        self._get("/" + url.split("/", 3)[3])
        self.assertEqual(self._counts(), {"pixel": 1})

    def test_mail(self):
        """Core's own sending of the invoice carries the picture; a draft and a bill carry none."""
        self.company.dunning_track_opens = True
        template = self.env.ref("account.email_template_edi_invoice")
        wizard = self.env["account.move.send.wizard"].with_context(active_model="account.move", active_ids=self.move.ids)
        wizard.create({"sending_methods": ["email"], "template_id": template.id}).action_send_and_print()
        self.env["mail.mail"].sudo().search([("model", "=", "account.move"), ("res_id", "=", self.move.id)]).send()
        [message] = self._sent(self.move.partner_id.email)
        self.assertIn(f"/dunning/r/i{self.move.id}-", self._html(message))
        self.assertFalse(self.env["account.move"].new({"move_type": "in_invoice"})._dunning_pixel_url())

    def test_one_thing(self):
        """A reading is one of a message or of an invoice; each kind is counted once a day and thing."""
        with self._quiet("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["dunning.reading"].sudo().create({"company_id": self.company.id, "kind": "portal", "date": "2025-03-06"})
        for _time in range(3):
            self.env["dunning.reading"].sudo()._count_invoice_event(self.move.sudo(), "portal", Date.to_date("2025-03-06"))
        self.assertEqual(self._counts(), {"portal": 3})
