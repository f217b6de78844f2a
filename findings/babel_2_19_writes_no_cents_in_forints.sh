#!/usr/bin/env bash
# Babel 2.19.0 beside 2.18.0: 1,234.56 forints, Colombian pesos and rupiahs, written with two decimals until then, are rounded to whole ones
# ("1 235 Ft"), Serbian dinars gain the two they lacked, and Iraqi dinars (three by ISO 4217) or lek (two) have none in either.
# Guess: the decimals of ISO 4217, in each version; they are CLDR's, which go by what people pay with and change with its data.
# For letters: after an update the open amounts differ from the books and no longer add up to the total, as each is rounded.
# Give the decimals (decimal_quantization=False, or a pattern); ours are written by Odoo, with the currency's own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cat >"$folder/run.py" <<'EOF'
from decimal import Decimal
from importlib.metadata import version

from babel.numbers import format_currency

for currency, language in (("HUF", "hu"), ("COP", "es_CO"), ("IDR", "id"), ("RSD", "sr_Latn"), ("IQD", "en"), ("ALL", "sq"), ("CZK", "cs")):
    parts = [format_currency(amount, currency, locale=language) for amount in (Decimal("1234.56"), Decimal("0.50"))]
    exact = format_currency(Decimal("1234.56"), currency, locale=language, decimal_quantization=False)
    print(version("babel"), currency, *(text.replace("\xa0", " ") for text in (*parts, "without quantization", exact)))
EOF
cat >"$folder/seen" <<'EOF'
2.18.0 HUF 1 234,56 Ft 0,50 Ft without quantization 1 234,56 Ft
2.18.0 COP $1.234,56 $0,50 without quantization $1.234,56
2.18.0 IDR Rp1.234,56 Rp0,50 without quantization Rp1.234,56
2.18.0 RSD 1.235 RSD 0 RSD without quantization 1.234,56 RSD
2.18.0 IQD IQD1,235 IQD0 without quantization IQD1,234.56
2.18.0 ALL 1 235 Lekë 0 Lekë without quantization 1 234,56 Lekë
2.18.0 CZK 1 234,56 Kč 0,50 Kč without quantization 1 234,56 Kč
2.19.0 HUF 1 235 Ft 0 Ft without quantization 1 234,56 Ft
2.19.0 COP $1.235 $0 without quantization $1.234,56
2.19.0 IDR Rp1.235 Rp0 without quantization Rp1.234,56
2.19.0 RSD 1.234,56 RSD 0,50 RSD without quantization 1.234,56 RSD
2.19.0 IQD IQD1,235 IQD0 without quantization IQD1,234.56
2.19.0 ALL 1 235 Lekë 0 Lekë without quantization 1 234,56 Lekë
2.19.0 CZK 1 234,56 Kč 0,50 Kč without quantization 1 234,56 Kč
EOF
for version in 2.18.0 2.19.0; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile "babel==$version" 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
    "$folder/venv/bin/python" "$folder/run.py" 2>>"$folder/errors"
done | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
