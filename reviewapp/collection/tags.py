"""Tags come from AWS in several shapes; facts know one: text to text."""

from collections.abc import Iterable, Mapping
from typing import Any


def tag_map(tags: Iterable[Mapping[str, Any]] | Mapping[str, str] | None) -> dict[str, str]:
    """Tags as a mapping, from a list of `{Key, Value}` (any case) or from a mapping."""
    if not tags:
        return {}
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    lower = [{key.lower(): value for key, value in tag.items()} for tag in tags]
    return {
        str(t.get("key", t.get("tagkey"))): str(t.get("value", t.get("tagvalue", "")))
        for t in lower
    }


def name_of(tags: Mapping[str, str], fallback: str) -> str:
    return tags.get("Name") or fallback
