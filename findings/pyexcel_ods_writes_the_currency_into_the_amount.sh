#!/usr/bin/env bash
# pyexcel-ods 0.6.0 and pyexcel-ods3 0.6.1: a cell of an .ods with the format "currency", as LibreOffice makes of 1 234,50 € typed, is read
# as the text "1234.5 EUR", while percentages, plain numbers and days beside it are what they are. Guess: the
# number, 1234.5. For imports of open items: a column of amounts of which some rows, those typed with their sign, are texts;
# summed after a test for numbers they are left out. Take the number before the blank, and compare the total with the sheet's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyexcel-ods==0.6.0 pyexcel-ods3==0.6.1 pyexcel-io==0.6.8 lml==0.2.0 pyexcel-ezodf==0.3.4 lxml==6.1.3 odfpy==1.4.1 defusedxml==0.7.1 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import sys

import pyexcel_ods
import pyexcel_ods3
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

book, sheet = OpenDocumentSpreadsheet(), Table(name="Items")
for number, text, kind in (
    ("0001", "1 234,50 €", {"valuetype": "currency", "currency": "EUR", "value": "1234.5"}),
    ("0002", "-80,00 €", {"valuetype": "currency", "currency": "EUR", "value": "-80"}),
    ("0003", "77,00", {"valuetype": "float", "value": "77"}),
    ("0004", "12,15 %", {"valuetype": "percentage", "value": "0.1215"}),
    ("0005", "30/11/2026", {"valuetype": "date", "datevalue": "2026-11-30"}),
):
    row = TableRow()
    for content, values in ((number, {"valuetype": "string"}), (text, kind)):
        cell = TableCell(**values)
        cell.addElement(P(text=content))
        row.addElement(cell)
    sheet.addElement(row)
book.spreadsheet.addElement(sheet)
book.save(sys.argv[1])
for package in (pyexcel_ods, pyexcel_ods3):
    rows = package.get_data(sys.argv[1])["Items"]
    print(package.__name__, [row[1] for row in rows], "sum of numbers", sum(row[1] for row in rows if isinstance(row[1], (int, float))))
EOF
cat >"$folder/seen" <<'EOF'
pyexcel_ods ['1234.5 EUR', '-80 EUR', 77, 0.1215, datetime.date(2026, 11, 30)] sum of numbers 77.1215
pyexcel_ods3 ['1234.5 EUR', '-80 EUR', 77, 0.1215, datetime.date(2026, 11, 30)] sum of numbers 77.1215
EOF
"$folder/venv/bin/python" "$folder/run.py" "$folder/items.ods" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
