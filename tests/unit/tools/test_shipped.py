# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that is published: the same bytes from every build, and nothing in it that users do not need."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
import tarfile

import pytest
import repack
import shipped

ROOT = pathlib.Path(__file__).resolve().parents[3]


def packed(place: pathlib.Path, names: list[str], moment: int, user: str) -> pathlib.Path:
    """A tarball of these files as somebody has built it at some moment."""
    folder = place / "files"
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text(f"contents of {name}\n")
        os.utime(folder / name, (moment, moment))
    (folder / names[0]).chmod(0o755)
    tarball = place / "x.tar.gz"

    def owned(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uname = user
        return member

    with tarfile.open(tarball, "w:gz") as archive:
        for name in names if user == "one" else reversed(names):
            archive.add(folder / name, name, filter=owned)
    return tarball


def test_the_same_files_give_the_same_bytes(tmp_path: pathlib.Path) -> None:
    names = ["run.sh", "a.yml", "b.py"]
    one, other = packed(tmp_path / "1", names, 1_000_000_000, "one"), packed(tmp_path / "2", names, 1_700_000_000, "other")
    assert one.read_bytes() != other.read_bytes()
    repack.repack(one)
    repack.repack(other)
    assert one.read_bytes() == other.read_bytes()
    with tarfile.open(one) as archive:
        assert archive.getnames() == sorted(names) and archive.getmember("run.sh").mode == 0o755 and archive.getmember("a.yml").mode == 0o644
        member = archive.extractfile("a.yml")
        assert member and member.read() == b"contents of a.yml\n"


@pytest.mark.processes
def test_two_builds_are_equal_and_have_what_users_need_alone(tmp_path: pathlib.Path) -> None:
    copies = []
    for name in ("one", "other"):
        copy = tmp_path / name
        files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\0")
        for file in filter(None, files):
            if (ROOT / file).is_file():
                (copy / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / file, copy / file)
        program = pathlib.Path(sysconfig.get_path("scripts")) / "ansible-galaxy"
        words = [sys.executable, program, "collection", "build", "--output-path", tmp_path / f"{name}-dist", copy]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "ANSIBLE_HOME": str(tmp_path / "home")})
        [tarball] = (tmp_path / f"{name}-dist").glob("*.tar.gz")
        repack.repack(tarball)
        copies.append(tarball.read_bytes())
    assert copies[0] == copies[1]
    with tarfile.open(tarball) as archive:
        tops = {name.split("/")[0] for name in archive.getnames()}
    assert {"plugins", "roles", "playbooks", "meta", "docs", "changelogs", "extensions", "README.md", "LICENSE", "MANIFEST.json", "FILES.json"} <= tops
    assert tops & {"tests", "tools", ".github", ".ci", "Makefile", "pyproject.toml", "noxfile.py"} == set()


def test_the_tools_build_reproducible_tarballs() -> None:
    assert shipped.repack is repack
