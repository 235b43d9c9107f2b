# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of ansible releases that the collection supports, and the Pythons of this machine that can run them.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import dataclasses
import functools
import glob
import os
import subprocess


@dataclasses.dataclass(frozen=True)
class Row:
    """One supported combination. The bundle is the PyPI package ``ansible`` that amazon.aws is taken from.

    ``boto`` is the version of boto3 and botocore where it is not that of pyproject.toml. A row that ``may_fail`` is run and reported, and fails nothing.
    """

    python: str
    core: str
    bundle: str
    boto: str = ""
    may_fail: bool = False

    @property
    def name(self) -> str:
        boto = f"-boto{self.boto.rpartition('.')[0]}" if self.boto else ""
        return f"py{self.python}-core{self.core.rpartition('.')[0]}{boto}"


# From the oldest to the newest. ansible-core and the bundle move together; the newest core of each line, and the bundle that carries it.
# Core 2.17 shipped with amazon.aws 8; the oldest that the collection supports is 9, so that row takes the next bundle.
ROWS = (
    Row("3.11", "2.17.14", "11.13.0"),
    # The declared minimum of everything: requirements.txt has the same boto3, and a test compares them.
    Row("3.11", "2.17.14", "11.13.0", boto="1.34.0"),
    Row("3.11", "2.18.19", "11.13.0"),
    Row("3.11", "2.19.14", "12.3.0"),
    Row("3.13", "2.19.14", "12.3.0"),
    Row("3.12", "2.20.10", "13.8.0"),
    Row("3.12", "2.21.5", "14.5.0"),
    Row("3.13", "2.21.5", "14.5.0"),
    # Not released yet. When it is, it becomes a row like the others.
    Row("3.13", "2.22.0rc1", "15.0.0a3", may_fail=True),
)

PYTHONS = tuple(sorted({row.python for row in ROWS}, key=lambda text: tuple(map(int, text.split(".")))))


def _candidates(version: str) -> list[str]:
    places = [f"python{version}", "python3"]
    # pyenv's shims fail for versions that are installed but not selected; its own folders do not.
    for root in (os.environ.get("PYENV_ROOT", ""), os.path.expanduser("~/.pyenv"), "/opt/pyenv"):
        if root:
            places += sorted(glob.glob(f"{root}/versions/{version}.*/bin/python{version}"), reverse=True)
    return places


@functools.cache
def find_python(version: str) -> str | None:
    """The path of an interpreter of this version (such as ``3.12``), or None when the machine has none."""
    question = "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"
    for place in _candidates(version):
        try:
            answer = subprocess.run([place, "-c", question], capture_output=True, text=True, check=True).stdout.split("\n")
        except (OSError, subprocess.CalledProcessError):
            continue
        if answer[0] == version:
            return answer[1]
    return None


def default_rows() -> list[Row]:
    """The main row (the newest of the oldest Python that is here; the linters run on it), and the newest row of all.

    Two rows and no more, and a few tests alone on the second: both are to take less than ten minutes on two cores. `make matrix` runs every row.
    """
    here = [row for row in ROWS if find_python(row.python) and not row.may_fail and not row.boto]
    if not here:
        raise SystemExit(f"No Python of {', '.join(PYTHONS)} was found on this machine: install one of them.")
    main = [row for row in here if row.python == here[0].python][-1]
    return [main] if main == here[-1] else [main, here[-1]]


def named(name: str) -> Row:
    """The row of this name (such as ``py3.12-core2.21``)."""
    for row in ROWS:
        if row.name == name:
            return row
    raise SystemExit(f"No row is named {name}; there are: {', '.join(row.name for row in ROWS)}.")
