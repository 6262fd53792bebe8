"""Credentials for one account: a role that is assumed, or what this process already has."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import (
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's own, and the one that it raises
    HTTPClientError,
    NoCredentialsError,
)
from botocore.session import Session as CoreSession
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.collection.clients import Clients, Lone, calling, core_session, shared_clients
from reviewapp.collection.clocks import clock_trouble
from reviewapp.collection.errors import UNREACHED
from reviewapp.collection.reader import explain
from reviewapp.workloads.models import Connection, ConnectionKind

# Where a partition's services without regions answer.
HOME_REGIONS = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
HOME_REGION = HOME_REGIONS["aws"]
SESSION_SECONDS = 3600
DENIED = ("AccessDenied", "AccessDeniedException")

NO_CREDENTIALS = gettext_lazy(
    "This server has no AWS credentials of its own. Give it an instance role, a profile or "
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its environment."
)
NOT_LENT = gettext_lazy(
    "This server does not lend its own credentials (AMBIENT_CREDENTIALS is off). "
    "Connect the account by a role."
)
NO_ROLE = gettext_lazy(
    "The connection names no role yet. Make the role from the template on the connection's page, "
    "then enter its ARN there."
)


class AccountUnreachable(Exception):
    """The account cannot be reached; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Access:
    """An open door to one account; `home` is where its services without regions answer."""

    account: str
    arn: str
    partition: str
    session: boto3.Session
    endpoint_url: str | None
    config: Config
    home: str = HOME_REGION
    clients: Clients | None = None


class RenewableCredentials(DeferredRefreshableCredentials):
    """A role's credentials, renewed before they run out and also where AWS refuses them earlier."""

    def __init__(self, fetcher: AssumeRoleCredentialFetcher, cache: dict[str, Any]) -> None:
        super().__init__(method="assume-role", refresh_using=fetcher.fetch_credentials)
        self._cache = cache

    def renew(self, spent: str) -> bool:
        """Forgets the credentials with the access key `spent`; the next call asks for new ones."""
        with self._refresh_lock:
            if self._access_key == spent:
                self._cache.clear()
                self._frozen_credentials = None
        return True


def client_config(
    *, attempts: int = 8, read_timeout: int | None = None, own_endpoint: bool = False
) -> Config:
    """How every client calls: retries that wait longer each time, a name AWS logs can show.

    Eight attempts: where three calls in ten are throttled, one in fifteen thousand stays unread.
    Not botocore's adaptive mode: it slows a whole service of all accounts for one refusal; how
    much an account is asked at once is bounded by its gate.

    `own_endpoint`: one address answers for all services, so that neither account ids nor bucket
    names can be put before its host.
    """
    one_host: dict[str, Any] = (
        {"inject_host_prefix": False, "s3": {"addressing_style": "path"}} if own_endpoint else {}
    )
    return Config(
        **one_host,
        retries={"mode": "standard", "total_max_attempts": attempts},
        connect_timeout=5,
        read_timeout=read_timeout or settings.SCAN_CALL_TIMEOUT,
        max_pool_connections=2 * settings.SCAN_CONCURRENCY + 4,
        user_agent_extra="pillars-review",
        parameter_validation=False,
    )


def open_access(connection: Connection, *, session_name: str, quick: bool = False) -> Access:
    """Opens the account of a connection and makes sure that it is the one that was meant.

    Args:
        connection: how to get there.
        session_name: shown in the account's CloudTrail, so that its owner finds us.
        quick: fail fast, for a person who waits.

    Raises:
        AccountUnreachable: no credentials, the role cannot be assumed, or another account answers.
    """
    endpoint = connection.endpoint_url or None
    own = bool(endpoint) or any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ)
    hurry: dict[str, Any] = {"attempts": 2, "read_timeout": 8} if quick else {}
    config = client_config(own_endpoint=own, **hurry)
    try:
        session = _session(connection, session_name=session_name, endpoint=endpoint, config=config)
        clients = shared_clients(endpoint_url=endpoint, config=config)
        with calling(Lone(connection.account_id, session.get_credentials())):
            identity = clients.get("sts", session.region_name).get_caller_identity()
    except (ClientError, *UNREACHED) as error:
        raise AccountUnreachable(_why(connection, error)) from error
    _make_sure(connection, identity["Account"])
    return Access(
        account=identity["Account"],
        arn=identity["Arn"],
        partition=identity["Arn"].split(":")[1],
        session=session,
        endpoint_url=endpoint,
        config=config,
        home=session.region_name,
        clients=clients,
    )


