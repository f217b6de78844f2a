#!/usr/bin/env bash
# pandas 3.0.0 reading a list of open items as German and Italian software writes it (decimal="," and thousands="."): amounts are
# right, but the full stop is taken out of every column that looks like a number. The day 10.12.2026 becomes 10122026, the invoice
# 2026.118 becomes 2026118, the telephone 01.23.45.67.89 becomes 123456789, its nought gone; no warning. A day named in parse_dates
# is read, a column named as text stays; invoice numbers are then compared with what nobody ever wrote.
# Guess: only groups of three figures are thousands, and a day has none. For lists of items and bank files: read every column as
# text and turn amounts into numbers afterwards. Ours does (dtype=str).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.0.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import io

import pandas

ITEMS = "invoice;due;telephone;amount\n2026.118;10.12.2026;01.23.45.67.89;1.234,56\n2026.119;31.12.2026;01.23.45.67.90;950,00\n"
for engine in ("c", "python"):
    for given in ({}, {"parse_dates": ["due"], "dayfirst": True}, {"dtype": {"invoice": str, "due": str, "telephone": str}}):
        frame = pandas.read_csv(io.StringIO(ITEMS), sep=";", decimal=",", thousands=".", engine=engine, **given)
        print(engine, *given, "/", *frame.to_dict("records")[0].values())
EOF
cat >"$folder/seen" <<'EOF'
c / 2026118 10122026 123456789 1234.56
c parse_dates dayfirst / 2026118 2026-12-10 00:00:00 123456789 1234.56
c dtype / 2026.118 10.12.2026 01.23.45.67.89 1234.56
python / 2026118 10122026 123456789 1234.56
python parse_dates dayfirst / 2026118 2026-12-10 00:00:00 123456789 1234.56
python dtype / 2026.118 10.12.2026 01.23.45.67.89 1234.56
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
