# SPDX-License-Identifier: GPL-3.0-or-later
"""What a terminal shows, as text that fits a page and as an SVG picture."""

from __future__ import annotations

import html
import re
import textwrap
import typing as t

COLUMNS = 104
_LINE, _CHARACTER, _MARGIN = 18, 7.8, 16
_PAPER, _INK, _PROMPT, _REPORT, _CHANGED = "#1b1f24", "#d7dde4", "#7ee787", "#79c0ff", "#e3b341"


def lines(shown: str) -> list[str]:
    """The lines of what was shown, without colours, without rows of stars, and none longer than COLUMNS."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    plain = re.sub(r" \*{4,}$", " ***", plain, flags=re.MULTILINE)
    found: list[str] = []
    for line in plain.strip("\n").splitlines():
        found += textwrap.wrap(line.rstrip(), COLUMNS, subsequent_indent="    ", break_on_hyphens=False) or [""]
    return found


def svg(shown: t.Sequence[str], title: str) -> str:
    """These lines as a picture of a terminal. ``title`` says in words what is on it."""
    width, height = round(COLUMNS * _CHARACTER + 2 * _MARGIN), len(shown) * _LINE + 2 * _MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">'
    )
    texts, colour = [], _INK
    for number, line in enumerate(shown):
        # A line that was broken has the colour of its beginning.
        colour = colour if line.startswith("    ") else _colour(line)
        base = _MARGIN + _LINE * number + 13
        if line:
            texts.append(f'<text x="{_MARGIN}" y="{base}" fill="{colour}" xml:space="preserve">{html.escape(line)}</text>')
    return "\n".join([head, f"<title>{html.escape(title)}</title>", f'<rect width="{width}" height="{height}" rx="8" fill="{_PAPER}"/>', *texts, "</svg>", ""])


def _colour(line: str) -> str:
    for beginning, colour in (("$ ", _PROMPT), ("[localhost] ", _REPORT), ("changed: ", _CHANGED)):
        if line.startswith(beginning):
            return colour
    return _INK
