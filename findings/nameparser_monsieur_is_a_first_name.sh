#!/usr/bin/env bash
# nameparser 2.6.0 knows Mme, Mlle, Herr and Sr. as titles, but not M., the usual French Monsieur: it becomes the first name
# ("M. Jean de La Fontaine": first name M., middle name Jean), and so does Maître; "M. et Mme Durand" has the first name
# "M. et Mme". Me, which French writes for Maître, is a title. Guess: M. is a title like Mme.
# For salutations from a contact's one name field: "Bonjour M." or "Bonjour Jean" to the wrong half of the country.
# Ours greets without a name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nameparser==2.6.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from nameparser import HumanName

for text in (
    "Mme Marie Dupont", "M. Jean Dupont", "M. Jean de La Fontaine", "M. Dupont", "M. et Mme Durand", "Maître Martin", "Me Martin",
    "Herr Hans Müller", "Sr. García Márquez",
):
    name = HumanName(text)
    print(text, "| title:", name.title, "| first:", name.first, "| middle:", name.middle, "| last:", name.last)
EOF
cat >"$folder/seen" <<'EOF'
Mme Marie Dupont | title: Mme | first: Marie | middle:  | last: Dupont
M. Jean Dupont | title:  | first: M. | middle: Jean | last: Dupont
M. Jean de La Fontaine | title:  | first: M. | middle: Jean | last: de La Fontaine
M. Dupont | title:  | first: M. | middle:  | last: Dupont
M. et Mme Durand | title:  | first: M. et Mme | middle:  | last: Durand
Maître Martin | title:  | first: Maître | middle:  | last: Martin
Me Martin | title: Me | first:  | middle:  | last: Martin
Herr Hans Müller | title: Herr | first: Hans | middle:  | last: Müller
Sr. García Márquez | title: Sr. | first: García | middle:  | last: Márquez
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
