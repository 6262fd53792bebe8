"""What an organisation sees in its lens library."""

from django.db import connection
from django.db.models import Q, QuerySet

from reviewapp.people.models import Organisation

from ..models import Lens, LensVersion

LOCK = 0x6C656E73  # any number of our own: serialises writers of the library


def available_lenses(organisation: Organisation) -> QuerySet[Lens]:
    """Built-in lenses first, then the organisation's own."""
    own = Q(organisation=organisation) | Q(organisation=None)
    return Lens.objects.filter(own).order_by("-organisation_id", "name")


def builtin_lenses() -> QuerySet[Lens]:
    return Lens.objects.filter(organisation=None)


def latest_version(lens: Lens) -> LensVersion:
    """The newest version, its document left in the database until it is asked for."""
    return lens.versions.defer("document").order_by("-number")[0]


def lock_library() -> None:
    """One writer of the library at a time, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
