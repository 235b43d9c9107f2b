#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-test (sanity, units, integration) on the collection as it ships with the tests of ansible-test, and makes sure that it has tested something.

ansible-test ends with 0 when it skips everything, so its output is read: see the functions named ``_proof_...``.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import pathlib
import re
import subprocess
import sys
import typing as t

import environment
import home
import rows
import shipped

KINDS = ("sanity", "units", "integration")

# ansible-core 2.17 to 2.21 have between 20 and 25; fewer means that something kept them from running.
FEWEST_SANITY_TESTS = 18

_GET_PIP = '''"""Puts the pip wheel beside this file into this Python, without a question to an index: each sanity test has an environment of its own.

ansible-test wants this script from a site that not every network reaches. With core 2.17 it asks for other packages as well, which pip gets.
"""
import os
import sys
import sysconfig
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
with zipfile.ZipFile(os.path.join(HERE, "{wheel}")) as wheel:
    wheel.extractall(sysconfig.get_path("purelib"))
others = [word for word in sys.argv[1:] if not word.startswith(("--no-", "pip=="))]
if any(not word.startswith("-") for word in others):
    sys.argv[1:] = ["install", *others]

    from pip._internal.cli.main import main  # noqa: E402

    sys.exit(main())
'''


class Proven(t.NamedTuple):
    """What the output of a run proves: a summary, and the reason why it is no success, if there is one."""

    summary: str
    problem: str = ""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One run of ansible-test."""

    ok: bool
    summary: str
    output: str


def place_get_pip(row: rows.Row, venv: pathlib.Path, name: str) -> None:
    """Puts a stand-in for get-pip where ansible-test of this environment looks for it in the home of this name."""
    source = environment.site_packages(venv, row) / "ansible_test/_internal/python_requirements.py"
    found = re.search(r"default_packages = dict\(\s*pip='([\d.]+)'", source.read_text(encoding="utf-8"))
    if not found:
        raise SystemExit(f"{source} does not say which pip it wants.")
    version = found[1]
    cache = home.BUILD / "home" / name / ".ansible/test/cache"
    wheel = cache / f"pip-{version}-py3-none-any.whl"
    cache.mkdir(parents=True, exist_ok=True)
    if not wheel.exists():
        environment.download("--dest", cache, f"pip=={version}")
    (cache / f"get_pip_{version.replace('.', '_')}.py").write_text(_GET_PIP.format(wheel=wheel.name), encoding="utf-8")


def check_no_exceptions(copy: pathlib.Path) -> None:
    """The collection asks for no exception from any sanity test."""
    for file in sorted((copy / "tests/sanity").glob("ignore-*.txt")):
        if file.read_text(encoding="utf-8").strip():
            raise SystemExit(f"tests/sanity/{file.name} must be empty: mend what it would have ignored.")


def _proof_sanity(output: str) -> Proven:
    """Every test that there is must run: none may be skipped, for whatever reason."""
    ran = len(set(re.findall(r'Running sanity test "([^"]+)"', output)))
    skipped = sorted(set(re.findall(r"Skipping .*(?:test|check).*", output)))
    summary = "; ".join([f"{ran} sanity tests", *skipped])
    if skipped:
        return Proven(summary, f"{len(skipped)} skipped")
    return Proven(summary, "" if ran >= FEWEST_SANITY_TESTS else f"only {ran} sanity tests ran")


def _proof_units(output: str) -> Proven:
    passed = sum(map(int, re.findall(r"^=+ .*?\b(\d+) passed.* =+$", output, re.MULTILINE)))
    return Proven(f"{passed} unit tests passed", "" if passed else "no unit test passed")


def _proof_integration(output: str) -> Proven:
    targets = set(re.findall(r"Running (\S+) integration test role", output))
    recaps = re.findall(r"^testhost\s+: ok=(\d+).*failed=0", output, re.MULTILINE)
    summary = f"{len(targets)} integration targets, {sum(map(int, recaps))} tasks ok"
    wanted = {folder.name for folder in (home.ROOT / "tests/integration/targets").iterdir() if (folder / "aliases").exists()}
    if not wanted or targets != wanted or len(recaps) < len(targets):
        return Proven(summary, f"ran {sorted(targets)} of {sorted(wanted)}")
    return Proven(summary)


PROOFS: dict[str, t.Callable[[str], Proven]] = {"sanity": _proof_sanity, "units": _proof_units, "integration": _proof_integration}


@contextlib.contextmanager
def lab(venv: pathlib.Path, variables: dict[str, str]) -> t.Iterator[dict[str, str]]:
    """A lab without tables; yields the variables that lead to it."""
    # So slow that a status of CREATING can be seen, and no slower: the targets wait for a dozen backups and restores.
    durations = ("--backup-seconds", "0.5", "--restore-seconds", "1")
    command = [str(venv / "bin/python"), "-m", "ansible_collections.dynaops.dynamodb.tests.lab", "--table", "", *durations]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as process:
        try:
            found: dict[str, str] = {}
            while "AWS_EC2_METADATA_DISABLED" not in found:
                line = process.stdout.readline() if process.stdout else ""
                if not line:
                    raise SystemExit("The lab did not start.")
                if line.startswith("export "):
                    name, _, value = line.removeprefix("export ").strip().partition("=")
                    found[name] = value
            yield found
        finally:
            process.terminate()


@contextlib.contextmanager
def preloaded_python(venv: pathlib.Path, variables: dict[str, str]) -> t.Iterator[str]:
    """The path of a Python that runs modules in forks of a process that has read boto3: hundreds of tasks spend most of their time on that otherwise."""
    code = home.BUILD / "compiled" / venv.name
    code.mkdir(parents=True, exist_ok=True)
    command = [str(venv / "bin/python"), str(home.ROOT / "tests/acceptance/preloaded.py"), str(code)]
    with subprocess.Popen(command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        path = process.stdout.readline().strip() if process.stdout else ""
        if not path:
            raise SystemExit("The preloaded Python did not start.")
        yield path
        process.communicate()


def write_cloud_config(copy: pathlib.Path, found: dict[str, str], temporary: str, python: str) -> None:
    """Without this file ansible-test skips every target with the alias cloud/aws; each of its keys arrives as a variable."""
    lines = [
        "[default]",
        f"aws_access_key: {found['AWS_ACCESS_KEY_ID']}",
        f"aws_secret_key: {found['AWS_SECRET_ACCESS_KEY']}",
        f"aws_region: {found['AWS_REGION']}",
        f"endpoint_url: {found['AWS_ENDPOINT_URL']}",
        # ansible-test names the user, and then modules use that user's real home and not HOME.
        f"ansible_remote_tmp: {temporary}/remote",
        f"ansible_python_interpreter: {python}",
        "",
    ]
    (copy / "tests/integration/cloud-config-aws.ini").write_text("\n".join(lines), encoding="utf-8")


def run(kind: str, row: rows.Row, venv: pathlib.Path, copy: pathlib.Path) -> Outcome:
    """One run of ansible-test in the installed copy."""
    name = f"ansible-test-{row.name}"
    variables = home.variables(name, venv)
    command = [str(venv / "bin/ansible-test"), kind, "--local", "--python", row.python, "--color", "no", *(["-v"] if kind == "integration" else [])]
    with contextlib.ExitStack() as stack:
        if kind == "sanity":
            check_no_exceptions(copy)
            place_get_pip(row, venv, name)
        if kind == "integration":
            python = stack.enter_context(preloaded_python(venv, variables))
            write_cloud_config(copy, stack.enter_context(lab(venv, variables)), variables["TMPDIR"], python)
        done = subprocess.run(command, cwd=copy, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    proven = PROOFS[kind](done.stdout)
    problem = f"exit code {done.returncode}" if done.returncode else proven.problem
    return Outcome(not problem, f"{proven.summary}{'; FAILED: ' + problem if problem else ''}", done.stdout)


def main() -> None:
    """The command line: one line for each kind, and all of the output where it failed."""
    parser = argparse.ArgumentParser(description="Run ansible-test on the collection as it ships.")
    parser.add_argument("kinds", nargs="*", metavar="kind", help=f"of {', '.join(KINDS)}; default: all")
    parser.add_argument("--row", help="such as py3.12-core2.21; default: the main row of this machine")
    parser.add_argument("--show", action="store_true", help="show the output of successful runs as well")
    asked = parser.parse_args()
    if not set(asked.kinds) <= set(KINDS):
        parser.error(f"kinds are {', '.join(KINDS)}")
    row = rows.named(asked.row) if asked.row else rows.default_rows()[0]
    venv = environment.make(row, "test")
    copy = shipped.install(venv, row)
    failed = False
    for kind in asked.kinds or KINDS:
        outcome = run(kind, row, venv, copy)
        failed |= not outcome.ok
        print(f"{outcome.output if asked.show or not outcome.ok else ''}ansible-test {kind}, {row.name}: {outcome.summary}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
