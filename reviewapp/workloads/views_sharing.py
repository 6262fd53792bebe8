"""Sharing a workload: offering it, taking it back; opening an offer, accepting, giving back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.people.access import can, member_view, reaches, rights_of, signed_in
from reviewapp.people.domain.tokens import digest_of
from reviewapp.people.models import Membership, Role

from .access import workload_view
from .domain.sharing import (
    ShareRefused,
    accept_share,
    leave_share,
    offer_of,
    offer_share,
    revoke_offer,
    revoke_share,
)
from .forms_people import ShareForm
from .models import Workload
from .people_pages import people_context

OPENED = "share_offer"


@never_cache
@require_POST
@workload_view(home=True)
def share_make(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The new address is in this answer and nowhere else."""
    form = ShareForm(request.POST)
    address = _offer(request, workload, form)
    context = people_context(
        request, workload, share_form=None if address else form, address=address
    )
    status = 200 if address else 422
    return render(request, "workloads/people.html", context, status=status)


def _offer(request: HttpRequest, workload: Workload, form: ShareForm) -> str:
    """The address; "" where the form says what is wrong."""
    if not form.is_valid():
        return ""
    try:
        _made, code = offer_share(workload=workload, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except ShareRefused as refused:
        form.add_error(None, str(refused))
        return ""
    return request.build_absolute_uri(reverse("workloads:share_open", args=[code]))


@require_POST
@workload_view(home=True)
def share_offer_revoke(request: HttpRequest, *, workload: Workload, offer_id: UUID) -> HttpResponse:
    offer = get_object_or_404(workload.share_offers.select_related("workload"), pk=offer_id)
    if revoke_offer(offer, by=request.user):  # type: ignore[arg-type]
        messages.success(request, _("The address works no more."))
    return redirect("workloads:people", workload_id=workload.pk)


@require_POST
@workload_view(home=True)
def share_revoke(request: HttpRequest, *, workload: Workload, shared_id: int) -> HttpResponse:
    shares = workload.shares.select_related("workload", "organisation")
    share = get_object_or_404(shares, pk=shared_id)
    revoke_share(share, by=request.user)  # type: ignore[arg-type]
    said = _("%s does not see this workload any more.")
    messages.success(request, said % share.organisation.name)
    return redirect("workloads:people", workload_id=workload.pk)


@never_cache
@require_safe
@signed_in
def share_open(request: HttpRequest, *, share_code: str) -> HttpResponse:
    """Leads on to an address without the code: that of a refused request is in the log."""
    request.session[OPENED] = digest_of(share_code)
    return redirect("workloads:share_offer")


@never_cache
@require_safe
@member_view()
def share_offer(request: HttpRequest) -> HttpResponse:
    """What an address offers, also to those who cannot accept it; all dead ones look alike."""
    offer = offer_of(request.session.get(OPENED, ""))
    if offer is None:
        return render(request, "workloads/share_over.html", status=404)
    own = offer.workload.organisation_id == request.organisation.pk  # type: ignore[attr-defined]
    if own:
        return redirect("workloads:detail", workload_id=offer.workload_id)
    context = {"offer": offer, "can_accept": can(request, Role.LEAD)}
    return render(request, "workloads/share_offer.html", context)


@require_POST
@member_view()
def share_accept(request: HttpRequest) -> HttpResponse:
    offer = offer_of(request.session.pop(OPENED, ""))
    if offer is None:
        raise Http404
    organisation = request.organisation  # type: ignore[attr-defined]
    try:
        workload = accept_share(offer=offer, organisation=organisation, by=request.user)  # type: ignore[arg-type]
    except ShareRefused as refused:
        messages.error(request, str(refused))
        return redirect("workloads:list")
    messages.success(request, _("%s is in your list.") % workload.name)
    return redirect("workloads:detail", workload_id=workload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(write=Role.VIEWER)
def share_leave(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Gives a shared workload back: for leads of the organisation with which it is shared.

    Raises Http404 for the organisation's own workload, which it cannot give back.
    """
    if rights_of(request).home:
        raise Http404
    membership: Membership = request.membership  # type: ignore[attr-defined]
    if not reaches(membership.role, Role.LEAD):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "workloads/share_leave.html", {"workload": workload})
    shares = workload.shares.select_related("workload", "organisation")
    share = get_object_or_404(shares, organisation=membership.organisation_id)
    leave_share(share, by=membership.user)
    messages.success(request, _("%s is given back.") % workload.name)
    return redirect("workloads:list")
