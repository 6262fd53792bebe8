"""Access to everything that hangs on a template."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from reviewapp.people.access import View, fetch, require, signed_in
from reviewapp.people.models import Role

from .models import ReviewTemplate


def template_view(*, read: str = Role.VIEWER, write: str = Role.LEAD) -> Callable[[View], View]:
    """Decorates a view whose address names a template: it is called with the template itself.

    Raises:
        Http404: no such template in the member's organisation, or it was deleted.
        PermissionDenied: the role does not reach what the method asks for.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @signed_in
        def checked(request: HttpRequest, *, template_id: UUID, **kwargs: Any) -> HttpResponseBase:
            standing = ReviewTemplate.objects.filter(retired_at=None)
            template = fetch(standing, request, pk=template_id)
            require(request, read=read, write=write)
            return view(request, template=template, **kwargs)

        return checked

    return decorate
