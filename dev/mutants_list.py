#!/usr/bin/env python3
"""List the mutants of some files with cosmic-ray's operators: one JSON line each. Run in ``.dev/mutants``, see ``mutants.py``."""

import json
import sys
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

# One or two changes a place: each is a mistake that somebody could make. cosmic-ray has a hundred more of the same places.
OPERATORS = (
    *(f"ReplaceComparisonOperator_{pair}" for pair in (
        "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is", "Lt_Gt", "Gt_Lt")),
    *(f"ReplaceBinaryOperator_{pair}" for pair in (
        "Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul", "BitOr_BitAnd", "BitAnd_BitOr")),
    "ReplaceUnaryOperator_USub_UAdd", "ReplaceUnaryOperator_Delete_Not", "AddNot", "ReplaceAndWithOr", "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak",
    "NumberReplacer", "ZeroIterationForLoop", "ExceptionReplacer",
)  # fmt: skip


def mutants(path):
    """Yield the mutants of a file as dicts: operator, number of the place, line, old and new text, whole new source."""
    source = Path(path).read_text()
    lines = source.splitlines()
    for name in OPERATORS:
        occurrence = 0
        while True:
            try:
                changed = mutate_code(source, get_operator(f"core/{name}")(), occurrence)
            except AttributeError:  # ExceptionReplacer of 8.7.0 breaks at names with a dot: `except zipfile.BadZipFile`
                occurrence += 1
                continue
            if changed is None:
                break
            new = changed.splitlines()
            line = next((number for number, pair in enumerate(zip(lines, new, strict=False)) if pair[0] != pair[1]), None)
            if line is not None:
                yield {
                    "path": path, "operator": name, "place": occurrence, "line": line + 1, "old": lines[line].strip(),
                    "new": new[line].strip(), "source": changed,
                }  # fmt: skip
            occurrence += 1


if __name__ == "__main__":
    for given in sys.argv[1:]:
        for mutant in mutants(given):
            print(json.dumps(mutant))
