"""What newcomers read names what is there: files, links, commands of make."""

import re
import subprocess
from pathlib import PurePosixPath

import pytest

import lib

PAPERS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/developer_guide.md")
# Endings of names in sentences about several files of one room, and what a command writes.
NOT_HERE = re.compile(r"^_|^out/|[*<>…]")


def known_files():
    """Return the paths of the repository's files, as git lists them."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=lib.ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return {path for path in listed.stdout.splitlines() if (lib.ROOT / path).exists()}


@pytest.mark.parametrize("paper", PAPERS)
def test_files_that_are_named_exist(paper):
    files, text = known_files(), (lib.ROOT / paper).read_text()
    endings = {"/".join(PurePosixPath(path).parts[-count:]) for path in files for count in range(1, len(PurePosixPath(path).parts) + 1)}
    named = set(re.findall(r"`([\w./*<>…-]+\.(?:py|xml|mjs|sh|csv|md|txt|po|scss|toml|yaml))`", text))
    assert sorted(name for name in named if not NOT_HERE.search(name) and name not in endings) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_links_lead_somewhere(paper):
    here = (lib.ROOT / paper).parent
    links = set(re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (lib.ROOT / paper).read_text()))
    assert sorted(link for link in links if not (here / link).exists()) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_commands_exist(paper):
    targets = set(re.findall(r"^([a-z0-9-]+):", (lib.ROOT / "Makefile").read_text(), re.M))
    text = (lib.ROOT / paper).read_text()
    commands = set(re.findall(r"(?:`|^|\w=\S+ )make ([a-z0-9-]+)", text, re.M))
    assert sorted(commands - targets) == []
