"""The workloads of a template, and how far the newest change is on its way to them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from reviewapp.jobs.domain import request_cancel
from reviewapp.web.words import one_line
from reviewapp.workloads.models import Workload

from ..access import template_view
from ..domain.propagations import last_propagation, propagate_template
from ..models import ReviewTemplate
from ..pages.uses import use_rows
from .templates import template_context

PER_PAGE = 25


@require_safe
@template_view()
def uses(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    words = one_line(request.GET.get("q"))
    found = Workload.objects.filter(template_uses__template=template)
    if words:
        found = found.filter(name__icontains=words)
    page = Paginator(found.order_by("name"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **template_context(request, template),
        "page_obj": page,
        "words": words,
        "rows": use_rows(template, list(page.object_list)),
    }
    return render(request, "standing/uses.html", context)


@require_safe
@template_view()
def progress(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    """How far the newest job is; the page that waits for it is loaded again when it ends."""
    context = template_context(request, template)
    job = last_propagation(template)
    if request.htmx and not (job and job.is_active):  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    return render(request, "standing/_job.html", context)


@require_POST
@template_view()
def again(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    """Starts another job, for workloads that are behind."""
    propagate_template(template, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Workloads that are behind are brought up to date."))
    return redirect("standing:uses", template.pk)


@require_POST
@template_view()
def cancel(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    job = last_propagation(template)
    if job is None or not request_cancel(job):
        messages.info(request, _("It had ended already."))
    return redirect("standing:uses", template.pk)
