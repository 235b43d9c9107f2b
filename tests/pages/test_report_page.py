# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protection report in a real browser: at desktop and phone width, light and dark, on paper, without network, with 2,500 tables."""

from __future__ import annotations

import pathlib
import shutil
import typing as t

import pytest
from ansible_collections.dynaops.dynamodb.plugins.filter.protection_report import write
from ansible_collections.dynaops.dynamodb.tests.acceptance.protection_results import MARKUP, estate, result, table
from ansible_collections.dynaops.dynamodb.tests.pages.measured import clipped
from playwright.sync_api import Browser, Page, sync_playwright

MANY = 2500
DESKTOP, PHONE = 1280, 390
# Seconds of the browser's own clock. The machine may have more to do than this test: these are several times what it takes alone.
OPENS_WITHIN, ANSWERS_WITHIN = 2.0, 0.5


@pytest.fixture(name="browser", scope="module")
def a_browser() -> t.Iterator[Browser]:
    """Debian's Chromium. Without one, the tests fail."""
    found = shutil.which("chromium")
    assert found, "install a browser: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(name="opened")
def open_page(browser: Browser, tmp_path: pathlib.Path) -> t.Iterator[t.Callable[..., Page]]:
    """Opens the report of these results at a width; what the page asks for on the network, and its errors, fail the test."""
    wrong: list[str] = []

    def opened(results: list[dict[str, t.Any]], width: int = DESKTOP, scheme: t.Literal["light", "dark"] = "light") -> Page:
        file = tmp_path / "report.html"
        file.write_text(write(results, "html", max_age="24h"), encoding="utf-8")
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        page.on("request", lambda request: request.url.startswith("file:") or wrong.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.goto(file.as_uri())
        return page

    yield opened
    assert wrong == []


def shown(page: Page) -> list[str]:
    """The names of the tables that are shown."""
    return t.cast("list[str]", page.eval_on_selector_all("#tables tbody tr:not([hidden]) .name", "cells => cells.map(cell => cell.textContent)"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("drills", [False, True])
def test_p2_everything_fits_the_width(opened: t.Callable[..., Page], width: int, scheme: str, drills: bool) -> None:
    page = opened(estate(60, drills), width, scheme)
    sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1] == width
    for selector in (".total", "svg", "#filter", "#tables tbody tr"):
        for box in (each.bounding_box() for each in page.locator(selector).all()[:4]):
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width, selector
    # No word is cut off, or stands on its neighbour.
    assert clipped(page) == []
    assert len(page.locator("#tables tbody td[data-label='Last restore drill']").all()) == (60 if drills else 0)
    # Text and what is behind it are of different brightness in both schemes.
    colors = page.evaluate("(style => [style.color, style.backgroundColor])(getComputedStyle(document.body))")
    text, back = (sum(int(part) for part in color[4:-1].split(",")) for color in colors)
    assert (text < 200 < 600 < back) if scheme == "light" else (back < 200 < 600 < text)


def test_the_totals_come_first_and_the_most_urgent_tables(opened: t.Callable[..., Page]) -> None:
    page = opened(estate(100))
    assert page.locator(".total b").all_inner_texts() == ["4", "4", "4", "88"]
    tops = [page.locator(selector).first.bounding_box()["y"] for selector in (".totals", "svg", "#filter", "#tables tbody tr")]  # type: ignore[index]
    assert tops == sorted(tops)
    assert [each.split()[-1] for each in page.locator("#tables tbody .verdict").all_inner_texts()[:13:4]] == ["unprotected", "unknown", "stale", "protected"]


def test_the_filter_shows_what_has_all_words_and_the_totals_choose_a_verdict(opened: t.Callable[..., Page]) -> None:
    page = opened(estate(100))
    page.fill("#filter", "TABLE-00 west-2")
    assert shown(page) and all(int(name[-4:]) % 2 for name in shown(page)) and page.inner_text("#shown") == "50 of 100 shown"
    page.fill("#filter", "")
    page.click(".total.stale")
    assert shown(page) == [f"table-{number:04d}" for number in (2, 27, 52, 77)] and page.get_attribute(".total.stale", "aria-pressed") == "true"
    page.click(".total.stale")
    assert len(shown(page)) == 100


def test_p2_the_last_restore_drill_is_told_at_both_widths_and_the_filter_finds_who_never_passed_one(opened: t.Callable[..., Page]) -> None:
    for width in (DESKTOP, PHONE):
        page = opened(estate(50, drills=True), width)
        cell = page.locator("#tables tbody tr").filter(has_text="table-0005").locator("td[data-label='Last restore drill']")
        # A row is laid out when it comes into view, and that may take a moment.
        cell.scroll_into_view_if_needed()
        page.wait_for_function("cell => cell.innerText", arg=cell.element_handle())
        assert cell.inner_text().split("\n") == ["20 days ago", "2026-11-06 03:00 UTC"]
        # Where there is no head row, the cell names itself.
        label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert ("Last restore drill" in label and not page.locator("thead").first.is_visible()) if width == PHONE else label == "none"
        assert width == PHONE or "Last restore drill" in page.inner_text("#tables thead")
        # It has room: no word is broken into letters.
        assert cell.bounding_box()["height"] < 100  # type: ignore[index]
        page.fill("#filter", "never")
        assert len(shown(page)) == 40 and "table-0005" not in shown(page)


def test_names_with_markup_show_as_text(opened: t.Callable[..., Page]) -> None:
    page = opened([{"place": MARKUP, "result": result(table(MARKUP, "stale"), msg=MARKUP, failed=True, region=MARKUP)}], PHONE)
    assert page.title() == "DynamoDB protection report" and shown(page) == [MARKUP]
    assert page.locator("body script").count() == 1


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_2500_tables_open_within_2_seconds_and_the_filter_answers_at_once(opened: t.Callable[..., Page], width: int) -> None:
    page = opened(estate(MANY, drills=True), width)
    # The quickest of three: other work of the machine only ever adds.
    opens = []
    for _again in range(3):
        page.reload()
        opens.append(page.evaluate("performance.getEntriesByType('navigation')[0].domComplete") / 1000)
    assert min(opens) < OPENS_WITHIN, opens
    # Until the rows are laid out again.
    typing = "start => { const box = document.getElementById('filter'); const begun = performance.now(); box.value = start;"
    typing += "box.dispatchEvent(new Event('input')); document.body.offsetHeight; return (performance.now() - begun) / 1000; }"
    answers = [page.evaluate(typing, word) for word in ("0", "00", "table-0007")]
    assert min(answers) < ANSWERS_WITHIN, answers
    assert shown(page) == ["table-0007"]


def test_on_paper_all_tables_are_there_and_no_tools(opened: t.Callable[..., Page], tmp_path: pathlib.Path) -> None:
    page = opened(estate(300), scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator("#filter").is_visible() and page.locator(".total").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    # 300 rows do not fit on few pages: nothing was left out because it was not in view.
    paper = page.pdf(path=str(tmp_path / "report.pdf"))
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") >= 5
