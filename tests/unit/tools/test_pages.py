# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests that need a browser are never skipped, and the sidebar has every part of the documentation."""

from __future__ import annotations

import os
import pathlib

import pages
import pytest
import yaml

import docs

EXTRA_DOCS = pathlib.Path(__file__).resolve().parents[3] / "docs/docsite/extra-docs.yml"


def test_without_a_browser_it_fails_and_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="No browser was found .* apt-get install chromium"):
        pages.browser()


def test_the_first_browser_that_is_here_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    program = tmp_path / "google-chrome"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pages.browser() == str(program)


def test_the_sidebar_has_every_section_of_the_guides() -> None:
    text = EXTRA_DOCS.read_text()
    assert docs.sections(text) == {section["title"]: section["toctree"] for section in yaml.safe_load(text)["sections"]}
