#!/usr/bin/env bash
# phonenumbers 9.0.43: a number of a French overseas department as people there write it (0690… Guadeloupe, 0692… Réunion, 0594… Guyane),
# read with the country France, is given the prefix +33 and is no valid number of any region; the same with the department's own
# country code (GP, RE, GF) is valid. Guess: +590, +262 and +594, which the first four digits tell, as Jersey's are told from GB.
# For SMS and calls: a customer whose address says France and 97xxx gets no SMS. Take the region from the postal code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check phonenumbers==9.0.43 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import phonenumbers as numbers

cases = [("0690 12 34 56", "GP"), ("0692 12 34 56", "RE"), ("0594 25 12 34", "GF"), ("0696 12 34 56", "MQ")]
for text, own in cases:
    for country in ("FR", own):
        number = numbers.parse(text, country)
        written = numbers.format_number(number, numbers.PhoneNumberFormat.E164)
        print(text, "read as", country, written, numbers.is_valid_number(number))
jersey = numbers.parse("01534 123456", "GB")
print("01534 123456 read as GB is of", numbers.region_code_for_number(jersey))
EOF
cat >"$folder/seen" <<'EOF'
0690 12 34 56 read as FR +33690123456 False
0690 12 34 56 read as GP +590690123456 True
0692 12 34 56 read as FR +33692123456 False
0692 12 34 56 read as RE +262692123456 True
0594 25 12 34 read as FR +33594251234 False
0594 25 12 34 read as GF +594594251234 True
0696 12 34 56 read as FR +33696123456 False
0696 12 34 56 read as MQ +596696123456 True
01534 123456 read as GB is of JE
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
