"""What a person may do to the state of a question."""

from dataclasses import dataclass

from reviewapp.people.access import Rights

from ..models import State
from .board import Work


@dataclass(frozen=True, slots=True)
class Step:
    """`noted`: a note must say why."""

    to: State
    noted: bool = False


def steps_for(work: Work, rights: Rights) -> list[Step]:
    """In the order in which they are offered; none for who only reads.

    Ready and agreed speak of an answer: there must be one. What a lead agreed to, only a lead
    takes back.
    """
    if work.state is State.AGREED:
        return [Step(State.OPEN, noted=True)] if rights.lead else []
    steps = []
    if rights.lead and work.answered:
        steps.append(Step(State.AGREED))
    if not rights.answers(work.pillar_id):
        return steps
    if work.answered and work.state is not State.READY:
        steps.append(Step(State.READY))
    if work.state is not State.OPEN:
        steps.append(Step(State.OPEN, noted=rights.lead and work.state is State.READY))
    if work.state is not State.KEPT_OPEN:
        steps.append(Step(State.KEPT_OPEN, noted=True))
    return steps


def step_to(work: Work, rights: Rights, to: str) -> Step | None:
    return next((step for step in steps_for(work, rights) if step.to == to), None)
