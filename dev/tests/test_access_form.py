"""The access table in Odoo 20's form means what it means in Odoo 19, for people of any of its groups."""

import csv
import io
import itertools
import re

import access
import pytest

import lib

FOLDERS = [lib.ROOT, *(path.parent.parent for path in lib.ROOT.glob("addons/*/security/ir.model.access.csv"))]
# Models of others on which rules of ours speak: there the rights of their own add-ons count beside ours.
FOREIGN = {"mail.template", "sms.template", "ir.actions.server"}
MANAGER, USER, CONTRIBUTOR = (f"{lib.MODULE}.group_dunning_{name}" for name in ("manager", "user", "contributor"))


def permitted(rows, groups, model, letter):
    """Return the domains of which one must match in Odoo 20, as :func:`access.effective` tells them for Odoo 19."""
    found = {one.domain for one in rows if one.model == model and one.group in groups and letter in one.operations}
    return {access.EVERYTHING} if access.EVERYTHING in found else found or None


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_forms_mean_the_same(folder):
    rights, rules = access.read_all(folder)
    implied = access.read_implied()
    rows = access.permissions(rights, rules, implied)
    names = {one.group for one in [*rights, *rules] if one.group}
    some = [chosen for count in (1, 2) for chosen in itertools.combinations(names, count)]
    people = [set().union(*(implied.get(name, {name}) for name in chosen)) for chosen in some]
    models = {one.model for one in [*rights, *rules]} - FOREIGN
    checked = 0
    for model, groups, letter in itertools.product(models, people, access.OPERATIONS):
        was, now = access.effective(groups, model, letter, rights, rules), permitted(rows, groups, model, letter)
        assert was == now, f"{letter} of {model} for {sorted(groups)}: {was} was, {now} is"
        checked += was is not None
    assert checked > 5
    everybody = {(one.model, one.domain, one.operations) for one in rules if not one.group}
    assert everybody == {(one.model, one.domain, one.operations) for one in rows if not one.group}
    assert len({one.id for one in rows}) == len(rows)


def test_what_is_printed():
    """Own customers for salespeople, all for collectors; deleting is the credit manager's; nothing is said twice."""
    output = io.StringIO()
    access.write_rows(access.permissions(*access.read_all(lib.ROOT), access.read_implied()), output)
    rows = [row for row in csv.DictReader(io.StringIO(output.getvalue())) if row["model_id"] == "dunning.profile"]
    assert [(row["group_id/id"], row["operation"], bool(row["domain"])) for row in rows] == [
        (CONTRIBUTOR, "ru", True), (USER, "cru", False), (MANAGER, "d", False), ("", "crud", True)
    ]


def test_names_of_models():
    """The names that are read off ``model_…`` are those of models."""
    ours = set()
    for room in ("models", "wizards"):
        for path in [*lib.ROOT.glob(f"{room}/**/*.py"), *lib.ROOT.glob(f"addons/*/{room}/**/*.py")]:
            ours |= set(re.findall(r'^    _name = "([\w.]+)"', path.read_text(), re.MULTILINE))
    for folder in FOLDERS:
        named = {one.model for entries in access.read_all(folder) for one in entries}
        assert named - FOREIGN <= ours, named - FOREIGN - ours
