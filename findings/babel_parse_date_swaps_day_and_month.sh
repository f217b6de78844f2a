#!/usr/bin/env bash
# Babel 2.18.0: parse_date changes the order of day and month for one date when the month would be above 12, in every language:
# 02/03/2026 in French is 2 March, 02/13/2026 in French is 13 February; British and American the same. Guess: an error, as for
# amounts out of their language. A column of American dates read as European comes out half right, without a word.
# For imports of open items: decide the order from the whole column, and parse with one fixed pattern (strptime).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from babel.dates import parse_date

for text in ("02/03/2026", "02/13/2026", "13/02/2026"):
    print(text, {language: str(parse_date(text, locale=language)) for language in ("fr", "en_GB", "en_US", "it", "es")})
EOF
cat >"$folder/seen" <<'EOF'
02/03/2026 {'fr': '2026-03-02', 'en_GB': '2026-03-02', 'en_US': '2026-02-03', 'it': '2026-03-02', 'es': '2026-03-02'}
02/13/2026 {'fr': '2026-02-13', 'en_GB': '2026-02-13', 'en_US': '2026-02-13', 'it': '2026-02-13', 'es': '2026-02-13'}
13/02/2026 {'fr': '2026-02-13', 'en_GB': '2026-02-13', 'en_US': '2026-02-13', 'it': '2026-02-13', 'es': '2026-02-13'}
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
