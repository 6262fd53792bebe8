"""What happens to one member: another role, a pause, the end; and handing the organisation over."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ..access import member_view
from ..domain import (
    LastOwner,
    NotTheirs,
    WrongConfirmation,
    change_role,
    deactivate_member,
    reactivate_member,
    remove_member,
    transfer_ownership,
)
from ..forms import RoleForm, TransferForm
from ..models import Membership, Organisation, Role
from ..queries import some_addresses

LAST_OWNER = gettext_lazy(
    "An organisation keeps at least one active owner. Make somebody else an owner first."
)


@require_POST
@member_view(write=Role.OWNER)
def member_role(request: HttpRequest, *, member_id: int) -> HttpResponse:
    membership = _member(request, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles."))
        return redirect("people:organisation")
    role = Role(form.cleaned_data["role"])

    def change() -> None:
        change_role(membership, role, by=request.user)  # type: ignore[arg-type]

    said = _("%(person)s is now %(role)s.") % {"person": membership.user, "role": role.label}
    return _done(request, change, said)


@require_POST
@member_view(write=Role.OWNER)
def member_deactivate(request: HttpRequest, *, member_id: int) -> HttpResponse:
    membership = _member(request, member_id)
    return _done(
        request,
        lambda: deactivate_member(membership, by=request.user),  # type: ignore[arg-type]
        _("%s is deactivated: what they wrote stays, and they see nothing any more.")
        % membership.user,
    )


@require_POST
@member_view(write=Role.OWNER)
def member_reactivate(request: HttpRequest, *, member_id: int) -> HttpResponse:
    membership = _member(request, member_id)
    return _done(
        request,
        lambda: reactivate_member(membership, by=request.user),  # type: ignore[arg-type]
        _("%s is active again, with all that they had.") % membership.user,
    )


@require_POST
@member_view(write=Role.OWNER)
def member_remove(request: HttpRequest, *, member_id: int) -> HttpResponse:
    membership = _member(request, member_id)
    return _done(
        request,
        lambda: remove_member(membership, by=request.user),  # type: ignore[arg-type]
        _("%s is no longer in the organisation.") % membership.user,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.MEMBER, write=Role.MEMBER)
def leave(request: HttpRequest) -> HttpResponse:
    """Everybody may go; the last owner hands the organisation over first."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "people/leave.html")
    try:
        remove_member(membership, by=membership.user)
    except LastOwner:
        return render(request, "people/leave.html", {"error": LAST_OWNER}, status=422)
    messages.success(request, _("You left %s.") % membership.organisation.name)
    return redirect("dashboard")


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def transfer(request: HttpRequest) -> HttpResponse:
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    sent = request.POST if request.method == "POST" else None
    form = TransferForm(sent, organisation=organisation, giver=request.user)  # type: ignore[arg-type]
    if form.is_valid() and _transfer(request, form):
        taker = form.cleaned_data["taker"]
        messages.success(request, _("%s owns the organisation. You are a lead reviewer.") % taker)
        return redirect("people:organisation")
    context = {"form": form, "addresses": some_addresses(organisation)}
    return render(request, "people/transfer.html", context, status=422 if sent is not None else 200)


def _transfer(request: HttpRequest, form: TransferForm) -> bool:
    """False, with the reason beside the field."""
    giver: Membership = request.membership  # type: ignore[attr-defined]
    taker = giver.organisation.memberships.get(user=form.cleaned_data["taker"])
    try:
        transfer_ownership(giver=giver, taker=taker, typed=form.cleaned_data["confirmation"])
    except WrongConfirmation:
        exact = _("Type the name exactly as it stands here: %s") % giver.organisation.name
        form.add_error("confirmation", exact)
    except NotTheirs:
        form.add_error("taker", _("Somebody changed the roles meanwhile. Look at them again."))
    return form.is_valid()


def _member(request: HttpRequest, member_id: int) -> Membership:
    members = request.organisation.memberships.select_related("user", "organisation")  # type: ignore[attr-defined]
    found: Membership = get_object_or_404(members, pk=member_id)
    return found


def _done(request: HttpRequest, change: Callable[[], None], said: str) -> HttpResponse:
    try:
        change()
    except LastOwner:
        messages.error(request, str(LAST_OWNER))
    except Membership.DoesNotExist:
        messages.error(request, _("This person was removed meanwhile."))
    else:
        messages.success(request, said)
    return redirect("people:organisation")
