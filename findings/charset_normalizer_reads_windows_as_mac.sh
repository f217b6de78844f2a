#!/usr/bin/env bash
# charset-normalizer 3.5.3: a French list of open items as Excel on Windows writes it (cp1252: accents, œ, €) is taken for
# mac_latin2 ("Société Générale" becomes "Sociťtť Gťnťrale", "1234,56 €" becomes "1234,56 Ä"), others for cp1250
# (œ becomes ś, ñ becomes ń), whatever the number of lines. Guess: cp1252, or a text that is the same letter for letter.
# For imports of open items: try UTF-8 strictly, then cp1252; offered only these two, it chooses right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check charset-normalizer==3.5.3 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
from charset_normalizer import from_bytes

HEAD = "Code;Tiers;Échéance;Solde\r\n"
LINES = [
    "411A;Société Générale;31/01/2026;1234,56 €\r\n", "411B;Hôtel de l'Île;28/02/2026;980,00 €\r\n",
    "411C;Bœuf & Frères;15/03/2026;12400,10 €\r\n", "411D;Garage Noël;15/04/2026;77,00 €\r\n",
]
CASES = {
    "two lines": HEAD + "".join(LINES[:2]),
    "two hundred": HEAD + "".join(LINES * 50),
    "names": "411001;Cœur d'Île;120,00\n411002;Bœuf & Frères;80,00\n",
    "Spanish": "Cuenta;Nombre;Importe\n430001;Peña y Muñoz S.L.;1.234,56 €\n430002;Añil Diseño;80,00 €\n",
}
for name, text in CASES.items():
    raw = text.encode("cp1252")
    free, offered = from_bytes(raw).best(), from_bytes(raw, cp_isolation=["utf_8", "cp1252"]).best()
    print(name, free.encoding, str(free) == text, "offered two:", offered.encoding, str(offered) == text)
EOF
cat >"$folder/seen" <<'EOF'
two lines mac_latin2 False offered two: cp1252 True
two hundred mac_latin2 False offered two: cp1252 True
names cp1250 False offered two: cp1252 True
Spanish cp1250 False offered two: cp1252 True
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
