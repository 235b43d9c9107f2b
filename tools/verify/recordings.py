# SPDX-License-Identifier: GPL-3.0-or-later
"""One file for each kind of answer that AWS gave, with the request that it was for. The same kind has the same file name in every run."""

from __future__ import annotations

import hashlib
import json
import pathlib
import typing as t

Entry = t.Mapping[str, t.Any]


def kinds(entries: t.Iterable[Entry]) -> dict[str, Entry]:
    """The first entry of each kind, by the path of its file: operation, outcome, and what the shape of the answer is."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(path_of(entry), entry)
    return dict(sorted(found.items()))


def path_of(entry: Entry) -> str:
    """Such as ``CreateBackup/200-4f1c02.json`` or ``DeleteTable/ResourceInUseException-0a81bb.json``."""
    content = _content(entry["answer"])
    error = str(content.get("__type", "")).rpartition("#")[2] if isinstance(content, dict) else ""
    outcome = error or entry["status"] or entry["error"]
    shape = "\n".join(sorted(set(_shape(content))))
    return f"{entry['operation']}/{outcome}-{hashlib.sha256(shape.encode()).hexdigest()[:6]}.json"


def write(entries: t.Iterable[Entry], folder: pathlib.Path, source: t.Mapping[str, str]) -> int:
    """Writes the kinds below the folder, with where they are from; how many there are. What is there of the same name is replaced."""
    found = kinds(entries)
    for path, entry in found.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in entry.items() if name not in ("at", "seconds")}
        shown = {"source": source, **kept, "request": _content(entry["request"]), "answer": _content(entry["answer"])}
        file.write_text(json.dumps(shown, indent=2) + "\n", encoding="utf-8")
    return len(found)


def _content(text: str | None) -> t.Any:
    """JSON where it is that."""
    try:
        return json.loads(text or "null")
    except ValueError:
        return text


def _shape(value: t.Any, place: str = "") -> t.Iterator[str]:
    """The members that are there, and what a state says."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _shape(each, f"{place}.{name}")
    elif isinstance(value, list):
        for each in value:
            yield from _shape(each, f"{place}[]")
    elif place.endswith(("Status", "Type", "TableClass", "Mode")):
        yield f"{place}={value}"
    elif not isinstance(value, str) or place.rpartition(".")[2] not in ("message", "Message", "__type"):
        yield place
