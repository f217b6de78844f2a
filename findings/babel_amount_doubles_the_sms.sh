#!/usr/bin/env bash
# Babel 2.18.0 and smsutil 1.1.3: an amount of Babel's is written with no-break spaces (U+202F and U+00A0 in French, U+00A0 elsewhere, in
# German before the euro sign), none of which is in the alphabet of SMS (GSM 03.38): a text of 129 characters that would be one message
# is sent in UCS-2 and takes two, of at most 67 characters each. With plain blanks it stays one, the euro sign included; British and American
# amounts have none. Guess: the euro sign would be the trouble, and it is none (extension table, two places).
# For reminders by SMS: each costs twice. Ours writes SMS in their own alphabet and says how many messages a text takes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0 smsutil==1.1.3 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import smsutil
from babel.numbers import format_currency

TEXT = "x" * 118
for language, currency in (("fr", "EUR"), ("de", "EUR"), ("it", "EUR"), ("nl", "EUR"), ("fr_CH", "CHF"), ("sv", "SEK"), ("en_GB", "GBP")):
    amount = format_currency(1234.5, currency, locale=language)
    plain = amount.replace("\xa0", " ").replace("\u202f", " ")
    count = [len(smsutil.split(f"{TEXT} {text}").parts) for text in (amount, plain)]
    print(language, plain, "in the alphabet:", smsutil.is_valid_gsm(amount), "messages:", count[0], "with plain blanks:", count[1])
EOF
cat >"$folder/seen" <<'EOF'
fr 1 234,50 € in the alphabet: False messages: 2 with plain blanks: 1
de 1.234,50 € in the alphabet: False messages: 2 with plain blanks: 1
it 1.234,50 € in the alphabet: False messages: 2 with plain blanks: 1
nl € 1.234,50 in the alphabet: False messages: 2 with plain blanks: 1
fr_CH 1 234,50 CHF in the alphabet: False messages: 2 with plain blanks: 1
sv 1 234,50 kr in the alphabet: False messages: 2 with plain blanks: 1
en_GB £1,234.50 in the alphabet: True messages: 1 with plain blanks: 1
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
