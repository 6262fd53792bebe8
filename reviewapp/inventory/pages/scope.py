"""The scope's page: the form, and what it would include of the last scan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pillars.kinds import kind_of
from pillars.scope import Place, Placed, Scope, Subject
from reviewapp.collection.models import Fact, Run
from reviewapp.collection.queries import latest_complete_run
from reviewapp.findings.domain.rescoping import scope_state
from reviewapp.findings.domain.scoping import count_places, place_facts
from reviewapp.workloads.forms_scope import ScopeForm
from reviewapp.workloads.models import Workload

FIRST = 10


@dataclass(frozen=True, slots=True)
class Sample:
    fact: Fact
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a scope makes of the last scan: counts of resources, and the first of each place."""

    run: Run
    inside: int
    uncertain: int
    outside: int
    first: Mapping[str, list[Sample]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.inside + self.uncertain + self.outside


def scope_page(workload: Workload, form: ScopeForm, **more: Any) -> dict[str, Any]:
    run = latest_complete_run(workload)
    return {
        "workload": workload,
        "form": form,
        "run": run,
        "state": scope_state(workload, run),
        **more,
    }


def preview_of(workload: Workload, scope: Scope) -> Preview | None:
    """None where nothing was scanned yet. Writes nothing."""
    run = latest_complete_run(workload)
    if run is None:
        return None
    subjects, placed = place_facts(run, scope)
    counts = count_places(subjects, placed)
    return Preview(
        run=run,
        inside=counts[Place.INSIDE],
        uncertain=counts[Place.UNCERTAIN],
        outside=counts[Place.OUTSIDE] + counts[Place.BESIDE],
        first=_first(subjects, placed),
    )


def _first(subjects: Iterable[Subject], placed: Mapping[int, Placed]) -> dict[str, list[Sample]]:
    keys: dict[Place, list[int]] = {place: [] for place in Place}
    for each in sorted(subjects, key=lambda subject: (subject.kind, subject.arn)):
        if kind_of(each.kind).can_be_outside and kind_of(each.kind).in_inventory:
            place = placed[each.key].place
            found = keys[Place.OUTSIDE if place is Place.BESIDE else place]
            if len(found) < FIRST:
                found.append(each.key)
    facts = Fact.objects.defer("data").in_bulk([key for some in keys.values() for key in some])
    return {
        place.value: [_sample(facts[key], placed[key]) for key in some]
        for place, some in keys.items()
    }


def _sample(fact: Fact, placed: Placed) -> Sample:
    return Sample(fact, kind_of(fact.kind).label, placed.why)
