#!/usr/bin/env bash
# html2text 2025.4.15 makes the plain text of an e-mail with lines of 78 characters, and breaks links too: a payment link with an
# access token is cut at a hyphen inside the token, so that what a mail program makes clickable is its first half. body_width=0
# or wrap_links=False keep it. Guess: a link stays in one piece.
# For the plain-text half of reminders: the page opens without the right to see the invoices. Ours have Odoo's plain text, which
# sets links apart and does not wrap.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check html2text==2025.4.15 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import html2text

LINK = "https://shop.example.com/my/invoices/4711?access_token=0a1b2c3d-4e5f-6789-abcd-ef0123456789"
MAIL = f'<p>Please <a href="{LINK}">pay your invoices here</a>.</p>'
for name, settings in (("default", {}), ("wrap_links=False", {"wrap_links": False}), ("body_width=0", {"body_width": 0})):
    reader = html2text.HTML2Text()
    for key, value in settings.items():
        setattr(reader, key, value)
    text = reader.handle(MAIL).strip()
    print(f"{name}: link {'whole' if LINK in text else 'broken'}")
    print(text)
EOF
cat >"$folder/seen" <<'EOF'
default: link broken
Please [pay your invoices
here](https://shop.example.com/my/invoices/4711?access_token=0a1b2c3d-4e5f-6789-abcd-
ef0123456789).
wrap_links=False: link whole
Please [pay your invoices here](https://shop.example.com/my/invoices/4711?access_token=0a1b2c3d-4e5f-6789-abcd-ef0123456789).
body_width=0: link whole
Please [pay your invoices here](https://shop.example.com/my/invoices/4711?access_token=0a1b2c3d-4e5f-6789-abcd-ef0123456789).
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
