"""What checks share: reading values that may be missing, ages, shares, and "nowhere at all"."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from pillars.checking import Result, Verdict, in_place, unknown
from pillars.facts import GLOBAL, ReadState, Resource, Snapshot, Unread

MaybeJudge = Callable[[Resource], Result | None]


def judged(resources: Iterable[Resource], judge: MaybeJudge) -> Iterator[Result]:
    """Judges resource by resource. None: the check has nothing to say of that one.

    A value that was not read, or that AWS left out, makes the result unknown.
    """
    for resource in resources:
        try:
            result = judge(resource)
        except Unread as gap:
            result = unknown(resource, f"Could not be read: {gap.reason}")
        if result is not None:
            yield result


def required(resource: Resource, name: str) -> Any:
    """A value without which nothing can be said. Raises Unread where it is missing or None."""
    value = resource.get(name)
    if value is None:
        raise Unread(f"the answer holds no {name}")
    return value


def aspect(resource: Resource, name: str) -> Any:
    """The answer of a further call; None where AWS says that there is none.

    Raises Unread where the call failed or was never made.
    """
    value = resource.get(name)
    if value is None and name not in resource.data:
        raise Unread(f"{name} was not asked for")
    return value


def dig(value: Any, *path: str) -> Any:
    """A nested value, None where any step of the path is missing."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def number(value: Any) -> float | None:
    """A number that AWS gives as a number or as text."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def moment(value: Any) -> datetime | None:
    """A stored time; one without an offset is UTC."""
    if isinstance(value, datetime):
        found = value
    else:
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def days_since(snapshot: Snapshot, value: Any) -> int | None:
    """Whole days from a stored time to the snapshot; None where there is no such time."""
    found = moment(value)
    return None if found is None else (snapshot.at - found).days


def read_everywhere(snapshot: Snapshot, *kinds: str) -> list[str]:
    """The accounts in which every one of these kinds was asked for and nowhere unread.

    Only there does "none was found" mean that there is none.
    """
    return [
        account
        for account in snapshot.accounts
        if all(_complete(snapshot, kind, account) for kind in kinds)
    ]


def unread(snapshot: Snapshot, account: str, *kinds: str) -> str:
    """Why one of these kinds cannot be counted in the account; empty where all were read."""
    for kind in kinds:
        gaps = [gap for gap in snapshot.gaps(kind) if gap.account == account]
        if gaps:
            return f"{gaps[0].call} was {gaps[0].state.value}: {gaps[0].reason}"
        if not _complete(snapshot, kind, account):
            return f"{kind} was not asked for"
    return ""


def all_read(snapshot: Snapshot, *kinds: str) -> bool:
    """Every account of the snapshot has these kinds read completely."""
    return bool(snapshot.accounts) and read_everywhere(snapshot, *kinds) == snapshot.accounts


def in_account(verdict: Verdict, reason: str, account: str) -> Result:
    """A verdict on an account over all its regions."""
    return in_place(verdict, reason, account=account, region=GLOBAL)


def payer_of(snapshot: Snapshot, account: str) -> str | None:
    """The account that pays for this one (itself outside organisations); None if not known."""
    found = snapshot.of("organizations.organization", account=account)
    if found:
        return str(found[0].data.get("MasterAccountId") or "") or None
    outside = account in read_everywhere(snapshot, "organizations.organization")
    return account if outside else None


def running(instances: Iterable[Resource]) -> list[Resource]:
    """The EC2 instances that run."""
    return [i for i in instances if dig(i.data, "State", "Name") == "running"]


def counted(count: int, singular: str, plural: str = "") -> str:
    """`1 bucket`, `3 buckets`."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def listed(names: Sequence[str], limit: int = 3) -> str:
    """`a, b, c and 4 more`."""
    shown = ", ".join(names[:limit])
    rest = len(names) - limit
    return f"{shown} and {rest} more" if rest > 0 else shown


def amounts(*counts: tuple[int, str]) -> str:
    """`2 instances, 1 function and 1 service`, of those that are not none."""
    found = [counted(count, noun) for count, noun in counts if count]
    return " and ".join(part for part in (", ".join(found[:-1]), *found[-1:]) if part)


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def config_rule(identifier: str) -> str:
    """The page about the managed rule of AWS Config that asks for the same."""
    return f"https://docs.aws.amazon.com/config/latest/developerguide/{identifier}.html"


def _complete(snapshot: Snapshot, kind: str, account: str) -> bool:
    states = [r.state for r in snapshot.readings_of(kind) if r.account == account]
    return bool(states) and all(state is ReadState.READ for state in states)
