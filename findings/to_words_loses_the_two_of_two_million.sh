#!/usr/bin/env bash
# to-words 5.7.0: two million euros in Italian are "Milioni Euro", without the two (three million and one million are right); in
# French 200,000 € are "Deux Cents Mille" (cent takes no s before mille) and a million lacks its "d'" ("Un Million Euros"), and
# in German one million is "Eins Million" (Eine Million). Guess: "Due Milioni di Euro", "Deux Cent Mille", "Un Million d'Euros".
# For acknowledgements of debt and bills, where the words decide when words and figures differ: an amount without its number
# is no amount. Ours gives words only where they are proven right, otherwise figures (models/shared/amount_in_words.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund to-words@5.7.0 >/dev/null
cat >run.mjs <<'EOF'
import { ToWords } from "to-words";
const amounts = [["it-IT", [1e6, 2e6, 3e6, 2000001]], ["fr-FR", [200, 200000, 1e6]], ["de-DE", [1, 1e6]]];
for (const [locale, values] of amounts)
    for (const value of values) console.log(locale, value, new ToWords({ localeCode: locale }).convert(value, { currency: true }));
EOF
node run.mjs 2>errors | tee now
cat >seen <<'EOF'
it-IT 1000000 Un Milione Euro
it-IT 2000000 Milioni Euro
it-IT 3000000 Tre Milioni Euro
it-IT 2000001 Milioni Un Euro
fr-FR 200 Deux Cents Euros
fr-FR 200000 Deux Cents Mille Euros
fr-FR 1000000 Un Million Euros
de-DE 1 Eins Euro
de-DE 1000000 Eins Million Euro
EOF
diff seen now || { tail -3 errors; echo "no longer as seen"; exit 1; }
