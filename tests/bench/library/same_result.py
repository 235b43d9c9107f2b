# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Returns the result in a file and does nothing else: what Ansible itself takes to start a module of amazon.aws and to hand on a result of that size."""

from __future__ import annotations

DOCUMENTATION = "{}"

import json

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule


def main() -> None:
    """Reads the file."""
    module = AnsibleAWSModule(argument_spec={"file": {"type": "path", "required": True}})
    with open(module.params["file"], encoding="utf-8") as file:
        module.exit_json(**json.load(file))


if __name__ == "__main__":
    main()
