"""Assignments and states on pages of earlier stages, which know nothing of them."""

from typing import Any

from django import template
from django.http import HttpRequest

from reviewapp.people.models import Membership
from reviewapp.reviews.models import LensReview

from ..domain.board import Board
from ..domain.closing import last_closing
from ..pages.line import line_context
from ..queries import totals_of

register = template.Library()
Context = dict[str, Any]


@register.inclusion_tag("assignments/_line.html", takes_context=True)
def question_line(context: Context) -> Context:
    """Takes `nav`, `review` and `request` of a question's page."""
    nav = context["nav"]
    review: LensReview = context["review"]
    return _with_token(
        context,
        line_context(context["request"], review, nav.current.work.work, show=nav.show),
    )


@register.inclusion_tag("assignments/_state.html", takes_context=True)
def question_state(context: Context) -> Context:
    """What of the line follows from the answer, to be put in place after a save."""
    return {**question_line(context), "oob": True}


@register.inclusion_tag("assignments/_team_head.html", takes_context=True)
def review_team(context: Context) -> Context:
    """How far the review is, for its overview. Takes `nav`, `review` and `request`."""
    review: LensReview = context["review"]
    works = [item.work.work for pillar in context["nav"].pillars for item in pillar.items]
    board = Board(review, {work.question_id: work for work in works}, {}, ())
    return {
        "review": review,
        "workload": review.workload,
        "request": context["request"],
        "board": board,
        "closing": last_closing(review) if review.closed_at else None,
    }


@register.inclusion_tag("assignments/_my_totals.html", takes_context=True)
def my_questions(context: Context) -> Context:
    """How many questions wait for the person, for the dashboard: one query."""
    request: HttpRequest = context["request"]
    membership: Membership | None = request.membership  # type: ignore[attr-defined]
    return {"totals": totals_of(membership) if membership else None}


def _with_token(context: Context, more: Context) -> Context:
    return {**more, "csrf_token": context.get("csrf_token")}