def _session(
    connection: Connection, *, session_name: str, endpoint: str | None, config: Config
) -> boto3.Session:
    if connection.kind == ConnectionKind.ROLE and not connection.role_arn:
        raise AccountUnreachable(str(NO_ROLE))
    core = core_session()
    if connection.endpoint_url:
        core.set_credentials("simulated", "simulated")
    elif connection.kind == ConnectionKind.AMBIENT and not settings.AMBIENT_CREDENTIALS:
        raise AccountUnreachable(str(NOT_LENT))
    if core.get_credentials() is None:
        raise AccountUnreachable(str(NO_CREDENTIALS))
    home = _home(connection, core)
    if connection.kind == ConnectionKind.ROLE:
        core = _assuming(
            core,
            connection,
            session_name=session_name,
            sts=lambda: shared_clients(endpoint_url=endpoint, config=config).get("sts", home),
        )
    return boto3.Session(botocore_session=core, region_name=home)


def _home(connection: Connection, core: CoreSession) -> str:
    """The home region of the role's partition, or of the region that this server runs in."""
    if connection.kind == ConnectionKind.ROLE:
        partition = connection.role_arn.split(":")[1]
    else:
        region = core.get_config_variable("region")
        partition = core.get_partition_for_region(region) if region else ""
    return HOME_REGIONS.get(partition, HOME_REGION)


class _Source:
    """Asks for a role with the credentials that may have it.

    The external id carries the session's name, and so the run, into the account's CloudTrail.
    Roles that were made before their trust policy allowed for that get the bare id.
    """

    def __init__(self, account: str, credentials: Any, sts: Callable[[], BaseClient]) -> None:
        self._caller, self._sts = Lone(account, credentials), sts

    def assume_role(self, **asked: Any) -> Any:
        carrying = f"{asked['ExternalId']}/{asked['RoleSessionName']}"
        with calling(self._caller):
            try:
                return self._sts().assume_role(**{**asked, "ExternalId": carrying})
            except ClientError as error:
                if error.response["Error"]["Code"] not in DENIED:
                    raise
                return self._sts().assume_role(**asked)


def _assuming(
    source: CoreSession,
    connection: Connection,
    *,
    session_name: str,
    sts: Callable[[], BaseClient],
) -> CoreSession:
    """A session whose credentials are the role's, renewed before they run out."""
    asking = _Source(connection.account_id, source.get_credentials(), sts)
    cache: dict[str, Any] = {}
    fetcher = AssumeRoleCredentialFetcher(
        client_creator=lambda *_, **__: asking,
        cache=cache,
        source_credentials=source.get_credentials(),
        role_arn=connection.role_arn,
        extra_args={
            "ExternalId": connection.external_id,
            "RoleSessionName": re.sub(r"[^\w+=,.@-]", "-", session_name)[:64],
            "DurationSeconds": SESSION_SECONDS,
        },
    )
    core = core_session()
    core._credentials = RenewableCredentials(fetcher, cache)
    return core


def _make_sure(connection: Connection, account: str) -> None:
    if account != connection.account_id:
        raise AccountUnreachable(
            _(
                "The credentials reach account %(reached)s, not %(meant)s. "
                "Correct the account or the role."
            )
            % {"reached": account, "meant": connection.account_id}
        )


def _why(connection: Connection, error: Exception) -> str:
    reason = explain(error)
    if isinstance(error, NoCredentialsError):
        return str(NO_CREDENTIALS)
    if isinstance(error, ConnectionError | HTTPClientError):
        return _("AWS could not be reached from this server: %(reason)s") % {"reason": reason}
    if not isinstance(error, ClientError):
        return _("This server's AWS configuration does not work: %(reason)s") % {"reason": reason}
    if clock_trouble(error):
        return reason
    if connection.kind == ConnectionKind.ROLE:
        return _(
            "The role %(role)s could not be assumed. AWS says: %(reason)s. Check that "
            "the role exists, trusts this server's account and asks for the external id shown."
        ) % {"role": connection.role_arn, "reason": reason}
    return _("AWS refused this server's own credentials. AWS says: %(reason)s") % {"reason": reason}
