# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ministack, an emulator of AWS that others have written, as a process of its own on this machine and for this machine alone."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import typing as t
import urllib.request
import uuid

HOST = "127.0.0.1"

# A busy machine takes its time; it is a second or two otherwise.
_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
# Between finding a free port and listening on it somebody else may take it.
_ATTEMPTS = 3


@dataclasses.dataclass(frozen=True)
class Address:
    """Where an emulator is, for processes that did not start it."""

    url: str
    port: int
    pid: int
    folder: str


class Emulator:
    """Starts ministack with this Python, and ends that process, and no other, by its handle."""

    def __init__(self, python: str) -> None:
        # Not resolved: a virtual environment's Python is a link, and its place is what makes it one.
        self._python = str(pathlib.Path(python).absolute())
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="second-opinion-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.address: Address | None = None

    def start(self) -> Address:
        """Starts it and waits until it answers. Raises RuntimeError, with what it said, when it does not."""
        try:
            for _attempt in range(_ATTEMPTS):
                if self._started():
                    return t.cast(Address, self.address)
            raise RuntimeError(f"ministack ended instead of listening:\n{self._log().read_text(encoding='utf-8', errors='replace')[-2000:]}")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends it, and removes what it wrote."""
        process, self._process = self._process, None
        if process:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Address:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _log(self) -> pathlib.Path:
        return self._folder / "log"

    def _started(self) -> bool:
        """Whether it answers; False when it has ended instead, as it does when the port is taken."""
        port, token = _free_port(), uuid.uuid4().hex
        with self._log().open("wb") as log:
            process = self._process = subprocess.Popen(  # pylint: disable=consider-using-with
                [self._python, "-m", "ministack"],
                env=self._environment(port, token),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None:
            if _answers(port, token):
                self.address = Address(f"http://{HOST}:{port}", port, process.pid, str(self._folder))
                return True
            if time.monotonic() > deadline:
                raise RuntimeError(f"ministack did not answer within {_START_SECONDS:.0f} s.")
            time.sleep(0.1)
        return False

    def _environment(self, port: int, token: str) -> dict[str, str]:
        """All that it gets: nothing of this machine's settings, all of its folders below ours, and one service."""
        folder = str(self._folder)
        return {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": folder,
            "TMPDIR": folder,
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(port),
            "SERVICES": "dynamodb",
            "LOG_LEVEL": "WARNING",
            "STATE_DIR": f"{folder}/state",
            "S3_DATA_DIR": f"{folder}/s3",
            "PERSIST_STATE": "0",
            # These would listen on ports of their own, on every interface.
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            # It removes containers that it takes for its own: it must not find any.
            "DOCKER_HOST": f"unix://{folder}/no-docker",
            # It repeats this when it is asked how it is: that tells it from whoever else may answer on the port.
            "MINISTACK_EDITION": token,
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(port: int, token: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{HOST}:{port}/_ministack/health", timeout=5) as answer:
            return bool(json.load(answer).get("edition") == token)
    except (OSError, ValueError):
        return False
