# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of the Makefile for those who know nox. Each session calls the same tool, which makes its own environment in .build/."""

from __future__ import annotations

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "test"]


def tool(session: nox.Session, name: str, *words: str) -> None:
    """Runs a program of tools/ with the arguments of the session."""
    session.run("python3", f"tools/{name}.py", *words, *session.posargs, external=True)


@nox.session
def lint(session: nox.Session) -> None:
    """The linters; give names to run only some, such as: nox -s lint -- ruff mypy"""
    tool(session, "lint")


@nox.session
def test(session: nox.Session) -> None:
    """All tests, on the main and on the newest supported release."""
    tool(session, "test")


@nox.session
def matrix(session: nox.Session) -> None:
    """pytest and the sanity tests on every supported release."""
    tool(session, "test", "--all-rows")


@nox.session
def faults(session: nox.Session) -> None:
    """The whole fault suite."""
    tool(session, "faults")


@nox.session
def docs(session: nox.Session) -> None:
    """The HTML reference."""
    tool(session, "docs")


@nox.session
def build(session: nox.Session) -> None:
    """The file of the collection."""
    tool(session, "shipped")
