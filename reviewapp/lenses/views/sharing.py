"""Sharing lenses: making an address, taking it back, opening one, accepting, letting go."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.isolation.scopes import everything
from reviewapp.people.access import member_view, signed_in
from reviewapp.people.domain.tokens import digest_of
from reviewapp.people.models import Role

from ..access import may_write, own_lens
from ..domain.sharing import (
    ShareRefused,
    accept_share,
    leave_share,
    make_share,
    revoke_share,
    share_by,
)
from ..forms import ShareForm
from ..models import Lens, LensShare
from ..pages.lens import head_of
from ..pages.sharing import held_lens, offer_context, shares_context

OPENED = "lens_offer"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def shares(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    """Whom a lens is shared with. A new address is in the answer to its making and nowhere else."""
    lens = own_lens(request, lens_id)
    form = ShareForm(request.POST if request.method == "POST" else None)
    address, status = "", 200
    if form.is_bound:
        address = _made(request, lens, form)
        status = 200 if address else 422
    context = {
        **head_of(request, lens, tab="shares"),
        **shares_context(lens, request.GET),
        "form": ShareForm() if address else form,
        "address": address,
    }
    return render(request, "lenses/shares.html", context, status=status)


def _made(request: HttpRequest, lens: Lens, form: ShareForm) -> str:
    """The address of a new share; "" where the form says what is wrong."""
    if not form.is_valid():
        return ""
    try:
        _, code = make_share(
            lens=lens,
            note=form.cleaned_data["note"],
            days=form.cleaned_data["days"],
            by=request.user,  # type: ignore[arg-type]
        )
    except ShareRefused as error:
        form.add_error(None, str(error))
        return ""
    return request.build_absolute_uri(reverse("lenses:share_open", args=[code]))


@require_POST
@member_view()
def share_revoke(request: HttpRequest, *, lens_id: UUID, share_id: UUID) -> HttpResponse:
    lens = own_lens(request, lens_id)
    share = get_object_or_404(LensShare.objects.filter(lens=lens), pk=share_id)
    if revoke_share(share=share):
        messages.success(request, _("The share is taken back. Reviews that began with it go on."))
    return redirect("lenses:shares", lens.pk)


@never_cache
@require_safe
@signed_in
def share_open(request: HttpRequest, *, code: str) -> HttpResponse:
    """Leads on to an address without the code, which would stand in the browser's history."""
    request.session[OPENED] = digest_of(code)
    return redirect("lenses:share_offer")


@never_cache
@require_safe
@member_view()
@everything()  # what is offered is another organisation's
def share_offer(request: HttpRequest) -> HttpResponse:
    """What the opened address offers. Whoever may not write sees it, and who can accept it."""
    share = _opened(request)
    context = offer_context(share, request.organisation)  # type: ignore[attr-defined]
    if context["held"]:
        return redirect("lenses:detail", share.lens_id)
    context["can_write"] = may_write(request)
    return render(request, "lenses/share_offer.html", context)


def _opened(request: HttpRequest) -> LensShare:
    """The share of the address that was opened last. Raises Http404."""
    share = share_by(request.session.get(OPENED, ""))
    if share is None:
        raise Http404
    return share


@require_POST
@member_view()
@everything()
def share_accept(request: HttpRequest) -> HttpResponse:
    """Takes the lens that the page offered; where another address was opened since, shows that."""
    share = _opened(request)
    if request.POST.get("share") != str(share.pk):
        return redirect("lenses:share_offer")
    organisation = request.organisation  # type: ignore[attr-defined]
    try:
        taken = accept_share(share=share, organisation=organisation, by=request.user)  # type: ignore[arg-type]
    except ShareRefused:
        return render(
            request, "lenses/share_offer.html", offer_context(share, organisation), status=409
        )
    del request.session[OPENED]
    messages.success(request, _("“%(name)s” is in your library.") % {"name": taken.lens.name})
    return redirect("lenses:detail", taken.lens_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def leave(request: HttpRequest, *, lens_id: UUID) -> HttpResponse:
    """Takes a shared lens out of the library, one that is shared no more too."""
    organisation = request.organisation  # type: ignore[attr-defined]
    lens = held_lens(organisation, lens_id)
    if lens is None:
        raise Http404
    if request.method == "POST":
        leave_share(lens=lens, organisation=organisation)
        messages.success(request, _("“%(name)s” is out of your library.") % {"name": lens.name})
        return redirect("lenses:list")
    return render(request, "lenses/leave.html", {"lens": lens})
