"""What a plan does to a customer, before anybody follows it: the engine decides for invented customers, day after day.

Four customers stand for what companies meet: one invoice, two due two days apart, one a week that is paid four weeks late,
and many that are paid in runs on the 10th and 25th, which are known. Their ledger lives in temporary tables that hide the
real ones from the statements of a savepoint, which is rolled back: the decision is the real one, the books are neither read
nor touched, and it takes as long in a small company as in a large one.
"""

from datetime import date, timedelta
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..models.calendar.payment_days import Rhythm
from ..models.shared.receivable import TRADE_TYPE
from .dunning_simulation_days import TABLE

# Tables that a decision reads and that know customers or their money: empty inside, but for what is invented.
HIDDEN = (
    "account_move", "account_move_line", "account_partial_reconcile", "account_journal", "account_account", "account_payment",
    "account_bank_statement_line", "payment_transaction", "dunning_profile", "dunning_action", "dunning_action_line", "dunning_hold",
    "dunning_promise", "dunning_promise_line", "dunning_dispute", "dunning_plan_override", "dunning_reply",
)  # fmt: skip

# Ids of what is invented: above any that a database really has.
FIRST_ID = 2_000_000_000
JOURNAL, ACCOUNT = FIRST_ID, FIRST_ID

# An invoice of the sketch, in euros: above every shipped minimum amount.
AMOUNT = 1000.0

# Days of the customers with many invoices that are shown, after so many in which their life begins.
SHOWN, BEFORE = 35, 35
FIRST_DUE, SECOND_DUE, WEEKS_LATE = 14, 16, 28
RUN_DAYS = (10, 25)

ONE, TWO, WEEKLY, RUNS = "one", "two", "weekly", "runs"
WORLDS = (ONE, TWO, WEEKLY, RUNS)


class Owed(NamedTuple):
    """An invented invoice: whose, its due date, the day on which it is paid (``None``: never)."""

    world: str
    due: date
    paid: date | None


