"""Templates: the list, one with all that it says, made, described, deleted, taken back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.people.access import can, member_view
from reviewapp.people.models import Role
from reviewapp.web.numbers import whole_number
from reviewapp.web.words import one_line

from ..access import template_view
from ..domain.propagations import last_propagation
from ..domain.publishing import discard
from ..domain.saying import said_by, said_by_each
from ..domain.standings import published_claims
from ..domain.templates import (
    NameTaken,
    StaleTemplate,
    create_template,
    describe_template,
    retire,
    templates_of,
)
from ..forms import NAME_TAKEN, TemplateForm
from ..models import ReviewTemplate
from ..pages.contents import contents

PER_PAGE = 25
VERSIONS = 10
STALE = gettext_lazy(
    "Somebody else changed this template in the meantime. Look at it before you go on."
)


@require_safe
@member_view()
def templates(request: HttpRequest) -> HttpResponse:
    words = one_line(request.GET.get("q"))
    page = Paginator(_listed(request, words), PER_PAGE).get_page(request.GET.get("page"))
    said, published = said_by_each(page.object_list), published_claims(page.object_list)
    context = {
        "page_obj": page,
        "words": words,
        "rows": [
            (each, len(said[each.pk]), said[each.pk] != published.get(each.pk, {}))
            for each in page.object_list
        ],
        "can_write": _can_write(request),
    }
    return render(request, "standing/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def create(request: HttpRequest) -> HttpResponse:
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_template(
                organisation=request.organisation,  # type: ignore[attr-defined]
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                by=request.user,  # type: ignore[arg-type]
            )
        except NameTaken:
            form.add_error("name", NAME_TAKEN)
        else:
            messages.success(request, _("%(name)s is here. Say what stands.") % {"name": made.name})
            return redirect("standing:questions", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "standing/form.html", {"form": form}, status=status)


@require_safe
@template_view()
def template(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    """All that the template says, and what of it is not published yet."""
    said = said_by(template)
    published = published_claims([template]).get(template.pk, {})
    context = {
        **template_context(request, template),
        "lenses": contents(template, template.organisation, said, published),
        "unpublished": sum(said.get(s) != published.get(s) for s in said.keys() | published.keys()),
        "versions": template.versions.select_related("by").defer("answers")[:VERSIONS],
    }
    return render(request, "standing/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@template_view(read=Role.LEAD)
def edit(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    """The name and the description."""
    values = {
        "name": template.name,
        "description": template.description,
        "version": template.version,
    }
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=values)
    if request.method != "POST" or not form.is_valid():
        return _edit_page(request, template, form)
    try:
        describe_template(
            template=template,
            read_version=form.cleaned_data["version"] or 0,
            name=form.cleaned_data["name"],
            description=form.cleaned_data["description"],
            by=request.user,  # type: ignore[arg-type]
        )
    except NameTaken:
        form.add_error("name", NAME_TAKEN)
        return _edit_page(request, template, form)
    except StaleTemplate as stale:
        return _stale_page(request, form, stale.current)
    messages.success(request, _("Saved."))
    return redirect("standing:template", template.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@template_view(read=Role.LEAD)
def delete(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    if request.method == "POST":
        retire(template=template, by=request.user)  # type: ignore[arg-type]
        done = _("%(name)s is deleted. Answers that came from it stay.")
        messages.success(request, done % {"name": template.name})
        return redirect("standing:list")
    context = {"template": template, "uses": template.uses.count()}
    return render(request, "standing/delete.html", context)


@require_POST
@template_view()
def take_back(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    """What is not published is forgotten."""
    try:
        discard(
            template=template,
            read_version=read_version(request),
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleTemplate:
        messages.warning(request, STALE)
    else:
        messages.success(request, _("The template says again what its newest version says."))
    return redirect("standing:template", template.pk)


def template_context(request: HttpRequest, template: ReviewTemplate) -> dict[str, object]:
    """What the head of every page about one template needs."""
    return {
        "template": template,
        "uses": template.uses.count(),
        "job": last_propagation(template),
        "can_write": _can_write(request),
    }


def read_version(request: HttpRequest) -> int:
    """The version that the form names; 0, which no template has, where it names none."""
    return whole_number(request.POST.get("version"), otherwise=0)


def _listed(request: HttpRequest, words: str) -> QuerySet[ReviewTemplate]:
    found = templates_of(request.organisation)  # type: ignore[attr-defined]
    if words:
        found = found.filter(Q(name__icontains=words) | Q(description__icontains=words))
    return found.annotate(workloads=Count("uses")).order_by("name")


def _edit_page(request: HttpRequest, template: ReviewTemplate, form: TemplateForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "template": template}
    return render(request, "standing/form.html", context, status=status)


def _stale_page(request: HttpRequest, form: TemplateForm, current: ReviewTemplate) -> HttpResponse:
    """What was typed stays in the form, which stands on the newer version now."""
    form.data = {**form.data.dict(), "version": str(current.version)}  # type: ignore[attr-defined]
    context = {"form": form, "template": current, "stale": True}
    return render(request, "standing/form.html", context, status=409)


def _can_write(request: HttpRequest) -> bool:
    return can(request, Role.LEAD)
