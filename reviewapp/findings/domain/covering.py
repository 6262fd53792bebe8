"""Which findings the standing suppressions cover."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pillars.suppressions import Scope, Subject
from reviewapp.collection.models import Run
from reviewapp.findings.checks import check_title
from reviewapp.findings.models import Finding, FindingVerdict, Suppression
from reviewapp.findings.queries import newest_judged
from reviewapp.findings.signals import cover_asked
from reviewapp.people.models import Organisation
from reviewapp.workloads.models import Workload

from .storing import take_turns

BATCH = 2000
COLUMNS = ("check_id", "resource", "account", "region")


def scope_of(suppression: Suppression) -> Scope:
    return Scope(
        check=suppression.check_id,
        resource=suppression.resource,
        tag=suppression.tag,
        account=suppression.account,
        region=suppression.region,
    )


def scope_words(suppression: Suppression) -> list[tuple[str, str]]:
    """The parts of a scope that say something: (name, text)."""
    parts = (
        (_("Check"), check_title(suppression.check_id) if suppression.check_id else ""),
        (_("Resource"), suppression.resource),
        (_("Tag"), suppression.tag),
        (_("Account"), suppression.account),
        (_("Region"), suppression.region),
    )
    return [(name, text) for name, text in parts if text]


class Suppressor:
    """The standing suppressions of a workload; the one that was made first covers.

    Knows nothing of where a finding came from: those of other tools fit as well.
    """

    def __init__(self, scopes: Iterable[tuple[UUID, Scope]]) -> None:
        self._by_check: dict[str, list[tuple[UUID, Scope]]] = defaultdict(list)
        for key, scope in scopes:
            self._by_check[scope.check].append((key, scope))

    def __bool__(self) -> bool:
        return bool(self._by_check)

    @property
    def checks(self) -> set[str] | None:
        """The checks that it may cover; None where it may be any."""
        return None if "" in self._by_check else set(self._by_check)

    @property
    def needs_tags(self) -> bool:
        return any(scope.tag for scopes in self._by_check.values() for _, scope in scopes)

    def cover(self, subject: Subject) -> UUID | None:
        """The suppression that covers a failing finding; None where none does."""
        for check in (subject.check, ""):
            for key, scope in self._by_check.get(check, ()):
                if scope.covers(subject):
                    return key
        return None


def standing(
    organisation: Organisation | UUID, *, today: date | None = None
) -> QuerySet[Suppression]:
    """The suppressions that hold on a day: not ended, and not expired, told of or not."""
    day = today or timezone.now().date()
    return Suppression.objects.filter(
        organisation=organisation, ended_at=None, expires_on__gt=day
    ).order_by("created_at", "pk")


def standing_for(workload: Workload, *, today: date | None = None) -> QuerySet[Suppression]:
    """Those of the workload itself and those of all workloads of its organisation."""
    here = Q(workload=None) | Q(workload=workload)
    return standing(workload.organisation_id, today=today).filter(here)


def suppressor_for(workload: Workload, *, today: date | None = None) -> Suppressor:
    """One query."""
    return Suppressor((each.pk, scope_of(each)) for each in standing_for(workload, today=today))


@transaction.atomic
def apply_suppressions(run: Run, *, today: date | None = None) -> int:
    """Marks the failing findings of a run with what covers them now; returns how many changed."""
    take_turns(run)
    suppressor = suppressor_for(run.workload, today=today)
    wanted: dict[UUID | None, list[int]] = defaultdict(list)
    for key, now, subject in _failing(run.findings.all(), suppressor):
        after = suppressor.cover(subject)
        if after != now:
            wanted[after].append(key)
    return sum(_mark(suppression, keys) for suppression, keys in wanted.items())


def count_covered(workload: Workload, scope: Scope) -> int:
    """How many failing findings a suppression of this scope covers: of the newest judged scan,
    and of other tools.
    """
    suppressor = Suppressor([(UUID(int=0), scope)])
    others, run = _count_elsewhere(workload, suppressor), newest_judged(workload)
    if run is None:
        return others
    found = run.findings.all()
    for column, value in (("account", scope.account), ("region", scope.region)):
        found = found.filter(**{column: value}) if value else found
    return others + sum(
        suppressor.cover(subject) is not None for _, _, subject in _failing(found, suppressor)
    )


def _count_elsewhere(workload: Workload, suppressor: Suppressor) -> int:
    """How many failing findings of other tools it would cover: a later stage keeps those."""
    asked = cover_asked.send(sender=Suppression, workload=workload, suppressor=suppressor)
    return sum(int(number or 0) for _, number in asked)


def _failing(
    findings: QuerySet[Finding], suppressor: Suppressor
) -> Iterator[tuple[int, UUID | None, Subject]]:
    """Failing findings that are covered now or may be: key, what covers them, what they are."""
    failing = findings.filter(verdict=FindingVerdict.FAIL)
    if suppressor.checks is not None:
        may_be = Q(check_id__in=suppressor.checks) | Q(suppression__isnull=False)
        failing = failing.filter(may_be)
    columns: tuple[str, ...] = ("pk", "suppression_id", *COLUMNS)
    if suppressor.needs_tags:
        columns += ("fact__tags",)
    rows = failing.order_by("pk").values_list(*columns)
    for key, now, *what in rows.iterator(chunk_size=BATCH):
        yield key, now, _subject(*what)


def _subject(
    check: str, resource: str, account: str, region: str, tags: Mapping[str, Any] | None = None
) -> Subject:
    return Subject(check, resource, account, region, tags or {})


def _mark(suppression: UUID | None, keys: list[int]) -> int:
    return sum(
        Finding.objects.filter(pk__in=keys[at : at + BATCH]).update(suppression=suppression)
        for at in range(0, len(keys), BATCH)
    )
