#!/usr/bin/env python3
"""Build the add-ons as wheels, as people install OCA add-ons: ``dist/odoo_addon_account_dunning-<version>-py3-none-any.whl``.

    dev/wheel.py            build, the glue add-ons too
    dev/wheel.py --check    build, then install ours beside Odoo and load it from there

whool takes an add-on's name from its folder, and packs whatever lies in it. The clone may have any name and holds the
development files too, so each wheel is built from a folder of the right name with the add-on's own files only.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import dist
import lib
import setup

TOOLS = lib.DEV / "wheel"
REQUIREMENTS = lib.ROOT / "dev" / "requirements-wheel.txt"
# The version is the manifest's: no count of commits since, which a build from an archive could not know.
STRATEGY = {"WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}


def addons():
    """Yield (name, pairs of source and path inside the add-on) of the add-on and of each glue add-on."""
    yield lib.MODULE, [(lib.ROOT / path, path) for path in (*dist.files(), Path("pyproject.toml"))]
    for manifest in sorted(lib.ROOT.glob("addons/*/__manifest__.py")):
        folder = manifest.parent
        paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in dist.LEFT_OUT_SUFFIXES]
        yield folder.name, [
            (path, path.relative_to(folder))
            for path in paths
            if not set(path.relative_to(folder).parts) & set(dist.LEFT_OUT_FOLDERS)
        ]


def build():
    """Write one wheel for each add-on into ``dist/``; return their paths, ours first."""
    with lib.locked("wheel"):
        setup.make_venv(TOOLS, REQUIREMENTS)
    dist.DIST.mkdir(exist_ok=True)
    return [_build_one(name, files) for name, files in addons()]


def _build_one(name, files):
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / name
        for source, path in files:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / path)
        out = Path(scratch) / "wheels"
        out.mkdir()
        code = f"from whool import buildapi; print(buildapi.build_wheel({str(out)!r}))"
        done = subprocess.run(
            [str(TOOLS / "bin" / "python"), "-c", code],
            cwd=folder, env={**os.environ, **STRATEGY}, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise lib.DevError(f"the wheel of {name} cannot be built:\n{done.stderr}")
        wheel = out / done.stdout.split()[-1]
        return Path(shutil.copy(wheel, dist.DIST / wheel.name))


def install(wheel, folder):
    """Install ``wheel`` into ``folder`` without its dependencies, Odoo among them; return its add-ons folder."""
    command = [str(lib.PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", f"--target={folder}"]
    subprocess.run([*command, str(wheel)], check=True)
    return Path(folder) / "odoo" / "addons"


def lay_out(folder):
    """Install our wheel into ``folder`` with the add-on's tests and tours beside it; return the add-on folders to run it from there."""
    addons = install(build()[0], folder)
    for tests in ("tests", "static/tests"):
        shutil.copytree(lib.ROOT / tests, addons / lib.MODULE / tests, ignore=shutil.ignore_patterns("__pycache__"))
    return [*(path for path in lib.addons_path() if path != lib.ADDONS), addons]


def check(wheel):
    """Install the wheel's add-on from where pip put it, on a fresh database.

    Raises:
        DevError: it does not install, or Odoo logs an error doing so.
    """
    db, log = "wheel_check", lib.LOGS / "wheel_check.log"
    log.unlink(missing_ok=True)
    lib.newdb(db)
    with tempfile.TemporaryDirectory() as folder:
        paths = [path for path in lib.addons_path() if path not in (lib.ADDONS, lib.ROOT / "addons")]
        paths.append(install(wheel, folder))
        lib.run_odoo(["-d", db, "-i", lib.MODULE, "--stop-after-init", "--no-http"], log=log, addons=paths)
    errors = [line for line in log.read_text().splitlines() if " ERROR " in line or " CRITICAL " in line]
    state = lib.sql(f"SELECT state FROM ir_module_module WHERE name = '{lib.MODULE}'", db=db)
    lib.drop_db(db)
    if errors or state != ["installed"]:
        raise lib.DevError(f"{wheel.name} does not install cleanly (state {state}): see {log}\n" + "\n".join(errors))
    lib.say(f"{wheel.name} installs on a fresh database")


def main():
    """Build, and check when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="install ours beside Odoo and load it")
    arguments = parser.parse_args()
    wheels = build()
    for wheel in wheels:
        lib.say(f"{wheel.relative_to(lib.ROOT)}: {wheel.stat().st_size / 1e6:.2f} MB")
    if arguments.check:
        check(wheels[0])


if __name__ == "__main__":
    main()
