# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text that is safe to show: an answer may hold characters that clear a terminal, rename its window or reverse what follows, or a secret. Pure."""

from __future__ import annotations

import typing as t
import unicodedata

# Control (Cc), format (Cf: directions of writing, invisible ones), surrogates, separators of lines and paragraphs.
_UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_REPLACEMENT = "?"
_KEPT_IN_RESULTS = "\n\t"
# What Ansible 2.21 and older write for a secret: a value that is one, and a text with one in it.
_SECRET, _STARS = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "********"


def quoted(value: str, limit: int = 60) -> str:
    """The value in quotes on one line of plain ASCII, cut to ``limit`` characters: safe to show whatever it holds."""
    if len(value) <= limit:
        return ascii(value)
    return f"{ascii(value[:limit])}... ({len(value)} characters)"


def one_line(text: str) -> str:
    """The text on one line, each run of white space as one space, without control and format characters."""
    return printable(" ".join(text.split()))


def printable(text: str, kept: str = "") -> str:
    """The text with a question mark for each control and format character but those that are kept."""
    if text.isprintable():
        return text
    return "".join(_REPLACEMENT if unicodedata.category(each) in _UNSAFE and each not in kept else each for each in text)


def printable_result(value: t.Any) -> t.Any:
    """The value, of lists, dictionaries and scalars, with every text in it printable; new lines and tabs, which JSON escapes, are kept."""
    if isinstance(value, str):
        return printable(value, _KEPT_IN_RESULTS)
    if isinstance(value, dict):
        return {printable_result(key): printable_result(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable_result(each) for each in value]
    return value


def without_secrets(value: t.Any, secrets: t.Collection[str]) -> t.Any:
    """The value, of lists, dictionaries and scalars, without any of these secrets in its texts, in the form of Ansible 2.21 and older."""
    # The longest first: one may be part of another.
    return _without(value, sorted(secrets, key=len, reverse=True)) if secrets else value


def _without(value: t.Any, longest_first: t.Sequence[str]) -> t.Any:
    if isinstance(value, str):
        if value in longest_first:
            return _SECRET
        for secret in longest_first:
            value = value.replace(secret, _STARS)
        return value
    if isinstance(value, dict):
        return {key: _without(each, longest_first) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(each, longest_first) for each in value]
    return value
