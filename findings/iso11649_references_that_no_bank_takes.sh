#!/usr/bin/env bash
# node-iso11649 2.1.2: generate() makes a creditor reference of anything: INV/2026/0001 keeps its strokes, 26 letters make one of 30
# characters, É stays É, though its own documentation and ISO 11649 know letters A to Z and digits, 21 at most, and its own
# validate() says false of each. iso-11649 1.0.1 leaves other signs out instead: 12-3 and 1-23 have one reference. And python-stdnum
# 2.2 takes the reference with strokes for valid. Guess: all three refuse. For receivables: the customer's bank refuses the transfer, or
# two invoices share a reference. Give them digits of your own; ours prints the communication that the invoice has in Odoo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund node-iso11649@2.1.2 iso-11649@1.0.1 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-stdnum==2.2 2>pip.log || { cat pip.log; exit 1; }
cat >run.js <<'EOF'
const node = require("node-iso11649"), iso = require("iso-11649");
const attempt = (make) => { try { return make(); } catch (error) { return "refused"; } };
for (const text of ["539007547034", "INV/2026/0001", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "CAFÉ1", "12-3", "1-23"]) {
    const made = attempt(() => node.generate({ reference: text }));
    console.log(text, "node-iso11649", made, attempt(() => node.validate(made)), "iso-11649", attempt(() => iso.generate(text)));
}
EOF
cat >run.py <<'EOF'
from stdnum import iso11649

for number in ("RF18539007547034", "RF16INV/2026/0001", "RF16INV20260001"):
    print("stdnum", number, iso11649.is_valid(number))
EOF
cat >seen <<'EOF'
539007547034 node-iso11649 RF18539007547034 true iso-11649 RF18539007547034
INV/2026/0001 node-iso11649 RF16INV/2026/0001 false iso-11649 RF16INV20260001
ABCDEFGHIJKLMNOPQRSTUVWXYZ node-iso11649 RF75ABCDEFGHIJKLMNOPQRSTUVWXYZ false iso-11649 refused
CAFÉ1 node-iso11649 RF86CAFÉ1 false iso-11649 RF86CAF1
12-3 node-iso11649 RF7812-3 false iso-11649 RF78123
1-23 node-iso11649 RF781-23 false iso-11649 RF78123
stdnum RF18539007547034 True
stdnum RF16INV/2026/0001 True
stdnum RF16INV20260001 True
EOF
{ node run.js && venv/bin/python run.py; } 2>errors | tee now
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
