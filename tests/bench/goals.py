# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection wants to reach, and whether a run of the benchmarks has shown it."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws.rate_limits import RATES
from ansible_collections.dynaops.dynamodb.plugins.module_utils._backups.backup import INITIAL_DELAY
from ansible_collections.dynaops.dynamodb.tests.bench import fleet, load, noticing, one_table
from ansible_collections.dynaops.dynamodb.tests.bench import many_tables as many
from ansible_collections.dynaops.dynamodb.tests.bench.runs import Run, middle

# A rounding error of the clock that the waits are computed on.
_TINY = 1e-9


@dataclasses.dataclass(frozen=True)
class Goal:
    """What is wanted, what was measured, and whether that is enough."""

    wanted: str
    measured: str
    met: bool


def of_one_table(runs: t.Mapping[str, t.Sequence[Run]]) -> list[Goal]:
    """Beside the least that a module must cost."""
    ratio = middle(runs[one_table.OURS]).wall / middle(runs[one_table.FLOOR]).wall
    return [Goal("One table: at most 1.00 times the wall time of a module of amazon.aws that only makes the three calls", f"{ratio:.2f} times", ratio <= 1.00)]


def of_noticing(waits: t.Mapping[str, t.Sequence[noticing.Noticed]]) -> list[Goal]:
    """How late, and how often asked."""
    ours = waits[noticing.OURS]
    later = [each for each in ours if each.late > max(0.10 * each.duration, INITIAL_DELAY) + _TINY or each.late > 5]
    worst = max((each for each in ours if each.late > INITIAL_DELAY + _TINY), key=lambda each: each.share, default=None)
    told = f"at most {worst.share:.0%} after the first poll" if worst else "never later than the first poll"
    looks, fixed = (sum(each.looks for each in waits[name]) for name in (noticing.OURS, noticing.EACH_SECOND))
    return [
        Goal(f"Detecting completion: at most 10% late (or {INITIAL_DELAY:g} s, where that is more), and never more than 5 s", told, not later),
        Goal("Detecting completion: for the six backups together at most half the polls of one each second", f"{looks} of {fixed}", looks <= fixed / 2),
    ]


def of_many_tables(results: many.Results, loop: t.Mapping[int, float]) -> list[Goal]:
    """Those of 100 and of 1,000 tables, as far as they were run; ``loop`` is what the loop takes, in seconds."""
    found: list[Goal] = []
    ours = results[many.OURS]
    if 100 in ours:
        found += _of_a_hundred(results, loop)
    if 1000 in ours:
        limit = 1000 / RATES["CreateBackup"] + many.BACKUP_SECONDS
        run = ours[1000].run
        wanted = f"1,000 tables: within 1.25 times what AWS's rate and the backup's own time cost ({limit:g} s)"
        found.append(Goal(wanted, f"{run.wall / limit:.2f} times", run.wall <= 1.25 * limit))
        found.append(Goal("1,000 tables: under 200 MB", f"{run.memory:.0f} MB", run.memory < 200))
    throttled, most = sum(each.throttled for each in ours.values()), max(ours)
    found.append(Goal(f"No request is throttled, up to {most:,} tables", f"{throttled} throttled", not throttled))
    whole = all(each.complete for each in ours.values())
    found.append(Goal("Exactly one backup of each table in every round", "so it was" if whole else "not so", whole))
    costs = [each.run.cpu / count for count, each in sorted(ours.items())]
    if len(costs) > 1:
        grows = any(later > earlier for earlier, later in zip(costs, costs[1:]))
        found.append(Goal("A table's CPU time does not grow with their number", ", ".join(f"{cost:.3f} s" for cost in costs), not grows))
    return found


# How many times the least that AWS's rates cost a case of a large account may take, whole processes and their start included.
_LOAD = ((load.CREATE, 1.05), (load.FIND, 1.1), (load.PRUNE, 1.1), (load.PROTECT, 1.1), (load.RESTORE, 1.1))
# The bytes that a failure's message has at most: a screen or two, however many tables there are.
_READABLE = 4000


