#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a virtual environment below .build/ for a row and a dependency group, and prints its path.

Everything comes from PyPI: the Python packages, and amazon.aws out of the wheel of the ``ansible`` bundle. Nothing is
written outside .build/. A second call with nothing changed does nothing. Of several calls at the same time, one works and the others wait.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import typing as t
import venv
import zipfile

import home
import locking
import rows

ROOT = home.ROOT
BUILD = home.BUILD
COLLECTION = ("dynaops", "dynamodb")
# What ours depends on, as galaxy.yml has it.
DEPENDENCIES = (("amazon", "aws"),)
# What tests and linters need beside them, where the bundle has it.
DEVELOPMENT = (("awx", "awx"),)
GROUPS = ("lab", "test", "lint", "bench", "docs", "pages", "second_opinion")
# Nothing of Ansible's: ministack opens further ports when it finds the cryptography that ansible-core brings.
WITHOUT_ANSIBLE = ("second_opinion",)
# The folder in an environment with an older boto3 that has newer API models, and the services whose models the lab reads.
MODELS = "api-models"
MODELLED = ("backup", "dynamodb")
# The file in an environment that holds its fingerprint. It is written last.
_STAMP = "made-from"


def locked() -> t.ContextManager[None]:
    """The lock on everything that is made here: uv, wheels and environments."""
    return locking.exclusive(BUILD / "lock", f"making an environment in {BUILD}")


def run(*command: object, attempts: int = 1) -> None:
    """Runs a command quietly; its output is shown only when its last attempt fails."""
    words = [str(word) for word in command]
    for attempt in range(1, attempts + 1):
        done = subprocess.run(words, env={**os.environ, **home.caches()}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode == 0:
            return
        if attempt < attempts:
            print(f"Failed, trying once more: {' '.join(words)}", file=sys.stderr, flush=True)
    raise SystemExit(f"{done.stdout}\nFailed: {' '.join(words)}")


def download(*what: object) -> None:
    """``pip download`` with these arguments; a failed download is tried once more."""
    with locked():
        _download(*what)


def _download(*what: object) -> None:
    uv()
    run(BUILD / "uv/bin/python", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", *what, attempts=2)


def uv() -> pathlib.Path:
    """uv in an environment of its own: it installs a row in seconds where pip takes half a minute."""
    place = BUILD / "uv"
    program = place / "bin/uv"
    if not program.exists():
        try:
            venv.EnvBuilder(with_pip=True, clear=True).create(place)
        except (subprocess.CalledProcessError, SystemExit):
            raise SystemExit("This Python cannot make virtual environments; on Debian: apt-get install python3-venv") from None
        # pip as well: the one that comes with Python may be older than dependency groups.
        run(place / "bin/python", "-m", "pip", "install", "--quiet", "--upgrade", "uv", "pip>=25.1", attempts=2)
    return program


def bundle(version: str) -> pathlib.Path:
    """The wheel of the ansible bundle, downloaded once."""
    store = BUILD / "wheels"
    wheel = store / f"ansible-{version}-py3-none-any.whl"
    if not wheel.exists():
        store.mkdir(parents=True, exist_ok=True)
        _download("--python-version", "3.13", "--dest", store, f"ansible=={version}")
    return wheel


def add_collections(site: pathlib.Path, wheel: pathlib.Path) -> None:
    """Puts the dependencies and a link to this repository where ansible, pytest and the linters find collections by themselves."""
    wanted = tuple(f"ansible_collections/{namespace}/{name}/" for namespace, name in (*DEPENDENCIES, *DEVELOPMENT))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site, [name for name in archive.namelist() if name.startswith(wanted)])
    link = site.joinpath("ansible_collections", *COLLECTION)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(ROOT, target_is_directory=True)


def site_packages(place: pathlib.Path, row: rows.Row) -> pathlib.Path:
    """Where an environment of this row has its packages and collections."""
    return place / f"lib/python{row.python}/site-packages"


def fingerprint(row: rows.Row, group: str) -> str:
    """What an environment is made from; another value means that it must be made anew."""
    files = [ROOT / "pyproject.toml", pathlib.Path(__file__)]
    text = repr((row, group, str(ROOT))) + "".join(file.read_text(encoding="utf-8") for file in files)
    return hashlib.sha256(text.encode()).hexdigest()


def install(place: pathlib.Path, row: rows.Row, group: str) -> None:
    """Installs the group with uv; where uv fails, with pip, which also knows settings that uv does not."""
    _install(place, "--group", f"{ROOT / 'pyproject.toml'}:{group}", *([] if group in WITHOUT_ANSIBLE else [f"ansible-core=={row.core}"]))
    if row.boto:
        # The lab answers as AWS does today, whatever version sends the requests.
        keep_models(site_packages(place, row), place / MODELS)
        _install(place, f"boto3=={row.boto}", f"botocore=={row.boto}")


def _install(place: pathlib.Path, *what: str) -> None:
    try:
        run(uv(), "pip", "install", "--quiet", "--python", place / "bin/python", *what)
    except SystemExit as failure:
        print(f"{failure}\nTrying once more, with pip.", file=sys.stderr, flush=True)
        run(BUILD / "uv/bin/python", "-m", "pip", "--python", place / "bin/python", "install", "--quiet", *what)


def keep_models(site: pathlib.Path, place: pathlib.Path) -> None:
    """Copies the API models that the lab needs out of the newer botocore, before an older one takes its place."""
    for service in MODELLED:
        # The rules of host names have parts that an older botocore refuses to read.
        shutil.copytree(site / "botocore/data" / service, place / service, ignore=shutil.ignore_patterns("endpoint-rule-set*"))


def make(row: rows.Row, group: str) -> pathlib.Path:
    """Makes, or finds, the environment of the row with this dependency group of pyproject.toml."""
    place = BUILD / "env" / f"{row.name}-{group}"
    wanted = fingerprint(row, group)
    if _is_made_from(place, wanted):
        return place
    with locked():
        # The process that held the lock may have made it.
        if not _is_made_from(place, wanted):
            _make(place, row, group)
            (place / _STAMP).write_text(wanted, encoding="utf-8")
    return place


def _is_made_from(place: pathlib.Path, wanted: str) -> bool:
    stamp = place / _STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


def _make(place: pathlib.Path, row: rows.Row, group: str) -> None:
    print(f"Making the environment {place.name} ...", file=sys.stderr, flush=True)
    python = rows.find_python(row.python)
    if python is None:
        raise SystemExit(f"Python {row.python} was not found on this machine.")
    # First, so that an environment that is removed in part is never found.
    (place / _STAMP).unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    run(uv(), "venv", "--quiet", "--python", python, place)
    install(place, row, group)
    if group not in WITHOUT_ANSIBLE:
        add_collections(site_packages(place, row), bundle(row.bundle))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make a virtual environment and print its path.")
    parser.add_argument("group", nargs="?", default="test", choices=GROUPS, help="dependency group of pyproject.toml (default: test)")
    parser.add_argument("--row", help="such as py3.12-core2.21; default: the main row of this machine")
    asked = parser.parse_args()
    row = rows.named(asked.row) if asked.row else rows.default_rows()[0]
    print(make(row, asked.group))


if __name__ == "__main__":
    main()
