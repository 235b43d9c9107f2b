# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Python for Ansible's modules that has read boto3 already: each script runs in a fork of a process that has, with Ansible's own payload as it is.

A module that a new Python runs takes 0.8 seconds of a core before its first request; here it is 0.2. It is for tests with dozens of tasks. Signals to
the process that Ansible started do not reach the fork, so whatever is about a process and how it ends takes a real Python.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import marshal
import os
import pathlib
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
import types
import typing as t
import zipimport

MARKER = "unprepared: Ansible's modules run in a Python of their own, packed for this test alone; for tests of processes, their ends and what they show"
# What modules import beside their payload.
_READ_FIRST = (
    *("boto3", "botocore.awsrequest", "botocore.config", "botocore.exceptions", "botocore.httpsession", "botocore.session", "botocore.waiter"),
    *("argparse", "ast", "base64", "concurrent.futures", "http.client", "inspect", "locale", "logging.handlers", "platform", "shlex", "shutil", "ssl"),
    *("syslog", "tempfile", "uuid", "zipfile"),
)
_END = b"\0\0"
# Isolated and without site: it starts in 15 milliseconds. What is not a script, such as "-c" or "-m", a real Python runs. Without words, the script comes
# from standard input: so it is with pipelining.
_CLIENT = """\
#!{python} -ISE
import _socket, array, json, os, sys
if len(sys.argv) > 1 and not sys.argv[1].endswith(".py"):
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
server.connect({address!r})
rest = json.dumps({{"argv": sys.argv[1:], "cwd": os.getcwd(), "environ": dict(os.environ)}}).encode() + {end!r}
rest = rest[server.sendmsg([rest], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))]):]
while rest:
    rest = rest[server.send(rest):]
code = server.recv(1)
os._exit(code[0] if code else 255)
"""


class PreloadedPython:
    """The process that is forked, as long as the context lasts. ``path`` is a program that is called as Python is."""

    def __init__(self, code: pathlib.Path) -> None:
        # The path of a socket may have 107 characters.
        self._folder = tempfile.TemporaryDirectory(dir="/tmp", prefix="preloaded-")
        self.path = pathlib.Path(self._folder.name) / "python"
        # Compiled code, shared by all such processes.
        self._code = code
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PreloadedPython:
        address = str(self.path.with_name("socket"))
        # By its path, and without its folder in sys.path: whatever of ansible_collections this process had read would run in place of a payload's.
        command = [sys.executable, "-P", __file__, address, str(self._code)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout and self._process.stdout.readline() == b"listening\n"
        self.path.write_text(_CLIENT.format(python=sys.executable, address=address, end=_END))
        self.path.chmod(0o755)
        return self

    def __exit__(self, *unused: object) -> None:
        # Its end of the pipe is how it learns that nobody needs it any more, also when this process is killed.
        if self._process:
            self._process.communicate()
        self._folder.cleanup()


def _listen(address: str, code: pathlib.Path) -> None:
    """Forks for each script, until standard input ends."""
    _keep_compiled(code)
    for name in _READ_FIRST:
        importlib.import_module(name)
    _read_models_once()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        os.write(1, b"listening\n")
        while listener in select.select([listener, 0], [], [])[0]:
            connection = listener.accept()[0]
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                _serve(connection)
            connection.close()


def _serve(connection: socket.socket) -> t.NoReturn:
    """Runs one script in a child, and reports its exit code. The child ends when whoever started the script does."""
    data, descriptors = socket.recv_fds(connection, 1 << 20, 3)[:2]
    while not data.endswith(_END):
        data += connection.recv(1 << 20)
    asked = json.loads(data[: -len(_END)])
    child = os.fork()
    if child == 0:
        connection.close()
        _become(asked, descriptors)
    for each in descriptors:
        os.close(each)
    ended = os.pidfd_open(child)
    if ended not in select.select([ended, connection], [], [])[0]:
        os.kill(child, signal.SIGTERM)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with contextlib.suppress(OSError):
        connection.sendall(bytes([code & 255]))
    os._exit(0)


def _become(asked: dict[str, t.Any], descriptors: t.Sequence[int]) -> t.NoReturn:
    """Runs the script as a Python of its own would."""
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.setsid()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    sys.argv = asked["argv"] or [""]
    sys.path.insert(0, os.path.dirname(sys.argv[0]))
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, closefd=False) for number, mode in enumerate("rww"))
    code: t.Any = 0
    try:
        if asked["argv"]:
            runpy.run_path(sys.argv[0], run_name="__main__")
        else:
            _run_standard_input()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the script's own, as Python shows it
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run_standard_input() -> None:
    """Runs the script that standard input has."""
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    main.__file__ = "<stdin>"
    exec(compile(sys.stdin.buffer.read(), "<stdin>", "exec"), main.__dict__)


def read_once(read: t.Callable[[t.Any, str], t.Any]) -> t.Callable[[t.Any, str], t.Any]:
    """A method of botocore's JSONFileLoader that reads each file of AWS's models once: botocore reads them again for every session."""
    found: dict[str, t.Any] = {}

    def load_file(self: t.Any, path: str) -> t.Any:
        if path not in found:
            found[path] = read(self, path)
        return found[path]

    return load_file


def _read_models_once() -> None:
    """Has botocore's files of DynamoDB in memory."""
    loader = importlib.import_module("botocore.loaders").JSONFileLoader
    loader.load_file = read_once(loader.load_file)
    importlib.import_module("boto3").client("dynamodb", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none")


def _keep_compiled(folder: pathlib.Path) -> None:
    """Keeps the compiled code of payloads by their source: Python compiles what is in a ZIP file for every process."""
    module = t.cast("t.Any", zipimport)
    compiler = module._compile_source

    def compiled(pathname: str, source: bytes) -> types.CodeType:
        file = folder / hashlib.blake2b(source + pathname.rpartition(".zip")[2].encode(), digest_size=16).hexdigest()
        with contextlib.suppress(FileNotFoundError):
            return t.cast("types.CodeType", marshal.loads(file.read_bytes()))
        code: types.CodeType = compiler(pathname, source)
        own = file.with_suffix(f".{os.getpid()}")
        own.write_bytes(marshal.dumps(code))
        own.rename(file)
        return code

    module._compile_source = compiled


def _serve_others(code: pathlib.Path) -> None:
    """Prints the path of a preloaded Python, which is there until standard input ends."""
    with PreloadedPython(code) as python:
        print(python.path, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    # Which of both: a process that is forked is told where to listen.
    if len(sys.argv) == 3:
        _listen(sys.argv[1], pathlib.Path(sys.argv[2]))
    else:
        _serve_others(pathlib.Path(sys.argv[1]))
