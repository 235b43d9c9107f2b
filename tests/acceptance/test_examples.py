# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of README, guides and modules holds: as written, in check mode, and when AWS or a step of its own fails."""

from __future__ import annotations

import re

import pytest
from ansible_collections.dynaops.dynamodb.tests.acceptance import older_boto, tiers
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns
from ansible_collections.dynaops.dynamodb.tests.acceptance.examples import (
    ABOUT_CREATING,
    AS_WRITTEN,
    BROKEN,
    BROKEN_TEXT,
    EMPTY,
    EXAMPLES,
    GUIDES,
    PAGES,
    REFUSED,
    asks_cloudwatch_alone,
    has_step,
    host_of,
    play,
)
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient

pytestmark = pytest.mark.long

# What Ansible says when an example takes for granted what is not there.
UNDEFINED = re.compile(r"VARIABLE IS NOT DEFINED|is undefined|has no attribute|Undefined|No first item|<<\s*error")
READS = ("Describe", "List", "Get", "Query", "Scan", "AssumeRole")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 20 and {"readme-0", "module-dynamodb_restore_backup", "guide_create_backup-0"} <= set(EXAMPLES)
    assert all(any(name.startswith(guide) for name in EXAMPLES) for guide in GUIDES)


# It has an option of botocore that an older one does not know.
NEWER = "guide_networks"


# On further releases those of the README alone: what modules and guides show there differs in the module, not in Ansible.
@pytest.mark.parametrize(
    "page",
    older_boto.needed_by((pytest.param(page, marks=[pytest.mark.every_release if page == "readme" else pytest.mark.further_case]) for page in PAGES), NEWER),
)
def test_every_example_runs(lab: LabClient, ansible: AnsibleRuns, page: str) -> None:
    run, turns = play(lab, ansible, [(name, AS_WRITTEN) for name in PAGES[page]])
    assert run.code == 0 and not re.search(r"(failed|rescued|unreachable)=[1-9]", run.stdout), run.output
    assert all(calls or asks_cloudwatch_alone(name) for name, calls in turns.calls.items()) and not UNDEFINED.search(run.output), run.output
    assert [name for name in PAGES[page] if name.startswith(ABOUT_CREATING) and "CreateBackup" not in turns.calls[name]] == []


@pytest.mark.parametrize("page", older_boto.needed_by(tiers.cases({page: page for page in PAGES}, "readme"), NEWER))
def test_u5_every_example_holds_in_check_mode(lab: LabClient, ansible: AnsibleRuns, page: str) -> None:
    run, turns = play(lab, ansible, [(name, AS_WRITTEN) for name in PAGES[page]], "--check")
    assert run.code == 0 and not re.search(r"(failed|rescued|unreachable)=[1-9]", run.stdout), run.output
    assert not UNDEFINED.search(run.output), run.output
    assert {name: [call for call in calls if not call.startswith(READS)] for name, calls in turns.calls.items()} == {name: [] for name in PAGES[page]}


@pytest.mark.parametrize("page", older_boto.needed_by(tiers.cases({page: page for page in PAGES}, "readme"), NEWER))
def test_u5_every_example_holds_on_the_unhappy_path(lab: LabClient, ansible: AnsibleRuns, page: str) -> None:
    """Nothing undefined is shown, a refusal ends the play with AWS's reason, and what rescues passes on the reason of the task that failed."""
    played = play(lab, ansible, [(name, outcome) for name in PAGES[page] for outcome in (REFUSED, EMPTY)])
    assert not UNDEFINED.search(played.run.output), played.run.output
    for name in PAGES[page]:
        host = host_of(name, REFUSED)
        told = played.failures(host)[-1:] or played.failed_items(host)
        # The lab refuses the requests to DynamoDB.
        assert (told or asks_cloudwatch_alone(name)) and all("is not authorized to perform" in each for each in told), (name, played.run.output)
        for failures in (played.failures(host), played.failures(host_of(name, EMPTY))):
            assert not failures or failures[0] in failures[-1], (name, failures)


def test_u4_a_step_that_breaks_after_the_backup_is_told_with_the_backup(lab: LabClient, ansible: AnsibleRuns) -> None:
    names = [name for name in EXAMPLES if has_step(name)]
    played = play(lab, ansible, [(name, BROKEN) for name in names])
    assert len(names) >= 3
    for name in names:
        failures = played.failures(host_of(name, BROKEN))
        assert failures and BROKEN_TEXT in failures[-1], (name, played.run.output)
        if len(failures) > 1:
            assert any(arn in failures[-1] for arn in played.turns.backups[host_of(name, BROKEN)]), (name, failures)
