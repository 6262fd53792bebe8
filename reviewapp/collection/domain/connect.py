"""Making and testing connections."""

import logging
import secrets
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviewapp.collection.errors import UNREACHED
from reviewapp.collection.iam_actions import declared_action, refused_action
from reviewapp.collection.reader import DENIED_CODES, error_code, explain, is_denied
from reviewapp.collection.registry import GLOBAL, Collector, collectors
from reviewapp.workloads.models import Connection, Workload
from reviewapp.workloads.recording import record_on

from .read_part import reader_for
from .sessions import HOME_REGION, Access, AccountUnreachable, open_access

logger = logging.getLogger(__name__)

TEST_SECONDS = 25
SESSION = "pillars-connection-test"
ACCOUNT_CONSTRAINT = "connection_account_unique"


class AlreadyConnected(Exception):
    """The workload has a connection to this account, also where two were saved at once."""


@dataclass(slots=True)
class ConnectionTest:
    """What a test found; lists hold `service:Action` with AWS's words where it gave any."""

    ok: bool
    account: str = ""
    arn: str = ""
    region: str = ""
    message: str = ""
    allowed: int = 0
    denied: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def new_external_id() -> str:
    """A text that nobody can guess; made once per connection and never used for another."""
    return f"pillars-{secrets.token_urlsafe(24)}"


def add_connection(
    *, workload: Workload, kind: str, account_id: str, role_arn: str = "", external_id: str = ""
) -> Connection:
    """Raises AlreadyConnected; the database's own constraint decides."""
    try:
        with transaction.atomic():
            made = Connection.objects.create(
                workload=workload,
                kind=kind,
                account_id=account_id,
                role_arn=role_arn,
                external_id=external_id or new_external_id(),
            )
            record_on(
                workload, "connection.created", by=None, subject=account_id, after=_way_in(made)
            )
            return made
    except IntegrityError as error:
        if ACCOUNT_CONSTRAINT in str(error):
            raise AlreadyConnected from error
        raise


@transaction.atomic
def change_connection(connection: Connection, *, kind: str, role_arn: str) -> None:
    """Changes the way in; the account and its external id stay, and what a test said is void."""
    before = _way_in(connection)
    connection.kind, connection.role_arn = kind, role_arn
    connection.last_test, connection.last_tested_at = None, None
    connection.save(update_fields=["kind", "role_arn", "last_test", "last_tested_at"])
    _tell(connection, "connection.changed", before=before, after=_way_in(connection))


@transaction.atomic
def remove_connection(connection: Connection) -> None:
    """What was read through it stays."""
    _tell(connection, "connection.removed", before=_way_in(connection))
    connection.delete()


def _tell(connection: Connection, action: str, **said: Any) -> None:
    record_on(connection.workload, action, by=None, subject=connection.account_id, **said)


def _way_in(connection: Connection) -> dict[str, str]:
    return {"kind": connection.kind, "role_arn": connection.role_arn}


def test_connection(connection: Connection) -> ConnectionTest:
    """Opens the account and tries every listing call once, in one region; keeps the result."""
    result = try_connection(connection)
    keep_test(connection, result)
    return result


def try_connection(connection: Connection, *, thorough: bool = True) -> ConnectionTest:
    """What a test comes to. Touches no database where the connection's workload was read.

    One that is not `thorough` goes in and comes out again: the role can be assumed and leads
    where it should.
    """
    region = (connection.workload.regions or [HOME_REGION])[0]
    try:
        access = open_access(connection, session_name=SESSION, quick=True)
    except AccountUnreachable as error:
        return ConnectionTest(ok=False, region=region, message=str(error))
    return _try_everything(access, region) if thorough else _reached(access, region)


def keep_test(connection: Connection, result: ConnectionTest) -> None:
    """What an earlier test said is void then; does nothing where the connection is gone."""
    connection.last_test, connection.last_tested_at = asdict(result), timezone.now()
    Connection.objects.filter(pk=connection.pk).update(
        last_test=connection.last_test, last_tested_at=connection.last_tested_at
    )


