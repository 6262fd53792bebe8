"""Which lens an address means, for the member who asks. Stands on `people.access`."""

from uuid import UUID

from django.http import Http404, HttpRequest

from reviewapp.people.access import can, fetch
from reviewapp.people.models import Role

from .domain.library import available_lenses
from .models import Lens, LensVersion


def visible_lens(request: HttpRequest, lens_id: UUID) -> Lens:
    """A lens of the library that the request's organisation sees. Raises Http404."""
    lenses = available_lenses(request.organisation)  # type: ignore[attr-defined]
    found = lenses.select_related("organisation").filter(pk=lens_id).first()
    if found is None:
        raise Http404
    return found


def own_lens(request: HttpRequest, lens_id: UUID) -> Lens:
    """A lens that belongs to the request's organisation. Raises Http404."""
    return fetch(Lens.objects.select_related("organisation"), request, pk=lens_id)


def version_of(lens: Lens, number: int) -> LensVersion:
    """One version of a lens, with its document. Raises Http404."""
    found = lens.versions.select_related("created_by").filter(number=number).first()
    if found is None:
        raise Http404
    found.lens = lens
    return found


def may_write(request: HttpRequest) -> bool:
    return can(request, Role.LEAD)


def may_delete(request: HttpRequest) -> bool:
    return can(request, Role.OWNER)
