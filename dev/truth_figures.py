"""The judge of figures that decide, beside plain SQL on the journal items: legal table, days by who held them, what rolls, bridge."""

from collections import Counter
from datetime import date, timedelta

from truth_checks import TYPES, cents

# What was open of each trade item on a day, with what it takes to put it into a band; owed is above zero on its side.
OPEN = """
SELECT line.id, CASE WHEN move.move_type = 'entry' THEN -line.id ELSE line.move_id END, COALESCE(line.date_maturity, line.date),
       line.balance - COALESCE(SUM(CASE line.id WHEN partial.debit_move_id THEN partial.amount ELSE -partial.amount END), 0)
  FROM account_move_line AS line
  JOIN account_move AS move ON move.id = line.move_id
  JOIN account_account AS account ON account.id = line.account_id AND account.account_type = %(type)s AND account.non_trade IS NOT TRUE
  LEFT JOIN account_partial_reconcile AS partial
         ON line.id IN (partial.debit_move_id, partial.credit_move_id) AND partial.max_date <= %(day)s
 WHERE line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = %(company)s
 GROUP BY line.id, move.id
"""

# What was sold or bought in the year up to a day, by the items that invoices and bills put on the trade accounts.
TURNOVER = """
SELECT SUM(line.balance)
  FROM account_move_line AS line
  JOIN account_move AS move ON move.id = line.move_id
 WHERE line.parent_state = 'posted' AND line.display_type = 'payment_term' AND move.move_type = ANY(%(types)s)
   AND line.date BETWEEN %(first)s AND %(day)s AND line.company_id = %(company)s
"""

# Money that came in for trade items between two days, after each had fallen due and was booked.
PAID = """
SELECT SUM(partial.amount)
  FROM account_partial_reconcile AS partial
  JOIN account_move_line AS debit ON debit.id = partial.debit_move_id AND debit.balance > 0 AND debit.parent_state = 'posted'
  JOIN account_account AS account ON account.id = debit.account_id AND account.account_type = 'asset_receivable'
                                 AND account.non_trade IS NOT TRUE
  JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
  JOIN account_move AS entry ON entry.id = credit.move_id AND entry.move_type = 'entry'
  JOIN account_journal AS journal ON journal.id = credit.journal_id
 WHERE debit.company_id = %(company)s AND partial.max_date > %(first)s AND partial.max_date <= %(day)s AND debit.date <= %(day)s
   AND partial.max_date > COALESCE(debit.date_maturity, debit.date)
   AND (journal.type IN ('bank', 'cash', 'credit') OR credit.payment_id IS NOT NULL)
   AND NOT EXISTS (SELECT FROM account_partial_reconcile AS made WHERE made.exchange_move_id = entry.id)
"""

# What each item of sales put on the trade accounts and what of it was open on a day, with the day of the sale.
SALES = """
SELECT COALESCE(move.invoice_date, line.date), line.balance,
       line.balance - COALESCE(SUM(CASE line.id WHEN partial.debit_move_id THEN partial.amount ELSE -partial.amount END), 0),
       line.date <= %(day)s
  FROM account_move_line AS line
  JOIN account_move AS move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
  JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
                                 AND account.non_trade IS NOT TRUE
  LEFT JOIN account_partial_reconcile AS partial
         ON line.id IN (partial.debit_move_id, partial.credit_move_id) AND partial.max_date <= %(day)s
 WHERE line.parent_state = 'posted' AND COALESCE(move.invoice_date, line.date) <= %(day)s AND line.company_id = %(company)s
 GROUP BY line.id, move.id
"""

INVOICES = {"issued": ["out_invoice", "out_refund", "out_receipt"], "received": ["in_invoice", "in_refund", "in_receipt"]}
SIDES = {"issued": ("receivable", 1), "received": ("payable", -1)}


def band_of(days):
    """Return the band of so many days late."""
    return next((name for top, name in ((0, "b0"), (30, "b1"), (60, "b31"), (90, "b61")) if days <= top), "b91")


def judge_figures(judge, earlier, day):
    """Compare the legal table of a day and the bridge that ends on it with the ledger.

    :param judge: ``truth_checks.Judge``
    :param date earlier: day on which the bridge begins, ``None`` for no bridge
    :param date day: the day
    """
    judge_legal_table(judge, day)
    judge_days(judge, day)
    judge_rolls(judge, day)
    if earlier is not None and earlier < day:
        judge_bridge(judge, earlier, day)


def read_open(judge, day, side):
    """Return (document, due date, amount in cents) of what was open on a day, owed above zero."""
    kind, sign = SIDES[side]
    judge.env.cr.execute(OPEN, {"type": TYPES[kind], "day": day, "company": judge.company.id})
    return [(document, due, sign * cents(amount)) for _id, document, due, amount in judge.env.cr.fetchall()]


