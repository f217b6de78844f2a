#!/usr/bin/env bash
# cleanco 2.3: French legal forms stand in front, and there they stay ("SARL Dupont", "SCI Les Lilas"), while words at the end go that
# are none: "Institut Beauté Spa" becomes "Institut Beauté", "Thermes & Spa" is "Thermes" (an Italian S.p.A.), "Garage Co" is "Garage".
# Told to look in front too, it drops SARL, EURL and SAS, still not SCI, and makes "Majesté Traiteur" of "Sa Majesté Traiteur".
# Guess: a list of legal forms by country knows where each stands. For matching receipts with customers by name: two customers become
# one, and one customer two. Ours leaves forms out wherever they stand, with and without full stops, SPA among them, and only has the
# customer's reminders rest until a person allocates the receipt.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cleanco==2.3 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from cleanco import basename

for name in ("SARL Dupont", "EURL Bois", "SCI Les Lilas", "Dupont SARL", "Institut Beauté Spa", "Thermes & Spa", "Garage Co", "Sa Majesté Traiteur"):
    print(name, "/", basename(name), "/", basename(name, prefix=True, suffix=True, middle=True))
EOF
cat >"$folder/seen" <<'EOF'
SARL Dupont / SARL Dupont / Dupont
EURL Bois / EURL Bois / Bois
SCI Les Lilas / SCI Les Lilas / SCI Les Lilas
Dupont SARL / Dupont / Dupont
Institut Beauté Spa / Institut Beauté / Institut Beauté
Thermes & Spa / Thermes / Thermes
Garage Co / Garage / Garage
Sa Majesté Traiteur / Sa Majesté Traiteur / Majesté Traiteur
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
