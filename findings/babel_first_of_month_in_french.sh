#!/usr/bin/env bash
# Babel 2.18.0: a long date of the first of a month is "1 décembre 2026" in French and "1 dicembre 2026" in Italian; letters
# there write 1er and 1º. Guess: CLDR knows the ordinal, as its long German date knows its full stop ("1. Dezember 2026") and
# its Catalan one the preposition ("1 de desembre del 2026").
# Our letters write it themselves (models/shared/day_in_words.py, a test says so).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from datetime import date

from babel.dates import format_date

for language in ("fr", "fr_CH", "it", "de", "ca", "en_GB"):
    print(language, format_date(date(2026, 12, 1), "long", language), "/", format_date(date(2026, 12, 1), "full", language))
EOF
cat >"$folder/seen" <<'EOF'
fr 1 décembre 2026 / mardi 1 décembre 2026
fr_CH 1 décembre 2026 / mardi, 1 décembre 2026
it 1 dicembre 2026 / martedì 1 dicembre 2026
de 1. Dezember 2026 / Dienstag, 1. Dezember 2026
ca 1 de desembre del 2026 / dimarts, 1 de desembre del 2026
en_GB 1 December 2026 / Tuesday, 1 December 2026
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