def judge_legal_table(judge, day):
    """Compare amounts and numbers of each band, the balance and the turnover."""
    options = judge._options(day, "both")
    for table in judge.env["dunning.legal.table"].with_context(allowed_company_ids=judge.company.ids)._legal_tables(options):
        side = table["side"]
        items = read_open(judge, day, side)
        amounts, documents = Counter(), {}
        for document, due, amount in items:
            if amount > 0 and due <= day:
                band = band_of((day - due).days)
                amounts[band] += amount
                documents.setdefault(band, set()).add(document)
        for band in ("b0", "b1", "b31", "b61", "b91"):
            plain, apart = table["bands"][band], table["disputed"][band]
            found = cents(plain["amount"]) + cents(apart["amount"])
            judge._require("amount of a legal band", found, amounts[band], f"{side} {day} {band}")
            number = len(documents.get(band, ()))
            # an invoice of which one instalment is in dispute and another is not counts in both
            fits = number <= plain["number"] + apart["number"] <= number + min(plain["number"], apart["number"])
            judge._require("number of a legal band", fits, True, f"{side} {day} {band}: {number}")
        judge._require("balance of the legal table", cents(table["ties"]["balance"]), sum(row[2] for row in items), f"{side} {day}")
        parts = sum(cents(amount) for name, amount in table["ties"].items() if name != "balance")
        judge._require("legal table adds up", parts, cents(table["ties"]["balance"]), f"{side} {day}")
        values = {"types": INVOICES[side], "first": table["first_day"], "day": day, "company": judge.company.id}
        judge.env.cr.execute(TURNOVER, values)
        judge._require("turnover", cents(table["turnover"]), SIDES[side][1] * cents(judge.env.cr.fetchone()[0]), f"{side} {day}")


def judge_days(judge, day):
    """Compare the days by who held them with the sales-weighted DSO, to a tenth of a day."""
    from odoo.addons.account_dunning.models.figures.dunning_days_held import DaysAsked

    judge.env.cr.execute(SALES, {"day": day, "company": judge.company.id})
    sold, opened = Counter(), Counter()
    oldest = (day.year * 12 + day.month - 1) - 23
    for sale, balance, residual, is_booked in judge.env.cr.fetchall():
        month = sale.year * 12 + sale.month - 1
        if month >= oldest:
            sold[month] += balance
            opened[month] += residual if is_booked else 0
    wanted = 0.0
    for month, amount in sold.items():
        last = (date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
        days = day.day if month == day.year * 12 + day.month - 1 else last
        wanted += float(opened[month]) / float(amount) * days if amount > 0 else 0.0
    Held = judge.env["dunning.days.held"].with_context(allowed_company_ids=judge.company.ids)
    found = sum(Held._days_by_part(judge.company, DaysAsked(day, 60)).values())
    judge._require("days add up to the DSO", abs(found - wanted) < 0.1, True, f"{day}: {found:.3f} and {wanted:.3f}")
    for part in ("product_id", "sale_date:month", "partner_id"):
        rows = Held.with_context(dunning_days_held={"day": str(day), "policy": 60, "by": "product" if part == "product_id" else ""})
        divided = sum(days for _key, days in rows._read_group([], [part], ["days:sum"]))
        judge._require("days add up by each grouping", abs(divided - wanted) < 0.1, True, f"{day} {part}: {divided:.3f} and {wanted:.3f}")


def judge_rolls(judge, day):
    """Compare what rolls past 60 and 90 days until the end of a day's month with what is open on that day."""
    Month = judge.env["dunning.cash.month"].with_context(allowed_company_ids=judge.company.ids)
    month = Month._month_of(day)
    judge.env.flush_all()
    found = Counter()
    for row in judge.env.execute_query_dict(Month._sql_due_items(judge.company, month)):
        found[row["limit_passed"]] += cents(row["residual"])
    items = [(due, amount) for _document, due, amount in read_open(judge, day, "issued") if amount > 0]
    for limit in (60, 90):
        wanted = sum(amount for due, amount in items if (day - due).days <= limit < (month.last - due).days)
        judge._require(f"rolls past {limit} days", found[str(limit)], wanted, str(day))
    judge._require("due by the end of the month", sum(found.values()), sum(amount for due, amount in items if due <= month.last), str(day))


def judge_bridge(judge, first: date, last: date):
    """Compare the overdue of both ends, and the money between them."""
    from odoo.addons.account_dunning.models.figures.dunning_overdue_bridge import BridgeDays

    Bridge = judge.env["dunning.overdue.bridge"].with_context(allowed_company_ids=judge.company.ids)
    totals = {part: cents(amount) for part, amount in Bridge._bridge_totals(judge.company, BridgeDays(first, last)).items()}
    overdue = {
        day: sum(amount for _document, due, amount in read_open(judge, day, "issued") if amount > 0 and due < day)
        for day in (first, last)
    }
    judge._require("bridge begins", totals["a_then"], overdue[first], f"{first} to {last}")
    judge._require("bridge ends", sum(totals.values()), overdue[last], f"{first} to {last}")
    judge.env.cr.execute(PAID, {"first": first, "day": last, "company": judge.company.id})
    judge._require("bridge: paid", -totals["c_paid"], cents(judge.env.cr.fetchone()[0]), f"{first} to {last}")
