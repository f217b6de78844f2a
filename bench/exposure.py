"""Measure the exposure of all customers beside their limits on a built ledger, next to the plain SQL of the same sums.

Usage: ``python bench/exposure.py [ITEMS] [CUSTOMERS] [DATABASE]`` (default 50,000 items of 5,000 customers, database
``bench_aged``, which ``bench/aged.py`` builds as well). A database that is there already is used as it is.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent / "dev")]
import aged

import lib


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
    """Measure the statement and the first page of the list."""
    Exposure = env["dunning.exposure"]
    asked = Exposure._ask_exposure(env.company, day)._replace(is_now=True)
    statement = aged.plain_sql([1, 31, 61, 91])

    def plain():
        env.cr.execute(statement, {"day": day})
        return env.cr.fetchall()

    def screen():
        env.invalidate_all()
        context = {"dunning_aged": {"day": str(day)}}
        Lines = env["dunning.credit.exposure"].with_context(**context)
        return Lines.web_search_read([], {"partner_id": {"fields": {"display_name": {}}}, "exposure": {}, "status": {}}, limit=80)

    env.flush_all()
    plain_time, rows = aged.best(plain)
    lib.say(f"{day}  plain SQL     {plain_time:7.3f} s  {len(rows):>9,} customers, receivables by age alone")
    time, found = aged.best(lambda: env.execute_query(Exposure._sql_exposure(asked)))
    lib.say(f"{day}  exposure      {time:7.3f} s  {len(found):>9,} customers, {time / plain_time:.2f} × plain SQL")
    screen_time, _found = aged.best(screen)
    lib.say(f"{day}  screen        {screen_time:7.3f} s  first 80 lines and their count")


def main():
    """Print the figures."""
    with aged.open_ledger() as env:
        grant_limits(env, aged.DAY)
        measure(env, aged.DAY)


if __name__ == "__main__":
    main()
