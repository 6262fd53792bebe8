"""What a thread is about, named so that scans and upgrades of a lens leave the name as it is."""

import hashlib
import json
from dataclasses import dataclass

from pillars.lens.model import Choice, Lens, Question
from reviewapp.findings.checks import check_title
from reviewapp.findings.models import Finding
from reviewapp.reviews.models import LensReview

from ..models import SubjectKind, place_of

TITLE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """A question, one of its choices, or a finding of whatever scan.

    `title`, `detail` and the pillar are what it is called now; the rest says which it is.
    """

    kind: SubjectKind
    review: LensReview | None = None
    question_id: str = ""
    choice_id: str = ""
    check_id: str = ""
    account: str = ""
    region: str = ""
    resource: str = ""
    title: str = ""
    detail: str = ""
    pillar_id: str = ""
    pillar_name: str = ""

    @property
    def key(self) -> str:
        """The same for every page, scan and version of the lens that has the thing."""
        review = str(self.review.pk) if self.review else ""
        name = [self.kind, review, self.question_id, self.choice_id]
        name += [self.check_id, self.account, self.region, self.resource]
        return hashlib.sha256(json.dumps(name).encode()).hexdigest()

    @property
    def place(self) -> str:
        return place_of(self.key)


def of_question(review: LensReview, lens: Lens, question: Question) -> Subject:
    return Subject(
        SubjectKind.QUESTION,
        review=review,
        question_id=question.id,
        title=question.title[:TITLE_LIMIT],
        **_pillar(lens, question),
    )


def of_choice(review: LensReview, lens: Lens, question: Question, choice: Choice) -> Subject:
    return Subject(
        SubjectKind.CHOICE,
        review=review,
        question_id=question.id,
        choice_id=choice.id,
        title=question.title[:TITLE_LIMIT],
        detail=choice.title[:TITLE_LIMIT],
        **_pillar(lens, question),
    )


def of_finding(finding: Finding) -> Subject:
    """Every scan finds anew: what stays is the check, the place and the resource."""
    return Subject(
        SubjectKind.FINDING,
        check_id=finding.check_id,
        account=finding.account,
        region=finding.region,
        resource=finding.resource,
        title=check_title(finding.check_id)[:TITLE_LIMIT],
        detail=(finding.resource_name or finding.resource or finding.account)[:TITLE_LIMIT],
    )


def _pillar(lens: Lens, question: Question) -> dict[str, str]:
    pillars = (each for each in lens.pillars if question in each.questions)
    found = next(pillars, None)
    return {"pillar_id": found.id, "pillar_name": found.name[:200]} if found else {}
