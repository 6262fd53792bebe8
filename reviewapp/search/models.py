"""The index of words: one row for each thing that can be found."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviewapp.collection.models import Run
from reviewapp.jobs.models import ACTIVE_STATES, Job
from reviewapp.people.models import Organisation
from reviewapp.reviews.models import LensReview
from reviewapp.workloads.models import Workload

MAX_TITLE = 500


class Kind(models.TextChoices):
    """In the order in which results are shown."""

    WORKLOAD = "workload", _("Workloads")
    ANSWER = "answer", _("Answers")
    COMMENT = "comment", _("Comments")
    FINDING = "finding", _("Findings")
    RESOURCE = "resource", _("Resources")


# What people write, and what a scan brings and the next one replaces.
WRITTEN = (Kind.WORKLOAD, Kind.ANSWER, Kind.COMMENT)
SCANNED = (Kind.FINDING, Kind.RESOURCE)
# Each has an index of its own: a word of every ARN does not hide what people wrote.
SHELVES = (WRITTEN, (Kind.FINDING,), (Kind.RESOURCE,))


def on_shelf(kinds: tuple[Kind, ...]) -> models.Q:
    """The condition of the shelf's index, word for word: else PostgreSQL does not take it."""
    values = [kind.value for kind in kinds]
    return models.Q(kind__in=values) if len(values) > 1 else models.Q(kind=values[0])


class Entry(models.Model):
    """One thing that can be found, with its words.

    `head` and `words` are the words of title and text as `domain.words` cuts them; the database
    makes `vector` of them. `weight` is 2 for what is at high risk or fails, 1 for medium risk.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="+")
    review = models.ForeignKey(
        LensReview, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=40, help_text="The row's own key in its stage.")
    title = models.CharField(max_length=MAX_TITLE)
    body = models.TextField(blank=True)
    where = models.JSONField(default=dict, help_text="What its address needs beside the workload.")
    weight = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(help_text="When it last changed.")
    head = models.TextField(blank=True)
    words = models.TextField(blank=True)
    vector = models.GeneratedField(
        expression=models.Func(
            "head", "words", function="pillars_search_vector", output_field=SearchVectorField()
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_unique")]
        indexes = [
            GinIndex(fields=["vector"], name="search_written", condition=on_shelf(WRITTEN)),
            GinIndex(
                fields=["vector"], name="search_findings", condition=on_shelf((Kind.FINDING,))
            ),
            GinIndex(
                fields=["vector"], name="search_resources", condition=on_shelf((Kind.RESOURCE,))
            ),
            models.Index(fields=["organisation", "kind"], name="search_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Indexing(Job):
    """The words of a scan's findings and resources, put into the index in place of older ones."""

    TASK = "search.index"

    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["workload"],
                condition=models.Q(state__in=ACTIVE_STATES),
                name="search_one_indexing",
            )
        ]

    def __str__(self) -> str:
        return f"Index of {self.workload}: {self.state}"
