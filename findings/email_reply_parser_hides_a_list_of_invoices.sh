#!/usr/bin/env bash
# email-reply-parser 0.5.12 (Python): a line that begins with a hyphen and a letter or figure begins a signature, so of an answer that lists
# "-FAC/2026/0001 payée hier" or "-800,00 € le 10" the greeting alone is left; with a blank after the hyphen all stays. Guess: the
# reply whole, as nothing is quoted and no "-- " stands in it. Its namesake of npm, email-reply-parser 2.3.7, keeps all.
# For answers to reminders: "paid" and "disputed" are not seen and the customer is reminded again. Ours cuts at "--" alone on its
# line and at farewells (models/reply/meaning/new_words.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund email-reply-parser@2.3.7 >/dev/null
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check email-reply-parser==0.5.12 2>pip.log || { cat pip.log; exit 1; }
cat >mails.json <<'EOF'
["Bonjour,\n\n-FAC/2026/0001 payée hier\n-FAC/2026/0002 contestée\n", "Hello,\n\n-paid on 3 November\n",
 "Bonjour,\n\n- FAC/2026/0001 payée hier\n- FAC/2026/0002 contestée\n", "Bonjour,\n\n-1 200,00 € le 3\n-800,00 € le 10\n"]
EOF
cat >run.py <<'EOF'
import json

from email_reply_parser import EmailReplyParser

for mail in json.load(open("mails.json", encoding="utf-8")):
    print("Python:", " | ".join(EmailReplyParser.parse_reply(mail).split("\n")))
EOF
cat >run.js <<'EOF'
const Parser = require("email-reply-parser").default || require("email-reply-parser");
for (const mail of require("./mails.json"))
    console.log("npm:", new Parser().read(mail).getVisibleText().trim().split("\n").join(" | "));
EOF
cat >seen <<'EOF'
Python: Bonjour,
Python: Hello,
Python: Bonjour, |  | - FAC/2026/0001 payée hier | - FAC/2026/0002 contestée
Python: Bonjour,
npm: Bonjour, |  | -FAC/2026/0001 payée hier | -FAC/2026/0002 contestée
npm: Hello, |  | -paid on 3 November
npm: Bonjour, |  | - FAC/2026/0001 payée hier | - FAC/2026/0002 contestée
npm: Bonjour, |  | -1 200,00 € le 3 | -800,00 € le 10
EOF
{ venv/bin/python run.py && node run.js; } 2>errors | tee now
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
