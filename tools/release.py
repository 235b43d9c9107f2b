#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes everything of a release but the publication: versions, changelog, tarball and the text for the tag.

All of it is made in a copy below .build/release/. Only when that has succeeded, and without ``--check``, the changed files come back into the repository.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import typing as t

import environment
import home
import rows
import shipped

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
# Each file that names the version of the collection, and how. The first one is where the version comes from.
NAMED = (
    ("galaxy.yml", r"^version: (.+)$"),
    ("plugins/module_utils/_module.py", r'^VERSION = "(.+)"$'),
    ("README.md", r"dynaops-dynamodb-(\d+\.\d+\.\d+)\.tar\.gz"),
)
# What is true until the first release alone stands between these comments.
UNTIL = re.compile(r"<!-- until the first release -->\n.*?<!-- end -->\n\n?", re.DOTALL)
WITH_THAT = ("README.md", "SECURITY.md")
FRAGMENTS = "changelogs/fragments"


class Changelog(t.Protocol):
    """Writes the changelog of a version from the fragments, in this copy of the repository."""

    def __call__(self, copy: pathlib.Path, version: str) -> None: ...


def git(*words: str, root: pathlib.Path = home.ROOT) -> str:
    """What git says."""
    return subprocess.run(["git", *words], cwd=root, stdout=subprocess.PIPE, text=True, check=True).stdout


def number(version: str) -> tuple[int, ...]:
    """A version that can be compared. Raises SystemExit for what is none."""
    match = VERSION.fullmatch(version)
    if not match:
        raise SystemExit(f"{version!r} is not a version such as 1.2.0.")
    return tuple(map(int, match.groups()))


def current(root: pathlib.Path) -> str:
    """The version in galaxy.yml."""
    file, pattern = NAMED[0]
    [found] = re.findall(pattern, (root / file).read_text(encoding="utf-8"), re.MULTILINE)
    return str(found)


def refusals(root: pathlib.Path, version: str) -> list[str]:
    """Why there can be no release of this version now; nothing when there can."""
    reasons = []
    if git("status", "--porcelain", root=root):
        reasons.append("The repository has changes that are not committed: commit or remove them (git status shows them).")
    tags = [tag for tag in git("tag", "--list", root=root).split() if VERSION.fullmatch(tag)]
    reasons += [f"The tag {tag} exists, and {version} is not newer." for tag in sorted(tags, key=number)[-1:] if number(version) <= number(tag)]
    if number(version) < number(current(root)):
        reasons.append(f"galaxy.yml has the newer version {current(root)}.")
    if not list((root / FRAGMENTS).glob("*.yml")):
        reasons.append(f"There is no fragment in {FRAGMENTS}: nothing has changed for users.")
    return reasons


def copy_of(root: pathlib.Path, place: pathlib.Path) -> pathlib.Path:
    """A copy of what git knows, without its history."""
    copy = place.joinpath("ansible_collections", *environment.COLLECTION)
    shutil.rmtree(place, ignore_errors=True)
    for name in filter(None, git("ls-files", "-z", root=root).split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, copy / name)
    return copy


