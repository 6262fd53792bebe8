"""Decisions proposed from elsewhere: what each would change, and writing those that were chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from pillars.lens.model import Question
from pillars.risk import Risk, assess
from reviewapp.audit.domain import gathering
from reviewapp.lenses.domain.reading import lens_for
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from ..models import Answer, LensReview, Origin
from .decisions import Decision, InvalidDecision, decision_of, selection_of, settled
from .evidence_parts import copy_items
from .merging import Difference, differences
from .reviews import current_facts
from .totals import ReviewGone, held_review, hold_workload, recount
from .writing import Verdicts, verdicts_of, write_answer


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an answer would become, and where that comes from.

    `items`: what people attached to it there, which comes along with where it is from.
    `left_out`: titles or ids of what the source says and this lens version has no choice for.
    """

    question: Question
    answer: Answer
    decision: Decision
    why: str
    source_risk: str = ""
    left_out: tuple[str, ...] = ()
    items: tuple[Mapping[str, Any], ...] = ()

    @property
    def question_id(self) -> str:
        return self.question.id

    @property
    def changes(self) -> list[Difference]:
        """Field by field: `theirs` as it stands, `mine` as it would be."""
        now = decision_of(self.answer)
        return differences(self.question, base=None, mine=self.decision, theirs=now)

    def risk(self, facts: frozenset[str]) -> Risk:
        """The risk that the answer would have."""
        return assess(self.question, selection_of(self.decision), facts).risk


@dataclass(frozen=True, slots=True)
class Written:
    """How many answers changed, and the questions that somebody else changed meanwhile."""

    changed: int
    stale: tuple[str, ...]


def proposal(
    *,
    question: Question,
    answer: Answer,
    decision: Decision,
    why: str,
    source_risk: str = "",
    left_out: Iterable[str] = (),
    items: Iterable[Mapping[str, Any]] = (),
) -> Proposal | None:
    """A proposal, or None where it would change nothing or cannot be kept."""
    try:
        tidy = settled(question, decision)
    except InvalidDecision:
        return None
    if tidy == decision_of(answer):
        return None
    return Proposal(question, answer, tidy, why, source_risk, tuple(left_out), tuple(items))


@transaction.atomic
@gathering()
def write_proposals(
    *,
    review: LensReview,
    proposals: Iterable[Proposal],
    read_versions: dict[str, int],
    by: User | None,
    origin: Origin,
) -> Written:
    """Writes the proposals over the versions that were read; an answer changed since is left.

    So are all of them where the review moved to another major version of its lens since it was
    read, or where the lens was taken off.

    Args:
        review: whose answers.
        proposals: what was chosen.
        read_versions: question id to the answer's version on the page that it was chosen from.
        by: who chose.
        origin: where the decisions come from.
    """
    workload = hold_workload(review.workload_id)
    wanted = {each.question_id: each for each in proposals}
    if not _on_the_same(workload, review):
        return Written(0, tuple(wanted))
    facts = current_facts(workload)
    lens = lens_for(review.version, workload.organisation_id)
    review.workload = workload
    answers = list(review.answers.filter(question_id__in=wanted))
    verdicts = verdicts_of(answers)
    stale = [a.question_id for a in answers if a.version != read_versions.get(a.question_id)]
    changed = 0
    for answer in answers:
        key, proposal = answer.question_id, wanted[answer.question_id]
        if key in stale or decision_of(answer) == proposal.decision:
            continue
        said = verdicts.get((review.pk, key), {})
        question = lens.question(key)
        _write(proposal, answer, question, facts=facts, verdicts=said, by=by, origin=origin)
        changed += 1
    recount(workload, review)
    return Written(changed, tuple(stale))


def _write(
    proposal: Proposal,
    answer: Answer,
    question: Question,
    *,
    facts: frozenset[str],
    verdicts: Verdicts,
    by: User | None,
    origin: Origin,
) -> None:
    write_answer(
        answer,
        question=question,
        decision=proposal.decision,
        facts=facts,
        verdicts=verdicts,
        by=by,
        origin=origin,
        why=proposal.why,
    )
    asked = {choice.id for choice in question.choices}
    copy_items(answer, proposal.items, choices=asked, why=proposal.why, by=by)


def _on_the_same(workload: Workload, review: LensReview) -> bool:
    """Whether the review still asks what it asked when it was read. The workload is held."""
    try:
        return held_review(workload, review.pk).version.major == review.version.major
    except ReviewGone:
        return False
