# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of the page about speed: how long the backups of 100 tables take with each tool, from the figures of the page itself."""

from __future__ import annotations

import html
import re
import typing as t

FILE = "speed.svg"
TABLES = 100
# What the chart leaves out: it waits for no backup, or has no rates to keep.
_LEFT_OUT = ("waits for none", "if AWS had no rates")
_WIDTH, _LEFT, _BAR, _TOP, _LINE = 860, 300, 460, 40, 30
_OURS, _OTHERS, _INK = "#1b7f4b", "#7a8594", "#222222"

Seconds = t.Mapping[str, float]


def of_page(text: str) -> dict[str, float]:
    """The seconds of each tool for so many tables, as the page has them, the fastest first. Empty where the page has none."""
    section = re.search(rf"^{TABLES} tables\n~+\n(.*?)(?=^[^\n]+\n[~-]+\n|\Z)", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^   \* - (.+)\n     - ([\d.,]+) s$", section[1], re.MULTILINE) if section else []
    found = {name.replace("\\", ""): float(seconds.replace(",", "")) for name, seconds in rows}
    return dict(sorted(((name, wall) for name, wall in found.items() if not any(each in name for each in _LEFT_OUT)), key=lambda row: row[1]))


def short(name: str) -> str:
    """A tool's name without what the page says of how it was measured."""
    return re.sub(r" \(not run.*\)$", "", name)


def alternative(seconds: Seconds) -> str:
    """The picture in words and numbers."""
    told = "; ".join(f"{short(name)} {wall:g} s" for name, wall in seconds.items())
    return f"One backup of each of {TABLES} tables, in seconds: {told}."


def figure(seconds: Seconds) -> str:
    """The picture in reStructuredText, with its numbers in the text beside it."""
    said = re.sub(r"([\\*`|_])", r"\\\1", alternative(seconds))
    return f".. figure:: {FILE}\n   :alt: {alternative(seconds)}\n\n   {said}\n"


def svg(seconds: Seconds) -> str:
    """One bar for each tool."""
    height, most = _TOP + _LINE * len(seconds) + 10, max(seconds.values())
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="{_INK}">',
        f"<title>{html.escape(alternative(seconds))}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="24" font-size="15">One backup of each of {TABLES} tables, seconds</text>',
    ]
    for number, (name, wall) in enumerate(seconds.items()):
        top, length = _TOP + _LINE * number, max(2, round(_BAR * wall / most))
        colour = _OURS if name.startswith("dynamodb_") else _OTHERS
        lines += [
            f'<text x="10" y="{top + 15}">{html.escape(short(name))}</text>',
            f'<rect x="{_LEFT}" y="{top + 2}" width="{length}" height="18" fill="{colour}"/>',
            f'<text x="{_LEFT + length + 8}" y="{top + 15}">{wall:g} s</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])
