"""Scripts and templates of the browser use nothing that OWL 3 drops, but for what docs/porting.md lists."""

import re

import pytest

import lib

FILES = sorted(path for pattern in ("*.js", "*.xml") for path in lib.ROOT.glob(f"static/src/**/{pattern}"))
# Pattern → why (OWL's doc/migration_owl2_to_owl3.md).
DROPPED = {
    r"\bt-esc=": "t-out says the same",
    r"\bt-portal=": "removed",
    r"\bt-model=": "takes a signal",
    r"<(?!t[\s>])\w[^<>]*\st-call=": "t-call is for <t> only",
    r"\buseEffect\(": "has another meaning: onMounted, onPatched, onWillUnmount",
    r"\breactive\(|\buseComponent\(|\bonWillRender\(|\bonRendered\(|\bonWillUpdateProps\(": "removed",
    r"\buseExternalListener\(": "renamed and changed",
    r"\bthis\.render\(": "removed",
    r"\bdefaultProps\b": "ignored",
}
# What a component has is read through `this` in its template; loops bring names of their own.
OF_COMPONENT = r'(?<![\w.])(state|props)\.'


@pytest.mark.parametrize("pattern", DROPPED)
def test_nothing_that_is_dropped(pattern):
    found = [path.name for path in FILES if re.search(pattern, path.read_text())]
    assert not found, f"{DROPPED[pattern]}: {found}"


def test_state_has_one_place():
    found = {path.relative_to(lib.ROOT).as_posix() for path in FILES if re.search(r"\buseState\b", path.read_text())}
    assert found == {"static/src/compat.js"}


def test_templates_read_through_this():
    for path in FILES:
        if path.suffix == ".xml":
            for value in re.findall(r't-[\w.-]+="([^"]*)"', path.read_text()):
                assert not re.search(OF_COMPONENT, value), f"{path.name}: {value}"
