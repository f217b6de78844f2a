"""Companies: how old the bank data is, on which rests what is believed to be unpaid (rule 3)."""

from odoo import fields, models
from odoo.tools import SQL

from ..shared.company_day import company_day
from ..shared.receivable import sql_trade


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_bank_checked_on = fields.Date(
        string="Bank Is Up to Date As Of", copy=False, readonly=True,
        help="Day on which somebody said that the books hold all that the bank knows.",
    )  # fmt: skip

    def action_dunning_bank_is_up_to_date(self):
        """Note that the books hold all that the bank knows today, though nothing came in.

        :raises AccessError: not a collector, or of another company
        """
        for company in self.root_id:
            company.check_access("read")
            self.env["dunning.run"].check_access("write")
            company.sudo().dunning_bank_checked_on = company_day(company)
        return True

    def _dunning_bank_is_stale(self, today):
        """Tell whether the bank data is older than the company allows (rule 3); never where no bank entry ever existed.

        :param date today: the day for which is decided
        """
        self.ensure_one()
        limit = self.dunning_bank_max_age
        newest = self._dunning_bank_day(today) if limit else None
        return bool(newest) and self.env["dunning.calendar"]._count_open_days(self.root_id, newest, today) > limit

    def _dunning_bank_day(self, today):
        """Return the day of the newest bank data, ``None`` where no bank entry ever existed.

        It is the newest entry, statement or import of a bank journal that receives customers' money (of any bank
        journal where none did so far), or the day on which a person said that the bank is up to date. Cash does not count.

        :param date today: nothing later counts
        """
        self.env.flush_all()
        [(newest, checked)] = self.env.execute_query(
            SQL(
                """
                WITH bank AS (
                    SELECT journal.id, EXISTS (
                               SELECT FROM account_move_line AS line
                                 JOIN account_account AS account ON account.id = line.account_id
                                WHERE line.journal_id = journal.id AND %(trade)s
                                  AND line.parent_state = 'posted') AS receives
                      FROM account_journal AS journal
                     WHERE journal.type = 'bank' AND journal.company_id = ANY(%(companies)s)
                ),
                chosen AS (SELECT id FROM bank WHERE receives OR NOT EXISTS (SELECT FROM bank WHERE receives)),
                told AS (
                    SELECT move.date FROM account_move AS move JOIN chosen ON chosen.id = move.journal_id
                     WHERE move.state = 'posted'
                    UNION ALL
                    SELECT statement.date FROM account_bank_statement AS statement JOIN chosen ON chosen.id = statement.journal_id
                    UNION ALL
                    SELECT line.create_date::date FROM account_bank_statement_line AS line JOIN chosen ON chosen.id = line.journal_id
                )
                SELECT (SELECT MAX(date) FROM told WHERE date <= %(today)s), MAX(company.dunning_bank_checked_on)
                  FROM res_company AS company
                 WHERE company.id = %(root)s AND company.dunning_bank_checked_on <= %(today)s
                """,
                trade=sql_trade(),
                companies=self._dunning_companies().ids,
                root=self.root_id.id,
                today=today,
            )
        )
        return newest and max(filter(None, (newest, checked)))
