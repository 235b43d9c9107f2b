# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the integration targets in a real AWS account, asks AWS what this project claims of it, and records its answers.

It says first which account pays, what is made and what that costs, and deletes all of it at the end. Runs in the lab's environment.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import pathlib
import shutil
import sys
import typing as t
import uuid

import home
from verify import account, cost, policy, sweep
from verify.account import Access
from verify.claims import CLAIMS
from verify.run import Interrupted, Plan, run

BUILD = home.BUILD / "verify"
RECORDINGS = home.ROOT / "tests/recordings"
# Seconds for a deletion that is asked for by itself.
_SWEEP = 600.0


def parse(words: t.Sequence[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="verify_aws", description="Ask the AWS account that the environment leads to (AWS_PROFILE, AWS_REGION, ...).")
    parser.add_argument("--yes", action="store_true", help="do not ask before something is made, for continuous integration")
    parser.add_argument("--slow", action="store_true", help="what takes long or costs more as well: restores, settings, replicas")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="only these targets and claims")
    parser.add_argument("--list", action="store_true", help="show targets and claims, and ask nothing")
    parser.add_argument("--policy", action="store_true", help="print the IAM policy that is needed, and make nothing")
    parser.add_argument("--record", action="store_true", help="put AWS's answers into tests/recordings, as this project's own")
    parser.add_argument("--sweep", nargs="?", const=policy.FAMILY, metavar="PREFIX", help="delete what earlier runs left, and do nothing else")
    asked = parser.parse_args(words)
    unknown = set(asked.only) - {*cost.TARGETS, *(claim.id for claim in CLAIMS)}
    if unknown:
        parser.error(f"no such target or claim: {', '.join(sorted(unknown))}; see --list")
    if asked.sweep is not None and not asked.sweep.startswith(policy.FAMILY):
        parser.error(f"only what begins with {policy.FAMILY} is ever deleted")
    return asked


def plan_of(asked: argparse.Namespace, access: Access, folder: pathlib.Path) -> Plan:
    """What was asked for, under a prefix that no other run has. What is named need not be named slow."""
    prefix = f"{policy.FAMILY}{uuid.uuid4().hex[:8]}"
    targets = [name for name in cost.TARGETS if name in asked.only or not asked.only and (asked.slow or name not in cost.SLOW_TARGETS)]
    claims = [claim for claim in CLAIMS if claim.id in asked.only or not asked.only and (asked.slow or not claim.slow)]
    slow = any(claim.slow for claim in claims) or any(name in cost.SLOW_TARGETS for name in targets)
    moment = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
    return Plan(targets, claims, prefix, folder / ("stand-in" if access.account.stand_in else "aws") / f"{moment}-{prefix[-8:]}", slow)


def agreed(asked: argparse.Namespace, question: str) -> bool:
    """Whether whoever runs this wants it. Nobody there means no."""
    if asked.yes:
        return True
    try:
        return input(f"{question} [yes/no] ").strip().lower() == "yes"
    except EOFError:
        print("\nNobody answered; --yes goes on without asking.")
        return False


def sweep_only(asked: argparse.Namespace, access: Access) -> bool:
    """Shows and deletes what earlier runs left; whether nothing is left of it."""
    clients = {region: access.patient_client(region) for region in (access.account.region, access.elsewhere())}
    found = sweep.find(clients, asked.sweep)
    print("\n".join(map(str, found)) or f"Nothing begins with {asked.sweep}.")
    if not found:
        return True
    if not agreed(asked, "Delete all of this? A run that goes on at this moment loses its tables."):
        return False
    left = sweep.sweep(clients, asked.sweep, _SWEEP)
    print("\n".join(f"LEFT: {what}: {reason}" for what, reason in left.items()) or "All of it is deleted.")
    return not left


def verify(asked: argparse.Namespace, access: Access, folder: pathlib.Path) -> bool:
    """A whole run; whether all is well."""
    plan = plan_of(asked, access, folder)
    needed = policy.document(access.account.id, access.account.partition, plan.targets, plan.slow)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.json").write_text(json.dumps(needed, indent=2) + "\n", encoding="utf-8")
    print(f"{len(plan.targets)} integration targets, {len(plan.claims)} claims. All names begin with {plan.prefix}.")
    print("\n".join(cost.text(plan.makes())))
    print(f"The IAM policy that is needed: {folder / 'policy.json'}")
    if not agreed(asked, "Go on?"):
        print("Nothing was made.")
        return False
    results = run(access, plan)
    if asked.record:
        shutil.copytree(plan.folder / "recordings", RECORDINGS, dirs_exist_ok=True)
        print(f"Recorded in {RECORDINGS}: look at the changes before you commit them.")
    return results.ok(bool(access.account.stand_in))


def main(words: t.Sequence[str] | None = None, environ: t.Mapping[str, str] = os.environ, folder: pathlib.Path = BUILD) -> int:
    """Exit code: 0 when all is well, 130 after a signal, else 1."""
    asked = parse(words)
    if asked.list:
        print("\n".join([*cost.TARGETS, *(f"{claim.id}: {claim.text} Until now: {claim.source}." for claim in CLAIMS)]))
        return 0
    access = account.find(environ)
    print("\n".join(access.account.lines()), flush=True)
    if asked.policy:
        targets = [name for name in cost.TARGETS if asked.slow or name not in cost.SLOW_TARGETS]
        print(json.dumps(policy.document(access.account.id, access.account.partition, targets, asked.slow), indent=2))
        return 0
    if asked.record and access.account.stand_in:
        raise SystemExit("--record is for AWS's own answers: nothing was made.")
    try:
        return int(not (sweep_only(asked, access) if asked.sweep is not None else verify(asked, access, folder)))
    except Interrupted as signal:
        print(f"Ended by {signal}.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
