#!/usr/bin/env bash
# CurrencyConverter 0.18.23 (ECB's table of 30 October 2026 inside): without a date, each currency is converted at the last
# rate that it ever had, with no error: the rouble of 1 March 2022, the kroon of 2010, and for currencies that became the euro
# the last market fixing instead of the legal rate: 1,000 kuna are 132.69 € (Council Regulation (EU) 2022/1208: 7.53450, so 132.72).
# Guess: without a date means today, and a currency that is no longer quoted is refused, as a date beyond its last one is.
# For exposure and statements in foreign currency: always give the date; legal rates belong into data of one's own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check CurrencyConverter==0.18.23 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from datetime import date

from currency_converter import CurrencyConverter, RateNotFoundError

rates = CurrencyConverter()
for currency in ("USD", "RUB", "EEK", "HRK", "BGN"):
    print(currency, rates.bounds[currency].last_date, round(rates.convert(1000, currency, "EUR"), 2))
try:
    rates.convert(1000, "RUB", "EUR", date=date(2026, 10, 30))
except (RateNotFoundError, ValueError) as error:
    print("with a date:", type(error).__name__)
EOF
cat >"$folder/seen" <<'EOF'
USD 2026-10-30 895.09
RUB 2022-03-01 8.53
EEK 2010-12-31 63.91
HRK 2022-12-30 132.69
BGN 2025-12-31 511.3
with a date: RateNotFoundError
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
