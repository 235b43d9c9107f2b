#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks, in their own environment and home, with Cloud Custodian in another one; where that can't be had, without it."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import environment
import home
import rows


def main() -> None:
    """Hands the command line on."""
    row = rows.default_rows()[0]
    venv = environment.make(row, "bench")
    try:
        custodian = [f"--custodian={environment.make(row, 'custodian') / 'bin/custodian'}"]
    except SystemExit as failure:
        print(f"{failure}\nCloud Custodian can't be installed; its part is left out.", file=sys.stderr, flush=True)
        custodian = []
    command: list[str | pathlib.Path] = [venv / "bin/python", home.ROOT / "tests/bench/bench.py", *custodian, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=home.ROOT, env=home.variables("bench", venv), check=False).returncode)


if __name__ == "__main__":
    main()
