"""Measure the exposure of all customers beside their limits on a built ledger, next to the plain SQL of the same sums.

Usage: ``python bench/exposure.py [ITEMS] [CUSTOMERS] [DATABASE]`` (default 50,000 items of 5,000 customers, database
``bench_aged``, which ``bench/aged.py`` builds as well). A database that is there already is used as it is. With the usual
numbers the figures go to ``bench/EXPOSURE.md``.
"""

import os
import platform
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import aged

import lib

RESULT = Path(__file__).resolve().parent / "EXPOSURE.md"
# The target of the project, times the plain SQL of the same sums.
MOST = 2.0

# What somebody would write by hand for the same columns: receivables by age and credits on the day, with what was
# allocated later, what is late after the credits covered the oldest, draft invoices, limits of customers and segments.
SAME_SUMS = """
    WITH item AS (
        SELECT partner.commercial_partner_id AS partner_id, line.id, COALESCE(line.date_maturity, line.date) AS due,
               line.amount_residual + COALESCE(debit.amount, 0) - COALESCE(credit.amount, 0) AS residual
          FROM account_move_line AS line
          JOIN account_account AS account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
          JOIN res_partner AS partner ON partner.id = line.partner_id
          LEFT JOIN (SELECT debit_move_id, SUM(amount) AS amount FROM account_partial_reconcile
                      WHERE max_date > %(day)s GROUP BY 1) AS debit ON debit.debit_move_id = line.id
          LEFT JOIN (SELECT credit_move_id, SUM(amount) AS amount FROM account_partial_reconcile
                      WHERE max_date > %(day)s GROUP BY 1) AS credit ON credit.credit_move_id = line.id
         WHERE line.parent_state = 'posted' AND line.date <= %(day)s AND line.company_id = %(company)s
    ),
    reached AS (
        SELECT item.*, %(day)s - due AS days,
               SUM(GREATEST(residual, 0)) OVER oldest - SUM(GREATEST(-residual, 0)) OVER customer AS left_over
          FROM item
         WHERE residual <> 0
        WINDOW customer AS (PARTITION BY partner_id), oldest AS (PARTITION BY partner_id ORDER BY due, id)
    ),
    ours AS (
        SELECT DISTINCT ON (partner_id) partner_id, amount, days FROM dunning_credit_limit
         WHERE state = 'granted' AND company_id = %(company)s AND partner_id IS NOT NULL ORDER BY partner_id, id DESC
    ),
    theirs AS (
        SELECT DISTINCT ON (segment) segment, amount, days FROM dunning_credit_limit
         WHERE state = 'granted' AND company_id = %(company)s AND partner_id IS NULL ORDER BY segment, id DESC
    ),
    part AS (
        SELECT partner_id, GREATEST(residual, 0) AS debt, LEAST(residual, 0) AS credit, 0 AS draft, days,
               CASE WHEN residual > 0 AND days > 0 THEN GREATEST(LEAST(residual, left_over), 0) ELSE 0 END AS late
          FROM reached
         UNION ALL
        SELECT commercial_partner_id, 0, 0, CASE state WHEN 'draft' THEN amount_total_signed ELSE amount_residual_signed END, NULL, 0
          FROM account_move
         WHERE move_type IN ('out_invoice', 'out_receipt') AND amount_total_signed > 0 AND company_id = %(company)s
           AND (state = 'draft' OR state = 'posted' AND date > %(day)s)
         UNION ALL
        SELECT partner_id, 0, 0, 0, NULL, 0 FROM ours
    )
    SELECT part.partner_id, SUM(debt), SUM(debt) FILTER (WHERE part.days <= 0), SUM(debt) FILTER (WHERE part.days BETWEEN 1 AND 30),
           SUM(debt) FILTER (WHERE part.days BETWEEN 31 AND 60), SUM(debt) FILTER (WHERE part.days BETWEEN 61 AND 90),
           SUM(debt) FILTER (WHERE part.days > 90), SUM(credit), SUM(draft), SUM(debt + credit + draft) AS exposure,
           MAX(part.days) FILTER (WHERE late > 0), SUM(late),
           SUM(late) FILTER (WHERE part.days > COALESCE(ours.days, theirs.days)), COALESCE(ours.amount, theirs.amount)
      FROM part
      LEFT JOIN ours ON ours.partner_id = part.partner_id
      LEFT JOIN dunning_profile AS profile ON profile.partner_id = part.partner_id AND profile.company_id = %(company)s
      LEFT JOIN theirs ON theirs.segment = COALESCE(profile.segment, 'standard')
     GROUP BY part.partner_id, ours.amount, theirs.amount
"""


