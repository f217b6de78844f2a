#!/usr/bin/env bash
# mt-940 5.1.1: the reversal of a credit (mark RC in field 61, as banks book a returned direct debit or cheque) is read as a
# positive amount, although the statement's own closing balance falls by it. Guess: negative, as for the mark D.
# For receivables: a returned debit looks like a second payment of the same customer. Compare the sum of the lines with
# the two balances of each statement before anything is reconciled. Our own holds end by a return, never by a receipt.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mt-940==5.1.1 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import mt940

STATEMENT = """:20:STATEMENT
:25:DE89370400440532013000/EUR
:28C:1/1
:60F:C261101EUR1000,00
:61:2611031103{mark}250,00NRTINONREF
:86:RETURNED
:62F:C261103EUR{closing}
"""
for mark, closing in (("C", "1250,00"), ("D", "750,00"), ("RC", "750,00"), ("RD", "1250,00")):
    read = mt940.parse(STATEMENT.format(mark=mark, closing=closing))
    print(mark, read[0].data["amount"], "balance", read.data["final_closing_balance"].amount)
EOF
cat >"$folder/seen" <<'EOF'
C 250.00 EUR balance 1250.00 EUR
D -250.00 EUR balance 750.00 EUR
RC 250.00 EUR balance 750.00 EUR
RD 250.00 EUR balance 1250.00 EUR
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
