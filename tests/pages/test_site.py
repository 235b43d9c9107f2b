# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation in a real browser, at the width of a laptop and of a telephone: nothing is cut off, and it works from the file system."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.dynaops.dynamodb.tests.pages.measured import clipped, dead_links, lowest_contrast
from playwright.sync_api import Browser, Page

SOME = ("index.html", "dynamodb_restore_backup_module.html", "docsite/guide_restore.html", "docsite/reliability.html", "docsite/errors.html")


def test_u3_no_text_is_cut_off(site: pathlib.Path, page: Page) -> None:
    found = {}
    for file in sorted(site.rglob("*.html")):
        page.goto(file.as_uri())
        if trouble := clipped(page):
            found[str(file.relative_to(site))] = trouble[:5]
    assert found == {}


def test_u3_a_table_that_is_cut_off_is_noticed(page: Page) -> None:
    row = "<td style='white-space: nowrap'>" + "a cell that does not wrap " * 20 + "</td>"
    page.set_content(f"<div style='overflow-x: auto; width: 300px'><table><tr>{row}</tr></table></div>")
    assert clipped(page)
    page.set_content("<table><tr><td>" + "a cell that wraps " * 20 + "</td></tr></table>")
    assert clipped(page) == []


def test_no_link_is_dead(site: pathlib.Path) -> None:
    assert dead_links(site) == []


def test_a_dead_link_is_noticed(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html">b</a> <a href="b.html#part">part</a> <a href="https://example.com/x">x</a>')
    (tmp_path / "b.html").write_text('<p id="part"></p><a href="a.html#none">none</a><img src="gone.svg">')
    assert dead_links(tmp_path) == ["b.html: a.html#none", "b.html: gone.svg"]


def test_search_works_from_the_file_system(site: pathlib.Path, page: Page) -> None:
    page.goto(f"{(site / 'search.html').as_uri()}?q=not_restored")
    page.wait_for_selector("#search-results li a")
    assert "dynamodb_restore_backup" in page.inner_text("#search-results")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_can_be_read(site: pathlib.Path, browser: Browser, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    for name in SOME:
        page.goto((site / name).as_uri())
        ratio, text = lowest_contrast(page)
        assert ratio >= 3, (name, text)
        ground = [int(each) for each in page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")[:3]]
        assert (sum(ground) > 600) == (scheme == "light"), ground
    page.close()


def test_the_sidebar_tells_pages_apart(site: pathlib.Path, page: Page) -> None:
    page.goto((site / "index.html").as_uri())
    names = page.eval_on_selector_all(".sidebar-tree a.reference", "links => links.map(link => link.textContent.trim())")
    captions = page.eval_on_selector_all(".sidebar-tree .caption", "all => all.map(each => each.textContent.trim())")
    assert len(names) == len(set(names)) >= 20 and {"dynamodb_create_backup", "dynamodb_create_backups"} <= set(names)
    assert {"Guides", "Modules", "Roles"} <= set(captions)


def test_the_first_page_shows_the_demo_and_three_ways_in(site: pathlib.Path, page: Page) -> None:
    page.goto((site / "index.html").as_uri())
    text = page.inner_text("article")
    assert "Backup completed successfully" in text and all(way in text for way in ("Your first backup", "Many tables", "I come from Terraform"))
