# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""As much of AWX's API over HTTP as the modules of awx.awx use, with AWX's own rules for surveys; and jobs as AWX gives them to ansible-runner."""

from __future__ import annotations

import contextlib
import http.server
import json
import pathlib
import shutil
import threading
import typing as t
import urllib.parse

import yaml
from ansible_collections.dynaops.dynamodb.tests.acceptance.ansible_runs import AnsibleRuns, Run
from ansible_collections.dynaops.dynamodb.tests.lab.processes import Environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ROOT / "extensions/awx"
TEMPLATES: list[dict[str, t.Any]] = yaml.safe_load((FILES / "job_templates.yml").read_text())["awx_job_templates"]
TOKEN = "token-of-the-controller"
# The types of questions, and what a default must be.
TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "textarea": (str,),
    "password": (str,),
    "multiplechoice": (str,),
    "multiselect": (str, list),
    "integer": (int,),
    "float": (int, float),
}


def survey_flaw(survey: t.Mapping[str, t.Any]) -> str:
    """Why AWX would refuse this survey; empty if it would not."""
    if not isinstance(survey.get("name"), str) or not isinstance(survey.get("description"), str) or not survey.get("spec"):
        return "name, description and spec are needed"
    variables = [question.get("variable") for question in survey["spec"]]
    if len(set(variables)) < len(variables):
        return f"a variable comes twice: {variables}"
    return next(filter(None, map(_question_flaw, survey["spec"])), "")


def _question_flaw(question: t.Mapping[str, t.Any]) -> str:
    fields = {"type": str, "question_name": str, "variable": str, "required": bool}
    wrong = [name for name, kind in fields.items() if not isinstance(question.get(name), kind)]
    wrong += [name for name in ("min", "max") if not isinstance(question.get(name), (int, type(None)))]
    kind, default = question.get("type"), question.get("default", "")
    if wrong or kind not in TYPES:
        return f"{question}: wrong {wrong or 'type'}"
    if default != "" and not isinstance(default, TYPES[kind]):
        return f"{question}: the default is no {kind}"
    if kind.startswith("multi") and (not question.get("choices") or any(each not in question["choices"] for each in str(default).splitlines())):
        return f"{question}: choices"
    return ""


class Controller:
    """What an AWX knows: objects by kind, the surveys and credentials of its templates, and what was changed."""

    def __init__(self) -> None:
        self.objects: dict[str, list[dict[str, t.Any]]] = {}
        self.surveys: dict[int, dict[str, t.Any]] = {}
        self.associated: dict[str, list[int]] = {}
        # Each request that changes something: method, path and body.
        self.changes: list[tuple[str, str, t.Any]] = []
        for kind, name in (("organizations", "Default"), ("projects", "DynamoDB"), ("credentials", "AWS backup")):
            self._create(kind, {"name": name, **({"organization": 1} if kind == "projects" else {})})

    def named(self, kind: str) -> dict[str, dict[str, t.Any]]:
        """The objects of a kind, by name."""
        return {each["name"]: each for each in self.objects.get(kind, ())}

    def answer(self, method: str, path: str, query: dict[str, str], body: t.Any) -> tuple[int, t.Any]:
        """Status and JSON for a request."""
        kind, *rest = path.removeprefix("/api/v2/").strip("/").split("/")
        if method != "GET":
            self.changes.append((method, path, body))
        if len(rest) == 2:
            return self._beneath(method, path, int(rest[0]), rest[1], body)
        if rest:
            (found,) = [each for each in self.objects[kind] if each["id"] == int(rest[0])]
            found.update(body or {})
            return 200, found
        if method == "POST":
            return self._created(kind, body)
        matching = [each for each in self.objects.get(kind, ()) if all(str(each.get(name)) == value for name, value in query.items())]
        return 200, _page(matching)

    def _beneath(self, method: str, path: str, number: int, what: str, body: t.Any) -> tuple[int, t.Any]:
        if what == "survey_spec":
            if method == "GET":
                return 200, self.surveys.get(number, {})
            flaw = survey_flaw(body)
            if not flaw:
                self.surveys[number] = body
            return (400, {"error": flaw}) if flaw else (200, {})
        numbers = self.associated.setdefault(path, [])
        if method == "GET":
            return 200, _page([{"id": each} for each in numbers])
        numbers.append(body["id"])
        return 204, None

    def _created(self, kind: str, body: dict[str, t.Any]) -> tuple[int, t.Any]:
        if kind == "job_templates" and not (FILES / "project" / body["playbook"]).is_file():
            return 400, {"playbook": ["Playbook not found for project."]}
        return 201, self._create(kind, body)

    def _create(self, kind: str, body: dict[str, t.Any]) -> dict[str, t.Any]:
        objects = self.objects.setdefault(kind, [])
        number = len(objects) + 1
        url = f"/api/v2/{kind}/{number}/"
        objects.append({**body, "id": number, "type": kind.rstrip("s"), "url": url, "related": {"survey_spec": f"{url}survey_spec/"}})
        return objects[-1]


