# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real browser, and the site that was built: ``make pages`` says where both are. Without them these tests fail, they are never skipped."""

from __future__ import annotations

import os
import pathlib
import typing as t

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Told by tools/pages.py.
BROWSER, SITE = "PAGES_BROWSER", "PAGES_SITE"
WIDE, NARROW = 1280, 390


@pytest.fixture(name="site", scope="session")
def built_site() -> pathlib.Path:
    """The folder of the HTML documentation."""
    return pathlib.Path(os.environ[SITE])


@pytest.fixture(name="browser", scope="session")
def real_browser() -> t.Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        # Without its sandbox, which needs rights that a container does not give; it opens files of this machine alone.
        browser = playwright.chromium.launch(executable_path=os.environ[BROWSER], args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(name="page", params=[WIDE, NARROW], ids=["wide", "narrow"])
def page_of_a_width(browser: Browser, request: pytest.FixtureRequest) -> t.Iterator[Page]:
    """A page as wide as a laptop's window, and one as wide as a telephone."""
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    yield page
    page.close()
