# -*- coding: utf-8 -*-
# Copyright (c) 2026, Dynaops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of DynamoDB's two host names the requests of a task go to.

Since boto3 1.37, a request that names an ARN, and every request with credentials that carry an account id, goes to
``ACCOUNT.ddb.REGION.amazonaws.com`` and not to ``dynamodb.REGION.amazonaws.com`` (seen with botocore 1.44.8). A network may let only the
latter through. It takes the same requests, so it is used instead when the former was not reached.
"""

from __future__ import annotations

import re
import typing as t

_OF_ACCOUNT = re.compile(r"[0-9]{12}\.ddb\.")


class Hosts:
    """The host names of all regions of a task.

    ``regional_client_of`` makes a client for a region that uses the regional host name alone; it answers None where botocore knows no other.
    """

    def __init__(self, regional_client_of: t.Callable[[str], t.Any] = lambda region: None) -> None:
        self._regional_client_of = regional_client_of
        # By region: the host of the account that was not reached, and the client that is used instead.
        self._instead: dict[str, tuple[str, t.Any]] = {}
        self._missed: dict[str, str] = {}

    def client(self, region: str, usual: t.Any) -> t.Any:
        """The client for the next request in this region."""
        return self._instead[region][1] if region in self._instead else usual

    def reached(self, region: str) -> None:
        """A request was answered."""
        self._missed.pop(region, None)

    def not_reached(self, region: str, host: str) -> str:
        """Takes note of a host that was not reached; the hosts to name in the error."""
        self._missed[region] = host
        instead = self._instead.get(region)
        return f"{instead[0]} and {host}" if instead else host

    def has_other_way(self, region: str) -> bool:
        """Whether the request that has just failed can be made through another host; the next one is sent there.

        When the regional host is not reached either, the next request is back at the host of the account.
        """
        missed = self._missed.pop(region, "")
        if self._instead.pop(region, None) or not _OF_ACCOUNT.match(missed):
            return False
        client = self._regional_client_of(region)
        if client is None:
            return False
        self._instead[region] = (missed, client)
        return True
