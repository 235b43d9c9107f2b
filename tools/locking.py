# SPDX-License-Identifier: GPL-3.0-or-later
"""A lock between processes: of several runs of make in one checkout, one changes .build/ at a time.

Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import contextlib
import fcntl
import pathlib
import sys
import typing as t


@contextlib.contextmanager
def exclusive(file: pathlib.Path, purpose: str) -> t.Iterator[None]:
    """Holds the lock on this file. Waits while another process or thread holds it, and reports the wait on standard error.

    The lock ends with the process that holds it, however that process ends. It is not reentrant.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(file, "a", encoding="utf-8") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another process is {purpose}. Waiting for it ...", file=sys.stderr, flush=True)
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