def of_load(results: load.Results) -> list[Goal]:
    """Those of a large account, as far as they were run."""
    found: list[Goal] = []
    for case, times in _LOAD:
        if case.title in results:
            ours, nothing = results[case.title][load.PLAY].run, results[case.title].get(load.NOTHING)
            own = "the restores'" if case is load.RESTORE else "the backup's"
            wanted = f"{case.title}: within {times:g} times what AWS's rates and {own} own time cost ({case.floor:g} s)"
            # Ansible takes seconds to hand on a result of megabytes, whichever module returns it.
            least = case.floor + (nothing.run.wall if nothing else 0.0)
            wanted += f" and Ansible itself with the same result ({nothing.run.wall:.1f} s)" if nothing else ""
            found.append(Goal(wanted, f"{ours.wall / least:.2f} times ({ours.wall:.1f} s)", ours.wall <= times * least))
            found.append(Goal(f"{case.title}: under 150 MB", f"{ours.memory:.0f} MB", ours.memory < 150))
            printed = results[case.title][load.PLAY].printed
            found.append(Goal(f"{case.title}: a playbook prints less than 2 kB", f"{printed} bytes", printed < 2000))
    if load.CREATE.title in results:
        whole = all(each.asked.each_once(load.TABLES) for name, each in results[load.CREATE.title].items() if name in load.OURS)
        found.append(Goal(f"{load.CREATE.title}: exactly one backup of each", "so it was" if whole else "not so", whole))
    if load.RESTORE.title in results:
        whole = results[load.RESTORE.title][load.PLAY].asked.each_restored_once(load.RESTORED)
        found.append(Goal(f"{load.RESTORE.title}: exactly one restore of each", "so it was" if whole else "not so", whole))
    if load.AGAIN.title in results:
        length = len(results[load.AGAIN.title][load.PLAY].msg)
        found.append(Goal(f"A failure's msg has at most {_READABLE:,} characters, whatever the number of tables", f"{length}", 0 < length <= _READABLE))
    if results:
        asked = [each.asked for mine in results.values() for name, each in mine.items() if name in load.OURS]
        throttled = sum(each.throttled for each in asked)
        found.append(Goal("No request of a large account is throttled", f"{throttled} throttled", not throttled))
        calls = sorted({call for each in asked for call in each.most})
        most = ", ".join(f"{call} {max(each.most.get(call, 0) for each in asked)}" for call in calls)
        found.append(Goal("No second has more requests than AWS allows, wherever it begins", most, all(each.within_rates() for each in asked)))
    return found


def of_fleet(found: fleet.Fleet) -> list[Goal]:
    """Those of many accounts and regions."""
    ours, peer = found.results[fleet.PLAY], found.results.get(fleet.THREADS)
    where = f"{found.size.places} accounts and regions"
    told = "so it was" if ours.complete else f"{ours.tables_with(1, 1)} of {len(ours.size.tables)} tables"
    if peer:
        several = peer.tables_with(2)
        told += f", in {ours.run.wall / peer.run.wall:.1f} times the time of {fleet.THREADS}"
        told += f", which made several backups of {several} tables" if several else ""
    return [
        Goal(f"{where}, {fleet.LOST:.0%} of the replies lost: every backup in its account, one each", told, ours.complete),
        Goal(f"{where}: two slices give the report of one run", "so it was" if found.slices_agree else "not so", found.slices_agree),
    ]


def _of_a_hundred(results: many.Results, loop: t.Mapping[int, float]) -> t.Iterator[Goal]:
    ours = results[many.OURS][100].run.wall
    pool, cli = results[many.POOL].get(100), results[many.CLI].get(100)
    if pool:
        yield Goal(f"100 tables: at most 1.3 times the wall time of {many.POOL}", f"{ours / pool.run.wall:.2f} times", ours <= 1.3 * pool.run.wall)
    if 100 in loop:
        how = "" if 100 in results[many.LOOP] else " (by what it took with fewer)"
        yield Goal("100 tables: at least 20 times faster than the loop", f"{loop[100] / ours:.0f} times{how}", loop[100] >= 20 * ours)
    if cli:
        yield Goal("100 tables: at least 8 times faster than the AWS CLI, eight at a time", f"{cli.run.wall / ours:.1f} times", cli.run.wall >= 8 * ours)
