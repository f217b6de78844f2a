"""The archive of an evidence file: pieces are written one by one to a zip on disk, each with its SHA-256. Without the ORM."""

import hashlib
import json
import zipfile
from typing import NamedTuple

from . import verify_evidence

FORMAT = "account_dunning evidence 1"
CHUNK = 1 << 20

# Packed already: packing them again costs time and saves nothing.
PACKED = (".pdf", ".png", ".jpg", ".jpeg", ".zip", ".xlsx", ".docx", ".gif", ".mp3")


class Piece(NamedTuple):
    """One piece: where it lies, what it is, and its content – bytes, text or an open binary file."""

    path: str
    kind: str
    title: str
    day: str
    content: object


def safe_name(text, length=80):
    """Return a text as part of a file name on any system.

    >>> safe_name("INV/2025/00001: a?b")
    'INV-2025-00001- a-b'
    >>> safe_name("..")
    'x'
    """
    kept = "".join("-" if char in '/\\:*?"<>|' or ord(char) < 32 else char for char in text or "")
    return kept.strip(" .")[:length].strip(" .") or "x"


class EvidenceArchive:
    """Writes an evidence file; ``close`` adds the manifest and says its hash."""

    def __init__(self, stream, when):
        """
        :param stream: binary file open for writing
        :param datetime when: the time that all pieces bear
        """
        self.zip = zipfile.ZipFile(stream, "w", allowZip64=True)
        self.when = when.timetuple()[:6]
        self.pieces = []
        self.paths = set()

    def add(self, piece):
        """Write one piece; of two that would lie at the same place the second gets a number."""
        path = self._free_path(piece.path)
        digest, size = self._write_piece(path, piece.content)
        found = {
            "path": path,
            "kind": piece.kind,
            "title": piece.title,
            "day": piece.day,
            "size": size,
            "sha256": digest,
        }
        self.pieces.append(found)

    def _free_path(self, path):
        stem, dot, ending = path.rpartition(".")
        number, free = 1, path
        while free.lower() in self.paths:
            number += 1
            free = f"{stem} ({number}){dot}{ending}" if dot else f"{path} ({number})"
        self.paths.add(free.lower())
        return free

    def _write_piece(self, path, content):
        """Write content under a name.

        :return: (SHA-256 as hexadecimal digits, size in bytes)
        """
        info = zipfile.ZipInfo(path, self.when)
        info.compress_type = zipfile.ZIP_STORED if path.lower().endswith(PACKED) else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w", force_zip64=True) as target:
            for chunk in chunks_of(content):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        return digest.hexdigest(), size

    def close(self, head):
        """Add the script that verifies and the manifest, and close the archive.

        :param dict head: what the manifest says beside its pieces: number, customer, company, former manifest…
        :return: SHA-256 of the manifest, as hexadecimal digits
        """
        with open(verify_evidence.__file__.removesuffix("c"), "rb") as script:
            self.add(Piece("verify.py", "script", "Verifies this file", "", script.read()))
        manifest = {"format": FORMAT, **head, "pieces": self.pieces}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        digest, _size = self._write_piece(verify_evidence.MANIFEST, text)
        self.zip.close()
        return digest


def chunks_of(content):
    """Yield the bytes of a text, of bytes, or of an open file."""
    if isinstance(content, str):
        content = content.encode()
    if isinstance(content, bytes):
        yield content
        return
    yield from iter(lambda: content.read(CHUNK), b"")
