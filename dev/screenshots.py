#!/usr/bin/env python3
"""Serve the demo database and let ``dev/screenshots.mjs`` photograph it with Chromium.

    dev/screenshots.py               all pictures, into docs/images; some also into static/description
    dev/screenshots.py todo call     those whose names start so

The script gets by environment: ``ODOO_URL`` (log in as admin/admin), ``ODOO_DB``, ``CHROMIUM`` (its path),
``PLAYWRIGHT`` (what to import: ``const { chromium } = await import(process.env.PLAYWRIGHT)``) and ``SCREENSHOTS``
(the folder to write to; anything but ``docs/images`` leaves the repository as it is). ``DB`` names another database.
The pictures are reduced to 256 colours, which makes them three times smaller.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

PLAYWRIGHT = "playwright-core@1.65.1"
NODE = lib.DEV / "node"
IMAGES = lib.ROOT / "docs" / "images"
# What the Apps page shows (static/description/index.html).
APPS_IMAGES = ("todo", "email_review", "call", "reasons", "plan", "customer", "invoice", "todo_phone", "portal_phone")


def node_module(package, path):
    """Return the path of a file of an npm package, which is installed under ``.dev/`` when it is missing.

    Args:
        package: name and version, as npm takes them
        path: of the file inside ``node_modules``
    """
    module = NODE / "node_modules" / path
    if not module.exists():
        if shutil.which("npm") is None:
            raise lib.DevError(f"npm is missing: {package} comes from there; apt-get install nodejs npm.")
        NODE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(NODE), "--no-audit", "--no-fund", "--silent", package]
        subprocess.run(command, check=True, env={**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"})
    return module


def playwright():
    """Return the path of Playwright's module, installed from npm when missing."""
    return node_module(PLAYWRIGHT, "playwright-core/index.mjs")


def reduce(path):
    """Write a picture anew with at most 256 colours, and no wider than it is on a screen of usual density."""
    from PIL import Image

    with Image.open(path) as picture:
        small = picture.convert("RGB")
    if path.stem.endswith("_phone"):
        small = small.resize((small.width * 3 // 4, small.height * 3 // 4), Image.Resampling.LANCZOS)
    small.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def chromium():
    """Return the path of Chromium, ``None`` when there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def take(server, db, folder, module, *names, whole=False):
    """Photograph screens of a server that runs.

    Args:
        server: ``lib.OdooServer``
        db: its database
        folder: where the pictures go
        module: what ``playwright`` returned
        names: beginnings of the screens' names, all by default
        whole: the dashboard from top to bottom, however long

    Returns:
        The exit code of ``screenshots.mjs``.
    """
    env = {
        **os.environ,
        "ODOO_URL": server.url,
        "ODOO_DB": db,
        "CHROMIUM": chromium(),
        "PLAYWRIGHT": str(module),
        "SCREENSHOTS": str(folder),
        "WHOLE": "1" if whole else "",
    }
    command = ["node", str(lib.ROOT / "dev" / "screenshots.mjs"), *names]
    return subprocess.run(command, cwd=lib.ROOT, env=env).returncode


def main():
    """Serve, photograph, stop; return the script's exit code."""
    lib.use_venv()
    db = os.environ.get("DB", "demo")
    lib.prepare()
    if chromium() is None:
        raise lib.DevError("Chromium is missing: it renders the screenshots; apt-get install chromium.")
    if not lib.db_exists(db):
        raise lib.DevError(f"database {db} is missing: run `SERVE=0 make demo` first, or name another by DB=.")
    folder = Path(os.environ.get("SCREENSHOTS") or IMAGES)
    folder.mkdir(parents=True, exist_ok=True)
    module = playwright()
    with lib.OdooServer(db) as server:
        begin = time.time() - 1
        code = take(server, db, folder, module, *sys.argv[1:])
    for path in sorted(folder.glob("*.png")):
        if path.stat().st_mtime < begin:
            continue
        reduce(path)
        if folder == IMAGES and path.stem in APPS_IMAGES:
            shutil.copy(path, lib.ROOT / "static" / "description" / path.name)
    return code


if __name__ == "__main__":
    sys.exit(main())
