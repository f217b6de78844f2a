"""The sources of history that live in this database, read by the names of their tables: their add-ons may be gone already.

Each reader gives rows with the same keys: ``reference`` (table and id there), ``kind``, ``state``, ``item_id``, ``move_id``,
``partner_id``, ``date``, ``channel``, ``level_key``, ``level_name``, ``level_delay``, ``amount``, ``note``.
"""

from functools import partial

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

from ..shared.channels import EMAIL, LETTER, PHONE
from ..shared.receivable import sql_due
from .dunning_takeover import CREDIT_CONTROL, FOLLOWUP, OVERDUE_REMINDER

# Which table tells that a source was used, and what in it is a reminder.
TABLES = {
    CREDIT_CONTROL: "credit_control_line",
    OVERDUE_REMINDER: "account_invoice_overdue_reminder",
    FOLLOWUP: "account_followup_followup_line",
}


class DunningTakeover(models.Model):
    _inherit = "dunning.takeover"

    @api.model
    def _count_source(self, source):
        """Return how many rows the tables of a source hold, 0 without its tables."""
        table = TABLES[source]
        if not table_exists(self.env.cr, table):
            return 0
        return self.env.execute_query(SQL("SELECT COUNT(*) FROM %s", SQL.identifier(table)))[0][0]

    def _read_source(self, today):
        """Return what the source holds about the companies where the user works; see the readers.

        :param date today: day of the take-over
        """
        readers = {
            CREDIT_CONTROL: self._read_credit_control,
            OVERDUE_REMINDER: self._read_overdue_reminders,
            FOLLOWUP: partial(self._read_followups, today),
        }
        if self.source not in readers:
            return self._read_workbook(today)
        self.env.flush_all()
        return readers[self.source]() if self._count_source(self.source) else []

    def _own_company_ids(self):
        """Return the ids of the companies whose history this is: the main company and its branches where the user works."""
        return self.company_id.sudo(False)._dunning_own_companies().ids

    def _read_credit_control(self):
        """The lines of the OCA's credit control: sent ones count on the day on which they were sent, failed ones do not.

        Delays add up where a level counts from the reminder before. A policy that does nothing is an exclusion.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH RECURSIVE level AS (
                    SELECT level.id, level.policy_id, level.level, level.name::text AS name, level.computation_mode,
                           level.delay_days, ROW_NUMBER() OVER (PARTITION BY level.policy_id ORDER BY level.level) AS place
                      FROM credit_control_policy_level AS level
                ), counted AS (
                    SELECT level.*, level.delay_days AS delay FROM level WHERE level.place = 1
                     UNION ALL
                    SELECT level.*, level.delay_days + CASE WHEN level.computation_mode = 'previous_date' THEN before.delay ELSE 0 END
                      FROM level JOIN counted AS before ON before.policy_id = level.policy_id AND before.place = level.place - 1
                )
                SELECT 'credit.control.line,' || line.id AS reference, 'reminder' AS kind, line.move_line_id AS item_id,
                       item.move_id, customer.commercial_partner_id AS partner_id, COALESCE(line.date_sent, line.date) AS date,
                       line.channel, 'level ' || level.id AS level_key, policy.name::text AS policy_name, level.name AS level_name,
                       level.delay AS level_delay, line.balance_due AS amount, line.state AS sent_state
                  FROM credit_control_line AS line
                  JOIN account_move_line AS item ON item.id = line.move_line_id AND item.company_id IN %s
                  JOIN res_partner AS customer ON customer.id = item.partner_id
                  JOIN counted AS level ON level.id = line.policy_level_id
                  JOIN credit_control_policy AS policy ON policy.id = level.policy_id
                 ORDER BY line.id
                """,
                tuple(self._own_company_ids()),
            )
        )
        states = {"sent": "ready", "error": "failed", "email_error": "failed"}
        for row in rows:
            row["state"] = states.get(row.pop("sent_state"), "unsent")
            row["level_name"] = self._plain_name(row.pop("policy_name"), row["level_name"])
        return rows + self._read_policies_doing_nothing()

    def _plain_name(self, *names):
        """Return names of the source as one, translated ones in the language of the user where they have it."""
        plain = []
        for name in names:
            if name and name.startswith("{"):
                translated = self.env.execute_query(SQL(
                    "SELECT COALESCE(%(name)s::jsonb ->> %(lang)s, %(name)s::jsonb ->> 'en_US')", name=name, lang=self.env.lang or "en_US"
                ))
                name = translated[0][0]
            plain.append(name or "")
        return ": ".join(filter(None, plain))

    def _read_policies_doing_nothing(self):
        """Customers and invoices with a policy that does nothing: nobody chases them."""
        idle = SQL("SELECT id FROM credit_control_policy WHERE do_nothing")
        found = []
        if column_exists(self.env.cr, "res_partner", "credit_policy_id"):
            by_company = self.env.execute_query_dict(
                SQL(
                    """
                    SELECT DISTINCT partner.commercial_partner_id AS partner_id
                      FROM res_partner AS partner
                     CROSS JOIN LATERAL JSONB_EACH_TEXT(partner.credit_policy_id) AS chosen(company, policy)
                     WHERE chosen.company::int IN %s AND chosen.policy::int IN (%s)
                     ORDER BY 1
                    """,
                    tuple(self._own_company_ids()),
                    idle,
                )
            ) if self._is_by_company("res_partner", "credit_policy_id") else self.env.execute_query_dict(
                SQL("SELECT DISTINCT commercial_partner_id AS partner_id FROM res_partner WHERE credit_policy_id IN (%s) ORDER BY 1", idle)
            )  # fmt: skip
            found += [{**row, "reference": f"res.partner,{row['partner_id']}"} for row in by_company]
        if column_exists(self.env.cr, "account_move", "credit_policy_id"):
            found += self.env.execute_query_dict(
                SQL(
                    """
                    SELECT 'account.move,' || move.id AS reference, move.id AS move_id, move.commercial_partner_id AS partner_id
                      FROM account_move AS move
                     WHERE move.company_id IN %s AND move.state = 'posted' AND move.credit_policy_id IN (%s)
                     ORDER BY move.id
                    """,
                    tuple(self._own_company_ids()),
                    idle,
                )
            )
        return [{**row, "kind": "exclusion", "state": "ready"} for row in found]

    @api.model
    def _is_by_company(self, table, column):
        query = SQL("SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s", table, column)
        return self.env.execute_query(query)[0][0] == "jsonb"

    def _read_overdue_reminders(self):
        """The OCA's overdue reminders: an invoice each, counted by how often it was reminded; e-mails that failed do not count."""
        failed = SQL("FALSE")
        if column_exists(self.env.cr, "overdue_reminder_action", "mail_id"):
            failed = SQL("EXISTS (SELECT FROM mail_mail AS mail WHERE mail.id = deed.mail_id AND mail.state IN ('exception', 'cancel'))")
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT 'account.invoice.overdue.reminder,' || reminder.id AS reference, 'reminder' AS kind, item.id AS item_id,
                       move.id AS move_id, move.commercial_partner_id AS partner_id, deed.date,
                       CASE deed.reminder_type WHEN 'phone' THEN %(phone)s WHEN 'post' THEN %(letter)s WHEN 'mail' THEN %(email)s END
                           AS channel,
                       'reminder ' || reminder.counter || ' ' || deed.reminder_type AS level_key, reminder.counter,
                       NULL::int AS level_delay, item.amount_residual AS amount,
                       CASE WHEN %(failed)s THEN 'failed' ELSE 'ready' END AS state
                  FROM account_invoice_overdue_reminder AS reminder
                  JOIN overdue_reminder_action AS deed ON deed.id = reminder.action_id
                  JOIN account_move AS move ON move.id = reminder.invoice_id AND move.company_id IN %(companies)s
                  JOIN account_move_line AS item ON item.move_id = move.id AND item.display_type = 'payment_term'
                                                -- what came due by then was reminded of
                                                AND %(due)s <= deed.date
                 ORDER BY reminder.id, item.id
                """,
                phone=PHONE,
                letter=LETTER,
                email=EMAIL,
                failed=failed,
                due=sql_due("item"),
                companies=tuple(self._own_company_ids()),
            )
        )
        for row in rows:
            row["reference"] += f",{row['item_id']}"
            row["level_name"] = self.env._("Reminder %s", row.pop("counter"))
        return rows

    def _read_followups(self, today):
        """Enterprise's follow-up: the level that each item has, on the day of the last one, where the database says so.

        Nobody here has that add-on: its names are those that its users see in the developer mode.
        """
        if not column_exists(self.env.cr, "account_move_line", "followup_line_id"):
            return []
        dates = [
            SQL("item.%s::date", SQL.identifier(name))
            for name in ("last_followup_date", "followup_date")
            if column_exists(self.env.cr, "account_move_line", name)
        ]
        delay = SQL("level.delay") if column_exists(self.env.cr, TABLES[FOLLOWUP], "delay") else SQL("NULL::int")
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT 'account.move.line,' || item.id || ',' || level.id AS reference, 'reminder' AS kind, item.id AS item_id,
                       item.move_id, customer.commercial_partner_id AS partner_id, COALESCE(%(date)s) AS date, %(email)s AS channel,
                       'level ' || level.id AS level_key, level.name::text AS level_name, %(delay)s AS level_delay,
                       item.amount_residual AS amount, 'ready' AS state
                  FROM account_move_line AS item
                  JOIN account_followup_followup_line AS level ON level.id = item.followup_line_id
                  JOIN res_partner AS customer ON customer.id = item.partner_id
                 WHERE item.company_id IN %(companies)s AND item.parent_state = 'posted'
                 ORDER BY item.id
                """,
                # without a day: that of the level itself
                date=SQL(", ").join([*dates, SQL("LEAST(%s + COALESCE(%s, 0), %s)", sql_due("item"), delay, today)]),
                delay=delay,
                email=EMAIL,
                companies=tuple(self._own_company_ids()),
            )
        )
        for row in rows:
            row["level_name"] = self._plain_name(row["level_name"])
        return rows
