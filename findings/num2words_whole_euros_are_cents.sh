#!/usr/bin/env bash
# num2words 0.5.14 (amounts in words on acknowledgements of debt, notes and cheques): an amount that is a whole number in Python is
# taken for cents. 1000 is "dix euros" in French, "zehn Euro" in German, "ten euro" in English; 1000.0, "1000" and Decimal("1000") are
# a thousand. A sum of pandas' whole numbers is refused, the same one made an int by int() or round() is a hundredth. Beside it: two
# million is "deux millions euros" where French wants "d'euros" (Portuguese has its "de"), and Italian knows no credit note.
# Guess: 1000 is a thousand, whatever its type. For amounts in words: hand over Decimal with two places, never what round() gave.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14 numpy==2.3.5 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from decimal import Decimal

import numpy
from num2words import num2words

for language, amount in (
    ("fr", 1000), ("de", 1000), ("en", 1000), ("es", 1000), ("it", 1000), ("pt", 1000), ("fr", round(999.6)), ("fr", 1000.0), ("fr", "1000"),
    ("fr", Decimal("1000")), ("fr", numpy.int64(1000)), ("fr", Decimal("2000000.00")), ("pt", Decimal("2000000.00")),
    ("fr", Decimal("-5.50")), ("it", Decimal("-5.50")),
):
    try:
        words = num2words(amount, lang=language, to="currency", currency="EUR")
    except (TypeError, AttributeError) as error:
        words = type(error).__name__
    print(language, repr(amount), "/", words)
EOF
cat >"$folder/seen" <<'EOF'
fr 1000 / dix euros et zéro centimes
de 1000 / zehn Euro und null Cent
en 1000 / ten euro, zero cents
es 1000 / diez euros con cero céntimos
it 1000 / dieci euro e zero centesimi
pt 1000 / dez euros
fr 1000 / dix euros et zéro centimes
fr 1000.0 / mille euros et zéro centimes
fr '1000' / mille euros et zéro centimes
fr Decimal('1000') / mille euros et zéro centimes
fr np.int64(1000) / TypeError
fr Decimal('2000000.00') / deux millions euros et zéro centimes
pt Decimal('2000000.00') / dois milhões de euros
fr Decimal('-5.50') / moins cinq euros et cinquante centimes
it Decimal('-5.50') / AttributeError
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
