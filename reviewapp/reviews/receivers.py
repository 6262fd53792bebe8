"""What this stage does when something happens in an earlier one."""

from collections.abc import Sequence
from typing import Any

from celery import current_app
from django.db.models import Prefetch
from django.utils.translation import ngettext

from pillars.checking import Check
from reviewapp.collection.models import Run
from reviewapp.findings.answers import AnswerTouched
from reviewapp.findings.domain.rescoping import queue_rescoping
from reviewapp.lenses.domain.library import lenses_by_name, startable_lenses
from reviewapp.lenses.models import Lens, LensVersion
from reviewapp.people.models import Organisation
from reviewapp.workloads.lens_offers import LensOffer
from reviewapp.workloads.models import Workload

from .domain.evidence_files import drop_unused
from .domain.following import lagging
from .domain.reviews import ensure_reviews, reassess_workload
from .domain.suggesting import suggest_again
from .models import EvidenceItem, MilestoneFile
from .pages.touched import touched_by


def start_reviews(
    *, workload: Workload, lenses: Sequence[str] | None = None, **_signal: Any
) -> None:
    ensure_reviews(workload, aliases=lenses)


def offer_lenses(*, organisation: Organisation, **_signal: Any) -> list[LensOffer]:
    """For the form of a new workload: what is built in is ticked."""
    called = {lens.pk: name for name, lens in lenses_by_name(organisation).items()}
    found = startable_lenses(organisation).prefetch_related(
        Prefetch("versions", LensVersion.objects.defer("document").order_by("number"))
    )
    return [_offer(called.get(lens.pk, lens.alias), lens, organisation) for lens in found]


def _offer(name: str, lens: Lens, organisation: Organisation) -> LensOffer:
    newest = list(lens.versions.all())[-1]
    words = _words_of_offer(lens, organisation, newest.questions)
    label = words % {"lens": lens.name, "number": newest.questions}
    return LensOffer(name, label, ticked=lens.organisation_id is None)


def _words_of_offer(lens: Lens, organisation: Organisation, number: int) -> str:
    if lens.organisation_id is None:
        return ngettext(
            "%(lens)s (%(number)d question, built in)",
            "%(lens)s (%(number)d questions, built in)",
            number,
        )
    if lens.organisation_id == organisation.pk:
        return ngettext("%(lens)s (%(number)d question)", "%(lens)s (%(number)d questions)", number)
    return ngettext(
        "%(lens)s (%(number)d question, shared with you)",
        "%(lens)s (%(number)d questions, shared with you)",
        number,
    )


def drop_file(*, instance: EvidenceItem | MilestoneFile, **_signal: Any) -> None:
    """A file goes with the last that names it, however that was deleted."""
    drop_unused(instance.file_id)


def judge_again(*, workload: Workload, **_signal: Any) -> None:
    reassess_workload(workload.pk)


def judge_by_newer_scope(*, run: Run, **_signal: Any) -> None:
    """A scope that changed after the scan looked at it is applied once the scan has ended."""
    queue_rescoping(run.workload)


def suggest_with_imported(*, workload: Workload, **_signal: Any) -> None:
    """What another tool reports counts once its file is read."""
    suggest_again(workload.pk)


def name_answers(*, workload: Workload, check: Check, **_signal: Any) -> list[AnswerTouched]:
    """For the pages of checks and findings."""
    return touched_by(workload, check)


def follow_version(*, version: LensVersion, **_signal: Any) -> None:
    """A minor version reaches the reviews of its major, in a worker; others wait to be chosen.

    Most versions that are published have no review yet: those need no broker.
    """
    if version.minor and lagging(version.lens_id).exists():
        current_app.send_task("reviews.follow_minors", args=[str(version.lens_id)])
