"""Lens reviews, answers with their history, suggestions and milestones."""

import uuid

from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reviewapp.collection.models import Run
from reviewapp.lenses.models import LensVersion
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload

from .models_evidence import EvidenceItem, ItemKind, MilestoneFile

__all__ = [
    "Answer",
    "AnswerChange",
    "EvidenceItem",
    "ItemKind",
    "LensReview",
    "LensUpgrade",
    "Milestone",
    "MilestoneFile",
    "Origin",
    "Reason",
    "RiskLevel",
    "RiskTotals",
    "Suggestion",
    "SuggestionVerdict",
]


class RiskLevel(models.TextChoices):
    HIGH = "HIGH", _("High risk")
    MEDIUM = "MEDIUM", _("Medium risk")
    NONE = "NONE", _("No risk identified")
    UNANSWERED = "UNANSWERED", _("Unanswered")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("Not applicable")


class RiskTotals(models.Model):
    """Counts stored beside what they count, kept in the transaction of the answer."""

    high = models.PositiveIntegerField(default=0)
    medium = models.PositiveIntegerField(default=0)
    none = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)
    not_applicable = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def total(self) -> int:
        return self.high + self.medium + self.none + self.unanswered + self.not_applicable

    @property
    def answered(self) -> int:
        """Questions that need no more work, those that do not apply included."""
        return self.total - self.unanswered


class ReviewsInUse(models.Manager["LensReview"]):
    def get_queryset(self) -> models.QuerySet["LensReview"]:
        return super().get_queryset().filter(removed_at=None)


class LensReview(RiskTotals):
    """One lens on one workload.

    A lens taken off a workload keeps its review with all answers (`removed_at`), unseen by
    `objects` and `workload.reviews`, until it is put back. `every` sees all.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="reviews")
    version = models.ForeignKey(LensVersion, on_delete=models.PROTECT, related_name="reviews")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    prefilled_from = models.ForeignKey(
        Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    slug = models.SlugField(
        max_length=70,
        db_index=False,
        help_text="In addresses: the lens's alias, where no other lens has it too.",
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when its answers stand; none is written meanwhile."
    )

    objects = ReviewsInUse()
    every = models.Manager()  # noqa: DJ012 - it has a default beside it

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["workload", "version"], name="lens_review_unique"),
            models.UniqueConstraint(fields=["workload", "slug"], name="lens_review_slug_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.workload}: {self.version.lens}"


class Reason(models.TextChoices):
    NONE = "NONE", _("No reason given")
    OUT_OF_SCOPE = "OUT_OF_SCOPE", _("Out of scope")
    BUSINESS_PRIORITIES = "BUSINESS_PRIORITIES", _("Business priorities")
    ARCHITECTURE_CONSTRAINTS = "ARCHITECTURE_CONSTRAINTS", _("Architecture constraints")
    OTHER = "OTHER", pgettext_lazy("reason", "Other")


class Origin(models.TextChoices):
    PERSON = "person", _("Decided by hand")
    SUGGESTION = "suggestion", _("Accepted from evidence")
    MILESTONE = "milestone", _("Restored from a milestone")
    LENS_CHANGE = "lens_change", _("Lens changed")
    TEMPLATE = "template", _("From a review template")
    COPY = "copy", _("Copied from another review")
    OTHER_LENS = "other_lens", _("Taken over from another lens")
    UNDO = "undo", _("Taken back")


class AnswersInLens(models.Manager["Answer"]):
    def get_queryset(self) -> models.QuerySet["Answer"]:
        return super().get_queryset().filter(retired=False)


class Answer(models.Model):
    """What people decided on one question. Every write raises `version`.

    `objects` and `review.answers` hold the questions of the review's lens version; `every` those
    too that an upgrade took out (`retired`), which come back with their question.
    """

    review = models.ForeignKey(LensReview, on_delete=models.CASCADE, related_name="answers")
    question_id = models.CharField(max_length=128)
    pillar_id = models.CharField(max_length=128)
    position = models.PositiveSmallIntegerField(help_text="Place in the lens, from 0.")
    version = models.PositiveIntegerField(default=0, help_text="0 until somebody decides.")
    selected = models.JSONField(default=list, help_text="Choice ids.")
    not_applicable = models.BooleanField(default=False)
    reason = models.CharField(max_length=30, choices=Reason.choices, default=Reason.NONE)
    notes = models.TextField(blank=True)
    choice_details = models.JSONField(
        default=dict,
        help_text="Choice id to {not_applicable, reason, notes}; only where something is set.",
    )
    risk = models.CharField(max_length=16, choices=RiskLevel.choices, default=RiskLevel.UNANSWERED)
    risk_because = models.TextField(blank=True)
    suggested_risk = models.CharField(
        max_length=16,
        choices=RiskLevel.choices,
        default=RiskLevel.UNANSWERED,
        help_text="What the evidence alone comes to, whatever people say of the rest.",
    )
    disagrees = models.BooleanField(default=False, help_text="Evidence says otherwise.")
    by_person = models.BooleanField(
        default=False, help_text="A person decided; False where only suggestions were accepted."
    )
    origin = models.CharField(
        max_length=12, choices=Origin.choices, default=Origin.PERSON, help_text="Of the last write."
    )
    origin_note = models.CharField(
        max_length=300, blank=True, help_text="Where exactly it came from: the last write's why."
    )
    retired = models.BooleanField(default=False, help_text="The lens has the question no more.")
    stale = models.BooleanField(
        default=False, help_text="Evidence that people attached is past its date."
    )
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AnswersInLens()
    every = models.Manager()  # noqa: DJ012 - it has a default beside it

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "question_id"], name="answer_unique")
        ]
        indexes = [models.Index(fields=["review", "position"], name="answer_in_order")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.risk}"


class AnswerChange(models.Model):
    """One write of an answer: append-only history."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField(help_text="The version that this write made.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.PERSON)
    why = models.CharField(max_length=300, blank=True)
    by_person_before = models.BooleanField(null=True, blank=True)
    before = models.JSONField()
    after = models.JSONField()
    risk_before = models.CharField(max_length=16, choices=RiskLevel.choices)
    risk_after = models.CharField(max_length=16, choices=RiskLevel.choices)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "version"], name="change_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.answer.question_id} v{self.version}"


