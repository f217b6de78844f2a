#!/usr/bin/env bash
# Babel 2.18.0: parse_decimal in German, Spanish, Italian, Portuguese or Dutch reads an English amount (1,234.56) as 1.23456,
# without an error; French and Swiss German refuse it. Guess: all refuse it, as the groups are not of three digits.
# With strict=True they refuse, but 1.234 (a rate with three decimals, or a thousand) stays 1234 in both modes.
# For imports of open items: parse with strict=True and decide the separators from the whole column.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from babel.numbers import NumberFormatError, parse_decimal

for text in ("1.234,56", "1,234.56", "12,345.678", "1.234"):
    for locale in ("de", "es", "it", "pt", "nl", "fr", "de_CH"):
        told = []
        for strict in (False, True):
            try:
                told.append(str(parse_decimal(text, locale=locale, strict=strict)))
            except NumberFormatError:
                told.append("refused")
        print(text, locale, *told)
EOF
cat >"$folder/seen" <<'EOF'
1.234,56 de 1234.56 1234.56
1.234,56 es 1234.56 1234.56
1.234,56 it 1234.56 1234.56
1.234,56 pt 1234.56 1234.56
1.234,56 nl 1234.56 1234.56
1.234,56 fr refused refused
1.234,56 de_CH refused refused
1,234.56 de 1.23456 refused
1,234.56 es 1.23456 refused
1,234.56 it 1.23456 refused
1,234.56 pt 1.23456 refused
1,234.56 nl 1.23456 refused
1,234.56 fr refused refused
1,234.56 de_CH refused refused
12,345.678 de 12.345678 refused
12,345.678 es 12.345678 refused
12,345.678 it 12.345678 refused
12,345.678 pt 12.345678 refused
12,345.678 nl 12.345678 refused
12,345.678 fr refused refused
12,345.678 de_CH refused refused
1.234 de 1234 1234
1.234 es 1234 1234
1.234 it 1234 1234
1.234 pt 1234 1234
1.234 nl 1234 1234
1.234 fr 1.234 1.234
1.234 de_CH 1.234 1.234
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
