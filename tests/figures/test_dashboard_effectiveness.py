"""The dashboard's block on what steps bring: shares by step, the lift beside items left alone at the same age, what it opens."""

import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, html2plaintext

from ...models.figures import dunning_dashboard_effectiveness
from ..common import DunningCommon

DAY = "2025-12-03"


@tagged("post_install", "-at_install")
@freeze_time(DAY)
class TestDashboardEffect(DunningCommon):
    @classmethod
    def setUpClass(cls):
        """Eight invoices of 1,000 due 1 October: about four of them an e-mail on the 6th, two of those paid on the 10th, one on the
        20th, a call about the last on the 23rd; of four that nobody had contacted, two paid on the 12th."""
        super().setUpClass()
        cls.startClassPatcher(freeze_time(DAY))
        cls.manager = cls._user("manager_c", "account_dunning.group_dunning_manager", name="Marthe")
        cls.second = cls._user("collector_d", "account_dunning.group_dunning_user", name="Denis")
        cls.plan = cls._plan([(-5, "email"), (5, "email"), (10, "phone")])
        cls.company.dunning_plan_id = cls.plan
        cls.before, cls.mail, cls.call = cls.plan.step_ids.sorted("delay")
        cls.beta = cls._customer("Beta")
        cls.env["dunning.profile"]._get_or_create(cls.beta, cls.company).collector_id = cls.second
        cls.asked = [cls._invoice("2025-10-01") for _number in range(4)]
        cls.alone = [cls._invoice("2025-10-01", partner=cls.beta) for _number in range(4)]
        for move in cls.asked:
            cls._have_taken(move, cls.mail, "2025-10-06")
        for move, day in zip(cls.asked, ("2025-10-10", "2025-10-10", "2025-10-20"), strict=False):
            cls._pay(move, day)
        cls._have_taken(cls.asked[3], cls.call, "2025-10-23")
        for move in cls.alone[:2]:
            cls._pay(move, "2025-10-12")
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.startClassPatcher(patch.object(dunning_dashboard_effectiveness, "FEW", 1))

    def _board(self, user=None):
        return self.env["dunning.dashboard"].with_user(user or self.manager).with_context(allowed_company_ids=self.company.ids)

    def _block(self, user=None, **filters):
        block = self._board(user).get_block("effect", {"months": 3, **filters})
        json.dumps(block)  # what cannot travel is no plain figure
        return block

    def _rows(self, user=None, **filters):
        """Return by step (number of its place in the plan) what its row says."""
        table = self._block(user, **filters)["table"]
        return {row["cells"][0]["value"].split(" · ")[0]: [cell["value"] for cell in row["cells"][1:]] for row in table["rows"]}

    def test_shares_and_lift(self):
        """Left alone: 2,000 of 8,000 were paid within 15 days of the first day late, 1,000 of 4,000 of the sixteenth."""
        self.assertEqual(
            self._rows(),
            {
                self.mail.display_name: [4, 0.5, 0.75, 0.75, "+50.0 pts"],
                self.call.display_name: [1, 0, 0, 0, "-25.0 pts"],
            },
        )
        tones = [[cell["tone"] for cell in row["cells"]][-1] for row in self._block()["table"]["rows"]]
        self.assertEqual(tones, ["good", "bad"])
        self.assertEqual([row["share"] for row in self._block()["table"]["rows"]], [1, 0.25])

    def test_too_few_to_tell(self):
        """Four contacts are too few for a comparison; the shares are shown."""
        with patch.object(dunning_dashboard_effectiveness, "FEW", 5):
            self.assertEqual(self._rows()[self.mail.display_name], [4, 0.5, 0.75, 0.75, "–"])

    def test_before_the_due_date(self):
        """What is not late yet has nothing beside it; days that are not over are no share."""
        self._have_taken(self._invoice("2025-12-03"), self.before, "2025-11-28")
        self.assertEqual(self._rows()[self.before.display_name], [1, None, None, None, "–"])

    def test_whose_customers(self):
        """Of one's own customers, contacted and left alone: 3,000 of 4,000 beside nothing."""
        self.assertEqual(self._rows(self.collector, scope="mine")[self.mail.display_name][-1], "+75.0 pts")
        self.assertEqual(self._block(self.second, scope="mine")["empty"], "No step was taken in the period.")

    def test_period(self):
        """Contacts of the period only: none since November."""
        with freeze_time("2026-01-15"):
            self.assertEqual(len(self._rows(months=6)), 2)
            self.assertEqual(self._block(months=3)["empty"], "No step was taken in the period.")

    def test_most_steps(self):
        with patch.object(dunning_dashboard_effectiveness, "MOST_STEPS", 1):
            block = self._block()
        self.assertEqual(len(block["table"]["rows"]), 1)
        self.assertIn("The 1 steps with most items.", block["note"])

    def test_every_figure_opens_its_records(self):
        self._have_taken(self._invoice("2025-12-03", partner=self.beta), self.before, "2025-11-28")
        checked = 0
        for user, scope in ((self.manager, "all"), (self.collector, "mine"), (self.second, "team")):
            Effect = self.env["dunning.effect"].with_user(user).with_context(allowed_company_ids=self.company.ids)
            for row in self._block(user, scope=scope)["table"]["rows"]:
                name, items, *shares, lift = row["cells"]
                for cell in (name, items):
                    [(count,)] = Effect._read_group(cell["action"]["domain"], [], ["item_id:count_distinct"])
                    self.assertEqual(count, items["value"])
                for days, cell in zip((7, 15, 30), shares, strict=True):
                    [(share,)] = Effect._read_group(cell["action"]["domain"], [], [f"share_{days}:avg"])
                    self.assertAlmostEqual(share or 0, cell["value"] or 0, 6)
                    checked += 1
                groups = Effect._read_group(lift["action"]["domain"], ["kind"], ["share_15:avg"])
                self.assertIn("idle", dict(groups))
                self.assertEqual(lift["action"]["views"][0][1], "graph")
        self.assertEqual(checked, 18)

    def test_asked_for_by_itself(self):
        """The screen gets the others first, and this one when it asks for it."""
        blocks = {block["code"]: block for block in self._board().get_data()["blocks"]}
        self.assertTrue(blocks["effect"]["later"])
        self.assertFalse(blocks["effect"]["table"])
        self.assertNotIn("later", self._block())
        with self.assertRaisesRegex(UserError, "no such block"):
            self._board().get_block("get_data")

    def test_mail(self):
        """The weekly e-mail has it, made at once."""
        self.company.dunning_dashboard_user_ids = self.manager
        mail = self.env["dunning.dashboard"].sudo()._send_weekly(self.company.sudo(), Date.to_date(DAY))
        text = html2plaintext(mail.body_html).replace("\xa0", " ")
        for words in ("Effect of Steps", "+50.0 pts", "75.0 %", self.mail.name):
            self.assertIn(words, text)

    def test_queries(self):
        """One statement, the names of the steps, the rights: as many for more contacts."""
        counts = []
        for _turn in range(3):
            for _number in range(3):
                self._have_taken(self._invoice("2025-10-01"), self.mail, "2025-10-06")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._board().get_block("effect")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLess(counts[2], 12)

    def test_planned_for_a_whole_ledger(self):
        """Where accounts have no statistics yet, the planner must not loop over all items for each of them."""
        environment, planned = type(self.env), []
        execute = environment.execute_query_dict

        def watched(env, query):
            planned.append((query.code, env.execute_query(SQL("SHOW enable_nestloop"))[0][0]))
            return execute(env, query)

        with patch.object(environment, "execute_query_dict", watched):
            self._block()
        self.assertEqual([loops for code, loops in planned if "figure.age_window" in code], ["off"])
        self.assertEqual(self.env.execute_query(SQL("SHOW enable_nestloop")), [("on",)])
