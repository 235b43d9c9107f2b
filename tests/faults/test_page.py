# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reliability pages are those of these very cases, and every one of ours holds in them; the generator, on rows that are made up."""

from __future__ import annotations

import pathlib
import re
import xml.etree.ElementTree

from ansible_collections.dynaops.dynamodb.tests.faults import cases, contenders, figures, page, picture
from ansible_collections.dynaops.dynamodb.tests.faults.figures import Cell, Row

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "docs/docsite/rst"
PEER = "boto3 script"
SVG = "{http://www.w3.org/2000/svg}"
OURS = [
    Row("DescribeTable, cut, once", "Answer lost", 1, "success", "done", ""),
    Row("CreateBackup, cut, once", "Answer lost", 1, "success", "done", ""),
    Row("ListBackups, cut, once", "ListBackups fails", 1, "success", "done", ""),
]
THEIRS = [
    Row("DescribeTable, cut, once", "Answer lost", 1, "success", "arn", ""),
    Row("CreateBackup, cut, once", "Answer lost", 2, "success", "arn_1 | arn_2", "2 backups"),
]
ROWS = {page.OURS: OURS, PEER: THEIRS}
SHARED = [row.case for row in THEIRS]


def tables(text: str) -> dict[str, str]:
    """The sections of a page, by title."""
    sections = re.split(r"\n([^\n]+)\n-+\n", text)
    return dict(zip(sections[1::2], sections[2::2]))


def first_cells(table: str) -> list[str]:
    """The first column of a table, less its head."""
    return re.findall(r"^   \* - (.*)$", table, re.MULTILINE)[1:]


def test_the_pages_show_every_case_and_every_tool() -> None:
    every = tables((FOLDER / f"{page.CASES}.rst").read_text(encoding="utf-8"))
    assert set(every) == set(contenders.COMMANDS)
    wanted = sorted(page.escaped(case.name) for case in cases.everything())
    assert first_cells(every[page.OURS]) == wanted
    shared = sorted(page.escaped(case.name) for case in cases.shared())
    assert all(first_cells(every[name]) == shared for name in contenders.COMMANDS if name != page.OURS)


def test_the_first_page_says_that_all_of_ours_hold() -> None:
    text, total = (FOLDER / "reliability.rst").read_text(encoding="utf-8"), len(cases.everything())
    assert f"**This collection: {total}/{total} cases hold, at most 1 backup.**" in text
    shown = first_cells(tables(text)["All cases of this collection"])
    assert shown == [*(page.escaped(family) for family in dict.fromkeys(case.family for case in cases.everything())), "All"]


def test_the_picture_is_there_and_has_every_kind_of_fault() -> None:
    text = "".join(xml.etree.ElementTree.parse(FOLDER / page.PICTURE).getroot().itertext())
    assert [case.family for case in cases.shared() if case.family not in text] == []


def test_the_cases_have_names_of_their_own() -> None:
    names = [case.name for case in cases.everything()]
    assert len(names) == len(set(names)) and {case.name for case in cases.quick()} < set(names)


def test_every_kind_of_fault_is_in_the_quick_half() -> None:
    assert {case.family for case in cases.quick()} == {case.family for case in cases.everything()}
    given = {case.family for case in cases.shared()}
    assert {case.family for case in cases.everything()} - given == {"ListBackups fails", "ListBackups that lags, answer lost"}


def test_figures_are_counted_by_kind_of_fault_and_tool() -> None:
    assert figures.grid(ROWS) == {"Answer lost": {page.OURS: Cell(2, 2, 1), PEER: Cell(1, 2, 2)}, "ListBackups fails": {page.OURS: Cell(1, 1, 1)}}
    assert figures.of_cases(ROWS, SHARED) == {page.OURS: OURS[:2], PEER: THEIRS}


def test_the_tools_are_compared_on_the_cases_that_all_of_them_ran() -> None:
    text = page.document(ROWS, SHARED)
    told = "On the 2 cases that every tool can run: boto3 script 1/2, up to 2 backups."
    assert f"**This collection: 3/3 cases hold, at most 1 backup.** {told}" in text
    compared = tables(text)["Tools compared"]
    assert "   * - Answer lost\n     - 2/2, most 1\n     - 1/2, most 2\n" in compared and "ListBackups fails" not in compared
    assert "   * - All\n     - 2/2, most 1\n     - 1/2, most 2\n" in compared
    assert "   * - ListBackups fails\n     - 1/1\n     - 1\n" in tables(text)["All cases of this collection"]


def test_the_result_comes_first_then_the_picture_the_grid_the_limits_and_the_long_list() -> None:
    text = page.document(ROWS, SHARED)
    order = [
        "**This collection",
        ".. figure:: reliability.svg",
        "Tools compared",
        "   * - Answer lost",
        "What was not tested",
        "docsite.reliability_cases` lists",
    ]
    assert sorted(order, key=text.index) == order


def test_the_long_list_is_escaped() -> None:
    text = page.cases_document(ROWS)
    assert "     - arn\\_1 \\| arn\\_2\n     - 2 backups\n" in text and first_cells(tables(text)[PEER]) == sorted(SHARED)


def test_the_picture_has_a_bar_for_each_kind_and_tool_and_says_it_in_words() -> None:
    compared = figures.of_cases(ROWS, SHARED)
    root = xml.etree.ElementTree.fromstring(picture.svg(compared))
    words = "Cases in which every promise was kept: dynaops.dynamodb 2 of 2; boto3 script 1 of 2."
    assert root.findtext(f"{SVG}title") == words and f"   :alt: {words}\n" in page.document(ROWS, SHARED)
    bars = [int(found.get("width", 0)) for found in root.iter(f"{SVG}rect") if found.get("fill") == "#1b7f4b"]
    assert bars[:2] == [150, 75]
    assert {"2/2, most backups 1", "1/2, most backups 2", "Answer lost"} <= {found.text for found in root.iter(f"{SVG}text")}


def test_all_three_files_are_written(tmp_path: pathlib.Path) -> None:
    page.write(tmp_path / "reliability.rst", ROWS, SHARED)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["reliability.rst", "reliability.svg", "reliability_cases.rst"]


def test_what_differs_from_run_to_run_is_left_out() -> None:
    said = '{"msg": "After 61 s: http://127.0.0.1:4711 with /tmp/a-1/certificates/bundle.pem and /tmp/b/.aws/sso/x.json did not answer"}'
    assert page.gist(said) == "After N s: http://127.0.0.1:PORT with FOLDER/bundle.pem and FOLDER/.aws/sso/x.json did not answer"


def test_the_terminal_shows_what_is_broken() -> None:
    assert "BROKEN  2 backup(s), success  CreateBackup, cut, once  2 backups" in page.text(ROWS) and "boto3 script: 1/2 hold" in page.text(ROWS)
