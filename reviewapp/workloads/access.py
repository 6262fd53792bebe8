"""Access to everything that hangs on a workload."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from reviewapp.isolation.scopes import everything, switch
from reviewapp.people.access import (
    View,
    act_as,
    asks_more,
    memberships_of,
    require,
    rights_of,
    set_rights,
    signed_in,
)
from reviewapp.people.models import Membership, Role

from .models import Workload
from .roles import find_workload


def workload_view(
    *, read: str = Role.VIEWER, write: str = Role.LEAD, home: bool = False
) -> Callable[[View], View]:
    """Decorates a view whose address names a workload: it is called with the workload itself.

    The address' `workload_id` becomes the argument `workload`. What hangs on the workload is
    then fetched through its own relations (`get_object_or_404(workload.runs, pk=run_id)`), so
    that nothing of another workload can be reached. `request.rights` are those on the workload.

    With `home` it is for the organisation that owns the workload: whom it is shared with is
    refused.

    Raises:
        Http404: no such workload, or none that the person may see.
        PermissionDenied: a partner where `home` is asked for, or the role does not reach what
            the method asks for.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @signed_in
        def checked(request: HttpRequest, *, workload_id: UUID, **kwargs: Any) -> HttpResponseBase:
            workload = reach_workload(request, workload_id)
            if home and not rights_of(request).home:
                raise PermissionDenied
            require(request, read=read, write=write)
            return view(request, workload=workload, **kwargs)

        return checked

    return decorate


def reach_workload(request: HttpRequest, workload_id: UUID) -> Workload:
    """A workload that the person may see, with `request.rights` set to those on it.

    A link into another organisation of the person's opens under that membership.

    Raises:
        Http404: no such workload, or none that the person may see.
    """
    first: Membership | None = request.membership  # type: ignore[attr-defined]
    for membership in _memberships(request, first):
        if membership != first:
            act_as(request, membership)
        if found := find_workload(membership, workload_id):
            set_rights(request, found[1])
            # Through a share it is another organisation's.
            switch(organisation_id=found[0].organisation_id)
            return found[0]
    act_as(request, first)
    raise Http404


def _memberships(request: HttpRequest, current: Membership | None) -> Iterator[Membership]:
    """The one that the request speaks for, then the person's others."""
    if current is None:
        return
    yield current
    with everything():
        others = list(memberships_of(request).exclude(pk=current.pk).order_by("pk"))
        open_to_all = [other for other in others if not asks_more(request, other)]
    yield from open_to_all
