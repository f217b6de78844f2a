"""Verify an evidence file: every piece is there, unchanged, and nothing was added. Needs nothing but Python 3.8 or later.

    python3 verify.py evidence.zip                 checks a file
    python3 verify.py evidence.zip former.zip      and that it follows the former file of the same customer
    python3 verify.py                              checks the directory into which this script was unpacked

It compares the SHA-256 of each piece with ``manifest.json`` and prints that of the manifest itself, which whoever made the
file keeps. Ends with 0 when all is as it was, with 1 when something is not.
"""

import hashlib
import json
import os
import sys
import zipfile

MANIFEST = "manifest.json"
CHUNK = 1 << 20


class Archive:
    """A zip file or a directory: names, and what is behind each."""

    def __init__(self, path):
        self.path = path
        self.zip = None if os.path.isdir(path) else zipfile.ZipFile(path)

    def names(self):
        if self.zip:
            names = [info.filename for info in self.zip.infolist() if not info.filename.endswith("/")]
        else:
            names = [
                os.path.relpath(os.path.join(folder, name), self.path).replace(os.sep, "/")
                for folder, _folders, files in os.walk(self.path)
                for name in files
            ]
        return names

    def digest(self, name):
        """Return the SHA-256 of a piece as hexadecimal digits."""
        found = hashlib.sha256()
        with self.zip.open(name) if self.zip else open(os.path.join(self.path, *name.split("/")), "rb") as content:
            for chunk in iter(lambda: content.read(CHUNK), b""):
                found.update(chunk)
        return found.hexdigest()

    def content(self, name):
        """Return the bytes of a piece."""
        with self.zip.open(name) if self.zip else open(os.path.join(self.path, name), "rb") as content:
            return content.read()


def check_pieces(archive):
    """Compare the pieces of an archive with its manifest.

    :return: (manifest, SHA-256 of the manifest, list of what is wrong)
    """
    names = archive.names()
    if MANIFEST not in names:
        return {}, "", [MANIFEST + " is missing"]
    try:
        manifest = json.loads(archive.content(MANIFEST).decode("utf-8"))
        pieces = {piece["path"]: piece for piece in manifest["pieces"]}
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        return {}, "", [MANIFEST + " cannot be read: " + str(error)]
    wrong = [name + " is there twice" for name in sorted(set(names)) if names.count(name) > 1]
    wrong += [name + " is missing" for name in pieces if name not in names]
    wrong += [name + " was added" for name in names if name not in pieces and name != MANIFEST]
    for name in pieces:
        if name in names:
            try:
                same = archive.digest(name) == pieces[name]["sha256"]
            except Exception as error:  # a damaged archive fails in many ways: bad checksum, bad stream, end of file
                wrong.append(name + " cannot be read: " + str(error))
                continue
            if not same:
                wrong.append(name + " was changed")
    return manifest, archive.digest(MANIFEST), wrong


def check_chain(manifest, former):
    """Return what is wrong between a manifest and the former file of the same customer."""
    _former, digest, wrong = check_pieces(Archive(former))
    previous = manifest.get("previous") or {}
    if previous.get("manifest_sha256") != digest:
        wrong.append("it does not follow " + former)
    return wrong


def main(arguments):
    """Check what the arguments name; return the exit code."""
    path = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    try:
        manifest, digest, wrong = check_pieces(Archive(path))
        if len(arguments) > 1:
            wrong += check_chain(manifest, arguments[1])
    except (zipfile.BadZipFile, OSError) as error:
        manifest, digest, wrong = {}, "", ["cannot be opened: " + str(error)]
    head = "{} {} - {} pieces".format(
        manifest.get("number", "?"), manifest.get("customer", ""), len(manifest.get("pieces", ()))
    )
    lines = [head, "SHA-256 of the manifest: " + digest, *("WRONG: " + line for line in wrong)]
    lines.append("NOT AS IT WAS" if wrong else "Everything is as it was.")
    sys.stdout.write("\n".join(lines).encode("ascii", "replace").decode() + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
