#!/usr/bin/env python3
"""Export the translatable terms and bring the translations up to date.

Odoo writes ``i18n/<add-on>.pot`` from a database; ``fr.po`` and each other ``.po`` beside it then get exactly those
terms, keeping their translations of the terms that are still there; languages for customers only get what customers
read (``dev/customer_terms.py``). What is left to translate is listed (and refused by ``make lint``). Glue add-ons are
done as well, but for those that need add-ons of others: they have no terms.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import customer_terms

import lib

DB = "i18n_export"
# Languages that say most of it as the source does: only what differs is kept, the rest needs no translation.
SPARSE = ("en_GB",)


def folders():
    """Return the source folder of each of our add-ons that installs with Odoo's own alone, by technical name."""
    glue = {name: lib.ROOT / "addons" / name for name in lib.glue_addons()[0]}
    return {lib.MODULE: lib.ROOT, **glue}


def export(modules):
    """Write each module's ``.pot`` by Odoo itself."""
    lib.newdb(DB)
    log = lib.LOGS / "i18n.log"
    log.unlink(missing_ok=True)
    for folder in folders().values():
        (folder / "i18n").mkdir(exist_ok=True)
    lib.run_odoo(["-d", DB, "-i", ",".join(modules), "--stop-after-init", "--no-http"], log=log)
    lib.run_odoo(["i18n", "export", "-d", DB, "-l", "pot", "--", *modules], log=log)
    lib.drop_db(DB)


def merge(template, path):
    """Rewrite translation file ``path`` with the terms of ``template``.

    Returns:
        The terms without a translation.
    """
    import polib

    before = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {entry.msgid: entry.msgstr for entry in before if not entry.fuzzy}
    merged = polib.pofile(str(template), wrapwidth=78)
    merged.metadata = {**merged.metadata, "Language": path.stem, **before.metadata}
    for entry in merged:
        entry.msgstr = known.get(entry.msgid, "")
    if path.stem in SPARSE:
        merged[:] = [entry for entry in merged if entry.msgstr]
    if path.stem in customer_terms.CUSTOMER_LANGUAGES:
        merged[:] = [entry for entry in merged if customer_terms.is_read_by_customers(entry)]
    merged.save(str(path))
    return [entry.msgid for entry in merged if not entry.msgstr]


def main():
    """Export and merge."""
    sources = folders()
    export(list(sources))
    for module, folder in sources.items():
        template = folder / "i18n" / f"{module}.pot"
        for path in sorted({folder / "i18n/fr.po", *(folder / "i18n").glob("*.po")}):
            left = merge(template, path)
            lib.say(f"{path.relative_to(lib.ROOT)}: {len(left)} terms to translate")
            for term in left:
                lib.say(f"  {term!r}")


if __name__ == "__main__":
    lib.use_venv()
    main()
