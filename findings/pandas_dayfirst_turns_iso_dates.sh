#!/usr/bin/env bash
# pandas 3.1.1: to_datetime and read_csv with dayfirst=True read ISO dates as year-day-month, and whether they do depends on
# the other dates of the column: 2026-02-10 is 2 October alone or beside days up to 12; after 2026-02-23 it is 10 February; before
# it to_datetime refuses the column and read_csv leaves text. Guess: ISO is not ambiguous, dayfirst concerns 10/02/2026 only.
# For imports of open items of European workbooks (dayfirst because people type 10/02/2026): a column exported by a database
# moves due dates by months. Parse ISO first, with format="%Y-%m-%d", then the rest with its own format.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 numpy==2.4.6 python-dateutil==2.9.0.post0 six==1.17.0 tzdata==2026.6 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import io
import warnings

import pandas

warnings.simplefilter("ignore")
for column in (["2026-02-10"], ["2026-02-10", "2026-03-02"], ["2026-02-10", "2026-02-23"], ["2026-02-23", "2026-02-10"], ["10/02/2026"]):
    try:
        days = [str(day.date()) for day in pandas.to_datetime(column, dayfirst=True)]
    except ValueError:
        days = "refused"
    table = pandas.read_csv(io.StringIO("due\n" + "\n".join(column)), parse_dates=["due"], dayfirst=True)
    print(column, days, [str(day)[:10] for day in table["due"]])
print("without", [str(day.date()) for day in pandas.to_datetime(["2026-02-10"])])
EOF
cat >"$folder/seen" <<'EOF'
['2026-02-10'] ['2026-10-02'] ['2026-10-02']
['2026-02-10', '2026-03-02'] ['2026-10-02', '2026-02-03'] ['2026-10-02', '2026-02-03']
['2026-02-10', '2026-02-23'] refused ['2026-02-10', '2026-02-23']
['2026-02-23', '2026-02-10'] ['2026-02-23', '2026-02-10'] ['2026-02-23', '2026-02-10']
['10/02/2026'] ['2026-02-10'] ['2026-02-10']
without ['2026-02-10']
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
