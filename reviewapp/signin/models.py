"""What an organisation asks of those who sign in, and its own identity provider."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviewapp.people.models import Organisation, Role


class SecuritySettings(models.Model):
    """No row is the same as a row of defaults."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="security"
    )
    second_factor_required = models.BooleanField(default=False)
    own_sign_in_counts = models.BooleanField(
        default=True,
        help_text="Whoever came through the organisation's own sign-in needs no second factor.",
    )

    def __str__(self) -> str:
        return f"Security of {self.organisation_id}"


class Protocol(models.TextChoices):
    OIDC = "openid_connect", _("OpenID Connect")
    SAML = "saml", "SAML 2.0"


class IdentityProvider(models.Model):
    """The organisation's own sign-in. The organisation's id names it in addresses.

    `issuer` is the issuer of OpenID Connect, or the entity id of a SAML identity provider.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="identity_provider"
    )
    protocol = models.CharField(max_length=20, choices=Protocol.choices, default=Protocol.OIDC)
    name = models.CharField(max_length=40)
    slug = models.SlugField(
        max_length=50,
        unique=True,
        error_messages={"unique": _("Another organisation uses this address already.")},
    )
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=191, blank=True)
    sealed_secret = models.TextField(blank=True)
    saml_address = models.URLField(max_length=500, blank=True)
    saml_certificate = models.TextField(blank=True)
    domains = ArrayField(models.CharField(max_length=253))
    newcomer_role = models.CharField(max_length=12, choices=Role.choices, blank=True)
    addresses_trusted = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What the provider is called in the callback's address and in linked accounts."""
        return str(self.organisation_id)
