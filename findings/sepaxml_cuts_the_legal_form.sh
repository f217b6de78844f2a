#!/usr/bin/env bash
# sepaxml 2.7.0: names are cut to 70 characters without a word, in the middle of a word (a SARL becomes a SA), "n°" becomes
# "ndeg", clean=False cleans the creditor's own name all the same, and a mandate signed after its collection passes the
# validation by the schema. Guess: a name too long is refused, and the dates are compared.
# For direct debits: banks compare the account holder's name (Verification of Payee, October 2025); shorten it yourself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sepaxml==2.7.0 xmlschema==4.2.0 text-unidecode==1.3 elementpath==5.0.4 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import datetime
import re
from sepaxml import SepaDD

creditor = {
    "name": "Société Générale de Travaux & Bâtiment – Île-de-France Construction SARL", "IBAN": "NL50BANK1234567890",
    "BIC": "BANKNL2A", "batch": True, "creditor_id": "DE26ZZZ00000000000", "currency": "EUR",
}
for clean in (True, False):
    order = SepaDD(creditor, schema="pain.008.001.02", clean=clean)
    order.add_payment({
        "name": "Müller & Söhne", "IBAN": "NL50BANK1234567890", "BIC": "BANKNL2A", "amount": 1012, "type": "RCUR",
        "collection_date": datetime.date(2026, 11, 3), "mandate_id": "M1", "mandate_date": datetime.date(2026, 12, 1),
        "description": "Facture n° 2026/001",
    })
    text = order.export(validate=True).decode()
    for tag in ("Nm", "Ustrd", "ReqdColltnDt", "DtOfSgntr"):
        for found in sorted(set(re.findall(f"<{tag}>([^<]*)<", text))):
            print(clean, tag, found)
EOF
cat >"$folder/seen" <<'EOF'
True Nm Muller &amp; Sohne
True Nm Societe Generale de Travaux &amp; Batiment - Ile-de-France Construction SA
True Ustrd Facture ndeg 2026/001
True ReqdColltnDt 2026-11-03
True DtOfSgntr 2026-12-01
False Nm Müller &amp; Söhne
False Nm Societe Generale de Travaux &amp; Batiment - Ile-de-France Construction SA
False Ustrd Facture n° 2026/001
False ReqdColltnDt 2026-11-03
False DtOfSgntr 2026-12-01
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
