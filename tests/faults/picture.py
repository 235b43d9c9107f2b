# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of the reliability page: one bar for each kind of fault and tool, as SVG."""

from __future__ import annotations

import html
import typing as t

from ansible_collections.dynaops.dynamodb.tests.faults.figures import Cell, Rows, grid

_LEFT = 240
_COLUMN = 170
_TOP = 58
_LINE = 34
_BAR = 150
# Told apart by lightness as well as by hue, and by the figures beside the bars.
_HELD = "#1b7f4b"
_BROKEN = "#e8a33d"
_INK = "#222222"


def svg(rows: Rows) -> str:
    """The picture of these rows."""
    found = grid(rows)
    width, height = _LEFT + _COLUMN * len(rows) + 10, _TOP + _LINE * len(found) + 34
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{_INK}">',
        f"<title>{html.escape(alternative(rows))}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(10, 22, "Cases in which every promise was kept", "15"),
        *(_text(_LEFT + _COLUMN * number, 46, tool, weight="bold") for number, tool in enumerate(rows)),
    ]
    for place, (family, cells) in enumerate(found.items()):
        top = _TOP + _LINE * place
        lines.append(_text(10, top + 14, family))
        lines += [_bar(_LEFT + _COLUMN * number, top, cells[tool]) for number, tool in enumerate(rows) if tool in cells]
    return "\n".join([*lines, *_legend(height - 12), "</svg>", ""])


def alternative(rows: Rows) -> str:
    """The picture in words, for those who do not see it."""
    totals = {tool: (sum(not row.broken for row in mine), len(mine)) for tool, mine in rows.items()}
    return "Cases in which every promise was kept: " + "; ".join(f"{tool} {held} of {total}" for tool, (held, total) in totals.items()) + "."


def _bar(left: int, top: int, cell: Cell) -> str:
    held = round(_BAR * cell.held / cell.total)
    told = f"{cell.fraction}, most backups {cell.most}"
    return (
        f'<rect x="{left}" y="{top}" width="{_BAR}" height="10" fill="{_BROKEN}"/><rect x="{left}" y="{top}" width="{held}" height="10" fill="{_HELD}"/>'
        + _text(left, top + 23, told, "11")
    )


def _legend(base: int) -> t.Iterator[str]:
    for number, (colour, meaning) in enumerate(((_HELD, "kept"), (_BROKEN, "broken"))):
        left = 10 + 80 * number
        yield f'<rect x="{left}" y="{base - 9}" width="10" height="10" fill="{colour}"/>' + _text(left + 15, base, meaning)


def _text(left: int, base: int, text: str, size: str = "12", weight: str = "normal") -> str:
    return f'<text x="{left}" y="{base}" font-size="{size}" font-weight="{weight}">{html.escape(text)}</text>'