class SuggestionVerdict(models.TextChoices):
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    SUPPORTED = "supported", _("Supported")
    UNKNOWN = "unknown", _("Unknown")


class Suggestion(models.Model):
    """What the latest run's findings and other tools' reports say of one choice."""

    review = models.ForeignKey(LensReview, on_delete=models.CASCADE, related_name="suggestions")
    run = models.ForeignKey(
        Run,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="suggestions",
        help_text="Empty before the first scan: other tools' reports alone speak.",
    )
    question_id = models.CharField(max_length=128)
    choice_id = models.CharField(max_length=128)
    verdict = models.CharField(max_length=10, choices=SuggestionVerdict.choices)
    because = models.TextField(blank=True)
    checks = models.JSONField(default=list, help_text="Ids of the checks that spoke.")
    passed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0, help_text="Failing, and counted apart.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "question_id", "choice_id"], name="suggestion_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.choice_id}: {self.verdict}"


class Milestone(RiskTotals):
    """A frozen copy of a workload's reviews: `document` holds all that a report needs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    document = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["workload", "number"], name="milestone_number_unique"),
            models.UniqueConstraint(
                "workload",
                Lower(Replace("name", Value(" "))),
                name="milestone_name_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LensUpgrade(models.Model):
    """A lens review that moved to another version, and what undoing it needs.

    A move inside one major changes words alone and is not undone: it is kept for the record,
    without answers and without a milestone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(LensReview, on_delete=models.CASCADE, related_name="upgrades")
    before = models.ForeignKey(LensVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(LensVersion, on_delete=models.PROTECT, related_name="+")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answers = models.JSONField(help_text="Question id to the answer's columns before the upgrade.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.review}: {self.before.label} to {self.after.label}"

    @property
    def is_minor(self) -> bool:
        return self.before.major == self.after.major
