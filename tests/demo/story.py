"""The demo from its first start to a scan after changes, told once and asked by many tests."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.management import call_command
from django.db.models import Sum

from reviewapp.assignments.models import Assignment, QuestionState, State
from reviewapp.collection.domain import start_run
from reviewapp.collection.models import Run
from reviewapp.comments.models import Comment, Mention, Thread
from reviewapp.demo.workloads import SHOP
from reviewapp.meetings.models import Meeting, ParkedItem
from reviewapp.meetings.queries import meetings_of
from reviewapp.meetings.writing import html_of
from reviewapp.notices.models import Notice
from reviewapp.people.models import Membership, Organisation, User
from reviewapp.reviews.models import Answer, AnswerChange, Milestone, Suggestion
from reviewapp.reviews.scan import scan
from reviewapp.scanners.models import ImportedReport
from reviewapp.workloads.models import Connection, SignificantEvent, Workload

from .hearing import Calls, hearing

COUNTED = (
    Organisation,
    User,
    Membership,
    Workload,
    SignificantEvent,
    Connection,
    Run,
    Answer,
    AnswerChange,
    Milestone,
    Assignment,
    QuestionState,
    Comment,
    Mention,
    Meeting,
    ParkedItem,
    Notice,
)


@dataclass
class Scanned:
    """What one scan came to, as plain data."""

    state: str
    failure: str
    parts: dict[tuple[str, str], str]
    facts: list[tuple[str, str, str]]  # kind, region, resource
    verdicts: dict[str, str]
    findings: set[tuple[str, str, str]]  # check, verdict, name of the resource

    def resources(self) -> set[str]:
        """What stands in the account, each once; what only tells of others left out."""
        telling = (
            "tagging.",
            "cloudwatch.instance_cpu",
            "computeoptimizer.",
            "cloudwatch.usage",
            "iam.credential",
        )
        return {each for kind, _, each in self.facts if not kind.startswith(telling)}

    def services(self) -> set[str]:
        return {kind.partition(".")[0] for kind, _, _ in self.facts}


@dataclass
class Story:
    first: Scanned
    rows: Counter[str]
    rows_again: Counter[str]
    endpoint_again: str
    answers: dict[tuple[str, str], dict[str, Any]]
    milestones: list[tuple[str, str]]
    totals: dict[str, int]
    changed: Scanned
    reports: dict[str, tuple[int, int]]
    heard: Calls
    counted: int  # calls, as the runs themselves count them
    minutes: str
    agreed: str
    told: list[str] = field(default_factory=list)


def tell(endpoint: str) -> Story:
    """Starts the demo, starts it again, changes the account and scans it once more."""
    with hearing() as heard:
        return _tell(endpoint, heard)


def _tell(endpoint: str, heard: Calls) -> Story:
    call_command("demo", "workload", endpoint=endpoint, stderr=_Nowhere())
    shop = Workload.objects.get(name=SHOP)
    first, rows, reports = scanned(shop), count(), reported(shop)
    answers = {(a.review.workload.name, a.question_id): _told(a) for a in Answer.objects.all()}
    milestones = list(Milestone.objects.values_list("workload__name", "name"))
    totals = dict(Workload.objects.values_list("name", "questions_answered"))
    minutes = minutes_of(shop)
    elsewhere = endpoint.replace("127.0.0.1", "localhost")
    call_command("demo", "workload", endpoint=elsewhere, stderr=_Nowhere())
    rows_again, again = count(), shop.connections.get().endpoint_url
    call_command("demo", "change", endpoint=endpoint, stdout=_Nowhere())
    scan(str(start_run(workload=shop, queue=False).pk))
    counted = Run.objects.aggregate(calls=Sum("calls"))["calls"]
    changed = scanned(shop)
    return Story(
        first,
        rows,
        rows_again,
        again,
        answers,
        milestones,
        totals,
        changed,
        reports,
        heard,
        counted,
        minutes,
        cleared_and_started(endpoint),
    )


def cleared_and_started(endpoint: str) -> str:
    """How the question that they made ready stands after a start, where people had agreed to it
    and then cleared away what was said and given.
    """
    QuestionState.objects.update(state=State.AGREED)
    for model in (Meeting, Thread, Assignment):
        model.objects.all().delete()
    call_command("demo", "workload", endpoint=endpoint, stderr=_Nowhere())
    return QuestionState.objects.get().state


def minutes_of(workload: Workload) -> str:
    """What the minutes of its one meeting say."""
    meeting = meetings_of(workload).get()
    meeting.workload = meeting.review.workload = workload
    return html_of(meeting)


def reported(workload: Workload) -> dict[str, tuple[int, int]]:
    """What fails and what passes by each other tool."""
    found = ImportedReport.objects.filter(workload=workload, current=True, messages=[])
    return {each.tool: (each.failed, each.passed) for each in found}


def count() -> Counter[str]:
    return Counter({model.__name__: model.objects.count() for model in COUNTED})


def scanned(workload: Workload) -> Scanned:
    run = workload.runs.order_by("-queued_at")[0]
    suggestions = Suggestion.objects.filter(
        review__workload=workload, review__version__lens__alias="foundations"
    )
    return Scanned(
        state=run.state,
        failure=run.failure,
        parts={(part.region, part.service): part.state for part in run.parts.all()},
        facts=list(run.facts.values_list("kind", "region", "resource")),
        verdicts=dict(suggestions.values_list("choice_id", "verdict")),
        findings=set(run.findings.values_list("check_id", "verdict", "resource_name")),
    )


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "selected": answer.selected,
        "risk": answer.risk,
        "disagrees": answer.disagrees,
        "notes": answer.notes,
        "by": str(answer.updated_by),
        "by_person": answer.by_person,
    }


class _Nowhere:
    def write(self, *_: object) -> None:
        """Progress is for people."""

    def flush(self) -> None:
        """Nothing is kept."""
