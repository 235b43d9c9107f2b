# SPDX-License-Identifier: GPL-3.0-or-later
"""A tarball whose bytes follow from its contents alone: two builds of the same files are equal, on any machine and at any time.

Standard library only. ``ansible-galaxy`` writes the time of the build and the user into the file.
"""

from __future__ import annotations

import gzip
import io
import pathlib
import tarfile

# The beginning of 1980, the earliest time that every format of archives can have.
TIME = 315532800


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member without what differs from build to build."""
    plain = tarfile.TarInfo(member.name)
    plain.size, plain.type, plain.linkname, plain.mtime = member.size, member.type, member.linkname, TIME
    # Like git, which knows only whether a file can be run.
    plain.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return plain


def repack(tarball: pathlib.Path) -> None:
    """Writes the tarball again, with its members in the order of their names and without times and users."""
    contents = io.BytesIO()
    with tarfile.open(tarball, "r:gz") as old, tarfile.open(fileobj=contents, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member in sorted(old.getmembers(), key=lambda each: each.name):
            new.addfile(_plain(member), old.extractfile(member) if member.isfile() else None)
    with open(tarball, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=TIME) as packed:
        packed.write(contents.getvalue())
