"""What the index keeps of each kind of thing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pillars.kinds import kinds
from reviewapp.collection.models import Fact
from reviewapp.comments.domain.mentions import names_for
from reviewapp.comments.markdown import plain
from reviewapp.comments.models import Comment
from reviewapp.findings.checks import check_title
from reviewapp.findings.models import Finding, FindingVerdict
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.reviews.models import Answer, RiskLevel
from reviewapp.workloads.models import Workload

from ..models import MAX_TITLE, Entry, Kind
from .words import MOST_CHARACTERS, indexed

WEIGHTS = {RiskLevel.HIGH: 2, RiskLevel.MEDIUM: 1}


def workload_entry(workload: Workload) -> Entry:
    lines = [
        workload.description,
        workload.purpose,
        workload.business_owner,
        workload.review_owner,
        workload.industry,
        " ".join(workload.account_ids),
        _tags(workload.tags),
        workload.notes,
    ]
    return _entry(workload, Kind.WORKLOAD, workload.pk, workload.name, lines, workload.updated_at)


def answer_entry(answer: Answer) -> Entry | None:
    """None where nobody decided anything, or the lens has the question no more."""
    review = answer.review
    asked = lens_of(review.version).questions
    question = next((each for each in asked if each.id == answer.question_id), None)
    if question is None or answer.retired or not answer.version or not answer.updated_at:
        return None
    lines = [answer.notes]
    lines += [detail.get("notes", "") for detail in answer.choice_details.values()]
    where = {"lens": review.slug, "question": answer.question_id}
    entry = _entry(
        review.workload, Kind.ANSWER, answer.pk, question.title, lines, answer.updated_at, where
    )
    entry.review_id = review.pk
    entry.weight = WEIGHTS.get(RiskLevel(answer.risk), 0)
    return entry


def comment_entry(comment: Comment) -> Entry:
    """Of a comment with its thread and the thread's workload."""
    thread = comment.thread
    text = plain(comment.text, names_for([comment]))
    where = {"thread": str(thread.pk), "comment": str(comment.pk)}
    at = comment.edited_at or comment.at
    entry = _entry(thread.workload, Kind.COMMENT, comment.pk, thread.title, [text], at, where)
    entry.review_id = thread.review_id
    return entry


def finding_entry(workload: Workload, finding: Finding, at: datetime) -> Entry:
    lines = [finding.reason, finding.resource_name, finding.resource]
    lines += [f"{finding.account} {finding.region}", finding.check_id]
    title = check_title(finding.check_id)
    where = {"finding": finding.pk}
    entry = _entry(workload, Kind.FINDING, finding.pk, title, lines, at, where)
    fails = finding.verdict == FindingVerdict.FAIL and finding.suppression_id is None
    entry.weight = 2 if fails else 0
    return entry


def resource_entry(workload: Workload, fact: Fact) -> Entry:
    kind = kinds().get(fact.kind)
    label = kind.label if kind else fact.kind
    lines = [fact.resource, label, f"{fact.account} {fact.region}", _tags(fact.tags)]
    title = fact.name or fact.resource.rsplit("/", 1)[-1].rsplit(":", 1)[-1] or fact.resource
    return _entry(workload, Kind.RESOURCE, fact.pk, title, lines, fact.at, {"fact": fact.pk})


def _entry(  # noqa: PLR0917 - the columns
    workload: Workload,
    kind: Kind,
    key: Any,
    title: str,
    lines: list[str],
    at: datetime,
    where: Mapping[str, Any] | None = None,
) -> Entry:
    body = "\n".join(line for line in lines if line)[:MOST_CHARACTERS]
    return Entry(
        organisation_id=workload.organisation_id,
        workload=workload,
        kind=kind.value,
        key=str(key),
        title=title[:MAX_TITLE],
        body=body,
        where=dict(where or {}),
        at=at,
        head=indexed(title[:MAX_TITLE]),
        words=indexed(body),
    )


def _tags(tags: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in tags.items())
