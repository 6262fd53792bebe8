"""The one place that decides who may see and who may change what.

Everything belongs to one organisation. Whoever is not a member gets 404, a member whose role
does not reach gets 403, and the 404 comes first: a stranger cannot learn that an object exists.
Pages about a workload use `reviewapp.workloads.access.workload_view`, which stands on this.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from .models import Membership, Role

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponseBase]

READING = ("GET", "HEAD", "OPTIONS")
_RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}


def current_membership(user: Any) -> Membership | None:
    """The membership a user acts under: the oldest one. None for anonymous or homeless users."""
    if not user.is_authenticated:
        return None
    return (
        Membership.objects.filter(user=user).select_related("organisation").order_by("pk").first()
    )


def can(membership: Membership | None, role: str) -> bool:
    """Whether a membership reaches at least `role`."""
    return membership is not None and _RANK[Role(membership.role)] >= _RANK[Role(role)]


def require(request: HttpRequest, *, read: str = Role.VIEWER, write: str = Role.EDITOR) -> None:
    """Raises PermissionDenied unless the member's role reaches what the method asks for."""
    needed = read if request.method in READING else write
    if not can(request.membership, needed):  # type: ignore[attr-defined]
        raise PermissionDenied


def signed_in(view: View) -> View:
    """Sends anonymous visitors to the sign-in page, and from there to the page they were on."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(_way_back(request))

    return checked


def _way_back(request: HttpRequest) -> str:
    """The page itself; for a fragment or a form's target the page that they were on.

    Neither can be opened by itself after signing in.
    """
    if request.htmx:  # type: ignore[attr-defined]
        return request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    if request.method in READING:
        return request.get_full_path()
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return "/"
    return urlsplit(page)._replace(scheme="", netloc="").geturl()


def member_view(*, read: str = Role.VIEWER, write: str = Role.EDITOR) -> Callable[[View], View]:
    """Decorates a view of the organisation itself: signed in, a member, with the role needed.

    GET, HEAD and OPTIONS need `read`; every other method needs `write`.

    Raises:
        Http404: the user belongs to no organisation.
        PermissionDenied: the role does not reach.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @signed_in
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.membership is None:  # type: ignore[attr-defined]
                raise Http404
            require(request, read=read, write=write)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def fetch(
    queryset: QuerySet[M], request: HttpRequest, *, path: str = "organisation", **by: Any
) -> M:
    """One object of the request's organisation.

    Args:
        queryset: where to look.
        request: whose organisation counts.
        path: how the object leads to its organisation, `workload__organisation`.
        by: the lookup, `pk=…`.

    Raises:
        Http404: no such object, or another organisation's.
    """
    organisation = request.organisation  # type: ignore[attr-defined]
    found = queryset.filter(**{path: organisation}, **by).first() if organisation else None
    if found is None:
        raise Http404
    return found
