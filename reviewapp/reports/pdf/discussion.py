"""Who said what, for the appendix: only where the report was asked for with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from reviewapp.comments.domain.references import links_in
from reviewapp.comments.markdown import render
from reviewapp.comments.reporting import Spoken, Told, names_in

from ..content import ReportContent
from ..figures import day_words, moment_words
from .issues import anchor_of, placed

JSON = dict[str, Any]
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One comment; `html` is safe."""

    by: str
    at: str
    html: str
    removed: bool
    files: str


@dataclass(frozen=True, slots=True)
class Talk:
    """One thread. `about` is the practice, or what a thread of no question here is about."""

    about: str
    state: str
    resolved: bool
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Talks:
    """Threads by lens and question; `rest` are those on findings and on questions that are gone."""

    by_place: Mapping[Place, list[Talk]] = field(default_factory=dict)
    rest: list[Talk] = field(default_factory=list)

    def of(self, lens: str, question_id: str) -> list[Talk]:
        return self.by_place.get((lens, question_id), [])


def talks_of(content: ReportContent) -> Talks:
    """Nothing where the report was asked for without the discussion: one query else."""
    if not content.discussion:
        return Talks()
    names = dict(names_in(content.discussion))
    anchors = _anchors(content.document)
    places = {(each.lens["alias"], each.question["id"]) for each in placed(content.document)}
    found: dict[Place, list[Talk]] = {}
    rest = []
    for told in content.discussion:
        lines = [_line(each, names, anchors) for each in told.spoken]
        place = (told.lens, told.question_id)
        if place in places:
            found.setdefault(place, []).append(_talk(told, told.detail, lines))
        else:
            rest.append(_talk(told, " · ".join(filter(None, (told.title, told.detail))), lines))
    return Talks(found, rest)


def _anchors(document: JSON) -> Mapping[str, str]:
    """Where a question is in this report, by its id and by the codes of its practices."""
    found: dict[str, str] = {}
    for each in placed(document):
        codes = (choice["practice"] for choice in each.question["choices"])
        for name in filter(None, (each.question["id"], *codes)):
            found.setdefault(name.casefold(), f"#{anchor_of(each)}")
    return found


def _talk(told: Told, about: str, lines: list[Line]) -> Talk:
    return Talk(about, _state(told), told.resolved_at is not None, lines)


def _state(told: Told) -> str:
    if told.resolved_at is None:
        return _("Open")
    words = _("Resolved by %(name)s on %(day)s") if told.resolved_by else _("Resolved on %(day)s")
    return words % {"name": told.resolved_by, "day": day_words(told.resolved_at)}


def _line(spoken: Spoken, names: Mapping[int, str], anchors: Mapping[str, str]) -> Line:
    known = tuple(sorted(names.items()))
    links = links_in(spoken.text, anchors)
    return Line(
        by=spoken.by or _("Somebody who left"),
        at=moment_words(spoken.at),
        html="" if spoken.removed else render(spoken.text, known, None, links),
        removed=spoken.removed,
        files=", ".join(spoken.files),
    )
