"""Grep finds one thing: a private method is a verb and a noun, means one thing, and is not overridden inside the add-on."""

import ast
import re
from collections import defaultdict

import lib

ROOMS = ("models", "wizards", "report", "controllers")

# Overrides of core that are one word.
CORE_WORDS = {"_post", "_search", "_send"}

# Names that stand on several models because whoever calls them does not care which it has: one meaning, several models.
SHARED = {
    "what a sheet of paper asks of what it prints": {
        "_document_data", "_document_values", "_draw_email_code", "_letter_address", "_letter_date", "_number_sources",
        "_payment_codes", "_payment_reference", "_report_title", "_sender_company", "_sender_user",
    },
    "what the routes of workbooks ask of a dialogue": {"_chosen_options", "_from_values"},
    "a document that both sides accept": {"_reader_language", "_render_document", "_say_amount", "_write_document"},
    "which of core's records are evidence": {"_dunning_evidence"},
    "scheduled actions, by this name in every database": {"_cron_send"},
}  # fmt: skip

# Methods that their decorator calls, and nobody by name.
BY_DECORATOR = {"constrains", "ondelete", "autovacuum", "onchange", "depends"}

# Routes extend routes as core's do: the visit of the page is counted by the controller of signed links.
EXTENDED_ROUTES = {"_dunning_page_seen"}


def private_methods():
    """Yield (path, model or class, function) of each private method of a class."""
    for room in ROOMS:
        for path in sorted((lib.ROOT / room).rglob("*.py")):
            for owner in ast.parse(path.read_text()).body:
                if isinstance(owner, ast.ClassDef):
                    for node in owner.body:
                        if isinstance(node, ast.FunctionDef) and re.match(r"_[a-z]", node.name):
                            yield path.relative_to(lib.ROOT).as_posix(), find_model(owner), node


def find_model(owner):
    """Return the model that a class makes or extends, its own name when it is none."""
    found = {}
    for node in owner.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in ("_name", "_inherit"):
            value = ast.literal_eval(node.value)
            found[node.targets[0].id] = value if isinstance(value, str) else value[0]
    return found.get("_name") or found.get("_inherit") or owner.name


def is_called_by_decorator(node):
    """Tell whether core calls a method because of its decorator."""
    return any(re.search(rf"\bapi\.(?:{'|'.join(BY_DECORATOR)})\b", ast.unparse(one)) for one in node.decorator_list)


def names_of_core():
    """Return the names of the methods of Odoo: on our models they are overrides."""
    found = set()
    for path in (lib.odoo_home() / "odoo").rglob("*.py"):
        found |= set(re.findall(r"def (_[a-z]\w*)\(", path.read_text(errors="replace")))
    return found


def test_no_private_function_is_one_word():
    found = {}
    for room in (*ROOMS, "addons"):
        for path in sorted((lib.ROOT / room).rglob("*.py")):
            if "tests" not in path.parts:
                found |= dict.fromkeys(re.findall(r"def (_[a-z]+)\(", path.read_text()), path.name)
    assert set(found) == CORE_WORDS, found


def test_none_is_overridden_in_the_add_on():
    where = defaultdict(list)
    for path, model, node in private_methods():
        where[model, node.name].append(path)
    assert {key: paths for key, paths in where.items() if len(paths) > 1} == {}


def test_a_name_means_one_thing():
    models = defaultdict(set)
    for _path, model, node in private_methods():
        if not is_called_by_decorator(node) and not re.match(r"_(compute|search|inverse)_", node.name):
            models[node.name].add(model)
    several = {name for name, of in models.items() if len(of) > 1} - names_of_core() - EXTENDED_ROUTES
    assert several == set().union(*SHARED.values())
