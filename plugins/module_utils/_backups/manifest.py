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
from .._tables.table import Table
from .._task.results import plain
from .backup import Backup

# A file's name has at most 255 bytes on most systems; the rest is for the id of the backup.
_LONGEST_NAME = 200


def check(given: str, what: str = "settings_manifest") -> str:
    """Returns the absolute path, links followed, when a file can be written there; raises ValueError, which calls it ``what``, otherwise."""
    given = os.path.abspath(os.path.expanduser(given))
    path = os.path.realpath(given)
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise ValueError(f"{what} must be a file, not a folder: {path}.")
    if os.path.lexists(path) and not os.path.isfile(path):
        raise ValueError(f"{what} must be a regular file, or a link to one: {path} is neither.")
    if os.path.islink(given) and not os.path.isfile(path):
        raise ValueError(f"{what} must be a regular file, or a link to one: {given} is a link to {path}, which does not exist.")
    if not os.path.isdir(folder):
        raise ValueError(f"{what} must be in an existing folder: {folder} does not exist.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ValueError(f"{what} must be in a writable folder: {folder} is not writable.")
    return path


def check_folder(given: str, writable: bool = True) -> str:
    """Returns the absolute path of a folder that can be read, or written to; raises ValueError when there is none. Nothing is left behind."""
    folder = os.path.realpath(os.path.abspath(os.path.expanduser(given)))
    if not os.path.isdir(folder):
        raise ValueError(f"settings_manifests must be an existing folder: {folder} is none.")
    if not os.access(folder, (os.W_OK if writable else os.R_OK) | os.X_OK):
        raise ValueError(f"settings_manifests must be a {'writable' if writable else 'readable'} folder: {folder} is not.")
    return folder


def file_in(folder: str, backup_arn: str) -> str:
    """The file of a backup in a folder of many: TABLE.ID.json, a very long name of a table cut. The id is unique in its region."""
    table, _slash, identity = backup_arn.partition(":table/")[2].partition("/backup/")
    return os.path.join(folder, f"{table[:_LONGEST_NAME]}.{identity}.json")


def keep(path: str, backup: Backup, source: Table, settings: t.Mapping[str, t.Any], read_at: datetime.datetime) -> None:
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
    return _read(path).get("backup_arn") == backup_arn


def settings_of(folder: str, backup_arn: str) -> t.Any:
    """The settings that are kept beside this backup in the folder, under any file name. Raises NoSource when there are none."""
    usual = file_in(folder, backup_arn)
    others = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".json"))
    for path in (usual, *others):
        if is_of(path, backup_arn):
            return _read(path).get("settings")
    raise errors.NoSource(
        f"No file in {folder} has the settings of backup {backup_arn}.",
        advice=f"Copy the file there ({os.path.basename(usual)}), set settings=from_source while the table exists, or omit settings_manifests.",
    )


def _read(path: str) -> t.Mapping[str, t.Any]:
    """What is in the file; nothing for one that is not there or is none of ours."""
    if not os.path.isfile(path):
        return {}
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
