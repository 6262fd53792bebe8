"""Telling of what changed: the audit log, pages that are open, and the people it concerns."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pillars.lens.model import Question
from reviewapp.audit.domain import record
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.live.publishing import tell
from reviewapp.notices.domain import notify
from reviewapp.notices.models import Kind
from reviewapp.people.models import User
from reviewapp.reviews.models import Answer, LensReview
from reviewapp.reviews.pages.navigator import question_url
from reviewapp.web.languages import Words
from reviewapp.workloads.people_rights import people_with_rights

from ..models import Assignment, Closing, State
from .board import Who, Work

TITLE_LIMIT = 120
READY = gettext_lazy("%(by)s marked “%(question)s” ready for review (%(workload)s)")
AGREED = gettext_lazy("%(by)s agreed to “%(question)s” (%(workload)s)")
KEPT_OPEN = gettext_lazy("%(by)s leaves “%(question)s” open (%(workload)s)")
SENT_BACK = gettext_lazy("%(by)s sent “%(question)s” back (%(workload)s)")


def leads_of(review: LensReview) -> list[User]:
    return [user for user, rights in people_with_rights(review.workload).values() if rights.lead]


def work_url(review: LensReview) -> str:
    return reverse("assignments:work", args=[review.workload_id, review.slug])


def tell_of_assigned(
    review: LensReview,
    places: Sequence[Any],
    *,
    before: Sequence[Who | None],
    made: Sequence[Assignment],
    assignee: User | None,
    by: User,
) -> None:
    """Of places that went to a person, or came back: one notice, one entry for each."""
    if not places:
        return
    titles = [_title(review, place) for place in places]
    for title, was, now in zip_longest(titles, before, made):
        record(
            organisation=review.workload.organisation_id,
            workload=review.workload,
            action="assignment.changed",
            by=by,
            subject=title,
            before=_said(was.assignment) if was else None,
            after=_said(now) if now else None,
        )
    question = places[0].question_id if len(places) == 1 else None
    tell(review.workload_id, "assignment", lens=review.slug, question=question or None)
    if assignee is not None:
        _notify(
            review,
            [assignee],
            Kind.ASSIGNED,
            partial(_words_of_assigned, review, titles, made[0], by),
            by,
            question=question or "",
        )


def _words_of_assigned(
    review: LensReview, titles: Sequence[str], made: Assignment, by: User
) -> str:
    what = (
        _("“%(title)s”") % {"title": _short(titles[0])}
        if len(titles) == 1
        else ngettext("%(n)s question", "%(n)s questions", len(titles)) % {"n": len(titles)}
    )
    words = {"by": by, "what": what, "workload": review.workload.name}
    if made.due:
        words["due"] = date_format(made.due, "SHORT_DATE_FORMAT")
        return _("%(by)s assigned %(what)s to you, due %(due)s (%(workload)s)") % words
    return _("%(by)s assigned %(what)s to you (%(workload)s)") % words


def tell_of_state(
    review: LensReview, question: Question, before: Work, after: Work, by: User
) -> None:
    record(
        organisation=review.workload.organisation_id,
        workload=review.workload,
        action="state.changed",
        by=by,
        subject=question.title,
        before={"state": before.state},
        after={"state": after.state, "answer_version": after.answer_version},
        why=after.note,
    )
    tell(review.workload_id, "state", lens=review.slug, question=after.question_id)
    users, words = _whom_and_what(review, before, after)
    if users:
        said = {"by": by, "question": _short(question.title), "workload": review.workload.name}
        note = f": {after.note}" if after.note else ""

        def text() -> str:
            return f"{words % said}{note}"

        _notify(review, users, Kind.STATE_CHANGED, text, by, question=after.question_id)


def _whom_and_what(
    review: LensReview, before: Work, after: Work
) -> tuple[Collection[User], str | Promise]:
    if after.state is State.READY:
        return leads_of(review), READY
    if after.state is State.AGREED:
        return _those_at(before), AGREED
    if after.state is State.KEPT_OPEN:
        return {*leads_of(review), *_those_at(before)}, KEPT_OPEN
    if before.state in (State.READY, State.AGREED) and after.note:
        return _those_at(before), SENT_BACK
    return (), ""


def _those_at(work: Work) -> set[User]:
    """Whoever has the question, and whoever took its last step."""
    assignee = work.who.user if work.who and work.who.here else None
    return {user for user in (assignee, work.by) if user}


def tell_of_agreed(review: LensReview, works: Sequence[Work], by: User) -> None:
    """Of several questions that were agreed to at once."""
    if not works:
        return
    lens = lens_of(review.version)
    for work in works:
        record(
            organisation=review.workload.organisation_id,
            workload=review.workload,
            action="state.changed",
            by=by,
            subject=lens.question(work.question_id).title,
            before={"state": work.state},
            after={"state": State.AGREED, "answer_version": work.answer_version},
        )
    tell(review.workload_id, "state", lens=review.slug)
    by_user: dict[User, int] = {}
    for work in works:
        for user in _those_at(work):
            by_user[user] = by_user.get(user, 0) + 1
    for user, number in by_user.items():
        text = partial(_words_of_agreed, review, number, by)
        _notify(review, [user], Kind.STATE_CHANGED, text, by)


def _words_of_agreed(review: LensReview, number: int, by: User) -> str:
    words = ngettext(
        "%(by)s agreed to %(n)s of your questions (%(workload)s)",
        "%(by)s agreed to %(n)s of your questions (%(workload)s)",
        number,
    )
    return words % {"by": by, "n": number, "workload": review.workload.name}


def tell_of_lapse(answer: Answer, was: State, agreed_by: User | None, by: User) -> None:
    """An answer changed after somebody looked at it."""
    review = answer.review
    question = lens_of(review.version).question(answer.question_id)
    users = {*([agreed_by] if agreed_by else []), *leads_of(review)}
    said = {"by": by, "question": _short(question.title), "workload": review.workload.name}
    tell(review.workload_id, "state", lens=review.slug, question=answer.question_id)
    text = partial(_words_of_lapse, was, said)
    _notify(review, users, Kind.STATE_CHANGED, text, by, question=answer.question_id)


def _words_of_lapse(was: State, said: Mapping[str, Any]) -> str:
    if was is State.AGREED:
        words = _("%(by)s changed the answer to “%(question)s” after it was agreed (%(workload)s)")
    else:
        words = _("%(by)s changed the answer to “%(question)s” while it was ready (%(workload)s)")
    return words % said


def tell_of_closing(review: LensReview, closing: Closing, users: Collection[User]) -> None:
    by = closing.reopened_by if closing.reopened_at else closing.closed_by
    opened = closing.reopened_at is not None
    record(
        organisation=review.workload.organisation_id,
        workload=review.workload,
        action="review.reopened" if opened else "review.closed",
        by=by,
        subject=review.version.lens.name,
        after={"agreed": closing.agreed, "kept_open": closing.kept_open},
        why=closing.reopened_because,
    )
    tell(review.workload_id, "state", lens=review.slug)
    said = {"by": by or "", "lens": review.version.lens.name, "workload": review.workload.name}
    _notify(review, users, Kind.STATE_CHANGED, partial(_words_of_closing, said, opened), by)


def _words_of_closing(said: Mapping[str, Any], opened: bool) -> str:
    if opened:
        return _("The review of %(workload)s with %(lens)s is open again") % said
    return _("%(by)s closed the review of %(workload)s with %(lens)s") % said


def _notify(
    review: LensReview,
    users: Collection[User],
    kind: str,
    text: Words,
    by: User | None,
    *,
    question: str = "",
) -> None:
    url = question_url(review.workload_id, review.slug, question) if question else work_url(review)
    notify(
        users=users,
        kind=kind,
        organisation=review.workload.organisation,
        text=text,
        url=url,
        by=by,
        workload_id=review.workload_id,
        key=f"{kind}-{review.pk}-{question}" if question else "",
    )


def _title(review: LensReview, place: Any) -> str:
    lens = lens_of(review.version)
    if place.question_id:
        return lens.question(place.question_id).title
    return next(pillar.name for pillar in lens.pillars if pillar.id == place.pillar_id)


def _short(title: str) -> str:
    return title if len(title) <= TITLE_LIMIT else f"{title[: TITLE_LIMIT - 1].rstrip()}…"


def _said(assignment: Assignment) -> dict[str, Any]:
    person = assignment.assignee
    return {
        "assignee": person.get_full_name() if person else None,
        "due": assignment.due.isoformat() if assignment.due else None,
    }
