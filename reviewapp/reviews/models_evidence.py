"""Evidence that people attach to an answer: files, links and notes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviewapp.files.models import StoredFile
from reviewapp.people.models import User


class ItemKind(models.TextChoices):
    FILE = "file", _("File")
    LINK = "link", _("Link")
    NOTE = "note", _("Note")


class EvidenceItem(models.Model):
    """One thing that somebody attached: never changed, at most removed or replaced.

    What it says stays after it was removed. The bytes of a file stay as long as an item that was
    not removed, or a milestone, names the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey("reviews.Answer", on_delete=models.CASCADE, related_name="items")
    choice_id = models.CharField(
        max_length=128, blank=True, help_text="Empty: of the question as a whole."
    )
    kind = models.CharField(max_length=4, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=2048, blank=True)
    text = models.TextField(blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file_size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    file_sha256 = models.CharField(max_length=64, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day that it holds.")
    added_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    origin_note = models.CharField(
        max_length=300, blank=True, help_text="Where it was copied from; empty where it was added."
    )
    copied_from = models.UUIDField(null=True, blank=True, help_text="The item that it copies.")
    removed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mailed_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody was told that it is past its date."
    )

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [
            models.Index(
                fields=["valid_until"],
                condition=models.Q(removed_at=None, valid_until__isnull=False),
                name="item_valid_until",
            )
        ]

    def __str__(self) -> str:
        return self.title


class MilestoneFile(models.Model):
    """A file that a milestone's document names, so that its bytes stay."""

    milestone = models.ForeignKey(
        "reviews.Milestone", on_delete=models.CASCADE, related_name="files"
    )
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone", "file"], name="milestone_file_unique")
        ]

    def __str__(self) -> str:
        return f"{self.milestone}: {self.file_id}"
