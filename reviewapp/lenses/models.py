"""Lenses, their versions and drafts, who shares them, and an organisation's own levels."""

import uuid
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Json

from reviewapp.jobs.models import Job
from reviewapp.people.models import Organisation, User


class OrderedJSONField(models.JSONField):
    """JSON kept as it was written, its keys in their order. It cannot be searched."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002 - PostgreSQL alone
        return "json"

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """The driver reads this type by itself."""
        return value

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - as above
        prepared: bool = False,  # noqa: ARG002 - nothing to prepare
    ) -> Any:
        """Not as `jsonb`, which would put the keys into an order of its own."""
        return value if value is None else Json(value)


class Lens(models.Model):
    """A lens as the library knows it; built-in ones belong to no organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="lenses"
    )
    alias = models.SlugField(max_length=60, help_text="`foundations`; unique in its organisation.")
    name = models.CharField(max_length=128)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when no review starts with it any more."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "alias"],
                condition=models.Q(organisation__isnull=False),
                name="lens_alias_unique_own",
            ),
            models.UniqueConstraint(
                fields=["alias"],
                condition=models.Q(organisation__isnull=True),
                name="lens_alias_unique_builtin",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LensVersion(models.Model):
    """One published document of a lens. It never changes.

    A minor version differs from the one before in words alone and reaches every review of its
    major by itself; a major one waits until somebody upgrades a review.
    """

    lens = models.ForeignKey(Lens, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … in the order of publication.")
    major = models.PositiveIntegerField(default=1)
    minor = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=100, blank=True, help_text="“Autumn 2026”.")
    note = models.TextField(blank=True, help_text="What changed, in words.")
    document = OrderedJSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical document.")
    # Kept beside the document, so that a list need not read it.
    pillars = models.PositiveIntegerField(default=0)
    questions = models.PositiveIntegerField(default=0)
    choices = models.PositiveIntegerField(default=0, help_text="Without “none of these”.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["lens", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["lens", "number"], name="lens_version_unique"),
            models.UniqueConstraint(fields=["lens", "major", "minor"], name="lens_version_place"),
        ]

    def __str__(self) -> str:
        return f"{self.lens} {self.label}"

    @property
    def label(self) -> str:
        """`2.1`, with its name where it has one."""
        place = f"{self.major}.{self.minor}"
        return f"{place} ({self.name})" if self.name else place


class LensDraft(models.Model):
    """A lens that is being written. Every save raises `version`; publishing ends the draft."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="lens_drafts"
    )
    lens = models.OneToOneField(
        Lens,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="draft",
        help_text="None while it is a lens that was never published.",
    )
    base = models.ForeignKey(
        LensVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    document = OrderedJSONField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"Draft of {self.lens or self.document.get('name', 'a lens')}"


class LensShare(models.Model):
    """An offer of a lens to another organisation, by a secret address, and its acceptance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lens = models.ForeignKey(Lens, on_delete=models.CASCADE, related_name="shares")
    code_digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the code.")
    note = models.CharField(max_length=200, blank=True, help_text="Whom it is for.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="shared_lenses",
        help_text="Who accepted it; None while it is open.",
    )
    alias = models.SlugField(
        max_length=60,
        blank=True,
        db_index=False,
        help_text="What the lens is called in the addresses of who accepted it.",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it gives nothing any more."
    )
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when who accepted it does not want to see it."
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["lens", "organisation"],
                condition=models.Q(revoked_at__isnull=True, organisation__isnull=False),
                name="lens_shared_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lens} for {self.organisation or 'whoever has the address'}"


class PracticeLevel(models.TextChoices):
    HIGH = "HIGH", _("High risk")
    MEDIUM = "MEDIUM", _("Medium risk")
    LOW = "LOW", _("Low risk")


class LevelOverride(models.Model):
    """An organisation's own level of risk if a practice is absent. Kept when it ends."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="level_overrides"
    )
    practice = models.CharField(max_length=40, help_text="`SEC01-BP01`.")
    level = models.CharField(max_length=6, choices=PracticeLevel.choices)
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["practice", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "practice"],
                condition=models.Q(ended_at__isnull=True),
                name="level_override_standing_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice}: {self.level}"


class Rejudging(Job):
    """The judging of all of an organisation's reviews after its own levels changed.

    The work is done where reviews are known. The newest row stands for those before it.
    """

    TASK = "reviews.judge_organisation"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="rejudgings"
    )

    class Meta:
        ordering = ["-queued_at"]

    def __str__(self) -> str:
        return f"Judging of {self.organisation}: {self.state}"
