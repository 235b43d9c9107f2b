# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes every request of botocore to DynamoDB in this process, and its answer, as lines of JSON. Standard library only.

Also loaded into the processes of modules (on_path/sitecustomize.py). No header of a request is ever kept, and so no credential and no signature.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import sys
import threading
import time
import types
import typing as t
import urllib.parse

# The variable that names the folder.
FOLDER = "DYNAOPS_VERIFY_RECORDINGS"
# The module of botocore that sends, and its method: one call is one request on the wire.
_PLACE = "botocore.endpoint"
_KEPT = ("content-type", "date", "x-amzn-requestid")


class Recorder:
    """One file of one process; its name tells no other process's."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def install(self, endpoint: types.ModuleType) -> t.Callable[[], None]:
        """Puts itself around botocore's Endpoint; what takes it away. Raises AttributeError where botocore has none such."""
        send = endpoint.Endpoint._do_get_response

        def recorded(this: t.Any, request: t.Any, operation_model: t.Any, *rest: t.Any, **more: t.Any) -> t.Any:
            began = time.time()
            outcome: t.Any = (None, None)
            try:
                outcome = send(this, request, operation_model, *rest, **more)
                return outcome
            finally:
                # What can't be recorded must not become a failure of what is recorded.
                with contextlib.suppress(Exception):
                    self._write(operation_model, request, began, *outcome)

        def take_away() -> None:
            endpoint.Endpoint._do_get_response = send

        endpoint.Endpoint._do_get_response = recorded
        return take_away

    def _write(self, operation: t.Any, request: t.Any, began: float, success: t.Any, error: BaseException | None) -> None:
        if operation.service_model.service_name != "dynamodb":
            return
        answer = success[0] if success else None
        entry = {
            "at": began,
            "seconds": round(time.time() - began, 4),
            "operation": operation.name,
            "host": urllib.parse.urlsplit(request.url).hostname,
            "request": _text(request.body),
            "status": answer.status_code if answer is not None else None,
            "headers": {name.lower(): value for name, value in answer.headers.items() if name.lower() in _KEPT} if answer is not None else {},
            "answer": _text(answer.content) if answer is not None else None,
            "error": type(error).__name__ if error else None if success else "no answer",
        }
        line = json.dumps(entry) + "\n"
        with self._lock, open(self._folder / f"{os.getpid()}.jsonl", "a", encoding="utf-8", opener=_private) as out:
            out.write(line)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _text(body: bytes | str | None) -> str:
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""


class _WhenImported(importlib.abc.MetaPathFinder):
    """Installs a recorder as soon as the process imports what sends: most processes never do."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def find_spec(self, fullname: str, path: t.Any, target: t.Any = None) -> importlib.machinery.ModuleSpec | None:
        """The module as it is, with a loader that calls us afterwards."""
        if fullname != _PLACE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec and spec.loader:
            execute = spec.loader.exec_module

            def execute_and_install(module: types.ModuleType) -> None:
                execute(module)
                self._recorder.install(module)

            spec.loader.exec_module = execute_and_install  # type: ignore[method-assign]
        return spec


def begin(folder: pathlib.Path) -> None:
    """Records the requests of this process from when it imports botocore until it ends."""
    sys.meta_path.insert(0, _WhenImported(Recorder(folder)))


@contextlib.contextmanager
def recorded(folder: pathlib.Path) -> t.Iterator[None]:
    """Records the requests of this process, also of clients that exist already."""
    take_away = Recorder(folder).install(importlib.import_module(_PLACE))
    try:
        yield
    finally:
        take_away()


def entries(folder: pathlib.Path) -> list[dict[str, t.Any]]:
    """What all processes have recorded, in the order of the requests. A line that was cut by the end of a process is left out."""
    found = []
    for file in folder.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                found.append(json.loads(line))
    return sorted(found, key=lambda entry: float(entry["at"]))
