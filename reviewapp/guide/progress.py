"""How far a person is on the way to the first decided review, read from what there is.

Nothing of it is stored but that somebody put the guide away: whoever goes on later, or does a step
elsewhere, finds it where they are.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from reviewapp.collection.models import Run
from reviewapp.people.models import Membership
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Connection, Workload
from reviewapp.workloads.owning import may_create
from reviewapp.workloads.queries import visible_workloads

from .models import Guidance


class Step(StrEnum):
    WORKLOAD = "workload"
    CONNECT = "connect"
    LENS = "lens"
    SCAN = "scan"
    REVIEW = "review"


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps with their states, and the workload that is furthest; None before there is one."""

    workload: Workload | None
    done: frozenset[Step]

    @property
    def now(self) -> Step | None:
        """The first step that is left; None where all are done."""
        return next((step for step in Step if step not in self.done), None)

    @property
    def finished(self) -> bool:
        return self.now is None

    def state(self, step: Step) -> StepState:
        if step in self.done:
            return StepState.DONE
        return StepState.NOW if step is self.now else StepState.LATER


def progress_of(membership: Membership) -> Progress:
    """One query."""
    furthest = _furthest(visible_workloads(membership)).first()
    return Progress(furthest, frozenset(_done(furthest) if furthest else ()))


def _furthest(workloads: QuerySet[Workload]) -> QuerySet[Workload]:
    """The workload that most is done for; the newest among equals."""
    of_workload = {"workload": OuterRef("pk")}
    return (
        workloads.filter(archived_at=None)
        .annotate(
            connected=Exists(Connection.objects.filter(**of_workload)),
            reviewed=Exists(LensReview.objects.filter(**of_workload)),
            scanning=Exists(Run.objects.filter(**of_workload)),
        )
        .order_by("-questions_answered", "-scanning", "-connected", "-created_at")
        .defer("purpose", "notes", "traffic_notes")
    )


def _done(workload: Workload) -> list[Step]:
    known = {
        Step.WORKLOAD: True,
        Step.CONNECT: workload.connected,  # type: ignore[attr-defined]
        Step.LENS: workload.reviewed,  # type: ignore[attr-defined]
        Step.SCAN: workload.last_scan_at is not None,
        Step.REVIEW: workload.questions_answered > 0,
    }
    if known[Step.REVIEW]:
        return list(Step)  # whoever answers by hand needs neither connection nor scan
    return [step for step, done in known.items() if done]


def is_led(membership: Membership) -> bool:
    """Whether the guide is for this person: who can set up workloads, and did not put it away."""
    away = Guidance.objects.filter(
        organisation=membership.organisation_id, user=membership.user_id
    ).exists()
    return not away and may_create(membership)


def put_away(membership: Membership) -> None:
    Guidance.objects.get_or_create(
        organisation_id=membership.organisation_id, user_id=membership.user_id
    )


def take_out(membership: Membership) -> None:
    Guidance.objects.filter(
        organisation=membership.organisation_id, user=membership.user_id
    ).delete()
