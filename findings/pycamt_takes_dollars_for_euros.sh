#!/usr/bin/env bash
# pycamt 1.1.1, statements of ISO 20022 (camt.053): a payment of 100 USD that the bank credited as 92.50 EUR is "100.00 EUR"; a batch
# entry of 30 EUR whose two payments have no amount of their own is 30 twice; why a direct debit came back (AM04) is not told.
# Guess: the amount of a transaction is what was booked, as the entry says (Ntry/Amt), and the parts of an entry add up to it.
# For imports of statements: a customer who pays in another currency gets a credit that nobody owes him, others are taken for paid
# who are not. Compare the sum with the closing balance (docs/guide/en/accountant.md).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pycamt==1.1.1 lxml==6.0.2 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from pycamt.parser import Camt053Parser

FRAME = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-11T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>2026-03-11T06:00:00</CreDtTm>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-10</Dt></Dt></Bal>
%s</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-10</Dt></BookgDt>
<ValDt><Dt>2026-03-10</Dt></ValDt><AcctSvcrRef>R1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>
<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>%s</NtryDtls></Ntry>"""
DOLLARS = """<TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt>
<TxAmt><Amt Ccy="EUR">92.50</Amt></TxAmt></AmtDtls></TxDtls>"""
PART = "<TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs></TxDtls>"
RETURNED = """<TxDtls><Refs><EndToEndId>D1</EndToEndId></Refs><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls>"""
for name, entry in (
    ("100 USD credited as 92.50 EUR", ENTRY % ("92.50", "CRDT", DOLLARS)),
    ("two payments, 30 EUR together", ENTRY % ("30.00", "CRDT", PART % "A" + PART % "B")),
    ("debit came back, AM04", ENTRY % ("50.00", "DBIT", RETURNED)),
):
    found = Camt053Parser((FRAME % entry).encode()).get_transactions()
    told = [(one["Amount"], one["Currency"], one["CreditDebitIndicator"]) for one in found]
    print(name, "/", *told, "/ reason told", any("AM04" in str(one) for one in found))
EOF
cat >"$folder/seen" <<'EOF'
100 USD credited as 92.50 EUR / ('100.00', 'EUR', 'CRDT') / reason told False
two payments, 30 EUR together / ('30.00', 'EUR', 'CRDT') ('30.00', 'EUR', 'CRDT') / reason told False
debit came back, AM04 / ('50.00', 'EUR', 'DBIT') / reason told False
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
