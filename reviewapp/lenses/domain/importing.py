"""Taking lens files into an organisation's library."""

from dataclasses import dataclass

from django.db import transaction

from pillars.lens.messages import Message
from reviewapp.audit.domain import record
from reviewapp.people.models import Organisation, User

from ..models import Lens, LensVersion
from .checking import InvalidLens, check_lens
from .library import lock_library
from .publishing import new_lens, release

__all__ = ["Imported", "InvalidLens", "import_lens", "namesake"]


@dataclass(frozen=True, slots=True)
class Imported:
    """The version that says what the file says, and whether the import made it."""

    version: LensVersion
    created: bool
    warnings: tuple[Message, ...]


@transaction.atomic
def import_lens(
    *,
    organisation: Organisation,
    source: str | bytes,
    by: User | None = None,
    lens: Lens | None = None,
    apart: bool = False,
    major: bool | None = True,
    name: str = "",
    note: str = "",
) -> Imported:
    """Takes a lens file into an organisation's library.

    A lens of the same name becomes a new version of that one; the same document again changes
    nothing.

    Args:
        organisation: whose library.
        source: the file.
        by: who brings it.
        lens: one of the organisation's that it is a version of, whatever its name.
        apart: makes it a lens of its own, even where there is one of its name.
        major: False for a minor version; None for whichever it is.
        name: of the version.
        note: what changed.

    Raises:
        InvalidLens: the file holds no lens that can be used.
        NotMinor, PublishRefused: as `publishing.publish`.
    """
    checked = check_lens(source)
    lock_library()
    known = None if apart else lens or namesake(organisation, checked.lens.name)
    target = known or new_lens(organisation, checked.lens.name)
    version, created = release(target, checked, major=major, name=name, note=note, by=by)
    after = {"version": version.label, "new": created}
    record(
        organisation=organisation, action="lens.imported", by=by, subject=target.name, after=after
    )
    return Imported(version, created, checked.warnings)


def namesake(organisation: Organisation, name: str) -> Lens | None:
    """The organisation's own lens of that name; the oldest of several."""
    found = Lens.objects.filter(organisation=organisation, name=name[:128])
    return found.order_by("created_at").first()
