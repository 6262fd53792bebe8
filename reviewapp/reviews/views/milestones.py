"""Milestones of a workload: list, save, open."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reviewapp.people.access import can
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.milestones import InvalidName, save_milestone
from ..forms import MilestoneForm
from ..pages.milestone import milestone_context, milestone_question_context
from ..queries import milestones_of

PER_PAGE = 25


@require_safe
@workload_view()
def milestones(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    page = Paginator(milestones_of(workload), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "workload": workload,
        "page_obj": page,
        "form": MilestoneForm(),
        "can_write": can(request, Role.LEAD),
    }
    return render(request, "reviews/milestones.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD)
def milestone_create(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = save_milestone(
                workload=workload,
                name=form.cleaned_data["name"],
                by=request.user,  # type: ignore[arg-type]
            )
        except InvalidName as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Milestone “%(name)s” is saved.") % {"name": made.name})
            return redirect("reviews:milestone", workload.pk, made.pk)
    status = 422 if form.is_bound else 200
    context = {"workload": workload, "form": form}
    return render(request, "reviews/milestone_form.html", context, status=status)


@require_safe
@workload_view()
def milestone(request: HttpRequest, *, workload: Workload, milestone_id: str) -> HttpResponse:
    """A frozen review, shown from its document and from nothing else."""
    found = get_object_or_404(workload.milestones.select_related("created_by"), pk=milestone_id)
    context = {"workload": workload, "milestone": found, **milestone_context(found)}
    return render(request, "reviews/milestone.html", context)


@require_safe
@workload_view()
def milestone_question(
    request: HttpRequest, *, workload: Workload, milestone_id: str, lens: str, question_id: str
) -> HttpResponse:
    """One question of a frozen review: what its line opens to, or a page of its own."""
    found = get_object_or_404(workload.milestones.select_related("created_by"), pk=milestone_id)
    shown = milestone_question_context(found, lens, question_id)
    whole = "reviews/milestone_question.html"
    template = "reviews/_frozen_choices.html" if request.htmx else whole  # type: ignore[attr-defined]
    return render(request, template, {"workload": workload, "milestone": found, **shown})
