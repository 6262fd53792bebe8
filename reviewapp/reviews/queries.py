"""Reads for the review's pages; the number of queries never grows with the lens."""

from collections.abc import Mapping

from django.db.models import QuerySet

from reviewapp.collection.models import Run
from reviewapp.workloads.models import Workload

from .models import Answer, LensReview, Milestone, Suggestion

STANDING = (
    "pk",
    "question_id",
    "pillar_id",
    "position",
    "version",
    "risk",
    "suggested_risk",
    "disagrees",
    "by_person",
    "stale",
)


def reviews_with_lenses(workload: Workload) -> QuerySet[LensReview]:
    """The workload's lens reviews with lens and run; the lens documents stay unread."""
    return (
        LensReview.objects.filter(workload=workload)
        .select_related("version__lens", "prefilled_from")
        .defer("version__document")
        .order_by("created_at", "pk")
    )


def standings(review: LensReview) -> Mapping[str, Answer]:
    """How every question stands, by its id, without the words of the answers."""
    answers = Answer.objects.filter(review=review).only("review_id", *STANDING)
    return {answer.question_id: answer for answer in answers}


def answers_in_full(review: LensReview) -> list[Answer]:
    return list(Answer.objects.filter(review=review).order_by("position"))


def answer_in_full(review: LensReview, question_id: str) -> Answer | None:
    """One answer with who wrote it last."""
    answers = Answer.objects.select_related("updated_by").filter(review=review)
    return answers.filter(question_id=question_id).first()


def suggestions_of(review: LensReview, question_id: str) -> Mapping[str, Suggestion]:
    """What the latest run says of each choice of a question, by the choice's id."""
    found = review.suggestions.filter(question_id=question_id)
    return {suggestion.choice_id: suggestion for suggestion in found}


def milestones_of(workload: Workload) -> QuerySet[Milestone]:
    """Newest first; the documents stay unread."""
    return workload.milestones.select_related("created_by", "run").defer("document")


def latest_run(workload: Workload) -> Run | None:
    """The newest run in whatever state, to tell what goes on."""
    return workload.runs.order_by("-queued_at").first()
