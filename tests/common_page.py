"""What tests of the customer's page need: a browser without scripts, on a day on which the server lives."""

import re

from odoo import Command
from odoo.tests import HttpCase, freeze_time

from .common_delivery import DeliveryCommon

DAY = "2025-03-10"  # a Monday


class PageCommon(DeliveryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan([(5, "email"), (15, "email")])
        cls.company.dunning_plan_id = cls.plan
        cls.company.dunning_page_days = 180
        cls.a = cls._invoice("2025-03-01", 1000)
        cls.b = cls._invoice("2025-03-02", 400)
        cls.later = cls._invoice("2025-04-30", 250)
        cls.other = cls._customer("Other")
        cls.secret = cls._invoice("2025-03-01", 987.65, partner=cls.other)
        for move in cls.a | cls.secret:
            cls._print(move)

    @classmethod
    def _print(cls, move):
        """Give an invoice a document: in tests the report engine makes none."""
        cls.env["ir.attachment"].create(
            {
                "name": f"{move.name.replace('/', '_')}.pdf",
                "raw": b"%PDF-1.4 invoice",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(f"{DAY} 10:00:00", tick=True))
        actions = self._run("2025-03-07")
        self.action = actions.filtered(lambda action: action.partner_id == self.customer)
        self.strange = actions - self.action
        self.profile = self.action.profile_id
        self.key = self.action.access_token

    def _url(self, name="", action=None, key=None):
        action = action or self.action
        return f"/my/dunning/{action.id}{'/' if name else ''}{name}?access_token={key or action.access_token}"

    def _get(self, url, **kwargs):
        return self.url_open(url, **kwargs)

    def _hidden(self, html, name):
        return re.search(rf'name="{name}" value="([^"]+)"', html)[1]

    def _send(self, url, form=None, files=None, **data):
        """Open a form and send it as a browser does; return the page that follows."""
        html = form or self._get(url).text
        data = {"csrf_token": self._hidden(html, "csrf_token"), **data}
        if "name=\"key\"" in html:
            data.setdefault("key", self._hidden(html, "key"))
        answer = self.opener.post(self.base_url() + url, data=data, files=files, timeout=30)
        self.env.invalidate_all()
        return answer

    def _answers(self):
        return self.env["dunning.answer"].search([("profile_id", "=", self.profile.id)])

    def _portal_user(self, partner, login):
        return self.env["res.users"].sudo().with_context(no_reset_password=True).create({
            "login": login, "password": login, "partner_id": partner.id,
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            "company_id": self.company.id, "company_ids": [Command.set(self.company.ids)],
        })  # fmt: skip

    def _item(self, move, index=0):
        return self._items(move)[index]
