"""Shapes in AWS's answers whose spelling varies: one or many, yes or no, ARNs."""

from collections.abc import Mapping
from typing import Any

from pillars.facts import Resource

from .common import aspect

_TRUE = frozenset({"true", "1", "yes", "on", "enabled"})


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


def aspect_map(resource: Resource, name: str, *, inside: str = "") -> Mapping[str, Any]:
    """An aspect as a mapping, empty where AWS says that there is none; raises Unread.

    `inside` is the key under which AWS's answer wraps it, for readings that keep the wrapping.
    """
    value = aspect(resource, name)
    found = value.get(inside, value) if isinstance(value, Mapping) and inside else value
    return found if isinstance(found, Mapping) else {}


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
