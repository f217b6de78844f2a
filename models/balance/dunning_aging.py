"""The one helper of aging: what is open on receivable and payable accounts on any day, as SQL.

An item's residual on a day is rebuilt from its reconciliations: what is open now, plus what was reconciled later
(``account.partial.reconcile.max_date``, the later date of both sides). Since a reconciliation takes from one item what
it gives to another, the residuals of a day always add up to the balance of the accounts on that day, exchange
differences included: their entries count from their own date.
"""

from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..shared.bounds import FAR_DAY, FIRST_DAY
from ..shared.company_day import company_day
from ..shared.receivable import sql_due, sql_joined_entry, sql_legal_due, sql_reconciled
from .buckets import BY_DUE, BY_INVOICE, BY_ORIGINAL, DEFAULT_BOUNDS, MAX_BUCKETS, BoundsError, Scale

_lt = LazyTranslate(__name__)

SIDES = [("receivable", "Receivable"), ("payable", "Payable"), ("both", "Receivable and payable")]
BASES = [(BY_DUE, "Due date"), (BY_INVOICE, "Invoice date"), (BY_ORIGINAL, "Due date before payment plans")]
LINES = [("customer", "Customer"), ("account", "Control account and customer"), ("currency", "Currency and customer")]
MONEY = [("company", "Company currency"), ("document", "Currency of the documents")]

# What is wrong with bounds, in one sentence each (aging.BOUNDS_ERRORS).
BOUNDS_MESSAGES = {
    "number": _lt("Buckets are given by whole numbers of days."),
    "bar": _lt("Separate the days before the due date from those after it by one bar, as in 60, 30, 0 | 30, 60, 90, 120."),
    "zero": _lt("The days before the due date must end with 0, or the buckets would leave a gap."),
    "coming_order": _lt("The days before the due date must fall, as in 60, 30, 0, or the buckets would overlap."),
    "overdue_order": _lt("The days after the due date must rise from 1 on, as in 30, 60, 90, or the buckets would overlap."),
    "many": _lt("There are more than %s buckets.", MAX_BUCKETS),
}

# Key of the context that carries basis and bounds: the client passes only keys with this ending when it loads a view.
SCALE_KEY = "dunning_aging_view_ref"


class Options(NamedTuple):
    """What an aged balance is asked for."""

    day: date
    side: str
    basis: str
    scale: Scale
    by: str
    money: str
    trade: bool
    overdue_only: bool
    company_ids: tuple
    account_ids: tuple
    partner_ids: tuple

    def context(self):
        """Return the options as a context, the way a screen keeps them; ``_read_options`` reads it back."""
        values = self._asdict() | {"day": fields.Date.to_string(self.day)}
        del values["scale"]
        return {"dunning_aged": values, SCALE_KEY: f"{self.basis}:{self.scale}"}

    def lowers(self):
        """Return the first day of each bucket but the first (see ``Scale.lowers``)."""
        return self.scale.lowers(self.basis)

    def buckets(self):
        """Return the buckets in order."""
        return self.scale.buckets(self.basis)


