# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts as JUnit XML, which build servers read. Pure."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from xml.etree import ElementTree

# The kinds of a case that did not pass.
FAILURE, ERROR = "failure", "error"
# XML 1.0 has no other control characters than these (W3C, "Extensible Markup Language (XML) 1.0", Char).
_CONTROLS = "\t\n\r"


@dataclass(frozen=True)
class Case:
    """One test case. ``kind`` is FAILURE, ERROR, or empty for one that passed; ``message`` and ``type`` are short, ``text`` is all there is to say."""

    group: str
    name: str
    kind: str = ""
    message: str = ""
    text: str = ""
    type: str = ""
    seconds: float = 0.0
    output: str | None = None


@dataclass(frozen=True)
class Suite:
    """Test cases that belong together; ``timestamp`` is a moment of ISO 8601 in UTC, or empty."""

    name: str
    cases: t.Sequence[Case]
    timestamp: str = ""


def document(suites: t.Sequence[Suite], name: str) -> str:
    """The suites as an XML document. A character that XML cannot hold becomes a question mark."""
    root = ElementTree.Element("testsuites", name=name)
    for suite in suites:
        _add(root, suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add(root: ElementTree.Element, suite: Suite) -> None:
    kinds = [case.kind for case in suite.cases]
    numbers = {"tests": len(kinds), "failures": kinds.count(FAILURE), "errors": kinds.count(ERROR), "skipped": 0}
    attributes = {"name": _legal(suite.name), **{key: str(value) for key, value in numbers.items()}, "time": f"{sum(case.seconds for case in suite.cases):g}"}
    # JUnit's schema has a moment without a zone.
    moment = {"timestamp": suite.timestamp.partition("+")[0]} if suite.timestamp else {}
    element = ElementTree.SubElement(root, "testsuite", {**attributes, **moment})
    for each in suite.cases:
        case = ElementTree.SubElement(element, "testcase", classname=_legal(each.group), name=_legal(each.name), time=f"{each.seconds:g}")
        if each.kind:
            kind = {"type": _legal(each.type)} if each.type else {}
            ElementTree.SubElement(case, each.kind, {"message": _legal(each.message), **kind}).text = _legal(each.text)
        if each.output is not None:
            ElementTree.SubElement(case, "system-out").text = _legal(each.output)


def _legal(text: str) -> str:
    """The text less the characters that XML cannot hold."""
    return "".join(char if char in _CONTROLS or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff" else "?" for char in text)
