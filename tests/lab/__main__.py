# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts a lab in the foreground: python -m ansible_collections.dynaops.dynamodb.tests.lab"""

from __future__ import annotations

import argparse
import threading

from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer


def main() -> None:
    """Listens until it is interrupted."""
    parser = argparse.ArgumentParser(prog="lab", description="A DynamoDB on 127.0.0.1 that behaves like AWS as far as backups go.")
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--backup-seconds", type=float, default=8.0, help="how long a backup is CREATING (default: 8)")
    parser.add_argument("--restore-seconds", type=float, default=8.0, help="how long a restored table is CREATING (default: 8)")
    parser.add_argument("--table-deleting-seconds", type=float, default=0.0, help="how long a deleted table is DELETING (default: 0)")
    parser.add_argument("--table", default="orders", help="a table to begin with; empty for none (default: orders)")
    asked = parser.parse_args()
    with LabServer(asked.port) as server:
        client = LabClient(server.url)
        client.settings(backup_seconds=asked.backup_seconds, restore_seconds=asked.restore_seconds, table_deleting_seconds=asked.table_deleting_seconds)
        if asked.table:
            client.make_table(asked.table, items=300)
        print(f"The lab listens on {server.url}. To use it in another shell:", flush=True)
        for name, value in client.environment().items():
            print(f"export {name}={value}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("The lab has stopped.")


if __name__ == "__main__":
    main()
