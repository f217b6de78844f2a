"""Load the late-payment library of ``models/interest`` alone, without Odoo, as whoever installs it by itself does.

The folder ``models`` must not come on Python's path: its rooms bear names of the standard library (``calendar``).
"""

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "models" / "interest"
NAME = "late_interest"


def load():
    """Return the package, imported once under its public name."""
    if NAME not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            NAME, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules[NAME] = module
        spec.loader.exec_module(module)
    return sys.modules[NAME]
