"""What a customer may send from its page, and where the page is; without a database."""

from types import SimpleNamespace

import pytest
from house import check_examples, load

given = load("models/page/given_answer")
visits = load("models/page/visit")


def test_examples():
    check_examples(given)


def test_limits():
    """Three files of five megabytes, texts of 2,000 letters, a line of 120, three years of instalments."""
    assert (given.MOST_FILES, given.MOST_BYTES) == (3, 5242880)
    assert (given.MOST_TEXT, given.MOST_WORDS, given.MOST_INSTALMENTS) == (2000, 120, 36)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"), (b"\x89PNG\r\n\x1a\n..", "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b" %PDF-", None), (b"", None), (b"<svg", None),
    ],
)
def test_file_types(content, kind):
    assert given.file_type(content) == kind


def test_clean_text():
    assert given.clean_text("x" * 2001) == "x" * 2000
    assert given.clean_text("  é\u202e\x07\tb\r\nc\r ") == "éb\nc"
    assert given.clean_text(None) == ""
    assert given.clean_text("abcdef", 3) == "abc"


def test_empty_answer():
    one = given.Given("promise", "k")
    assert one[2:] == ((), None, "", None, None, "", None, 0, "", "", "", ())


class Action(SimpleNamespace):
    def _portal_ensure_token(self):
        return "t0k"


PROFILE, ACTION = SimpleNamespace(id=5), Action(id=7)


def test_by_link():
    visit = visits.Visit(PROFILE, ACTION, None, False)
    assert (visit.via, visit.path, visit.key) == ("link", "/my/dunning/7", "t0k")
    assert visit.url() == "/my/dunning/7?access_token=t0k"
    assert visit.url("answer/promise", page=2, x="y") == "/my/dunning/7/answer/promise?access_token=t0k&page=2&x=y"
    assert visits.Visit(PROFILE, ACTION, None, True).via == "link"


def test_by_account():
    visit = visits.Visit(PROFILE, None, None, True)
    assert (visit.via, visit.path, visit.key) == ("account", "/my/dunning/account/5", "")
    assert visit.url() == "/my/dunning/account/5"
    assert visit.url("pay", count=1) == "/my/dunning/account/5/pay?count=1"
    assert visits.Visit(PROFILE, None, None, False).via == "link"
