# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the collection's modules share towards Ansible: the client, the region, the reports and the single exit for errors."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import traceback
import typing as t

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError
except ImportError:  # AnsibleAWSModule reports it when the module starts.
    boto3 = Config = BotoCoreError = None

from ansible.module_utils import basic
from ansible.module_utils.ansible_release import __version__ as ansible_version
from ansible_collections.amazon.aws.plugins.module_utils.botocore import get_aws_connection_info
from ansible_collections.amazon.aws.plugins.module_utils.common import set_collection_info
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from . import _names as names
from ._aws import credentials, errors, evidence
from ._aws.account import OPTIONS, Access, Role, SeenAccount, access_from
from ._aws.calls import prepare
from ._aws.error_before_sending import without_client
from ._aws.hosts import Hosts
from ._aws.identity import check_account
from ._aws.permissions import Permissions
from ._aws.task import Task
from ._task import garbage_collection, options, shape
from ._task.clock import Deadline
from ._task.connection import connect
from ._task.plain_text import printable_result, quoted, without_secrets
from ._task.progress import Progress
from ._task.signals import ENDING, Interrupted

VERSION = "1.0.0"

# Seconds for one request. A server that accepts and never answers must not hold a task of 60 s for minutes.
CONNECT_TIMEOUT = 5
READ_TIMEOUT = 15
# How many connections a client keeps.
CONNECTIONS = 10
# What every report of a task in check mode begins with: no line may be taken for something that was done.
CHECK_MODE = "Check mode, nothing is changed: "


def one_attempt(config: t.Mapping[str, t.Any], connections: int = CONNECTIONS) -> t.Any:
    """The user's botocore configuration, with one attempt a call, bounded times and this number of connections. Raises TypeError when it is none."""
    wanted = dict(config)
    wanted.setdefault("max_pool_connections", connections)
    wanted["retries"] = {"total_max_attempts": 1, "mode": "standard"}
    wanted["connect_timeout"] = min(wanted.get("connect_timeout") or CONNECT_TIMEOUT, CONNECT_TIMEOUT)
    wanted["read_timeout"] = min(wanted.get("read_timeout") or READ_TIMEOUT, READ_TIMEOUT)
    return Config(**wanted)


def _interruption(cause: str) -> errors.TaskError:
    return errors.TaskError(f"The task was interrupted by {cause}.", code="Interrupted")


class KnownFacts(t.Protocol):
    """What a task gathers and never loses."""

    def state(self) -> str:
        """The state of things, in a sentence for an error."""

    def as_result(self) -> dict[str, t.Any]:
        """The keys of the result that are known."""


