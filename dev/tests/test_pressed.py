"""Every button of the add-on is pressed by some test: a new ``action_…`` method that no test names is told here.

Read from the sources, without Odoo. A name that several models have counts for a model only in a test file that also
names the model.
"""

import ast
import re
from collections import Counter

import lib

# Buttons of records that a test reaches without naming their model: (model, method) → the file that presses them.
PRESSED_IN = {
    ("account.move", "action_dunning_remind"): "tests/action/test_manual_reminder.py",
    ("res.partner", "action_dunning_dispute"): "tests/test_buttons.py",
    ("dunning.decision", "action_open_item"): "tests/test_buttons.py",
    ("dunning.dispute.category", "action_open_disputes"): "tests/test_buttons.py",
    ("dunning.plan", "action_print"): "tests/test_buttons.py",
    ("dunning.reply", "action_open_action"): "tests/test_buttons.py",
    ("dunning.reply", "action_open_profile"): "tests/test_buttons.py",
}

def buttons():
    """Return the (model, method) that our models and dialogues define, those of glue add-ons included."""
    found = set()
    folders = [lib.ROOT / name for name in ("models", "wizards", "report")] + sorted((lib.ROOT / "addons").glob("*/models"))
    for path in (path for folder in folders for path in sorted(folder.rglob("*.py"))):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                methods = [item.name for item in node.body if isinstance(item, ast.FunctionDef) and item.name.startswith("action_")]
                found |= {(model_of(node), name) for name in methods}
    return found


def model_of(node):
    """Return the model that a class defines or extends."""
    names = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and getattr(item.targets[0], "id", "") in ("_name", "_inherit"):
            value = ast.literal_eval(item.value)
            names[item.targets[0].id] = value if isinstance(value, str) else value[0]
    return names.get("_name") or names.get("_inherit")


def sources():
    """Return the source of each test file of the add-on and its glue add-ons, by path."""
    folders = [lib.ROOT / "tests", *(lib.ROOT / "addons").glob("*/tests")]
    return {str(path.relative_to(lib.ROOT)): path.read_text() for folder in folders for path in folder.rglob("*.py")}


def test_every_button_is_pressed():
    known, texts = buttons(), sources()
    count = Counter(name for _model, name in known)
    forgotten = []
    for model, name in sorted(known):
        pressing = {file for file, text in texts.items() if re.search(rf"\b{name}\b", text)}
        if count[name] > 1 and PRESSED_IN.get((model, name)) not in pressing:
            pressing = {file for file in pressing if model in texts[file]}
        forgotten += [] if pressing else [f"{model}.{name}"]
    assert len(known) > 100
    assert forgotten == [], "press it in a test"
    assert set(PRESSED_IN) <= known
