"""What people are told, how each wants to be told, and the mails that tell it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviewapp.jobs.models import Job
from reviewapp.people.models import Organisation

TEXT_LIMIT = 500
URL_LIMIT = 500


class Kind(models.TextChoices):
    ASSIGNED = "assigned", _("Something is assigned to me")
    MENTIONED = "mentioned", _("Somebody mentions me")
    REPLIED = "replied", _("Somebody replies in a thread of mine")
    DUE = "due", _("A date of mine comes near or has passed")
    STATE_CHANGED = "state_changed", _("A question or a review changes its state")
    SCAN_FINISHED = "scan_finished", _("A scan has ended")
    RISK_CHANGED = "risk_changed", _("The high risks of a workload become more")
    REREVIEW_DUE = "rereview_due", _("A re-review is open")
    INVITED = "invited", _("I am invited or given access")


class ByMail(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the daily digest")
    NEVER = "never", _("Never")


class Mailing(Job):
    """One mail to one person: a bundle of what came at once, or the digest of a day.

    A worker that was killed before it began to hand the mail over leaves it to another one. Once
    `handed_at` is set nobody hands it over again, unless the mail server said that it failed:
    a mail may then be lost in the second in which a worker died, but is never there twice.
    """

    TASK: ClassVar[str] = "notices.mail"
    ASKED_BY: ClassVar[str] = "user"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailings"
    )
    digest_day = models.DateField(
        null=True, blank=True, help_text="Of a digest: the day where the person is."
    )
    failures = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest_day"], name="mailing_one_digest_a_day")
        ]

    def __str__(self) -> str:
        return f"Mailing to {self.user_id}"


class MailState(models.TextChoices):
    NONE = "none", "Not by mail"
    AT_ONCE = "at_once", "Waits for the next mail"
    DIGEST = "digest", "Waits for the digest"
    TAKEN = "taken", "In a mail that is being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"


WAITING = (MailState.AT_ONCE, MailState.DIGEST)
UNREAD = Q(read_at=None)


class Notice(models.Model):
    """Something that one person is told. `key` merges what is told again before it was read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.CharField(max_length=TEXT_LIMIT)
    url = models.CharField(max_length=URL_LIMIT, help_text="A path of this site.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Workloads are a later stage: what is known of one here is its id.
    workload_id = models.UUIDField(null=True, blank=True)
    key = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    in_app = models.BooleanField(default=True)
    mail = models.CharField(max_length=8, choices=MailState.choices, default=MailState.NONE)
    waits_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when it waits for a mail, however often renewed."
    )
    mailing = models.ForeignKey(
        Mailing, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=UNREAD & ~Q(key=""), name="notice_unread_key"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_newest"),
            models.Index(
                fields=["user", "workload_id"],
                condition=UNREAD & Q(in_app=True),
                name="notice_unread",
            ),
            models.Index(
                fields=["mail", "user", "waits_since"],
                condition=Q(mail__in=["at_once", "digest"]),
                name="notice_mail_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Preferences(models.Model):
    """When a person gets the digest."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    time_zone = models.CharField(max_length=64, default="UTC")
    digest_hour = models.PositiveSmallIntegerField(default=8)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest_hour__lt=24), name="digest_hour_of_day")
        ]

    def __str__(self) -> str:
        return f"{self.digest_hour}:00 {self.time_zone}"


class Choice(models.Model):
    """How a person wants to be told of one kind, where it is not as everybody is told."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    in_app = models.BooleanField(default=True)
    by_mail = models.CharField(max_length=8, choices=ByMail.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_one")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.by_mail}"
