"""What an organisation sees in its lens library."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from reviewapp.people.models import Organisation

from ..models import Lens, LensShare, LensVersion

LOCK = 0x6C656E73  # any number of our own: serialises writers of the library


class LensStatus(StrEnum):
    """How a lens stands for an organisation, in the words of the AWS Well-Architected Tool."""

    CURRENT = "CURRENT"
    DEPRECATED = "DEPRECATED"
    UNSHARED = "UNSHARED"


def available_lenses(organisation: Organisation) -> QuerySet[Lens]:
    """Built-in lenses first, then the organisation's own, then those shared with it."""
    lenses = Lens.objects.filter(
        Q(organisation=organisation)
        | Q(organisation=None)
        | Q(pk__in=shares_accepted(organisation).values("lens"))
    )
    return lenses.order_by(_rank(organisation), "name", "alias")


def startable_lenses(organisation: Organisation) -> QuerySet[Lens]:
    """Those that a new review may begin with: retired ones not."""
    return available_lenses(organisation).filter(retired_at=None)


def builtin_lenses() -> QuerySet[Lens]:
    return Lens.objects.filter(organisation=None)


def shares_accepted(organisation: Organisation) -> QuerySet[LensShare]:
    """What other organisations share with this one now."""
    return LensShare.objects.filter(organisation=organisation, revoked_at=None)


def lenses_by_name(organisation: Organisation) -> dict[str, Lens]:
    """The lenses that the organisation sees, by what it calls them in commands and addresses.

    A shared lens has a name of its own here, so that it takes none from a lens that was there
    before. A built-in lens that came later under a name in use is reached by its id.
    """
    called = dict(shares_accepted(organisation).values_list("lens", "alias"))
    return {called.get(lens.pk) or lens.alias: lens for lens in available_lenses(organisation)}


def find_lens(organisation: Organisation, name: str) -> Lens | None:
    """The lens of that name or id in the organisation's library."""
    known = lenses_by_name(organisation)
    return known.get(name) or next((x for x in known.values() if str(x.pk) == name), None)


def statuses(organisation: Organisation, lenses: Iterable[Lens]) -> Mapping[UUID, LensStatus]:
    """How each of these lenses stands for the organisation, by its id: one query."""
    seen = set(available_lenses(organisation).values_list("pk", flat=True))
    return {lens.pk: _status(lens, seen) for lens in lenses}


def _status(lens: Lens, seen: set[UUID]) -> LensStatus:
    if lens.pk not in seen:
        return LensStatus.UNSHARED
    return LensStatus.DEPRECATED if lens.retired_at else LensStatus.CURRENT


def latest_version(lens: Lens) -> LensVersion:
    """The newest version, its document left in the database until it is asked for."""
    return lens.versions.defer("document").order_by("-number")[0]


def lock_library() -> None:
    """One writer of the library at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _rank(organisation: Organisation) -> Case:
    return Case(
        When(organisation=None, then=Value(0)),
        When(organisation=organisation, then=Value(1)),
        default=Value(2),
    )
