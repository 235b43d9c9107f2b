# SPDX-License-Identifier: GPL-3.0-or-later
"""What is claimed of AWS, where each claim came from, and what AWS says to it. How each is asked: claims_*.py."""

from __future__ import annotations

import dataclasses
import traceback
import typing as t

from verify import claims_of_backups, claims_of_cuts, claims_of_tables
from verify.cost import Made
from verify.scene import NotAsked, Scene

HOLDS, DIFFERS, NOT_ASKED = "holds", "differs", "not asked"
_ACK = "measured by AWS's ACK project (docs/api-quirks), 2026-10"
_TABLE = Made(tables=1, backups=1, minutes=0.5)
# The table that the other claims share, and the backup that shows that it takes backups.
SHARED = Made(tables=1, backups=1)


@dataclasses.dataclass(frozen=True)
class Claim:
    """``ask`` answers whether it holds, and what AWS did. ``source`` is what it rests on until then."""

    id: str
    text: str
    source: str
    ask: t.Callable[[Scene], tuple[bool, str]]
    makes: Made = dataclasses.field(default_factory=lambda: Made(backups=2, minutes=0.2))
    slow: bool = False


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What came of one claim."""

    claim: Claim
    verdict: str
    answer: str

    def as_json(self) -> dict[str, str]:
        """For the report."""
        return {"id": self.claim.id, "claim": self.claim.text, "source": self.claim.source, "verdict": self.verdict, "answer": self.answer}


CLAIMS = (
    Claim("table-creating", "CreateBackup on a CREATING table is TableNotFoundException.", _ACK, claims_of_tables.creating, _TABLE),
    Claim("continuous-new", "DescribeContinuousBackups on a new table answers, with DISABLED.", _ACK, claims_of_tables.continuous, _TABLE),
    Claim(
        "backups-enabled",
        "Backups are enabled within 10 s after ACTIVE; until then ContinuousBackupsUnavailableException.",
        _ACK,
        claims_of_tables.enabled,
        _TABLE,
    ),
    Claim("tag-lock", "A change of tags refuses the next one with LimitExceededException for 1 to 3 s.", _ACK, claims_of_tables.tag_lock, _TABLE),
    Claim("tag-lock-delete", "DeleteTable is ResourceInUseException for as long.", _ACK, claims_of_tables.tag_lock_delete, _TABLE),
    Claim(
        "cut-answer",
        "A CreateBackup whose answer was lost has made a backup.",
        "inferred from retries seen to make two",
        claims_of_cuts.answer,
        Made(backups=3),
    ),
    Claim("cut-request", "A CreateBackup whose client hung up before the answer has made a backup.", "inferred", claims_of_cuts.request, Made(backups=3)),
    Claim("cut-module", "The module makes exactly one backup when the answer is lost, and returns it.", "measured on the lab", claims_of_cuts.module),
    Claim("names-not-unique", "A table may have several backups of one name.", _ACK, claims_of_backups.same_name),
    Claim(
        "creating-in-reply", "CREATING is in CreateBackup's reply; a small table's backup is AVAILABLE within 2 s.", _ACK, claims_of_backups.creating_in_reply
    ),
    Claim("arn-time", "The first digits of a backup's id are BackupCreationDateTime in ms, the time of the request.", _ACK, claims_of_backups.arn_time),
    Claim("list-absent-table", "ListBackups of an absent table is an empty list, no error.", _ACK, claims_of_backups.absent_table, Made(minutes=0.1)),
    Claim(
        "restore-in-use",
        "While a table is restored, a second restore and DeleteBackup are BackupInUseException.",
        _ACK,
        claims_of_backups.in_use,
        Made(tables=2, backups=1, restores=2, minutes=15),
        slow=True,
    ),
)


def ask(scene: Scene, claim: Claim) -> Verdict:
    """Asks AWS; whatever goes wrong is told and stops no other claim."""
    try:
        holds, answer = claim.ask(scene)
        return Verdict(claim, HOLDS if holds else DIFFERS, answer)
    except NotAsked as reason:
        return Verdict(claim, NOT_ASKED, str(reason))
    except Exception as error:  # pylint: disable=broad-exception-caught
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Verdict(claim, NOT_ASKED, f"{type(error).__name__}: {error} ({place.name})")
