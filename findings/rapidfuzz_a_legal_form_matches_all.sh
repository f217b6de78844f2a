#!/usr/bin/env bash
# RapidFuzz 3.14.6: token_set_ratio is 100 as soon as the words of one name are all in the other: a payer called "SARL" or "Martin"
# fits every name with that word, as well as the name itself does. And no scorer folds case any more by itself: "DUPONT SARL"
# (as banks write) against "Dupont SARL" is 55. Guess: 100 means the same name; case is folded, as thefuzz does.
# For matching bank receipts to customers: pass processor=utils.default_process, and ask a fitting amount for common words.
# Ours matches whole words and asks for a fitting amount where a name is common (models/decision/dunning_bank_receipt.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check RapidFuzz==3.14.6 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from rapidfuzz import fuzz, utils

pairs = (("SARL", "SARL Dupont et fils"), ("Martin", "Martin Assurances Lyon"), ("DUPONT SARL", "Dupont SARL"))
for payer, customer in pairs:
    plain = round(fuzz.token_set_ratio(payer, customer))
    folded = round(fuzz.token_set_ratio(payer, customer, processor=utils.default_process))
    print(payer, "|", customer, "|", plain, folded)
EOF
cat >"$folder/seen" <<'EOF'
SARL | SARL Dupont et fils | 100 100
Martin | Martin Assurances Lyon | 100 100
DUPONT SARL | Dupont SARL | 55 100
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