def _page(found: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    return {"count": len(found), "next": None, "previous": None, "results": found}


@contextlib.contextmanager
def listening(controller: Controller) -> t.Iterator[dict[str, str]]:
    """An AWX that answers on this machine; the variables by which awx.awx finds it."""

    class Handler(http.server.BaseHTTPRequestHandler):
        """One request."""

        def _answer(self) -> None:
            url = urllib.parse.urlsplit(self.path)
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                status, said = controller.answer(self.command, url.path, dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True)), body)
            else:
                status, said = 401, {}
            data = b"" if said is None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("X-API-Product-Name", "AWX")
            self.send_header("X-API-Product-Version", "24.6.1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_DELETE = _answer

        def log_message(self, *unused: object) -> None:  # pylint: disable=arguments-differ
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield {"CONTROLLER_HOST": f"http://127.0.0.1:{server.server_port}", "CONTROLLER_OAUTH_TOKEN": TOKEN}
        finally:
            server.shutdown()
            thread.join()


class _Unsafe(yaml.SafeDumper):
    """Writes each text as AWX writes the answers of a survey: marked, so that it is never a template."""

    def represent_data(self, data: t.Any) -> yaml.Node:
        return self.represent_scalar("!unsafe", data) if isinstance(data, str) else super().represent_data(data)


def sliced(inventory: t.Mapping[str, t.Any], number: int, count: int) -> dict[str, t.Any]:
    """The inventory of one slice of a job: of the hosts in order of their names, each ``count``-th from the one of this number on."""
    kept = sorted(inventory["_meta"]["hostvars"])[number - 1 :: count]
    hostvars = {host: inventory["_meta"]["hostvars"][host] for host in kept}
    groups = {name: {**group, "hosts": [host for host in group.get("hosts", ()) if host in kept]} for name, group in inventory.items() if name != "_meta"}
    return {**groups, "_meta": {"hostvars": hostvars}}


class Jobs:
    """Runs jobs of the project through ansible-runner, as AWX does."""

    def __init__(self, ansible: AnsibleRuns) -> None:
        self._ansible = ansible
        self._number = 0

    def run(
        self,
        playbook: str,
        answers: t.Mapping[str, t.Any],
        *words: str,
        inventory: t.Mapping[str, t.Any] | None = None,
        extra_vars: t.Mapping[str, t.Any] | None = None,
        env: Environment | None = None,
    ) -> Run:
        """A job: the answers of its survey, the template's own variables, the inventory, and what its credentials put into the environment."""
        self._number += 1
        folder = self._ansible.folder / f"job-{self._number}"
        shutil.copytree(FILES / "project", folder / "project")
        for name in ("env", "inventory"):
            (folder / name).mkdir()
        own = {"awx_job_id": self._number, "tower_job_id": self._number}
        marked = yaml.dump_all([{**own, **answers}], Dumper=_Unsafe, default_flow_style=False)
        (folder / "env/extravars").write_text(marked + (yaml.safe_dump(dict(extra_vars)) if extra_vars else ""))
        (folder / "env/cmdline").write_text(" ".join(words))
        script = folder / "inventory/hosts"
        script.write_text(f"#! /usr/bin/env python3\nprint({json.dumps(inventory or {})!r})\n")
        script.chmod(0o700)
        done = self._ansible.process("ansible-runner", "run", str(folder), "-p", playbook, "--ident", "run", env=env)
        return Run(done.returncode, done.stdout, done.stderr, {})
