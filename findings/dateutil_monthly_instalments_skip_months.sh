#!/usr/bin/env bash
# python-dateutil 4.0.0: four monthly instalments from 31 January 2026 by rrule(MONTHLY, count=4) fall on 31 January, 31 March, 31
# May and 31 July: months without a 31st are left out without a word (RFC 5545 says so), and the plan takes twice as long. From 30
# January only February is missing. relativedelta from one date to the next drifts instead: 28 February, 28 March.
# Guess: the last day of each month.
# For payment plans and calendars of due dates. Ours counts each day from the first one and takes the month's last day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-dateutil==4.0.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule

for first in (31, 30):
    print(f"rrule from {first} January:", *(day.date() for day in rrule(MONTHLY, dtstart=datetime(2026, 1, first), count=4)))
day, days = date(2026, 1, 31), []
for _instalment in range(4):
    days.append(day)
    day += relativedelta(months=1)
print("one after the other:", *days)
print("each from the first:", *(date(2026, 1, 31) + relativedelta(months=number) for number in range(4)))
EOF
cat >"$folder/seen" <<'EOF'
rrule from 31 January: 2026-01-31 2026-03-31 2026-05-31 2026-07-31
rrule from 30 January: 2026-01-30 2026-03-30 2026-04-30 2026-05-30
one after the other: 2026-01-31 2026-02-28 2026-03-28 2026-04-28
each from the first: 2026-01-31 2026-02-28 2026-03-31 2026-04-30
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
