"""A person's questions across workloads."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pillars.lens.model import Lens
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import Membership
from reviewapp.reviews.models import Answer
from reviewapp.reviews.pages.navigator import question_url
from reviewapp.workloads.models import Workload

from ..models import State
from ..queries import ALL, TO_DO, Wanted, narrowed, questions_of

PER_PAGE = 50
SHOWS = (
    (TO_DO, _("To do")),
    (State.READY, State.READY.label),
    (State.AGREED, State.AGREED.label),
    (State.KEPT_OPEN, State.KEPT_OPEN.label),
    (ALL, _("All")),
)


@dataclass(frozen=True, slots=True)
class Row:
    answer: Answer
    title: str
    pillar: str
    lens: str
    url: str
    due: date | None
    state: State
    today: date

    @property
    def overdue(self) -> bool:
        return bool(self.state is State.OPEN and self.due and self.due < self.today)

    @property
    def days(self) -> int | None:
        return (self.due - self.today).days if self.due else None


def mine_context(membership: Membership, wanted: Wanted, page: Any) -> dict[str, Any]:
    """The number of queries does not grow with the questions, nor with their workloads."""
    today = timezone.localdate()
    every = questions_of(membership)
    found = narrowed(every, wanted, today).select_related(
        "review__workload", "review__version__lens"
    )
    shown = Paginator(found.defer("review__version__document"), PER_PAGE).get_page(page)
    ids = every.order_by().values("review__workload")
    return {
        "page_obj": shown,
        "rows": _rows(list(shown.object_list), today),
        "wanted": wanted,
        "workloads": Workload.objects.filter(pk__in=ids).order_by("name"),
        "shows": [(key, label, _url(wanted, key), key == wanted.state) for key, label in SHOWS],
        "any": every.exists(),
    }


def _rows(answers: list[Answer], today: date) -> list[Row]:
    lenses = _lenses({answer.review.version_id for answer in answers})
    return [_row(each, lenses[each.review.version_id], today) for each in answers]


def _lenses(version_ids: set[int]) -> dict[int, Lens]:
    """The documents are read once for the page, whatever it shows."""
    return {
        version.pk: lens_of(version) for version in LensVersion.objects.filter(pk__in=version_ids)
    }


def _row(answer: Answer, lens: Lens, today: date) -> Row:
    titles = {question.id: question.title for question in lens.questions}
    pillars = {pillar.id: pillar.name for pillar in lens.pillars}
    review, more = answer.review, answer.__dict__
    return Row(
        answer=answer,
        title=titles.get(answer.question_id, answer.question_id),
        pillar=pillars.get(answer.pillar_id, ""),
        lens=review.version.lens.name,
        url=question_url(review.workload_id, review.slug, answer.question_id),
        due=more["due"],
        state=State(more["counts_as"]),
        today=today,
    )


def _url(wanted: Wanted, state: str) -> str:
    query = {"state": state, "workload": wanted.workload, "overdue": "1" if wanted.overdue else ""}
    kept = {
        key: value for key, value in query.items() if value and (key, value) != ("state", TO_DO)
    }
    base = reverse("assignments:mine")
    return f"{base}?{urlencode(kept)}" if kept else base
