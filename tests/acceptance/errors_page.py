# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation's page about errors, made from the code: every code, its messages, cause and remedy. Run as a module, it writes the page."""

from __future__ import annotations

import ast
import importlib
import pathlib
import re
import typing as t

import yaml
from ansible_collections.dynaops.dynamodb.plugins.module_utils._aws import error_before_sending, error_table, errors

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/docsite/rst/errors.rst"
WORDS = ROOT / "docs/docsite/site/errors.yml"
MODULES = sorted(file.stem for file in (ROOT / "plugins/modules").glob("*.py"))
# pylint: disable=protected-access
# The answers that have no code of their own in the table: what they are about, and how the page calls them.
OTHER_ANSWERS = {
    "LimitExceededException (a quota)": error_table._QUOTA,
    "LimitExceededException, ResourceInUseException (tags are being updated)": error_table._TAGS_LOCKED,
    "ResourceNotFoundException, ValidationException (an index is being added)": error_table._INDEX_NOT_READY,
    "Any other code with a status of 4xx": error_table._ODD_REFUSAL,
    "Any other code with a status of 5xx": error_table._FAULT,
    "RequestAborted, RequestTimeout, no response, or one that cannot be read": error_table._NO_ANSWER,
    "No connection, named by the exception of botocore": error_table._NO_CONNECTION,
    "HTTP 407": error_table._PROXY_LOGIN,
}
WORDS_BEFORE_SENDING = error_before_sending._WORDS
AWS_CODES = error_table._TABLE
# pylint: enable=protected-access


class Message(t.NamedTuple):
    """A text of the code, with three dots for what is only known when it is said."""

    text: str
    advice: str


def documented() -> dict[str, list[str]]:
    """The codes that the documentation of the modules names as their own, each with its modules."""
    found: dict[str, list[str]] = {}
    for name in MODULES:
        module = importlib.import_module(f"ansible_collections.dynaops.dynamodb.plugins.modules.{name}")
        said = str(yaml.safe_load(module.RETURN)["error"]["contains"]["code"]["description"])
        for code in re.findall(r"C\((\w+)\)", said):
            found.setdefault(code, []).append(name)
    return found


