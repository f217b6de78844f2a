#!/usr/bin/env python3
"""Build ``dist/account_dunning-<version>.zip``, what the Apps store or an Odoo add-on folder takes.

    dev/dist.py            build
    dev/dist.py --check    build, then install it on a fresh database

The archive holds the add-on only: no tests, no development files. Built twice from the same files it is the same.
"""

import argparse
import ast
import shutil
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

DIST = lib.ROOT / "dist"
LEFT_OUT_FOLDERS = ("tests", "__pycache__", "node_modules")
LEFT_OUT_SUFFIXES = (".pyc", ".pyo", ".orig", ".rej", ".log", ".swp")
# A zip entry needs a date; the earliest that the format knows keeps archives comparable.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def version():
    """Return the version in the manifest."""
    return ast.literal_eval((lib.ROOT / "__manifest__.py").read_text())["version"]


def files():
    """Return the files of the add-on, relative to the repository, sorted."""
    found = []
    for name in lib.addon_entries():
        top = lib.ROOT / name
        for path in [top] if top.is_file() else top.rglob("*"):
            relative = path.relative_to(lib.ROOT)
            left_out = set(relative.parts) & set(LEFT_OUT_FOLDERS) or path.suffix in LEFT_OUT_SUFFIXES
            if path.is_file() and not left_out:
                found.append(relative)
    ignored = lib.git_ignored([str(path) for path in found])
    return sorted(path for path in found if str(path) not in ignored)


def build():
    """Write the archive and return its path."""
    DIST.mkdir(exist_ok=True)
    archive = DIST / f"{lib.MODULE}-{version()}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path in files():
            entry = zipfile.ZipInfo(f"{lib.MODULE}/{path.as_posix()}", ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, (lib.ROOT / path).read_bytes())
    return archive


def check(archive):
    """Install the archive alone on a fresh database.

    Raises:
        DevError: it does not install, or Odoo logs an error doing so.
    """
    folder = lib.DEV / "dist_check"
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(archive) as source:
        source.extractall(folder)
    db, log = "dist_check", lib.LOGS / "dist_check.log"
    log.unlink(missing_ok=True)
    lib.newdb(db)
    paths = [str(path) for path in lib.addons_path() if path not in (lib.ADDONS, lib.ROOT / "addons")]
    addons_path = ",".join([str(folder), *paths])
    arguments = ["-d", db, "-i", lib.MODULE, f"--addons-path={addons_path}", "--stop-after-init", "--no-http"]
    lib.run_odoo(arguments, log=log)
    errors = [line for line in log.read_text().splitlines() if " ERROR " in line or " CRITICAL " in line]
    state = lib.sql(f"SELECT state FROM ir_module_module WHERE name = '{lib.MODULE}'", db=db)
    if errors or state != ["installed"]:
        raise lib.DevError(f"{archive.name} does not install cleanly (state {state}): see {log}\n" + "\n".join(errors))
    lib.drop_db(db)
    shutil.rmtree(folder)
    lib.say(f"{archive.name} installs on a fresh database")


def main():
    """Build, and check when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="install it on a fresh database")
    arguments = parser.parse_args()
    archive = build()
    lib.say(f"{archive.relative_to(lib.ROOT)}: {len(files())} files, {archive.stat().st_size / 1e6:.2f} MB")
    if arguments.check:
        check(archive)


if __name__ == "__main__":
    main()
