# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of many backups: one pattern with placeholders, and for each table a name that AWS accepts. Pure."""

from __future__ import annotations

import datetime
import hashlib
import re
import string
import typing as t
from dataclasses import dataclass

from .._names import BACKUP_NAME_LENGTH, check_backup_name
from .._task.plain_text import quoted

PLACEHOLDERS = ("table", "date", "time", "id")

_HASH_LENGTH = 8


@dataclass(frozen=True)
class BackupNames:
    """A pattern such as ``{table}-{date}``, with the moment (UTC) and the id that hold for the whole task."""

    pattern: str
    moment: datetime.datetime
    id: str

    def of(self, table: str) -> tuple[str, bool]:
        """The name of this table's backup, and whether it had to be cut: its end is then a hash of the whole."""
        values = {"table": table, "date": self.moment.strftime("%Y-%m-%d"), "time": self.moment.strftime("%H%M%S"), "id": self.id}
        name = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], self.pattern)
        longest = BACKUP_NAME_LENGTH[1]
        if len(name) <= longest:
            return name, False
        digest = hashlib.sha256(name.encode("utf-8")).hexdigest()[:_HASH_LENGTH]
        return f"{name[: longest - _HASH_LENGTH - 1]}-{digest}", True


def check_pattern(pattern: str | None, what: str = "backup_name") -> str:
    """Returns the pattern when every name that it can make is legal; raises ValueError, which calls it ``what``, otherwise."""
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    try:
        parts = list(string.Formatter().parse(pattern or ""))
    except ValueError as error:
        raise ValueError(f"{what} has an unmatched brace: {quoted(pattern or '')}. Placeholders are {known}.") from error
    for literal, field, form, conversion in parts:
        if (field is not None and field not in PLACEHOLDERS) or form or conversion or "{" in literal or "}" in literal:
            raise ValueError(f"{what} has an unknown placeholder: {quoted(pattern or '')}. Placeholders are {known}.")
    # The shortest name that it can make; a name that is too long is cut.
    shortest = "".join(literal + ("x" * 3 if field == "table" else "x" * 6 if field else "") for literal, field, form, conversion in parts)
    check_backup_name(shortest[: BACKUP_NAME_LENGTH[1]], what)
    return t.cast(str, pattern)
