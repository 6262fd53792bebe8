"""What is suggested where a service was denied, against what is where everything was read.

The facts of a scan are taken as they are, and for one service after another all of its readings
are turned into denials and its facts are lost: what a role without that permission would see.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pillars.checking import Check, Outcome, Verdict, run_check
from pillars.checks import all_checks
from pillars.facts import Reading, ReadState, Resource, Snapshot
from pillars.prefill import Said, suggest

from .case import MET, NOT_MET, SUPPORTED, UNKNOWN

# What may be suggested with less read, by what is suggested with everything: a refutation may
# vanish and leave the hints of others, a proof may become a hint, and nothing may come.
MAY_BECOME = {
    MET: {MET, SUPPORTED, UNKNOWN},
    SUPPORTED: {SUPPORTED, UNKNOWN},
    NOT_MET: {NOT_MET, SUPPORTED, UNKNOWN},
    UNKNOWN: {UNKNOWN},
}


@dataclass(frozen=True)
class Watched(Snapshot):
    """A snapshot that notes which kinds were asked for, be it for facts or for readings."""

    asked: set[str] = field(default_factory=set)

    def of(self, kind: str, **place: str | None) -> list[Resource]:  # type: ignore[override]
        self.asked.add(kind)
        return list(super().of(kind, **place))

    def readings_of(self, kind: str) -> list[Reading]:
        self.asked.add(kind)
        return super().readings_of(kind)

    def gaps(self, kind: str) -> list[Reading]:
        self.asked.add(kind)
        return super().gaps(kind)

    def was_read(self, kind: str, account: str, region: str) -> bool:
        self.asked.add(kind)
        return super().was_read(kind, account, region)

    def places(self, *kinds: str) -> Iterator[tuple[str, str]]:
        self.asked.update(kinds)
        return super().places(*kinds)


@dataclass(frozen=True, slots=True)
class Worse:
    """A suggestion that no lack of readings can explain."""

    service: str
    practice: str
    before: str
    after: str


def worse_without(scanned: Snapshot) -> list[Worse]:
    """What is claimed without one of the services and is not with all of them."""
    whole = _held(scanned)
    outcomes, asked = _judged(whole)
    before = _suggestions(outcomes.values())
    found = []
    for service in sorted({r.service for r in whole.readings if r.state is ReadState.READ}):
        kinds = {r.kind for r in whole.readings if r.service == service}
        less = without(whole, kinds)
        touched = [name for name, seen in asked.items() if seen & kinds]
        now = outcomes | {name: run_check(outcomes[name].check, less) for name in touched}
        keys = {key for name in touched for key in _practices(outcomes[name].check)}
        after = _suggestions(now.values(), keys & _spoken(now.values()))
        found += [
            Worse(service, key, before[key], said)
            for key, said in after.items()
            if said not in MAY_BECOME[before[key]]
        ]
    return found


def without(whole: Snapshot, kinds: set[str]) -> Snapshot:
    """The snapshot with these kinds denied wherever they were asked for."""
    readings = [
        replace(r, state=ReadState.DENIED, reason="AccessDenied") if r.kind in kinds else r
        for r in whole.readings
    ]
    resources = [each for each in _resources(whole) if each.kind not in kinds]
    return Snapshot(resources, readings, whole.at, whole.workload)


def _held(scanned: Snapshot) -> Snapshot:
    return Snapshot(_resources(scanned), scanned.readings, scanned.at, scanned.workload)


def _resources(found: Snapshot) -> list[Resource]:
    kinds = dict.fromkeys(reading.kind for reading in found.readings)
    return [resource for kind in kinds for resource in found.of(kind)]


def _judged(whole: Snapshot) -> tuple[dict[str, Outcome], dict[str, set[str]]]:
    """Each check's outcome, and the kinds that it asked for."""
    outcomes, asked = {}, {}
    for check in all_checks():
        watched = Watched(whole.resources, whole.readings, whole.at, whole.workload)
        outcomes[check.id] = run_check(check, watched)
        asked[check.id] = watched.asked
    return outcomes, asked


def _suggestions(outcomes: Iterable[Outcome], keys: set[str] | None = None) -> Mapping[str, str]:
    """What is suggested for these practices, or for all that the checks speak for."""
    said = [o for o in outcomes if keys is None or not keys.isdisjoint(_practices(o.check))]
    wanted = {key for o in said for key in _practices(o.check)} if keys is None else keys
    spoken = Said(said)
    return {key: suggest([key], spoken).verdict.value for key in wanted}


def _spoken(outcomes: Iterable[Outcome]) -> set[str]:
    """The practices of which something passes or fails; of the others nothing is claimed."""
    telling = (o.check for o in outcomes if o.count(Verdict.PASS) or o.count(Verdict.FAIL))
    return {key for check in telling for key in _practices(check)}


def _practices(check: Check) -> tuple[str, ...]:
    return (*check.refutes, *check.proves, *check.supports)
