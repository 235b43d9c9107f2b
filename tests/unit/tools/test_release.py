# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release is made in a copy: a check changes nothing, and what is not ready is refused with all reasons. antsibull-changelog is not run here."""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tarfile

import pytest
import release
import repack

ROOT = pathlib.Path(__file__).resolve().parents[3]
FILES = {
    "galaxy.yml": "name: dynamodb\nversion: 1.0.0\n",
    "plugins/module_utils/_module.py": 'VERSION = "1.0.0"\n',
    "README.md": "Install it.\n\n<!-- until the first release -->\nBuild dynaops-dynamodb-1.0.0.tar.gz.\n<!-- end -->\n\nUse it.\n",
    "SECURITY.md": "Write to us.\n",
    "CHANGELOG.rst": "Release Notes\n",
    "changelogs/fragments/one.yml": "minor_changes: [one]\n",
}


@pytest.fixture(name="repository")
def a_repository(tmp_path: pathlib.Path) -> pathlib.Path:
    """A small collection, committed."""
    root = tmp_path / "repository"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    git(root, "init", "-q")
    commit(root)
    return root


def git(root: pathlib.Path, *words: str) -> None:
    """A git command of a user without settings."""
    subprocess.run(["git", "-c", "user.name=me", "-c", "user.email=me@example.com", *words], cwd=root, check=True, stdout=subprocess.DEVNULL)


def commit(root: pathlib.Path) -> None:
    """Commits everything."""
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "some")


def a_changelog(copy: pathlib.Path, version: str) -> None:
    """What antsibull-changelog does, as far as it matters here."""
    (copy / "CHANGELOG.rst").write_text(f"Release Notes\n=============\n\nv{version}\n======\n\n- one - new.\n\nv0.9.0\n======\n\n- old.\n")
    (copy / "changelogs/fragments/one.yml").unlink()
    (copy / "changelogs/changelog.yaml").write_text("releases: {}\n")
    (copy / "changelogs/.plugin-cache.yaml").write_text("{}\n")


