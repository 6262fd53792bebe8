"""The way of a template to workloads: choose them, look at what would change, apply, publish."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from reviewapp.people.models import Role
from reviewapp.workloads.models import Workload

from ..access import template_view
from ..domain.publishing import NothingToPublish, publish, unpublished
from ..domain.saying import said_by
from ..domain.standings import published_claims
from ..domain.templates import StaleTemplate
from ..domain.uses import attach
from ..forms import MOST_WORKLOADS, Choosing, read_choosing
from ..models import ReviewTemplate
from ..pages.preview import PER_PAGE, preview, preview_context, takes_of
from .templates import read_version

CHOICES_PER_PAGE = 50
CHOOSE = gettext_lazy("Tick at least one workload.")
TOO_MANY = gettext_lazy(
    "At most %(most)s workloads at once. Apply it to those, then to the others."
)
MOVED = gettext_lazy("The template was changed while you looked. Below is what it would do now.")


@require_http_methods(["GET", "HEAD", "POST"])
@template_view(read=Role.LEAD)
def apply(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    """Puts the newest version on workloads. Each step carries what was chosen before it."""
    if not template.published:
        messages.info(request, _("Publish the template first; then it can be applied."))
        return redirect("standing:publish", template.pk)
    sent = read_choosing(request.POST if request.method == "POST" else request.GET)
    if sent.step not in ("preview", "apply"):
        wrong = request.method == "POST" and sent.step not in ("choose", "search")
        return _choose(request, template, sent, error=str(CHOOSE) if wrong else "")
    workloads = _wanted(template, sent.chosen)
    if not workloads or len(workloads) > MOST_WORKLOADS:
        error = TOO_MANY % {"most": MOST_WORKLOADS} if workloads else str(CHOOSE)
        return _choose(request, template, sent, error=error)
    if sent.step == "apply" and request.method == "POST":
        return _apply(request, template, workloads, sent)
    return _preview_choice(request, template, workloads, sent)


@require_http_methods(["GET", "HEAD", "POST"])
@template_view(read=Role.LEAD)
def publish_view(request: HttpRequest, *, template: ReviewTemplate) -> HttpResponse:
    """What publishing would do to the workloads that use the template; POST does it."""
    if template.published and not unpublished(template):
        messages.info(request, _("Nothing to publish: the newest version says all this."))
        return redirect("standing:template", template.pk)
    sent = read_choosing(request.POST)
    if request.method != "POST":
        return _preview_draft(request, template, sent)
    if read_version(request) != template.version:
        fresh = Choosing("preview", 1, "", (), frozenset())
        return _preview_draft(request, template, fresh, status=409, error=str(MOVED))
    if sent.step == "publish":
        return _publish(request, template, sent)
    return _preview_draft(request, template, sent)


def _choose(
    request: HttpRequest, template: ReviewTemplate, sent: Choosing, *, error: str
) -> HttpResponse:
    found = Workload.objects.filter(organisation=template.organisation_id, archived_at=None)
    if sent.words:
        found = found.filter(name__icontains=sent.words)
    page = Paginator(found.order_by("name"), CHOICES_PER_PAGE).get_page(sent.page)
    shown = {each.pk for each in page.object_list}
    context = {
        "template": template,
        "page_obj": page,
        "words": sent.words,
        "chosen": set(sent.chosen),
        "elsewhere": [each for each in sent.chosen if each not in shown],
        "using": set(template.uses.values_list("workload_id", flat=True)),
        "error": error,
    }
    return render(request, "standing/apply.html", context, status=422 if error else 200)


def _wanted(template: ReviewTemplate, ids: tuple[UUID, ...]) -> list[Workload]:
    mine = Workload.objects.filter(organisation=template.organisation_id, archived_at=None)
    return list(mine.filter(pk__in=ids).order_by("name"))


def _preview_choice(
    request: HttpRequest, template: ReviewTemplate, workloads: list[Workload], sent: Choosing
) -> HttpResponse:
    page = Paginator(workloads, PER_PAGE).get_page(sent.page)
    said = published_claims([template]).get(template.pk, {})
    rows = preview(
        list(page.object_list), template, said, version=template.published, taken=sent.taken
    )
    context = {
        **preview_context(rows, sent.taken),
        "template": template,
        "page_obj": page,
        "chosen": ",".join(str(each.pk) for each in workloads),
        "draft": bool(unpublished(template)),
    }
    return render(request, "standing/apply_preview.html", context)


def _apply(
    request: HttpRequest, template: ReviewTemplate, workloads: list[Workload], sent: Choosing
) -> HttpResponse:
    ids = [each.pk for each in workloads]
    attach(
        template=template,
        workload_ids=ids,
        takes=takes_of(sent.taken),
        by=request.user,  # type: ignore[arg-type]
    )
    messages.success(request, _under_way(template.name, len(ids)))
    if len(ids) == 1:
        return redirect("standing:workload", ids[0])
    return redirect("standing:uses", template.pk)


def _preview_draft(
    request: HttpRequest,
    template: ReviewTemplate,
    sent: Choosing,
    *,
    status: int = 200,
    error: str = "",
) -> HttpResponse:
    using = Workload.objects.filter(template_uses__template=template, archived_at=None)
    page = Paginator(using.order_by("name"), PER_PAGE).get_page(sent.page)
    rows = preview(
        list(page.object_list),
        template,
        said_by(template),
        version=template.published + 1,
        taken=sent.taken,
    )
    context: dict[str, Any] = {
        **preview_context(rows, sent.taken),
        "template": template,
        "page_obj": page,
        "note": request.POST.get("note", "")[:200],
        "next": template.published + 1,
        "changes": len(unpublished(template)),
        "error": error,
    }
    return render(request, "standing/publish.html", context, status=status)


def _publish(request: HttpRequest, template: ReviewTemplate, sent: Choosing) -> HttpResponse:
    try:
        version, job = publish(
            template=template,
            read_version=read_version(request),
            takes=takes_of(sent.taken),
            note=" ".join(request.POST.get("note", "").replace("\x00", "").split()),
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleTemplate as stale:
        return _preview_draft(request, stale.current, sent, status=409, error=str(MOVED))
    except NothingToPublish:
        messages.info(request, _("Nothing to publish: the newest version says all this."))
        return redirect("standing:template", template.pk)
    messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("standing:uses" if job else "standing:template", template.pk)


def _under_way(name: str, number: int) -> str:
    return ngettext(
        "%(name)s is on its way to %(n)s workload.",
        "%(name)s is on its way to %(n)s workloads.",
        number,
    ) % {"name": name, "n": number}
