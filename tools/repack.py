# SPDX-License-Identifier: GPL-3.0-or-later
"""A tarball whose bytes follow from its contents alone: two builds of the same files are equal, on any machine and at any time.

Standard library only. ``ansible-galaxy`` writes the time of the build and the user into the file, and lists the files in the order of the file system.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import pathlib
import tarfile

# The beginning of 1980, the earliest time that every format of archives can have.
TIME = 315532800
# The list of all files, and the file with its checksum.
_FILES, _MANIFEST = "FILES.json", "MANIFEST.json"


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member without what differs from build to build."""
    plain = tarfile.TarInfo(member.name)
    plain.type, plain.linkname, plain.mtime = member.type, member.linkname, TIME
    # Like git, which knows only whether a file can be run.
    plain.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return plain


def _list_in_order(contents: dict[str, bytes]) -> None:
    """Sorts the list of all files, and corrects its checksum."""
    files, manifest = (json.loads(contents[name]) for name in (_FILES, _MANIFEST))
    files["files"].sort(key=lambda each: each["name"])
    contents[_FILES] = json.dumps(files, indent=True).encode()
    manifest["file_manifest_file"]["chksum_sha256"] = hashlib.sha256(contents[_FILES]).hexdigest()
    contents[_MANIFEST] = json.dumps(manifest, indent=True).encode()


def repack(tarball: pathlib.Path) -> None:
    """Writes the tarball again, with its members in the order of their names and without times and users; the list of all files is in this order too."""
    contents = io.BytesIO()
    with tarfile.open(tarball, "r:gz") as old, tarfile.open(fileobj=contents, mode="w", format=tarfile.PAX_FORMAT) as new:
        members = sorted(old.getmembers(), key=lambda each: each.name)
        texts = {member.name: file.read() for member in members if (file := old.extractfile(member) if member.isfile() else None)}
        if _FILES in texts:
            _list_in_order(texts)
        for member in members:
            plain = _plain(member)
            plain.size = len(texts.get(member.name, b""))
            new.addfile(plain, io.BytesIO(texts[member.name]) if member.name in texts else None)
    with open(tarball, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=TIME) as packed:
        packed.write(contents.getvalue())
