"""Lenses, their versions and drafts, who shares them, and an organisation's own levels."""

import uuid
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from reviewapp.people.models import Organisation, User


class OrderedJSONField(models.JSONField):
    """JSON kept as it was written, its keys in their order. It cannot be searched."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:  # noqa: ARG002 - PostgreSQL alone
        return "json"

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        return super().get_db_prep_value(value, connection, prepared)


class Lens(models.Model):
    """A lens as the library knows it; built-in ones belong to no organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="lenses"
    )
    alias = models.SlugField(max_length=60, help_text="`foundations`; unique in its organisation.")
    name = models.CharField(max_length=128)
    created_at = models.DateTimeField(auto_now_add=True)

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
    """One published document of a lens. Never changed once a review uses it."""

    lens = models.ForeignKey(Lens, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the canonical document.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["lens", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["lens", "number"], name="lens_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.lens} v{self.number}"
