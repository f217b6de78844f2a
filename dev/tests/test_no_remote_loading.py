"""What a printed document may load, without a server."""

import pytest
from house import load

remote = load("models/shared/no_remote_loading")
BASE = "https://erp.example.com"


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("", True), (None, True), ("#place", True), ("data:image/png;base64,x", True), (" DATA:x", True),
        ("/web/image/5", True), ("/web/assets/1/x.css", True), ("/report/barcode?x", True),
        ("/account_dunning/static/src/x.png", True), (f"{BASE}/web/content/5", True),
        ("/web/login", False), ("/web/image/../../etc", False), ("/web/image/%2e%2e/x", False),
        ("https://evil.example.com/web/image/5", False), ("//evil.example.com/web/image/5", False),
        ("http://erp.example.com/web/image/5", False), ("\\\\evil.example.com\\web\\image", False),
        ("java\tscript:alert(1)", False), ("http://[::1/web/image", False), ("file:///web/image/5", False),
        ("x.png", False), ("/web\n/image/5", True),
    ],
)  # fmt: skip
def test_own(url, own):
    assert remote.is_own(url, BASE) is own


@pytest.mark.parametrize(
    ("rules", "cleaned"),
    [
        ("color: red", "color: red"),
        ("a{background:url(/web/image/5)}", "a{background:url(/web/image/5)}"),
        ("a{background:url( '/web/image/5' )}", "a{background:url( '/web/image/5' )}"),
        ("a{background:url(https://evil.example.com/x)}", "a{background:none}"),
        ('a{background:url("https://evil.example.com/x")} b{}', "a{background:none} b{}"),
        ("a{background:URL('https://evil.example.com/x')}", "a{background:none}"),
        ("@import 'https://evil.example.com/x.css'; b{}", " b{}"),
        ("@IMPORT url(https://evil.example.com/x.css)", ""),
        (r"a{background:\75rl(https://evil.example.com/x)}", "a{background:none}"),
        (r"a{background:\000075 rl(https://evil.example.com/x)}", "a{background:none}"),
        (r"a{background:u\rl(https://evil.example.com/x)}", "a{background:none}"),
        ("a{background:u/* x\n */rl(https://evil.example.com/x)}", "a{background:none}"),
        # escapes stay as they were written where nothing is loaded; else they are what they stand for
        (r"a{content:'\0 \110000 '}", r"a{content:'\0 \110000 '}"),
        (r"a{content:'\0 \110000 \10ffff x\1 '}@import y", "a{content:'\U0010ffffx\x01'}"),
    ],
)
def test_styles(rules, cleaned):
    assert remote.clean_css(rules, BASE) == cleaned


def body(text):
    found = remote.drop_remote(f"<html><head></head><body>{text}</body></html>", BASE)
    assert found.startswith("<!DOCTYPE html>")
    return found.partition("<body>")[2].partition("</body>")[0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('<img src="/web/image/5">', '<img src="/web/image/5">'),
        ('<img src="https://evil.example.com/x">', "<img>"),
        ('<img srcset="/web/image/5 2x" alt="x">', '<img alt="x">'),
        ('<a href="https://other.example.com">x</a>', '<a href="https://other.example.com">x</a>'),
        ('<area href="https://other.example.com">', '<area href="https://other.example.com">'),
        ('<link href="https://evil.example.com/x.css">', "<link>"),
        ('<p style="background:url(//evil.example.com/x)">x</p>', '<p style="background:none">x</p>'),
        ('<table background="//evil.example.com/x"></table>', "<table></table>"),
        ("<p>a<script>x()</script>b</p>", "<p>ab</p>"),
        ('<p>a<iframe src="/web/image/5"></iframe>b</p>', "<p>ab</p>"),
        ("<style>@import 'x';</style>", "<style></style>"),
        ("<style></style>", "<style></style>"),
        ('<p style="">x</p>', '<p style="">x</p>'),
        ("<p>a<!-- c -->b</p>", "<p>a<!-- c -->b</p>"),
    ],
)
def test_documents(text, kept):
    assert body(text) == kept


def test_heads():
    text = (
        '<html><head><meta charset="utf-8"><meta http-equiv="Refresh" content="0;url=//evil.example.com">'
        '<base href="//evil.example.com"><meta http-equiv="X-UA"></head><body>é</body></html>'
    )
    found = remote.drop_remote(text, BASE)
    assert "evil" not in found
    assert found.count("<meta") == 2
    assert "é" in found


def test_a_document_that_is_all_script():
    """A piece of a document is one too."""
    assert "evil" not in remote.drop_remote('<iframe src="//evil.example.com"></iframe>', BASE)