def a_tarball(copy: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """A file in the place of the tarball."""
    folder.mkdir(parents=True)
    (folder / "x.tar.gz").write_text((copy / "galaxy.yml").read_text())
    return folder / "x.tar.gz"


def make(root: pathlib.Path, version: str = "1.1.0", check: bool = False) -> None:
    """A release of the small collection."""
    release.release(root, root.parent / "place", version, check, a_changelog, a_tarball)


def contents(root: pathlib.Path) -> dict[str, str]:
    """All files but git's own."""
    return {str(file.relative_to(root)): file.read_text() for file in root.rglob("*") if file.is_file() and ".git" not in file.parts}


def test_a_check_makes_everything_and_changes_nothing(repository: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(repository, check=True)
    assert contents(repository) == FILES and not release.git("status", "--porcelain", root=repository)
    shown = capsys.readouterr().out
    changed = "CHANGELOG.rst, README.md, changelogs/changelog.yaml, galaxy.yml, plugins/module_utils/_module.py"
    assert f"Changed, if this were no check: {changed}\n" in shown and "Removed, if this were no check: changelogs/fragments/one.yml\n" in shown
    assert re.search(r"^SHA-256: [0-9a-f]{64}$", shown, re.MULTILINE) and shown.endswith("Check only: the repository was not changed.\n")
    assert (repository.parent / "place/tag.txt").read_text() == "dynaops.dynamodb 1.1.0\n\n- one - new.\n"
    assert "version: 1.1.0" in (repository.parent / "place/dist/x.tar.gz").read_text()


def test_a_release_changes_the_repository_and_says_what_is_left_to_do(repository: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(repository)
    after = contents(repository)
    assert "version: 1.1.0" in after["galaxy.yml"] and 'VERSION = "1.1.0"' in after["plugins/module_utils/_module.py"]
    assert after["README.md"] == "Install it.\n\nUse it.\n" and "changelogs/fragments/one.yml" not in after and "changelogs/.plugin-cache.yaml" not in after
    shown = capsys.readouterr().out
    commands = shown[shown.index("git add") :].splitlines()
    assert commands[1].startswith("git tag --annotate 1.1.0") and commands[2] == "git push origin main 1.1.0"
    git(repository, "add", "--all")
    git(repository, "commit", "-q", "-m", "Release 1.1.0")
    git(repository, *commands[1].split()[1:])
    assert release.git("tag", "--list", "-n9", root=repository).split() == ["1.1.0", "dynaops.dynamodb", "1.1.0", "-", "one", "-", "new."]


# A build on another machine: umask, times, and the order in which the file system lists a folder, which ansible-galaxy takes over.
ELSEWHERE = "import os, runpy, sys; listdir = os.listdir; os.listdir = lambda *words: sorted(listdir(*words), reverse={reverse}); "
ELSEWHERE += "os.umask({umask}); sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"


@pytest.mark.processes
def test_two_releases_have_the_same_bytes_from_any_clone_at_any_time(tmp_path: pathlib.Path) -> None:
    tarballs = []
    for name, umask, moment, reverse in (("one", 0o022, 1_700_000_000, False), ("other", 0o077, 1_790_000_000, True)):
        root, before = tmp_path / name / "clone", os.umask(umask)
        try:
            subprocess.run(["git", "clone", "-q", str(ROOT), str(root)], check=True)
            for file in root.rglob("*"):
                if ".git" not in file.parts:
                    os.utime(file, (moment, moment), follow_symlinks=False)

            def build(copy: pathlib.Path, folder: pathlib.Path, script: str = ELSEWHERE.format(reverse=reverse, umask=umask)) -> pathlib.Path:
                folder.mkdir(parents=True)
                words = [sys.executable, "-c", script, f"{sysconfig.get_path('scripts')}/ansible-galaxy", "collection", "build", "--output-path", folder, copy]
                subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "ANSIBLE_HOME": str(tmp_path / "home")})
                [tarball] = folder.glob("*.tar.gz")
                repack.repack(tarball)
                return pathlib.Path(tarball)

            def changelog(copy: pathlib.Path, version: str) -> None:
                (copy / "CHANGELOG.rst").write_text(f"Release Notes\n=============\n\nv{version}\n======\n\n- one.\n")

            release.release(root, tmp_path / name / "place", release.current(root), True, changelog, build)
        finally:
            os.umask(before)
        tarballs += list((tmp_path / name / "place/dist").glob("*.tar.gz"))
    one, other = (tarball.read_bytes() for tarball in tarballs)
    assert one == other
    # The list of files still has its checksum, which ansible-galaxy checks.
    with tarfile.open(tarballs[0]) as archive:
        listed, manifest = (archive.extractfile(name).read() for name in ("FILES.json", "MANIFEST.json"))  # type: ignore[union-attr]
    assert json.loads(manifest)["file_manifest_file"]["chksum_sha256"] == hashlib.sha256(listed).hexdigest()
    assert len(json.loads(listed)["files"]) > 300


def test_all_reasons_against_a_release_are_named(repository: pathlib.Path) -> None:
    git(repository, "tag", "0.9.0")
    git(repository, "tag", "1.2.0")
    (repository / "changelogs/fragments/one.yml").unlink()
    before = contents(repository)
    with pytest.raises(SystemExit) as refused:
        make(repository, "0.9.5")
    for reason in ("not committed", "The tag 1.2.0 exists", "galaxy.yml has the newer version 1.0.0", "no fragment"):
        assert reason in str(refused.value)
    assert contents(repository) == before and not (repository.parent / "place").exists()


@pytest.mark.parametrize("version", ["", "1", "1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "1.0.0 "])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(SystemExit, match="is not a version such as 1.2.0"):
        release.number(version)


def test_versions_are_compared_as_numbers() -> None:
    assert release.number("1.10.0") > release.number("1.9.9")


def test_a_changelog_without_the_version_is_an_error() -> None:
    with pytest.raises(SystemExit, match=r"no part about 1\.1\.0"):
        release.tag_text("v1.0.0\n======\n", "1.1.0")


def test_the_real_files_name_the_same_version() -> None:
    versions = {found for name, pattern in release.NAMED for found in re.findall(pattern, (ROOT / name).read_text(), re.MULTILINE)}
    assert versions == {release.current(ROOT)}
    assert all(
        text.count("<!-- until the first release -->") == text.count("<!-- end -->") for text in [(ROOT / name).read_text() for name in release.WITH_THAT]
    )
