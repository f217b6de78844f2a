"""The add-on's modules that need no Odoo, loaded one by one, and the examples in their docstrings."""

import doctest
import importlib
import sys
import types

import lib

NAME = "dunning_house"


def load(path):
    """Return a module by its path from the root, such as ``models/calendar/payment_days``.

    The rooms are there for relative imports, but what stands in their ``__init__`` is not run: it would import Odoo.
    """
    folders = [lib.ROOT, lib.ROOT / "models", lib.ROOT / "report", *(one.parent for one in lib.ROOT.glob("models/*/__init__.py"))]
    for folder in folders:
        name = ".".join((NAME, *folder.relative_to(lib.ROOT).parts))
        if name not in sys.modules:
            package = types.ModuleType(name)
            package.__path__ = [str(folder)]
            sys.modules[name] = package
    return importlib.import_module(f"{NAME}.{path.replace('/', '.')}")


def check_examples(module):
    """Fail when an example of a module does not come out as written, or when there is none."""
    result = doctest.testmod(module)
    assert result.attempted and not result.failed, module.__name__
