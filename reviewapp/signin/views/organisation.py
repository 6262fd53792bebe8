"""What an owner decides about signing in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reviewapp.people.access import member_view
from reviewapp.people.models import Membership, Organisation, Role
from reviewapp.signin import saml
from reviewapp.signin.discovery import DiscoveryFailed, discover
from reviewapp.signin.domain.providers import (
    SlugTaken,
    provider_of,
    remove_provider,
    save_provider,
)
from reviewapp.signin.domain.security import (
    change_security,
    facts_of,
    members_without_second_factor,
    security_of,
)
from reviewapp.signin.forms import SecurityForm, form_of, initial_of
from reviewapp.signin.mail import entrance_address
from reviewapp.signin.models import IdentityProvider, Protocol

OWNER = {"read": Role.OWNER, "write": Role.OWNER}
SHOWN_MEMBERS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(**OWNER)
def security(request: HttpRequest) -> HttpResponse:
    organisation = _organisation(request)
    form = _security_form(request, organisation)
    if request.method == "POST" and form.is_valid():
        change_security(organisation=organisation, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
        return redirect("signin:organisation")
    return render(request, "signin/organisation.html", _context(organisation, form))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(**OWNER)
def provider(request: HttpRequest) -> HttpResponse:
    """The form of the protocol that is stored, or that the address asks for."""
    organisation = _organisation(request)
    found = provider_of(organisation)
    protocol = _protocol(request, found)
    kept = found if found and found.protocol == protocol else None
    initial = (
        initial_of(kept) if kept else {"active": True, "slug": slugify(organisation.name)[:50]}
    )
    sent = request.POST if request.method == "POST" else None
    form = form_of(protocol)(sent, initial=initial, change=kept is not None)
    if form.is_valid() and _save(request, form, protocol):
        messages.success(request, _("Saved. Test it before you tell your members."))
        return redirect("signin:organisation")
    context = {"form": form, "protocol": protocol, "provider": found, **_addresses(organisation)}
    status = 422 if form.is_bound else 200
    return render(request, "signin/provider.html", context, status=status)


@require_POST
@member_view(**OWNER)
def provider_test(request: HttpRequest) -> HttpResponse:
    """Asks the issuer what it publishes, and says on the page what is wrong with it."""
    organisation = _organisation(request)
    found = _provider(organisation)
    if found.protocol != Protocol.OIDC:
        raise Http404
    try:
        document = discover(found.issuer)
    except DiscoveryFailed as error:
        told: dict[str, Any] = {"test_failed": str(error)}
    else:
        told = {"test_passed": document["authorization_endpoint"]}
    form = _security_form(request, organisation, bound=False)
    context = {**_context(organisation, form), **told}
    return render(request, "signin/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(**OWNER)
def provider_remove(request: HttpRequest) -> HttpResponse:
    found = _provider(_organisation(request))
    if request.method == "POST":
        remove_provider(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The sign-in is removed. Its members stay."))
        return redirect("signin:organisation")
    return render(request, "signin/provider_remove.html", {"provider": found})


def _save(request: HttpRequest, form: Any, protocol: str) -> bool:
    fields = dict(form.cleaned_data)
    secret = fields.pop("secret", "")
    try:
        save_provider(
            organisation=_organisation(request),
            fields={**fields, "protocol": protocol},
            secret=secret,
            by=request.user,  # type: ignore[arg-type]
        )
    except SlugTaken:
        form.add_error("slug", _("Another organisation uses this address already."))
        return False
    return True


def _security_form(
    request: HttpRequest, organisation: Organisation, *, bound: bool = True
) -> SecurityForm:
    sent = request.POST if bound and request.method == "POST" else None
    return SecurityForm(sent, initial=dict(facts_of(security_of(organisation))))


def _context(organisation: Organisation, form: SecurityForm) -> dict[str, Any]:
    found = provider_of(organisation)
    without = members_without_second_factor(organisation)
    return {
        "form": form,
        "provider": found,
        "entrance": entrance_address(found) if found else "",
        "saml": saml.INSTALLED,
        "members": Membership.active.filter(organisation=organisation).count(),
        "without": list(without[:SHOWN_MEMBERS]),
        "without_count": without.count(),
        **_addresses(organisation),
    }


def _addresses(organisation: Organisation) -> dict[str, str]:
    """What the identity provider has to be told of this product."""
    key = str(organisation.pk)
    told = {"callback": _absolute("openid_connect_callback", provider_id=key)}
    if saml.INSTALLED:
        told["saml_metadata"] = _absolute("saml_metadata", organization_slug=key)
        told["saml_acs"] = _absolute("saml_acs", organization_slug=key)
    return told


def _absolute(name: str, **kwargs: str) -> str:
    return settings.BASE_URL + reverse(name, kwargs=kwargs)


def _protocol(request: HttpRequest, found: IdentityProvider | None) -> str:
    asked = request.GET.get("protocol") or (found.protocol if found else Protocol.OIDC)
    return Protocol.SAML if asked == Protocol.SAML and saml.INSTALLED else Protocol.OIDC


def _provider(organisation: Organisation) -> IdentityProvider:
    found = provider_of(organisation)
    if found is None:
        raise Http404
    return found


def _organisation(request: HttpRequest) -> Organisation:
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    return organisation
