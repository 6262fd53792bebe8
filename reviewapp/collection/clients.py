"""boto3 clients that every account read by this process shares.

Making a client costs as much time as ten calls, and fifty accounts ask the same services in the
same regions. A shared client has no credentials of its own: it signs each call with those of the
caller that is named around it (`calling`), and a call without a caller is refused.
"""

import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.session import Session as CoreSession
from botocore.session import get_session
from botocore.utils import parse_timestamp

from .reading_models import reading_models

# AWS's words for credentials that were good and are not any more.
EXPIRED = frozenset(
    {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
)

TIMED_OUT = (ConnectTimeoutError, ReadTimeoutError)
NOBODY = (EndpointConnectionError,)
MOST_SILENCES = 3
ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")

_MODELS = reading_models()


class Caller(Protocol):
    """On whose behalf a call is made."""

    @property
    def account(self) -> str: ...

    @property
    def gate(self) -> AbstractContextManager[Any]:
        """Entered while a request is under way: not while it is signed, read or waits to retry."""

    def sign_with(self) -> ReadOnlyCredentials: ...

    def renew(self, spent: str) -> bool:
        """Whether those with the access key `spent` are out of use and new ones can be had."""

    def count(self) -> None:
        """Hears that a call is about to be sent; may raise to stop it."""

    def heard(self, *, answered: bool) -> None:
        """Whether something came back in time."""


@dataclass(slots=True)
class _Call:
    caller: Caller
    signed_with: str = ""


_call: ContextVar[_Call] = ContextVar("call")


@contextmanager
def calling(caller: Caller) -> Iterator[None]:
    """Calls of shared clients in this block, in this thread, are the caller's."""
    token = _call.set(_Call(caller))
    try:
        yield
    finally:
        _call.reset(token)


@dataclass(frozen=True, slots=True)
class Lone:
    """A caller that opens an account: its calls are nobody's to bound or count."""

    account: str
    credentials: Credentials
    gate: AbstractContextManager[Any] = field(default_factory=nullcontext)

    def sign_with(self) -> ReadOnlyCredentials:
        return self.credentials.get_frozen_credentials()

    def renew(self, spent: str) -> bool:  # noqa: ARG002 - as the protocol has it
        return False

    def count(self) -> None:
        """See `Caller`."""

    def heard(self, *, answered: bool) -> None:
        """See `Caller`."""


def core_session() -> CoreSession:
    """A session that shares what botocore read from disk: the models of a hundred services."""
    core = get_session()
    core.register_component("data_loader", _MODELS)
    return core


class Clients:
    """Clients by service and region for one endpoint and configuration."""

    def __init__(self, *, endpoint_url: str | None, config: Config) -> None:
        self._endpoint_url = endpoint_url
        # The address must not depend on the account: one client speaks for all.
        self._config = config.merge(Config(account_id_endpoint_mode="disabled"))
        self._own_host = not config.inject_host_prefix
        self._clients: dict[tuple[str, str], BaseClient] = {}
        self._making = threading.Lock()  # a session is not safe for threads, its clients are
        core = core_session()
        core._credentials = _CallersCredentials()
        parsers = core.get_component("response_parser_factory")
        parsers.set_parser_defaults(timestamp_parser=_moment)
        self._session = boto3.Session(botocore_session=core)

    def get(self, name: str, region: str) -> BaseClient:
        known = self._clients.get((name, region))
        if known is not None:
            return known
        with self._making:
            if (name, region) not in self._clients:
                self._clients[name, region] = self._make(name, region)
            return self._clients[name, region]

    def _make(self, name: str, region: str) -> BaseClient:
        client = self._session.client(
            name, region_name=region, endpoint_url=self._endpoint_url, config=self._config
        )
        client._endpoint.http_session = _Gated(client._endpoint.http_session)
        _name_once(client)
        client.meta.events.register_first("needs-retry.*", _retry)
        if self._own_host:
            client.meta.events.register("before-call.s3-control.*", _keep_host)
        return client


def shared_clients(*, endpoint_url: str | None, config: Config) -> Clients:
    """The clients of this process for an endpoint; another environment has others."""
    key = (endpoint_url, repr(sorted(_plain(config).items())), _surroundings())
    with _sharing:
        if key not in _shared:
            _shared[key] = Clients(endpoint_url=endpoint_url, config=config)
        return _shared[key]


_shared: dict[tuple[Any, ...], Clients] = {}
_sharing = threading.Lock()


def _plain(config: Config) -> Mapping[str, Any]:
    return {name: getattr(config, name) for name in Config.OPTION_DEFAULTS}


def _surroundings() -> tuple[tuple[str, str], ...]:
    """What of this process's environment decides where and how a client calls; never a secret."""
    return tuple(
        sorted(
            (name, value)
            for name, value in os.environ.items()
            if name.startswith("AWS_") and not name.endswith(("_KEY", "_KEY_ID", "_TOKEN"))
        )
    )


class _CallersCredentials(Credentials):
    """Whoever signs with these asks the caller of the moment for its own."""

    def __init__(self) -> None:
        super().__init__("of-the-caller", "of-the-caller", method="caller")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        call = _call.get()
        credentials = call.caller.sign_with()
        call.signed_with = credentials.access_key
        return credentials


def _moment(value: Any) -> datetime:
    """A time as AWS writes it; botocore's own reader takes ten times as long for usual forms."""
    if isinstance(value, str) and ISO_TIME.fullmatch(value):
        return datetime.fromisoformat(value)
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    return parse_timestamp(value)


class _Gated:
    """Sends a request when its caller may have one more under way."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def send(self, request: Any) -> Any:
        caller = _call.get().caller
        with caller.gate:
            caller.count()
            return self._send(caller, request)

    def _send(self, caller: Caller, request: Any) -> Any:
        try:
            answer = self._session.send(request)
        except TIMED_OUT:
            caller.heard(answered=False)
            raise
        caller.heard(answered=True)
        return answer

    def close(self) -> None:
        self._session.close()


def _retry(
    *, response: Any, attempts: int, caught_exception: Exception | None, **_: Any
) -> float | None:
    """What is to be done differently from botocore: seconds until the next attempt, or None.

    Nobody there, or no answer in time, is tried a few times alone, since each costs long. An
    expired credential is tried once more where there is a new one.
    """
    if attempts >= MOST_SILENCES and isinstance(caught_exception, (*TIMED_OUT, *NOBODY)):
        raise caught_exception
    if response is None or attempts > 1:
        return None
    if response[1].get("Error", {}).get("Code") not in EXPIRED:
        return None
    call = _call.get()
    return 0.0 if call.caller.renew(call.signed_with) else None


def _name_once(client: BaseClient) -> None:
    """The user agent never changes here, and botocore puts it together twice for each call."""
    creator = client._user_agent_creator
    name = creator.to_string()
    creator.to_string = lambda: name


def _keep_host(params: dict[str, Any], **_: Any) -> None:
    """S3 Control writes the account before the host by rule, whatever the configuration."""
    params["url"] = params["url"].replace(f"//{_call.get().caller.account}.", "//", 1)
