"""Making and testing connections."""

import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field

from botocore.exceptions import ClientError
from django.conf import settings
from django.utils import timezone

from reviewapp.collection.errors import UNREACHED
from reviewapp.collection.iam_actions import declared_action, refused_action
from reviewapp.collection.reader import DENIED_CODES, error_code, explain, is_denied
from reviewapp.collection.registry import GLOBAL, Collector, collectors
from reviewapp.workloads.models import Connection, Workload

from .read_part import reader_for
from .sessions import HOME_REGION, Access, AccountUnreachable, open_access

TEST_SECONDS = 25


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
    return Connection.objects.create(
        workload=workload,
        kind=kind,
        account_id=account_id,
        role_arn=role_arn,
        external_id=external_id or new_external_id(),
    )


def test_connection(connection: Connection) -> ConnectionTest:
    """Opens the account and tries every listing call once, in one region; keeps the result."""
    region = (connection.workload.regions or [HOME_REGION])[0]
    try:
        access = open_access(connection, session_name="pillars-connection-test", quick=True)
    except AccountUnreachable as error:
        result = ConnectionTest(ok=False, region=region, message=str(error))
    else:
        result = _try_everything(access, region)
    connection.last_test = asdict(result)
    connection.last_tested_at = timezone.now()
    connection.save(update_fields=["last_test", "last_tested_at"])
    return result


def _try_everything(access: Access, region: str) -> ConnectionTest:
    result = ConnectionTest(ok=True, account=access.account, arn=access.arn, region=region)
    pool = ThreadPoolExecutor(settings.SCAN_CONCURRENCY)
    futures = {pool.submit(_try, access, c, region): c for c in collectors()}
    done, waiting = wait(futures, timeout=TEST_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    for future in done:
        _count(result, future.result())
    result.failed += [f"{futures[f].call}: no answer in {TEST_SECONDS} s" for f in waiting]
    result.denied = sorted(set(result.denied))
    result.failed = sorted(set(result.failed))
    result.message = _summary(result)
    return result


@dataclass(frozen=True, slots=True)
class Tried:
    denied: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def _try(access: Access, collector: Collector, region: str) -> Tried:
    """Reads the first item of a kind, its further calls included."""
    place = GLOBAL if collector.scope == GLOBAL else region
    reader = reader_for(access, region=place, client=collector.client)
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
    text = f"Reached account {result.account}. {result.allowed} kinds of facts can be read"
    if result.denied:
        text += f", {len(result.denied)} are denied"
    if result.failed:
        text += f", {len(result.failed)} failed"
    return text + "."
