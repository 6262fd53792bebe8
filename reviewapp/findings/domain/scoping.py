"""Which of a run's facts belong to the workload: placed once, before its checks run.

`apply_scope` places every fact by the scope as it stands and keeps the outcome beside the run.
`counted_facts` and `scoped_readings` then give checks what is in scope: what lies outside is not
there for them, and where nobody could read what belongs, there is a gap, which they never take
for a pass.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from pillars.facts import Reading, ReadState
from pillars.kinds import inventory_kinds, kind_of
from pillars.placing import place_all
from pillars.scope import Place, Placed, Scope, Subject
from reviewapp.collection.models import Fact, Run
from reviewapp.findings.models import AppliedScope, FactPlace, PlacedFact
from reviewapp.isolation.scopes import everything
from reviewapp.workloads.domain.scope import scope_of

from .scope_members import members_of
from .scope_subjects import subjects_of

MOST_REASONS = 3


def apply_scope(run: Run) -> AppliedScope:
    """Places the facts of a run by the workload's scope as it stands, and keeps where they are.

    Safe to run again: what was kept before is replaced as a whole. Part of the transaction that
    judges the run, in which workers take turns.
    """
    current = scope_of(run.workload)
    PlacedFact.objects.filter(run=run).delete()
    applied = _applied(run, current.scope)
    applied.version = current.version
    applied.save()
    return applied


def counted_facts(run: Run) -> QuerySet[Fact]:
    """The facts that checks may see: those in scope, and what is beside them."""
    apart = PlacedFact.objects.filter(
        fact=OuterRef("pk"), place__in=(FactPlace.OUTSIDE, FactPlace.UNCERTAIN)
    )
    return run.facts.filter(~Exists(apart))


def beside(run: Run) -> frozenset[int]:
    """The facts that checks see and make no findings of."""
    rows = PlacedFact.objects.filter(run=run, place=FactPlace.BESIDE)
    return frozenset(rows.values_list("fact_id", flat=True))


def scoped_readings(run: Run, readings: Iterable[Reading]) -> list[Reading]:
    """What was read, as far as it is in scope; unread where it is not known what belongs."""
    applied = AppliedScope.objects.filter(run=run).first()
    if applied is None:
        return list(readings)
    scope = Scope.from_document(applied.document)
    gaps = {(each["kind"], each["account"], each["region"]): each for each in applied.gaps}
    return [
        _with_gap(each, gaps.get((each.kind, each.account, each.region)))
        for each in readings
        if scope.allows(each.account, each.region)
    ]


def place_facts(run: Run, scope: Scope) -> tuple[list[Subject], Mapping[int, Placed]]:
    """The facts of a run and where each stands under a scope; writes nothing.

    Raises:
        ExpressionError: the scope's tag expression has a mistake.
    """
    subjects = list(subjects_of(run, scope))
    return subjects, place_all(scope, subjects, members_of(run, scope))


def count_places(subjects: Iterable[Subject], placed: Mapping[int, Placed]) -> Counter[Place]:
    """How many resources of the inventory stand where."""
    return Counter(placed[each.key].place for each in subjects if kind_of(each.kind).in_inventory)


def _applied(run: Run, scope: Scope) -> AppliedScope:
    kept = AppliedScope(run=run, document=scope.as_document())
    if scope.is_everything:
        kept.inside = run.facts.filter(kind__in=inventory_kinds()).count()
        return kept
    subjects, placed = place_facts(run, scope)
    _store(run, placed)
    counts = count_places(subjects, placed)
    kept.inside = counts[Place.INSIDE]
    kept.outside = counts[Place.OUTSIDE] + counts[Place.BESIDE]
    kept.uncertain = counts[Place.UNCERTAIN]
    kept.gaps = _gaps(subjects, placed)
    return kept


def _store(run: Run, placed: Mapping[int, Placed]) -> None:
    """By COPY: a large account has a hundred thousand facts."""
    columns = "fact_id, run_id, place, why"
    table = connection.ops.quote_name(PlacedFact._meta.db_table)
    order = f"COPY {table} ({columns}) FROM STDIN"
    # PostgreSQL takes no COPY where policies hold.
    with everything(), connection.cursor() as cursor, cursor.copy(order) as copy:
        for key, each in placed.items():
            copy.write_row((key, run.pk, each.place.value, each.why))


def _gaps(subjects: Iterable[Subject], placed: Mapping[int, Placed]) -> list[dict[str, Any]]:
    """Where it is not known of some facts whether they belong, by kind and place of reading."""
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for each in subjects:
        if placed[each.key].place is Place.UNCERTAIN:
            where = (each.kind, each.account, each.asked)
            found.setdefault(where, Counter())[placed[each.key].why] += 1
    return [
        {"kind": kind, "account": account, "region": region, **_told(reasons)}
        for (kind, account, region), reasons in sorted(found.items())
    ]


def _told(reasons: Counter[str]) -> dict[str, Any]:
    most = [reason for reason, _ in reasons.most_common(MOST_REASONS)]
    return {"count": reasons.total(), "reason": " ".join(most)}


def _with_gap(reading: Reading, gap: Mapping[str, Any] | None) -> Reading:
    if gap is None or reading.state is not ReadState.READ:
        return reading
    label = kind_of(reading.kind).label
    reason = f"of {gap['count']} × {label} it is not known whether they belong to the workload"
    return Reading(
        reading.kind,
        reading.account,
        reading.region,
        reading.service,
        reading.call,
        ReadState.SKIPPED,
        f"{reason}: {gap['reason']}",
    )
