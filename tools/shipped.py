#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the collection as it ships and installs it below .build/shipped/, for the tools that want a real, complete collection.

ansible-test refuses a symlinked checkout, and says "All targets skipped" in a folder that git ignores; hence a copy with a repository of its own.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess

import environment
import home
import repack
import rows

# What ansible-test itself runs or reads below tests/. The linters check the Python of all tests, so ansible-test does not do it again.
ANSIBLE_TEST = ("config.yml", "integration", "sanity", "unit")


def _run(venv: pathlib.Path, *words: object, cwd: pathlib.Path = home.ROOT) -> None:
    """Runs a command of this environment quietly; its output is shown only when it fails."""
    command = [str(word) for word in words]
    done = subprocess.run(command, cwd=cwd, env=home.variables("build", venv), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nFailed: {' '.join(command)}")


def build(venv: pathlib.Path, folder: pathlib.Path, source: pathlib.Path = home.ROOT) -> pathlib.Path:
    """The collection's tarball, built from the repository, or a copy of it, into this folder. The same files give the same bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _run(venv, venv / "bin/ansible-galaxy", "collection", "build", "--output-path", folder, source)
    [tarball] = folder.glob("*.tar.gz")
    repack.repack(tarball)
    return tarball


def _place_tests(copy: pathlib.Path) -> None:
    """Puts what ansible-test needs of the repository's tests into the copy, and removes all others."""
    shutil.rmtree(copy / "tests", ignore_errors=True)
    shutil.copytree(home.ROOT / "tests", copy / "tests", ignore=_not_for_ansible_test)


def _not_for_ansible_test(folder: str, names: list[str]) -> set[str]:
    """What ``shutil.copytree`` leaves out in this folder. ``tests/unit/tools`` tests what is not in the copy."""
    if pathlib.Path(folder) == home.ROOT / "tests":
        return set(names) - set(ANSIBLE_TEST)
    return {"tools", "__pycache__"} & set(names) if pathlib.Path(folder) == home.ROOT / "tests/unit" else {"__pycache__"} & set(names)


def install(venv: pathlib.Path, row: rows.Row) -> pathlib.Path:
    """The collection as a user of this row gets it, with its dependencies and ansible-test's tests beside it. An older copy is removed first."""
    root = home.BUILD / "shipped" / row.name
    shutil.rmtree(root, ignore_errors=True)
    tarball = build(venv, root / "tarball")
    _run(venv, venv / "bin/ansible-galaxy", "collection", "install", tarball, "-p", root, "--force", "--no-deps")
    collections = root / "ansible_collections"
    for namespace, name in environment.DEPENDENCIES:
        folder = collections / namespace
        folder.mkdir()
        source = environment.site_packages(venv, row).joinpath("ansible_collections", namespace, name)
        (folder / name).symlink_to(os.path.relpath(source, folder), target_is_directory=True)
    copy = collections.joinpath(*environment.COLLECTION)
    _place_tests(copy)
    _run(venv, "git", "init", "-q", cwd=copy)
    return copy


def main() -> None:
    """The command line: prints what was made."""
    parser = argparse.ArgumentParser(description="Build the collection as it ships; print the path of the tarball, or of the installed copy.")
    parser.add_argument("--row", help="such as py3.12-core2.21; default: the main row of this machine")
    parser.add_argument("--install", action="store_true", help="install it below .build/shipped as well, and print that path")
    asked = parser.parse_args()
    row = rows.named(asked.row) if asked.row else rows.default_rows()[0]
    if asked.install:
        print(install(environment.make(row, "test"), row))
    else:
        print(build(environment.make(row, "lab"), home.BUILD / "dist"))


if __name__ == "__main__":
    main()
