#!/usr/bin/env bash
# docxtpl 0.20.2: values are put into the letter's XML as they are unless render(autoescape=True) is asked for. A customer named
# "Bois <Lyon> SARL" takes the rest of the letter with it, the amount and the second paragraph, "Martin & Fils" becomes "Martin
# Fils" and "R&D; Co" "R Co": no error, a valid Word file. Guess: names come through, or an error tells.
# For reminder letters from Word templates: one that asks for nothing. Ours are QWeb reports, which escape.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check docxtpl==0.20.2 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import sys
from pathlib import Path

from docx import Document
from docxtpl import DocxTemplate

folder = Path(sys.argv[1])
letter = Document()
letter.add_paragraph("Dear {{ name }}, you owe {{ amount }}.")
letter.add_paragraph("Please pay by Friday, {{ name }}.")
letter.save(folder / "letter.docx")
for autoescape in (False, True):
    for name in ("Martin & Fils", "R&D; Co", "Bois <Lyon> SARL"):
        made = DocxTemplate(folder / "letter.docx")
        made.render({"name": name, "amount": "1234.56 EUR"}, autoescape=autoescape)
        made.save(folder / "made.docx")
        print("escaped" if autoescape else "default", name, [part.text for part in Document(folder / "made.docx").paragraphs])
EOF
cat >"$folder/seen" <<'EOF'
default Martin & Fils ['Dear Martin  Fils, you owe 1234.56 EUR.', 'Please pay by Friday, Martin  Fils.']
default R&D; Co ['Dear R Co, you owe 1234.56 EUR.', 'Please pay by Friday, R Co.']
default Bois <Lyon> SARL ['Dear Bois ']
escaped Martin & Fils ['Dear Martin & Fils, you owe 1234.56 EUR.', 'Please pay by Friday, Martin & Fils.']
escaped R&D; Co ['Dear R&D; Co, you owe 1234.56 EUR.', 'Please pay by Friday, R&D; Co.']
escaped Bois <Lyon> SARL ['Dear Bois <Lyon> SARL, you owe 1234.56 EUR.', 'Please pay by Friday, Bois <Lyon> SARL.']
EOF
"$folder/venv/bin/python" "$folder/run.py" "$folder" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
