# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every shell block of README.md and CONTRIBUTING.md is run, or gives the reason why it is not; links lead to files that exist.

The reason is a comment on the line before the block: <!-- not run here: REASON -->
"""

from __future__ import annotations

import dataclasses
import json
import pathlib
import re
import subprocess
import sysconfig
import typing as t
import xml.etree.ElementTree

import pytest
import yaml
from ansible_collections.dynaops.dynamodb.tests.bench import picture
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md")
REPOSITORY = yaml.safe_load((ROOT / "galaxy.yml").read_text())["repository"]
# Blocks in these languages are no commands. Every block names its language.
NO_COMMANDS = ("yaml", "json")
FENCE = re.compile(r"(?P<before>^.*\n)?^ *```(?P<language>.*)\n(?P<text>(?:(?! *```).*\n)*) *```$", re.MULTILINE)
REASON = re.compile(r"^<!-- not run here: (?P<reason>\S.*) -->$")


@dataclasses.dataclass(frozen=True)
class Block:
    """A shell block of a page; C(reason) is why it is not run."""

    name: str
    text: str
    reason: str = ""


def blocks(page: str, text: str) -> t.Iterator[Block]:
    """The shell blocks of a page."""
    for number, match in enumerate(FENCE.finditer(text)):
        if match["language"] in NO_COMMANDS:
            continue
        assert match["language"] == "shell", f"{page} has a block in the language {match['language']!r}"
        reason = REASON.match((match["before"] or "").rstrip("\n"))
        yield Block(f"{page}-{number}", match["text"], reason["reason"] if reason else "")


BLOCKS = [block for page in PAGES for block in blocks(page, (ROOT / page).read_text())]
RUN = [block for block in BLOCKS if not block.reason]
NOT_RUN = [block for block in BLOCKS if block.reason]


def by_name(block: Block) -> str:
    """The test's id."""
    return block.name


@pytest.fixture
def variables(orders: LabClient, tmp_path: pathlib.Path) -> dict[str, str]:
    """The environment of a user: AWS is the lab, and collections are installed below the test's folder, beside those that ours needs."""
    collections = tmp_path / "ansible_collections"
    packages = pathlib.Path(sysconfig.get_path("purelib")) / "ansible_collections"
    for name in ("amazon/aws",):
        (collections / name).parent.mkdir(parents=True)
        (collections / name).symlink_to(packages / name, target_is_directory=True)
    return environment(orders, tmp_path, {"ANSIBLE_COLLECTIONS_PATH": str(tmp_path)})


def test_blocks_are_found_with_their_reasons() -> None:
    page = "Text\n```yaml\na: b\n```\n\n<!-- not run here: too long -->\n```shell\nmake test\n```\n\n<!-- not run here: -->\n```shell\nmake help\n```\n"
    assert list(blocks("page", page)) == [Block("page-1", "make test\n", "too long"), Block("page-2", "make help\n")]
    with pytest.raises(AssertionError, match="bash"):
        list(blocks("page", "```bash\nmake test\n```\n"))


def test_no_block_is_overlooked() -> None:
    assert RUN and NOT_RUN
    for page in PAGES:
        text = (ROOT / page).read_text()
        assert text.count("```") == 2 * len(list(FENCE.finditer(text))), page
        assert text.count("not run here") == len([block for block in NOT_RUN if block.name.startswith(page)]), page


@pytest.mark.parametrize("block", RUN, ids=by_name)
@pytest.mark.processes
def test_u1_the_commands_work(variables: dict[str, str], block: Block) -> None:
    installs = "collection install" in block.text
    # This environment has a link to the repository among its packages, which would count as installed.
    scan = {"ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false"} if installs else {}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.text],
        cwd=ROOT,
        env={**variables, **scan},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    if installs:
        installed = pathlib.Path(variables["HOME"]) / "ansible_collections/dynaops/dynamodb/MANIFEST.json"
        assert json.loads(installed.read_text())["collection_info"]["name"] == "dynamodb"


@pytest.mark.parametrize("block", NOT_RUN, ids=by_name)
def test_commands_that_are_not_run_are_commands(block: Block) -> None:
    done = subprocess.run(["bash", "-n"], input=block.text, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_targets_of_make_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"(?<=[`\n])make ([a-z-]+)", (ROOT / page).read_text())}
    assert {"demo", "test", "help", "build"} <= named <= targets


def test_the_links_of_the_readme_are_full_and_lead_to_what_exists() -> None:
    # Galaxy shows the page without the repository: a relative link leads nowhere there.
    text = (ROOT / "README.md").read_text()
    links = re.findall(r"\]\(([^)\s]*)\)", text)
    headings = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^##+ (.*)$", text, re.MULTILINE)}
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    assert {link[1:] for link in links if link.startswith("#")} <= headings
    files = [link.removeprefix(f"{REPOSITORY}/blob/main/") for link in links if link.startswith(f"{REPOSITORY}/blob/")]
    assert len(files) >= 10 and [file for file in files if not (ROOT / file).is_file()] == []


def test_the_comparison_has_five_rows_with_the_figures_of_the_pages_about_reliability_and_speed() -> None:
    section = (ROOT / "README.md").read_text().partition("## Why this collection")[2].partition("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")][2:]
    assert len(rows) == 5
    guides = ROOT / "docs/docsite/rst"
    faults, speed = ((guides / f"{name}.rst").read_text() for name in ("reliability", "speed"))
    found = re.search(r"On the (\d+) cases .*: boto3 script (\d+)/\d+, up to (\d+) backups; AWS CLI (\d+)/\d+, up to (\d+) backups", faults)
    assert found
    total, boto3_held, boto3_most, cli_held, cli_most = found.groups()
    most, held, hundred, late, second = rows
    assert total in most[0] and most[1:] == ["always 1", "not measured", f"up to {cli_most}", f"up to {boto3_most} (boto3)"]
    assert held[1:] == [f"{total} of {total}", "not measured", f"{cli_held} of {total}", f"{boto3_held} of {total} (boto3)"]
    seconds = {name.split(":")[0].split(",")[0]: wall for name, wall in picture.of_page(speed).items()}
    told = [f"{seconds[name]:g} s" for name in ("dynamodb_create_backups", "AWS CLI", "playbook")]
    assert [hundred[1], hundred[3], hundred[4]] == [told[0], told[1], f"{told[2]} (playbook)"]
    worst = dict(re.findall(r"^   \* - (.*)\n     - [\d.]+ s\n     - (\d+%)$", speed, re.MULTILINE))
    schedules = [r"dynamodb\_create\_backup", "Terraform: 0.5 s, doubled up to 10 s", "a poll every 5 s", "a poll each second"]
    assert [re.match(r"at most (\d+%) late", cell)[1] for cell in late[1:]] == [worst[name] for name in schedules]  # type: ignore[index]
    assert second[1] == "`if_exists: reuse`"


def test_the_picture_of_the_demo_is_what_the_text_beside_it_says() -> None:
    lines = (ROOT / "docs/docsite/site/demo.txt").read_text().splitlines()
    drawn = xml.etree.ElementTree.parse(ROOT / "docs/docsite/rst/demo.svg").getroot()
    assert [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")] == [line for line in lines if line]
    assert any(line.startswith("[localhost] Backup accepted by AWS") for line in lines)
    assert "docs/docsite/rst/demo.svg" in (ROOT / "README.md").read_text()
