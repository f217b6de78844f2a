#!/usr/bin/env bash
# python-cfonb 2.13: on an account without decimals (XPF, the franc of New Caledonia and French Polynesia, whose banks write CFONB
# statements of 120 characters with "0" for the number of decimals), 1,234,500 francs become 0.000000012345, the balances too.
# And of a receipt in another currency (detail MMO) the original 1,250.00 USD is 62,500.0, its rate 1.08 is 13,500,000: both are
# divided by the number of decimals, not by its power of ten. Guess: 1234500, 1250.00 and 1.08, as euros (2) and dinars (3) are right.
# For receivables: a payment of millions settles nothing. Compare with what the bank shows before accounts in francs are read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-cfonb==2.13 semantic-version==2.10.0 toml==0.10.2 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import io

from cfonb import StatementReader


def amount(value):
    """Return 14 characters, the last of which holds the sign."""
    digits = f"{value:014d}"
    return digits[:13] + "{ABCDEFGHI"[int(digits[13])] + " " * 16


def statement(currency, decimals, value, detail=""):
    """Return a statement of one receipt, lines of 120 characters."""
    account = f"17499    00010{currency}{decimals} 12345678901"
    lines = [f"01{account}  021126{'':50}{amount(100000)}"]
    lines.append(f"04{account}05031126  031126{'VIR ALPHA SARL':31}  0000000  {amount(value)}")
    if detail:
        lines.append(f"05{account}05031126     {detail:73}  ")
    lines.append(f"07{account}  031126{'':50}{amount(100000 + value)}")
    assert {len(line) for line in lines} == {120}
    [read] = StatementReader().parse(io.StringIO("\n".join(lines) + "\n"))
    return read


for currency, decimals in (("EUR", 2), ("TND", 3), ("XPF", 0)):
    read = statement(currency, decimals, 1234500)
    print(currency, f"{read.lines[0].amount:f}", "balances", f"{read.header.prev_amount:f}", f"{read.footer.next_amount:f}")
line = statement("EUR", 2, 115741, f"MMOUSD2{125000:014d}08{108000000:011d}").lines[0]
print("EUR", line.amount, "for", line.currency_code, line.equivalent_amount, "at", line.exchange_rate)
EOF
cat >"$folder/seen" <<'EOF'
EUR 12345.00 balances 1000.00 13345.00
TND 1234.500 balances 100.000 1334.500
XPF 0.00000001234500 balances 0.00000000100000 0.00000001334500
EUR 1157.41 for USD 62500.0 at 13500000.0
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