class DunningSimulation(models.TransientModel):
    _inherit = "dunning.simulation"

    def _sketch_plan(self, plan, company, start):
        """Return what each invented customer gets from a plan.

        :param plan: ``dunning.plan``, active, with steps
        :param company: root ``res.company`` whose settings count
        :param date start: a Monday
        :return: dict by code in ``WORLDS`` of lists of dict: ``day`` (ISO), ``offset`` (days from the first due date, or from the
            first day shown), ``channel``, ``delay`` (of the acting step), ``items`` (how many take a step)
        """
        last_delay = max(plan.step_ids.filtered("active").mapped("delay"), default=0)
        days = max(BEFORE + SHOWN, SECOND_DUE + last_delay + 20)
        owed = self._sketch_invoices(start, days)
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        try:
            with savepoint:
                self._hide_tables(company)
                self._write_sketch(owed, company)
                contacts = self._live_sketch(plan, company, start, days)
                savepoint.rollback()
        finally:
            self.env.invalidate_all(flush=False)
        return self._sort_sketch(contacts, owed, start)

    def _sketch_invoices(self, start, days):
        """Return the invented invoices: list of :class:`Owed`."""
        owed = [Owed(ONE, start + timedelta(FIRST_DUE), None)]
        owed += [Owed(TWO, start + timedelta(due), None) for due in (FIRST_DUE, SECOND_DUE)]
        for number in range(-WEEKS_LATE, days + WEEKS_LATE, 7):
            due = start + timedelta(number)
            owed.append(Owed(WEEKLY, due, due + timedelta(WEEKS_LATE)))
        for number in range(-WEEKS_LATE, days + WEEKS_LATE, 3):
            due = paid = start + timedelta(number)
            while paid.day not in RUN_DAYS:
                paid += timedelta(1)
            owed.append(Owed(RUNS, due, paid))
        return owed

    # -- the invented ledger -----------------------------------------------------------------------

    def _hide_tables(self, company):
        """Put empty temporary tables before the real ones; of contacts the companies' own stay."""
        known = [
            name
            for (name,) in self.env.execute_query(
                SQL("SELECT name FROM UNNEST(%s) AS name WHERE TO_REGCLASS(name) IS NOT NULL", list(HIDDEN))
            )
        ]
        for name in known:
            table = SQL.identifier(name)
            self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT * FROM %s WHERE FALSE", table, table))
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE res_partner ON COMMIT DROP AS
                SELECT * FROM res_partner WHERE id IN (SELECT partner_id FROM res_company)
                """
            )
        )
        self.env.cr.execute(SQL(TABLE))
        # of so few rows any order of joins is quick: most of the time would go into finding the best
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL join_collapse_limit = 1; SET LOCAL from_collapse_limit = 1")

    def _write_sketch(self, owed, company):
        """Write the invented customers and invoices into the temporary tables."""
        amount = company._dunning_round_amount(AMOUNT)
        self._insert_rows(
            "res_partner",
            [
                {
                    "id": FIRST_ID + place, "commercial_partner_id": FIRST_ID + place, "name": world, "active": True, "is_company": True,
                    "email": "customer@example.com", "email_normalized": "customer@example.com", "phone": "+33 1 99 00 00 00",
                    "street": "1 rue des Lilas", "zip": company.partner_id.zip, "city": "Lyon",
                    "country_id": company.partner_id.country_id.id or None, "state_id": company.partner_id.state_id.id or None,
                }
                for place, world in enumerate(WORLDS)
            ],
        )  # fmt: skip
        self._insert_rows("account_journal", [{"id": JOURNAL, "type": "sale", "company_id": company.id, "active": True}])
        self._insert_rows("account_account", [{"id": ACCOUNT, "account_type": TRADE_TYPE, "non_trade": False}])
        moves, lines, parts = [], [], []
        for number, one in enumerate(owed):
            own = {"id": FIRST_ID + number, "company_id": company.id, "currency_id": company.currency_id.id}
            own["partner_id"] = FIRST_ID + WORLDS.index(one.world)
            day = one.due - timedelta(30)
            moves.append({
                **own, "name": f"F{number:03}", "state": "posted", "move_type": "out_invoice", "journal_id": JOURNAL, "date": day,
                "invoice_date": day, "payment_state": "paid" if one.paid else "not_paid", "commercial_partner_id": own["partner_id"],
            })  # fmt: skip
            left = 0 if one.paid else amount
            lines.append({
                **own, "move_id": own["id"], "journal_id": JOURNAL, "account_id": ACCOUNT, "date": day, "date_maturity": one.due,
                "parent_state": "posted", "no_followup": False, "reconciled": bool(one.paid), "balance": amount, "amount_currency": amount,
                "amount_residual": left, "amount_residual_currency": left,
            })  # fmt: skip
            if one.paid:
                parts.append({
                    "id": own["id"], "debit_move_id": own["id"], "credit_move_id": FIRST_ID + len(owed), "company_id": company.id,
                    "amount": amount, "debit_amount_currency": amount, "credit_amount_currency": amount, "max_date": one.paid,
                })  # fmt: skip
        for table, rows in (("account_move", moves), ("account_move_line", lines), ("account_partial_reconcile", parts)):
            self._insert_rows(table, rows)
        self.env.cr.execute(SQL("; ").join(SQL("ANALYZE %s", SQL.identifier(name)) for name in ("account_move", "account_move_line")))

    def _insert_rows(self, table, rows):
        """Insert dicts with the same keys into a table; a column that the database does not have is left out."""
        columns = {
            name
            for (name,) in self.env.execute_query(
                SQL("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", table)
            )
        }
        names = [name for name in rows[0] if name in columns]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(SQL("(%s)", SQL(", ").join(SQL("%s", row[name]) for name in names)) for row in rows),
            )
        )

    # -- its days ----------------------------------------------------------------------------------

    def _live_sketch(self, plan, company, start, days):
        """Decide for day after day; return the contacts as dicts of partner, day, channel, delay and items."""
        simulation = self.new({"company_id": company.id, "date_start": start, "days": days, "as_of": True, "people_days": 0})
        calendar = self.env["dunning.calendar"]
        rhythm = Rhythm(month_days=RUN_DAYS)
        runs = {FIRST_ID + WORLDS.index(RUNS): ((0, rhythm, date.min, date.max),)}
        for number in range(days):
            if calendar._open_day(company, company.partner_id, start + timedelta(number)) != start + timedelta(number):
                continue  # closed where the customers are: nothing is decided
            simulation._simulate_day(start + timedelta(number), start, (plan.id, None), None, start + timedelta(days), runs)
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT partner_id, done AS day, channel, lead_delay AS delay, COUNT(*) AS items
                  FROM dunning_simulated WHERE NOT passed
                 GROUP BY partner_id, done, channel, lead_delay, action_id ORDER BY partner_id, done, lead_delay
                """
            )
        )

    def _sort_sketch(self, contacts, owed, start):
        """Return the contacts by world, days counted from the first due date or from the first day shown."""
        result = {}
        for place, world in enumerate(WORLDS):
            zero = start + timedelta(FIRST_DUE if world in (ONE, TWO) else BEFORE)
            result[world] = [
                {"day": str(one["day"]), "offset": (one["day"] - zero).days, **{key: one[key] for key in ("channel", "delay", "items")}}
                for one in contacts
                if one["partner_id"] == FIRST_ID + place and (world in (ONE, TWO) or 0 <= (one["day"] - zero).days < SHOWN)
            ]
        return result
