# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a table in a file, beside the ARN of its backup: they survive the table."""

from __future__ import annotations

import datetime
import json
import os
import tempfile
import typing as t

from .._aws import errors
from .._settings.setting import Value
from .._tables.table import Table
from .._task.results import plain
from .backup import Backup


def check(given: str) -> str:
    """Returns the absolute path, links followed, when a file can be written there; raises ValueError otherwise. Nothing is left behind."""
    given = os.path.abspath(os.path.expanduser(given))
    path = os.path.realpath(given)
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise ValueError(f"settings_manifest must be a file, not a folder: {path}.")
    if os.path.lexists(path) and not os.path.isfile(path):
        raise ValueError(f"settings_manifest must be a regular file, or a link to one: {path} is neither.")
    if os.path.islink(given) and not os.path.isfile(path):
        raise ValueError(f"settings_manifest must be a regular file, or a link to one: {given} is a link to {path}, which does not exist.")
    if not os.path.isdir(folder):
        raise ValueError(f"settings_manifest must be in an existing folder: {folder} does not exist.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ValueError(f"settings_manifest must be in a writable folder: {folder} is not writable.")
    return path


def keep(path: str, backup: Backup, source: Table, settings: t.Mapping[str, Value], read_at: datetime.datetime) -> None:
    """Writes the settings of a backup's table, as they were read at that moment, beside the moment of the backup. Raises NotKept."""
    content = {
        "backup_arn": backup.arn,
        "backup_name": backup.name,
        "settings": settings,
        "backup_creation_date_time": plain(backup.created),
        "settings_read_at": plain(read_at),
        "table": {"table_arn": source.arn, "table_id": source.id, "table_name": source.name},
    }
    try:
        _write(path, content)
    except OSError as error:
        raise errors.NotKept(
            f"The settings of table {source.name} could not be written to {path}: {error.strerror}.",
            advice="Save them with dynamodb_table_settings_info, or run the task again with if_exists=reuse.",
        ) from error


def _write(path: str, content: t.Mapping[str, t.Any]) -> None:
    """Writes the file whole or not at all, readable by its owner alone."""
    handle, draft = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".dynaops-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2, sort_keys=True)
            file.write("\n")
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise


def is_of(path: str, backup_arn: str) -> bool:
    """Whether the file is there and is this backup's."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, encoding="utf-8") as file:
            return bool(json.load(file).get("backup_arn") == backup_arn)
    except (OSError, ValueError, AttributeError):
        return False
