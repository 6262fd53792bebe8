"""The one place that decides who may see and who may change what.

Everything belongs to one organisation. Whoever is not a member gets 404, a member whose role
does not reach gets 403, and the 404 comes first: a stranger cannot learn that an object exists.
Pages about a workload use `reviewapp.workloads.access.workload_view`, which stands on this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Model, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from reviewapp.isolation.scopes import switch

from .models import Membership, Role

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponseBase]

# Of one person; whoever is in more does not see the newest of them.
MOST_MEMBERSHIPS = 50
READING = ("GET", "HEAD", "OPTIONS")
_RANK = {
    Role.MEMBER: 0,
    Role.VIEWER: 1,
    Role.COMMENTER: 2,
    Role.CONTRIBUTOR: 3,
    Role.LEAD: 4,
    Role.OWNER: 5,
}


def reaches(role: str | None, needed: str) -> bool:
    """Whether a role is at least `needed`; none reaches nothing."""
    return role is not None and _RANK[Role(role)] >= _RANK[Role(needed)]


def highest(*roles: str | None) -> Role | None:
    return max((Role(role) for role in roles if role), key=_RANK.__getitem__, default=None)


def lowest(*roles: str) -> Role:
    return min((Role(role) for role in roles), key=_RANK.__getitem__)


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may do with what a request names.

    Attributes:
        role: the effective role, None for outsiders.
        pillars: ids of the pillars whose questions the person may answer; None for all.
        home: the person belongs to the organisation that owns it; False through a share.
    """

    role: Role | None = None
    pillars: frozenset[str] | None = None
    home: bool = True

    @property
    def owner(self) -> bool:
        return reaches(self.role, Role.OWNER)

    @property
    def lead(self) -> bool:
        return reaches(self.role, Role.LEAD)

    @property
    def contributor(self) -> bool:
        return reaches(self.role, Role.CONTRIBUTOR)

    @property
    def commenter(self) -> bool:
        return reaches(self.role, Role.COMMENTER)

    @property
    def viewer(self) -> bool:
        return reaches(self.role, Role.VIEWER)

    def answers(self, pillar_id: str) -> bool:
        return self.contributor and (self.pillars is None or pillar_id in self.pillars)

    @property
    def answers_all(self) -> bool:
        return self.contributor and self.pillars is None


def only(rows: QuerySet[M]) -> M | None:
    """The row of a query that finds one at most.

    `first` has it sorted: to say by what takes Django longer than all else of a short query.
    """
    return next(iter(rows.order_by()[:1]), None)


def memberships_of(request: HttpRequest) -> QuerySet[Membership]:
    """The active memberships that a session may act under.

    The way in which the person signed in can narrow them: `reviewapp.signin.middleware` sets
    `request.narrow`, and `request.asks_more` for the next function.

    The person is known to be active: nobody else is signed in.
    """
    own = Membership.objects.filter(user=request.user, deactivated_at=None)  # type: ignore[misc]
    found = own.select_related("organisation")
    narrow = getattr(request, "narrow", None)
    return narrow(found) if narrow else found


def asks_more(request: HttpRequest, membership: Membership) -> bool:
    """Whether its organisation asks more of those who sign in than this session gave."""
    asks = getattr(request, "asks_more", None)
    return bool(asks and asks(membership))


def acting_memberships(
    request: HttpRequest, organisation_id: str | None = None
) -> list[Membership]:
    """What a person may act as; first what they do: the organisation chosen, else the oldest.

    Empty for anonymous and homeless users, and for those whose memberships are deactivated.
    """
    if not request.user.is_authenticated:
        return []
    memberships = memberships_of(request)
    found = list(memberships.order_by()[: MOST_MEMBERSHIPS + 1])
    if len(found) > MOST_MEMBERSHIPS:
        chosen = Case(When(organisation_id=organisation_id, then=0), default=1)
        order = [chosen, "pk"] if organisation_id else ["pk"]
        return list(memberships.order_by(*order)[:MOST_MEMBERSHIPS])
    # Nearly always: to have Django ask for few in an order takes longer than to sort them.
    return sorted(found, key=lambda each: (str(each.organisation_id) != organisation_id, each.pk))


def act_as(request: HttpRequest, membership: Membership | None) -> None:
    """Lets a request speak for a membership's organisation, with the role that it has there.

    From then on the database shows the rows of that organisation.
    """
    switch(organisation_id=membership.organisation_id if membership else None)
    role = Role(membership.role) if membership else None
    request.membership = membership  # type: ignore[attr-defined]
    request.organisation = membership.organisation if membership else None  # type: ignore[attr-defined]
    set_rights(request, Rights(role))


def set_rights(request: HttpRequest, rights: Rights) -> None:
    request.rights = rights  # type: ignore[attr-defined]
    request.role = rights.role  # type: ignore[attr-defined]


def rights_of(request: HttpRequest) -> Rights:
    rights: Rights = request.rights  # type: ignore[attr-defined]
    return rights


def can(request: HttpRequest, role: str) -> bool:
    """Whether the person reaches at least `role` on what the request names."""
    return reaches(rights_of(request).role, role)


def may_answer(request: HttpRequest, pillar_id: str) -> bool:
    """Whether the person may answer the questions of a pillar of the request's workload."""
    return rights_of(request).answers(pillar_id)


def require_answers(request: HttpRequest, pillar_id: str | None = None) -> None:
    """Raises PermissionDenied unless the person may answer in this pillar; in all for None."""
    rights = rights_of(request)
    allowed = rights.answers_all if pillar_id is None else rights.answers(pillar_id)
    if not allowed:
        raise PermissionDenied


def require(request: HttpRequest, *, read: str = Role.VIEWER, write: str = Role.LEAD) -> None:
    """Raises PermissionDenied unless the effective role reaches what the method asks for."""
    if not can(request, read if request.method in READING else write):
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


def member_view(*, read: str = Role.VIEWER, write: str = Role.LEAD) -> Callable[[View], View]:
    """Decorates a view of the organisation itself: signed in, a member, with the role needed.

    GET, HEAD and OPTIONS need `read`; every other method needs `write`.

    Whoever belongs to no organisation comes to the page that says what to do.

    Raises:
        Http404: the user belongs to no organisation, and this is no page.
        PermissionDenied: the role does not reach.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @signed_in
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.membership is None:  # type: ignore[attr-defined]
                return _homeless(request)
            require(request, read=read, write=write)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def _homeless(request: HttpRequest) -> HttpResponseBase:
    if request.method not in READING or request.htmx:  # type: ignore[attr-defined]
        raise Http404
    return redirect("people:homeless")


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
    found = only(queryset.filter(**{path: organisation}, **by)) if organisation else None
    if found is None:
        raise Http404
    return found
