#!/usr/bin/env bash
# pypdf 7.1.1: of PDFs that carry an embedded file (Factur-X: the invoice as XML inside the PDF), append(), merge() and add_page()
# keep the pages and drop the files, without a word; cloned from the first and appended to, the result carries the first
# invoice's XML alone, beside the pages of both. Guess: append() keeps the files of all, as it keeps outlines.
# For "all invoices in one file": the one file is a picture to read, never an e-invoice, and cloned it would be the e-invoice of
# the first. Send each original beside it; ours puts pages together and offers each invoice by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdf==7.1.1 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import io

from pypdf import PdfReader, PdfWriter


def invoice(number):
    """Return a PDF of one page with an XML file inside."""
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_attachment("factur-x.xml", f"<Invoice number='{number}'/>".encode())
    writer.write(file)
    file.seek(0)
    return PdfReader(file)


for way in ("append", "merge", "add_page", "clone the first, append the second"):
    if way.startswith("clone"):
        writer = PdfWriter(clone_from=invoice(1))
        writer.append(invoice(2))
    else:
        writer = PdfWriter()
        for number in (1, 2):
            source = invoice(number)
            if way == "append":
                writer.append(source)
            elif way == "merge":
                writer.merge(len(writer.pages), source)
            else:
                writer.add_page(source.pages[0])
    file = io.BytesIO()
    writer.write(file)
    file.seek(0)
    found = PdfReader(file)
    print(way, ":", len(found.pages), "pages,", dict(found.attachments))
EOF
cat >"$folder/seen" <<'EOF'
append : 2 pages, {}
merge : 2 pages, {}
add_page : 2 pages, {}
clone the first, append the second : 2 pages, {'factur-x.xml': [b"<Invoice number='1'/>"]}
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
