#!/usr/bin/env python3
"""Print the access rights and rules of an add-on in the form that Odoo 20 reads (``security/ir.access.csv``).

    dev/access.py                                  ours
    dev/access.py addons/account_dunning_sale      a glue add-on's

The table is what is there: ``security/ir.model.access.csv`` and the ``ir.rule`` records of ``security/*.xml``; nothing is
written down twice. Odoo 20 has one model, ``ir.access``: a row with a group permits its operations on the records of its
domain, the rows of all of a person's groups add up; a row without group restricts everybody (odoo/odoo#166359). Odoo 19 asks
two questions: does a right of any group permit the operation, and does any rule of any group, if there is one, match. So a
group gets each operation that a right of it or of a group it implies permits, for the domains of the rules that it has then;
what an implied group has already is left out.
"""

import csv
import re
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import lib

# Letters of Odoo 20, and the columns and fields of Odoo 19.
OPERATIONS = {"c": "perm_create", "r": "perm_read", "u": "perm_write", "d": "perm_unlink"}
HEADER = ("id", "name", "model_id", "group_id/id", "operation", "domain")
EVERYTHING = ""
TRUE_DOMAIN = re.compile(r"\[\s*(\(\s*1\s*,\s*['\"]=['\"]\s*,\s*1\s*\))?\s*\]")


@dataclass(frozen=True)
class Entry:
    """A right (no domain), a rule, or a row of Odoo 20's form; without group it is about everybody."""

    id: str
    name: str
    model: str
    group: str
    operations: frozenset
    domain: str = EVERYTHING


def qualify(name, module):
    """Return an external id with its module."""
    return name if not name or "." in name else f"{module}.{name}"


def model_name(external_id):
    """Return the name of the model that ``model_…`` stands for: ours and those we name have no underscore."""
    return external_id.split(".")[-1].removeprefix("model_").replace("_", ".")


def read_rights(folder, module):
    """Return the rights of ``ir.model.access.csv``."""
    path = folder / "security" / "ir.model.access.csv"
    rights = []
    if path.exists():
        with open(path, newline="") as lines:
            for row in csv.DictReader(lines):
                may = frozenset(letter for letter, column in OPERATIONS.items() if row[column] == "1")
                group = qualify(row["group_id:id"], module)
                rights.append(Entry(row["id"], row["name"], model_name(row["model_id:id"]), group, may))
    return rights


def read_rules(folder, module):
    """Return the rules of the XML files, one entry a group."""
    rules = []
    for path in sorted((folder / "security").glob("*.xml")):
        for record in ElementTree.parse(path).iter("record"):
            if record.get("model") == "ir.rule":
                rules += read_rule(record, module)
    return rules


def read_rule(record, module):
    """Return the entries of one ``ir.rule`` record."""
    found = {field.get("name"): field for field in record.iter("field")}
    may = frozenset(
        letter for letter, name in OPERATIONS.items() if name not in found or found[name].get("eval") not in ("False", "0")
    )
    domain = " ".join("".join(found["domain_force"].itertext()).split())
    if TRUE_DOMAIN.fullmatch(domain):
        domain = EVERYTHING
    groups = re.findall(r"ref\('([\w.]+)'\)", found["groups"].get("eval")) if "groups" in found else [""]
    name, model = found["name"].text, model_name(found["model_id"].get("ref"))
    return [Entry(record.get("id"), name, model, qualify(group, module), may, domain) for group in groups]


def read_implied():
    """Return the groups that each group of ours implies, at any distance, itself included."""
    direct = {}
    for record in ElementTree.parse(lib.ROOT / "security" / "dunning_groups.xml").iter("record"):
        for field in record.iter("field"):
            if field.get("name") == "implied_ids":
                names = re.findall(r"ref\('([\w.]+)'\)", field.get("eval"))
                own = direct.setdefault(qualify(record.get("id"), lib.MODULE), set())
                own.update(qualify(name, lib.MODULE) for name in names)
    implied = {}
    for group in direct:
        reached, waiting = set(), [group]
        while waiting:
            one = waiting.pop()
            if one not in reached:
                reached.add(one)
                waiting += direct.get(one, ())
        implied[group] = reached
    return implied


def effective(groups, model, operation, rights, rules):
    """Return the domains on which somebody with these groups may do an operation in Odoo 19.

    Args:
        groups: set of groups, those they imply included.

    Returns:
        set of domains of which one must match; ``EVERYTHING`` alone when no rule asks; ``None`` without right.
    """
    if not any(one.model == model and one.group in groups and operation in one.operations for one in rights):
        return None
    asked = {one.domain for one in rules if one.model == model and one.group in groups and operation in one.operations}
    return {EVERYTHING} if EVERYTHING in asked or not asked else asked


def permissions(rights, rules, implied):
    """Return the rows of Odoo 20's form that mean the same.

    Args:
        rights, rules: lists of :class:`Entry`.
        implied: dict group → groups it implies, itself included.
    """
    rows = []
    for model in dict.fromkeys(one.model for one in [*rights, *rules]):
        groups = dict.fromkeys(one.group for one in [*rights, *rules] if one.model == model and one.group)
        granted = {}
        for group in groups:
            for letter in OPERATIONS:
                domains = effective(implied.get(group, {group}), model, letter, rights, rules)
                for domain in domains or ():
                    granted.setdefault((group, domain), set()).add(letter)
        for (group, domain), letters in granted.items():
            below = implied.get(group, {group}) - {group}
            had = {letter for one in below for wide in {domain, EVERYTHING} for letter in granted.get((one, wide), ())}
            wider = granted.get((group, EVERYTHING), set()) if domain else set()
            left = frozenset(letters - had - wider)
            if left:
                rows.append(_row_of(model, group, left, domain, [*rules, *rights]))
        rows += [one for one in rules if one.model == model and not one.group]
    return _with_own_ids(rows)


def _row_of(model, group, letters, domain, entries):
    """Return a row that is named after the right or rule it comes from."""
    of_model = [one for one in entries if one.model == model and one.group and one.domain == domain]
    source = next((one for one in of_model if one.group == group and letters & one.operations), None)
    source = source or next(one for one in [*of_model, *(one for one in entries if one.model == model)])
    return Entry(source.id, source.name, model, group, letters, domain)


def _with_own_ids(rows):
    """Return the rows, those that share an id numbered."""
    seen, own = {}, []
    for row in rows:
        seen[row.id] = seen.get(row.id, 0) + 1
        number = "" if seen[row.id] == 1 else f"_{seen[row.id]}"
        own.append(Entry(f"{row.id}{number}", row.name, row.model, row.group, row.operations, row.domain))
    return own


def read_all(folder):
    """Return (rights, rules) of the add-on in a folder."""
    module = lib.MODULE if folder == lib.ROOT else folder.name
    return read_rights(folder, module), read_rules(folder, module)


def write_rows(rows, output):
    """Write rows of Odoo 20's form as CSV."""
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(HEADER)
    for row in rows:
        letters = "".join(letter for letter in "crud" if letter in row.operations)
        writer.writerow([row.id, row.name, row.model, row.group, letters, row.domain])


def main():
    """Print the form for the add-on named on the command line, ours by default."""
    folder = lib.ROOT / sys.argv[1] if len(sys.argv) > 1 else lib.ROOT
    write_rows(permissions(*read_all(folder), read_implied()), sys.stdout)


if __name__ == "__main__":
    main()