class DunningAging(models.AbstractModel):
    _name = "dunning.aging"
    _description = "Aging of open items"

    # -- what is asked for -------------------------------------------------------------------------

    @api.model
    def _read_scale(self, bounds):
        """Read bounds of buckets.

        :param str bounds: such as ``60, 30, 0 | 30, 60, 90, 120``; empty for the default
        :raises UserError: they leave a gap, overlap, or are no numbers of days
        """
        try:
            return Scale.parse(bounds or DEFAULT_BOUNDS)
        except BoundsError as error:
            raise UserError(str(BOUNDS_MESSAGES[error.args[0]]._translate(self.env.lang or "en_US"))) from error

    @api.model
    def _read_options(self, values=None):
        """Read what an aged balance is asked for; everything may come from outside and is checked.

        :param dict values: options as a wizard, a context or an address brings them; those of the context by default
        :raises UserError: a date or a list of buckets that cannot be read
        """
        context = self.env.context
        if values is None:
            values = context.get("dunning_aged") or {}
            basis, _bar, bounds = (context.get(SCALE_KEY) or "").partition(":")
            values = {**values, "basis": basis, "bounds": bounds}
        try:
            day = fields.Date.to_date(values.get("day") or None)
        except ValueError as error:
            raise UserError(self.env._("%s is not a date.", values.get("day"))) from error
        if day and not FIRST_DAY <= day <= FAR_DAY:
            raise UserError(self.env._("%s is too far away: choose a day nearer to today.", values.get("day")))
        company_ids = self.env.companies.ids
        if asked := self._parse_ids(values.get("company_ids")):
            company_ids = [company_id for company_id in company_ids if company_id in asked]
        return Options(
            day=day or company_day(self),
            side=self._one_of(SIDES, values.get("side")),
            basis=self._one_of(BASES, values.get("basis")),
            scale=self._read_scale(values.get("bounds")),
            by=self._one_of(LINES, values.get("by")),
            money=self._one_of(MONEY, values.get("money")),
            trade=self._read_flag(values.get("trade")),
            overdue_only=self._read_flag(values.get("overdue_only")),
            company_ids=tuple(company_ids),
            account_ids=self._parse_ids(values.get("account_ids")),
            partner_ids=self._parse_ids(values.get("partner_ids")),
        )

    @api.model
    def _one_of(self, choices, value):
        """Return a value if it is one of the choices, else the first of them."""
        return value if value in dict(choices) else choices[0][0]

    @api.model
    def _read_flag(self, value):
        return value not in (None, False, 0, "", "0", "False", "false")

    @api.model
    def _parse_ids(self, value):
        """Return ids given as a list or as digits between commas."""
        words = value.split(",") if isinstance(value, str) else value or ()
        return tuple(int(word) for word in words if str(word).strip().isdecimal())

    @api.model
    def _bucket_label(self, bucket, short=False):
        """Return the name of a bucket for people.

        :param bool short: for the head of a narrow column
        """
        if bucket.high is None:
            days = f">\N{NO-BREAK SPACE}{bucket.low - 1}" if bucket.low else ""
        else:
            days = f"{bucket.low}–{bucket.high}"
        if bucket.kind == "coming":
            return (self.env._("Due in %s", days) if short and days else self.env._("Coming due %s", days)).strip()
        if bucket.kind == "overdue":
            return self.env._("Late %s", days) if short else self.env._("Overdue %s", days)
        return self.env._("%s days", days)

    @api.model
    def _bucket_labels(self, options, short=False):
        """Return the names of all buckets in order."""
        return [self._bucket_label(bucket, short) for bucket in options.buckets()]

    # -- the items ---------------------------------------------------------------------------------

    @api.model
    def _sql_items(self, options, entry=True):
        """Return the items open on a day.

        :param options: ``Options``
        :param bool entry: whether ``entry_date`` is needed, which takes a look at every entry
        :return: SQL with columns ``id`` (journal item), ``move_id, company_id, company_currency_id, currency_id,
            account_id, partner_id`` (customer, may be empty), ``root_id`` (main company), ``side``, ``entry_date,
            date_due``, ``days`` (overdue), ``amount, amount_currency, residual, residual_currency`` (signed so that what
            is owed on the side asked for is positive; with both sides as in the ledger), ``is_credit``, ``bucket``
            (rank, empty for credits)
        """
        owed, own_entry = sql_joined_entry()
        kept = SQL(
            """line.id, %s AS move_id, line.company_id, line.company_currency_id, line.currency_id, line.account_id,
               line.partner_id, line.date, line.date_maturity, line.balance, line.amount_currency,
               %s AS side""",
            own_entry,
            SQL("account.side") if options.side == "both" else SQL("%s::text", options.side),
        )
        scope = SQL(
            "line.parent_state = 'posted' AND line.date <= %s AND line.company_id = ANY(%s) AND line.move_id NOT IN (%s) AND %s",
            options.day,
            list(options.company_ids),
            self.env["dunning.doubtful"]._sql_entries(),
            SQL(
                "line.partner_id IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))",
                list(options.partner_ids),
            )
            if options.partner_ids
            else SQL("TRUE"),
        )
        entry = entry or options.basis == BY_INVOICE
        return SQL(
            """
            WITH account AS MATERIALIZED (%(accounts)s),
            later AS MATERIALIZED (
                -- what was reconciled after the day was still open on it
                SELECT part.line_id, SUM(part.amount) AS amount, SUM(part.amount_currency) AS amount_currency
                  FROM (
                    SELECT debit_move_id AS line_id, amount, debit_amount_currency AS amount_currency
                      FROM %(reconciled)s WHERE max_date > %(day)s
                     UNION ALL
                    SELECT credit_move_id, -amount, -credit_amount_currency
                      FROM %(reconciled)s WHERE max_date > %(day)s
                  ) AS part
                 GROUP BY part.line_id
            ),
            line AS (
                SELECT %(kept)s, line.amount_residual + COALESCE(later.amount, 0) AS residual,
                       line.amount_residual_currency + COALESCE(later.amount_currency, 0) AS residual_currency
                  FROM account_move_line AS line
                  JOIN account ON account.id = line.account_id
                  LEFT JOIN later ON later.line_id = line.id
                  %(owed)s
                 WHERE line.reconciled IS NOT TRUE AND %(scope)s
                 UNION ALL
                SELECT %(kept)s, line.amount_residual + later.amount, line.amount_residual_currency + later.amount_currency
                  FROM later
                  JOIN account_move_line AS line ON line.id = later.line_id
                  JOIN account ON account.id = line.account_id
                  %(owed)s
                 WHERE line.reconciled IS TRUE AND %(scope)s
            ),
            item AS (
                SELECT line.id, line.move_id, line.company_id, line.company_currency_id, line.currency_id, line.account_id,
                       customer.commercial_partner_id AS partner_id, %(root)s AS root_id, line.side, %(entry_date)s AS entry_date,
                       %(due)s AS date_due,
                       %(sign)sline.balance AS amount, %(sign)sline.amount_currency AS amount_currency,
                       %(sign)sline.residual AS residual, %(sign)sline.residual_currency AS residual_currency,
                       CASE WHEN line.side = 'receivable' THEN COALESCE(NULLIF(line.residual, 0), line.residual_currency) < 0
                            ELSE COALESCE(NULLIF(line.residual, 0), line.residual_currency) > 0 END AS is_credit
                  FROM line
                  LEFT JOIN res_partner AS customer ON customer.id = line.partner_id
                  %(move)s
                 WHERE line.residual <> 0 OR line.residual_currency <> 0
            )
            SELECT item.*, %(day)s - item.date_due AS days,
                   CASE WHEN NOT item.is_credit THEN WIDTH_BUCKET(%(day)s - %(basis)s, %(lowers)s::int[]) END AS bucket
              FROM item
             WHERE %(overdue)s
            """,
            accounts=self._sql_accounts(options),
            day=SQL("%s::date", options.day),
            reconciled=sql_reconciled(),
            kept=kept,
            owed=owed,
            scope=scope,
            sign=SQL("-") if options.side == "payable" else SQL(),
            root=self._sql_root(options),
            entry_date=SQL("COALESCE(move.invoice_date, line.date)") if entry else SQL("NULL::date"),
            move=SQL("JOIN account_move AS move ON move.id = line.move_id") if entry else SQL(),
            basis=SQL("item.entry_date") if options.basis == BY_INVOICE else SQL("item.date_due"),
            lowers=options.lowers(),
            overdue=SQL("NOT item.is_credit AND item.date_due < %s", options.day) if options.overdue_only else SQL("TRUE"),
            due=sql_legal_due() if options.basis == BY_ORIGINAL else sql_due(),
        )

    @api.model
    def _sql_root(self, options):
        """Return the main company of ``line`` as a constant: a join with the few companies misleads the planner."""
        companies = self.env["res.company"].sudo().browse(options.company_ids)
        if len(companies.root_id) <= 1:
            return SQL("%s::int", companies.root_id.id)
        cases = [SQL("WHEN %s THEN %s", company.id, company.root_id.id) for company in companies]
        return SQL("CASE line.company_id %s END", SQL(" ").join(cases))

    @api.model
    def _sql_accounts(self, options):
        """Return the control accounts asked for, as ``id, side``."""
        sides = ("receivable", "payable") if options.side == "both" else (options.side,)
        return SQL(
            """
            SELECT id, CASE account_type WHEN 'asset_receivable' THEN 'receivable' ELSE 'payable' END AS side
              FROM account_account AS account
             WHERE account_type = ANY(%s) AND %s AND %s
            """,
            [f"{'asset' if side == 'receivable' else 'liability'}_{side}" for side in sides],
            SQL("non_trade IS NOT TRUE") if options.trade else SQL("TRUE"),
            SQL("id = ANY(%s)", list(options.account_ids)) if options.account_ids else SQL("TRUE"),
        )

    @api.model
    def _sql_people_in_charge(self):
        """Return the joins that give code and people of ``own`` rows (``_sql_people_columns``)."""
        return SQL(
            """
              LEFT JOIN res_partner AS partner ON partner.id = own.partner_id
              JOIN res_company AS root ON root.id = own.root_id
              LEFT JOIN dunning_profile AS profile ON profile.partner_id = own.partner_id AND profile.company_id = own.root_id
            """
        )

    @api.model
    def _sql_people_columns(self):
        return SQL(
            """COALESCE(NULLIF(partner.ref, ''), LPAD(partner.id::text, GREATEST(5, LENGTH(partner.id::text)), '0')) AS auxiliary_code,
               COALESCE(profile.own_salesperson_id, partner.user_id) AS salesperson_id,
               COALESCE(profile.collector_id, root.dunning_collector_id) AS collector_id, profile.deputy_id"""
        )

    @api.model
    def _sql_item_rows(self, options):
        """Return the items with their people and suspensions: what ``dunning.aged.item`` shows."""
        return SQL(
            """
            WITH %(holds)s, own AS (%(items)s)
            SELECT own.id, own.move_id, own.company_id, own.company_currency_id, own.currency_id, own.account_id, own.partner_id,
                   own.side, own.entry_date, own.date_due, CASE WHEN NOT own.is_credit THEN own.days END AS days,
                   own.amount, own.amount_currency, own.residual,
                   own.residual_currency, own.held, own.promised, own.promised_currency,
                   CASE WHEN own.is_credit THEN 'credit' ELSE 'b' || LPAD(own.bucket::text, 2, '0') END AS bucket,
                   %(columns)s
              FROM own
              %(people)s
            """,
            holds=self._sql_holds_as_of(options),
            items=self._sql_on_hold(self._sql_items(options)),
            columns=self._sql_people_columns(),
            people=self._sql_people_in_charge(),
        )

    @api.model
    def _sql_balances(self, options):
        """Return one row for each line of the aged balance: what ``dunning.aged.balance`` shows.

        A line is a customer in a company and side, in each control account or currency when asked for. Buckets and
        credits add up to ``balance``; disputed and promised are parts of the buckets: a disputed item as a whole, of a
        promised one what is promised (``_sql_on_hold``).
        """
        document = options.money == "document"
        value = SQL("residual_currency") if document else SQL("residual")
        money = SQL("currency_id") if document else SQL("company_currency_id")
        key = [SQL("company_id"), SQL("root_id"), SQL("side"), SQL("partner_id"), money]
        if options.by == "account":
            key.append(SQL("account_id"))
        if options.by == "currency" and not document:
            key.append(SQL("currency_id"))
        count = len(options.lowers()) + 1
        buckets = [
            SQL("COALESCE(SUM(%s) FILTER (WHERE bucket = %s), 0) AS %s", value, rank, SQL.identifier(f"bucket_{rank}"))
            for rank in range(count)
        ]
        buckets += [SQL("0 AS %s", SQL.identifier(f"bucket_{rank}")) for rank in range(count, MAX_BUCKETS)]
        return SQL(
            """
            WITH %(holds)s, own AS (
                SELECT MIN(id) AS id, company_id, root_id, side, partner_id, %(money)s AS money_id,
                       CASE WHEN MIN(account_id) = MAX(account_id) THEN MIN(account_id) END AS account_id,
                       CASE WHEN MIN(currency_id) = MAX(currency_id) THEN MIN(currency_id) END AS currency_id,
                       CASE WHEN MIN(currency_id) = MAX(currency_id) THEN SUM(residual_currency) END AS balance_currency,
                       SUM(%(value)s) AS balance, %(buckets)s,
                       COALESCE(SUM(%(value)s) FILTER (WHERE is_credit), 0) AS credit,
                       COALESCE(SUM(%(value)s) FILTER (WHERE NOT is_credit AND days > 0), 0) AS overdue,
                       COALESCE(SUM(%(value)s) FILTER (WHERE held = 'dispute'), 0) AS disputed,
                       COALESCE(SUM(%(value)s) FILTER (WHERE account_id IN (SELECT %(claims)s FROM res_company)), 0) AS claims,
                       SUM(%(promised)s) AS promised,
                       GREATEST(COALESCE(MAX(days) FILTER (WHERE NOT is_credit), 0), 0) AS oldest_days, COUNT(*) AS item_count
                  FROM (%(items)s) AS item
                 WHERE %(value)s <> 0
                 GROUP BY %(key)s
            )
            SELECT own.*, %(columns)s
              FROM own
              %(people)s
            """,
            holds=self._sql_holds_as_of(options),
            items=self._sql_on_hold(self._sql_items(options, entry=False)),
            money=money,
            value=value,
            claims=SQL.identifier(
                "dunning_claim_receivable_id", to_flush=self.env["res.company"]._fields["dunning_claim_receivable_id"]
            ),
            promised=SQL("promised_currency") if document else SQL("promised"),
            buckets=SQL(", ").join(buckets),
            key=SQL(", ").join(key),
            columns=self._sql_people_columns(),
            people=self._sql_people_in_charge(),
        )
