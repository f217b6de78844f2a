#!/usr/bin/env bash
# camt053 0.0.23: of a booking that stands for several transfers (one entry, two TxDtls) the names are kept, but neither the amount
# of each nor its remittance text, structured reference included: nothing tells which invoice was paid, nor with how much.
# Guess: amount and RmtInf of each, as they are what a camt.053 is read for. End-to-end ids and reasons of return are kept.
# For receivables: take amount and remittance from the XML itself, or book the entry as one receipt without invoices.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check camt053==0.0.23 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from camt053 import parse_document

transfer = (
    "<TxDtls><Refs><EndToEndId>{ref}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy='EUR'>{amount}</Amt></TxAmt></AmtDtls>"
    "<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties><RmtInf>{remittance}</RmtInf></TxDtls>"
)
transfers = transfer.format(ref="E1", amount="300.00", name="Alpha SA", remittance="<Ustrd>FAC/2026/0001</Ustrd>")
reference = "<Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd>"
transfers += transfer.format(ref="E2", amount="150.00", name="Beta SARL", remittance=reference)
day = "<BookgDt><Dt>2026-11-03</Dt></BookgDt><ValDt><Dt>2026-11-03</Dt></ValDt>"
entry = (
    "<Ntry><Amt Ccy='EUR'>450.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
    f"{day}<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>{transfers}</NtryDtls></Ntry>"
)
document = parse_document(
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
    "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-03T18:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>2026-11-03T18:00:00</CreDtTm>"
    f"<Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></Acct>{entry}</Stmt></BkToCstmrStmt></Document>"
)
text = repr(document)
for detail in document.statements[0].entries[0].details:
    print(detail.end_to_end_id, detail.counterparty_name)
print({word: word in text for word in ("450.00", "300.00", "150.00", "FAC/2026/0001", "RF18539007547034")})
EOF
cat >"$folder/seen" <<'EOF'
E1 Alpha SA
E2 Beta SARL
{'450.00': True, '300.00': False, '150.00': False, 'FAC/2026/0001': False, 'RF18539007547034': False}
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
