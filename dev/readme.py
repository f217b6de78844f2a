#!/usr/bin/env python3
"""Make README.rst, which wheels and the Apps store show, from the fragments in ``readme/`` and the manifest.

    dev/readme.py            write it
    dev/readme.py --check    tell whether it is up to date
"""

import argparse
import ast
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

README = lib.ROOT / "README.rst"
FRAGMENTS = {
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known limits",
    "CONTRIBUTORS": "Contributors",
}
PICTURES = ("todo.png", "call.png", "customer.png", "invoice.png", "plan.png", "reasons.png")


def fragment(name):
    """Return the text of a fragment."""
    return (lib.ROOT / "readme" / f"{name}.rst").read_text().strip()


def text():
    """Return the whole page."""
    manifest = ast.literal_eval((lib.ROOT / "__manifest__.py").read_text())
    title = manifest["name"]
    parts = [
        ".. Made from readme/ by dev/readme.py: change the fragments, not this file.",
        f"{'=' * len(title)}\n{title}\n{'=' * len(title)}",
        f":Version: {manifest['version']}\n:License: {manifest['license']}\n:Status: {manifest['development_status']}",
        fragment("DESCRIPTION"),
    ]
    parts += [f".. image:: static/description/{name}\n   :alt: {name.removesuffix('.png')}" for name in PICTURES]
    for name, heading in FRAGMENTS.items():
        parts.append(f"{heading}\n{'=' * len(heading)}\n\n{fragment(name)}")
    parts.append(f"Changes are told in ``CHANGELOG.md``, questions and faults belong to {manifest['website']}.")
    return "\n\n".join(parts) + "\n"


def main():
    """Write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="tell whether the file is up to date")
    if not parser.parse_args().check:
        README.write_text(text())
    elif not README.exists() or README.read_text() != text():
        lib.say("README.rst does not follow readme/ and the manifest: run dev/readme.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
