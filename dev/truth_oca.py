"""Asks the OCA's aged partner balance (account_financial_report) for its figures, in an Odoo process of its own."""

import json
import sys
from datetime import date
from pathlib import Path

import lib

sys.path.insert(0, str(Path(__file__).resolve().parent / "tests"))

ADDON = "account_financial_report"

ASK = """
import json
from datetime import date
days = [date.fromisoformat(day) for day in DAYS]
accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
config = env["account.age.report.configuration"].search([], limit=1)
Report = env["report.account_financial_report.aged_partner_balance"].with_context(age_partner_config=config)
NAMES = ("residual", "current", "30_days", "60_days", "90_days", "120_days", "older")
found = {}
for day in days:
    data = Report._get_move_lines_data(env.company.id, accounts.ids, [], day, False, True, False)[0]
    found[day.isoformat()] = {account: {name: values[name] for name in NAMES} for account, values in data.items()}
with open(PATH, "w") as file:
    json.dump(found, file)
"""


def balances(db, days):
    """Return the OCA's aged balance of receivable accounts.

    Args:
        db: a database; a copy of it gets the OCA's add-on.
        days: list of dates.

    Returns:
        By day and account id: amounts by bucket; ``None`` where PyPI cannot be reached.
    """
    import compat_oca
    from _pytest.outcomes import Failed

    try:
        folder = compat_oca.fetch()
    except Failed:
        return None
    copy, path, log = f"{db}_oca", lib.OUT / "truth" / "oca.json", lib.OUT / "truth" / "oca.log"
    addons = [*lib.addons_path(), folder]
    lib.copy_db(db, copy)
    try:
        lib.run_odoo(["-d", copy, "-i", ADDON, "--stop-after-init", "--no-http", "--max-cron-threads=0"], log=log, addons=addons)
        script = ASK.replace("DAYS", repr([day.isoformat() for day in days])).replace("PATH", repr(str(path)))
        lib.run_shell(copy, script, log=log, addons=addons)
    finally:
        lib.drop_db(copy)
    found = json.loads(path.read_text())
    return {
        date.fromisoformat(day): {int(account): values for account, values in accounts.items()}
        for day, accounts in found.items()
    }
