"""The guides: one for each role, short, in English and in French, with links that lead somewhere."""

import re

import pytest

import lib

GUIDE = lib.ROOT / "docs" / "guide"
PAGES = sorted(path.relative_to(GUIDE).as_posix() for path in GUIDE.glob("*/*.md"))
INDEXES = {"en": "user_guide.md", "fr": "guide_utilisateur.md"}
# Lines that a guide may have: more is not read.
LINES = 250
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(path):
    """Return the anchors of a page's headings, as the web shows Markdown."""
    headings = re.findall(r"^#{1,5} (.+)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_both_languages():
    english, french = ({page[3:] for page in PAGES if page.startswith(lang)} for lang in ("en/", "fr/"))
    assert english == french
    assert len(english) == 9


@pytest.mark.parametrize("page", PAGES)
def test_length(page):
    assert len((GUIDE / page).read_text().splitlines()) <= LINES


@pytest.mark.parametrize("page", PAGES)
def test_same_sections_in_both_languages(page):
    other = GUIDE / {"en": "fr", "fr": "en"}[page[:2]] / page[3:]
    counts = [len(re.findall(r"^## ", path.read_text(), re.M)) for path in (GUIDE / page, other)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", [f"guide/{page}" for page in PAGES] + list(INDEXES.values()))
def test_links_lead_somewhere(page):
    path = lib.ROOT / "docs" / page
    for link in LINK.findall(path.read_text()):
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        file, _hash, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


def test_index_names_each_page():
    for lang, index in INDEXES.items():
        links = set(LINK.findall((lib.ROOT / "docs" / index).read_text()))
        assert {f"guide/{page}" for page in PAGES if page.startswith(lang)} <= links