def grant_limits(env, day):
    """Give every second customer a limit of its own, and each segment one, once."""
    if env["dunning.credit.limit"].search_count([], limit=1):
        return
    common = {"company_id": env.company.id, "reason": "Bench", "state": "granted", "granted_on": day, "days": 30}
    vals_list = [{**common, "segment": segment, "amount": 5000} for segment in ("key", "standard", "small")]
    partners = env["res.partner"].search([("is_company", "=", True), ("customer_rank", ">", 0)]) or env["res.partner"].search([])
    vals_list += [{**common, "partner_id": partner.id, "amount": 20000} for partner in partners[::2]]
    env["dunning.credit.limit"].with_context(tracking_disable=True).create(vals_list)
    env.cr.execute("ANALYZE dunning_credit_limit")


def measure(env, day):
    """Measure the statement beside the plain SQL of the same sums, in turn, and the first page of the list.

    Returns:
        Seconds by name, number of customers, and how many of them have another exposure by plain SQL.
    """
    Exposure = env["dunning.exposure"]
    asked = Exposure._ask_exposure(env.company, day)._replace(is_now=True)
    statement = Exposure._sql_exposure(asked)

    def plain():
        env.cr.execute(SAME_SUMS, {"day": day, "company": env.company.id})
        return env.cr.fetchall()

    def screen():
        env.invalidate_all()
        Lines = env["dunning.credit.exposure"].with_context(dunning_aged={"day": str(day)})
        return Lines.web_search_read([], {"partner_id": {"fields": {"display_name": {}}}, "exposure": {}, "status": {}}, limit=80)

    env.flush_all()
    times = {"plain SQL of the same sums": [], "exposure": []}
    for _turn in range(5):  # in turn, so that others who use the machine slow both
        for name, work in (("plain SQL of the same sums", plain), ("exposure", lambda: env.execute_query_dict(statement))):
            time, found = aged.best(work, times=1)
            times[name].append(time)
            if name == "exposure":
                ours = {row["partner_id"]: round(float(row["exposure"]), 2) for row in found}
            else:
                theirs = {row[0]: round(float(row[9]), 2) for row in found}
    seconds = {name: min(found) for name, found in times.items()}
    seconds["first 80 lines of the list and their count"] = aged.best(screen)[0]
    differing = sum(ours.get(one, 0.0) != theirs.get(one, 0.0) for one in {*ours, *theirs})
    return seconds, len(ours), differing


def report(seconds, customers, differing, items):
    """Return ``bench/EXPOSURE.md``."""
    ratio = seconds["exposure"] / seconds["plain SQL of the same sums"]
    verdict = "within the target" if ratio <= MOST and not differing else "beyond the target"
    lines = [
        "# Exposure of all customers in one statement", "",
        f"Written by `python bench/exposure.py`: {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {items:,}",
        f"open items, {customers:,} customers, half of them with a limit of their own. The shortest of five, both in turn.", "",
        "| what | seconds |", "|---|---:|", *(f"| {name} | {time:.3f} |" for name, time in seconds.items()), "",
        f"{ratio:.2f} × the plain SQL of the same sums (target: at most {MOST:g}): {verdict}. {differing} customers differ from it.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def main():
    """Print the figures, and keep those of the usual size."""
    with aged.open_ledger() as env:
        grant_limits(env, aged.DAY)
        env.cr.execute("SELECT COUNT(*) FROM account_move_line WHERE amount_residual <> 0 AND parent_state = 'posted'")
        items = env.cr.fetchone()[0]
        text = report(*measure(env, aged.DAY), items)
        lib.say(text)
        if len(sys.argv) == 1:
            RESULT.write_text(text)


if __name__ == "__main__":
    main()
