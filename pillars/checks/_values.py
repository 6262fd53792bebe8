"""Reading values out of AWS's answers, whose spelling of the same thing varies.

A value that a check cannot do without is asked for with `need` or `aspect`: where it is missing
they raise `Unread`, and the resource's result becomes unknown instead of a guess.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pillars.facts import Resource, Unread

_TRUE = frozenset({"true", "1", "yes", "on", "enabled"})


def need(resource: Resource, name: str) -> Any:
    """A value of the resource's own description; raises Unread where AWS left it out."""
    value = resource.get(name)
    if value is None:
        raise Unread(f"AWS's answer holds no {name}.")
    return value


def aspect(resource: Resource, name: str) -> Any:
    """The answer of a further call, None where AWS says that there is none; raises Unread."""
    value = resource.get(name)
    if name not in resource.data:
        raise Unread(f"{name} was not part of what was read.")
    return value


def aspect_map(resource: Resource, name: str, *, inside: str = "") -> Mapping[str, Any]:
    """An aspect as a mapping, empty where there is none.

    `inside` is the key under which AWS's answer wraps it, for readings that keep the wrapping.
    """
    value = aspect(resource, name)
    found = value.get(inside, value) if isinstance(value, Mapping) and inside else value
    return found if isinstance(found, Mapping) else {}


def true(value: object) -> bool:
    """Whether a value says yes; AWS writes true, "true", "TRUE", 1 and "1" by turns."""
    return value is True or str(value).strip().lower() in _TRUE


def many(value: Any) -> list[Any]:
    """A list, from a list, from a single value or from nothing."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple | set) else [value]


def items(value: Any) -> list[Any]:
    """The members of one of CloudFront's `{Quantity, Items}` or of a plain list."""
    return many(value.get("Items") if isinstance(value, Mapping) else value)


def moment(value: object) -> datetime | None:
    """A stored time; None for what is not one, such as `N/A` in a credential report."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def days_since(value: object, at: datetime) -> int | None:
    """Whole days from a stored time to `at`; None where there is no time."""
    found = moment(value)
    return None if found is None else (at - found).days


def tail(arn: str) -> str:
    """The last part of an ARN: `vol-1` of `arn:aws:ec2:us-east-1:1:volume/vol-1`."""
    return arn.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def region_of(arn: str) -> str:
    """The region that an ARN names, empty where it names none."""
    parts = arn.split(":")
    return parts[3] if arn.startswith("arn:") and len(parts) > 4 else ""


def label(resource: Resource) -> str:
    """How a reason calls a resource: its name, and its id where that differs."""
    own = tail(resource.id)
    name = resource.name or own
    return name if name == own or own in ("", "root") else f"{name} ({own})"


def listing(names: Iterable[str], most: int = 5) -> str:
    """Names in a sentence, cut after `most`."""
    found = sorted(set(names))
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more


def count_of(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
