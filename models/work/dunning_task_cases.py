"""Lines of the work list about what has a day of its own: deadlines of cases, and claims for late payment that stand alone."""

from odoo import api, models
from odoo.tools import SQL, format_date

from ..shared.activities import sql_in_charge
from ..shared.windows import form_of

# A last day is shown so many days before it comes: what it asks for takes a bailiff or a court.
LAST_DAY_NEAR = 14


class DunningTask(models.Model):
    _inherit = "dunning.task"

    _depends = {
        "dunning.case": ["state", "profile_id", "company_id", "branch_id", "user_id", "name"],
        "dunning.case.item": ["case_id", "move_line_id", "date_due"],
        "dunning.case.deadline": ["case_id", "date", "done_on", "is_last_day", "name"],
    }

    @api.model
    def _sql_case_lines(self, today):
        """Deadlines of open cases: last days that are near or over, first days that have come; those met today."""
        return SQL(
            """
            SELECT 'case', deadline.id, deadline.done_on IS NOT NULL, dossier.profile_id, dossier.handler_id, dossier.branch_id,
                   %(in_charge)s, deadline.date, owing.oldest_days, COALESCE(owing.amount, 0),
                   0, NULL::int, NULL::int, NULL::int, NULL::int
              FROM dunning_case_deadline AS deadline
              JOIN dunning_case AS dossier ON dossier.id = deadline.case_id
              JOIN dunning_profile AS profile ON profile.id = dossier.profile_id
              JOIN res_company AS company ON company.id = dossier.company_id
              LEFT JOIN (
                SELECT item.case_id, SUM(line.amount_residual) AS amount, GREATEST(0, %(today)s - MIN(item.date_due)) AS oldest_days
                  FROM dunning_case_item AS item
                  JOIN account_move_line AS line ON line.id = item.move_line_id
                 GROUP BY item.case_id
              ) AS owing ON owing.case_id = dossier.id
             WHERE deadline.done_on = %(today)s
                OR deadline.done_on IS NULL AND dossier.state IN ('draft', 'handed')
                   AND deadline.date <= %(today)s + CASE WHEN deadline.is_last_day THEN %(near)s ELSE 0 END
            """,
            in_charge=sql_in_charge(SQL("dossier.user_id")),
            today=today,
            near=LAST_DAY_NEAR,
        )

    def _deadline_of_line(self):
        """Return the deadline that a line is about."""
        return self._source_of_line("dunning.case.deadline")

    def _why_case(self, today):
        deadline = self._deadline_of_line().sudo()
        day = format_date(self.env, deadline.date)
        if not deadline.is_last_day:
            when = self.env._("from %s on", day)
        elif deadline.date < today:
            when = self.env._("last day was %s", day)
        else:
            when = self.env._("last day %s", day)
        return f"{deadline.case_id.name} · {self._quote_on_one_line(deadline.name)} · {when}"

    def _why_case_done(self):
        return self._quote_on_one_line(self._deadline_of_line().sudo().name)

    def _open_case(self):
        """Open the case whose deadline it is."""
        return form_of(self._deadline_of_line().case_id)