def _reached(access: Access, region: str) -> ConnectionTest:
    message = _("Reached account %(account)s. The calls of a scan were not tried.") % {
        "account": access.account
    }
    return ConnectionTest(
        ok=True, account=access.account, arn=access.arn, region=region, message=message
    )


def _try_everything(access: Access, region: str) -> ConnectionTest:
    result = ConnectionTest(ok=True, account=access.account, arn=access.arn, region=region)
    stop = threading.Event()
    pool = ThreadPoolExecutor(settings.SCAN_CONCURRENCY)
    futures = {pool.submit(_try, access, c, region, stop): c for c in collectors()}
    done, waiting = wait(futures, timeout=TEST_SECONDS)
    stop.set()
    pool.shutdown(wait=False, cancel_futures=True)
    for future in done:
        _count(result, _outcome(future, futures[future]))
    result.failed += [
        _("%(call)s: no answer in %(seconds)s s")
        % {"call": futures[f].call, "seconds": TEST_SECONDS}
        for f in waiting
    ]
    result.denied = sorted(set(result.denied))
    result.failed = sorted(set(result.failed))
    result.message = _summary(result)
    return result


@dataclass(frozen=True, slots=True)
class Tried:
    denied: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def _outcome(future: "Future[Tried]", collector: Collector) -> Tried:
    """What a try came to; a collector's own mistake is told and costs no other kind."""
    error = future.exception()
    if error is None:
        return future.result()
    logger.error("Trying %s failed", collector.kind, exc_info=error)
    return Tried(
        failed=(
            _("%(call)s: %(error)s in this server")
            % {"call": collector.call, "error": type(error).__name__},
        )
    )


def _try(access: Access, collector: Collector, region: str, stop: threading.Event) -> Tried:
    """Reads the first item of a kind, its further calls included."""
    place = GLOBAL if collector.scope == GLOBAL else region
    reader = reader_for(access, region=place, client=collector.client, stop=stop)
    try:
        item = next(iter(collector.function(reader)), None)
    except ClientError as error:
        return _refused(collector, error)
    except UNREACHED as error:
        return Tried(failed=(f"{collector.call}: {explain(error)}",))
    return _aspects(collector, item.unread.values() if item else ())


def _refused(collector: Collector, error: ClientError) -> Tried:
    if error_code(error) in collector.absent:
        return Tried()
    action = refused_action(error, collector)
    if is_denied(error):
        return Tried(denied=(action,))
    return Tried(failed=(f"{action}: {explain(error)}",))


def _aspects(collector: Collector, reasons: Iterable[str]) -> Tried:
    """Reasons of unread aspects start with the operation: `get_bucket_policy: AccessDenied: …`."""
    denied, failed = [], []
    for reason in reasons:
        operation, _, words = reason.partition(": ")
        named = declared_action(operation, collector.actions) or operation
        if words.split(":")[0] in DENIED_CODES:
            denied.append(named)
        else:
            failed.append(f"{named}: {words}")
    return Tried(tuple(denied), tuple(failed))


def _count(result: ConnectionTest, tried: Tried) -> None:
    result.denied += tried.denied
    result.failed += tried.failed
    if not tried.denied and not tried.failed:
        result.allowed += 1


def _summary(result: ConnectionTest) -> str:
    read, denied, failed = result.allowed, len(result.denied), len(result.failed)
    parts = [
        ngettext(
            "%(number)s kind of facts can be read", "%(number)s kinds of facts can be read", read
        )
        % {"number": read}
    ]
    if denied:
        said = ngettext("%(number)s action is denied", "%(number)s actions are denied", denied)
        parts.append(said % {"number": denied})
    if failed:
        said = ngettext("%(number)s call failed", "%(number)s calls failed", failed)
        parts.append(said % {"number": failed})
    return _("Reached account %(account)s. %(parts)s.") % {
        "account": result.account,
        "parts": ", ".join(parts),
    }
