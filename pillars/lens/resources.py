"""Texts with addresses: helpful resources, improvement plans, additional resources."""

from __future__ import annotations

import re
from typing import Final

from pillars.lens.messages import shorten
from pillars.lens.model import AdditionalResources, Resource, ResourceKind
from pillars.lens.nodes import Node

MAX_DISPLAY_TEXT: Final = 2_048
MAX_CONTENT: Final = 5
# Only after a separator: an address may well hold another one (…?next=https://…).
_NEXT_ADDRESS: Final = re.compile(r"[\s,;|]+(?=https?://)", re.IGNORECASE)
_START: Final = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def read_resource(owner: Node, key: str) -> Resource | None:
    """The resource under ``key``, or None where there is none or it says nothing."""
    node = owner.child(key)
    return resource(node, key) if node else None


def resource(node: Node, name: str) -> Resource | None:
    """The resource that ``node`` is. A url without a text stands for its own text."""
    node.note_unknown_keys(name, ("displayText", "url"))
    text = node.text("displayText", limit=MAX_DISPLAY_TEXT)
    url = _url(node)
    if url and not text.strip():
        message = "A url needs a displayText beside it."
        node.warn("missing-display-text", message, "Write what the address leads to.")
    return Resource(text if text.strip() else url, url) if url or text.strip() else None


def _url(node: Node) -> str:
    """The address, if it can be linked to. Addresses are kept in the document as they are."""
    written = node.text("url")
    if "url" in node.value and not written.strip():
        node.warn("empty-url", "The url is empty.", "Remove the key or write an address.", "url")
    text = written.strip()
    if not text:
        return ""
    if not _START.match(text):
        message = f"“{shorten(text)}” does not start with http:// or https://."
        node.warn("bad-url", message, "It is shown as no link. Write the whole address.", "url")
        return ""
    first, *others = _NEXT_ADDRESS.split(text, maxsplit=1)
    if others:
        message = "There are two addresses or more in one url."
        node.warn("several-urls", message, "The first is linked to. Keep one.", "url")
        return "%20".join(first.split())
    return _without_spaces(node, written)


def _without_spaces(node: Node, written: str) -> str:
    if written != "".join(written.split()):
        message = "There is white space in the url."
        node.warn("space-in-url", message, "Remove it, or write %20 where it is meant.", "url")
    return "%20".join(written.split())


def read_additional(owner: Node) -> tuple[AdditionalResources, ...]:
    """The choice's ``additionalResources``. What cannot be understood is warned about."""
    groups = map(_group, owner.children("additionalResources", needed=False))
    return tuple(group for group in groups if group)


def _group(node: Node) -> AdditionalResources | None:
    node.note_unknown_keys("additional resource", ("type", "content"))
    written = node.text("type")
    if written not in set(ResourceKind):
        message = f"“{shorten(written)}” is no type of additional resources."
        fix = "Write HELPFUL_RESOURCE or IMPROVEMENT_PLAN; until then it is kept but not shown."
        node.warn("unknown-resource-type", message, fix, "type")
        return None
    entries = node.children("content", needed=False)
    node.count("content", len(entries), MAX_CONTENT)
    found = (resource(entry, "additional resource") for entry in entries)
    return AdditionalResources(ResourceKind(written), tuple(item for item in found if item))
