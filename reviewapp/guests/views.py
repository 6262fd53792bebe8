"""Links for guests: making and ending them, and what a guest reads."""

from typing import Any
from uuid import UUID

from csp.decorators import csp
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.files.models import StoredFile
from reviewapp.files.serving import NOTHING_ACTS, served
from reviewapp.isolation.scopes import everything
from reviewapp.people.models import Role
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

from .access import gone, guest_view, let_in
from .domain import LinkRefused, find_link, make_link, note_opened, revoke_link
from .forms import GuestForm
from .models import GuestLink
from .pages import files_shown, guest_context

PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD, home=True)
def links(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The workload's links. A new address is in the answer to its making and nowhere else."""
    reviews = workload.reviews.select_related("version__lens").defer("version__document")
    form = GuestForm(request.POST if request.method == "POST" else None, reviews=reviews)
    address = _made(request, form) if form.is_bound else ""
    found = workload.guest_links.select_related("review__version__lens", "created_by", "revoked_by")
    context = {
        "workload": workload,
        "form": GuestForm(reviews=reviews) if address else form,
        "address": address,
        "page_obj": Paginator(found.defer("review__version__document"), PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    status = 422 if form.is_bound and not address else 200
    return render(request, "guests/links.html", context, status=status)


def _made(request: HttpRequest, form: GuestForm) -> str:
    """The address of a new link; "" where the form says what is wrong."""
    if not form.is_valid():
        return ""
    try:
        _link, token = make_link(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
    except LinkRefused as error:
        form.add_error(None, str(error))
        return ""
    return request.build_absolute_uri(reverse("guests:open", args=[token]))


@require_POST
@workload_view(home=True)
def link_revoke(request: HttpRequest, *, workload: Workload, link_id: UUID) -> HttpResponse:
    link = get_object_or_404(workload.guest_links, pk=link_id)
    if revoke_link(link, by=request.user):  # type: ignore[arg-type]
        messages.success(request, _("The link is ended. Whoever reads by it reads no further."))
    return redirect("guests:links", workload.pk)


@never_cache
@require_safe
def open_link(request: HttpRequest, *, guest_token: str) -> HttpResponseBase:
    """Lets the browser in and leaves the secret behind: it stands in no later address."""
    with everything():
        link = find_link(guest_token)
        if link is None or not link.stands:
            return gone(request)
        note_opened(link)
    let_in(request, link)
    return redirect("guests:review", link.pk)


@require_safe
@guest_view
def guest_review(request: HttpRequest, *, link: GuestLink) -> HttpResponse:
    return render(request, "guests/review.html", guest_context(link))


@require_safe
@csp(NOTHING_ACTS)
@guest_view
def guest_file(request: HttpRequest, *, link: GuestLink, **named: Any) -> HttpResponse:  # noqa: ARG001
    """A file that the review names, under a policy that lets nothing inside it run or load."""
    file_id = str(named["file_id"])
    if file_id not in files_shown(link):
        raise Http404
    return served(get_object_or_404(StoredFile, pk=file_id))
