"""The credit manager reaches the settings of dunning without being an administrator, and nothing else of a company."""

from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_guarded import QUIET, GuardedCommon


@tagged("post_install", "-at_install")
class TestManagerSettings(GuardedCommon):
    def _refuse_write(self, user, vals, company=None):
        with mute_logger(*QUIET), self.assertRaises(AccessError), self.env.cr.savepoint():
            self._as(user, company or self.company).write(vals)
            self.env.flush_all()
        self.env.invalidate_all()

    def _get_page(self, user):
        view = self.env.ref("account_dunning.view_company_dunning_settings")
        return etree.fromstring(self.env["res.company"].with_user(user).get_view(view.id, "form")["arch"])

    def test_page_has_the_settings(self):
        """All fields that administrators edit can be edited, and the page can be saved."""
        page = self._get_page(self.manager)
        shown = {node.get("name") for node in page.iter("field")}
        settings = etree.fromstring(self.env["res.config.settings"].sudo().get_view(None, "form")["arch"])
        [block] = settings.xpath("//block[@id='dunning_settings']")
        edited = {node.get("name") for node in block.iter("field")} & self.company._dunning_setting_names()
        self.assertGreater(len(edited), 50)
        self.assertEqual(edited - shown, set())
        self.assertEqual(page.get("edit"), "1")

    def test_manager_saves(self):
        action = self.env.ref("account_dunning.action_dunning_settings")
        window = action.with_user(self.manager).with_company(self.company).run()
        self.assertEqual((window["res_model"], window["res_id"]), ("res.company", self.company.id))
        with Form(self._as(self.manager, self.company), "account_dunning.view_company_dunning_settings") as form:
            form.dunning_daily_cap = 40
            form.dunning_collector_id = self.collector
        self.assertEqual((self.company.dunning_daily_cap, self.company.dunning_collector_id), (40, self.collector))

    def test_nothing_else(self):
        """No other field of a company, no going live, no mix of both, no company of others, no collector."""
        for vals in ({"name": "Mine"}, {"dunning_live_date": "2025-03-01"}, {"dunning_daily_cap": 5, "name": "Mine"}, {}):
            with self.subTest(vals=vals):
                self.assertFalse(self._as(self.manager, self.company)._may_set_dunning(vals))
        self._refuse_write(self.manager, {"name": "Mine"})
        made = {"name": "Made", "code": "MADE", "type": "general", "company_id": self.company.id}
        journal = self.env["account.journal"].search([("company_id", "=", self.company.id)], limit=1)
        for command in ((0, 0, made), (1, journal.id, {"name": "Changed"}), (2, journal.id, 0)):
            with self.subTest(command=command):
                self._refuse_write(self.manager, {"dunning_journal_ids": [command]})
        self.assertTrue(journal.exists())
        self._refuse_write(self.manager, {"dunning_live_date": "2025-03-01"})
        self._refuse_write(self.collector, {"dunning_daily_cap": 5})
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self._refuse_write(self.manager, {"dunning_daily_cap": 5}, company=other)
        stranger = self._user("stranger_s", "account_dunning.group_dunning_user")
        stranger.sudo().write({"company_ids": [(4, other.id)], "company_id": other.id})
        stranger.sudo().write({"company_ids": [(3, self.company.id)]})
        self._refuse_write(self.manager, {"dunning_collector_id": stranger.id})
        with self.assertRaises(AccessError):
            self.env.ref("account_dunning.action_dunning_settings").with_user(self.collector).run()

    def test_first_preview_from_the_page(self):
        """The page's button makes a preview for who may, as the administrator's settings do."""
        opened = self._as(self.manager, self.company).action_dunning_go_live()
        self.assertEqual(opened["res_model"], "dunning.run")
        self.assertEqual(self.env["dunning.run"].browse(opened["res_id"]).company_id, self.company)
