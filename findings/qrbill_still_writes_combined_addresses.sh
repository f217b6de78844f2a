#!/usr/bin/env bash
# qrbill 1.2.0: an address in two free lines is written into the Swiss QR code as type K without a word, and so is an amount of
# 0.00 that asks for payment. Guess: refused, or split, since the guidelines 2.3 (SIX, in force since 22 November 2025) know
# structured addresses (type S) only; a customer's bank may refuse to scan the letter.
# For letters with a payment part: give street, number, postal code and town apart, and print no code where nothing is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check qrbill==1.2.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from qrbill import QRBill

apart = {"name": "Alpine SA", "street": "Rue du Lac", "house_num": "1", "pcode": "1200", "city": "Genève", "country": "CH"}
free = {"name": "Alpine SA", "line1": "Rue du Lac 1", "line2": "1200 Genève", "country": "CH"}
for name, creditor, amount in (("apart", apart, "1949.75"), ("free", free, "1949.75"), ("nothing asked", apart, "0.00")):
    bill = QRBill(
        account="CH4431999123000889012", reference_number="210000000003139471430009017",
        creditor=creditor, amount=amount, currency="CHF",
    )
    lines = bill.qr_data().split("\r\n")
    print(name, lines[4:11], lines[18:20])
EOF
cat >"$folder/seen" <<'EOF'
apart ['S', 'Alpine SA', 'Rue du Lac', '1', '1200', 'Genève', 'CH'] ['1949.75', 'CHF']
free ['K', 'Alpine SA', 'Rue du Lac 1', '1200 Genève', '', '', 'CH'] ['1949.75', 'CHF']
nothing asked ['S', 'Alpine SA', 'Rue du Lac', '1', '1200', 'Genève', 'CH'] ['0.00', 'CHF']
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
