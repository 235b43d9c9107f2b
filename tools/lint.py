#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the linters on the repository, and the check that Galaxy makes of an upload on the tarball."""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import pathlib
import re
import shutil
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


def galaxy_importer(venv: pathlib.Path, with_ansible_lint: bool = True) -> Outcome:
    """What Galaxy would say to the tarball. The importer ends with 0 whatever it finds, so its log and result are read."""
    folder = home.BUILD / "galaxy-importer"
    tarball = shipped.build(venv, folder)
    code, output = _call(
        venv, "python", "-m", "galaxy_importer.main", tarball.name, cwd=folder, GALAXY_IMPORTER_RUN_ANSIBLE_LINT="yes" if with_ansible_lint else "no"
    )
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


WORKFLOWS = home.ROOT / ".github/workflows"


def workflows(venv: pathlib.Path) -> Outcome:
    """The files of GitHub have the form that GitHub expects: workflows, forms for issues, updates of the pinned actions."""
    forms = home.ROOT / ".github/ISSUE_TEMPLATE"
    settings = [file for file in forms.glob("*.yml") if file.name == "config.yml"]
    kinds = {
        "github-workflows": list(WORKFLOWS.glob("*.yml")),
        "github-issue-forms": [file for file in forms.glob("*.yml") if file not in settings],
        "github-issue-config": settings,
        "dependabot": [home.ROOT / ".github/dependabot.yml"],
    }
    done = [_call(venv, "check-jsonschema", "--builtin-schema", f"vendor.{kind}", *sorted(files)) for kind, files in kinds.items()]
    return Outcome(not any(code for code, output in done), f"{sum(map(len, kinds.values()))} files", "".join(output for code, output in done))


def zizmor(venv: pathlib.Path) -> Outcome:
    """The security of the workflows: pinned actions, few permissions, no text from outside in a command."""
    code, output = _call(venv, "zizmor", "--offline", "--no-progress", "--color", "never", home.ROOT / ".github")
    seen = len(re.findall(r"completed \S+/workflows/", output))
    return Outcome(code == 0 and seen == len(list(WORKFLOWS.glob("*.yml"))), f"{seen} workflows", output)


def ruff(venv: pathlib.Path) -> Outcome:
    """All Python of the repository: its form and the rules in pyproject.toml."""
    cache = str(home.BUILD / "ruff_cache")
    checks = (("format", "--check", "--diff"), ("check", "--output-format", "concise"))
    done = [_call(venv, "ruff", *words, RUFF_CACHE_DIR=cache) for words in checks]
    return Outcome(not any(code for code, output in done), "all Python, form and rules", "".join(output for code, output in done))


def mypy(venv: pathlib.Path) -> Outcome:
    """The types of the plugins and the tools."""
    # The plugins are checked under their full names. mypy refuses the link in site-packages, so it gets one of its own.
    base = home.BUILD / "mypy"
    link = base.joinpath("ansible_collections", *environment.COLLECTION)
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(home.ROOT, target_is_directory=True)
    plugins = ".".join(("ansible_collections", *environment.COLLECTION, "plugins"))
    options = ["--config-file", home.ROOT / "pyproject.toml", "--cache-dir", home.BUILD / "mypy_cache", "--no-color-output"]
    done = [
        _call(venv, "mypy", *options, *what, cwd=base, MYPYPATH=f"{base}:{home.ROOT / 'tools'}") for what in (("--package", plugins), (home.ROOT / "tools",))
    ]
    seen = [int(number) for code, output in done for number in re.findall(r"(?:checked|no issues found in) (\d+) source files", output)]
    output = "".join(output for code, output in done).replace(f"ansible_collections/{'/'.join(environment.COLLECTION)}/", "").replace("../../tools/", "tools/")
    return Outcome(not any(code for code, output in done) and len(seen) == 2, f"{sum(seen)} files", output)


def ansible_builder(venv: pathlib.Path) -> Outcome:
    """The execution environment of extensions/awx can be made, and it gets what the collection needs in Python. No container is built."""
    folder = home.BUILD / "ansible-builder"
    shutil.rmtree(folder, ignore_errors=True)
    link = folder.joinpath("ansible_collections", *environment.COLLECTION)
    link.parent.mkdir(parents=True)
    link.symlink_to(home.ROOT, target_is_directory=True)
    made, output = _call(venv, "ansible-builder", "create", "--file", home.ROOT / "extensions/awx/execution-environment.yml", "--context", folder / "context")
    read, found = _call(venv, "ansible-builder", "introspect", folder)
    needed = set((home.ROOT / "requirements.txt").read_text(encoding="utf-8").split())
    missing = sorted(name for name in needed if name not in found)
    flaws = [f"ansible-builder does not find {name}\n" for name in missing]
    return Outcome(not (made or read or flaws), f"context made, {len(needed)} requirements found", "".join([output, found, *flaws]))


STEPS: dict[str, t.Callable[[pathlib.Path], Outcome]] = {
    "ansible-lint": ansible_lint,
    "ansible-builder": ansible_builder,
    "antsibull-docs": antsibull_docs,
    "antsibull-changelog": antsibull_changelog,
    "galaxy-importer": galaxy_importer,
    "workflows": workflows,
    "zizmor": zizmor,
    "ruff": ruff,
    "mypy": mypy,
}
# In place of some steps, where all of them run: the importer's ansible-lint takes 30 seconds of a core, and the step ansible-lint is stricter.
BRIEFLY: dict[str, t.Callable[[pathlib.Path], Outcome]] = {**STEPS, "galaxy-importer": functools.partial(galaxy_importer, with_ansible_lint=False)}


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
