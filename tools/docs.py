#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the HTML reference of the collection below .build/docs/, from the documentation of its plugins and docs/docsite."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess

import environment
import home
import rows

PLACE = home.BUILD / "docs"
NAME = ".".join(environment.COLLECTION)


def _run(venv: pathlib.Path, *words: object) -> None:
    command = [str(venv / "bin" / str(words[0])), *map(str, words[1:])]
    done = subprocess.run(command, cwd=PLACE, env=home.variables("docs", venv), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nFailed: {' '.join(command)}")


def _without_inventories(file: pathlib.Path) -> None:
    """Links to other projects' pages need their inventories, which the build would fetch; it is to work offline as well."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^intersphinx_mapping = \{.*?^\}", "intersphinx_mapping = {}", text, flags=re.MULTILINE | re.DOTALL), encoding="utf-8")


def build() -> pathlib.Path:
    """Makes the site anew; returns its first page."""
    venv = environment.make(rows.default_rows()[0], "docs")
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    options = ["--use-current", "--squash-hierarchy"]
    _run(
        venv,
        "antsibull-docs",
        "sphinx-init",
        *options,
        "--lenient",
        "--sphinx-theme",
        "sphinx_rtd_theme",
        "--project",
        NAME,
        "--title",
        NAME,
        "--copyright",
        "Dynaops",
        "--dest-dir",
        PLACE,
        NAME,
    )
    _without_inventories(PLACE / "conf.py")
    source = PLACE / "rst"
    source.mkdir(exist_ok=True)
    source.chmod(0o755)
    _run(venv, "antsibull-docs", "collection", *options, "--fail-on-error", "--dest-dir", source, NAME)
    for picture in (home.ROOT / "docs/docsite/rst").glob("*.svg"):
        # antsibull-docs copies the guides alone.
        shutil.copy(picture, source / "docsite")
    _run(venv, "sphinx-build", "-M", "html", source, PLACE / "build", "-c", PLACE, "-q")
    return PLACE / "build/html/index.html"


if __name__ == "__main__":
    print(build())
