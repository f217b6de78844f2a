#!/usr/bin/env bash
# reportlab 5.1.0 with Babel 2.18.0: a French amount of Babel's (1 234,50 € with a narrow no-break space, U+202F) drawn in one of the PDF's
# own fonts, Helvetica, has a black box for the space, which is taken from ZapfDingbats without a word, and pypdf 7.1.1 reads
# "1■234,50 €". Swiss French too; the blank U+00A0 and the euro sign are drawn, of zł and Kč the last letter is a box. Guess: a
# space, or an error as fpdf2 raises. For letters and for the customer's program that reads them: an amount that nobody can find.
# Use a font that is embedded, or U+00A0. Ours are set by wkhtmltopdf, with fonts that are embedded.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check reportlab==5.1.0 pillow==13.0.0 charset-normalizer==3.5.3 babel==2.18.0 pypdf==7.1.1 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import io

from babel.numbers import format_currency
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

for language, currency in (("fr", "EUR"), ("fr_CH", "CHF"), ("de", "EUR"), ("pl", "PLN"), ("cs", "CZK")):
    amount = format_currency(1234.5, currency, locale=language)
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 700, amount)
    canvas.save()
    page = PdfReader(file).pages[0]
    fonts = sorted(font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values())
    print(language, ascii(amount), "is read as", page.extract_text().strip().replace("\xa0", " "), *fonts)
EOF
cat >"$folder/seen" <<'EOF'
fr '1\u202f234,50\xa0\u20ac' is read as 1■234,50 € /Helvetica /ZapfDingbats
fr_CH '1\u202f234,50\xa0CHF' is read as 1■234,50 CHF /Helvetica /ZapfDingbats
de '1.234,50\xa0\u20ac' is read as 1.234,50 € /Helvetica
pl '1\xa0234,50\xa0z\u0142' is read as 1 234,50 z■ /Helvetica /ZapfDingbats
cs '1\xa0234,50\xa0K\u010d' is read as 1 234,50 K■ /Helvetica /ZapfDingbats
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
