"""The page of all threads of a workload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.text import Truncator

from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..domain.following import comment_url, thread_url
from ..domain.mentions import names_for
from ..forms import DiscussionFilter
from ..markdown import plain
from ..models import Comment, Thread
from ..queries import count_states, listed, people_talking, pillars_talked_of, with_first_comment

PER_PAGE = 25
EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Row:
    thread: Thread
    url: str
    opening: Comment | None
    excerpt: str

    @property
    def replies(self) -> int:
        return max(self.thread.said - 1, 0)


def listing_context(
    workload: Workload, reader: User, query: Mapping[str, Any], page: str | None
) -> dict[str, Any]:
    """Eight queries, however much was said."""
    people = [(str(user.pk), str(user)) for user in people_talking(workload)]
    form = DiscussionFilter(query, pillars=pillars_talked_of(workload), people=people)
    wanted = form.wanted()
    found = with_first_comment(listed(workload, reader, **wanted))
    shown = Paginator(found, PER_PAGE).get_page(page)
    return {
        "workload": workload,
        "form": form,
        "state": wanted["state"],
        "counts": count_states(workload),
        "page_obj": shown,
        "rows": [_row(thread) for thread in shown.object_list],
    }


def _row(thread: Thread) -> Row:
    opening: Comment | None = next(iter(thread.opening), None)  # type: ignore[attr-defined]
    if opening is None or opening.removed_at:
        return Row(thread, thread_url(thread), opening, "")
    opening.thread = thread
    text = Truncator(plain(opening.text, names_for([opening]))).chars(EXCERPT)
    return Row(thread, comment_url(opening), opening, text)
