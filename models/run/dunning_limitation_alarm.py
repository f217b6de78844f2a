"""Alarms before claims become time-barred: 180, 90 and 30 days before, each once, as tasks of the people in charge."""

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..shared.activities import create_tasks
from ..shared.question import Question

# Days before the last day, the nearest first: who learns of a claim late is asked once.
ALARM_DAYS = (30, 90, 180)

# Invoices named in a task.
NAMED = 5


class DunningLimitationAlarm(models.Model):
    _name = "dunning.limitation.alarm"
    _description = "Alarm of Limitation"
    _log_access = False
    _order = "id desc"

    move_line_id = fields.Many2one("account.move.line", string="Journal Item", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", string="Main Company", required=True, readonly=True, ondelete="cascade")
    last_day = fields.Date(required=True, readonly=True, help="Last day of the claim as it stood then.")
    days = fields.Integer(required=True, readonly=True, help="Days before, of the alarm.")
    date = fields.Date(required=True, readonly=True)

    _once = models.UniqueIndex("(move_line_id, last_day, days)")

    @api.model
    def _raise_limitation_alarms(self, company, today):
        """Give tasks about claims that come within 180, 90 or 30 days of their last day, one a customer and distance.

        :param company: root ``res.company``
        :param date today: date of the run
        :return: number of claims
        """
        company = company.sudo()
        self.env.flush_all()
        with self.env["dunning.engine"]._whole_company():
            rows = self.env.execute_query(self._sql_new_alarms(company, today))
        if not rows:
            return 0
        found = {}
        for item, partner, last_day, days in rows:
            found.setdefault((partner, days), []).append((last_day, item))
        partners = self.env["res.partner"].browse({partner for partner, _days in found})
        profiles = self.env["dunning.profile"]._get_or_create(partners, company)
        profile_of = {profile.partner_id.id: profile for profile in profiles}
        kind = self.env.ref("account_dunning.mail_activity_type_deadline", raise_if_not_found=False)
        if kind:
            create_tasks(
                profiles,
                [
                    profile_of[partner]._profile_task_vals(kind, self._alarm_text(claims), min(claims)[0])
                    for (partner, _days), claims in sorted(found.items())
                ],
            )
        return len(rows)

    def _alarm_text(self, claims):
        """Return what a task says about claims.

        :param list claims: of (last day, id of the item)
        """
        claims = sorted(claims)
        items = self.env["account.move.line"].sudo().browse(item for _day, item in claims)
        names = list(dict.fromkeys(item._dunning_number() for item in items[:NAMED]))
        return self.env._(
            "Interrupt the limitation or hand over: %(count)s items, time-barred after %(day)s: %(numbers)s",
            count=len(claims),
            day=format_date(self.env, claims[0][0]),
            numbers=", ".join(names) + (" …" if len(claims) > NAMED else ""),
        )

    def _sql_new_alarms(self, company, today):
        """Keep the alarms of today that nobody was given before and return them: item, customer, last day, days."""
        Limitation = self.env["dunning.limitation"]
        return SQL(
            """
            WITH item AS MATERIALIZED (
                     SELECT * FROM (%(item)s) AS open_item WHERE residual_currency > 0 AND NOT excluded),
                 near AS (
                     SELECT ends.item_id, ends.partner_id, ends.last_day,
                            (SELECT MIN(days) FROM UNNEST(%(alarms)s) AS alarm(days) WHERE days >= ends.last_day - %(today)s) AS days
                       FROM (%(ends)s) AS ends
                      WHERE ends.last_day BETWEEN %(today)s AND %(today)s + %(first)s),
                 kept AS (
                     INSERT INTO dunning_limitation_alarm (move_line_id, company_id, last_day, days, date)
                     SELECT item_id, %(company)s, last_day, days, %(today)s FROM near
                         ON CONFLICT DO NOTHING
                  RETURNING move_line_id, last_day, days)
            SELECT kept.move_line_id, near.partner_id, kept.last_day, kept.days
              FROM kept JOIN near ON near.item_id = kept.move_line_id
             ORDER BY kept.last_day, kept.move_line_id
            """,
            item=self.env["dunning.engine"]._sql_item(Question(company, today)),
            ends=Limitation._sql_ends(company, today),
            alarms=list(ALARM_DAYS),
            first=max(ALARM_DAYS),
            company=company.id,
            today=today,
        )
