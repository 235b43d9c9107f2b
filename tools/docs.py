#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the HTML documentation of the collection below .build/docs/, from the documentation of its plugins and docs/docsite.

antsibull-docs writes the reference and copies the guides. The first page, the order of the sidebar and the looks come from docs/docsite/site.
"""

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
DOCSITE = home.ROOT / "docs/docsite"
# What antsibull-docs names the page that lists all plugins, here one of several.
OVERVIEW = "all_plugins"
_CONF = r"""
html_title = "{name}"
html_static_path = ["site"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
pygments_dark_style = "monokai"
# A link to nothing fails the build.
nitpicky = True
nitpick_ignore_regex = [
    ("std:envvar", ".*"),
    # Of Ansible's own documentation and of other collections.
    ("std:ref", r"action_plugins|common_return_values|ansible_configuration_settings|ansible_collections\.(?!dynaops\.dynamodb\.).*"),
]
"""


def _run(venv: pathlib.Path, *words: object) -> None:
    command = [str(venv / "bin" / str(words[0])), *map(str, words[1:])]
    done = subprocess.run(command, cwd=PLACE, env=home.variables("docs", venv), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nFailed: {' '.join(command)}")


def _configure(file: pathlib.Path) -> None:
    """Our looks. Links to other projects' pages need their inventories, which the build would fetch; it is to work offline as well."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^intersphinx_mapping = \{.*?^\}", "intersphinx_mapping = {}", text, flags=re.MULTILINE | re.DOTALL)
    file.write_text(text + _CONF.replace("{name}", NAME), encoding="utf-8")


def toctree(caption: str, entries: list[str]) -> str:
    """A part of the sidebar."""
    return "\n".join(["", ".. toctree::", f"   :caption: {caption}", "   :hidden:", "   :maxdepth: 1", "", *(f"   {each}" for each in entries), ""])


def sections(extra_docs: str) -> dict[str, list[str]]:
    """The parts of extra-docs.yml, title to pages. Read without a library, which this environment may not have: the form is that of the file."""
    found: dict[str, list[str]] = {}
    for title, pages in re.findall(r"^  - title: (.*)\n    toctree:\n((?:      - .*\n)+)", extra_docs, re.MULTILINE):
        found[title] = re.findall(r"- (\S+)", pages)
    return found


def _without_contents(source: pathlib.Path) -> None:
    """Takes out the lists of contents that the guides have for readers of the repository: here each page has one beside it."""
    for page in source.rglob("*.rst"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"^\.\. contents::\n(?: +:.*\n)*\n", "", text, flags=re.MULTILINE), encoding="utf-8")


def _first_page(source: pathlib.Path) -> None:
    """Puts our first page in the place of antsibull's, which becomes the overview of the reference, and orders the sidebar."""
    generated = (source / "index.rst").read_text(encoding="utf-8")
    without = re.sub(r"^\.\. toctree::\n(?:    .*\n|\n)+", "", generated, flags=re.MULTILINE)
    without = re.sub(r"^Guides\n------\n+", "", without, flags=re.MULTILINE)
    without = re.sub(r"^Dynaops\.Dynamodb\n=+$", "All modules and roles\n=====================", without, count=1, flags=re.MULTILINE)
    (source / f"{OVERVIEW}.rst").write_text(without, encoding="utf-8")
    first = (DOCSITE / "site/index.rst").read_text(encoding="utf-8")
    shutil.copy(DOCSITE / "site/demo.txt", source)
    guides = sections((DOCSITE / "extra-docs.yml").read_text(encoding="utf-8"))
    parts = {title: [f"docsite/{page}" for page in pages] for title, pages in guides.items()}
    kinds = {"Modules": "_module", "Roles": "_role", "Inventory": "_inventory"}
    pages = {title: {page.stem.removesuffix(end): page.stem for page in sorted(source.glob(f"*{end}.rst"))} for title, end in kinds.items()}
    # The names alone: with the collection in front they all begin alike, and a narrow sidebar shows the beginning. A role may be called like a module.
    pages["Roles"] = {f"{name} (role)" if name in pages["Modules"] else name: page for name, page in pages["Roles"].items()}
    reference = {title: [f"{name} <{page}>" for name, page in named.items()] for title, named in pages.items()}
    reference["Reference"] = [OVERVIEW, *(["environment_variables"] if (source / "environment_variables.rst").exists() else [])]
    (source / "index.rst").write_text(first + "".join(toctree(*part) for part in {**parts, **reference}.items()), encoding="utf-8")


def build() -> pathlib.Path:
    """Builds the site from the start; returns its first page. Raises SystemExit with the output where a link leads nowhere."""
    venv = environment.make(rows.default_rows()[0], "docs")
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    options = ["--use-current", "--squash-hierarchy"]
    names = ["--sphinx-theme", "furo", "--project", NAME, "--title", NAME, "--copyright", "Dynaops"]
    _run(venv, "antsibull-docs", "sphinx-init", *options, "--lenient", *names, "--dest-dir", PLACE, NAME)
    _configure(PLACE / "conf.py")
    shutil.copytree(DOCSITE / "site", PLACE / "site", ignore=shutil.ignore_patterns("*.rst", "*.txt"))
    source = PLACE / "rst"
    source.mkdir(exist_ok=True)
    source.chmod(0o755)
    _run(venv, "antsibull-docs", "collection", *options, "--fail-on-error", "--dest-dir", source, NAME)
    for picture in (DOCSITE / "rst").glob("*.svg"):
        # antsibull-docs copies the guides alone.
        shutil.copy(picture, source / "docsite")
    _without_contents(source)
    _first_page(source)
    _run(venv, "sphinx-build", "-M", "html", source, PLACE / "build", "-c", PLACE, "-q", "-W", "--keep-going")
    return PLACE / "build/html/index.html"


if __name__ == "__main__":
    print(build())
