#!/usr/bin/env python3
"""Check the sources: ruff, pylint with Odoo's rules, XML well-formedness, complete translations, README.rst.

    dev/lint.py            every hook of .pre-commit-config.yaml, on all files
    dev/lint.py ruff xml   these checks only

Needs no Odoo: the tools live in a virtual environment of their own, ``.dev/lint``. Covers the add-on, the glue add-ons
under ``addons/``, ``dev/`` and ``bench/``. Every check runs; the exit code tells whether all were clean.
"""

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib
import setup

TOOLS = lib.DEV / "lint"
COPY = lib.DEV / "lint_copy"
REQUIREMENTS = lib.ROOT / "dev" / "requirements-lint.txt"


def install_tools():
    """Install the pinned tools unless they are there."""
    with lib.locked("lint"):
        setup.make_venv(TOOLS, REQUIREMENTS)


def tool(name, *arguments, cwd=lib.ROOT):
    """Run a lint tool and return whether it found nothing to say."""
    return subprocess.run([str(TOOLS / "bin" / name), *map(str, arguments)], cwd=cwd).returncode == 0


def ruff():
    """Check all Python sources, the executable scripts without a suffix included."""
    scripts = [path for path in (lib.ROOT / "dev").iterdir() if _is_python_script(path)]
    return tool("ruff", "check", "--quiet", "--output-format=concise", ".", *scripts)


def _is_python_script(path):
    return path.is_file() and not path.suffix and path.read_bytes().startswith(b"#!/usr/bin/env python3")


def pylint():
    """Check the add-ons with pylint-odoo.

    It takes an add-on's name from its folder, and follows no symbolic links: it sees a copy under the right name.
    """
    shutil.rmtree(COPY, ignore_errors=True)
    (COPY / lib.MODULE).mkdir(parents=True)
    for name in lib.addon_entries():
        source, target = lib.ROOT / name, COPY / lib.MODULE / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    for manifest in lib.ROOT.glob("addons/*/__manifest__.py"):
        shutil.copytree(manifest.parent, COPY / manifest.parent.name)
    modules = [path.parent.name for path in sorted(COPY.glob("*/__manifest__.py"))]
    settings = f"--rcfile={lib.ROOT / '.pylintrc'}"
    clean = not modules or tool("pylint", settings, "--ignore-paths=^.*/tests/.*$", *modules, cwd=COPY)
    # what tests write is for nobody's language; the rule knows a tests folder only without rooms
    tests = [f"{name}/tests" for name in modules if (COPY / name / "tests").is_dir()]
    clean = (not tests or tool("pylint", settings, "--disable=translation-required", *tests, cwd=COPY)) and clean
    shutil.rmtree(COPY)
    return clean


def sources(suffix):
    """Return the files with ``suffix`` of the repository, generated folders left out."""
    for path in sorted(lib.ROOT.rglob(f"*{suffix}")):
        top = path.relative_to(lib.ROOT).parts[0]
        if not top.startswith(".") and top not in ("out", "dist", "node_modules"):
            yield path


def xml():
    """Parse every XML file; Odoo reports a broken one only when it gets there."""
    clean = True
    for path in sources(".xml"):
        try:
            ElementTree.parse(path)
        except ElementTree.ParseError as error:
            lib.say(f"{path.relative_to(lib.ROOT)}: not well-formed: {error}")
            clean = False
    return clean


CATALOGUE_CHECK = """
import sys, polib
bad = 0
for path in sys.argv[1:]:
    for entry in polib.pofile(path, check_for_duplicates=True):
        if not entry.obsolete and (entry.fuzzy or not entry.msgstr):
            print(f"{path}:{entry.linenum}: {'fuzzy' if entry.fuzzy else 'untranslated'}: {entry.msgid[:80]!r}")
            bad = 1
sys.exit(bad)
"""

CUSTOMERS_CHECK = """
import sys, polib
from pathlib import Path
sys.path.insert(0, "dev")
import customer_terms
bad = 0
for template in (Path("i18n/account_dunning.pot"), *sorted(Path("addons").glob("*/i18n/*.pot"))):
    terms = polib.pofile(str(template))
    for language in customer_terms.CUSTOMER_LANGUAGES:
        path = template.parent / f"{language}.po"
        for term in customer_terms.missing_terms(terms, polib.pofile(str(path)) if path.exists() else polib.POFile()):
            print(f"{path}: customers would read English: {term[:80]!r}")
            bad = 1
sys.exit(bad)
"""


def catalogues():
    """Refuse translations with a missing or doubtful entry: a language is shipped complete or not at all."""
    paths = [str(path.relative_to(lib.ROOT)) for path in sources(".po")]
    complete = not paths or tool("python", "-c", CATALOGUE_CHECK, *paths)
    return tool("python", "-c", CUSTOMERS_CHECK) and complete


def readme():
    """Refuse a README.rst that does not follow its fragments."""
    return subprocess.run([sys.executable, str(lib.ROOT / "dev" / "readme.py"), "--check"]).returncode == 0


CHECKS = {check.__name__: check for check in (ruff, pylint, xml, catalogues, readme)}


def main():
    """Run the checks that are named, else all hooks of ``.pre-commit-config.yaml``; return 0 when all were clean."""
    install_tools()
    names = sys.argv[1:]
    if not names:
        clean = tool("pre-commit", "run", "--all-files", "--color=never")
        lib.say("lint: clean" if clean else "lint: something was found, see above")
        return int(not clean)
    failed = [name for name in names if not CHECKS[name]()]
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
