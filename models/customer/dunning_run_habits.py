"""A customer who was told the same last reminder twice within two months has a habit: the credit manager hears of it once."""

from odoo import fields, models
from odoo.tools import SQL

from ..decision.dunning_engine_account import TEXT_CHANNELS
from ..decision.dunning_engine_contact_day import HARD_TONES

# Two rounds of a firm text within so many days are a habit, and no news for as long.
ROUNDS, HABIT_DAYS = 2, 60


class DunningProfile(models.Model):
    _inherit = "dunning.profile"

    habit_told_on = fields.Date(
        string="Habit Reported On", readonly=True, copy=False,
        help="Day on which the credit manager was told that the same last reminder had gone out twice within 60 days.",
    )  # fmt: skip


class DunningRun(models.Model):
    _inherit = "dunning.run"

    def _tell_of_habits(self):
        """Give the credit manager one task about each customer who got the same firm text twice within 60 days.

        Only where plans say a text once (*Not again for*): elsewhere it is repeated by invoice, and tells nothing.

        :return: number of customers
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT action.profile_id
                  FROM dunning_action AS action
                  JOIN dunning_plan_step AS step ON step.id = action.step_id AND step.tone = ANY(%(tones)s)
                  JOIN dunning_plan AS plan ON plan.id = step.plan_id AND plan.not_again_days > 0
                  JOIN dunning_profile AS profile ON profile.id = action.profile_id
                                                 AND COALESCE(profile.habit_told_on <= %(today)s - %(days)s, TRUE)
                 WHERE action.company_id = %(company)s AND action.state = 'done' AND action.channel = ANY(%(texts)s)
                   AND action.delivery_status IS DISTINCT FROM 'bounced' AND action.is_settlement IS NOT TRUE
                   AND action.date_done > %(today)s - %(days)s AND action.date_done <= %(today)s
                 GROUP BY action.profile_id, action.step_id, COALESCE(action.group_key, 0)
                HAVING COUNT(DISTINCT action.date_done) >= %(rounds)s
                 ORDER BY 1
                """,
                tones=list(HARD_TONES),
                texts=list(TEXT_CHANNELS),
                company=self.company_id.id,
                today=self.date,
                days=HABIT_DAYS,
                rounds=ROUNDS,
            )
        )
        profiles = self.env["dunning.profile"].browse(row[0] for row in rows)
        kind = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        if not (profiles and kind):
            return 0
        text = self.env._("%s: the last reminder went out twice in 60 days. A habit, not an oversight: what should change?")
        profiles._ask_people(
            kind, lambda profile: text % (profile.partner_id.name or ""), self.date, self.company_id.dunning_manager_id
        )
        profiles.habit_told_on = self.date
        return len(profiles)
