"""How workloads stand to templates: the workloads of a template, the templates of a workload."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reviewapp.reviews.pages.navigator import question_url
from reviewapp.workloads.models import Workload

from ..domain.grounds import read_grounds
from ..domain.merging import OURS, PEOPLES, Fate
from ..domain.planning import QuestionPlan, SlotPlan, WorkloadPlan, plan_workload
from ..domain.standings import Standing, places_of, standings_of
from ..models import ReviewTemplate, TemplateUse
from .preview import Unsaid, token_of, unsaid_rows
from .texts import texts_of

FILTERS = {
    "all": (_("All"), tuple(Fate)),
    "overridden": (_("Decided here"), (*PEOPLES, Fate.AGREES)),
    "in_step": (_("In step"), OURS),
}


@dataclass(frozen=True, slots=True)
class UseRow:
    """One template on one workload, counted as things stand.

    `behind`: something is not applied yet, or another version is.
    """

    workload: Workload
    use: TemplateUse
    behind: bool
    in_step: int
    overridden: int
    skipped: int
    later: int

    @property
    def template(self) -> ReviewTemplate:
        return self.use.template


def use_rows(template: ReviewTemplate, workloads: Sequence[Workload]) -> list[UseRow]:
    """How these workloads stand to the template; the queries do not grow with the page."""
    standings = standings_of(workloads)
    places = {place for found in standings.values() for place in places_of(found)}
    rows = []
    for ground in read_grounds(workloads, places):
        mine = standings[ground.workload.pk]
        plan = plan_workload(ground, mine)
        for each in mine:
            if each.template.pk == template.pk:
                rows.append(_row(ground.workload, each, plan))  # noqa: PERF401 - reads better
    return rows


def _row(workload: Workload, standing: Standing, plan: WorkloadPlan) -> UseRow:
    key, use = standing.template.pk, standing.use
    assert use is not None  # noqa: S101 - these come from the uses
    slots = [each for question in plan.questions for each in question.slots]
    mine = [each for each in slots if each.standing.template.pk == key and each.claim]
    return UseRow(
        workload=workload,
        use=use,
        behind=use.due or use.version < standing.version,
        in_step=sum(each.fate in (*OURS, Fate.AGREES) for each in mine),
        overridden=sum(each.fate in PEOPLES for each in mine),
        skipped=sum(each.standing.template.pk == key for each in plan.skipped),
        later=sum(any(b.template.pk == key for b in each.behind) for each in slots),
    )


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One standing answer on a workload. `token` gives it back to the template."""

    slot: SlotPlan
    token: str

    @property
    def peoples(self) -> bool:
        return self.slot.fate in (*PEOPLES, Fate.AGREES)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    plan: QuestionPlan
    url: str
    slots: list[SlotRow]

    @property
    def tokens(self) -> list[str]:
        """Those that can be given back, where there is more than one."""
        found = [each.token for each in self.slots if each.peoples]
        return found if len(found) > 1 else []


@dataclass(frozen=True, slots=True)
class LensRow:
    name: str
    questions: list[QuestionRow]


@dataclass(frozen=True, slots=True)
class Filter:
    key: str
    label: str
    count: int
    current: bool


def workload_context(workload: Workload, show: str) -> dict[str, Any]:
    """The templates of a workload in their order, and all that they say there."""
    standings = standings_of([workload])[workload.pk]
    (ground,) = read_grounds([workload], places_of(standings))
    plan = plan_workload(ground, standings)
    show = show if show in FILTERS else "all"
    lens_ids = {each.slot.lens for each in plan.skipped}
    return {
        "workload": workload,
        "uses": [_row(workload, each, plan) for each in standings],
        "lenses": _lenses(plan, FILTERS[show][1]),
        "skipped": _skipped(plan, workload, lens_ids),
        "filters": _filters(plan, show),
    }


def _skipped(plan: WorkloadPlan, workload: Workload, lens_ids: set[str]) -> list[Unsaid]:
    return unsaid_rows(plan.skipped, texts_of(lens_ids, workload.organisation))


def _filters(plan: WorkloadPlan, show: str) -> list[Filter]:
    return [
        Filter(key, str(label), len(plan.of(*fates)), key == show)
        for key, (label, fates) in FILTERS.items()
    ]


def _lenses(plan: WorkloadPlan, fates: Iterable[Fate]) -> list[LensRow]:
    found: dict[str, list[QuestionRow]] = {}
    for question in plan.questions:
        if slots := question.of(*fates):
            found.setdefault(question.review.version.lens.name, []).append(
                QuestionRow(
                    plan=question,
                    url=question_url(
                        plan.ground.workload.pk, question.review.slug, question.question.id
                    ),
                    slots=[SlotRow(each, token_of(question, each.slot)) for each in slots],
                )
            )
    return [LensRow(name, questions) for name, questions in found.items()]
