#!/usr/bin/env bash
# pycoda 1.1.0 (CODA, the statements of Belgian banks): every structured communication is printed as the Belgian one of twelve digits:
# of the creditor reference RF18539007547034 (type 100) "+++RF1/8539/00754+++" is left, four characters short, and a returned
# direct debit (type 127, reason MS03) is "+++031/1261/12BE6+++ …" with a day and a piece of the creditor's number for a reference; an
# invoice number over the end of a record gets a blank ("FAC/2026/00 02"). febelfin-coda 0.5.0, the peer, has all three right, and
# the reason. Guess: the reference whole, the type's own parts, the text as it was written. Both packages install a module
# "coda": in one environment the later one takes the place of the other. For receivables: no reference of these finds its invoice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for package in pycoda==1.1.0 febelfin-coda==0.5.0; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-compile --target "$folder/${package%%==*}" "$package" 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
done
cat >"$folder/write.py" <<'EOF'
import sys

ACCOUNT = f"{'BE68539007547034':34}EUR"


def record(*parts):
    """Return a record of 128 characters of texts at their places, the first of which is 1."""
    text = [" "] * 128
    for place, part in parts:
        text[place - 1 : place - 1 + len(part)] = part
    return "".join(text)


def move(number, amount, sign, code, told, back=""):
    """Return the three records of a movement; ``told`` is its type and its communication, ``back`` why it was returned."""
    same = f"{number:04d}0000"
    first = [(11, f"REF{number:018d}"), (32, sign), (33, f"{amount:015d}"), (48, "031126"), (54, code), (62, told[:54])]
    return [
        record((1, f"21{same}"), *first, (116, "03112600101 0")),
        record((1, f"22{same}"), (11, told[54:107]), (64, "E2E"), (99, "GKCCBEBB"), (113, back), (126, "1 0")),
        record((1, f"23{same}"), (11, f"{'BE71096123456769':34}EUR"), (48, "ALPHA SA"), (83, told[107:]), (126, "0 0")),
    ]


debit = f"1127031126112{'BE69ZZZ0403019261':35}{'MANDATE1':35}{'FACTURE 12':62}4MS03"
records = [
    record((1, "0000003112672505"), (25, "REF0000001"), (35, "EXAMPLE"), (61, "KREDBEBB"), (72, "00403019261"), (128, "2")),
    record((1, "12001"), (6, ACCOUNT), (43, f"0{1000000:015d}021126EXAMPLE"), (126, "001")),
    *move(1, 250000, "0", "00150000", "1101090933755493"),
    *move(2, 250000, "0", "00150000", "1100RF18539007547034"),
    *move(3, 250000, "0", "00150000", "0PAIEMENT DE NOS FACTURES FAC/2026/0001 ET FAC/2026/0002 DU 3 NOVEMBRE"),
    *move(4, 80000, "1", "00503000", debit, "4MS03"),
    record((1, "8001"), (5, ACCOUNT), (42, f"0{1670000:015d}031126"), (128, "0")),
]
records.append(record((1, "9"), (17, f"{len(records) - 1:06d}{80000:015d}{750000:015d}"), (128, "2")))
with open(sys.argv[1], "w", encoding="cp1252", newline="") as file:
    file.write("\n".join(records) + "\n")
EOF
cat >"$folder/run.py" <<'EOF'
import sys

try:
    from coda.parser import Parser
except ImportError:
    from coda import CODA

    for move in CODA(sys.argv[1]).statements[0].moves:
        print("febelfin-coda", move.communication_type, move.communication.strip(), move.r_reason)
else:
    for move in Parser().parse_file(sys.argv[1])[0].movements:
        print("pycoda", move.communication_type, move.communication, [text for text in vars(move).values() if text == "MS03"])
EOF
cat >"$folder/seen" <<'EOF'
pycoda 101 +++090/9337/55493+++ []
pycoda 100 +++RF1/8539/00754+++ []
pycoda None PAIEMENT DE NOS FACTURES FAC/2026/0001 ET FAC/2026/00 02 DU 3 NOVEMBRE []
pycoda 127 +++031/1261/12BE6+++ E1 FACTURE 12 4MS03 []
febelfin-coda 101 090933755493 
febelfin-coda 100 RF18539007547034 
febelfin-coda None PAIEMENT DE NOS FACTURES FAC/2026/0001 ET FAC/2026/0002 DU 3 NOVEMBRE 
febelfin-coda 127 FACTURE 12 MS03
EOF
"$folder/venv/bin/python" "$folder/write.py" "$folder/file.cod"
for package in pycoda febelfin-coda; do
    PYTHONPATH="$folder/$package" "$folder/venv/bin/python" "$folder/run.py" "$folder/file.cod" 2>>"$folder/errors"
done | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
