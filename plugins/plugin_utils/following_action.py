# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action plugin that shows the reports of its module while the module runs, instead of after it.

A module can't stream. The action plugin puts an empty file into the task's own temporary folder, the module appends
its reports to it, and a thread of the action plugin follows it on the controller.
"""

from __future__ import annotations

import contextlib
import os
import threading
import typing as t

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.dynaops.dynamodb.plugins.module_utils.names import quoted
from ansible_collections.dynaops.dynamodb.plugins.module_utils.progress import PROGRESS_FILE
from ansible_collections.dynaops.dynamodb.plugins.module_utils.threads import deaf_to_signals

# Seconds between two looks at the file.
_LOOK_EVERY = 0.2


class FollowingAction(ActionBase):
    """Base of the action plugins of modules that take long."""

    # Options of the module for which an empty string is a mistake and not an omission.
    REQUIRED: t.Tuple[str, ...] = ()

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: t.Optional[str] = None, task_vars: t.Optional[t.Dict[str, t.Any]] = None) -> t.Dict[str, t.Any]:
        """Runs the module with the task's arguments."""
        result = super().run(tmp, task_vars)
        arguments = self._without_empty(self._task.args)
        refusal = _refusal(arguments)
        if refusal:
            result.update(failed=True, changed=False, msg=refusal, error={"code": "InvalidArgument", "message": refusal})
            return result
        if not self._can_follow():
            result.update(self._execute_module(module_args=arguments, task_vars=task_vars, wrap_async=self._task.async_val))
            return result
        with self._followed_file(task_vars or {}):
            result.update(self._execute_module(module_args=arguments, task_vars=task_vars))
        return result

    def _without_empty(self, arguments: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
        """The arguments less the options that are empty: a survey of AWX sends an empty string for a question left open."""
        return {name: value for name, value in arguments.items() if value != "" or name in self.REQUIRED}

    def _can_follow(self) -> bool:
        """Whether the module's file is one that this process can read, and its reports may be shown."""
        local = self._connection.transport in ("local", "ansible.builtin.local")
        # no_log does not reach what a plugin displays.
        hidden = self._task.no_log or self._play_context.no_log
        return local and not self._task.async_val and not hidden and not self._is_become_unprivileged()

    @contextlib.contextmanager
    def _followed_file(self, task_vars: t.Mapping[str, t.Any]) -> t.Iterator[None]:
        """An empty file in the task's temporary folder, whose lines are shown as they come until the block ends."""
        if not self._connection._shell.tmpdir:
            self._make_tmp_path()
        path = os.path.join(self._connection._shell.tmpdir, PROGRESS_FILE)
        os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        follower = _Follower(path, self._label(task_vars))
        follower.start()
        try:
            yield
        finally:
            follower.stop()
            with contextlib.suppress(OSError):
                os.remove(path)

    def _label(self, task_vars: t.Mapping[str, t.Any]) -> str:
        host = task_vars.get("inventory_hostname", "localhost")
        return f"[{host} -> {self._task.delegate_to}]" if self._task.delegate_to else f"[{host}]"


def _refusal(arguments: t.Mapping[str, t.Any]) -> str:
    """Why the module can't even be started: from Python 3.12 on, Ansible's own log of the arguments fails on a NUL."""
    for name, value in arguments.items():
        if isinstance(value, str) and "\0" in value:
            return f"{name} must not contain a NUL character: {quoted(value)}. No request was made."
    return ""


class _Follower(threading.Thread):
    """Shows each whole line that is appended to a file, on stderr: JSON on stdout stays clean, and no pipe holds it back."""

    def __init__(self, path: str, label: str) -> None:
        super().__init__(name="follow-progress", daemon=True)
        self._path = path
        self._label = label
        self._finished = threading.Event()
        self._rest = b""

    def start(self) -> None:
        """Starts it so that Ctrl-C is the main thread's, which waits for the module."""
        with deaf_to_signals():
            super().start()

    def run(self) -> None:
        """Reads until told to stop, and then once more: nothing that was written is missed."""
        with contextlib.suppress(OSError), open(self._path, "rb") as file:
            while not self._finished.wait(_LOOK_EVERY):
                self._take(file.read())
            self._take(file.read())

    def stop(self) -> None:
        """Shows what is left and ends the thread."""
        self._finished.set()
        self.join()

    def _take(self, data: bytes) -> None:
        if data:
            # Both ends have the file open now; without its name, nothing of it can be left behind.
            with contextlib.suppress(OSError):
                os.remove(self._path)
            self._show(data)

    def _show(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            Display().display(f"{self._label} {line.decode('utf-8', 'replace')}", stderr=True)
