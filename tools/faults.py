#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole fault suite, and beside it what people would use instead; the latter writes the reliability pages of the documentation."""

from __future__ import annotations

import argparse
import sys

import environment
import home
import pytests
import rows

PAGE = home.ROOT / "docs/docsite/rst/reliability.rst"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Run the fault suite.")
    parser.add_argument("--peers", action="store_true", help="the other tools as well, and write the reliability pages")
    asked = parser.parse_args()
    venv = environment.make(rows.default_rows()[0], "peers" if asked.peers else "test")
    words = ["tests/faults/test_faults.py", "--peers", f"--page={PAGE}"] if asked.peers else ["tests/faults"]
    outcome = pytests.run("faults", venv, *words, "--all", quiet=False)
    print(f"{outcome.passed} passed, {outcome.failed} failed")
    sys.exit(not outcome.ok)


if __name__ == "__main__":
    main()
