"""Invitations by mail: what waits for somebody until they accept it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .roles import Role


class InvitationState(models.TextChoices):
    OPEN = "open", _("Waiting")
    EXPIRED = "expired", _("Expired")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Taken back")


class Invitation(models.Model):
    """A place in an organisation, for whoever opens the link that was mailed to the address.

    Of the link's token only the SHA-256 is kept.
    """

    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.VIEWER)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(
        null=True, blank=True, help_text="None while no mail could be sent."
    )
    times_sent = models.PositiveSmallIntegerField(default=0)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            )
        ]
        indexes = [models.Index(fields=["email"], name="invitation_by_email")]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_role_display()})"

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        expired = self.expires_at <= timezone.now()
        return InvitationState.EXPIRED if expired else InvitationState.OPEN


class InvitedUnit(models.Model):
    """What the invited person will be in a unit."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.CONTRIBUTOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invitation", "unit"], name="invited_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} ({self.get_role_display()})"
