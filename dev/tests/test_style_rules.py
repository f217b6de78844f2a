"""What is left of a style sheet for a document, without a server."""

import pytest
from house import load

rules = load("models/shared/style_rules")
PAGE = '<div class="page Wide" id="sheet"><p class=\'note\'>You <b>owe</b></p></div>'


def keep(css, page=PAGE):
    return rules.keep_used(css, rules.names_in(page))


def test_names():
    assert rules.names_in(PAGE) == {"html", "head", "body", "div", "p", "b", ".page", ".wide", "#sheet", ".note"}


@pytest.mark.parametrize(
    "css",
    [
        "p{color:red}", "*{margin:0}", ":root{--a:1}", ".page > .note{a:b}", ".other,.note{a:b}", "#sheet b::before{content:'}'}",
        "p:not(.other){a:b}", "p[class~=other]{a:b}", ".no\\:te{a:b}", "@font-face{font-family:x;src:url(/web/x.woff)}",
        "@page{margin:0}", "@media print{p{a:b}}", ".WIDE{a:b}", "body{background:url('data:image/png;base64,AA;BB')}",
        "p:is(.other,.none){a:b}", "p{a:b}.note{c:d}", "@charset 'utf-8';p{a:b}",
    ],
)  # fmt: skip
def test_kept_as_it_is(css):
    assert keep(css) == css


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".other{a:b}", ""), ("table td{a:b}", ""), ("p.other{a:b}", ""), ("#elsewhere p{a:b}", ""),
        ("p .note .other{a:b}p{c:d}", "p{c:d}"), ("@media print{.other{a:b}}", ""),
        ("@media print{.other{a:b}p{c:d}}", "@media print{p{c:d}}"), ("/* { */p{a:b}", "p{a:b}"),
        ("@supports (a:b){@media x{.other{a:b}p{c:d}}}", "@supports (a:b){@media x{p{c:d}}}"),
    ],
)  # fmt: skip
def test_left_out(css, kept):
    assert keep(css) == kept


@pytest.mark.parametrize("css", ["p{a:b", "p{a:b}}", "p{a:url(x.png)}", "p{a:url('../x.png')}", "p{a:'</style>'}"])
def test_stays_a_link(css):
    """Out of balance, loading from where it lies, or ending the element it would stand in."""
    assert keep(css) is None


def test_what_is_not_used_may_load_from_anywhere():
    assert keep(".other{a:url(x.png)}p{a:b}") == "p{a:b}"
