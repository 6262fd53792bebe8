"""Knows which organisation a request speaks for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .access import act_as, current_membership

CHOSEN = "organisation"


class CurrentOrganisation:
    """Sets `request.membership`, `organisation`, `role` and `rights`; outsiders have none.

    A person of several organisations speaks for the one that the session names.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        act_as(request, current_membership(request.user, request.session.get(CHOSEN)))
        return self.get_response(request)
