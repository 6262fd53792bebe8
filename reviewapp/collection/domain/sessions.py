"""Credentials for one account: a role that is assumed, or what this process already has."""

import os
import re
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.credentials import (
    AssumeRoleCredentialFetcher,
    DeferredRefreshableCredentials,
)
from botocore.exceptions import ClientError
from botocore.session import Session as CoreSession
from botocore.session import get_session
from django.conf import settings

from reviewapp.collection.errors import UNREACHED
from reviewapp.collection.reader import explain
from reviewapp.workloads.models import Connection, ConnectionKind

HOME_REGION = "us-east-1"
SESSION_SECONDS = 3600


class AccountUnreachable(Exception):
    """The account cannot be reached; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Access:
    """An open door to one account."""

    account: str
    arn: str
    partition: str
    session: boto3.Session
    endpoint_url: str | None
    config: Config


def client_config(
    *, attempts: int = 5, read_timeout: int | None = None, own_endpoint: bool = False
) -> Config:
    """How every client calls: adaptive retries, bounded waiting, a name AWS logs can show.

    `own_endpoint`: one address answers for all services, so that neither account ids nor bucket
    names can be put before its host.
    """
    one_host: dict[str, Any] = (
        {"inject_host_prefix": False, "s3": {"addressing_style": "path"}} if own_endpoint else {}
    )
    return Config(
        **one_host,
        retries={"mode": "adaptive", "total_max_attempts": attempts},
        connect_timeout=5,
        read_timeout=read_timeout or settings.SCAN_CALL_TIMEOUT,
        max_pool_connections=settings.SCAN_CONCURRENCY + 4,
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
    session = _session(connection, session_name=session_name, endpoint=endpoint)
    identity = _identity(connection, session, endpoint, config)
    return Access(
        account=identity["Account"],
        arn=identity["Arn"],
        partition=identity["Arn"].split(":")[1],
        session=session,
        endpoint_url=endpoint,
        config=config,
    )


def _session(connection: Connection, *, session_name: str, endpoint: str | None) -> boto3.Session:
    core = get_session()
    if connection.endpoint_url:
        core.set_credentials("simulated", "simulated")
    elif connection.kind == ConnectionKind.AMBIENT and not settings.AMBIENT_CREDENTIALS:
        raise AccountUnreachable(
            "This server does not lend its own credentials (AMBIENT_CREDENTIALS is off). "
            "Connect the account by a role."
        )
    if connection.kind == ConnectionKind.ROLE:
        core = _assuming(core, connection, session_name=session_name, endpoint=endpoint)
    return boto3.Session(botocore_session=core, region_name=HOME_REGION)


def _assuming(
    source: CoreSession, connection: Connection, *, session_name: str, endpoint: str | None
) -> CoreSession:
    """A session whose credentials are the role's, renewed before they run out."""

    def client(*args: Any, **kwargs: Any) -> Any:
        # The global endpoint of STS is one region; the regional one is nearer to what we call.
        return source.create_client(
            *args, **{"region_name": HOME_REGION, "endpoint_url": endpoint, **kwargs}
        )

    fetcher = AssumeRoleCredentialFetcher(
        client_creator=client,
        source_credentials=source.get_credentials(),
        role_arn=connection.role_arn,
        extra_args={
            "ExternalId": connection.external_id,
            "RoleSessionName": re.sub(r"[^\w+=,.@-]", "-", session_name)[:64],
            "DurationSeconds": SESSION_SECONDS,
        },
    )
    core = get_session()
    core._credentials = DeferredRefreshableCredentials(
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )
    return core


def _identity(
    connection: Connection, session: boto3.Session, endpoint: str | None, config: Config
) -> dict[str, str]:
    try:
        if session.get_credentials() is None:
            raise AccountUnreachable(NO_CREDENTIALS)
        sts = session.client("sts", endpoint_url=endpoint, config=config)
        identity: dict[str, str] = sts.get_caller_identity()
    except (ClientError, *UNREACHED) as error:
        raise AccountUnreachable(_why(connection, error)) from error
    if identity["Account"] != connection.account_id:
        raise AccountUnreachable(
            f"The credentials reach account {identity['Account']}, "
            f"not {connection.account_id}. Correct the account or the role."
        )
    return identity


NO_CREDENTIALS = (
    "This server has no AWS credentials of its own. Give it an instance role, a profile or "
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its environment."
)


def _why(connection: Connection, error: Exception) -> str:
    reason = explain(error)
    if "Unable to locate credentials" in reason or "credential" in type(error).__name__.lower():
        return NO_CREDENTIALS
    if connection.kind == ConnectionKind.ROLE:
        return (
            f"The role {connection.role_arn} could not be assumed. AWS says: {reason}. Check that "
            "the role exists, trusts this server's account and asks for the external id shown."
        )
    return f"AWS refused this server's own credentials. AWS says: {reason}"
