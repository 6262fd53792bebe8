"""Reading single values of other tools' files: whatever stands there, something harmless."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from math import isfinite
from typing import Any, Final

from pillars.checking import Severity

TITLE: Final = 300
REASON: Final = 2000
RESOURCE: Final = 2048
# What a database refuses, or a page would show as nothing.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")
# Amazon Inspector's events: "Jan 19, 2026, 10:46:15 PM".
_SPELLED: Final = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d{2}:\d{2} [AP]M")
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]")
_SEVERITIES: Final = {
    "critical": Severity.HIGH,
    "fatal": Severity.HIGH,
    "high": Severity.HIGH,
    "error": Severity.HIGH,
    "h": Severity.HIGH,
    "medium": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "warning": Severity.MEDIUM,
    "m": Severity.MEDIUM,
    "low": Severity.LOW,
    "informational": Severity.LOW,
    "information": Severity.LOW,
    "note": Severity.LOW,
    "none": Severity.LOW,
    "l": Severity.LOW,
    "i": Severity.LOW,
}


def text(value: object, limit: int = TITLE) -> str:
    """A text of at most `limit` characters; numbers in digits, anything else as nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    clean = _UNSEEN.sub(" ", str(value)[: limit * 4]).strip()
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def record(value: object) -> Mapping[str, Any]:
    """The object that stands there; an empty one where something else does."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list that stands there."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def first(value: object) -> Mapping[str, Any]:
    return next(iter(records(value)), {})


def severity(word: object) -> Severity:
    """By the words that tools use; medium for one that is not known."""
    return _SEVERITIES.get(text(word).lower(), Severity.MEDIUM)


def when(value: object) -> datetime | None:
    """A time with its offset, from ISO 8601 or seconds (or milliseconds) since 1970; UTC unless
    it says otherwise.
    """
    try:
        return _time(value)
    except (ValueError, OverflowError, OSError):
        return None


def _time(value: object) -> datetime | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        seconds = value / 1000 if value > 100_000_000_000 else value
        return datetime.fromtimestamp(seconds, UTC)
    if not isinstance(value, str) or not value.strip():
        return None
    said = value.strip()[:40].removesuffix(" UTC")
    if _SPELLED.fullmatch(said):
        return datetime.strptime(said, "%b %d, %Y, %I:%M:%S %p").replace(tzinfo=UTC)
    found = datetime.fromisoformat(said)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware.astimezone(UTC)


def number(value: object) -> float | None:
    """A number, also one written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def link(value: object) -> str:
    """An address that a page may link to; nothing for any other."""
    address = text(value, RESOURCE)
    return address if address.startswith(("https://", "http://")) and " " not in address else ""


def account(*candidates: object) -> str:
    """The first that is an account id, or an ARN that holds one."""
    for each in candidates:
        said = text(each, RESOURCE)
        if _ACCOUNT.fullmatch(said):
            return said
        if _ACCOUNT.fullmatch(owner := arn_part(said, 4)):
            return owner
    return ""


def region(*candidates: object) -> str:
    """The first that is a region or "global", or an ARN that holds a region."""
    for each in candidates:
        said = text(each, RESOURCE).lower()
        if said == "global" or _REGION.fullmatch(said):
            return said
        if _REGION.fullmatch(place := arn_part(said, 3)):
            return place
    return ""


def arn_part(arn: str, number: int) -> str:
    """A part of an ARN by its number (3 region, 4 account, 5 the resource), else nothing."""
    parts = arn.split(":", 5)
    return parts[number] if arn.startswith("arn:") and len(parts) == 6 else ""


def name_of(resource: str) -> str:
    """The last part of an ARN, or of whatever names the resource."""
    return re.split("[:/]", resource.rstrip(":/"))[-1][:TITLE]


def titled(value: Any) -> Any:
    """With every field's first letter large, however events and exports write it."""
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: titled(held) for key, held in value.items()}
    return [titled(each) for each in value] if isinstance(value, list) else value


def opened(document: Any) -> Any:
    """Without EventBridge's envelopes around what a service tells; anything else as it is."""
    if isinstance(document, list):
        return [_detail(page) for page in document]
    return _detail(document)


def _detail(page: Any) -> Any:
    detail = page.get("detail") if isinstance(page, dict) and "detail-type" in page else None
    return detail if isinstance(detail, dict) else page


def items(document: object, *keys: str) -> Iterator[tuple[int, Any]]:
    """The numbered records of a list, of an object's list under one of `keys`, or of a list of
    such objects: how one page, or several put together, look.
    """
    return enumerate(_unwrapped(document, keys), start=1)


def _unwrapped(document: object, keys: tuple[str, ...]) -> Iterator[Any]:
    for page in document if isinstance(document, list) else [document]:
        held = [page[key] for key in keys if key in page] if isinstance(page, dict) else []
        if not held:
            yield page
        for each in held:
            yield from each if isinstance(each, list) else [each]


def some(document: object, *keys: str, limit: int = 20) -> Iterable[Mapping[str, Any]]:
    """The first few objects among the records, by which a format is recognised."""
    return [each for each in islice(_unwrapped(document, keys), limit) if isinstance(each, dict)]
