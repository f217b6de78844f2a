#!/usr/bin/env bash
# ofxstatement-iso20022 0.8.1 (with ofxstatement 0.9.3): of a camt.053 with two accounts, or two days of one, the first statement is read
# and the others are not, without a word; where the bank adds a text of its own to an entry (AddtlNtryInf) it takes the place
# of what the customer wrote, so that no invoice number is left; and an overdrawn balance is positive. Guess: both statements or an
# error, the remittance text before the bank's, balances with their sign. For receivables: payments on the second account
# never come. Count the statements (Stmt) of the file and compare each with its two balances.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ofxstatement-iso20022==0.8.1 ofxstatement==0.9.3 platformdirs==4.14.8 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import sys

from ofxstatement.plugins.iso20022 import Iso20022Parser

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


def entry(amount, text, added=""):
    remittance = f"<NtryDtls><TxDtls><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls>"
    days = "<BookgDt><Dt>2026-11-03</Dt></BookgDt><ValDt><Dt>2026-11-03</Dt></ValDt><BkTxCd/>"
    return f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>{days}{remittance}{added}</Ntry>"


def statement(number, iban, sign, opening, closing, entries):
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>"
        "<Dt><Dt>2026-11-03</Dt></Dt></Bal>"
        for code, amount in (("OPBD", opening), ("CLBD", closing))
    )
    account = f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    return f"<Stmt><Id>{number}</Id><CreDtTm>2026-11-03T18:00:00</CreDtTm>{account}{balances}{entries}</Stmt>"


first = entry("300.00", "FAC/2026/0001") + entry("150.00", "FAC/2026/0002", "<AddtlNtryInf>VIR SEPA RECU</AddtlNtryInf>")
second = entry("700.00", "FAC/2026/0003")
head = "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-03T18:00:00</CreDtTm></GrpHdr>"
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(
        f"<?xml version='1.0' encoding='UTF-8'?><Document xmlns='{NAMESPACE}'><BkToCstmrStmt>{head}"
        + statement("S1", "FR1420041010050500013M02606", "DBIT", "1000.00", "550.00", first)
        + statement("S2", "FR7630006000011234567890189", "CRDT", "0.00", "700.00", second)
        + "</BkToCstmrStmt></Document>"
    )
read = Iso20022Parser(sys.argv[1]).parse()
print(read.account_id, "from", read.start_balance, "to", read.end_balance)
for line in read.lines:
    print(line.amount, line.memo)
EOF
cat >"$folder/seen" <<'EOF'
FR1420041010050500013M02606 from 1000.00 to 550.00
300.00 FAC/2026/0001
150.00 VIR SEPA RECU
EOF
"$folder/venv/bin/python" "$folder/run.py" "$folder/statement.xml" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
