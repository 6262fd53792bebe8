"""Access to everything that hangs on a workload."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from reviewapp.people.access import View, fetch, require, signed_in
from reviewapp.people.models import Role

from .models import Workload


def workload_view(*, read: str = Role.VIEWER, write: str = Role.EDITOR) -> Callable[[View], View]:
    """Decorates a view whose address names a workload: it is called with the workload itself.

    The address' `workload_id` becomes the argument `workload`. What hangs on the workload is
    then fetched through its own relations (`get_object_or_404(workload.runs, pk=run_id)`), so
    that nothing of another organisation can be reached.

    Raises:
        Http404: no such workload in the member's organisation.
        PermissionDenied: the role does not reach what the method asks for.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @signed_in
        def checked(request: HttpRequest, *, workload_id: UUID, **kwargs: Any) -> HttpResponseBase:
            workload = fetch(Workload.objects.all(), request, pk=workload_id)
            require(request, read=read, write=write)
            return view(request, workload=workload, **kwargs)

        return checked

    return decorate
