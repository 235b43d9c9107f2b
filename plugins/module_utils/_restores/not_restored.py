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

from .._settings import replicas
from .._settings.setting import Value
from .._task.results import as_result

# The settings that a backup records, with the member of SourceTableFeatureDetails. It has the member only when the setting was on.
RECORDED: t.Mapping[str, str] = {"stream": "StreamDescription", "time_to_live": "TimeToLiveDescription"}
# The settings that a backup does not record.
UNRECORDED = (
    "auto_scaling",
    "cloudwatch_alarms",
    "contributor_insights",
    "deletion_protection",
    "disassociation_protection",
    "global_table_settings_replication_mode",
    "iam_policies",
    "kinesis_streaming_destinations",
    "point_in_time_recovery",
    replicas.NAME,
    "resource_policy",
    "stream_resource_policy",
    "table_class",
    "tags",
    "warm_throughput",
)


def not_restored(features: t.Mapping[str, t.Any], put_back: t.Container[str] = (), missing_replicas: t.Sequence[Value] = ()) -> list[dict[str, t.Any]]:
    """What the source is known to have had, and the restored table lacks: settings that are recorded of it, and replicas that were not made.

    ``features`` are the SourceTableFeatureDetails of a backup, or what is known of the table itself under the same names. ``put_back`` are the names
    of the settings that the task restored.
    """
    found: list[dict[str, t.Any]] = [{"setting": replicas.NAME, "replicas": list(missing_replicas)}] if missing_replicas else []
    for setting, member in RECORDED.items():
        recorded = features.get(member)
        if recorded and setting not in put_back:
            found.append({"setting": setting, "recorded": as_result(recorded)})
    return found


def unknown_settings(put_back: t.Container[str] = (), recorded: t.Container[str] = tuple(RECORDED)) -> list[str]:
    """The settings that no restore brings back, nothing records, and the task did not restore: the source may have had them.

    ``recorded`` are the settings that are known of the source, on or off.
    """
    return [setting for setting in sorted((*RECORDED, *UNRECORDED)) if setting not in put_back and setting not in recorded]
