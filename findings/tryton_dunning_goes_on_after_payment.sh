#!/usr/bin/env bash
# Tryton 8.0 (account_dunning 8.0.0, account_dunning_letter 8.0.0): a customer who has paid in full, but whose payment is not
# reconciled yet, gets no letter (the file is empty), and his dunning still goes up a level at each run: levels of 5, 20 and 40
# days over four months, the last two on consecutive days, then "final". Its amount stays the whole 1000. Guess: what printed
# nothing counts for nothing, a level waits for the days between it and the last, and the amount is what is open.
# For whoever takes over reminders from it: the level says how often the run passed, not what the customer has received.
# Ours counts a step only when its message has left, and nets credits before it decides (docs/design.md).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check trytond==8.0.12 trytond_account==8.0.4 trytond_account_dunning==8.0.0 trytond_account_dunning_letter==8.0.0 trytond_company==8.0.1 trytond_country==8.0.0 trytond_currency==8.0.0 trytond_party==8.0.4 proteus==8.0.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

from proteus import Model, Wizard
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.company.tests.tools import create_company
from trytond.tests.tools import activate_modules

activate_modules(["account_dunning", "account_dunning_letter"], create_company, create_chart)
create_fiscalyear(today=(dt.date(2026, 1, 1), dt.date(2026, 12, 31))).click("create_period")
accounts = get_accounts()
procedure = Model.get("account.dunning.procedure")(name="Usual")
for days in (5, 20, 40):
    level = procedure.levels.new()
    level.overdue, level.print_on_letter = dt.timedelta(days=days), True
procedure.save()
customer = Model.get("party.party")(name="Durand", dunning_procedure=procedure)
customer.save()


def book(day, kind, debit, credit, due):
    [journal] = Model.get("account.journal").find([("type", "=", kind)], limit=1)
    move = Model.get("account.move")(journal=journal, date=day)
    for account, side in ((debit, "debit"), (credit, "credit")):
        line = move.lines.new()
        line.account = accounts[account]
        setattr(line, side, Decimal(1000))
        if account == "receivable":
            line.party, line.maturity_date = customer, due
    move.save()
    move.click("post")


book(dt.date(2026, 1, 5), "revenue", "receivable", "revenue", dt.date(2026, 2, 4))
book(dt.date(2026, 2, 6), "cash", "cash", "receivable", dt.date(2026, 2, 6))
Dunning = Model.get("account.dunning")
for day in (dt.date(2026, 2, 10), dt.date(2026, 6, 1), dt.date(2026, 6, 2), dt.date(2026, 6, 3)):
    wizard = Wizard("account.dunning.create")
    wizard.form.date = day
    wizard.execute("create_")
    [dunning] = Dunning.find([])
    wizard = Wizard("account.dunning.process", [dunning])
    wizard.execute("process")
    words = 0
    for action in wizard.actions:
        content = zipfile.ZipFile(io.BytesIO(action[1])).read("content.xml").decode()
        words += len(re.sub(r"<[^>]+>", " ", content).split())
    [dunning] = Dunning.find([])
    number = list(procedure.levels).index(dunning.level) + 1
    print(day, "level", number, dunning.state, "amount", dunning.amount, "words in letters", words)
EOF
cat >"$folder/seen" <<'EOF'
2026-02-10 level 1 waiting amount 1000 words in letters 0
2026-06-01 level 2 waiting amount 1000 words in letters 0
2026-06-02 level 3 waiting amount 1000 words in letters 0
2026-06-03 level 3 final amount 1000 words in letters 0
EOF
TRYTOND_DATABASE_URI=sqlite:// DB_NAME=:memory: "$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