def set_version(copy: pathlib.Path, version: str) -> None:
    """Writes the version wherever it stands, and removes what is true until the first release alone."""
    for name, pattern in NAMED:
        file = copy / name
        text = file.read_text(encoding="utf-8")
        text, found = re.subn(pattern, lambda match: match[0].replace(match[1], version), text, flags=re.MULTILINE)
        if not found and name != "README.md":
            raise SystemExit(f"{name} does not name the version any more: change NAMED in tools/release.py.")
        file.write_text(text, encoding="utf-8")
    for name in WITH_THAT:
        file = copy / name
        file.write_text(UNTIL.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")


def write_changelog(copy: pathlib.Path, version: str) -> None:
    """The changelog, by antsibull-changelog, which takes the fragments away."""
    venv = environment.make(rows.default_rows()[0], "lint")
    command = [str(venv / "bin/antsibull-changelog"), "release", "--version", version]
    done = subprocess.run(command, cwd=copy, env=home.variables("release", venv), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nFailed: {' '.join(command)}")


def tag_text(changelog: str, version: str) -> str:
    """The version's own part of CHANGELOG.rst, as the text of an annotated tag."""
    begin = re.search(rf"^v{re.escape(version)}\n=+\n", changelog, re.MULTILINE)
    if not begin:
        raise SystemExit(f"CHANGELOG.rst has no part about {version}.")
    rest = changelog[begin.end() :]
    end = re.search(r"^v\d+\.\d+\.\d+\n=+\n", rest, re.MULTILINE)
    return f"dynaops.dynamodb {version}\n\n{rest[: end.start() if end else len(rest)].strip()}\n"


def changed(root: pathlib.Path, copy: pathlib.Path) -> tuple[list[str], list[str]]:
    """The files that the copy has otherwise or in addition, and those that it does not have any more."""
    old = set(filter(None, git("ls-files", "-z", root=root).split("\0")))
    new = {str(file.relative_to(copy)) for file in copy.rglob("*") if file.is_file() and "__pycache__" not in file.parts}
    # What antsibull-changelog keeps about plugins is no part of the repository.
    new -= {"changelogs/.plugin-cache.yaml"}
    return sorted(name for name in new if name not in old or (root / name).read_bytes() != (copy / name).read_bytes()), sorted(old - new)


def bring_back(root: pathlib.Path, copy: pathlib.Path, written: t.Iterable[str], removed: t.Iterable[str]) -> None:
    """Makes the repository what the copy is."""
    for name in written:
        shutil.copyfile(copy / name, root / name)
    for name in removed:
        (root / name).unlink()


def build(copy: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The tarball of the copy."""
    return shipped.build(environment.make(rows.default_rows()[0], "lint"), folder, copy)


def release(
    root: pathlib.Path,
    place: pathlib.Path,
    version: str,
    check: bool,
    changelog: Changelog = write_changelog,
    tarball_of: t.Callable[[pathlib.Path, pathlib.Path], pathlib.Path] = build,
) -> None:
    """Makes the release of this version below ``place``, prints what it is made of and, unless it is only checked, changes the repository."""
    if reasons := refusals(root, version):
        raise SystemExit("No release was made:\n" + "\n".join(f"* {reason}" for reason in reasons))
    copy = copy_of(root, place / "copy")
    set_version(copy, version)
    changelog(copy, version)
    text = tag_text((copy / "CHANGELOG.rst").read_text(encoding="utf-8"), version)
    tarball = tarball_of(copy, place / "dist")
    (place / "tag.txt").write_text(text, encoding="utf-8")
    written, removed = changed(root, copy)
    for title, names in (("Changed", written), ("Removed", removed)):
        print(f"{title}{', if this were no check' if check else ''}: {', '.join(names) or 'nothing'}")
    print(f"Tarball: {tarball}\nSHA-256: {hashlib.sha256(tarball.read_bytes()).hexdigest()}\nText for the tag: {place / 'tag.txt'}\n\n{text}")
    if check:
        print("Check only: the repository was not changed.")
        return
    bring_back(root, copy, written, removed)
    print(f"Look at the changes (git diff), run make test, and then:\n{commands(version, os.path.relpath(place / 'tag.txt', root))}")


def commands(version: str, text: str) -> str:
    """What is left to do by hand."""
    commit, tag = f"git add --all && git commit --message 'Release {version}'", f"git tag --annotate {version} --cleanup=whitespace --file {text}"
    return f"{commit}\n{tag}\ngit push origin main {version}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make a release: versions, changelog, tarball, text for the tag. Nothing is pushed or published.")
    parser.add_argument("--version", help="such as 1.2.0; default: the one in galaxy.yml, which is that of the next release")
    parser.add_argument("--check", action="store_true", help="make all of it below .build/release, and leave the repository as it is")
    asked = parser.parse_args()
    version = asked.version or current(home.ROOT)
    number(version)
    release(home.ROOT, home.BUILD / "release", version, asked.check)


if __name__ == "__main__":
    main()
