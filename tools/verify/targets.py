# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs an integration target in the account with ansible-playbook, as ansible-test would, with names of the run's prefix.

Not with ansible-test itself: it drops the environment in which modules find the recorder, and wants the credentials in a file.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import typing as t

import home

from verify import recording
from verify.account import Access
from verify.policy import TARGETS
from verify.scrub import Scrubber

# Seconds that a target has to end in when it is asked to.
_GRACE = 20
# Of the output of a target that failed; all of it is in its log.
_LAST_LINES, _WIDEST = 40, 400


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of one target: the end of its output where it failed."""

    name: str
    ok: bool
    seconds: float
    output: str = ""

    def as_json(self) -> dict[str, t.Any]:
        """For the report."""
        return {"target": self.name, "verdict": "passed" if self.ok else "FAILED", "seconds": round(self.seconds)}


def run(name: str, access: Access, prefix: str, folder: pathlib.Path, raw: pathlib.Path, scrubber: Scrubber) -> Outcome:
    """Runs it and writes its output, without secrets, into the folder; its requests are recorded in ``raw``."""
    began = time.monotonic()
    place = folder / "targets"
    place.mkdir(parents=True, exist_ok=True)
    playbook, variables = place / f"{name}.yml", place / f"{name}.json"
    playbook.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "roles": [name]}]), encoding="utf-8")
    variables.write_text(json.dumps(_variables(access, prefix)), encoding="utf-8")
    command = [str(pathlib.Path(sys.prefix) / "bin/ansible-playbook"), str(playbook), "-e", f"@{variables}"]
    # In a session of its own: a Ctrl-C ends this program, which then ends that one.
    process = subprocess.Popen(
        command,
        cwd=place,
        env=_environment(access, raw),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    try:
        assert process.stdout
        with open(place / f"{name}.log", "w", encoding="utf-8") as log:
            for line in process.stdout:
                lines.append(scrubber.text(line))
                log.write(lines[-1])
        ok = process.wait() == 0
    finally:
        _end(process)
    return Outcome(name, ok, time.monotonic() - began, "" if ok else "".join(f"{line.rstrip()[:_WIDEST]}\n" for line in lines[-_LAST_LINES:]))


def _variables(access: Access, prefix: str) -> dict[str, str]:
    """What ansible-test would give to a target with the alias cloud/aws. The credentials stay in the environment, and in no file."""
    given = {"resource_prefix": prefix, "aws_region": access.account.region}
    found = {"aws_access_key": "AWS_ACCESS_KEY_ID", "aws_secret_key": "AWS_SECRET_ACCESS_KEY", "security_token": "AWS_SESSION_TOKEN"}
    present = access.variables()
    given.update({name: f"{{{{ lookup('env', '{variable}') }}}}" for name, variable in found.items() if variable in present})
    return {**given, **({"endpoint_url": access.account.endpoint} if access.account.stand_in else {})}


def _environment(access: Access, raw: pathlib.Path) -> dict[str, str]:
    """The tools' own environment, the credentials, and the recorder for every Python process."""
    variables = home.variables("verify", pathlib.Path(sys.prefix))
    return {
        **variables,
        **access.variables(),
        "ANSIBLE_REMOTE_TEMP": f"{variables['TMPDIR']}/remote",
        "ANSIBLE_ROLES_PATH": str(TARGETS),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_RETRY_FILES_ENABLED": "false",
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONPATH": str(pathlib.Path(__file__).parent / "on_path"),
        recording.FOLDER: str(raw),
    }


def _end(process: subprocess.Popen[str]) -> None:
    """Ends it with all that it started, if it has not ended."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    if process.stdout:
        process.stdout.close()
