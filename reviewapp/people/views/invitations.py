"""Inviting people: the list, new ones, sending again, taking back. For owners."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import member_view
from ..domain import InvitationRefused, invite, renew_invitation, revoke_invitation
from ..forms import InviteForm
from ..mail import mail_invitation
from ..models import Invitation, Organisation, Role
from ..queries import invitations_of

PER_PAGE = 50


@require_safe
@member_view(read=Role.OWNER)
def invitations(request: HttpRequest) -> HttpResponse:
    found = invitations_of(request.organisation)  # type: ignore[attr-defined]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/invitations.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def invitation_create(request: HttpRequest) -> HttpResponse:
    """Every address is answered for: those that were refused stay in the form, with the reason."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    sent = request.POST if request.method == "POST" else None
    form = InviteForm(sent, organisation=organisation)
    if form.is_valid():
        refused = _invite_all(request, organisation, form)
        if not refused:
            return redirect("people:invitations")
        form.data = {**form.data.dict(), "addresses": "\n".join(refused)}  # type: ignore[attr-defined]
        _keep_units(form, sent)
        form.errors["addresses"] = form.error_class(list(refused.values()))
    status = 422 if sent is not None else 200
    return render(request, "people/invite.html", {"form": form}, status=status)


@require_POST
@member_view(write=Role.OWNER)
def invitation_resend(request: HttpRequest, *, invitation_id: int) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    try:
        token = renew_invitation(invitation, by=request.user)  # type: ignore[arg-type]
    except InvitationRefused as refused:
        messages.error(request, str(refused))
        return redirect("people:invitations")
    if mail_invitation(invitation, token):
        said = _("A new link is on its way to %s. The one before works no more.")
        messages.success(request, said % invitation.email)
    else:
        warn_unsent(request, [invitation.email])
    return redirect("people:invitations")


@require_POST
@member_view(write=Role.OWNER)
def invitation_revoke(request: HttpRequest, *, invitation_id: int) -> HttpResponse:
    invitation = _invitation(request, invitation_id)
    if revoke_invitation(invitation, by=request.user):  # type: ignore[arg-type]
        messages.success(request, _("The invitation of %s is taken back.") % invitation.email)
    return redirect("people:invitations")


def _invitation(request: HttpRequest, invitation_id: int) -> Invitation:
    own = request.organisation.invitations.select_related("organisation", "invited_by")  # type: ignore[attr-defined]
    found: Invitation = get_object_or_404(own, pk=invitation_id)
    return found


def _invite_all(
    request: HttpRequest, organisation: Organisation, form: InviteForm
) -> dict[str, str]:
    """Invites whom it can; the others with the reason."""
    refused: dict[str, str] = {}
    invited: list[str] = []
    unsent: list[str] = []
    for name, email in form.cleaned_data["addresses"]:
        try:
            invitation, token = invite(
                organisation=organisation,
                email=email,
                name=name,
                role=form.cleaned_data["role"],
                units=form.units_given(),
                by=request.user,  # type: ignore[arg-type]
            )
        except InvitationRefused as error:
            refused[email] = f"{email}: {error}"
        else:
            (invited if mail_invitation(invitation, token) else unsent).append(email)
    _tell(request, invited, unsent)
    return refused


def _tell(request: HttpRequest, invited: list[str], unsent: list[str]) -> None:
    if invited:
        said = ngettext("%(first)s is invited.", "%(number)d people are invited.", len(invited)) % {
            "first": invited[0],
            "number": len(invited),
        }
        messages.success(request, said)
    if unsent:
        warn_unsent(request, unsent)


def warn_unsent(request: HttpRequest, addresses: list[str]) -> None:
    said = _("The mail could not be sent to %s. Send it again once mail works.")
    messages.warning(request, said % ", ".join(addresses))


def _keep_units(form: InviteForm, sent: object) -> None:
    """Of a list of ticks a plain dictionary keeps one alone."""
    if "units" in form.fields:
        form.data["units"] = sent.getlist("units")  # type: ignore[attr-defined, index]
