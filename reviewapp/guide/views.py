"""The guide as a page, putting it away, and a workload to look around in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reviewapp.people.access import member_view
from reviewapp.people.models import Role
from reviewapp.workloads.owning import may_create

from .pages import step_rows
from .progress import progress_of, put_away, take_out
from .simulated import is_offered, make_simulated


@require_safe
@member_view(read=Role.LEAD)
def guide(request: HttpRequest) -> HttpResponse:
    """All steps, done ones too; also for those who put it away."""
    progress = progress_of(request.membership)  # type: ignore[attr-defined]
    context = {
        "progress": progress,
        "steps": step_rows(progress),
        "simulated": is_offered(),
    }
    return render(request, "guide/guide.html", context)


@require_POST
@member_view(write=Role.MEMBER)
def away(request: HttpRequest) -> HttpResponse:
    """Puts the guide away, or takes it out again."""
    if request.POST.get("back"):
        take_out(request.membership)  # type: ignore[attr-defined]
        return redirect("guide:guide")
    put_away(request.membership)  # type: ignore[attr-defined]
    messages.info(request, _("Put away. The menu under your name has it whenever you want it."))
    return redirect("dashboard")


@require_POST
@member_view()
def simulated(request: HttpRequest) -> HttpResponse:
    if not may_create(request.membership):  # type: ignore[attr-defined]
        raise PermissionDenied
    if not is_offered():
        raise Http404
    workload = make_simulated(
        organisation=request.organisation,  # type: ignore[attr-defined]
        by=request.user,  # type: ignore[arg-type]
    )
    messages.success(request, _("The simulated account is being read. It takes a moment."))
    return redirect("collection:scans", workload.pk)
