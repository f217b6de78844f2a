#!/usr/bin/env bash
# holidays 0.109: the region Grand Est (GES), of which Alsace and Moselle are parts, has none of their two holidays; Moselle
# answers to its department's number (57), Bas-Rhin and Haut-Rhin (67, 68) are unknown and raise; Alsace is 6AE.
# Guess: the three departments by their numbers. The two days are Good Friday and 26 December.
# For dunning: a postal code beginning with 67 or 68 has to be mapped to 6AE by the caller.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check holidays==0.109 python-dateutil==2.9.0.post0 six==1.17.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import holidays

national = set(holidays.country_holidays("FR", years=2026))
for part in ("57", "67", "68", "6AE", "GES"):
    try:
        days = sorted(set(holidays.country_holidays("FR", subdiv=part, years=2026)) - national)
        print(part, *days)
    except NotImplementedError as error:
        print(part, type(error).__name__)
EOF
cat >"$folder/seen" <<'EOF'
57 2026-04-03 2026-12-26
67 NotImplementedError
68 NotImplementedError
6AE 2026-04-03 2026-12-26
GES
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
