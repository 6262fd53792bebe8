"""Threads of comments on questions, choices and findings."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviewapp.files.models import StoredFile
from reviewapp.people.models import User
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload


class SubjectKind(models.TextChoices):
    QUESTION = "question", _("Question")
    CHOICE = "choice", _("Practice")
    FINDING = "finding", _("Finding")


def place_of(subject: str) -> str:
    """The start of a subject's digest: enough to tell those of one page apart."""
    return subject[:16]


class Thread(models.Model):
    """A conversation about one thing of a workload.

    What it is about is named as findings of every scan name it, so that it survives scans and
    upgrades of a lens. `subject` is the digest of that name. The titles are what it was called
    when the thread began.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="threads")
    kind = models.CharField(max_length=8, choices=SubjectKind.choices)
    subject = models.CharField(max_length=64, help_text="SHA-256 of what identifies its subject.")
    review = models.ForeignKey(
        LensReview, on_delete=models.CASCADE, null=True, blank=True, related_name="threads"
    )
    question_id = models.CharField(max_length=128, blank=True)
    choice_id = models.CharField(max_length=128, blank=True)
    pillar_id = models.CharField(max_length=128, blank=True, help_text="Of a question, then.")
    pillar_name = models.CharField(max_length=200, blank=True)
    check_id = models.CharField(max_length=80, blank=True)
    account = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=30, blank=True)
    resource = models.CharField(max_length=2048, blank=True)
    title = models.CharField(max_length=500, help_text="Of the question, or of the check.")
    detail = models.CharField(max_length=500, blank=True, help_text="The choice or the resource.")
    begun_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    said = models.PositiveIntegerField(default=0, help_text="Comments so far, removed ones too.")
    last_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["begun_at", "pk"]
        indexes = [
            models.Index(fields=["workload", "subject"], name="thread_subject"),
            models.Index(fields=["workload", "-last_at"], name="thread_newest"),
            models.Index(
                fields=["review", "question_id"],
                condition=models.Q(resolved_at=None),
                name="thread_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None

    @property
    def place(self) -> str:
        """Its subject, as element ids and live events name it."""
        return place_of(self.subject)


class Comment(models.Model):
    """One thing that somebody said: CommonMark, people as `@[id]`.

    What is removed leaves its row without any text: it may have been a secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    number = models.PositiveIntegerField(help_text="Place in the thread, from 1.")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    token = models.UUIDField(help_text="Of the form that sent it: sent twice, it is said once.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="comment_number_unique"),
            models.UniqueConstraint(fields=["by", "token"], name="comment_token_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} #{self.number}"


class CommentEdit(models.Model):
    """What a comment said before it was edited: only added to, and gone with a removed comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField(help_text="The version that said this.")
    text = models.TextField()
    until = models.DateTimeField(help_text="When the edit took its place.")

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["comment", "version"], name="comment_edit_unique")
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for a row that is there already."""
        if not self._state.adding:
            raise TypeError("What a comment said before is never changed.")
        super().save(*args, **kwargs)


class Attachment(models.Model):
    """A picture or a PDF that came with a comment; its bytes go with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


class Mention(models.Model):
    """Somebody whom a comment names."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="mention_unique")]

    def __str__(self) -> str:
        return f"{self.comment_id} @{self.user_id}"
