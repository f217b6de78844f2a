#!/usr/bin/env bash
# daycounts 0.2.0: thirty_360_us has the American rule for the end of February, though its docstring names ISDA 2006 4.16(f),
# which has none (28 February to 31 March 2025: 30 days; by 4.16(f) 33), and the parts of a period do not add up to it.
# actual_365_fixed cuts a time of the day off: 26 hours over two midnights are one day. Guess: 33 days, parts that add up,
# and an error for moments. For interest on a balance that changes by part payments only conventions that add up serve.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check daycounts==0.2.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from datetime import date, datetime

import daycounts
from daycounts import actual_365_fixed, thirty_360_us

whole = thirty_360_us(date(2025, 1, 30), date(2025, 3, 31)) * 360
parts = [thirty_360_us(date(2025, 1, 30), date(2025, 2, 28)) * 360, thirty_360_us(date(2025, 2, 28), date(2025, 3, 31)) * 360]
print("28 Feb to 31 Mar:", round(parts[1]))
print("whole", round(whole), "parts", [round(part) for part in parts], "sum", round(sum(parts)))
print("26 hours:", round(actual_365_fixed(datetime(2026, 1, 1, 23, 0), datetime(2026, 1, 3, 1, 0)) * 365, 6))
EOF
cat >"$folder/seen" <<'EOF'
28 Feb to 31 Mar: 30
whole 60 parts [28, 30] sum 58
26 hours: 1.0
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
