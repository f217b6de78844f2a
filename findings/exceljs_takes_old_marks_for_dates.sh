#!/usr/bin/env bash
# exceljs 4.4.0: amounts in the "comma style" that Excel gave workbooks before the euro and that is still in them (German
# _-* #,##0.00\ _D_M_-, Spanish …_P_t_s_-, Finnish …_m_k_-: a blank as wide as the old mark) are read as dates: 1,234.50 is noon of
# 18 May 1903, and so are days overdue typed with the format 0 \d. openpyxl 3.1.5 reads all as numbers, and exceljs does with _€.
# Guess: numbers, since what follows _ or \ in a format is no placeholder (ECMA-376, 18.8.31).
# For imports of open items: amounts turn into dates, for some customers' workbooks only. Refuse dates in the column of amounts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund exceljs@4.4.0 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 et_xmlfile==2.0.0 2>pip.log || { cat pip.log; exit 1; }
cat >write.py <<'EOF'
import openpyxl

book = openpyxl.Workbook()
for unit in (r"#,##0.00\ _€", r"#,##0.00\ _D_M", r"#,##0.00\ _P_t_s", r"#,##0.00\ _m_k"):
    book.active.append([1234.5])
    book.active.cell(book.active.max_row, 1).number_format = f"_-* {unit}_-;\\-* {unit}_-;_-* \"-\"??_-;_-@_-"
book.active.append([45])
book.active.cell(book.active.max_row, 1).number_format = r"0\ \d"
book.save("items.xlsx")
for [cell] in openpyxl.load_workbook("items.xlsx").active.iter_rows():
    print("openpyxl", cell.value, cell.number_format.split(";")[0])
EOF
cat >run.js <<'EOF'
const { Workbook } = require("exceljs");
new Workbook().xlsx.readFile("items.xlsx").then((book) => {
    book.worksheets[0].eachRow((row) => {
        const { value } = row.getCell(1);
        console.log("exceljs", value instanceof Date ? `date ${value.toISOString()}` : value);
    });
});
EOF
cat >seen <<'EOF'
openpyxl 1234.5 _-* #,##0.00\ _€_-
openpyxl 1234.5 _-* #,##0.00\ _D_M_-
openpyxl 1234.5 _-* #,##0.00\ _P_t_s_-
openpyxl 1234.5 _-* #,##0.00\ _m_k_-
openpyxl 45 0\ \d
exceljs 1234.5
exceljs date 1903-05-18T12:00:00.000Z
exceljs date 1903-05-18T12:00:00.000Z
exceljs date 1903-05-18T12:00:00.000Z
exceljs date 1900-02-13T00:00:00.000Z
EOF
{ venv/bin/python write.py && node run.js; } 2>errors | tee now
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
