#!/usr/bin/env bash
# segno 1.6.6: make_epc_qr checks amount and length of the text, and puts an IBAN with wrong check digits, or with the blanks of
# its printed form, into the code as it is; a line break in the text too, which begins another element of the code.
# Guess: the IBAN is checked, or at least freed of blanks. The EPC's guidelines (EPC069-12) want the IBAN without blanks.
# For receivables: validate the account first (we use the bank account's own check and sanitised number).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check segno==1.6.6 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from segno import helpers

for iban in ("DE71110220330123456789", "DE71 1102 2033 0123 4567 89", "DE00110220330123456789"):
    print(helpers._make_epc_qr_data(name="Example", iban=iban, amount=10, text="INV/1"))
print(helpers._make_epc_qr_data(name="Example", iban="DE71110220330123456789", amount=10, text="INV/1\nINV/2"))
print(helpers.make_epc_qr(name="Example", iban="DE00110220330123456789", amount=10, text="INV/1").designator)
EOF
cat >"$folder/seen" <<'EOF'
b'BCD\n002\n2\nSCT\n\nExample\nDE71110220330123456789\nEUR10\n\n\nINV/1'
b'BCD\n002\n2\nSCT\n\nExample\nDE71 1102 2033 0123 4567 89\nEUR10\n\n\nINV/1'
b'BCD\n002\n2\nSCT\n\nExample\nDE00110220330123456789\nEUR10\n\n\nINV/1'
b'BCD\n002\n2\nSCT\n\nExample\nDE71110220330123456789\nEUR10\n\n\nINV/1\nINV/2'
4-M
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
