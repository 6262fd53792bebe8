"""Knows which organisation a request speaks for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .access import current_membership


class CurrentOrganisation:
    """Sets `request.membership` and `request.organisation`; both None for outsiders."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = current_membership(request.user)
        request.membership = membership  # type: ignore[attr-defined]
        request.organisation = membership.organisation if membership else None  # type: ignore[attr-defined]
        return self.get_response(request)
