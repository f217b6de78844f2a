#!/usr/bin/env bash
# ctparse 0.3.6, a reader of German and English days, asked on Wednesday 4 March 2026: "KW 50" (week 50, as German customers promise) is
# the year 1950, "heute in einer Woche" is today at one o'clock, "first of next month" is the 16th of this one, "nächsten Freitag" and
# "next Friday" are the 13th, "Mitte nächster Woche" nothing, while "Ende des Monats" and "am 15." are right. Guess: a reader made
# for German knows its weeks, and what it does not understand it leaves. For promises read from replies: a day in the past or today
# looks like a broken promise. Ours reads such phrases by tables of its own first and checks the day against the plan's horizon.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ctparse==0.3.6 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import datetime

from ctparse import ctparse

for text in ("KW 50", "heute in einer Woche", "first of next month", "nächsten Freitag", "next Friday", "Mitte nächster Woche", "Ende des Monats", "am 15."):
    found = ctparse(text, ts=datetime.datetime(2026, 3, 4, 9, 0), timeout=0)
    print(text, "/", found.resolution if found else None)
EOF
cat >"$folder/seen" <<'EOF'
KW 50 / 1950-X-X X:X (X/X)
heute in einer Woche / 2026-03-04 01:00 (X/X)
first of next month / 2026-03-16 X:X (X/first)
nächsten Freitag / 2026-03-13 X:X (X/X)
next Friday / 2026-03-13 X:X (X/X)
Mitte nächster Woche / None
Ende des Monats / 2026-03-31 X:X (X/X)
am 15. / 2026-03-15 X:X (X/X)
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
