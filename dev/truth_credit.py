"""The truth of the exposure: what customers owe on a day by plain SQL on the journal items, beside the exposure of that day.

Receivables and credits have a history; drafts, orders and limits do not, and are not compared here.
"""

from truth_checks import ITEMS, cents

# What is booked on trade receivables by the end of a day, by customer, without looking at a single allocation.
BOOKED = """
SELECT partner.commercial_partner_id, SUM(line.balance)
  FROM account_move_line AS line
  JOIN account_account AS account ON account.id = line.account_id
  JOIN res_partner AS partner ON partner.id = line.partner_id
 WHERE account.account_type = %(type)s AND account.non_trade IS NOT TRUE AND line.parent_state = 'posted'
   AND line.date <= %(day)s AND line.company_id = %(company)s
 GROUP BY 1 HAVING SUM(line.balance) <> 0
"""

# The same items one by one: what of each was open, and whether it is a debt or a credit.
OPEN = """
SELECT COALESCE(SUM(open.residual) FILTER (WHERE open.residual > 0), 0), COALESCE(SUM(open.residual) FILTER (WHERE open.residual < 0), 0)
  FROM (%s) AS open(id, residual)
  JOIN account_move_line AS line ON line.id = open.id
  JOIN account_account AS account ON account.id = line.account_id AND account.non_trade IS NOT TRUE
 WHERE line.partner_id IS NOT NULL
"""


def judge_exposure(judge, day):
    """Compare the exposure of all customers with the ledger on a day.

    Args:
        judge: ``truth_checks.Judge``.
        day: as of its end.
    """
    env = judge.env
    Exposure = env["dunning.exposure"]
    rows = env.execute_query_dict(Exposure._sql_exposure(Exposure._ask_exposure(judge.company, day)._replace(is_now=False)))
    found = {row["partner_id"]: cents(row["amount_receivable"]) + cents(row["amount_credit"]) for row in rows}
    booked = {partner: cents(amount) for partner, amount in judge._sql(BOOKED, day, "receivable")}
    for partner in sorted({*booked, *(one for one, amount in found.items() if amount)}):
        judge._require("exposure by customer", found.get(partner, 0), booked.get(partner, 0), f"{day} customer {partner}")
    [(debts, credits)] = judge._sql(OPEN % ITEMS, day, "receivable")
    judge._require("exposure: receivables", sum(cents(row["amount_receivable"]) for row in rows), cents(debts), str(day))
    judge._require("exposure: credits", sum(cents(row["amount_credit"]) for row in rows), cents(credits), str(day))
    for row in rows:
        ages = sum(cents(row[name]) for name in ("amount_due_later", "amount_30", "amount_60", "amount_90", "amount_older"))
        judge._require("exposure: ages partition", ages, cents(row["amount_receivable"]), f"{day} customer {row['partner_id']}")
