"""One rule, one place: what the sources may say in one file only, and how many parameters a function may have."""

import ast
import re

import pytest

import lib

ROOMS = ("models", "wizards", "report", "controllers")

# Interest has a word of its own for what has not begun.
INTEREST = dict.fromkeys(("models/interest/__init__.py", "models/interest/segments.py"), "interest that does not run yet")

# Pattern, where it may stand, and why elsewhere as well.
PLACES = {
    "trade receivable": (
        r"asset_receivable",
        {
            "models/shared/receivable.py": "the rule",
            "models/balance/dunning_aging.py": "the aged balance may be asked about any control account",
            "models/figures/dunning_metrics.py": "receivables beside payables, for the working capital",
            "models/figures/dunning_metrics_quality.py": "which account an entry moved what was open to",
            "models/late_payment/dunning_claim.py": "claims for late payment are kept on a non-trade account",
            "models/late_payment/res_company_claims.py": "that account",
            "wizards/dunning_aged_wizard.py": "the control accounts that an aged balance is asked about",
        },
    ),
    "tasks": (
        r"\"activity_type_id\": kind|\[\"mail\.activity\"\][^_]*\.create\(",
        {"models/shared/activities.py": "the one place that creates them"},
    ),
    "records that a caller may name": (
        "You may not use a record that you cannot see",
        {"models/shared/reference_access.py": "the rule, for dialogues and for records"},
    ),
    "what only collectors do": (
        r"group_dunning_user\"\)+:\n +raise AccessError",
        {"models/credit/dunning_credit_exposure.py": "nobody but a collector makes a page on the spot; the system does not open one"},
    ),
    "what is kept as it was": (
        r"& vals\.keys\(\):\n +evidence\.check_change\(self\)",
        {"models/shared/dunning_kept.py": "the rule, with the sentence of each model"},
    ),
    "plan choice": (
        r"\._assignment_sql\(",
        {"models/plan/dunning_plan_choice.py": "the rule: given, own, matching, default"},
    ),
    "status of an invoice": (r"STATUS_OF_REASON|NOT_YET\b", {"models/item/invoice_status.py": "the rule", **INTEREST}),
    "printing, and what Odoo 20 names otherwise": (
        r"_render_qweb_pdf|registry\.clear_cache",
        {"models/shared/compat.py": "the one place to change, see docs/porting.md"},
    ),
    "documents that a text names": (r"\[0-9\]\+\|\[\[:alpha:\]\]\+", {"models/decision/invoice_numbers_in_text.py": "the rule"}),
    "reconciliations": (
        r"account_partial_reconcile\b|matched_(?:debit|credit)_ids",
        {"models/shared/receivable.py": "the rule", "wizards/dunning_simulation_sketch.py": "invents some, for invented customers"},
    ),
    "what accounting calls paid": (
        r"payment_state",
        {
            "models/shared/receivable.py": "the rule",
            "models/set_off/dunning_payable.py": "what we owe: nothing replaces it",
            "models/figures/dunning_legal_table.py": "bills that somebody blocked",
            "models/decision/dunning_engine.py": "the state of an open item, blocked or on its way",
            "models/decision/dunning_engine_past.py": "the same on a past day",
            "models/decision/dunning_suspension.py": "the item's, as the decision has it",
            "models/decision/dunning_transit.py": "the item's, as the decision has it",
            "wizards/dunning_simulation_sketch.py": "invents some, for invented customers",
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

# Keys of the context that the add-on reads or sets, and why they are no parameters.
CONTEXT_KEYS = {
    "dunning_contact_day": "computed fields of templates and core's mail queue take no argument; counts only as a date",
    "dunning_commit": "set at the doors of the background; an object that no client can send",
    "dunning_evidence": "who writes evidence; an object that no client can send",
    "dunning_claims": "filled by what core calls while it sends; an object of a class of ours",
    "dunning_several": "for QWeb; a frozenset, which no client can send",
    "dunning_own_delivery": "between our delivery and a hook of core's; all a client gets by it is that its own message is not put off",
    "dunning_gateway": "between two of core's hooks; an object of a class of ours",
    "dunning_queue": "round trip to the client: how a list is shown",
    "dunning_aged": "round trip to the client: what an aged balance is asked for",
}


def test_keys_of_the_context():
    """What changes what is done is a parameter; what has to be in the context is named here with its reason."""
    found = set()
    for _path, text in read_sources():
        found |= set(re.findall(r"context(?:\.get)?[(\[]\"(dunning_\w+)\"", text))
        found |= set(re.findall(r"(?:is_on|context_day)\([\w.]+, \"(dunning_\w+)\"", text))
        for call in re.findall(r"(?:with_context|context=dict)\(([^()]*)", text):
            found |= set(re.findall(r"(?<![\w.\"])(dunning_\w+)=", call))
    assert found == set(CONTEXT_KEYS)


def test_rooms_import_one_way():
    """A room imports from itself and from those before it in ``models/__init__.py``."""
    tree = ast.parse((lib.ROOT / "models" / "__init__.py").read_text())
    order = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    back = []
    for path, text in read_sources():
        room = path.split("/")[1]
        if not path.startswith("models/") or room not in order:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.level == 2:
                others = {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
                later = others & set(order[order.index(room) + 1 :])
                back += [f"{path} imports {other}" for other in sorted(later)]
    assert not back
