#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the virtual environment of a row below .build/, and prints its path.

Everything comes from PyPI: the Python packages, and amazon.aws out of the wheel of the C(ansible) bundle. Nothing is
written outside .build/. A second call with nothing changed does nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import venv
import zipfile

import rows

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
COLLECTION = ("dynaops", "dynamodb")


def run(*command: object, **options: object) -> None:
    """Runs a command quietly; its output is shown only when it fails."""
    caches = {"PIP_CACHE_DIR": str(BUILD / "cache/pip"), "UV_CACHE_DIR": str(BUILD / "cache/uv"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [str(word) for word in command], env={**os.environ, **caches}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nFailed: {' '.join(map(str, command))}")


def uv() -> pathlib.Path:
    """uv in an environment of its own: it installs a row in seconds where pip takes half a minute."""
    home = BUILD / "uv"
    program = home / "bin/uv"
    if not program.exists():
        try:
            venv.EnvBuilder(with_pip=True, clear=True).create(home)
        except (subprocess.CalledProcessError, SystemExit):
            raise SystemExit("This Python cannot make virtual environments; on Debian: apt-get install python3-venv") from None
        run(home / "bin/python", "-m", "pip", "install", "--quiet", "uv")
    return program


def bundle(version: str) -> pathlib.Path:
    """The wheel of the ansible bundle, downloaded once."""
    store = BUILD / "wheels"
    wheel = store / f"ansible-{version}-py3-none-any.whl"
    if not wheel.exists():
        store.mkdir(parents=True, exist_ok=True)
        run(BUILD / "uv/bin/python", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--python-version", "3.13",
            "--dest", store, f"ansible=={version}")
    return wheel


def add_collections(site: pathlib.Path, wheel: pathlib.Path) -> None:
    """Puts amazon.aws and a link to this repository where ansible, pytest and the linters find collections by themselves."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site, [name for name in archive.namelist() if name.startswith("ansible_collections/amazon/aws/")])
    link = site.joinpath("ansible_collections", *COLLECTION)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(ROOT, target_is_directory=True)


def fingerprint(row: rows.Row, groups: list[str]) -> str:
    files = [ROOT / "pyproject.toml", pathlib.Path(__file__)]
    text = repr((row, sorted(groups), str(ROOT))) + "".join(file.read_text(encoding="utf-8") for file in files)
    return hashlib.sha256(text.encode()).hexdigest()


def make(row: rows.Row, groups: list[str]) -> pathlib.Path:
    """Makes, or finds, the environment of the row with the dependency groups of pyproject.toml named."""
    home = BUILD / "env" / row.name
    stamp = home / "made-from"
    wanted = fingerprint(row, groups)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return home
    print(f"Making the environment {row.name} ({', '.join(groups)}) ...", file=sys.stderr, flush=True)
    python = rows.find_python(row.python)
    if python is None:
        raise SystemExit(f"Python {row.python} was not found on this machine.")
    shutil.rmtree(home, ignore_errors=True)
    installer = uv()
    run(installer, "venv", "--quiet", "--python", python, home)
    chosen = [word for group in groups for word in ("--group", f"{ROOT / 'pyproject.toml'}:{group}")]
    run(installer, "pip", "install", "--quiet", "--python", home / "bin/python", *chosen, f"ansible-core=={row.core}")
    add_collections(home / f"lib/python{row.python}/site-packages", bundle(row.bundle))
    stamp.write_text(wanted, encoding="utf-8")
    return home


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the virtual environment of a row and print its path.")
    parser.add_argument("--row", help="such as py3.12-core2.21; default: the main row of this machine")
    parser.add_argument("groups", nargs="*", default=["test"], help="dependency groups of pyproject.toml")
    asked = parser.parse_args()
    row = rows.named(asked.row) if asked.row else rows.default_rows()[0]
    print(make(row, asked.groups))


if __name__ == "__main__":
    main()
