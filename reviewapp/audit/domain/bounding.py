"""Values small enough, and clean enough, to be kept for ever.

The log says what changed; whole texts live in the history of the answers. What is cut keeps its
length and its SHA-256, so that the text can still be recognised.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

MAX_TEXT = 500
MAX_ITEMS = 60
MAX_BYTES = 8_000
KEPT = 200
MAX_DEPTH = 6
WITHHELD = "(not kept)"

# Whoever logs such a field by mistake logs that it is there, and no more.
SECRET_NAME = re.compile(
    r"pass(word|phrase)|secret|token|credential|cookie|private_?key|access_?key|recovery_?code"
    r"|external_?id|authorization",
    re.IGNORECASE,
)


def bounded(value: Any) -> Any:
    """`value` as JSON that reads back the same, long parts cut, secrets withheld."""
    plain = _plain(value, MAX_DEPTH)
    text = json.dumps(plain, sort_keys=True)
    return _cut(text) if len(text) > MAX_BYTES else plain


def clean(text: str, limit: int) -> str:
    """One text column: without what PostgreSQL does not take, and no longer than `limit`."""
    whole = text.replace("\0", "�").encode("utf-8", "replace").decode()
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"


def _plain(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return _mapping(value, depth)
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, str | bytes):
        return _items(value, depth)
    return _text(str(value))


def _number(value: float) -> Any:
    """PostgreSQL writes 1e16 as a whole number and knows no infinity."""
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() else value


def _mapping(value: Mapping[Any, Any], depth: int) -> Any:
    if depth == 0:
        return _cut(str(value))
    return {
        clean(str(key), KEPT): _text_withheld(each)
        if SECRET_NAME.search(str(key))
        else _plain(each, depth - 1)
        for key, each in value.items()
    }


def _text_withheld(value: Any) -> Any:
    return WITHHELD if value and not isinstance(value, bool) else value


def _items(value: Sequence[Any] | set[Any] | frozenset[Any], depth: int) -> Any:
    ordered = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
    if depth == 0:
        return _cut(str(ordered))
    if len(ordered) <= MAX_ITEMS:
        return [_plain(each, depth - 1) for each in ordered]
    kept = [_plain(each, depth - 1) for each in ordered[:MAX_ITEMS]]
    return {
        "first": kept,
        "items": len(ordered),
        "sha256": _sha256(json.dumps(ordered, default=str)),
    }


def _text(text: str) -> Any:
    whole = clean(text, len(text) + 1)
    return whole if len(whole) <= MAX_TEXT else _cut(whole)


def _cut(text: str) -> dict[str, Any]:
    whole = clean(text, len(text) + 1)
    return {"starts": whole[:KEPT], "characters": len(whole), "sha256": _sha256(whole)}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
