"""What the nightly run notes and asks for is in the language of the team, whatever the language of the server's user."""

from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..common import DunningCommon

DAY = "2025-03-06"


@tagged("post_install", "-at_install")
class TestTeamLanguage(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company.dunning_plan_id = cls._plan([(5, "email")])

    def test_run_in_the_background(self):
        """The run's own words – tasks, notes in logs – are made in the language of its environment."""
        self.collector.lang = "fr_FR"
        run = self.env["dunning.run"].create({"company_id": self.company.id, "date": DAY})
        run.sudo().write({"kind": "real", "state": "queued"})
        said = []

        def process(this, _day):
            said.append(this.env._("Nothing is open."))
            return True

        with freeze_time(DAY), patch.object(type(run), "_process_run", process):
            self.assertTrue(run._work_in_background())
        self.assertEqual(said, ["Rien n'est ouvert."])

    def test_who_reads(self):
        manager = self._user("credit_manager_c", "account_dunning.group_dunning_manager", lang="fr_FR")
        self.company.dunning_collector_id = False
        self.company.partner_id.lang = "en_US"
        self.assertEqual(self.company._dunning_team_lang(), "en_US")
        self.company.dunning_manager_id = manager
        self.assertEqual(self.company._dunning_team_lang(), "fr_FR")
        seen = []
        with patch.object(type(self.env["dunning.action"]), "_deliver_ready", lambda action, *_rest: seen.append(action.env.lang)):
            self.env["dunning.action"].sudo()._cron_deliver()
        self.assertIn("fr_FR", seen)
