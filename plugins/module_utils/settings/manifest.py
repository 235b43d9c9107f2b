# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a table in a file, beside the ARN of its backup: they survive the table."""

from __future__ import annotations

import json
import os
import tempfile
import typing as t

from ansible_collections.dynaops.dynamodb.plugins.module_utils import errors
from ansible_collections.dynaops.dynamodb.plugins.module_utils.backup import Backup
from ansible_collections.dynaops.dynamodb.plugins.module_utils.settings.setting import Value
from ansible_collections.dynaops.dynamodb.plugins.module_utils.table import Table


def check(path: str) -> str:
    """Returns the absolute path when a file can be written there; raises ValueError otherwise. Nothing is left behind."""
    path = os.path.abspath(os.path.expanduser(path))
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise ValueError(f"settings_manifest is a folder, not a file: {path}.")
    if not os.path.isdir(folder):
        raise ValueError(f"settings_manifest must be in a folder that exists: {folder} does not.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ValueError(f"settings_manifest must be in a folder that can be written to: {folder} can't.")
    return path


def keep(path: str, backup: Backup, source: Table, settings: t.Mapping[str, Value]) -> None:
    """Writes the settings of a backup's table, unless the file is this very backup's already. Raises NotKept."""
    if _is_of(path, backup.arn):
        return
    content = {
        "backup_arn": backup.arn, "backup_name": backup.name, "settings": settings,
        "table": {"arn": source.arn, "id": source.id, "name": source.name},
    }
    try:
        _write(path, content)
    except OSError as error:
        raise errors.NotKept(
            f"The settings of table {source.name} could not be written to {path}: {error.strerror}.",
            advice="Write them yourself with dynamodb_table_settings_info, or run the task again with if_exists=reuse.",
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


def _is_of(path: str, backup_arn: str) -> bool:
    """Whether the file is there and is this backup's."""
    try:
        with open(path, encoding="utf-8") as file:
            return bool(json.load(file).get("backup_arn") == backup_arn)
    except (OSError, ValueError, AttributeError):
        return False
