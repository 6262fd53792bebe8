"""Copying answers from another workload's review, or from a milestone, question by question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pillars.lens.model import Question
from reviewapp.lenses.domain.reading import lens_for, lens_of

from ..models import Answer, LensReview, Milestone, RiskLevel
from .decisions import ChoiceDetail, Decision, decision_of
from .evidence_items import attached_to, with_attached
from .evidence_parts import item_part
from .proposing import Proposal, proposal

ANSWERED = (RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.NONE, RiskLevel.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """An answer as the source has it; `titles` says what its choices are called there.

    `items`: what people attached to it, as documents have it.
    """

    decision: Decision
    risk: str
    by: str
    on: str
    titles: Mapping[str, str]
    items: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where answers are copied from: `name` as histories keep it, `title` for people; the answers
    by question id.
    """

    name: str
    title: str
    version: str
    answers: Mapping[str, SourceAnswer]


def source_reviews(review: LensReview) -> QuerySet[LensReview]:
    """The reviews of the organisation's other workloads with the same lens, by name."""
    return (
        LensReview.objects.filter(
            version__lens=review.version.lens_id,
            workload__organisation=review.workload.organisation_id,
        )
        .exclude(workload=review.workload_id)
        .exclude(high=0, medium=0, none=0, not_applicable=0)
        .select_related("workload", "version")
        .defer("version__document")
        .order_by("workload__name", "pk")
    )


def source_milestones(review: LensReview) -> QuerySet[Milestone]:
    """The workload's milestones that hold this lens, newest first; documents stay unread."""
    holds = {"lenses": [{"alias": review.slug}]}
    found = Milestone.objects.filter(workload=review.workload_id, document__contains=holds)
    return found.defer("document").order_by("-number")


def of_review(source: LensReview) -> Source:
    """What another workload's review says now: two queries."""
    titles = {each.id: _titles(each) for each in lens_of(source.version).questions}
    answers = source.answers.filter(risk__in=ANSWERED).select_related("updated_by")
    found = {each.question_id: _of_answer(each, titles) for each in with_attached(answers)}
    name = source.workload.name
    title = _("Copy from “%(workload)s”") % {"workload": name}
    return Source(f"“{name}”", title, source.version.label, found)


def of_milestone(milestone: Milestone, slug: str) -> Source:
    """What a milestone froze of the lens that has that slug on the workload."""
    frozen = next(each for each in milestone.document["lenses"] if each["alias"] == slug)
    questions = (each for pillar in frozen["pillars"] for each in pillar["questions"])
    found = {each["id"]: _of_document(each) for each in questions if each["risk"] in ANSWERED}
    version = frozen.get("version_label") or str(frozen["version"])
    title = _("Copy from the milestone “%(name)s”") % {"name": milestone.name}
    return Source(f"the milestone “{milestone.name}”", title, version, found)


def proposals(review: LensReview, source: Source) -> list[Proposal]:
    """What copying would change here, in the order of the lens; unanswered ones are not copied."""
    lens = lens_for(review.version, review.workload.organisation_id)
    return [
        found
        for answer in review.answers.order_by("position")
        if (said := source.answers.get(answer.question_id))
        and (found := _proposal(lens.question(answer.question_id), answer, said, source))
    ]


def _proposal(
    question: Question, answer: Answer, said: SourceAnswer, source: Source
) -> Proposal | None:
    known = {choice.id for choice in question.choices}
    gone = sorted((said.decision.selected | said.decision.choice_details.keys()) - known)
    return proposal(
        question=question,
        answer=answer,
        decision=_within(said.decision, known),
        why=_why(source, said),
        source_risk=said.risk,
        left_out=[said.titles.get(each, each) for each in gone],
        items=said.items,
    )


def _within(decision: Decision, known: set[str]) -> Decision:
    details = {key: each for key, each in decision.choice_details.items() if key in known}
    return replace(decision, selected=decision.selected & known, choice_details=details)


def _why(source: Source, said: SourceAnswer) -> str:
    decided = f", decided by {said.by}" if said.by else ""
    when = f" on {said.on}" if said.on else ""
    return f"Copied from {source.name}, version {source.version}{decided}{when}."


def _titles(question: Question) -> dict[str, str]:
    return {choice.id: choice.title for choice in question.choices}


def _of_answer(answer: Answer, titles: Mapping[str, Mapping[str, str]]) -> SourceAnswer:
    return SourceAnswer(
        decision=decision_of(answer),
        risk=answer.risk,
        by=str(answer.updated_by or ""),
        on=answer.updated_at.date().isoformat() if answer.updated_at else "",
        titles=titles.get(answer.question_id, {}),
        items=[item_part(item) for item in attached_to(answer)],
    )


def _of_document(question: Mapping[str, Any]) -> SourceAnswer:
    choices = question["choices"]
    return SourceAnswer(
        decision=Decision(
            selected=frozenset(each["id"] for each in choices if each["selected"]),
            not_applicable=question["not_applicable"],
            reason=question["reason"],
            notes=question["notes"],
            choice_details=dict(_details(choices)),
        ),
        risk=question["risk"],
        by=question["updated_by"] or "",
        on=(question["updated_at"] or "")[:10],
        titles={each["id"]: each["title"] for each in choices},
        items=question.get("attached", ()),
    )


def _details(choices: list[dict[str, Any]]) -> Iterator[tuple[str, ChoiceDetail]]:
    for each in choices:
        yield each["id"], ChoiceDetail(each["not_applicable"], each["reason"], each["notes"])
