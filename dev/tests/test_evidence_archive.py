"""Evidence files: what is written, and what the script that they bring along says of it; without a database."""

import hashlib
import io
import json
import runpy
import zipfile
from datetime import datetime

import pytest
from house import check_examples, load

archives = load("models/case/evidence_archive")
verify = load("models/case/verify_evidence")
Piece = archives.Piece


def make(path, pieces=(("a.txt", "text"), ("b.pdf", b"%PDF")), **head):
    with open(path, "wb") as stream:
        archive = archives.EvidenceArchive(stream, datetime(2026, 3, 4, 5, 6, 8))
        for name, content in pieces:
            archive.add(Piece(name, "letter", f"Title of {name}", "2026-03-04", content))
        return archive.close({"number": "E1", "customer": "Durand", **head})


def test_examples():
    check_examples(archives)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" .a. ", "a"), ("", "x"), (None, "x"), ("tab\there", "tab-here"), ("a b", "a b"), ("x" * 90, "x" * 80),
        ("x" * 79 + ". y", "x" * 79), ('<>|"*\\', "------"), ("\x1f\x20z", "- z"),
    ],
)
def test_safe_names(text, name):
    assert archives.safe_name(text) == name


def test_content(tmp_path):
    digest = make(tmp_path / "e.zip", [("a.txt", "é"), ("b.PDF", b"%PDF"), ("c.bin", io.BytesIO(b"z" * (2 << 20)))])
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        assert opened.namelist() == ["a.txt", "b.PDF", "c.bin", "verify.py", "manifest.json"]
        infos = {info.filename: info for info in opened.infolist()}
        assert {name: info.compress_type for name, info in infos.items() if name != "verify.py"} == {
            "a.txt": zipfile.ZIP_DEFLATED, "b.PDF": zipfile.ZIP_STORED, "c.bin": zipfile.ZIP_DEFLATED,
            "manifest.json": zipfile.ZIP_DEFLATED,
        }  # fmt: skip
        assert infos["a.txt"].date_time == (2026, 3, 4, 5, 6, 8)
        assert infos["a.txt"].external_attr == 0o644 << 16
        text = opened.read("manifest.json")
    assert digest == hashlib.sha256(text).hexdigest()
    manifest = json.loads(text)
    assert (manifest["format"], manifest["number"], manifest["customer"]) == ("account_dunning evidence 1", "E1", "Durand")
    assert manifest["pieces"][0] == {
        "path": "a.txt", "kind": "letter", "title": "Title of a.txt", "day": "2026-03-04", "size": 2,
        "sha256": hashlib.sha256("é".encode()).hexdigest(),
    }  # fmt: skip
    assert manifest["pieces"][2]["size"] == 2 << 20
    assert manifest["pieces"][2]["sha256"] == hashlib.sha256(b"z" * (2 << 20)).hexdigest()
    assert b'\n "number"' in text, "for people to read"


def test_two_at_one_place(tmp_path):
    make(tmp_path / "e.zip", [("a.txt", "1"), ("A.txt", "2"), ("a.txt", "3"), ("plain", "4"), ("plain", "5")])
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        assert opened.namelist()[:5] == ["a.txt", "A (2).txt", "a (3).txt", "plain", "plain (2)"]


# -- the script -----------------------------------------------------------------------------------


def said(capsys, *arguments):
    code = verify.main([str(one) for one in arguments])
    return code, capsys.readouterr().out.splitlines()


def rewrite(path, **changed):
    """Write a file again with some pieces changed (``None``: left out), as somebody would who wants to cheat."""
    with zipfile.ZipFile(path) as opened:
        pieces = {name: opened.read(name) for name in opened.namelist()}
    pieces.update({name.replace("__", "."): content for name, content in changed.items()})
    with zipfile.ZipFile(path, "w") as target:
        for name, content in pieces.items():
            if content is not None:
                target.writestr(name, content)


