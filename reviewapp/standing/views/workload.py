"""The templates of a workload: their order, what they say there, given back, taken off, made."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from reviewapp.people.access import can
from reviewapp.people.models import Role
from reviewapp.web.numbers import BIGINT, whole_number
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from ..domain.making import answered, make_template
from ..domain.propagations import is_behind, propagate_to_workload, propagation_to
from ..domain.templates import NameTaken, templates_of
from ..domain.uses import UseGone, detach, follow_again, move
from ..forms import NAME_TAKEN, MakeForm
from ..models import TemplateUse
from ..pages.preview import takes_of
from ..pages.uses import workload_context

PER_PAGE = 25
GONE = gettext_lazy("The template was taken off this workload already.")


@require_safe
@workload_view(home=True)
def workload_templates(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The page; the notice of what is on its way alone, until that has arrived."""
    job = propagation_to(workload)
    pending = is_behind(workload)
    waits = pending and job is not None and job.is_active
    if request.htmx:  # type: ignore[attr-defined]
        if not waits:
            return HttpResponseClientRefresh()
        return render(request, "standing/_waits.html", {"workload": workload})
    context = workload_context(workload, request.GET.get("show", ""))
    used = {each.use.template_id for each in context["uses"]}
    free = templates_of(workload.organisation).filter(published__gt=0).exclude(pk__in=used)
    context |= {
        "page_obj": Paginator(free, PER_PAGE).get_page(request.GET.get("page")),
        "job": job,
        "pending": pending,
        "waits": waits,
        "can_write": can(request, Role.LEAD),
    }
    return render(request, "standing/workload.html", context)


@require_POST
@workload_view(home=True)
def follow(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Gives slots that people decided back to their templates."""
    tokens = [line for each in request.POST.getlist("take") for line in each.splitlines()]
    takes = takes_of(tokens).get(workload.pk, {})
    done = follow_again(
        workload=workload,
        takes=takes,
        by=request.user,  # type: ignore[arg-type]
    )
    if done.given:
        messages.success(request, _followed(done.given))
    else:
        messages.warning(
            request, _("Nothing was given back: the answer was changed since. Look at it again.")
        )
    return redirect("standing:workload", workload.pk)


@require_POST
@workload_view(home=True)
def move_use(request: HttpRequest, *, workload: Workload, use_id: UUID) -> HttpResponse:
    up = request.POST.get("to") != "down"
    try:
        move(workload=workload, use_id=use_id, up=up, by=request.user)  # type: ignore[arg-type]
    except UseGone as gone:
        raise Http404 from gone
    messages.success(request, _("The order is changed, and what the templates say with it."))
    return redirect("standing:workload", workload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD, home=True)
def detach_use(request: HttpRequest, *, workload: Workload, use_id: UUID) -> HttpResponse:
    uses = TemplateUse.objects.filter(workload=workload).select_related("template")
    use = get_object_or_404(uses, pk=use_id)
    if request.method == "POST":
        try:
            template = detach(workload=workload, use_id=use_id, by=request.user)  # type: ignore[arg-type]
        except UseGone:
            messages.info(request, GONE)
        else:
            done = _("%(name)s is off this workload; its answers stay.")
            messages.success(request, done % {"name": template.name})
        return redirect("standing:workload", workload.pk)
    return render(request, "standing/detach.html", {"workload": workload, "use": use})


@require_POST
@workload_view(home=True)
def apply_now(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Queues what is not applied yet on this workload."""
    propagate_to_workload(workload, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("What is new in the templates is on its way."))
    return redirect("standing:workload", workload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD, home=True)
def make(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """A template made from this workload's answers."""
    form = MakeForm(request.POST if request.method == "POST" else None)
    sent = request.POST.getlist("answer")
    wanted = {number for each in sent if (number := whole_number(each, otherwise=0, digits=BIGINT))}
    error = "" if wanted or request.method != "POST" else _("Tick at least one question.")
    if request.method == "POST" and form.is_valid() and not error:
        try:
            template = make_template(
                workload=workload,
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                answer_ids=wanted,
                absent_too=form.cleaned_data["absent_too"],
                by=request.user,  # type: ignore[arg-type]
            )
        except NameTaken:
            form.add_error("name", NAME_TAKEN)
        else:
            done = _("%(name)s is here. Look at it, then publish it.")
            messages.success(request, done % {"name": template.name})
            return redirect("standing:template", template.pk)
    context: dict[str, Any] = {
        "workload": workload,
        "form": form,
        "reviews": answered(workload),
        "wanted": wanted,
        "error": error,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "standing/make.html", context, status=status)


def _followed(number: int) -> str:
    return ngettext(
        "%(n)s choice follows its template again.",
        "%(n)s choices follow their template again.",
        number,
    ) % {"n": number}
