"""On a phone every list of the application is read as cards."""

from lxml import etree
from odoo.tests import TransactionCase, tagged

# Texts of core, whose cards are core's.
CORE = {"mail.template", "sms.template"}


@tagged("post_install", "-at_install")
class TestCards(TransactionCase):
    def test_every_list_has_cards(self):
        """Each window with a list has cards, which say more than a name; without a form they open nothing."""
        data = self.env["ir.model.data"].search([("module", "=", "account_dunning"), ("model", "=", "ir.actions.act_window")])
        windows = self.env["ir.actions.act_window"].browse(data.mapped("res_id")).exists()
        checked = 0
        for window in windows:
            modes = window.view_mode.split(",")
            if "list" not in modes or window.res_model in CORE or not window.res_model.startswith("dunning."):
                continue
            with self.subTest(window=window.path or window.name):
                self.assertIn("kanban", modes)
                card = etree.fromstring(self.env[window.res_model].get_view(view_type="kanban")["arch"])
                shown = card.findall(".//templates//field")
                self.assertGreater(len(shown), 1)
                if "form" not in modes and card.get("can_open") != "0":
                    self.assertFalse(card.xpath(".//templates//a[@type='open']"))
            checked += 1
        self.assertGreater(checked, 60)
