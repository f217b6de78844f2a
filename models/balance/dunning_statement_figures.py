"""The figures of statements: for each currency what opened, what moved, what is open, and how old it is.

Both kinds end with the same balance: what is open on the last day, by the one helper of aging. What was paid in
another currency moves from one currency to the other on the day it was reconciled, so that each section is true.
"""

from odoo import api, models
from odoo.tools import SQL

from ..shared.receivable import sql_reconciled
from .buckets import BY_DUE, add_up
from .dunning_aging import Options

# What a movement of an entry is called.
MOVE_KINDS = {"out_invoice": "invoice", "out_receipt": "invoice", "out_refund": "refund"}


class DunningStatement(models.Model):
    _inherit = "dunning.statement"

    @api.model
    def _options_of(self, company, day, partners):
        """Return the options of an aged balance of some customers of a main company, its branches included."""
        return Options(
            day=day,
            side="receivable",
            basis=BY_DUE,
            scale=self.env["dunning.aging"]._read_scale(company.sudo().dunning_aging_bounds),
            by="customer",
            money="document",
            trade=True,
            overdue_only=False,
            company_ids=tuple(company._dunning_companies().ids),
            account_ids=(),
            partner_ids=tuple(partners.ids),
        )

    def _customers_by_statement(self):
        """Return the customers of each statement."""
        return {statement: statement._covered_customers() for statement in self}

    def _closing_balances(self):
        """Return what each statement comes to in company currency: the balance of the accounts on its day."""
        members = self._customers_by_statement()
        balances = {}
        for (company, day), statements in self.grouped(lambda one: (one.company_id, one.date_to)).items():
            partners = self.env["res.partner"].union(*(members[statement] for statement in statements))
            options = self._options_of(company, day, partners)._replace(money="company")
            self.env.flush_all()
            rows = self.env.execute_query_dict(self.env["dunning.aging"]._sql_balances(options))
            found = {}
            for row in rows:
                found.setdefault(row["partner_id"], []).append(row["balance"])
            for statement in statements:
                amounts = [amount for partner in members[statement] for amount in found.get(partner.id, ())]
                balances[statement] = add_up(amounts, company.currency_id.decimal_places)
        return balances

    def _sections_by_statement(self):
        """Return the sections of statements, one for each currency in which something is open or moved.

        :return: dict by statement of list of dict: ``currency``, ``opening``, ``movements`` (activity only), ``items``
            (oldest due first), ``closing``, ``overdue``, ``credit``, ``buckets`` (sums in the order of the scale)
        """
        members = self._customers_by_statement()
        parts = {}
        groups = self.grouped(lambda one: (one.company_id, one.date_to, one.kind == "activity" and one.date_from))
        for (company, day, start), statements in groups.items():
            partners = self.env["res.partner"].union(*(members[statement] for statement in statements))
            options = self._options_of(company, day, partners)
            self.env.flush_all()
            items = self._by_partner(self._sql_statement_items(options))
            moved = self._by_partner(self._sql_movements(options, start)) if start else {}
            for statement in statements:
                parts[statement] = statement._build_sections(options, members[statement], items, moved)
        return parts

    def _by_partner(self, statement):
        found = {}
        for row in self.env.execute_query_dict(statement):
            found.setdefault(row["partner_id"], []).append(row)
        return found

    @api.model
    def _sql_statement_items(self, options):
        """Return the open items with what a statement says of each."""
        return SQL(
            """
            SELECT item.*, %s AS name, move.ref AS ref, move.move_type, customer.name AS partner_name
              FROM (%s) AS item
              JOIN account_move_line AS line ON line.id = item.id
              JOIN account_move AS move ON move.id = item.move_id
              JOIN res_partner AS customer ON customer.id = item.partner_id
             ORDER BY CASE WHEN item.bucket = 'credit' THEN item.entry_date ELSE item.date_due END, item.id
            """,
            self.env["account.move.line"]._dunning_sql_number(),
            self.env["dunning.aging"]._sql_item_rows(options),
        )

    @api.model
    def _sql_movements(self, options, start):
        """Return what moved the accounts of customers up to a day, by currency; before ``start`` in one row.

        :param date start: first day of the activity
        :return: SQL with columns ``partner_id, partner_name, currency_id, date`` (empty: before), ``move_id, name, ref,
            move_type, date_due, amount, exchanged`` (paid in another currency)
        """
        return SQL(
            """
            WITH account AS MATERIALIZED (%(accounts)s),
            line AS MATERIALIZED (
                SELECT line.id, line.move_id, customer.commercial_partner_id AS partner_id, line.currency_id, line.date,
                       line.date_maturity, line.amount_currency, %(number)s AS name
                  FROM account_move_line AS line
                  JOIN account ON account.id = line.account_id
                  JOIN account_move AS move ON move.id = line.move_id
                  JOIN res_partner AS customer ON customer.id = line.partner_id
                 WHERE line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = ANY(%(companies)s)
                   AND customer.commercial_partner_id = ANY(%(partners)s)
            ),
            moved AS (
                SELECT partner_id, currency_id, date, move_id, name, date_maturity, amount_currency AS amount, FALSE AS exchanged
                  FROM line
                 UNION ALL
                -- what was paid in another currency leaves the one and enters the other
                SELECT line.partner_id, line.currency_id, partial.max_date, other.move_id,
                       other.move_name, NULL, -partial.debit_amount_currency, TRUE
                  FROM %(reconciled)s AS partial
                  JOIN line ON line.id = partial.debit_move_id
                  JOIN account_move_line AS other ON other.id = partial.credit_move_id
                 WHERE partial.max_date <= %(day)s AND partial.debit_currency_id <> partial.credit_currency_id
                 UNION ALL
                SELECT line.partner_id, line.currency_id, partial.max_date, other.move_id,
                       other.move_name, NULL, partial.credit_amount_currency, TRUE
                  FROM %(reconciled)s AS partial
                  JOIN line ON line.id = partial.credit_move_id
                  JOIN account_move_line AS other ON other.id = partial.debit_move_id
                 WHERE partial.max_date <= %(day)s AND partial.debit_currency_id <> partial.credit_currency_id
            ),
            summed AS (
                SELECT partner_id, currency_id, CASE WHEN date >= %(start)s THEN date END AS date,
                       CASE WHEN date >= %(start)s THEN move_id END AS move_id, CASE WHEN date >= %(start)s THEN name END AS name,
                       exchanged AND date >= %(start)s AS exchanged,
                       MAX(date_maturity) FILTER (WHERE date >= %(start)s) AS date_due, SUM(amount) AS amount
                  FROM moved
                 GROUP BY 1, 2, 3, 4, 5, 6
                HAVING SUM(amount) <> 0
            )
            SELECT summed.*, move.ref, move.move_type, customer.name AS partner_name
              FROM summed
              JOIN res_partner AS customer ON customer.id = summed.partner_id
              LEFT JOIN account_move AS move ON move.id = summed.move_id
             ORDER BY summed.date NULLS FIRST, summed.move_id, summed.exchanged, summed.name
            """,
            accounts=self.env["dunning.aging"]._sql_accounts(options),
            number=self.env["account.move.line"]._dunning_sql_number(),
            day=options.day,
            reconciled=sql_reconciled(),
            start=start,
            companies=list(options.company_ids),
            partners=list(options.partner_ids),
        )

    def _build_sections(self, options, members, items, moved):
        """Return the sections of one statement (see ``_sections_by_statement``).

        :param members: ``res.partner`` it covers
        :param dict items: open items by partner id
        :param dict moved: movements by partner id, empty for open items
        """
        self.ensure_one()
        rows, movements = {}, {}
        for partner in members.sorted(lambda one: (one != self.partner_id, one.name or "", one.id)):
            for row in items.get(partner.id, ()):
                rows.setdefault(row["currency_id"], []).append(row)
            for row in moved.get(partner.id, ()):
                movements.setdefault(row["currency_id"], []).append(row)
        currencies = self.env["res.currency"].browse(dict.fromkeys([*rows, *movements]))
        first = self.company_id.currency_id
        return [
            self._build_section(options, currency, rows.get(currency.id, []), movements.get(currency.id, []))
            for currency in currencies.sorted(lambda one: (one != first, one.name))
            if self._has_news(currency, rows, movements)
        ]

    def _has_news(self, currency, rows, movements):
        """Tell whether there is something to say in a currency: something open, or something that moved."""
        return any(not currency.is_zero(row["residual_currency"]) for row in rows.get(currency.id, ())) or any(
            row["date"] for row in movements.get(currency.id, ())
        )

    def _build_section(self, options, currency, items, movements):
        digits = currency.decimal_places
        items = [row for row in items if not currency.is_zero(row["residual_currency"])]
        debits = [row for row in items if row["bucket"] != "credit"]
        closing = add_up((row["residual_currency"] for row in items), digits)
        opening = add_up((row["amount"] for row in movements if not row["date"]), digits)
        return {
            "currency": currency,
            "opening": opening,
            "movements": self._with_balance([row for row in movements if row["date"]], "amount", opening, digits),
            "items": self._with_balance(items, "residual_currency", 0, digits),
            "closing": closing,
            "overdue": add_up((row["residual_currency"] for row in debits if row["days"] > 0), digits),
            "credit": add_up((row["residual_currency"] for row in items if row["bucket"] == "credit"), digits),
            "buckets": options.scale.spread(((row["days"], row["residual_currency"]) for row in debits), digits=digits),
            "scale": options,
        }

    @api.model
    def _with_balance(self, rows, name, start, digits):
        """Give each row the balance after it."""
        units = 10**digits
        balance = round(start * units)
        for row in rows:
            balance += round(row[name] * units)
            row["balance"] = balance / units
        return rows

    @api.model
    def _kind_of(self, row):
        """Return what a movement is, as a code: ``invoice``, ``refund``, ``exchanged``, ``payment`` or ``entry``."""
        if row.get("exchanged"):
            return "exchanged"
        if row["move_type"] in MOVE_KINDS:
            return MOVE_KINDS[row["move_type"]]
        amount = row["amount"] if "exchanged" in row else row["residual_currency"]
        return "payment" if amount < 0 else "entry"
