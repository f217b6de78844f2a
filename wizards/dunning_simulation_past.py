"""The days of a comparison: both sides lived through by the engine, in a transaction that is rolled back."""

import logging
import time
from contextlib import contextmanager
from datetime import timedelta

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ..models.decision.dunning_comparison import CHANGES
from ..models.shared.company_day import company_day
from ..models.shared.receivable import sql_due, sql_reconciled, sql_trade
from .dunning_simulation_days import TABLE

_logger = logging.getLogger(__name__)

# Customers shown in the result: those whose contacts differ most.
MOST_ACCOUNTS = 15

# Lines written by one statement.
LINES_PER_INSERT = 1000

LINE_COLUMNS = ("date", "plan_id", "step_id", "channel", "needs_person", "partner_id", "user_id", "item_count", "amount")


class DunningComparison(models.Model):
    _inherit = "dunning.comparison"

    # -- in the background -------------------------------------------------------------------------

    @api.model
    def _cron_compare(self):
        """Live through the comparisons that are queued, and those that a crash left behind."""
        queued = self.search([("state", "in", ("queued", "running"))], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(queued))
        for comparison in queued:
            comparison._compare_in_background()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _compare_in_background(self):
        """Live through one comparison; its failure is kept on it."""
        self.ensure_one()
        self.write({"state": "running", "progress": 0.0})
        self._keep_progress(0.0)
        try:
            with self._separate_environment() as env:
                found = self.with_env(env)._live_both_sides(self._keep_progress)
            self._keep_comparison(found)
        except Exception as error:
            _logger.exception("Comparison %s failed", self.id)
            self.env.invalidate_all(flush=False)
            self.write({"state": "failed", "error": str(error)})

    @contextmanager
    def _separate_environment(self):
        """Give an environment of a transaction of its own, which is rolled back whatever happens."""
        with self.env.registry.cursor() as cr:
            try:
                yield api.Environment(cr, SUPERUSER_ID, dict(self.env.context))
            finally:
                cr.rollback()

    def _keep_progress(self, share):
        """Write how far it is, for those who look.

        :param float share: between 0 and 1
        """
        self.progress = round(100 * share, 1)
        self.env["ir.cron"]._commit_progress()

    # -- the days ----------------------------------------------------------------------------------

    def _live_both_sides(self, report=lambda share: None):
        """Live through both sides; nothing of it stays.

        :param report: function told how far it is, between 0 and 1
        :return: dict ``seconds`` and, by side, ``lines`` (list of dict, keys ``LINE_COLUMNS``) and ``items`` (figures about them)
        """
        begin, found = time.monotonic(), {}
        for place, side in enumerate("ab"):
            self.env.flush_all()
            try:
                with self.env.cr.savepoint() as savepoint, self.env["dunning.engine"]._whole_company():
                    self._change_settings(side)
                    found[side] = self._live_side(side, lambda share, place=place: report((place + share) / 2))
                    savepoint.rollback()
            finally:
                self.env.invalidate_all(flush=False)
        return {**found, "seconds": round(time.monotonic() - begin, 1)}

    def _change_settings(self, side):
        """Give plans and company the settings of a side, until the savepoint is rolled back.

        :param str side: ``a`` or ``b``
        """
        company = self.company_id
        plans = self[f"plan_{side}_id"] or self.env["dunning.plan"].sudo().search([("company_id", "in", (company.id, False))])
        for switch, settings in CHANGES.items():
            if self[f"{switch}_{side}"]:
                for name, (model, field) in settings.items():
                    records = plans if model == "dunning.plan" else company
                    table, value = self.env[model]._table, self[f"{name}_{side}"]
                    # past the ORM: no tracking, no strip, no cache of others
                    self.env.cr.execute(
                        SQL("UPDATE %s SET %s = %s WHERE id = ANY(%s)", SQL.identifier(table), SQL.identifier(field), value, records.ids)
                    )
        self.env.invalidate_all(flush=False)

    def _live_side(self, side, report):
        """Live through the days of a side; return its contacts and what became of the items."""
        company, plan = self.company_id, self[f"plan_{side}_id"]
        today = company_day(self)
        past = self.date_end < today
        choice = plan and (plan.id, self.replaced_plan_id.id or None)
        days = (self.date_end - self.date_start).days + 1
        simulation = self.env["dunning.simulation"].sudo().new(
            {"company_id": company.id, "date_start": self.date_start, "days": days, "as_of": past, "people_days": self.people_days}
        )
        self.env.cr.execute(SQL(TABLE))
        if not past:
            simulation._take_over_open_actions(self.date_start, None)
        for number in range(days):
            day = self.date_start + timedelta(days=number)
            simulation._simulate_day(day, self.date_start, choice, None, self.date_end + timedelta(days=1) if past else today)
            if number % 5 == 4:
                report((number + 1) / days)
        lines = self.env.execute_query_dict(
            SQL("SELECT %s FROM (%s) AS contact ORDER BY date, partner_id, step_id",
                SQL(", ").join(map(SQL.identifier, LINE_COLUMNS)), simulation._sql_simulated_contacts(self.date_end))
        )  # fmt: skip
        return {"lines": lines, "items": self._count_items()}

    def _count_items(self):
        """Return how many items were reached before they were paid: contacts of the side are about what was open on their day.

        :return: dict ``owed`` (items that were overdue in the period), ``reached`` (of these, contacted at all), ``after`` (contacted
            after the due date), ``first`` (mean days from the due date to the first contact after it, ``None`` without)
        """
        [row] = self.env.execute_query_dict(
            SQL(
                """
                WITH owed AS (
                    SELECT line.id, %(due)s AS due
                      FROM account_move_line AS line
                      JOIN account_account AS account ON account.id = line.account_id AND %(trade)s
                      LEFT JOIN (SELECT debit_move_id, MAX(max_date) AS day FROM %(reconciled)s AS reconciled
                                  GROUP BY debit_move_id) AS paid ON paid.debit_move_id = line.id
                     WHERE line.parent_state = 'posted' AND line.balance > 0 AND line.company_id IN (%(companies)s)
                       AND line.date <= %(last)s AND %(due)s < %(last)s
                       AND (line.reconciled IS NOT TRUE OR paid.day > GREATEST(%(due)s, %(first)s - 1))
                ),
                contact AS (
                    SELECT item_id, MIN(done) FILTER (WHERE step_delay >= 0) AS after
                      FROM dunning_simulated WHERE NOT passed AND done BETWEEN %(first)s AND %(last)s GROUP BY item_id
                )
                SELECT COUNT(*) AS owed, COUNT(contact.item_id) AS reached, COUNT(contact.after) AS after,
                       AVG(contact.after - owed.due)::float AS first
                  FROM owed LEFT JOIN contact ON contact.item_id = owed.id
                """,
                due=sql_due(),
                trade=sql_trade(),
                reconciled=sql_reconciled(),
                companies=self.env["dunning.engine"]._sql_companies(self.company_id),
                first=self.date_start,
                last=self.date_end,
            )
        )
        return row

    # -- what stays --------------------------------------------------------------------------------

    def _keep_comparison(self, found):
        """Keep the contacts of both sides as lines, and the figures."""
        for side in "ab":
            self._insert_comparison_lines(side, found[side]["lines"])
        self.write({
            "state": "done", "progress": 100.0, "duration": found["seconds"],
            "result": {
                **{side: self._side_figures(found[side]) for side in "ab"},
                "accounts": self._compared_accounts(found), "weeks": self._compared_weeks(found),
            },
        })  # fmt: skip
        self.env.flush_all()
        self.invalidate_recordset(["line_ids"])

    def _insert_comparison_lines(self, side, lines):
        columns = ("comparison_id", "company_id", "side", "contact_count", *LINE_COLUMNS, "create_uid", "write_uid")
        own = {"comparison_id": self.id, "company_id": self.company_id.id, "side": side, "contact_count": 1}
        own |= {"create_uid": self.env.uid, "write_uid": self.env.uid}
        for start in range(0, len(lines), LINES_PER_INSERT):
            rows = [{**line, **own} for line in lines[start : start + LINES_PER_INSERT]]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO dunning_comparison_line (%s) VALUES %s",
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL(", ").join(SQL("(%s)", SQL(", ").join(SQL("%s", row[name]) for name in columns)) for row in rows),
                )
            )

    def _side_figures(self, side):
        """Return the figures of one side: contacts, contact days, customers, by channel, work by person, items."""
        channels, people = {}, {}
        for line in side["lines"]:
            channels[line["channel"]] = channels.get(line["channel"], 0) + 1
            if line["needs_person"]:
                user = str(line["user_id"] or 0)
                people[user] = people.get(user, 0) + 1
        return {
            "contacts": len(side["lines"]),
            "days": len({(line["partner_id"], line["date"]) for line in side["lines"]}),
            "customers": len({line["partner_id"] for line in side["lines"]}),
            "channels": channels,
            "people": people,
            **side["items"],
        }

    def _compared_accounts(self, found):
        """Return the customers whose contacts differ most: list of [partner id, contacts of A, contacts of B]."""
        counts = {}
        for place, side in enumerate("ab"):
            for line in found[side]["lines"]:
                counts.setdefault(line["partner_id"], [0, 0])[place] += 1
        ranked = sorted(counts.items(), key=lambda one: (-abs(one[1][0] - one[1][1]), -max(one[1]), one[0]))
        return [[partner, *both] for partner, both in ranked[:MOST_ACCOUNTS]]

    def _compared_weeks(self, found):
        """Return the contacts by week: list of [Monday (ISO), contacts of A, contacts of B]."""
        counts = {}
        for place, side in enumerate("ab"):
            for line in found[side]["lines"]:
                monday = line["date"] - timedelta(days=line["date"].weekday())
                counts.setdefault(str(monday), [0, 0])[place] += 1
        return [[week, *both] for week, both in sorted(counts.items())]
