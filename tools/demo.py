# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows the main job on an embedded lab: no AWS account, no variable to set, nothing left behind. Runs in the lab's environment.

With ``--write`` it shows nothing, but writes what the first scene shows to the documentation, as text and as a picture.
"""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import tempfile
import time

import picture
from ansible_collections.dynaops.dynamodb.tests.lab.client import LabClient
from ansible_collections.dynaops.dynamodb.tests.lab.processes import BIN, environment
from ansible_collections.dynaops.dynamodb.tests.lab.server import LabServer

SCENES = (
    ("1. A backup before a migration. It takes some 8 seconds; watch it report.", (), 0),
    ("2. The same play again with if_exists=reuse: the backup is there, nothing changes.", ("-e", "if_exists=reuse"), 0),
    ("3. A misspelt table: it fails before anything happens, and says why.", ("-e", "table_name=ordres"), 2),
)


def show(title: str, words: tuple[str, ...], expected: int, env: dict[str, str], home: str) -> None:
    """One run of the playbook, on the terminal of whoever watches."""
    print(f"\n\033[1m{title}\033[0m\n$ ansible-playbook dynaops.dynamodb.demo {' '.join(words)}", flush=True)
    done = subprocess.run([BIN / "ansible-playbook", "dynaops.dynamodb.demo", *words], env=env, cwd=home, check=False)
    if done.returncode != expected:
        raise SystemExit(f"The demo is broken: exit code {done.returncode} instead of {expected}.")


DOCUMENTATION = pathlib.Path(__file__).resolve().parent.parent / "docs/docsite"
TEXT, PICTURE = DOCUMENTATION / "site/demo.txt", DOCUMENTATION / "rst/demo.svg"
TITLE = "A terminal. ansible-playbook backs up a table: while the task runs it reports the start, the ARN of the backup, and the end."


def first_scene() -> str:
    """What the first scene shows, reports and output in the order in which they appear, up to the recap."""
    command = "ansible-playbook dynaops.dynamodb.demo"
    with LabServer() as server, tempfile.TemporaryDirectory() as home:
        lab = LabClient(server.url)
        lab.make_table("orders", items=300)
        lab.settings(backup_seconds=8)
        env = environment(lab, pathlib.Path(home), {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml", "ANSIBLE_NOCOLOR": "true"})
        program, name = command.split()
        done = subprocess.run([BIN / program, name], env=env, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True)
    return f"$ {command}\n{done.stdout.partition('PLAY RECAP')[0]}"


def write() -> None:
    """Writes what the first scene shows to the documentation."""
    shown = picture.lines(first_scene())
    TEXT.write_text("\n".join(shown) + "\n", encoding="utf-8")
    PICTURE.write_text(picture.svg(shown, TITLE), encoding="utf-8")
    print(f"{TEXT}\n{PICTURE}")


def play() -> None:
    """Starts the lab, plays the scenes, and says what the lab has seen."""
    began = time.monotonic()
    with LabServer() as server, tempfile.TemporaryDirectory() as home:
        lab = LabClient(server.url)
        lab.make_table("orders", items=300)
        lab.settings(backup_seconds=8)
        print(f"A lab that behaves like DynamoDB listens on {server.url}, with a table orders of 300 items.")
        env = environment(lab, pathlib.Path(home), {"ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml"})
        for title, words, expected in SCENES:
            show(title, words, expected, env, home)
        sent, made = len(lab.requests("CreateBackup")), len(lab.backups())
    print(f"\n\033[1mThree runs, {sent} CreateBackup request, {made} backup.\033[0m ({time.monotonic() - began:.0f} s)")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Show the main job on an embedded lab.")
    parser.add_argument("--write", action="store_true", help="write what the first scene shows to docs/docsite instead")
    (write if parser.parse_args().write else play)()


if __name__ == "__main__":
    main()
