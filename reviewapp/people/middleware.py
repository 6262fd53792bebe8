"""Knows which organisation a request speaks for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from reviewapp.isolation.scopes import asking, everything

from .access import act_as, acting_memberships

CHOSEN = "organisation"


class CurrentOrganisation:
    """Sets `request.membership`, `organisation`, `role` and `rights`; outsiders have none.

    `request.memberships` are all that the person may choose from.

    A person of several organisations speaks for the one that the session names.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with everything():  # what its organisation asks of a session is not seen before
            found = acting_memberships(request, request.session.get(CHOSEN))
        request.memberships = found  # type: ignore[attr-defined]
        membership = found[0] if found else None
        # Whose rows are seen is said once, not again with each thing that becomes known.
        with asking(
            organisation_id=membership.organisation_id if membership else None,
            person=request.user.pk,
        ):
            act_as(request, membership)
            return self.get_response(request)