def raised() -> dict[str, list[Message]]:
    """The codes that are in the code itself, each with its messages: of every error that is made there with a code of this collection."""
    found: dict[str, list[Message]] = {}
    for file in sorted((ROOT / "plugins/module_utils").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "errors":
                _add(found, node)
    return found


def _add(found: dict[str, list[Message]], call: ast.Call) -> None:
    kind = getattr(errors, t.cast(ast.Attribute, call.func).attr, None)
    if not (isinstance(kind, type) and issubclass(kind, errors.TaskError)):
        return
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    code = named.get("code", call.args[2] if len(call.args) > 2 else ast.Constant(kind.__name__))
    # An error without any code is a note of the code to itself.
    if isinstance(code, ast.Constant) and code.value != errors.TaskError.__name__:
        advice = named.get("advice", call.args[1] if len(call.args) > 1 else ast.Constant(""))
        found.setdefault(str(code.value), []).append(Message(_text(call.args[0]), _text(advice)))


def _text(node: ast.expr) -> str:
    """What an expression says, as far as it is written down."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return "..."


def own_codes() -> dict[str, list[str]]:
    """All codes of this collection, with the modules that name them."""
    modules = documented()
    return {code: modules.get(code, []) for code in sorted({*modules, *raised()})}


def page() -> str:
    """The page, in reStructuredText. Raises KeyError for a code without a cause and a remedy."""
    words = yaml.safe_load(WORDS.read_text())
    return "\n".join([_HEAD, *_own(words["codes"]), *_aws(words["remedies"]), *_before_sending()])


_HEAD = """.. _ansible_collections.dynaops.dynamodb.docsite.errors:

Error codes
===========

.. This page is written by ``python -m ansible_collections.dynaops.dynamodb.tests.acceptance.errors_page``: do not edit it.

A failed task returns ``error.code`` for conditions and ``msg`` for people. ``msg`` has what failed, the table or backup, the region, AWS's own message, the
state now, and what to do. The other results are returned as far as they are known, so that a ``rescue`` can use them.

.. code-block:: yaml

    - name: Back up a table, and accept that it does not exist
      dynaops.dynamodb.dynamodb_create_backup:
        table_name: orders
        backup_name: orders-nightly
      register: backup
      failed_when:
        - backup is failed
        - (backup.error | default({})).code | default('') not in ['ResourceNotFoundException', 'TableNotFoundException']

When Ansible itself refuses a task, for example because a required option is missing, only ``msg`` is returned.

.. contents::
   :local:
   :depth: 1
"""


def _own(words: t.Mapping[str, t.Mapping[str, str]]) -> t.Iterator[str]:
    yield _title("Codes of this collection", "-")
    messages = raised()
    for code, modules in own_codes().items():
        yield _title(code, "~")
        yield f"{_escaped(words[code]['cause'])}\n\n**What to do:** {_escaped(words[code]['remedy'])}\n"
        if modules:
            names = "all modules" if modules == MODULES else ", ".join(f"``{name}``" for name in modules)
            yield f"**Returned by:** {names}\n"
        said = [each for each in messages.get(code, ()) if each.text.strip(". ")]
        if said:
            yield "Messages:\n"
            for each in dict.fromkeys(said):
                yield f"* {_escaped(each.text)}" + (f" *{_escaped(each.advice)}*" if each.advice.strip(". ") else "")
            yield ""


def _aws(remedies: t.Mapping[str, str]) -> t.Iterator[str]:
    yield _title("Codes of AWS", "-")
    yield "``error.code`` is the code that AWS returned. ``TABLE``, ``CALL`` and so on stand for what the message names.\n"
    by_entry: dict[t.Any, list[str]] = {}
    for code, entry in AWS_CODES.items():
        by_entry.setdefault(entry, []).append(code)
    rows = [("Code", "Message", "What to do")]
    for entry, codes in by_entry.items():
        rows.append((", ".join(f"``{code}``" for code in codes), _filled(entry.text), _filled(entry.advice) or _escaped(remedies[codes[0]])))
    for name, entry in OTHER_ANSWERS.items():
        rows.append((_escaped(name), _filled(entry.text), _filled(entry.advice) or _escaped(remedies["other"])))
    yield _table(rows)


def _before_sending() -> t.Iterator[str]:
    yield _title("Configuration and credentials", "-")
    yield "Nothing is sent to DynamoDB. ``error.code`` is the name of the exception of botocore.\n"
    by_words: dict[t.Any, list[str]] = {}
    for code, entry in WORDS_BEFORE_SENDING.items():
        by_words.setdefault(entry, []).append(code)
    rows = [("Code", "Cause", "What to do")]
    rows += [
        (", ".join(f"``{code}``" for code in codes), _escaped(f"{what[0].upper()}{what[1:]}."), _escaped(advice))
        for (_kind, what, advice), codes in by_words.items()
    ]
    yield _table(rows)


def _filled(template: str) -> str:
    permissions = "The message lists the permissions that the module needs."
    return _escaped(re.sub(r"\{(\w+)\}", lambda found: permissions if found[1] == "permissions" else found[1].upper(), template))


def _escaped(text: str) -> str:
    return re.sub(r"([\\*`|_])", r"\\\1", text)


def _title(text: str, line: str) -> str:
    return f"{text}\n{line * len(text)}\n"


def _table(rows: t.Iterable[tuple[str, ...]]) -> str:
    cells = "".join(f"   {'  -' if number else '* -'} {cell}\n" for row in rows for number, cell in enumerate(row))
    return f".. list-table::\n   :header-rows: 1\n   :widths: 30 40 30\n\n{cells}"


if __name__ == "__main__":
    PAGE.write_text(page().rstrip("\n") + "\n", encoding="utf-8")
    print(PAGE)
