# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a run, for people (Markdown) and for programs (JSON)."""

from __future__ import annotations

import datetime
import json
import pathlib
import typing as t

from verify.account import Account
from verify.claims import Verdict
from verify.scrub import Scrubber
from verify.targets import Outcome


def source(account: Account, when: datetime.datetime) -> dict[str, str]:
    """Who has answered. What a stand-in said must never be taken for AWS's word."""
    who = f"a stand-in, not AWS: {account.stand_in}" if account.stand_in else "AWS"
    return {"answered_by": who, "region": account.region, "day": when.date().isoformat()}


def write(
    folder: pathlib.Path, answered: dict[str, str], targets: t.Sequence[Outcome], verdicts: t.Sequence[Verdict], left: dict[str, str], scrubber: Scrubber
) -> None:
    """Writes report.json and report.md."""
    content = {
        "source": answered,
        "targets": [each.as_json() for each in targets],
        "claims": [each.as_json() for each in verdicts],
        "left": [{"what": what, "reason": reason} for what, reason in left.items()],
    }
    (folder / "report.json").write_text(scrubber.text(json.dumps(content, indent=2)) + "\n", encoding="utf-8")
    (folder / "report.md").write_text(scrubber.text("\n".join(_page(content))), encoding="utf-8")


def _page(content: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    answered = content["source"]
    yield f"# Answers of {answered['answered_by']}\n"
    yield f"Region {answered['region']}, {answered['day']}.\n"
    yield from _table("Integration targets", ("target", "verdict", "seconds"), content["targets"])
    yield from _table("Claims", ("claim", "source", "verdict", "answer"), content["claims"])
    yield from _table("Left in the account", ("what", "reason"), content["left"])


def _table(title: str, columns: t.Sequence[str], rows: t.Sequence[t.Mapping[str, t.Any]]) -> t.Iterator[str]:
    yield f"## {title}\n"
    if not rows:
        yield "None.\n"
        return
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(' '.join(str(row[column]).split()).replace('|', '/') for column in columns)} |"
    yield ""
