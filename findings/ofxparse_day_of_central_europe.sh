#!/usr/bin/env bash
# ofxparse 0.21: a booking time with a zone is turned into UTC and loses its zone, so that midnight of 3 November in Paris,
# which is how several European banks write a day (20261103000000[+1:CET]), becomes 2 November. Guess: 3 November.
# For receivables: a payment moves to the day before (value day, month, "paid in time"); a day without a zone stays.
# Take the day from the first eight digits of DTPOSTED.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ofxparse==0.21 six==1.17.0 beautifulsoup4==4.15.0 lxml==6.1.3 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import io
from ofxparse import OfxParser

FILE = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{day}<TRNAMT>250,00<FITID>1<NAME>CUSTOMER</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""
for day in ("20261103", "20261103120000", "20261103000000[+1:CET]", "20261101000000[+1:CET]"):
    read = OfxParser.parse(io.BytesIO(FILE.format(day=day).encode("cp1252")))
    booked = read.account.statement.transactions[0].date
    print(day, "->", booked, booked.tzinfo)
EOF
cat >"$folder/seen" <<'EOF'
20261103 -> 2026-11-03 00:00:00 None
20261103120000 -> 2026-11-03 12:00:00 None
20261103000000[+1:CET] -> 2026-11-02 23:00:00 None
20261101000000[+1:CET] -> 2026-10-31 23:00:00 None
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
