"""What of a log a page or a file shows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from .actions import GROUPS
from .models import Entry

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means any; what an address asks for and there is not, is left out.

    `person` is an address or part of a name, `workload` an id, `since` and `until` days, both
    of them included.
    """

    person: str = ""
    group: str = ""
    workload: str = ""
    since: str = ""
    until: str = ""
    text: str = ""

    @property
    def any(self) -> bool:
        return self != Wanted()

    def query(self, **more: str) -> str:
        """The query of an address that keeps these filters."""
        pairs = {**{PARAMETERS[f.name]: getattr(self, f.name) for f in fields(self)}, **more}
        return urlencode({name: value for name, value in pairs.items() if value})

    def said(self) -> dict[str, str]:
        """Only what is asked for, to be told in an export."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


PARAMETERS = {**{f.name: f.name for f in fields(Wanted)}, "text": "q"}


def wanted_from(query: Mapping[str, str]) -> Wanted:
    sent = Wanted(**{name: _text(query.get(asked, "")) for name, asked in PARAMETERS.items()})
    return replace(
        sent,
        group=sent.group if sent.group in GROUPS else "",
        workload=sent.workload if _is_uuid(sent.workload) else "",
        since=sent.since if _day(sent.since) else "",
        until=sent.until if _day(sent.until) else "",
    )


def entries_of(organisation_id: UUID, wanted: Wanted) -> QuerySet[Entry]:
    """Entries that fit, the newest first."""
    found = Entry.objects.filter(organisation=organisation_id, number__isnull=False)
    if wanted.workload:
        found = found.filter(workload_id=wanted.workload)
    if wanted.group:
        found = found.filter(action__startswith=f"{wanted.group}.")
    if wanted.person:
        found = found.filter(
            Q(by_mail__icontains=wanted.person) | Q(by_name__icontains=wanted.person)
        )
    if wanted.text:
        found = found.filter(
            Q(subject__icontains=wanted.text) | Q(workload_name__icontains=wanted.text)
        )
    return _between(found, _day(wanted.since), _day(wanted.until)).order_by("-number")


def _between(found: QuerySet[Entry], since: date | None, until: date | None) -> QuerySet[Entry]:
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    """In the zone of whoever reads, as the times on the page are."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(text: str) -> date | None:
    """None for what is no day, and for days that no clock here will show."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 < day.year < 9000 else None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _text(value: str) -> str:
    # PostgreSQL takes no NUL in a text.
    return value.replace("\x00", "").strip()[:LONGEST]
