#!/usr/bin/env bash
# gender-guesser 0.4.0: French names that begin with É are unknown (Élodie, Émilie, Étienne, Éric) though Elodie, Emilie, Etienne and
# Eric are known, accents inside of a name do no harm (Hélène, Jérôme), nor does Å at its beginning (Åsa).
# Guess: a list of names of fifty countries knows its capital letters. For salutations of letters made from first names: Hélène is
# written to by her title and Élodie is not. Ours says *Madame, Monsieur* to all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check gender-guesser==0.4.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from gender_guesser.detector import Detector

known = Detector()
for name in ("Élodie", "Elodie", "Émilie", "Emilie", "Étienne", "Etienne", "Éric", "Eric", "Hélène", "Jérôme", "Åsa"):
    print(name, known.get_gender(name))
print("Élodie, France", known.get_gender("Élodie", "france"))
EOF
cat >"$folder/seen" <<'EOF'
Élodie unknown
Elodie female
Émilie unknown
Emilie female
Étienne unknown
Etienne male
Éric unknown
Eric male
Hélène female
Jérôme male
Åsa female
Élodie, France unknown
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
