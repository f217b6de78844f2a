#!/usr/bin/env bash
# price-parser 0.5.1: the sign of an amount is lost, in front, behind or as brackets, and three digits after one separator are
# always thousands, a leading zero included (0,500 is 500). Guess: the minus in front is kept.
# For imports of open items: credit notes and payments become debts. Not a reader for ledgers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check price-parser==0.5.1 attrs==26.1.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from price_parser import Price

for text in ("1.234,56", "-1.234,56", "1.234,56-", "(1.234,56)", "0,500", "12,345.678", "1.5E3"):
    print(text, "->", Price.fromstring(text).amount)
EOF
cat >"$folder/seen" <<'EOF'
1.234,56 -> 1234.56
-1.234,56 -> 1234.56
1.234,56- -> 1234.56
(1.234,56) -> 1234.56
0,500 -> 500
12,345.678 -> 12345678
1.5E3 -> 1.5
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
