"""The door of guests: a browser that opened a link, for as long as the link stands."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from reviewapp.isolation.scopes import everything, switch
from reviewapp.people.access import Rights, View, set_rights

from .domain import standing_link
from .models import GuestLink

OPENED = "guest_links"
_MOST_KEPT = 20


def let_in(request: HttpRequest, link: GuestLink) -> None:
    """Keeps in the session that the browser had the link's secret."""
    opened = [each for each in request.session.get(OPENED, []) if each != str(link.pk)]
    request.session[OPENED] = [*opened, str(link.pk)][-_MOST_KEPT:]


def guest_view(view: Callable[..., HttpResponseBase]) -> View:
    """Decorates a view of guests: the address' `link_id` becomes the argument `link`.

    The link is looked up at each request, so that ending it ends what is being read. Whoever has
    not opened it, or whose link ended, is told so with 410, and nothing of what it showed.
    """

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, *, link_id: UUID, **kwargs: Any) -> HttpResponseBase:
        with everything():  # a guest belongs to no organisation
            known = str(link_id) in request.session.get(OPENED, [])
            link = standing_link(link_id) if known else None
        if link is None:
            return gone(request)
        switch(organisation_id=link.workload.organisation_id)
        set_rights(request, Rights())
        return view(request, link=link, **kwargs)

    return checked


def gone(request: HttpRequest) -> HttpResponseBase:
    """One answer for links that ended, expired or never were."""
    return render(request, "guests/gone.html", status=410)
