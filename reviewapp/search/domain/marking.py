"""Excerpts of what was found, with what was asked for marked. Texts are escaped before all else."""

from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .asking import Asked
from .words import spans

EXCERPT = 220
BEFORE = 60


def marked(text: str, asked: Asked) -> SafeString:
    """The text as HTML: all of it as text, found words within `<mark>`."""
    return _html(text, _hits(text, asked))


def excerpt(text: str, asked: Asked, *, length: int = EXCERPT) -> SafeString:
    """A part of about `length` characters around the first word that was asked for, marked."""
    flat = " ".join(text.split())
    hits = _hits(flat, asked)
    start = _start(flat, hits[0][0] if hits else 0, length)
    end = _end(flat, start + length)
    inside = [(a - start, b - start) for a, b in hits if a >= start and b <= end]
    cut = _html(flat[start:end], inside)
    ahead, behind = "… " if start else "", " …" if end < len(flat) else ""
    return format_html("{}{}{}", ahead, cut, behind)


def _hits(text: str, asked: Asked) -> list[tuple[int, int]]:
    begun = asked.begun
    return [
        (start, end)
        for start, end, word in spans(text)
        if word in asked.exact or (begun and word.startswith(begun))
    ]


def _html(text: str, hits: Sequence[tuple[int, int]]) -> SafeString:
    """Every piece is escaped by itself; nothing but `<mark>` is markup."""
    done, last = [], 0
    for start, end in hits:
        done.append(format_html("{}<mark>{}</mark>", text[last:start], text[start:end]))
        last = end
    rest = conditional_escape(str(text[last:]))
    return mark_safe(format_html_join("", "{}", ((each,) for each in done)) + rest)  # noqa: S308


def _start(text: str, first: int, length: int) -> int:
    if first < length - BEFORE or len(text) <= length:
        return 0
    space = text.rfind(" ", 0, first - BEFORE)
    return space + 1 if space >= first - 2 * BEFORE else first - BEFORE


def _end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - BEFORE, end)
    return space if space > 0 else end
