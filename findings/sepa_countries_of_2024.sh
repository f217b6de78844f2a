#!/usr/bin/env bash
# schwifty 2026.10.1 (in_sepa_zone) and ibantools 4.5.4 (isSEPACountry) both say that Albania, Moldova, Montenegro and North
# Macedonia are outside SEPA. They are in its geographical scope since November 2024 (Albania, Montenegro) and March 2025
# (Moldova, North Macedonia; European Payments Council), and their banks take part since October 2025. Guess: known to both.
# For receivables: a customer there who could pay by a euro transfer at the price of one at home is shown no code, or is asked
# for an international transfer with charges. Do not decide by these lists; ours prints the account whatever the country.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check schwifty==2026.10.1 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cd "$folder"
npm install --silent --no-audit --no-fund ibantools@4.5.4 >/dev/null
cat >run.py <<'EOF'
from schwifty import IBAN

# Each registry's own example.
for number in (
    "AL35202111090000000001234567", "MD24AG000225100013104168", "ME25505000012345678951", "MK07250120000058984",
    "CH9300762011623852957", "GB29NWBK60161331926819", "FR1420041010050500013M02606",
):
    print("schwifty", number[:2], IBAN(number).in_sepa_zone)
EOF
cat >run.js <<'EOF'
const { isSEPACountry } = require("ibantools");
for (const country of ["AL", "MD", "ME", "MK", "CH", "GB", "FR"]) console.log("ibantools", country, isSEPACountry(country));
EOF
cat >seen <<'EOF'
schwifty AL False
schwifty MD False
schwifty ME False
schwifty MK False
schwifty CH True
schwifty GB True
schwifty FR True
ibantools AL false
ibantools MD false
ibantools ME false
ibantools MK false
ibantools CH true
ibantools GB true
ibantools FR true
EOF
{ venv/bin/python run.py && node run.js; } 2>errors | tee now
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
