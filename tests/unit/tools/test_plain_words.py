# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users read has no phrase that a reader with English as a second language must guess at."""

from __future__ import annotations

import ast
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[3]
READ_BY_USERS = ("README.md", "Makefile", "plugins", "roles", "playbooks", "docs", "changelogs")
ENDINGS = (".md", ".py", ".rst", ".yml", "Makefile")
# Each phrase, and what to write instead.
PHRASES = {
    "ridden out": "retried until it succeeded",
    "ride out": "retry",
    "waited out": "retried until the timeout",
    "for ever": "always",
    "goes on in AWS": "continues in AWS",
    "go on in AWS": "continue in AWS",
    "goes on when it is let": "retries until AWS accepts the request",
    "let go": "select, delete",
    "lets go": "selects, deletes",
    "anew": "again",
    "makes them so": "changes them",
    "what it should be": "changed to",
    "what they should be": "manages the settings",
    "brought up to date": "updated",
    "with its ARN in hand": "and returns its ARN",
    "the ARN in hand": "the ARN",
    "the time was over": "the timeout expired",
    "not touched": "not changed",
    "neither seen nor touched": "ignored",
    "passes by itself": "clears without action",
    "pass by itself": "clear without action",
    "used again": "reused",
    "what became of": "the outcome of",
    "left as it is": "not changed",
    "what is left of it": "remaining",
    "nobody knows": "the outcome is unknown",
    "still so after": "the error persisted for",
    "when last seen": "at the last successful poll",
    "again and again": "repeatedly",
    "all that belongs to it": "its resources",
    "an option can't be": "an option is invalid",
    "that can't be": "that are invalid",
    "contenders": "tools compared",
    "last words": "last report",
    "says so": "reports it",
}


def found(text: str, phrase: str) -> bool:
    """Whether the text has the phrase as whole words, over line ends too."""
    return re.search(r"\b" + r"\s+".join(re.escape(word) for word in phrase.split()) + r"\b", text, re.IGNORECASE) is not None


def read_by_users(path: pathlib.Path) -> str:
    """What users read of a file: all of it, but of Python only its texts, since comments and docstrings are for developers."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings)
    return "\n\0\n".join(texts)


def files() -> list[pathlib.Path]:
    """All files that users read, or whose texts they read."""
    paths = [path for name in READ_BY_USERS for path in ([ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*"))]
    return sorted(path for path in paths if path.name.endswith(ENDINGS))


def test_a_phrase_is_found_over_a_line_end_and_not_within_a_word() -> None:
    assert found("is Ridden\n    out", "ridden out") and not found("January 2026, manewver", "anew")


def test_of_python_the_texts_count_and_not_the_docstrings(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "some.py"
    file.write_text('"""Written anew."""\n\nDOCUMENTATION = r"""\nmodule: it is ridden\n  out\n"""\nsay = f"{1} was let go"  # for ever\n')
    assert [phrase for phrase in PHRASES if found(read_by_users(file), phrase)] == ["ridden out", "let go"]


def test_there_are_texts_of_every_kind() -> None:
    assert {path.suffix for path in files()} == {".md", ".py", ".rst", ".yml", ""} and len(files()) > 100


def test_no_text_has_a_phrase_that_must_be_guessed_at() -> None:
    bad = [
        f"{path.relative_to(ROOT)}: write {better!r} instead of {phrase!r}"
        for path in files()
        for text in [read_by_users(path)]
        for phrase, better in PHRASES.items()
        if found(text, phrase)
    ]
    assert bad == []
