"""Upgrading a lens review and undoing it: what would happen first, then the deed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from reviewapp.lenses.models import LensVersion
from reviewapp.people.access import can
from reviewapp.people.models import Role
from reviewapp.web.numbers import whole_number
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.totals import ReviewGone
from ..domain.upgrading import (
    AnswersMoved,
    NothingToUndo,
    ReviewClosed,
    StaleReview,
    UnknownVersion,
    answers_read,
    last_upgrade,
    newer_versions,
    steps_back,
    steps_to,
    undo_upgrade,
    upgrade_review,
)
from ..models import LensReview, LensUpgrade
from ..pages.moving import moving_context
from ..queries import reviews_with_lenses

OFF = gettext_lazy(
    "That lens is off this workload by now. Put it back first; its answers are kept."
)
NO_SUCH = gettext_lazy("There is no such version to upgrade to. Choose one of the list.")


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view()
def upgrade(request: HttpRequest, *, workload: Workload, review_id: UUID) -> HttpResponse:
    """What an upgrade to the version that the address names would do; POST does it."""
    review = _review(workload, review_id)
    if review is None:
        return _off(request, workload)
    if request.method == "POST":
        return _upgrade(request, review)
    versions = newer_versions([review], workload.organisation).get(review.pk, ())
    wanted = _chosen(versions, request.GET.get("to", ""))
    if wanted is None:
        words = _("Version %(version)s is the newest one.")
        messages.info(request, words % {"version": review.version.label})
        return redirect("reviews:lens", workload.pk, review.slug)
    return _upgrade_page(request, review, versions, wanted)


def _upgrade(request: HttpRequest, review: LensReview) -> HttpResponse:
    workload = review.workload
    try:
        done = upgrade_review(
            workload=workload,
            review_id=review.pk,
            read=whole_number(request.POST.get("read"), otherwise=0),
            to=whole_number(request.POST.get("to"), otherwise=0),
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleReview as stale:
        words = _("Somebody else took this review to %(version)s already.")
        messages.info(request, words % {"version": stale.current.label})
    except UnknownVersion:
        messages.error(request, NO_SUCH)
    except ReviewClosed as closed:
        messages.error(request, closed.words)
    except ReviewGone:
        return _off(request, workload)
    else:
        messages.success(request, _words_of_upgrade(done))
    return redirect("reviews:lens", workload.pk, review.slug)


def _words_of_upgrade(done: LensUpgrade) -> str:
    words = _(
        "The review is on version %(version)s, and it can be undone. "
        "“%(milestone)s” keeps how it stood."
    )
    return words % {"version": done.after.label, "milestone": done.milestone}


def _upgrade_page(
    request: HttpRequest, review: LensReview, versions: Sequence[LensVersion], wanted: LensVersion
) -> HttpResponse:
    context = moving_context(review, wanted, steps_to(review, wanted), request.GET)
    context |= {"versions": versions, "base": f"to={wanted.number}&", **_may(request)}
    return render(request, "reviews/upgrade.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view()
def undo(request: HttpRequest, *, workload: Workload, upgrade_id: UUID) -> HttpResponse:
    """What going back would do, and what of it people decided since; POST does it."""
    rows = LensUpgrade.objects.filter(review__workload=workload)
    found = get_object_or_404(rows.select_related("before__lens", "after__lens"), pk=upgrade_id)
    review = _review(workload, found.review_id)
    if review is None:
        return _off(request, workload)
    if request.method == "POST":
        return _undo(request, review, found)
    return _undo_page(request, review, found)


def _undo_page(
    request: HttpRequest, review: LensReview, found: LensUpgrade, *, moved: bool = False
) -> HttpResponse:
    if last_upgrade(review) != found:
        return _nothing(request, review)
    read = answers_read(review)
    context = moving_context(review, found.before, steps_back(found, review), request.GET)
    context |= {"upgrade": found, "read": read, "moved": moved, **_may(request)}
    return render(request, "reviews/undo.html", context, status=409 if moved else 200)


def _undo(request: HttpRequest, review: LensReview, found: LensUpgrade) -> HttpResponse:
    workload = review.workload
    try:
        milestone = undo_upgrade(
            workload=workload,
            upgrade_id=found.pk,
            by=request.user,  # type: ignore[arg-type]
            read=whole_number(request.POST.get("read"), otherwise=0),
        )[1]
    except AnswersMoved:
        return _undo_page(request, review, found, moved=True)
    except NothingToUndo:
        return _nothing(request, review)
    except ReviewClosed as closed:
        messages.error(request, closed.words)
        return redirect("reviews:lens", workload.pk, review.slug)
    except ReviewGone:
        return _off(request, workload)
    words = _(
        "The review is back on version %(version)s. “%(milestone)s” keeps how it stood before."
    )
    said = {"version": found.before.label, "milestone": milestone.name}
    messages.success(request, words % said)
    return redirect("reviews:lens", workload.pk, review.slug)


def _nothing(request: HttpRequest, review: LensReview) -> HttpResponse:
    messages.info(request, _("That upgrade is undone already, or a later one comes first."))
    return redirect("reviews:lens", review.workload_id, review.slug)


def _off(request: HttpRequest, workload: Workload) -> HttpResponse:
    messages.info(request, OFF)
    return redirect("reviews:lenses", workload.pk)


def _review(workload: Workload, review_id: UUID) -> LensReview | None:
    """One on the workload; None for one that was taken off. Http404 for any other."""
    get_object_or_404(LensReview.every.filter(workload=workload).only("pk"), pk=review_id)
    found = reviews_with_lenses(workload).filter(pk=review_id).first()
    if found:
        found.workload = workload
    return found


def _chosen(versions: Sequence[LensVersion], number: str) -> LensVersion | None:
    """The version of that number; the newest where none is asked for, or none that there is."""
    asked = (version for version in versions if str(version.number) == number)
    return next(asked, versions[0] if versions else None)


def _may(request: HttpRequest) -> dict[str, Any]:
    return {"can_write": can(request, Role.LEAD)}