class DynamoDBModule(AnsibleAWSModule):
    """AnsibleAWSModule with this collection's user agent, client, reports and errors."""

    def __init__(self, argument_spec: t.Mapping[str, t.Any], **kwargs: t.Any) -> None:
        set_collection_info("dynaops.dynamodb", VERSION)
        self._declared = {**OPTIONS, **argument_spec}
        super().__init__(argument_spec=shape.for_ansible(self._declared), **kwargs)
        # The folder that Ansible made for this task. An action plugin that follows the reports has put its pipes there.
        folder = getattr(self._module, "_tmpdir", None)
        self._connection = connect(folder) if folder else None
        if self._connection:
            ENDING.listen_to(self._connection.descriptor, self._connection.cause)
        self._progress: Progress | None = None
        self._region = ""
        self._account = SeenAccount()
        # The session with the credentials of the role, made once: all clients share them.
        self._of_role: t.Any = None

    def written(self) -> dict[str, t.Any]:
        """The options as Ansible read them, lists and dictionaries as the user wrote them; ValueError for the first wrong leaf of these."""
        return shape.written(self._declared, self.params, basic._load_params())

    def region_checked(self) -> str:
        """The region that amazon.aws resolves (option, environment, profile), when its form is right; ValueError otherwise."""
        region = self.region
        if not region:
            profile = self.params.get("profile")
            beside = f" Profile {quoted(profile)} does not exist or has no region." if profile else ""
            raise ValueError(f"region is required: set the option, the environment variable AWS_REGION, or a region in the profile.{beside}")
        self._region = names.check_region(region)
        return self._region

    def access(self) -> Access:
        """The role and the account that the user wants; ValueError for the first of these options that is invalid."""
        return access_from(self.params)

    def wants_diff(self) -> bool:
        """Whether the user asked for a diff."""
        return bool(self._diff)

    def dynamodb(self, connections: int = CONNECTIONS, region: str | None = None, **config: t.Any) -> t.Any:
        """A DynamoDB client for this region (None: that of the task) that makes one attempt a call; ``config`` is added to the user's aws_config.

        That is so whatever the user's aws_config, environment or profile say of retries: botocore re-sends CreateBackup by itself,
        which makes a second backup; reads are retried by calls.read.
        """
        return self.client_of("dynamodb", connections, region, **config)

    def client_of(self, service: str, connections: int = CONNECTIONS, region: str | None = None, **config: t.Any) -> t.Any:
        """Like ``dynamodb``, for any service, with the credentials of the role if there is one. endpoint_url is DynamoDB's alone."""
        try:
            wanted = one_attempt({**(self.params.get("aws_config") or {}), **config}, connections)
        except TypeError as error:
            raise ValueError(f"aws_config is not a valid botocore configuration: {error}.") from error
        role = self.access().role
        client = self._client_of_role(role, service, wanted, region) if role else self._usual_client(service, wanted, region)
        prepare(client)
        return client

    def _usual_client(self, service: str, config: t.Any, region: str | None) -> t.Any:
        """A client with the credentials that amazon.aws finds: options, environment, profile, the machine's role."""
        elsewhere: dict[str, t.Any] = {"region": region} if region else {}
        if service != "dynamodb":
            elsewhere["endpoint"] = None
        return self.client(service, aws_config=config, **elsewhere)

    def _client_of_role(self, role: Role, service: str, config: t.Any, region: str | None) -> t.Any:
        """A client with the credentials of the role, which are obtained with those that amazon.aws finds when the first request is signed."""
        usual_region, endpoint, connection = get_aws_connection_info(self)
        try:
            if self._of_role is None:
                # Before botocore 1.40 the default is the host of us-east-1, whose sessions are not valid in all regions.
                os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")
                sts = self._usual_client("sts", config, None)
                session = credentials.session_with(credentials.renewing(role, sts, self._account.of_credentials), connection.get("profile_name"))
                self._of_role = boto3.session.Session(botocore_session=session)
            return self._of_role.client(
                service,
                region_name=region or usual_region,
                endpoint_url=endpoint if service == "dynamodb" else None,
                verify=connection["verify"],
                config=Config(user_agent=f"APN/1.0 Ansible/{ansible_version} dynaops.dynamodb/{VERSION}").merge(config),
            )
        except BotoCoreError as error:
            raise without_client(error) from error

    def regional_dynamodb(self, connections: int, region: str) -> t.Any:
        """A client that uses the region's own host name alone; None where botocore, being older than 1.37, knows no other, or the user demands the other."""
        config = self.params.get("aws_config") or {}
        if "required" in (config.get("account_id_endpoint_mode"), os.environ.get("AWS_ACCOUNT_ID_ENDPOINT_MODE")):
            return None
        try:
            return self.dynamodb(connections, region, account_id_endpoint_mode="disabled")
        except ValueError:
            return None

    @contextlib.contextmanager
    def task(self, region: str, timeout: int, permissions: Permissions, connections: int = CONNECTIONS) -> t.Iterator[Task]:
        """One task with its deadline and its reports, which continue while the block runs."""
        client = self.dynamodb(connections)
        garbage_collection.resume()
        deadline = Deadline(timeout, sleep=ENDING.sleep)
        self._progress = self._reporting(deadline)
        with self._progress.heartbeat():
            task = Task(
                client=client,
                region=region,
                deadline=deadline,
                progress=self._progress,
                permissions=permissions,
                # What waits for a replica asks for its client at each poll.
                client_of=functools.cache(lambda other: self.dynamodb(connections, other)),
                client_of_service=lambda service: self.client_of(service, connections),
                hosts=Hosts(lambda region: self.regional_dynamodb(connections, region)),
                account=self._account,
                check=ENDING.check,
            )
            expected = self.access().expected_account_id
            if expected:
                check_account(task, self.client_of("sts"), expected)
            yield task

    @contextlib.contextmanager
    def failing_with(self, known: KnownFacts) -> t.Iterator[None]:
        """The single exit for errors: one line that says what happened, the state and what to do, and everything known."""
        ENDING.cut = evidence.cut_all
        ENDING.last_words = lambda: self._tell(_interruption(str(ENDING.cause)), known)
        try:
            ENDING.check()
            yield
        except errors.TaskError as error:
            self._fail(error, known)
        except Interrupted as interruption:
            self._fail(_interruption(str(interruption)), known)
        except Exception as error:  # pylint: disable=broad-exception-caught
            if isinstance(error, ValueError) and self._progress is None:
                self._fail(errors.InvalidArgument(str(error)), known)
            # A mistake of ours must not lose the backup's ARN.
            self._fail(errors.TaskError(f"Unexpected {type(error).__name__}: {error}.", code="InternalError"), known, exception=traceback.format_exc())

    def succeed(self, known: KnownFacts, msg: str) -> t.NoReturn:
        """Ends the task well, with everything known."""
        ENDING.claim_last_word()
        # The process ends: a last garbage collection has no use.
        gc.freeze()
        self.exit_json(msg=msg, **self._reported(), **known.as_result())

    def fail_json_aws(self, exception: BaseException, msg: str | None = None, **kwargs: t.Any) -> t.NoReturn:
        """amazon.aws's way to end when no client could be made, in this collection's form: without a stack trace."""
        raise without_client(exception)

    def fail_json(self, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
        """Also what amazon.aws refuses by itself carries error.code."""
        kwargs.setdefault("error", {"code": "InvalidArgument", "message": kwargs.get("msg", args[0] if args else "")})
        end: t.Callable[..., t.NoReturn] = super().fail_json
        end(*args, **self._safe(kwargs))

    def exit_json(self, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
        """Only plain text of an answer reaches a terminal."""
        end: t.Callable[..., t.NoReturn] = super().exit_json
        end(*args, **self._safe(kwargs))

    def _safe(self, result: dict[str, t.Any]) -> dict[str, t.Any]:
        """The result as plain text and without secrets, which the arguments that Ansible adds to it have no more either.

        ansible-core 2.22 masks secrets where it shows them, and no longer in a registered result, from which a playbook may write files.
        """
        secrets = self._module.no_log_values
        self._module.params = without_secrets(self._module.params, secrets)
        safe: dict[str, t.Any] = printable_result(without_secrets(result, secrets))
        return safe

    def _fail(self, error: errors.TaskError, known: KnownFacts, **extra: t.Any) -> t.NoReturn:
        ENDING.claim_last_word()
        self._tell(error, known, **extra)

    def _tell(self, error: errors.TaskError, known: KnownFacts, **extra: t.Any) -> t.NoReturn:
        message = error.sentence("" if isinstance(error, errors.OutcomeUnknown) else known.state())
        progress = self._progress or self._reporting(Deadline(0))
        self._progress = progress
        progress.say(f"Error: {message}")
        self.fail_json(msg=message, error=error.detail(), **self._reported(), **known.as_result(), **extra)

    def _reporting(self, deadline: Deadline) -> Progress:
        """The reports of the task, shown by the action plugin where one follows."""
        prefix = CHECK_MODE if self.check_mode else ""
        connection = self._connection
        if not connection:
            return Progress(deadline, prefix=prefix)
        return Progress(deadline, [lambda line: connection.write(without_secrets(line, self._module.no_log_values))], connection.wait_until_shown, prefix)

    def _reported(self) -> dict[str, t.Any]:
        """The region, the account, the reports, and how long the task took in seconds, as far as they are known."""
        where = {**({"region": self._region} if self._region else {}), **({"account_id": self._account.id} if self._account.id else {})}
        progress = self._progress
        if progress is None:
            return where
        for text in progress.warnings:
            self.warn(text)
        return {**where, "progress": progress.lines, "elapsed": round(progress.elapsed(), 1)}


class Request(t.Protocol):
    """What a task asks for."""

    def refs(self) -> t.Iterable[names.TableRef | names.BackupRef | None]:
        """The tables and backups that it names."""


class Job(t.Protocol):
    """A module of _jobs."""

    def run(self, task: Task, request: t.Any, outcome: t.Any) -> str:
        """Does what the request says, fills in the outcome, and returns the message of success. Raises a subclass of TaskError."""


def run(
    module: DynamoDBModule,
    job: Job,
    request_from: t.Callable[[t.Mapping[str, t.Any], bool], Request],
    outcome: KnownFacts,
    permissions: Permissions,
    limits: tuple[int, int] = options.TIMEOUT_RANGE,
    connections: int = CONNECTIONS,
) -> t.NoReturn:
    """Every module's main: arguments, timeout, region and the regions that ARNs name, in this order and before the first request; then the job."""
    with module.failing_with(outcome):
        request = request_from(module.written(), module.check_mode)
        module.access()
        timeout = options.check_timeout(module.params["timeout"], limits)
        region = module.region_checked()
        names.check_regions(region, *request.refs())
        with module.task(region, timeout, permissions, connections) as task:
            msg = job.run(task, request, outcome)
    module.succeed(outcome, msg)
