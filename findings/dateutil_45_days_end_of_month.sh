#!/usr/bin/env bash
# python-dateutil 4.0.0: relativedelta(days=45, day=31), read aloud "45 days, then the month's end", makes an invoice of 10 January
# 2026 due on 17 March: what is absolute (day) is done before what is relative (days), in whatever order it is written. The
# French term means 28 February; two sums after one another give it. Guess: done as written, 28 February.
# For "45 jours fin de mois", the longest term that French law allows: 17 days too late, and above the law. Ours takes due dates
# from Odoo's payment terms, which have the option.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-dateutil==4.0.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from datetime import date

from dateutil.relativedelta import relativedelta

for issued in (date(2026, 1, 10), date(2026, 3, 31), date(2026, 11, 20)):
    at_once = issued + relativedelta(days=45, day=31)
    in_turn = issued + relativedelta(days=45) + relativedelta(day=31)
    print(issued, "at once:", at_once, "| in turn:", in_turn, "| apart:", (at_once - in_turn).days)
EOF
cat >"$folder/seen" <<'EOF'
2026-01-10 at once: 2026-03-17 | in turn: 2026-02-28 | apart: 17
2026-03-31 at once: 2026-05-15 | in turn: 2026-05-31 | apart: -16
2026-11-20 at once: 2027-01-14 | in turn: 2027-01-31 | apart: -17
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
