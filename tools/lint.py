#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the linters of the Ansible world on the repository, and the check that Galaxy makes of an upload on the tarball."""

from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import typing as t

import environment
import home
import rows
import shipped


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One linter's verdict."""

    ok: bool
    summary: str
    output: str


def _call(venv: pathlib.Path, *words: object, cwd: pathlib.Path = home.ROOT, **more: str) -> tuple[int, str]:
    """Exit code and output of a tool of this environment."""
    command = [str(venv / "bin" / str(words[0])), *map(str, words[1:])]
    variables = {**home.variables("lint", venv), **more}
    done = subprocess.run(command, cwd=cwd, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


def ansible_lint(venv: pathlib.Path) -> Outcome:
    """Playbooks, roles, examples in the documentation and the metadata. Fewer than ten files would mean that it looked elsewhere."""
    code, output = _call(venv, "ansible-lint", "--offline", "--profile", "production", "--strict", "--nocolor", "--exclude", ".build")
    files = re.search(r"in (\d+) files processed", output)
    seen = int(files[1]) if files else 0
    return Outcome(code == 0 and seen >= 10, f"profile production, {seen} files", output)


def antsibull_docs(venv: pathlib.Path) -> Outcome:
    """The plugins' documentation and docs/docsite."""
    code, output = _call(venv, "antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck", home.ROOT)
    return Outcome(code == 0, "documentation of plugins and docsite", output)


def antsibull_changelog(venv: pathlib.Path) -> Outcome:
    """The changelog's configuration and fragments."""
    code, output = _call(venv, "antsibull-changelog", "lint")
    return Outcome(code == 0, "changelog fragments", output)


def _flaws(content: t.Mapping[str, t.Any]) -> list[str]:
    """What is missing from the importer's result: every plugin must be there with its documentation."""
    shown = {item["content_name"]: item.get("doc_strings") or {} for item in content["docs_blob"]["contents"] if item["content_type"] == "module"}
    wanted = {file.stem for file in (home.ROOT / "plugins/modules").glob("*.py")} - {"__init__"}
    flaws = [f"module {name} is missing" for name in sorted(wanted - set(shown))]
    for name, strings in sorted(shown.items()):
        flaws += [f"module {name} has no {part}" for part in ("doc", "examples", "return") if not strings.get(part)]
    return flaws


def galaxy_importer(venv: pathlib.Path) -> Outcome:
    """What Galaxy would say to the tarball. The importer ends with 0 whatever it finds, so its log and result are read."""
    folder = home.BUILD / "galaxy-importer"
    tarball = shipped.build(venv, folder)
    code, output = _call(venv, "python", "-m", "galaxy_importer.main", tarball.name, cwd=folder)
    # The importer's own ansible-lint run is less strict than ours and reports as WARNING, too: nothing is let through.
    flaws = re.findall(r"^(?:WARNING|ERROR|CRITICAL).*$", output, re.MULTILINE)
    result = folder / "importer_result.json"
    if result.exists():
        flaws += _flaws(json.loads(result.read_text(encoding="utf-8")))
    else:
        flaws.append("there is no result")
    if "Importer processing completed successfully" not in output:
        flaws.append("the import did not complete")
    return Outcome(code == 0 and not flaws, f"{tarball.name}", "\n".join([output, *flaws, ""]))


STEPS: dict[str, t.Callable[[pathlib.Path], Outcome]] = {
    "ansible-lint": ansible_lint,
    "antsibull-docs": antsibull_docs,
    "antsibull-changelog": antsibull_changelog,
    "galaxy-importer": galaxy_importer,
}


def main() -> None:
    """The command line: one line for each linter, and all of the output of those that failed."""
    parser = argparse.ArgumentParser(description="Run the linters.")
    parser.add_argument("steps", nargs="*", metavar="linter", help=f"of {', '.join(STEPS)}; default: all")
    asked = parser.parse_args()
    if not set(asked.steps) <= set(STEPS):
        parser.error(f"linters are {', '.join(STEPS)}")
    venv = environment.make(rows.default_rows()[0], "lint")
    failed = False
    for name in asked.steps or STEPS:
        outcome = STEPS[name](venv)
        failed |= not outcome.ok
        print(f"{'' if outcome.ok else outcome.output}{name}: {outcome.summary}{'' if outcome.ok else '; FAILED'}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