def test_as_it_was(tmp_path, capsys):
    digest = make(tmp_path / "e.zip")
    assert said(capsys, tmp_path / "e.zip") == (
        0, ["E1 Durand - 3 pieces", f"SHA-256 of the manifest: {digest}", "Everything is as it was."]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"a__txt": b"other"}, "WRONG: a.txt was changed"),
        ({"a__txt": None}, "WRONG: a.txt is missing"),
        ({"new__txt": b"x"}, "WRONG: new.txt was added"),
        ({"manifest__json": None}, "WRONG: manifest.json is missing"),
        ({"manifest__json": b"{}"}, "WRONG: manifest.json cannot be read: 'pieces'"),
        ({"manifest__json": b'{"pieces": 1}'}, "WRONG: manifest.json cannot be read: 'int' object is not iterable"),
    ],
)
def test_not_as_it_was(tmp_path, capsys, changed, wrong):
    make(tmp_path / "e.zip")
    rewrite(tmp_path / "e.zip", **changed)
    code, lines = said(capsys, tmp_path / "e.zip")
    assert (code, lines[-2:]) == (1, [wrong, "NOT AS IT WAS"])
    assert len([line for line in lines if line.startswith("WRONG")]) == 1
    if "manifest__json" in changed:
        assert lines[0] == "?  - 0 pieces"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_twice(tmp_path, capsys):
    make(tmp_path / "e.zip")
    with zipfile.ZipFile(tmp_path / "e.zip", "a") as target:
        target.writestr("a.txt", "text")
    code, lines = said(capsys, tmp_path / "e.zip")
    assert (code, lines[2:]) == (1, ["WRONG: a.txt is there twice", "NOT AS IT WAS"])


def test_damaged(tmp_path, capsys):
    make(tmp_path / "e.zip", [("b.pdf", b"%PDF in the clear")])
    (tmp_path / "e.zip").write_bytes((tmp_path / "e.zip").read_bytes().replace(b"%PDF in the clear", b"%PDF in the cleat"))
    code, lines = said(capsys, tmp_path / "e.zip")
    assert code == 1
    assert lines[2].startswith("WRONG: b.pdf cannot be read: Bad CRC-32")
    (tmp_path / "x.zip").write_bytes(b"no archive")
    code, lines = said(capsys, tmp_path / "x.zip")
    assert (code, lines) == (
        1, ["?  - 0 pieces", "SHA-256 of the manifest: ", "WRONG: cannot be opened: File is not a zip file", "NOT AS IT WAS"]
    )  # fmt: skip
    assert said(capsys, tmp_path / "none.zip")[0] == 1


def test_unpacked(tmp_path, capsys):
    """A directory with folders in it; entries of folders in an archive are no pieces."""
    digest = make(tmp_path / "e.zip", [("letters/2026/a.txt", "text"), ("b.txt", "x")])
    with zipfile.ZipFile(tmp_path / "e.zip", "a") as target:
        target.writestr("letters/", "")
    assert said(capsys, tmp_path / "e.zip")[0] == 0
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        opened.extractall(tmp_path / "unpacked")
    code, lines = said(capsys, tmp_path / "unpacked")
    assert (code, lines[1]) == (0, f"SHA-256 of the manifest: {digest}")
    (tmp_path / "unpacked" / "letters" / "2026" / "a.txt").write_text("other")
    (tmp_path / "unpacked" / "letters" / "more.txt").write_text("x")
    code, lines = said(capsys, tmp_path / "unpacked")
    assert (code, lines[2:4]) == (1, ["WRONG: letters/more.txt was added", "WRONG: letters/2026/a.txt was changed"])


def test_script_in_the_archive_checks_its_own_folder(tmp_path, capsys):
    make(tmp_path / "e.zip")
    with zipfile.ZipFile(tmp_path / "e.zip") as opened:
        opened.extractall(tmp_path / "unpacked")
    script = str(tmp_path / "unpacked" / "verify.py")
    assert runpy.run_path(script)["main"]([]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "E1 Durand - 3 pieces"


def test_chain(tmp_path, capsys):
    former = make(tmp_path / "1.zip")
    make(tmp_path / "2.zip", previous={"manifest_sha256": former})
    assert said(capsys, tmp_path / "2.zip", tmp_path / "1.zip")[0] == 0
    code, lines = said(capsys, tmp_path / "1.zip", tmp_path / "2.zip")
    assert (code, lines[2]) == (1, f"WRONG: it does not follow {tmp_path / '2.zip'}")
    rewrite(tmp_path / "1.zip", a__txt=b"other")
    code, lines = said(capsys, tmp_path / "2.zip", tmp_path / "1.zip")
    assert (code, lines[2:]) == (1, ["WRONG: a.txt was changed", "NOT AS IT WAS"])


def test_names_beyond_ascii_are_said(tmp_path, capsys):
    make(tmp_path / "e.zip", customer="Société")
    assert said(capsys, tmp_path / "e.zip")[1][0] == "E1 Soci?t? - 3 pieces"
