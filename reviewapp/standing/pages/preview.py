"""What a template would do to workloads, before anything is written."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from reviewapp.reviews.pages.navigator import question_url
from reviewapp.workloads.models import Workload

from ..domain.claims import Claims, Slot
from ..domain.grounds import Ground, read_grounds
from ..domain.merging import Fate
from ..domain.planning import QuestionPlan, Skipped, SlotPlan, WorkloadPlan, plan_workload
from ..domain.standings import Standing, places_of, standings_of, tried
from ..models import ReviewTemplate
from .texts import Texts, texts_of, words_of

PER_PAGE = 10
Taken = Mapping[UUID, Mapping[Slot, int]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """People decided it before the template came. `token` names it, as it was looked at."""

    slot: SlotPlan
    token: str
    taken: bool


@dataclass(frozen=True, slots=True)
class PreviewQuestion:
    """`changes` happen, `conflicts` are for the person to choose, `kept` stay people's."""

    plan: QuestionPlan
    url: str
    changes: list[SlotPlan]
    conflicts: list[Conflict]
    kept: list[SlotPlan]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What the template says and the workload has no place for, in words."""

    lens: str
    question: str
    choice: str
    why: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One workload. `later` are slots of which another template of it speaks first."""

    workload: Workload
    questions: list[PreviewQuestion]
    later: list[SlotPlan]
    skipped: list[Unsaid]

    @property
    def changes(self) -> int:
        return sum(each.plan.changes for each in self.questions)

    @property
    def conflicts(self) -> int:
        return sum(len(each.conflicts) for each in self.questions)

    @property
    def kept(self) -> int:
        return sum(len(each.kept) for each in self.questions)


def preview(
    workloads: Sequence[Workload],
    template: ReviewTemplate,
    said: Claims,
    *,
    version: int,
    taken: Collection[str],
) -> list[PreviewRow]:
    """What would become of each workload if the template said this there.

    Args:
        workloads: of the template's organisation; those that do not use it yet would.
        template: the template.
        said: what it would say.
        version: the number that this would have.
        taken: tokens of conflicts that the person gives to the template.
    """
    standings = standings_of(workloads)
    trying = {
        each.pk: tried(standings[each.pk], template, said, version=version) for each in workloads
    }
    places = {place for found in trying.values() for place in places_of(found)}
    texts = texts_of({slot.lens for slot in said}, template.organisation)
    takes = takes_of(taken)
    return [
        _row(ground, trying[ground.workload.pk], template, texts, takes)
        for ground in read_grounds(workloads, places)
    ]


def takes_of(tokens: Iterable[str]) -> dict[UUID, dict[Slot, int]]:
    """By workload the slots that tokens name, each with the answer's version; others are none."""
    found: dict[UUID, dict[Slot, int]] = {}
    for token in tokens:
        try:
            workload, lens, question, choice, version = json.loads(token)
            slot = Slot(str(lens), str(question), str(choice))
            found.setdefault(UUID(str(workload)), {})[slot] = int(version)
        except (ValueError, TypeError, RecursionError):
            continue
    return found


def token_of(plan: QuestionPlan, slot: Slot) -> str:
    workload = str(plan.ground.workload.pk)
    return json.dumps([workload, *slot, plan.answer.version], separators=(",", ":"))


def carried(taken: Iterable[str], shown: Iterable[PreviewRow]) -> list[str]:
    """Tokens that belong to other pages; those of this one are its boxes."""
    here = {str(row.workload.pk) for row in shown}
    return sorted(t for t in taken if str(next(iter(takes_of([t])), "")) not in here | {""})


def _row(
    ground: Ground,
    standings: list[Standing],
    template: ReviewTemplate,
    texts: Texts,
    takes: Taken,
) -> PreviewRow:
    mine = takes.get(ground.workload.pk, {})
    pending = {slot: version for each in standings for slot, version in each.takes.items()}
    before = plan_workload(ground, standings, pending)
    after = plan_workload(ground, standings, {**pending, **mine}) if mine else before
    questions = _questions(before, after, template, mine)
    return PreviewRow(
        workload=ground.workload,
        questions=questions,
        later=_later(after, template),
        skipped=[_unsaid(each, texts) for each in after.skipped if _is(each, template)],
    )


def _questions(
    before: WorkloadPlan, after: WorkloadPlan, template: ReviewTemplate, mine: Mapping[Slot, int]
) -> list[PreviewQuestion]:
    rows = []
    for first, last in zip(before.questions, after.questions, strict=True):
        conflicts = [
            Conflict(each, token_of(first, each.slot), mine.get(each.slot) == first.answer.version)
            for each in first.of(Fate.CONFLICT)
            if each.standing.template.pk == template.pk
        ]
        asked = {each.slot.slot for each in conflicts}
        row = PreviewQuestion(
            plan=last,
            url=question_url(last.ground.workload.pk, last.review.slug, last.question.id),
            changes=[each for each in last.slots if each.changes and each.slot not in asked],
            conflicts=conflicts,
            kept=[
                each
                for each in last.of(Fate.OVERRIDDEN)
                if each.standing.template.pk == template.pk
            ],
        )
        if row.plan.changes or row.conflicts or row.kept:
            rows.append(row)
    return rows


def _later(plan: WorkloadPlan, template: ReviewTemplate) -> list[SlotPlan]:
    return [
        slot
        for question in plan.questions
        for slot in question.slots
        if any(each.template.pk == template.pk for each in slot.behind)
    ]


def _is(skipped: Skipped, template: ReviewTemplate) -> bool:
    return skipped.standing.template.pk == template.pk


def _unsaid(skipped: Skipped, texts: Texts) -> Unsaid:
    return Unsaid(*words_of(texts, skipped.slot), why=str(skipped.why))


def unsaid_rows(skipped: Iterable[Skipped], texts: Texts) -> list[Unsaid]:
    return [_unsaid(each, texts) for each in skipped]


def preview_context(rows: list[PreviewRow], taken: Iterable[str]) -> dict[str, Any]:
    return {"rows": rows, "taken": "\n".join(carried(taken, rows))}
