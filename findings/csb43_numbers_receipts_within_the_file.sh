#!/usr/bin/env bash
# csb43 1.1.0, statements of Spanish banks (Norma 43, AEB) to OFX: the number of a transaction (FITID) is its place among those of its
# day in the file. A file of the morning and one of the afternoon give two receipts of two customers the same number, 20260310-0, and
# their closing balance is dated the statement's first day. Guess: what is told apart by its text and reference has a number of its
# own, and the closing balance is of the last day. For imports that know by FITID what they have already, as Odoo's do: the second
# customer's money is left out, and he is chased though he paid. Import whole days, or compare the closing balance with the books.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check csb43==1.1.0 2>"$folder/pip.log" || { cat "$folder/pip.log"; exit 1; }
cat >"$folder/run.py" <<'EOF'
import re
import subprocess
import sys
from pathlib import Path

folder = Path(__file__).parent


def record(*parts):
    return "".join(parts).ljust(80)


def statement(amount, text):
    """One receipt on 10 March 2026 in a statement of the whole month."""
    total = f"{amount:014d}"
    return "\r\n".join(
        (
            record("11", "0001", "0005", "0123456789", "260301", "260331", "2", f"{100000:014d}", "978", "3", "ACME SL".ljust(26)),
            record("22", "    ", "0005", "260310", "260310", "02", "123", "2", total, "0" * 10, "0" * 12),
            record("23", "01", text),
            record("33", "0001", "0005", "0123456789", f"{0:05d}", f"{0:014d}", f"{1:05d}", total, "2", f"{100000 + amount:014d}", "978"),
            record("88", "9" * 18, f"{4:06d}"),
        )
    ) + "\r\n"


for name, amount, text in (("morning", 12100, "TRANSFERENCIA CLIENTE UNO F-2026-001"), ("afternoon", 75000, "TRANSFERENCIA CLIENTE DOS F-2026-002")):
    file = folder / f"{name}.csb"
    file.write_text(statement(amount, text), encoding="latin1", newline="")
    command = [str(Path(sys.executable).parent / "csb2format"), "-f", "ofx", str(file), "-"]
    ofx = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    said = {tag: re.search(f"<{tag}>([^<]*)", ofx)[1] for tag in ("TRNAMT", "FITID", "MEMO", "BALAMT", "DTASOF")}
    print(name, *said.values(), sep=" / ")
EOF
cat >"$folder/seen" <<'EOF'
morning / 121 / 0001-0005-41-0123456789-20260310-0 / TRANSFERENCIA CLIENTE UNO F-2026-001 / 1121 / 20260301
afternoon / 750 / 0001-0005-41-0123456789-20260310-0 / TRANSFERENCIA CLIENTE DOS F-2026-002 / 1750 / 20260301
EOF
"$folder/venv/bin/python" "$folder/run.py" 2>"$folder/errors" | tee "$folder/now"
diff "$folder/seen" "$folder/now" || { tail -3 "$folder/errors"; echo "no longer as seen"; exit 1; }
