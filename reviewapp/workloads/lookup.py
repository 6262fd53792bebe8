"""Finding a workload by what a person types on the command line."""

from uuid import UUID

from reviewapp.people.models import Organisation

from .models import Workload


class NotFound(Exception):
    """No workload of that name; the text says which there are."""


def find_workload(organisation: Organisation, wanted: str) -> Workload:
    """By name (case does not matter) or id, within one organisation.

    Raises:
        NotFound: there is none.
    """
    mine = Workload.objects.filter(organisation=organisation)
    found = mine.filter(name__iexact=wanted.strip()).first() or _by_id(wanted, organisation)
    if found is None:
        names = list(mine.order_by("name").values_list("name", flat=True)[:10])
        there = f"There are: {', '.join(names)}." if names else "There is none yet."
        raise NotFound(f"No workload is called “{wanted}”. {there}")
    return found


def _by_id(wanted: str, organisation: Organisation) -> Workload | None:
    try:
        return Workload.objects.filter(organisation=organisation, pk=UUID(wanted)).first()
    except ValueError:
        return None
