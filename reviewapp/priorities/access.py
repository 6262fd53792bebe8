"""Which profile an address means, for the member who asks. Stands on `people.access`."""

from uuid import UUID

from django.http import Http404, HttpRequest

from pillars.priorities import Asked, Option
from reviewapp.people.access import can, fetch
from reviewapp.people.models import Role

from .domain.documents import profile_of
from .domain.editing import PartGone, option_in, question_in
from .models import Profile


def own_profile(request: HttpRequest, profile_id: UUID) -> Profile:
    """A profile of the request's organisation. Raises Http404."""
    profiles = Profile.objects.select_related("updated_by", "organisation")
    return fetch(profiles, request, pk=profile_id)


def asked_of(profile: Profile, asked_id: str) -> Asked:
    """A question of the profile. Raises Http404."""
    try:
        return question_in(profile_of(profile), asked_id)
    except PartGone:
        raise Http404 from None


def option_of(asked: Asked, option_id: str) -> Option:
    """An answer of the question. Raises Http404."""
    try:
        return option_in(asked, option_id)
    except PartGone:
        raise Http404 from None


def rights(request: HttpRequest) -> dict[str, bool]:
    return {"can_write": can(request, Role.LEAD), "can_delete": can(request, Role.OWNER)}
