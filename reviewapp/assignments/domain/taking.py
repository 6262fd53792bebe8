"""Telling people of what was taken from them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pillars.lens.model import Lens
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.notices.domain import notify
from reviewapp.notices.models import Kind
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.reviews.pages.navigator import question_url

from .board import Who
from .telling import TITLE_LIMIT, work_url


def tell_of_taken(
    review: LensReview, had: Mapping[str, Who | None], *, assignee: User | None, by: User
) -> None:
    """Of questions that are somebody else's now, or nobody's: one notice for each person.

    Args:
        review: of which review.
        had: the questions by id, and who had each, be it with its pillar.
        assignee: who has them now; None where nobody got them.
        by: who did it.
    """
    taken: dict[User, list[str]] = defaultdict(list)
    for question_id, who in had.items():
        if who and who.user and who.user not in (assignee, by):
            taken[who.user].append(question_id)
    for user, question_ids in taken.items():
        alone = question_ids[0] if len(question_ids) == 1 else ""
        notify(
            users=[user],
            kind=Kind.ASSIGNED,
            organisation=review.workload.organisation,
            text=_words(review, question_ids, assignee, by),
            url=question_url(review.workload_id, review.slug, alone) if alone else work_url(review),
            by=by,
            workload_id=review.workload_id,
            # The same as of giving: who has not read that yet reads only how it ended.
            key=f"{Kind.ASSIGNED}-{review.pk}-{alone}" if alone else "",
        )


def _words(
    review: LensReview, question_ids: Sequence[str], assignee: User | None, by: User
) -> Callable[[], str]:
    """Worded for each person in their language."""
    lens = lens_of(review.version)

    def said() -> str:
        known = {
            "by": by,
            "what": _what(lens, question_ids),
            "name": assignee,
            "workload": review.workload.name,
        }
        if assignee is None:
            return _("%(by)s took %(what)s from you (%(workload)s)") % known
        if assignee == by:
            return _("%(by)s took over %(what)s from you (%(workload)s)") % known
        return _("%(by)s gave %(what)s, which you had, to %(name)s (%(workload)s)") % known

    return said


def _what(lens: Lens, question_ids: Sequence[str]) -> str:
    if len(question_ids) == 1:
        title = lens.question(question_ids[0]).title
        return _("“%(question)s”") % {"question": Truncator(title).chars(TITLE_LIMIT)}
    number = len(question_ids)
    return ngettext("%(n)s question", "%(n)s questions", number) % {"n": number}
