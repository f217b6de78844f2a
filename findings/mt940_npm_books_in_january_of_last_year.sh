#!/usr/bin/env bash
# mt940js 1.3.5 and swiftmessageparser 1.2.1 (npm): an amount with value day 31 December 2026 that is booked on 2 January 2027
# (field 61 has the year for the value day only: 2612310102) is booked on 2 January 2026, eleven months before the statement begins.
# mt-940 5.1.1 in Python takes the next January. Guess: 2 January 2027, as the entry date is four digits by SWIFT's own format and
# the year is for the reader to find. For receivables: what was paid at the turn of the year is in a year that is closed, before its
# invoice was written. Take the year that brings the booking nearest to the value day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund mt940js@1.3.5 swiftmessageparser@1.2.1 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mt-940==5.1.1 2>pip.log || { cat pip.log; exit 1; }
printf '%s\n' ':20:STATEMENT' ':25:DE89370400440532013000/EUR' ':28C:1/1' ':60F:C261230EUR1000,00' \
    ':61:2612310102C250,00NTRFNONREF//B1' ':86:FAC/2026/0001' ':61:2701020104C100,00NTRFNONREF//B2' ':86:FAC/2026/0002' \
    ':62F:C270104EUR1350,00' '-' >statement.sta
cat >run.js <<'EOF'
const fs = require("fs");
const text = fs.readFileSync("statement.sta", "utf8");
const day = (date) => (typeof date === "string" ? date : date.toISOString()).slice(0, 10);
const { Parser } = require("mt940js");
for (const statement of new Parser().parse(text))
    for (const one of statement.transactions) console.log("mt940js", "value", day(one.date), "booked", day(one.entryDate));
for (const statement of require("swiftmessageparser").parse({ type: "mt940", data: text }))
    for (const one of statement.transactions) console.log("swiftmessageparser", "booked", day(one.entryDate));
EOF
cat >run.py <<'EOF'
import mt940

for one in mt940.parse("statement.sta"):
    print("mt-940, Python", "value", one.data["date"], "booked", one.data["entry_date"])
EOF
cat >seen <<'EOF'
mt940js value 2026-12-31 booked 2026-01-02
mt940js value 2027-01-02 booked 2027-01-04
swiftmessageparser booked 2026-01-02
swiftmessageparser booked 2027-01-04
mt-940, Python value 2026-12-31 booked 2027-01-02
mt-940, Python value 2027-01-02 booked 2027-01-04
EOF
{ node run.js && venv/bin/python run.py; } 2>errors | tee now
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
