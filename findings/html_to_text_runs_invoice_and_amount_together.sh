#!/usr/bin/env bash
# html-to-text 10.0.1 (npm): cells of a table are written after one another without a space unless its selectors are told that this is a
# table of data: invoice FA-1 of 1234.56 becomes "FA-11234.56", and headings are shouted ("MISE EN DEMEURE"), ß as SS in street
# names. Guess: a space or a tab between cells.
# For the plain-text half of reminders made by JavaScript: the list of invoices has neither numbers nor amounts that can be read.
# Ours have Odoo's plain text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund html-to-text@10.0.1 >/dev/null
cat >run.mjs <<'EOF'
import { convert } from "html-to-text";
const table = "<table><tr><th>Invoice</th><th>Due</th></tr><tr><td>FA-1</td><td>1234.56</td></tr></table>";
console.log("default:", JSON.stringify(convert("<h1>Mise en demeure, Hauptstraße</h1>" + table)));
console.log("data table:", JSON.stringify(convert(table, { selectors: [{ selector: "table", format: "dataTable" }] })));
EOF
node run.mjs 2>errors | tee now
cat >seen <<'EOF'
default: "MISE EN DEMEURE, HAUPTSTRASSE\n\nInvoiceDueFA-11234.56"
data table: "INVOICE   DUE\nFA-1      1234.56"
EOF
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
