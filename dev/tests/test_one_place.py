"""One rule, one place: what the sources may say in one file only, and how many parameters a function may have."""

import ast
import re

import pytest

import lib

ROOMS = ("models", "wizards", "report", "controllers")

# Pattern, where it may stand, and why elsewhere as well.
PLACES = {
    "trade receivable": (
        r"asset_receivable",
        {
            "models/shared/receivable.py": "the rule",
            "models/balance/dunning_aging.py": "the aged balance may be asked about any control account",
            "models/figures/dunning_metrics.py": "receivables beside payables, for the working capital",
            "models/figures/dunning_metrics_quality.py": "which account an entry moved what was open to",
            "wizards/dunning_aged_wizard.py": "the control accounts that an aged balance is asked about",
        },
    ),
    "due date": (r"COALESCE\(\w+\.date_maturity, *\w+\.date\)|date_maturity or \w+\.date\b", {"models/shared/receivable.py": "the rule"}),
}


def read_sources():
    """Yield (path from the root, text) of each Python file of the rooms."""
    for room in ROOMS:
        for path in sorted((lib.ROOT / room).rglob("*.py")):
            yield path.relative_to(lib.ROOT).as_posix(), path.read_text()


@pytest.mark.parametrize("rule", PLACES)
def test_a_rule_has_one_place(rule):
    pattern, places = PLACES[rule]
    found = {path for path, text in read_sources() if re.search(pattern, text)}
    assert found == set(places), f"{rule}: see {next(iter(places))}"


# Functions of others, with the signature that these call.
OVERRIDES = {"_read_group", "formatted_read_group", "_build_email__"}
MOST_PARAMETERS = 6


def test_few_parameters():
    """A function has at most six parameters; what more it needs is a small object with names."""
    found = []
    for path, text in read_sources():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and node.name not in OVERRIDES:
                names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                if len([name for name in names if name not in ("self", "cls")]) > MOST_PARAMETERS:
                    found.append(f"{path}: {node.name}({', '.join(names)})")
    assert not found
