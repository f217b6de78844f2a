#!/usr/bin/env bash
# addressformatting 1.3.2 (the templates of the OpenCage address formats): a post office box given in its own field is printed in none
# of thirteen countries, and a French place that has no street (zone, lieu-dit) loses it too: two lines become one, without an
# error. Guess: "BP 123" above the postal code, as the postal norm (NF Z10-011, line 5) and the German Postfach want it.
# For letters and registered letters: the envelope says a town and no more, and comes back. Keep boxes in the street's second line,
# as Odoo does, and print the address as it is kept.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check addressformatting==1.3.2 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from addressformatting import AddressFormatter

formatter = AddressFormatter()
for country in ("FR", "DE", "BE", "CH", "IT", "ES", "NL", "GB", "PT", "AT", "LU", "IE", "US"):
    box = formatter.format({"po_box": "BP 123", "postcode": "69002", "city": "Lyon"}, country=country)
    print(country, "|".join(line.strip() for line in box.split("\n")))
place = formatter.format({"house": "Durand", "suburb": "ZA Nord", "postcode": "69002", "city": "Lyon"}, country="FR")
print("FR, a place", "|".join(line.strip() for line in place.split("\n")))
EOF
cat >"$folder/seen" <<'EOF'
FR 69002 Lyon
DE 69002 Lyon
BE 69002 Lyon
CH 69002 Lyon
IT 69002 Lyon
ES 69002 Lyon
NL 69002 Lyon
GB Lyon 69002
PT 69002 Lyon
AT 69002 Lyon
LU 69002 Lyon
IE Lyon
US Lyon, 69002
FR, a place Durand||69002 Lyon
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
