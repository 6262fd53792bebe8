"""Which profile a workload uses, and what it answers."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from pillars.priorities import Answers
from pillars.priorities import Profile as Asking
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from ..models import Profile, WorkloadProfile
from .documents import profile_of


class StaleAnswers(Exception):
    """The answers, or which profile is used, changed after they were read. Nothing was written."""


class ForeignProfile(Exception):
    """The profile belongs to another organisation than the workload."""


def answers_of(use: WorkloadProfile) -> Answers:
    return {question: frozenset(options) for question, options in use.answers.items()}


@transaction.atomic
def use_profile(*, workload: Workload, profile: Profile, by: User | None) -> WorkloadProfile:
    """The workload's profile from now on; what it answered to this one before stands again.

    Raises:
        ForeignProfile: see there.
    """
    if profile.organisation_id != workload.organisation_id:
        raise ForeignProfile
    stop_using(workload=workload, besides=profile)
    use, made = WorkloadProfile.objects.get_or_create(
        workload=workload, profile=profile, defaults={"updated_by": by}
    )
    if not made and not use.in_use:
        use.in_use = True
        use.save(update_fields=["in_use"])
    record_on(workload, "priorities.used", by=by, subject=profile.name)
    return use


@transaction.atomic
def stop_using(*, workload: Workload, besides: Profile | None = None) -> None:
    """No profile any more; the answers are kept."""
    # Whoever changes which profile is used holds the workload's row.
    Workload.objects.select_for_update(no_key=True).get(pk=workload.pk)
    used = WorkloadProfile.objects.filter(workload=workload, in_use=True)
    ended = (used.exclude(profile=besides) if besides else used).update(in_use=False)
    if ended and besides is None:
        record_on(workload, "priorities.unused", by=None)


@transaction.atomic
def save_answers(
    *,
    use: WorkloadProfile,
    read_version: int,
    answers: Mapping[str, Iterable[str]],
    by: User | None,
) -> None:
    """Writes all answers over the version that was read; what the profile has not is left out.

    Raises:
        StaleAnswers: see there.
    """
    mine = WorkloadProfile.objects.filter(pk=use.pk, in_use=True, version=read_version)
    written = mine.update(
        answers=known_answers(profile_of(use.profile), answers),
        version=read_version + 1,
        updated_at=timezone.now(),
        updated_by=by,
    )
    if not written:
        raise StaleAnswers
    record_on(use.workload, "priorities.answered", by=by, subject=use.profile.name, after=answers)


def known_answers(profile: Asking, answers: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Of these answers those that the profile has, one where it asks for one, in its order."""
    found = {}
    for asked in profile.questions:
        wanted = set(answers.get(asked.id, ()))
        options = [option.id for option in asked.options if option.id in wanted]
        if options:
            found[asked.id] = options if asked.several else options[:1]
    return found
