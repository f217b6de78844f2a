#!/usr/bin/env bash
# text2num 3.1.0 on amounts that num2words 0.5.14 wrote: in Italian the cents become an ordinal ("e ventun centesimi" is "21 100º", and
# "e due centesimi" is "200º"), in English the comma cuts the thousands off ("one thousand, two hundred" is "1000, 200"), and the
# Spanish 21 cents stay words. French, German, Dutch and Portuguese give euros and cents back.
# Guess: what one writes in words the other reads, as both name the same languages. For amounts in words on notes, letters and
# agreements: do not read them back by machine, keep the figure beside them. Ours prints both and reads the figure alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check text2num==3.1.0 num2words==0.5.14 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from num2words import num2words
from text_to_num import alpha2digit

for language, amount in (("it", 1201.21), ("it", 5.02), ("en", 1201.21), ("en", 12345.67), ("fr", 1201.21), ("de", 1201.21), ("es", 1201.21), ("nl", 1201.21), ("pt", 1201.21)):
    words = num2words(amount, lang=language, to="currency", currency="EUR")
    print(language, amount, "/", words, "/", alpha2digit(words, language))
EOF
cat >"$folder/seen" <<'EOF'
it 1201.21 / milleduecentoun euro e ventun centesimi / 1201 euro e 21 100º
it 5.02 / cinque euro e due centesimi / 5 euro e 200º
en 1201.21 / one thousand, two hundred and one euro, twenty-one cents / 1000, 201 euro, 21 cents
en 12345.67 / twelve thousand, three hundred and forty-five euro, sixty-seven cents / 12000, 345 euro, 67 cents
fr 1201.21 / mille deux cent un euros et vingt et un centimes / 1201 euros et 21 centimes
de 1201.21 / eintausendzweihundertein Euro und einundzwanzig Cent / 1201 Euro und 21 Cent
es 1201.21 / mil doscientos un euros con veintiún céntimos / 1201 euros con veintiún céntimos
nl 1201.21 / duizendtweehonderdéén euro, eenentwintig cent / 1201 euro, 21 cent
pt 1201.21 / mil duzentos e um euros e vinte e um cêntimos / 1201 euros e 21 cêntimos
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
