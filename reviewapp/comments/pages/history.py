"""What a comment said, wording by wording."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from reviewapp.people.models import User

from ..domain.references import links_in, references_of
from ..markdown import MENTION, Names, render
from ..models import Comment


@dataclass(frozen=True, slots=True)
class Wording:
    """`since` is when it was written; `html` is safe."""

    version: int
    since: datetime
    html: str


def wordings(comment: Comment) -> list[Wording]:
    """The newest first; none of a comment that was removed. Two queries."""
    if comment.removed_at:
        return []
    texts = [(each.version, each.text, each.until) for each in comment.edits.all()]
    told = list(_since(comment, texts))
    names = _names(text for _version, text, _at in told)
    thread = comment.thread
    known = references_of(
        thread.workload, [text for _version, text, _at in told], first=thread.review_id
    )
    return [
        Wording(version, at, render(text, names, None, links_in(text, known)))
        for version, text, at in told
    ]


def _since(
    comment: Comment, texts: list[tuple[int, str, datetime]]
) -> Iterator[tuple[int, str, datetime]]:
    """A wording holds from when the one before it ended."""
    ends = [until for _version, _text, until in texts]
    every = [(comment.version, comment.text), *((version, text) for version, text, _ in texts)]
    for (version, text), since in zip(every, [*ends, comment.at], strict=True):
        yield version, text, since


def _names(texts: Iterator[str]) -> Names:
    """Of everybody whom any wording mentions, whether they still do or not."""
    ids = {int(found) for text in texts for found in MENTION.findall(text)}
    users = User.objects.filter(pk__in=ids)
    return tuple(sorted((user.pk, user.get_full_name()) for user in users))
