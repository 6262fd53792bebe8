"""What an owner says of signing in."""

import re
from typing import Any
from urllib.parse import urlsplit

from cryptography.x509 import load_pem_x509_certificate
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reviewapp.people.models import Role

from .discovery import WELL_KNOWN
from .models import IdentityProvider, Protocol

DOMAIN = re.compile(r"^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$")
MOST_DOMAINS = 20
PEM = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"


class SecurityForm(forms.Form):
    second_factor_required = forms.BooleanField(
        required=False,
        label=_("Members need a second factor"),
        help_text=_(
            "Whoever has none is led to set one up and can do nothing else here until then."
        ),
    )
    own_sign_in_counts = forms.BooleanField(
        required=False,
        label=_("The organisation’s own sign-in is enough"),
        help_text=_("Choose this where the identity provider asks for a second factor itself."),
    )


class ProviderForm(forms.Form):
    """With `change`, an empty secret keeps the one that is stored."""

    name = forms.CharField(
        max_length=40, label=_("Name"), help_text=_("Stands on the button: “Sign in with …”.")
    )
    slug = forms.SlugField(
        max_length=50,
        label=_("Short name in the sign-in address"),
        help_text=_("Lower-case letters, digits and hyphens."),
    )
    domains = forms.CharField(
        max_length=2000,
        label=_("Mail domains"),
        help_text=_("Addresses of these domains alone are let in, for example larkspur.example."),
    )
    newcomer_role = forms.ChoiceField(
        required=False,
        label=_("Newcomers become"),
        help_text=_("Of a person who comes for the first time and is no member yet."),
    )
    active = forms.BooleanField(required=False, label=_("Members can sign in this way"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [each for each in Role.choices if each[0] != Role.OWNER]
        self.fields["newcomer_role"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody: only people who are members already get in")),
            *roles,
        ]

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()

    def clean_domains(self) -> list[str]:
        """Separated by commas, spaces or lines; an @ before one is forgiven."""
        given = re.split(r"[\s,;]+", self.cleaned_data["domains"].lower())
        found = list(dict.fromkeys(each.lstrip("@") for each in given if each))
        if not found:
            raise forms.ValidationError(_("At least one domain."))
        for each in found:
            if not DOMAIN.match(each):
                raise forms.ValidationError(_("“%s” is no mail domain.") % each)
        if len(found) > MOST_DOMAINS:
            raise forms.ValidationError(_("At most 20 domains."))
        return found


class OidcForm(ProviderForm):
    issuer = forms.CharField(
        max_length=500,
        label=_("Issuer"),
        help_text=_("The address whose /.well-known/openid-configuration describes it."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    client_id = forms.CharField(max_length=191, label=_("Client ID"))
    secret = forms.CharField(
        max_length=500,
        required=False,
        label=_("Client secret"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    addresses_trusted = forms.BooleanField(
        required=False,
        label=_("Take its addresses as verified"),
        help_text=_(
            "For providers that never say whether an address is verified, as Microsoft Entra ID."
        ),
    )

    field_order = ("name", "slug", "issuer", "client_id", "secret", "domains")

    def __init__(self, *args: Any, change: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        secret = self.fields["secret"]
        secret.required = not change
        if change:
            secret.help_text = _("Stored, and never shown again. Leave empty to keep it.")

    def clean_issuer(self) -> str:
        issuer = self.cleaned_data["issuer"].strip().removesuffix(WELL_KNOWN).rstrip("/")
        return _checked_address(issuer)


class SamlForm(ProviderForm):
    issuer = forms.CharField(max_length=500, label=_("Entity ID of the identity provider"))
    saml_address = forms.CharField(
        max_length=500,
        label=_("Sign-in address of the identity provider"),
        help_text=_("Its single sign-on service, with the redirect binding."),
    )
    saml_certificate = forms.CharField(
        max_length=20_000,
        label=_("Certificate that it signs with"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    field_order = ("name", "slug", "issuer", "saml_address", "saml_certificate", "domains")

    def __init__(self, *args: Any, change: bool = False, **kwargs: Any) -> None:  # noqa: ARG002
        super().__init__(*args, **kwargs)

    def clean_saml_address(self) -> str:
        return _checked_address(self.cleaned_data["saml_address"].strip())

    def clean_saml_certificate(self) -> str:
        """The certificate with or without its first and last line; kept without."""
        given = self.cleaned_data["saml_certificate"]
        inner = re.sub(r"-----[A-Z ]+-----|\s", "", given)
        try:
            load_pem_x509_certificate(PEM.format(inner).encode())
        except ValueError as error:
            raise forms.ValidationError(_("This is no X.509 certificate.")) from error
        return inner

    def clean(self) -> dict[str, Any]:
        """Of SAML an organisation's signature is the proof of what it says."""
        return {**self.cleaned_data, "addresses_trusted": True}


def form_of(protocol: str) -> type[OidcForm] | type[SamlForm]:
    return SamlForm if protocol == Protocol.SAML else OidcForm


def initial_of(provider: IdentityProvider) -> dict[str, Any]:
    """What the form shows of what is stored; never the secret."""
    names = (
        *("name", "slug", "issuer", "client_id", "saml_address", "saml_certificate"),
        *("newcomer_role", "addresses_trusted", "active"),
    )
    shown = {name: getattr(provider, name) for name in names}
    return {**shown, "domains": ", ".join(provider.domains)}


class EnterForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def _checked_address(address: str) -> str:
    schemes = ("https", "http") if settings.SIGNIN_PRIVATE_ADDRESSES else ("https",)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.query:
        raise forms.ValidationError(_("An address that begins with https:// is needed."))
    return address
