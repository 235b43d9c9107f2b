# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One report over the results of a task in many accounts and regions, and the reports of several runs put together. Pure."""

from __future__ import annotations

import json
import typing as t

# What is not kept of a result: it is about how Ansible ran the task.
_LEFT_OUT = ("ansible_parsed", "invocation", "progress", "exception", "ansible_facts", "failed", "warnings", "deprecations", "module_stdout", "module_stderr")
_COLUMNS = ("place", "account_id", "region", "outcome", "msg")
_LONGEST = 200
SUCCEEDED, FAILED = "succeeded", "failed"

Entry = dict[str, t.Any]


def entries_of(results: t.Any) -> list[Entry]:
    """One entry for each place, by name, from a list of dictionaries with ``place`` and ``result`` (what the module returned; empty where it did not run).

    Raises ValueError for another form.
    """
    entries = []
    for number, each in enumerate(results if isinstance(results, (list, tuple)) else [results]):
        if not isinstance(each, dict) or not isinstance(each.get("place"), str) or not isinstance(each.get("result"), dict):
            raise ValueError(f"entry {number} of the input is not a dictionary with place (text) and result (a dictionary).")
        entries.append(_entry(each["place"], each["result"]))
    return _sorted(entries)


def merged(documents: t.Sequence[t.Any]) -> list[Entry]:
    """The entries of several reports in the form of as_json. Raises ValueError for another form, and for a place that is in more than one of them."""
    entries: dict[str, Entry] = {}
    for document in documents:
        read = _read(document)
        for entry in read:
            if entry["place"] in entries:
                raise ValueError(f"place {entry['place']} is in more than one report. Put together the reports of one run in slices, each once.")
            entries[entry["place"]] = entry
    return _sorted(entries.values())


def counts(entries: t.Sequence[Entry]) -> dict[str, int]:
    """How many places there are of each outcome."""
    return {outcome: sum(entry["outcome"] == outcome for entry in entries) for outcome in (SUCCEEDED, FAILED)}


def totals(entries: t.Sequence[Entry]) -> str:
    """The numbers in one sentence."""
    numbers = counts(entries)
    return f"{len(entries)} place{'' if len(entries) == 1 else 's'}: {numbers[SUCCEEDED]} succeeded, {numbers[FAILED]} failed."


def as_json(entries: t.Sequence[Entry]) -> str:
    """The whole report as JSON, the same for the same results whatever their order was."""
    return json.dumps({"counts": counts(entries), "places": list(entries)}, indent=2, sort_keys=True) + "\n"


def as_lines(entries: t.Sequence[Entry]) -> list[str]:
    """A table of all places, failures first, with a line of headings."""
    rows = [_COLUMNS, *(tuple(_cell(entry.get(name, "")) for name in _COLUMNS) for entry in sorted(entries, key=lambda entry: entry["outcome"] != FAILED))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def _entry(place: str, result: t.Mapping[str, t.Any]) -> Entry:
    kept = {name: value for name, value in result.items() if name not in _LEFT_OUT}
    ran = bool(result)
    entry = {"place": place, "outcome": FAILED if result.get("failed") or not ran else SUCCEEDED, "msg": "" if ran else "The task did not run."}
    return {**entry, **kept}


def _read(document: t.Any) -> list[Entry]:
    try:
        places: t.Any = (json.loads(document) if isinstance(document, str) else document)["places"]
        if all(isinstance(each["place"], str) and each["outcome"] in (SUCCEEDED, FAILED) for each in places):
            return list(places)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"a report is not of the form that this filter writes as JSON ({type(error).__name__}).") from error
    raise ValueError("a report is not of the form that this filter writes as JSON.")


def _sorted(entries: t.Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: str(entry["place"]))


def _cell(value: t.Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
