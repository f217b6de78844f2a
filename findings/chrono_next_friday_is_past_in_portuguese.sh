#!/usr/bin/env bash
# chrono-node 2.10.3, read on Sunday 29 November 2026: "próxima sexta-feira" (next Friday) in Portuguese is Friday 27 November,
# which is past; French, German, Spanish and Dutch say 4 December. The commonest German date, "10.12.", is not found at all, nor
# is "10-12" in Dutch or "avant le 5" in French, and in "Rechnung 2026-12-0001" the number's end is taken for a time of today.
# Guess: next Friday is to come in each language, a day and month with full stops is a date, an invoice number is none.
# For promises read from answers: a promise for last Friday is broken at once. Ours has phrases of its own for each language and
# takes no day before the mail's (models/reply/meaning).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund chrono-node@2.10.3 >/dev/null
cat >run.mjs <<'EOF'
import * as chrono from "chrono-node";
const sunday = new Date(2026, 10, 29, 12);
const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
for (const [language, text] of [
    ["pt", "próxima sexta-feira"], ["fr", "vendredi prochain"], ["de", "nächsten Freitag"], ["es", "el próximo viernes"],
    ["nl", "volgende week vrijdag"], ["de", "Wir zahlen am 10.12."], ["de", "Wir zahlen am 10. Dezember"], ["nl", "op 10-12"],
    ["fr", "avant le 5"], ["de", "Rechnung 2026-12-0001"],
]) {
    const found = chrono[language].parse(text, sunday).map((one) => `${one.text} = ${day(one.start.date())}`);
    console.log(`${language} ${text}: ${found.join(", ") || "nothing"}`);
}
EOF
TZ=Europe/Paris node run.mjs 2>errors | tee now
cat >seen <<'EOF'
pt próxima sexta-feira: sexta-feira = 2026-11-27
fr vendredi prochain: vendredi prochain = 2026-12-04
de nächsten Freitag: nächsten Freitag = 2026-12-04
es el próximo viernes: próximo viernes = 2026-12-04
nl volgende week vrijdag: volgende week vrijdag = 2026-12-04
de Wir zahlen am 10.12.: nothing
de Wir zahlen am 10. Dezember: am 10. Dezember = 2026-12-10
nl op 10-12: nothing
fr avant le 5: nothing
de Rechnung 2026-12-0001: 12-0001 = 2026-11-29
EOF
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
