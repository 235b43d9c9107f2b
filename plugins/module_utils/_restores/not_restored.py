# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a restore does not bring back, and what the backup recorded of it. Pure.

What is lost: AWS's documentation of RestoreTableFromBackup; that table class, deletion protection, resource policy and
contributor insights are lost as well was measured by the aws-controllers-k8s project (docs/api-quirks, DDB-TABLE-215).
"""

from __future__ import annotations

import typing as t

from .._backups.backup import Backup
from .._task.results import as_result

# Each with the member of SourceTableFeatureDetails that records it, where there is one.
SETTINGS: tuple[tuple[str, str | None], ...] = (
    ("auto_scaling", None),
    ("cloudwatch_alarms", None),
    ("contributor_insights", None),
    ("deletion_protection", None),
    ("disassociation_protection", None),
    ("global_table_settings_replication_mode", None),
    ("iam_policies", None),
    ("kinesis_streaming_destinations", None),
    ("point_in_time_recovery", None),
    ("replicas", None),
    ("resource_policy", None),
    ("stream", "StreamDescription"),
    ("stream_resource_policy", None),
    ("table_class", None),
    ("tags", None),
    ("time_to_live", "TimeToLiveDescription"),
    ("warm_throughput", None),
)


def not_restored(backup: Backup, put_back: t.Container[str] = (), replicas: t.Sequence[t.Mapping[str, t.Any]] = ()) -> list[dict[str, t.Any]]:
    """Each setting that is gone and was not put back, with what the backup recorded of it; a backup records a setting only when it was on.

    ``replicas`` are those that were not made, though others may have been.
    """
    found: list[dict[str, t.Any]] = []
    for setting, member in SETTINGS:
        missing = replicas if setting == "replicas" else ()
        if setting in put_back and not missing:
            continue
        recorded = backup.features.get(member) if member else None
        found.append({"setting": setting, **({"recorded": as_result(recorded)} if recorded else {}), **({"replicas": list(missing)} if missing else {})})
    return found
