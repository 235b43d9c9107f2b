# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action plugin that shows the reports of its module while the module runs, instead of after it.

A module can't stream. The action plugin makes two named pipes in the task's own temporary folder. The module writes its reports to one of
them, and a thread of the action plugin shows them on the controller. Through the other one the module learns what was shown, and when
the plugin no longer waits for it.
"""

from __future__ import annotations

import contextlib
import typing as t

from ansible.plugins.action import ActionBase
from ansible.utils import display
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task import garbage_collection, trees
from ansible_collections.dynaops.dynamodb.plugins.module_utils._task.plain_text import quoted
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils import standard_error, time_limits
from ansible_collections.dynaops.dynamodb.plugins.plugin_utils.follower import Follower

# Taken when this file is loaded, which is in the main process.
_STANDARD_ERROR = standard_error.duplicate()


class FollowingAction(ActionBase):
    """Base of the action plugins of modules that take long."""

    # Options of the module for which an empty string is a mistake and not an omission.
    REQUIRED: tuple[str, ...] = ()
    # The default of the module's option timeout, in seconds.
    TIMEOUT = 1800

    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Runs the module with the task's arguments."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        arguments = self._without_empty(self._task.args)
        try:
            _check(arguments)
            arguments = self._prepared(arguments, task_vars or {})
        except ValueError as error:
            refusal = f"{error} No request was made."
            result.update(failed=True, changed=False, msg=refusal, error={"code": "InvalidArgument", "message": refusal})
            return result
        reports = _Reports(self._label(task_vars or {}), self._is_hidden())
        warnings = time_limits.warnings(arguments, self.TIMEOUT, self._task.async_val, self._task.timeout)
        for text in warnings:
            reports.show(f"Warning: {text}".encode())
        with self._followed(reports), _without_garbage_collection():
            result.update(self._execute_module(module_args=arguments, task_vars=task_vars, wrap_async=self._task.async_val))
        if warnings:
            result["warnings"] = [*result.get("warnings", ()), *warnings]
        return result

    def _without_empty(self, arguments: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The arguments less the options that are empty: a survey of AWX sends an empty string for a question left open.

        From ansible-core 2.19 on, a task gets null for it, because AWX marks each answer as unsafe.
        """
        given = {name: "" if value is None else value for name, value in arguments.items()}
        return {name: value for name, value in given.items() if value != "" or name in self.REQUIRED}

    def _prepared(self, arguments: dict[str, t.Any], task_vars: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The arguments as the module can be given them. Raises ValueError for what it cannot."""
        return arguments

    def _can_follow(self) -> bool:
        """Whether the module can open pipes that this process has made."""
        local = self._connection.transport in ("local", "ansible.builtin.local")
        return local and not self._task.async_val and not self._is_become_unprivileged()

    def _is_hidden(self) -> bool:
        """Whether reports may not be shown: no_log does not reach what a plugin shows."""
        return bool(self._task.no_log or self._play_context.no_log)

    def _followed(self, reports: _Reports) -> t.ContextManager[None]:
        """Shows the reports of the module that runs in the block, where it can be followed."""
        if not self._can_follow():
            return contextlib.nullcontext()
        if not self._connection._shell.tmpdir:
            self._make_tmp_path()
        try:
            return Follower(self._connection._shell.tmpdir, reports.output, reports.show).following()
        except OSError:
            # A file system without named pipes: the reports are in the result.
            return contextlib.nullcontext()

    def _label(self, task_vars: t.Mapping[str, t.Any]) -> str:
        host = task_vars.get("inventory_hostname", "localhost")
        return f"[{host} -> {self._task.delegate_to}]" if self._task.delegate_to else f"[{host}]"


@contextlib.contextmanager
def _without_garbage_collection() -> t.Iterator[None]:
    """Puts garbage collection off in this process, which Ansible has forked for the task alone.

    Ansible packs a module by parsing all its files. Repeated garbage collection over all that Ansible has read is a third of that time (tests/bench).
    """
    garbage_collection.pause()
    try:
        yield
    finally:
        garbage_collection.resume()


class _Reports:
    """Lines of one task for standard error: JSON on stdout stays clean, and no pipe holds them back."""

    def __init__(self, label: str, hidden: bool) -> None:
        self.output = standard_error.Output(None if hidden else _STANDARD_ERROR)
        self._label = label
        self._is_logged = not hidden and display.logger is not None

    def show(self, line: bytes) -> None:
        """Shows a line, and adds it to Ansible's log file where there is one."""
        text = f"{self._label} {line.decode('utf-8', 'replace')}"
        self.output.add(f"{text}\n".encode("utf-8", "replace"))
        if self._is_logged:
            display.Display().display(text, log_only=True)


def _check(arguments: t.Mapping[str, t.Any]) -> None:
    """Raises ValueError for what a module cannot be started with, or would not see as it was written."""
    for name, value in arguments.items():
        if isinstance(value, str) and "\0" in value:
            # From Python 3.12 on, Ansible's own log of the arguments fails on it.
            raise ValueError(f"{name} must not contain a NUL character: {quoted(value)}.")
        trees.check_for_json(name, value)
