"""The way in: a mailed link, the page behind it, and the page of who belongs nowhere.

The link's token is put into the session at once and leads on to an address without it: nothing
that logs or shares an address then has it. Old, used, revoked and unknown links look alike.
"""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import signed_in
from ..domain import (
    AnotherAddress,
    HasAccount,
    NotOpen,
    accept_invitation,
    accept_with_new_account,
    invitation_of,
    open_invitation,
    waiting_for,
)
from ..forms import NewAccountForm
from ..middleware import CHOSEN
from ..models import Invitation, Membership, User
from ..queries import account_of

OPENED = "invitation"


@never_cache
@require_safe
def invitation_open(request: HttpRequest, *, invited_token: str) -> HttpResponse:
    request.session.pop(OPENED, None)
    if found := invitation_of(invited_token):
        request.session[OPENED] = found.token_digest
    return redirect("people:invitation")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """What the link offers, by who opens it: nobody yet, another account, the one invited."""
    found = open_invitation(request.session.get(OPENED, ""))
    if found is None:
        return render(request, "people/invitation_over.html", status=404)
    if not request.user.is_authenticated:
        return _for_visitor(request, found)
    if request.user.email.lower() != found.email:
        return render(request, "people/invitation_other.html", {"invitation": found}, status=403)
    if request.method != "POST":
        return render(request, "people/invitation.html", {"invitation": found})
    return _accepted(request, found)


@require_POST
@signed_in
def invitation_accept(request: HttpRequest, *, invitation_id: int) -> HttpResponse:
    """Without the link, for a person whose session proves that the address is theirs."""
    found = {each.pk: each for each in pending(request)}.get(invitation_id)
    if found is None:
        raise Http404
    return _accepted(request, found)


@never_cache
@require_safe
@signed_in
def homeless(request: HttpRequest) -> HttpResponse:
    """For somebody who is in no organisation; for everybody else what waits for them."""
    return render(request, "people/homeless.html", {"invitations": pending(request)})


def pending(request: HttpRequest) -> list[Invitation]:
    """What waits for the person's own address; nothing where the session does not prove it.

    An organisation's own sign-in may say that somebody is anybody.
    """
    user: User = request.user  # type: ignore[assignment]
    methods = {each.get("method") for each in get_authentication_records(request, user)}
    if "socialaccount" in methods and "password" not in methods:
        return []
    proved = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return waiting_for(user) if proved.exists() else []


def _for_visitor(request: HttpRequest, found: Invitation) -> HttpResponse:
    if account_of(found.email):
        return render(request, "people/invitation_sign_in.html", {"invitation": found})
    sent = request.POST if request.method == "POST" else None
    form = NewAccountForm(sent, email=found.email, initial={"name": found.name})
    if not form.is_valid():
        context = {"invitation": found, "form": form}
        status = 422 if sent is not None else 200
        return render(request, "people/invitation_account.html", context, status=status)
    try:
        membership = accept_with_new_account(
            invitation=found,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
        )
    except (HasAccount, NotOpen):
        return redirect("people:invitation")
    return _signed_in(request, membership)


def _signed_in(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Who just set a password need not type it again."""
    user = membership.user
    record_authentication(request, user, method="password", email=user.email)
    response: HttpResponse = perform_login(request, user, redirect_url="/")
    _settle(request, membership)
    return response


def _accepted(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        membership = accept_invitation(invitation=found, user=request.user)  # type: ignore[arg-type]
    except (NotOpen, AnotherAddress):
        return redirect("people:invitation")
    _settle(request, membership)
    return redirect("dashboard")


def _settle(request: HttpRequest, membership: Membership) -> None:
    request.session.pop(OPENED, None)
    request.session[CHOSEN] = str(membership.organisation_id)
    messages.success(request, _("You are in %s.") % membership.organisation.name)
